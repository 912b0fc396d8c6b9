import Documents
import Overlaps
import Statistics

extension EnsembleRelations {
  /// The object for programs; quantities that need more ladders are null.
  var document: JSONValue {
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

  /// The columns of the table over temperatures.
  static var columns: [Column<(temperature: Double, relations: EnsembleRelations)>] {
    [
      Column(text: "T") { text($0.temperature) },
      Column(text: "A") { text($0.relations.relativeVariance) },
      Column(text: "G") { text($0.relations.guerraRatio) },
      Column(text: "stochastic stability") { text($0.relations.stochasticStability) },
      Column(text: "z") { text($0.relations.stochasticStability.flatMap(score), digits: 2) },
      Column(text: "Ghirlanda–Guerra") { text($0.relations.ghirlandaGuerra) },
      Column(text: "z") { text($0.relations.ghirlandaGuerra.flatMap(score), digits: 2) },
      Column(text: "P(0)") { text($0.relations.densityAtZero) },
    ]
  }
}
