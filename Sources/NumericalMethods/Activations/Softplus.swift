import RealModule

/// The smooth rectifier.
///
/// ```
/// φ(x) = ln(1 + e^x)
/// ```
public struct Softplus: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `softplus`.
  public var name: String { "softplus" }
  /// The distance π of the branch points from the real axis.
  public var analyticHalfWidth: Double { .pi }
  /// e^−40 is less than the rounding of 1.
  public var curvedRange: ClosedRange<Double>? { -40...40 }
  /// ln(1 + e^x).
  public func value(_ x: Double) -> Double {
    Swift.max(x, 0) + Double.log(onePlus: Double.exp(-abs(x)))
  }
  /// 1/(1 + e^(−x)).
  public func derivative(_ x: Double) -> Double { Sigmoid().value(x) }
  /// e^x/(1 + e^x)².
  public func secondDerivative(_ x: Double) -> Double { Sigmoid().derivative(x) }
}
