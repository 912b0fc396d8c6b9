/// The identity.
public struct Linear: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `linear`.
  public var name: String { "linear" }
  /// The identity has no singularity.
  public var analyticHalfWidth: Double { .infinity }
  /// x.
  public func value(_ x: Double) -> Double { x }
  /// 1.
  public func derivative(_ x: Double) -> Double { 1 }
  /// 0.
  public func secondDerivative(_ x: Double) -> Double { 0 }
  /// 2 d.
  public func difference(center: Double, halfWidth: Double) -> Double { 2 * halfWidth }
  /// The covariance.
  public var pairForm: PairAverageForm { .linear(gain: 1) }
}
