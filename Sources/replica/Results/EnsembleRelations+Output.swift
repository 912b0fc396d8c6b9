import ReplicaKit

extension EnsembleRelations {
  /// The object for scripts; quantities that need more ladders are null.
  var json: JSONValue {
    func difference(_ estimate: Estimate?) -> JSONValue {
      guard let estimate else { return .null }
      return [
        "mean": .number(estimate.value), "error": JSONValue(estimate.error),
        "z": JSONValue(Self.score(estimate)),
      ]
    }
    return [
      "a": relativeVariance.map { JSONValue(mean: $0) } ?? .null,
      "g": guerraRatio.map { JSONValue(mean: $0) } ?? .null,
      "stochastic_stability": difference(stochasticStability),
      "ghirlanda_guerra": difference(ghirlandaGuerra),
      "density_at_zero": JSONValue(mean: densityAtZero), "window": .number(window),
    ]
  }

  /// A difference from zero in units of its error.
  private static func score(_ estimate: Estimate) -> Double? {
    estimate.error.flatMap { $0 > 0 ? estimate.value / $0 : nil }
  }

  /// What must be said below the table.
  static var caveat: String {
    "The identities hold up to corrections that vanish as N grows; in a paramagnet a large z means a tiny, "
      + "known difference of order 1/N² that many instances resolve, no violation."
  }

  /// The table of all temperatures; `nil` when none has an average over the disorder.
  static func table(_ points: [(temperature: Double, relations: EnsembleRelations?)]) -> String? {
    guard points.contains(where: { $0.relations != nil }) else { return nil }
    var table = TextTable([
      "T", "A", "G", "stochastic stability", "z", "Ghirlanda–Guerra", "z", "P(0)",
    ])
    for case (let temperature, let relations?) in points {
      table.add([
        text(temperature), text(relations.relativeVariance), text(relations.guerraRatio),
        text(relations.stochasticStability),
        text(relations.stochasticStability.flatMap(score), digits: 2),
        text(relations.ghirlandaGuerra),
        text(relations.ghirlandaGuerra.flatMap(score), digits: 2), text(relations.densityAtZero),
      ])
    }
    return table.text
  }
}
