import Documents

/// The names of the variables of a model in parts, none twice: numbers as text, and texts as they are.
struct ModelLabels {
  /// The names.
  private let names: Set<String>

  init(_ names: [String]) { self.names = Set(names) }

  /// The name that an element of a list stands for; 1.0 is the variable 1.
  static func label(_ element: JSONValue) -> String {
    element.stringValue ?? element.intValue.map { "\($0)" } ?? element.compactText
  }

  /// Whether it is one of the names; without any, each is.
  func contains(_ name: String) -> Bool { names.isEmpty || names.contains(name) }

  /// The two variables of a key such as `a,b`, `('a', 'b')` or `a b`; `nil` for a key of none, or of more than one pair.
  ///
  /// Names may hold commas, blanks and brackets themselves: of all places where the key can be split those count that leave
  /// two names.
  func pair(in key: String) -> [String]? {
    var bodies = [key[...]]
    if let first = key.first, let last = key.last, ["()", "[]"].contains("\(first)\(last)") {
      bodies.append(key.dropFirst().dropLast())
    }
    guard key.utf8.count(where: { $0 == 0x2C || $0 == 0x20 }) <= 100 else { return nil }
    // Without names brackets and quotes are those of the pair.
    if names.isEmpty { bodies = bodies.suffix(1) }
    func named(_ part: Substring) -> String? {
      let readings = Self.readings(part)
      return names.isEmpty ? readings.first : readings.last(where: names.contains)
    }
    for mark in [",", " "] as [Character] {
      var found: Set<[String]> = []
      for body in bodies {
        for place in body.indices where body[place] == mark {
          if let left = named(body[..<place]), let right = named(body[body.index(after: place)...])
          {
            found.insert([left, right])
          }
        }
      }
      if !found.isEmpty { return found.count == 1 ? found.first : nil }
    }
    return nil
  }

  /// What a part of a key may stand for: what is in its quotes or in NumPy's `np.int64(…)`, and itself.
  private static func readings(_ part: Substring) -> [String] {
    let text = part.trimmed
    guard let first = text.first, let last = text.last else { return [] }
    if text.utf8.count > 2, first == last, "'\"".contains(first) {
      return [String(text.dropFirst().dropLast()), String(text)]
    }
    if text.hasPrefix("np."), last == ")", let bracket = text.firstIndex(of: "(") {
      return [String(text[text.index(after: bracket)...].dropLast()), String(text)]
    }
    return [String(text)]
  }
}
