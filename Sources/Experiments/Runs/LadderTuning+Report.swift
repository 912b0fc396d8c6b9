import Documents
public import Sampling

extension LadderTuning {
  /// What the pilot found, in words.
  public var sentence: String {
    func range(_ rates: [Double]) -> String {
      "\(text(rates.min(), digits: 2)) to \(text(rates.max(), digits: 2))"
    }
    let count = recommendedCount
    let advice =
      count == temperatures.count
      ? "" : "; \(count) temperatures would give \(Self.recommendedRate)"
    return
      "tuned: exchange rates of \(range(rates)) (\(range(ratesBefore)) before), by \(ladderCount) "
      + "ladders of \(sweeps.reduce(0) { $0 + 2 * $1 }) sweeps\(advice)"
  }

  /// The ladder with its rates, for programs.
  var document: JSONValue {
    [
      "temperatures": JSONValue(temperatures), "swap_rates": JSONValue(rates),
      "swap_rates_before": JSONValue(ratesBefore), "ladders": .integer(ladderCount),
      "sweeps": .integer(sweeps.reduce(0) { $0 + 2 * $1 }),
      "recommended_count": .integer(recommendedCount),
      "recommended_rate": .number(Self.recommendedRate),
    ]
  }
}
