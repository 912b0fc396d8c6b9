#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A number as people read it, with a given number of significant digits; `–` where there is none.
///
/// - Parameters:
///   - value: The number; `nil`, NaN and infinities are none.
///   - digits: The significant digits, at least 1.
/// - Returns: The text of C's `%g`, which leaves out zeros at the end.
package func text(_ value: Double?, digits: Int = 4) -> String {
  guard let value, value.isFinite else { return "–" }
  return formatted("%.*g", digits, value)
}

/// A number with a given number of decimals.
///
/// - Parameters:
///   - value: A finite number.
///   - decimals: The digits after the point.
/// - Returns: The text of C's `%f`.
package func text(_ value: Double, decimals: Int) -> String {
  formatted("%.*f", decimals, value)
}

/// A number rounded to some significant digits, in the shortest spelling of the rounded number.
///
/// - Parameters:
///   - value: Any number; what is not finite is spelt out.
///   - digits: The significant digits, 1 to 17.
///   - keepingWhole: Whether digits before the point are kept beyond that.
/// - Returns: The text of Swift's description, as `0.123` or `5.0`.
package func roundedText(
  _ value: Double, digits: Int = 3, keepingWhole: Bool = false
) -> String {
  guard value.isFinite, value != 0 else { return "\(value)" }
  if keepingWhole, abs(value) >= 100 { return "\(value.rounded())" }
  let places = digits - 1 - Int(log10(abs(value)).rounded(.down))
  let scale = pow(10, Double(abs(places)))
  let rounded =
    places > 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
  return "\(rounded.isFinite ? rounded : value)"
}

/// How many decimals a number has whose error is known to two digits.
///
/// - Parameter error: A positive, finite error.
/// - Returns: The digits after the point.
package func decimals(ofError error: Double) -> Int {
  // 0.00998 is 0.010 with two digits.
  max(0, 1 - Int(log10(error * (1 + 0.5 / 99.5)).rounded(.down)))
}

/// A number with its error: the error with two digits, the number with as many decimals.
///
/// - Parameters:
///   - value: The number.
///   - error: Its standard error; without a positive one the number has three digits.
/// - Returns: A text like `58.0 ± 2.2`.
package func errorText(_ value: Double, _ error: Double?) -> String {
  guard let error, error > 0, error.isFinite, value.isFinite else { return roundedText(value) }
  let places = decimals(ofError: error)
  guard places < 16, max(abs(value), error) < 1e9 else { return roundedText(value) }
  // No minus sign before zeros.
  let shown = abs(value) < 0.5 * pow(10, -Double(places)) ? 0 : value
  return "\(text(shown, decimals: places)) ± \(text(error, decimals: places))"
}

/// A number with two decimals and a proper minus sign; ties are rounded away from 0.
///
/// - Parameter value: Any number; what is not finite, or too large for decimals, is spelt out.
/// - Returns: A text like `−0.25`.
package func hundredths(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
  let whole = Int((abs(value) * 100).rounded())
  let digits = whole % 100 < 10 ? "0\(whole % 100)" : "\(whole % 100)"
  return (value < 0 && whole > 0 ? "−" : "") + "\(whole / 100).\(digits)"
}

/// What C's `printf` makes of one number, with points whatever the locale of the machine.
private func formatted(_ format: String, _ precision: Int, _ value: Double) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
    let length = withVaList([Int32(precision), value]) {
      vsnprintf(buffer.baseAddress, buffer.count, format, $0)
    }
    let bytes = buffer.prefix(Int(length)).map(UInt8.init(bitPattern:))
    return String(decoding: bytes, as: UTF8.self)
  }
}
