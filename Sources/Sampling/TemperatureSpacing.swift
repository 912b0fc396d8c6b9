import RealModule

/// How temperatures are spaced between two ends.
public enum TemperatureSpacing {
  /// Temperatures of which neighbours have a constant ratio.
  ///
  /// ```
  /// T_k = low (high/low)^{k/(count − 1)},   k = 0, …, count − 1
  /// ```
  ///
  /// Where the heat capacity does not depend on the temperature all exchange rates are equal.
  ///
  /// - Parameters:
  ///   - low: The lowest temperature, above 0.
  ///   - high: The highest one.
  ///   - count: Their number, at least 1.
  /// - Returns: Temperatures, ascending; the ends are exact.
  public static func geometric(from low: Double, to high: Double, count: Int) -> [Double] {
    precondition(low > 0 && low <= high && count >= 1, "\(count) temperatures \(low) to \(high)")
    return (0..<count).map { k in
      if k == 0 { return low }
      if k == count - 1 { return high }
      return low * Double.pow(high / low, Double(k) / Double(count - 1))
    }
  }

  /// Numbers of equal differences, rounded to the 15th digit of the larger end: 0.15, not 0.15000000000000002.
  ///
  /// - Parameters:
  ///   - low: The lowest number.
  ///   - high: The highest one.
  ///   - count: How many, at least 1.
  /// - Returns: Numbers, ascending; the ends are exact.
  public static func even(from low: Double, to high: Double, count: Int) -> [Double] {
    precondition(low <= high && count >= 1, "\(count) numbers \(low) to \(high)")
    let scale = max(abs(low), abs(high), Double.leastNormalMagnitude)
    let decimals = 14 - Int(Double.log10(scale).rounded(.down))
    let unit = Double.pow(10, Double(decimals))
    return (0..<count).map { k in
      if k == 0 { return low }
      if k == count - 1 { return high }
      let value = low + (high - low) * Double(k) / Double(count - 1)
      return (0...22).contains(decimals) ? (value * unit).rounded() / unit : value
    }
  }
}
