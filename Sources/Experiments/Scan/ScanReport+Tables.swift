import Documents
import Overlaps
import Sampling
import SpinModels
import Statistics

extension ScanReport {
  /// The columns of the table over sizes.
  static let sizeColumns: [Column<ScannedRun>] = [
    Column(
      "N", "spins", text: { "\($0.spinCount)" }, value: { .integer($0.spinCount) }),
    Column(
      "M", "instances", text: { "\($0.instanceCount)" }, value: { .integer($0.instanceCount) }),
    Column("R", "replicas", text: { "\($0.replicaCount)" }, value: { .integer($0.replicaCount) }),
    Column(
      "equilibrated", "equilibrated",
      text: {
        let found = $0.analysis.equilibration
        return found.answer != .yes && found.isEquilibratedUpToSign
          ? "up to signs" : found.answer.rawValue
      },
      value: { $0.analysis.equilibration.answerDocument }),
    Column(
      "verdict", "verdict", text: { $0.analysis.classification.verdict.rawValue },
      value: { .string($0.analysis.classification.verdict.rawValue) }),
    Column("broken", "broken_probability", digits: 2) {
      $0.analysis.classification.brokenProbability
    },
    Column(
      "counts", "used", text: { $0.reason == nil ? "yes" : "no" },
      value: { .bool($0.reason == nil) }),
    Column(key: "file") { .string($0.file) },
    Column(key: "reason") { $0.reason.map { .string($0) } ?? .null },
  ]

  typealias Row = (scan: IndicatorScan, hasVote: Bool)

  /// The columns of the table over indicators: symbol, values at the smallest and largest size, fits, answer.
  static let indicatorColumns: [Column<Row>] = [
    Column(
      "indicator", "indicator", text: { $0.scan.indicator.symbol },
      value: { .string($0.scan.indicator.rawValue) }),
    Column(key: "symbol") { .string($0.scan.indicator.symbol) },
    Column(key: "meaning") { .string($0.scan.indicator.meaning) },
    Column(text: "smallest N") { text($0.scan.points.first?.estimate) },
    Column(text: "largest N") { text($0.scan.points.last?.estimate) },
    Column(
      "to zero as", "heals",
      text: {
        $0.scan.heals.map { $0.amplitude > 0 ? "N^−\(text($0.exponent, digits: 2))" : "not seen" }
          ?? "–"
      },
      value: { document($0.scan.heals) }),
    Column("p", "heals_probability", digits: 2) { $0.scan.healsProbability },
    Column(
      "or to", "stays",
      text: { row in
        guard let stays = row.scan.stays else { return "–" }
        // What is fitted is no limit where the quantity cannot reach it.
        if stays.limit > 1, row.scan.indicator.isAtMostOne { return "≤ 1" }
        return stays.limitError == nil
          ? text(stays.limit, digits: 2)
          : text(Estimate(value: stays.limit, error: stays.limitError))
      },
      value: { document($0.scan.stays) }),
    Column("p", "stays_probability", digits: 2) { $0.scan.staysProbability },
    Column(
      "answer", "answer", text: { $0.scan.heals == nil ? "–" : $0.scan.answer.ofIndicator },
      value: { .string($0.scan.answer.ofIndicator) }),
    Column(
      "power", "power",
      text: { row in
        switch row.scan.answer {
        case .staysBroken: text(row.scan.powerOfStaying, digits: 2)
        case .heals: text(row.scan.powerOfHealing, digits: 2)
        case .undecided:
          row.scan.heals == nil
            ? "–"
            : "\(text(row.scan.powerOfStaying, digits: 2))/\(text(row.scan.powerOfHealing, digits: 2))"
        }
      },
      value: {
        [
          "limit": JSONValue($0.scan.powerOfStaying), "zero": JSONValue($0.scan.powerOfHealing),
        ]
      }),
    Column("votes", "votes", text: { $0.hasVote ? "yes" : "no" }, value: { .bool($0.hasVote) }),
    Column(key: "reason") { row in
      (row.scan.reason ?? (row.hasVote ? nil : noVote(row.scan.indicator))).map { .string($0) }
        ?? .null
    },
    Column(key: "text") { .string($0.scan.text) },
    Column(key: "points") { row in
      .array(
        row.scan.points.map {
          [
            "spins": .integer($0.spinCount), "value": .number($0.estimate.value),
            "error": JSONValue($0.estimate.error), "fitted": .bool($0.isFitted),
          ]
        })
    },
  ]

  static func noVote(_ indicator: SizeIndicator) -> String? {
    indicator.reasonForNoVote
      ?? (indicator.role == .votesWithOrder
        ? "no order is seen that stays, and without order it tends to a constant too" : nil)
  }

  static func document(_ reading: LimitReading?) -> JSONValue {
    guard let reading else { return .null }
    return [
      "limit": .number(reading.limit), "limit_error": JSONValue(reading.limitError),
      "amplitude": .number(reading.amplitude), "exponent": .number(reading.exponent),
      "exponent_error": JSONValue(reading.exponentError), "chi_square": .number(reading.chiSquare),
      "reference_spins": .integer(reading.largestSpinCount),
    ]
  }

  var rows: [Row] {
    let voting = Set(scan.voting.map(\.indicator))
    return scan.indicators.filter { !$0.points.isEmpty }.map { ($0, voting.contains($0.indicator)) }
  }
}
