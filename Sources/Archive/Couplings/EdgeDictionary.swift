/// The dictionary of an edge as networkx writes it, `{'weight': 1.5, 'colour': 'red'}`.
struct EdgeDictionary {
  /// The members: the keys without quotes, and the values as they are written.
  private let members: [(key: Substring, value: Substring)]

  /// Takes a dictionary of Python apart; `nil` for a text that is none, or has more after it than a comment.
  ///
  /// - Parameter text: The text from its opening brace on.
  init?(_ text: Substring) {
    var members: [(Substring, Substring)] = []
    var (depth, quote, isEscaped) = (0, Character?.none, false)
    var start = text.startIndex
    var colon: Substring.Index?
    for place in text.indices {
      let character = text[place]
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == open {
          quote = nil
        }
        continue
      }
      switch character {
      case "'", "\"": quote = character
      case "{", "[", "(":
        depth += 1
        if depth == 1 { start = text.index(after: place) }
      case "}", "]", ")", ",":
        if depth == 1, character == "}" || character == "," {
          if let colon {
            let key = text[start..<colon].trimmed
            guard key.count > 2, let mark = key.first, mark == key.last, "'\"".contains(mark) else {
              return nil
            }
            members.append(
              (key.dropFirst().dropLast(), text[text.index(after: colon)..<place].trimmed))
          } else if !text[start..<place].trimmed.isEmpty {
            return nil
          }
          (start, colon) = (text.index(after: place), nil)
        }
        guard character != "," else { continue }
        depth -= 1
        guard depth == 0 else { continue }
        let rest = text[text.index(after: place)...].trimmed
        guard character == "}", rest.isEmpty || rest.first == "#" else { return nil }
        self.members = members
        return
      case ":": if depth == 1, colon == nil { colon = place }
      default: break
      }
    }
    return nil
  }

  /// The coupling: the value of `weight`, otherwise that of `J` or of `coupling`; `nil` without one, or with several.
  ///
  /// NumPy writes its numbers as `np.float64(1.5)`.
  var coupling: Substring? {
    let weights = members.filter { $0.key == "weight" }
    let found = weights.isEmpty ? members.filter { ["J", "coupling"].contains($0.key) } : weights
    guard found.count == 1 else { return nil }
    let value = found[0].value
    guard value.hasPrefix("np.") || value.hasPrefix("numpy."), value.last == ")",
      let bracket = value.firstIndex(of: "(")
    else { return value }
    return value[value.index(after: bracket)...].dropLast()
  }
}
