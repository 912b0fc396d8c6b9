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
}
