import Overlaps
import Statistics

extension SystemAnalysis {
  /// The verdict after patterns had their say.
  ///
  /// Where they explain the states of every instance, several states are no symmetry breaking, and what
  /// the states are is the first of the reasons.
  func explained(_ classification: Classification) -> Classification {
    guard let text = patternText else { return classification }
    if classification.brokenProbability > 0.05 {
      return classification.explainedByPatterns(text)
    }
    guard classification.verdict != .paramagnetic else { return classification }
    return classification.noting("stored patterns explain the states: \(text)")
  }

  /// Whether stored patterns explain the states of every instance.
  public var areStatesExplained: Bool { patternText != nil }

  /// Which patterns explain the states, in words; `nil` where they do not in every instance.
  public var patternText: String? {
    guard !patterns.isEmpty, zip(patterns, analyses).allSatisfy({ $0.areExplained($1.states) })
    else { return nil }
    let kinds = patterns.flatMap(\.kinds)
    let retrieved = Set(
      kinds.compactMap { kind in if case .retrieval(let mu, _) = kind { mu } else { nil } }
    ).sorted()
    let hasMixtures = kinds.contains { if case .mixture = $0 { true } else { false } }
    guard patterns.count == 1 else {
      switch (retrieved.isEmpty, hasMixtures) {
      case (false, true): return "retrieval of stored patterns and mixtures of them"
      case (true, _): return "mixtures of stored patterns"
      default: return "retrieval of stored patterns"
      }
    }
    var parts: [String] = []
    if !retrieved.isEmpty {
      parts.append("retrieval of pattern\(retrieved.count == 1 ? "" : "s") \(list(retrieved))")
    }
    let mixtures = patterns[0].states.filter {
      if case .mixture = $0.kind { true } else { false }
    }
    parts += mixtures.prefix(3).map(\.mixtureText)
    if mixtures.count > 3 { parts.append("\(mixtures.count - 3) more mixtures") }
    return parts.joined(separator: "; ")
  }
}

/// Numbers as "0, 2 and 5".
func list(_ numbers: [Int]) -> String {
  let texts = numbers.map(String.init)
  guard let last = texts.last, texts.count > 1 else { return texts.joined() }
  return texts.dropLast().joined(separator: ", ") + " and \(last)"
}

extension PatternOverlaps.State {
  /// A mixture in words.
  var mixtureText: String {
    "\(isSymmetric ? "symmetric" : "asymmetric") mixture of patterns \(list(patterns))"
  }
}
