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
/// - Returns: The text of Swift's description, as `0.123` or `5.0`.
package func roundedText(_ value: Double, digits: Int = 3) -> String {
  guard value.isFinite, value != 0 else { return "\(value)" }
  return "\(Double(formatted("%.*e", digits - 1, value)) ?? value)"
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
