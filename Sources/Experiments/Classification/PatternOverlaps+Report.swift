import Documents
package import Overlaps

extension PatternOverlaps.State {
  /// What the state is, in words.
  package var sentence: String {
    let values = magnetizations.map { text($0) }.joined(separator: ", ")
    let explained = explainedFraction.map { ", \(text(100 * $0, digits: 3)) % of q_αα" } ?? ""
    switch kind {
    case .retrieval(let pattern, _):
      return "retrieval of pattern \(pattern), m = \(values)\(explained)"
    case .mixture: return "\(mixtureText), m = \(values)\(explained)"
    case .unexplained:
      return "no stored pattern (nearest \(list(patterns)), m = \(values)\(explained))"
    }
  }

  /// The object for programs.
  var document: JSONValue {
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
