/// The rectified linear unit and its leaky form.
///
/// ```
/// φ(x) = x for x ≥ 0, a x for x < 0;   a = 0 (`relu`), a = 0.1 (`leaky-relu`)
/// ```
public struct Rectifier: Nonlinearity, Equatable {
  /// The slope a at negative arguments.
  public let slope: Double

  /// Makes the function.
  ///
  /// - Parameter slope: The slope a at negative arguments.
  public init(slope: Double = 0) {
    precondition(slope.isFinite, "a slope cannot be \(slope)")
    self.slope = slope
  }

  /// The name, `relu` or `leaky-relu`.
  public var name: String { slope == 0 ? "relu" : "leaky-relu" }
  /// The kink at 0.
  public var kinks: [Double] { [0] }
  /// The pieces are linear.
  public var analyticHalfWidth: Double { .infinity }
  /// x or a x.
  public func value(_ x: Double) -> Double { x >= 0 ? x : slope * x }
  /// 1 or a.
  public func derivative(_ x: Double) -> Double { x >= 0 ? 1 : slope }
  /// 0.
  public func secondDerivative(_ x: Double) -> Double { 0 }
  /// The difference piece by piece.
  public func difference(center: Double, halfWidth: Double) -> Double {
    if abs(center) >= abs(halfWidth) { return 2 * halfWidth * (center >= 0 ? 1 : slope) }
    return value(center + halfWidth) - value(center - halfWidth)
  }
  /// An arccosine.
  public var pairForm: PairAverageForm { .arccosine(slope: slope, gain: 1) }
}
