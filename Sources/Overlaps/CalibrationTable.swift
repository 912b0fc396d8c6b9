extension Calibration {
  package static func fitted(knowsSites: Bool, correlatedSites: Bool) -> Calibration {
    Calibration(questions: [])
  }
}
