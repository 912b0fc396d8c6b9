/// Text made safe for gnuplot's scripts.
public enum GnuplotText {
  /// Escapes a text so that gnuplot's enhanced mode prints it as it is.
  ///
  /// Underscores, carets, braces, `@`, `&`, `~` and backslashes lose their meaning; line breaks and
  /// other control characters become spaces; everything else, Greek letters included, is kept.
  ///
  /// - Parameter text: Any text.
  /// - Returns: The text to be put between single quotes by ``quoted(_:)``.
  public static func escaped(_ text: String) -> String {
    var result = ""
    var previousIsBackslash = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "_", "^", "{", "}", "@", "&", "~", "\\":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "U" where previousIsBackslash:
        // Without the braces gnuplot would read a code point from \U+.
        result += "{U}"
      default:
        result.unicodeScalars.append(isControl(scalar) ? " " : scalar)
      }
      previousIsBackslash = scalar == "\\"
    }
    return result
  }

  /// Puts a text between single quotes, within which gnuplot substitutes nothing.
  ///
  /// - Parameter text: A text without line breaks.
  /// - Returns: A string literal of a gnuplot script.
  public static func quoted(_ text: String) -> String {
    // A single quote is doubled; several in a row, which gnuplot 5.4 misreads, stand between double quotes.
    var result = "'"
    var quotes = 0
    func close() {
      guard quotes > 0 else { return }
      result += quotes == 1 ? "''" : "'.\"\(String(repeating: "'", count: quotes))\".'"
      quotes = 0
    }
    for character in text.unicodeScalars {
      if character == "'" {
        quotes += 1
      } else {
        close()
        result.unicodeScalars.append(character)
      }
    }
    close()
    return result + "'"
  }

  /// A string literal that prints a text as it is.
  ///
  /// - Parameter text: Any text.
  /// - Returns: The text, escaped and between quotes.
  public static func literal(_ text: String) -> String {
    quoted(escaped(text))
  }

  /// A title as it is, but with the subscripts of Greek letters: σ_w, χ_1.
  static func title(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let mark = rest.firstIndex(of: "_") {
      let before = rest[..<mark]
      let after = rest[rest.index(after: mark)...]
      result += escaped(String(before))
      let isGreek =
        before.last?.unicodeScalars.first.map { (0x391...0x3C9).contains($0.value) } ?? false
      if isGreek, let next = after.first, next.isLetter || next.isNumber {
        result += "_{\(next)}"
        rest = after.dropFirst()
      } else {
        result += escaped("_")
        rest = after
      }
    }
    return result + escaped(String(rest))
  }

  /// A string literal that prints a text with its subscripts and superscripts.
  static func formulaLiteral(_ text: String) -> String {
    quoted(formula(text))
  }

  /// Escapes a text except for `_x`, `_{xy}`, `^x` and `^{xy}`, where x and y are any characters.
  static func formula(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let mark = rest.firstIndex(where: { $0 == "_" || $0 == "^" }) {
      result += escaped(String(rest[..<mark]))
      let after = rest[rest.index(after: mark)...]
      if after.first == "{", let end = after.firstIndex(of: "}") {
        let inside = after[after.index(after: after.startIndex)..<end]
        result += "\(rest[mark]){\(escaped(String(inside)))}"
        rest = after[after.index(after: end)...]
      } else if let next = after.first, next.isLetter || next.isNumber {
        result += "\(rest[mark]){\(next)}"
        rest = after.dropFirst()
      } else {
        result += escaped(String(rest[mark]))
        rest = after
      }
    }
    return result + escaped(String(rest))
  }

  /// Whether a character has no place in a line of a script.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028
      || scalar.value == 0x2029
  }

  /// The approximate width of a printed text, in units of the drawing.
  static func width(_ text: String, size: Double) -> Double {
    0.54 * size * Double(text.count)
  }
}

/// A number for a script or a data file, rounded to 10⁻⁶.
func number(_ value: Double) -> String {
  let rounded = (value * 1e6).rounded() / 1e6
  guard rounded.isFinite else { return "\(value)" }
  if rounded == rounded.rounded(), abs(rounded) < 1e15 { return "\(Int(rounded))" }
  return "\(rounded)"
}
