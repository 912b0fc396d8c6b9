import RealModule

/// The Gaussian error linear unit.
///
/// ```
/// φ(x) = x Φ(x),   Φ(x) = erfc(−x/√2)/2
/// ```
///
/// **Source**: D. Hendrycks and K. Gimpel, arXiv:1606.08415 (2016).
public struct GELU: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `gelu`.
  public var name: String { "gelu" }
  /// Φ is entire and grows as e^(y²/2); with a Gaussian weight 2 is safe for any variance.
  public var analyticHalfWidth: Double { 2 }
  /// Φ(−9) is less than the rounding of 1.
  public var curvedRange: ClosedRange<Double>? { -9...9 }
  private static func density(_ x: Double) -> Double {
    Double.exp(-x * x / 2) * (0.5 / Double.pi).squareRoot()
  }
  private static func probability(_ x: Double) -> Double {
    Double.erfc(-x * 0.5.squareRoot()) / 2
  }
  /// x Φ(x).
  public func value(_ x: Double) -> Double { x * Self.probability(x) }
  /// Φ(x) + x Φ'(x).
  public func derivative(_ x: Double) -> Double { Self.probability(x) + x * Self.density(x) }
  /// (2 − x²) Φ'(x).
  public func secondDerivative(_ x: Double) -> Double { (2 - x * x) * Self.density(x) }
}
