/// The sign, 1 at 0.
///
/// It jumps: nearby inputs separate at once, χ₁ is infinite.
public struct Sign: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `sign`.
  public var name: String { "sign" }
  /// The jump at 0.
  public var kinks: [Double] { [0] }
  /// The function itself jumps.
  public var isDiscontinuous: Bool { true }
  /// The pieces are constant.
  public var analyticHalfWidth: Double { .infinity }
  /// −1 or 1.
  public func value(_ x: Double) -> Double { x >= 0 ? 1 : -1 }
  /// 0.
  public func derivative(_ x: Double) -> Double { 0 }
  /// 0.
  public func secondDerivative(_ x: Double) -> Double { 0 }
  /// An arcsine of the correlation.
  public var pairForm: PairAverageForm { .sign }
}
