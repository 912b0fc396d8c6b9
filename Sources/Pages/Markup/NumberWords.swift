import Documents
package import Statistics

/// Numbers as a page says them.
package enum Words {
  /// A number with so many decimals and a proper minus sign.
  static func fixed(_ value: Double?, _ decimals: Int = 2) -> String {
    guard let value, value.isFinite else { return "–" }
    let shown = abs(value) < 0.5 * pow10(-decimals) ? 0 : value
    return minus(text(shown, decimals: decimals))
  }

  /// A number as it was typed: six digits at most.
  static func plain(_ value: Double) -> String { minus(text(value == 0 ? 0 : value, digits: 6)) }

  /// A number under a small picture.
  static func brief(_ value: Double) -> String { minus(text(value == 0 ? 0 : value, digits: 3)) }

  /// A probability in per cent.
  package static func percent(_ probability: Double) -> String {
    switch probability {
    case ..<0.0095: "<1\u{a0}%"
    case 0.9995...: ">99.9\u{a0}%"
    case 0.9945..<0.9995: "\(text(100 * probability, decimals: 1))\u{a0}%"
    default: "\(Int((100 * probability).rounded()))\u{a0}%"
    }
  }

  /// A value with its error in brackets: two digits of an error that begins with 1 or 2, else one.
  package static func estimate(_ estimate: Estimate?) -> String {
    guard let estimate, estimate.value.isFinite else { return "–" }
    guard let error = estimate.error, error > 0, error.isFinite else {
      return minus(text(estimate.value, digits: 3))
    }
    var digits = 0
    while error * pow10(digits) < 3, digits < 12 { digits += 1 }
    // The error has one digit from 3 on; below 3 it would have none.
    if error * pow10(digits) >= 29.5, digits > 0 { digits -= 1 }
    let scaled = Int((error * pow10(digits)).rounded())
    // What rounds to 0 has no sign.
    let value = abs(estimate.value) * pow10(digits) < 0.5 ? 0 : estimate.value
    return minus("\(text(value, decimals: digits))(\(scaled))")
  }

  /// A count with its noun.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number))\u{a0}\(noun)\(number == 1 ? "" : "s")"
  }

  /// More than one of what a row of a matrix is.
  static func plural(_ unit: String) -> String {
    unit.hasSuffix("y") ? unit.dropLast() + "ies" : unit + "s"
  }

  /// A whole number in groups of three.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(abs(number)))
    guard digits.count > 4 else { return "\(number)" }
    var result = number < 0 ? "−" : ""
    for (k, digit) in digits.enumerated() {
      if k > 0, (digits.count - k) % 3 == 0 { result.append("\u{a0}") }
      result.append(digit)
    }
    return result
  }

  /// The first letter large, but of a symbol or the name of a file, and a full stop at the end.
  static func sentence(_ text: String) -> String {
    guard let first = text.first else { return text }
    let word = text.prefix { $0 != " " }
    let symbol = word.last == ":" ? word.dropLast() : word
    let isName = symbol.count == 1 && first != "a" || word.dropLast().contains(".")
    let body = isName ? text : first.uppercased() + text.dropFirst()
    let whole = body.hasSuffix(".") || body.hasSuffix("?") ? body : body + "."
    return whole.replacing(#/([ (])-(?=\d)/#) { "\($0.1)−" }
  }

  /// The name of a state: letters, so that numbers are left for replicas.
  static func state(_ index: Int) -> String {
    index < 26 ? String(UnicodeScalar(UInt8(65 + index))) : "S\(index + 1)"
  }

  /// The name of a file without its folders.
  static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  static func minus(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text.replacing("e-", with: "e−")
  }

  /// A cell of a table with proper minus signs, where it begins as a number.
  static func signed(_ cell: String) -> String {
    guard let digit = cell.first(where: { $0 != "-" }), digit.isNumber else { return cell }
    return minus(cell).replacing("e-", with: "e−")
  }

  private static func pow10(_ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<abs(exponent) { result *= 10 }
    return exponent < 0 ? 1 / result : result
  }
}

extension Words {
  /// A number for a style or for the script.
  static func exact(_ value: Double) -> String { text(value, digits: 7) }
}
