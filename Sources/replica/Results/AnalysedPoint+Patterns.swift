import ReplicaKit

extension AnalysedPoint {
  /// The verdict after patterns had their say.
  ///
  /// Where they explain the states of every instance, several states are no symmetry breaking, and what
  /// the states are is the first of the reasons.
  static func classification(
    _ classification: Classification, patterns: [PatternOverlaps], of analyses: [ReplicaAnalysis]
  ) -> Classification {
    guard let text = patternText(patterns, of: analyses) else { return classification }
    if classification.brokenProbability > 0.05 {
      return classification.explainedByPatterns(
        "stored patterns explain the states: \(text), not replica-symmetry breaking")
    }
    guard classification.verdict != .paramagnetic else { return classification }
    return classification.noting("stored patterns explain the states: \(text)")
  }

  /// Which patterns explain the states, in words; `nil` where they do not in every instance.
  var patternText: String? { Self.patternText(patterns, of: analyses) }

  /// Whether stored patterns explain the states of every instance.
  var areStatesExplained: Bool { patternText != nil }

  private static func patternText(
    _ patterns: [PatternOverlaps], of analyses: [ReplicaAnalysis]
  ) -> String? {
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
private func list(_ numbers: [Int]) -> String {
  let texts = numbers.map(String.init)
  guard let last = texts.last, texts.count > 1 else { return texts.joined() }
  return texts.dropLast().joined(separator: ", ") + " and \(last)"
}

extension PatternOverlaps.State {
  /// A mixture in words.
  var mixtureText: String {
    "\(isSymmetric ? "symmetric" : "asymmetric") mixture of patterns \(list(patterns))"
  }

  /// What the state is, in words.
  var text: String {
    let values = magnetizations.map { Experiments.text($0) }.joined(separator: ", ")
    let explained =
      explainedFraction.map { ", \(Documents.text(100 * $0, digits: 3)) % of q_αα" } ?? ""
    switch kind {
    case .retrieval(let pattern, _):
      return "retrieval of pattern \(pattern), m = \(values)\(explained)"
    case .mixture: return "\(mixtureText), m = \(values)\(explained)"
    case .unexplained:
      return "no stored pattern (nearest \(list(patterns)), m = \(values)\(explained))"
    }
  }

  /// The object for scripts.
  var json: JSONValue {
    var object: JSONValue = [
      "patterns": JSONValue(patterns),
      "magnetizations": .array(magnetizations.map { JSONValue(value: $0) }),
      "explained_fraction": JSONValue(explainedFraction),
    ]
    switch kind {
    case .retrieval(let pattern, let magnetization):
      object["kind"] = "retrieval"
      object["pattern"] = .integer(pattern)
      object["magnetization"] = .number(magnetization)
    case .mixture:
      object["kind"] = "mixture"
      object["symmetric"] = .bool(isSymmetric)
    case .unexplained: object["kind"] = "unexplained"
    }
    return object
  }
}
