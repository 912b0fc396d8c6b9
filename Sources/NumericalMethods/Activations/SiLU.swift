/// The sigmoid linear unit, also called swish.
///
/// ```
/// φ(x) = x/(1 + e^(−x))
/// ```
public struct SiLU: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `silu`.
  public var name: String { "silu" }
  /// The distance π of the poles from the real axis.
  public var analyticHalfWidth: Double { .pi }
  /// e^−40 is less than the rounding of 1.
  public var curvedRange: ClosedRange<Double>? { -40...40 }
  /// x/(1 + e^(−x)).
  public func value(_ x: Double) -> Double { x * Sigmoid().value(x) }
  /// σ + x σ(1 − σ) with σ = 1/(1 + e^(−x)).
  public func derivative(_ x: Double) -> Double {
    let s = Sigmoid().value(x)
    return s + x * s * Sigmoid().value(-x)
  }
  /// σ(1 − σ)(2 + x(1 − 2σ)).
  public func secondDerivative(_ x: Double) -> Double {
    let s = Sigmoid().value(x)
    return s * Sigmoid().value(-x) * (2 + x * (1 - 2 * s))
  }
}
