/// The identity clipped to −1…1.
public struct HardTanh: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `hard-tanh`.
  public var name: String { "hard-tanh" }
  /// The kinks at ±1.
  public var kinks: [Double] { [-1, 1] }
  /// The pieces are linear.
  public var analyticHalfWidth: Double { .infinity }
  /// x between −1 and 1, its sign outside.
  public func value(_ x: Double) -> Double { Swift.min(1, Swift.max(-1, x)) }
  /// 1 between −1 and 1, 0 outside.
  public func derivative(_ x: Double) -> Double { abs(x) <= 1 ? 1 : 0 }
  /// 0.
  public func secondDerivative(_ x: Double) -> Double { 0 }
  /// The part of the way from p − d to p + d that lies within −1…1.
  public func difference(center: Double, halfWidth: Double) -> Double {
    if abs(center) + abs(halfWidth) <= 1 { return 2 * halfWidth }
    return value(center + halfWidth) - value(center - halfWidth)
  }
}
