import RealModule

/// The sine.
public struct Sine: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `sin`.
  public var name: String { "sin" }
  /// The sine is entire and grows as e^y; with a Gaussian weight 6 is safe for any variance.
  public var analyticHalfWidth: Double { 6 }
  /// sin x.
  public func value(_ x: Double) -> Double { Double.sin(x) }
  /// cos x.
  public func derivative(_ x: Double) -> Double { Double.cos(x) }
  /// −sin x.
  public func secondDerivative(_ x: Double) -> Double { -Double.sin(x) }
  /// 2 cos p sin d.
  public func difference(center: Double, halfWidth: Double) -> Double {
    2 * Double.cos(center) * Double.sin(halfWidth)
  }
  /// Exponentials.
  public var pairForm: PairAverageForm { .sine(gain: 1) }
}
