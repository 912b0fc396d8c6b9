/// A piece of HTML or SVG.
///
/// What is put into it by `\( )` is escaped unless it is markup itself, so that no name of a file can become part of a
/// page.
///
/// ```swift
/// let cell: Markup = "<td>\(fileName)</td>"
/// ```
package struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The text.
  package private(set) var text: String

  package init(stringLiteral value: String) { text = value }
  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// Takes text that is markup already.
  init(trusted text: String) { self.text = text }

  /// Nothing.
  static let none: Markup = ""

  /// What is between the braces of a literal.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }
    package mutating func appendInterpolation(_ markup: Markup) { text += markup.text }
    package mutating func appendInterpolation(_ pieces: [Markup]) {
      for piece in pieces { text += piece.text }
    }
    package mutating func appendInterpolation(_ value: String) { text += value.escapedForMarkup }
    package mutating func appendInterpolation(_ value: Int) { text += String(value) }
    /// A coordinate: one decimal.
    package mutating func appendInterpolation(_ value: Double) { text += coordinate(value) }
  }

  static func + (a: Markup, b: Markup) -> Markup { Markup(trusted: a.text + b.text) }
  static func += (a: inout Markup, b: Markup) { a.text += b.text }
}

extension [Markup] {
  /// All pieces, one after the other.
  var joined: Markup { Markup(trusted: map(\.text).joined()) }
}

extension String {
  /// The text as it stands in HTML, also inside of attributes.
  fileprivate var escapedForMarkup: String {
    guard contains(where: { "&<>\"'".contains($0) }) else { return self }
    var result = ""
    for character in self {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
    return result
  }
}

/// A coordinate with one decimal, as short as it can be.
package func coordinate(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return tenths % 10 == 0
    ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
}
