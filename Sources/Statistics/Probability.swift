import RealModule

/// The probability that a standard normal number exceeds a value.
///
/// ```
/// 1 − Φ(z) = ½ erfc(z/√2)
/// ```
///
/// - Parameter z: The value.
/// - Returns: A probability, accurate in the far tail.
public func normalTailProbability(_ z: Double) -> Double {
  0.5 * Double.erfc(z / Double.sqrt(2))
}

/// The probability that a standard normal number lies farther from 0 than a value, on either side.
///
/// - Parameter z: The value.
/// - Returns: A p-value.
public func twoSidedProbability(_ z: Double) -> Double {
  Double.erfc(abs(z) / Double.sqrt(2))
}
