import Documents
public import Sampling

/// Whether a run is in equilibrium, in one line: at how many of its temperatures, and why not at the others.
public struct EquilibrationSummary: Sendable, Equatable {
  /// The answers, lowest temperature first.
  public let temperatures: [TemperatureEquilibration]

  /// Takes the answers of a run.
  ///
  /// - Parameter report: The report of the run.
  public init(_ report: EquilibrationReport) { temperatures = report.temperatures }

  /// The temperature with the worst answer, the lowest of several; `nil` where all are in equilibrium.
  public var worst: TemperatureEquilibration? {
    let open = temperatures.filter { $0.answer != .yes }
    return open.first { $0.answer == .no } ?? open.first
  }

  /// The worst answer.
  public var answer: EquilibrationAnswer { worst?.answer ?? .yes }

  /// The answer as true, false, or `nil` where it cannot be told.
  public var isEquilibrated: Bool? { worst == nil ? true : worst?.isEquilibrated }

  /// The answer, with the weightiest reason where it is not "yes".
  public var sentence: String {
    guard let worst else { return "equilibrated at all \(temperatures.count) temperatures" }
    let count = temperatures.count { $0.answer == .yes }
    let reason = worst.reasons[0].text
    // Most reasons name their temperature themselves.
    let place = reason.contains("at T = ") ? "" : "at T = \(text(worst.temperature)): "
    return "equilibrated at \(count) of \(temperatures.count) temperatures; \(place)\(reason)"
  }
}
