/// Sentences of other modules as markup: symbols get their subscripts, and no line ends inside an option.
///
/// `q_EA` becomes q with a lowered EA, `N^(-1/3)` gets a raised exponent, `--flips` stays in one piece. What looks like the name of a file or of a variable is
/// left alone.
package enum Prose {
  /// The longest subscript; longer words behind an underscore belong to names.
  private static let longestSubscript = 4

  /// A sentence as markup.
  ///
  /// - Parameter text: The sentence, plain.
  /// - Returns: The same words, escaped.
  package static func markup(_ text: String) -> Markup {
    guard text.contains(where: { $0 == "_" || $0 == "^" }) || text.contains("--") else {
      return "\(text)"
    }
    var result = Markup.none
    for (k, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      if k > 0 { result += " " }
      result += markup(ofWord: word)
    }
    return result
  }

  private static func markup(ofWord word: Substring) -> Markup {
    if word.contains("--") { return "<span class=\"nb\">\(String(word))</span>" }
    guard word.contains(where: { $0 == "_" || $0 == "^" }) else { return "\(String(word))" }
    let letters = Array(word)
    var result = Markup.none
    var plain = ""
    var k = 0
    while k < letters.count {
      if letters[k] == "_", let end = subscriptEnd(letters, at: k) {
        result += "\(plain)<sub>\(String(letters[k + 1..<end]))</sub>"
        plain = ""
        k = end
      } else if letters[k] == "^", let end = exponentEnd(letters, at: k) {
        let hasBrackets = letters[k + 1] == "("
        let exponent = letters[k + 1..<end].filter { !hasBrackets || $0 != "(" && $0 != ")" }
        result += "\(plain)<sup>\(Words.minus(String(exponent)))</sup>"
        plain = ""
        k = end
      } else {
        plain.append(letters[k])
        k += 1
      }
    }
    return result + "\(plain)"
  }

  private static func isPart(_ letter: Character) -> Bool {
    letter.isLetter || letter.isASCII && letter.isNumber || letter == "∞"
  }

  /// Where the exponent behind a ^ ends, a number or what stands in brackets; `nil` where there is none.
  private static func exponentEnd(_ letters: [Character], at k: Int) -> Int? {
    guard k > 0, k + 1 < letters.count else { return nil }
    if letters[k + 1] == "(" {
      return letters[k...].firstIndex(of: ")").map { $0 + 1 }
    }
    var end = k + 1
    if letters[end] == "-" || letters[end] == "−" { end += 1 }
    let start = end
    while end < letters.count, letters[end].isASCII, letters[end].isNumber || letters[end] == "." {
      end += 1
    }
    // A full stop at the end belongs to the sentence.
    if end > start, letters[end - 1] == "." { end -= 1 }
    return end > start ? end : nil
  }

  /// Where the subscript behind an underscore ends; `nil` where none begins there.
  private static func subscriptEnd(_ letters: [Character], at k: Int) -> Int? {
    guard k > 0, letters[k - 1].isLetter, k == 1 || !isPart(letters[k - 2]) && letters[k - 2] != "_"
    else { return nil }
    var end = k + 1
    while end < letters.count, isPart(letters[end]) { end += 1 }
    guard (1...longestSubscript).contains(end - k - 1) else { return nil }
    if end < letters.count, letters[end] == "_" { return nil }
    // A letter behind a full stop: the ending of a file's name.
    if end + 1 < letters.count, letters[end] == ".", letters[end + 1].isLetter { return nil }
    return end
  }
}

extension Markup.StringInterpolation {
  /// A sentence or a symbol, with subscripts.
  mutating func appendInterpolation(prose text: String) {
    appendInterpolation(Prose.markup(text))
  }
}
