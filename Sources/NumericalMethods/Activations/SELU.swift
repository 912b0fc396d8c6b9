import RealModule

/// The scaled exponential linear unit.
///
/// ```
/// φ(x) = λ x for x ≥ 0, λ a (e^x − 1) for x < 0,   λ = 1.0507…, a = 1.6733…
/// ```
///
/// **Source**: G. Klambauer et al., *Advances in Neural Information Processing Systems* 30 (2017).
public struct SELU: Nonlinearity, Equatable {
  /// The scale λ.
  public static let scale = 1.050_700_987_355_480_5
  /// The size a of the negative part.
  public static let alpha = 1.673_263_242_354_377_2
  /// Makes the function.
  public init() {}
  /// The name, `selu`.
  public var name: String { "selu" }
  /// The kink at 0.
  public var kinks: [Double] { [0] }
  /// The pieces are entire; e^x varies on a scale of 1.
  public var analyticHalfWidth: Double { 6 }
  /// e^−40 is less than the rounding of 1.
  public var curvedRange: ClosedRange<Double>? { -40...0 }
  /// λ x or λ a (e^x − 1).
  public func value(_ x: Double) -> Double {
    Self.scale * (x >= 0 ? x : Self.alpha * Double.expMinusOne(x))
  }
  /// λ or λ a e^x.
  public func derivative(_ x: Double) -> Double {
    Self.scale * (x >= 0 ? 1 : Self.alpha * Double.exp(x))
  }
  /// 0 or λ a e^x.
  public func secondDerivative(_ x: Double) -> Double {
    x >= 0 ? 0 : Self.scale * Self.alpha * Double.exp(x)
  }
  /// The difference piece by piece.
  public func difference(center: Double, halfWidth: Double) -> Double {
    if center >= abs(halfWidth) { return 2 * Self.scale * halfWidth }
    if -center >= abs(halfWidth) {
      // 2 e^p sinh d without the overflow of a long d.
      let d = abs(halfWidth)
      let rise = -Double.exp(center + d) * Double.expMinusOne(-2 * d)
      return Self.scale * Self.alpha * (halfWidth < 0 ? -rise : rise)
    }
    return value(center + halfWidth) - value(center - halfWidth)
  }
  /// Bivariate normal probabilities.
  public var pairForm: PairAverageForm { .exponentialUnit(gain: 1) }
}
