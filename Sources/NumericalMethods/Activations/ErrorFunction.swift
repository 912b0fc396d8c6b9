import RealModule

/// The error function of a multiple of its argument.
///
/// ```
/// φ(x) = erf(s x);   s = 1 (`erf`), s = √π/2 (`erf-scaled`, of slope 1 at 0)
/// ```
public struct ErrorFunction: Nonlinearity, Equatable {
  /// The scale s.
  public let scale: Double

  /// Makes the function.
  ///
  /// - Parameter scale: The scale s, positive.
  public init(scale: Double = 1) {
    precondition(scale > 0 && scale.isFinite, "the scale of erf must be positive, not \(scale)")
    self.scale = scale
  }

  /// The name, `erf` or, for any other scale than 1, `erf-scaled`.
  public var name: String { scale == 1 ? "erf" : "erf-scaled" }
  /// erf is entire and grows as e^(y²); with a Gaussian weight 3/(2s) is safe for any variance.
  public var analyticHalfWidth: Double { 1.5 / scale }
  /// erf 6 is 1.
  public var curvedRange: ClosedRange<Double>? { (-6 / scale)...(6 / scale) }
  /// erf(s x).
  public func value(_ x: Double) -> Double { Double.erf(scale * x) }
  /// (2s/√π) e^(−s²x²).
  public func derivative(_ x: Double) -> Double {
    2 * scale / Double.pi.squareRoot() * Double.exp(-scale * scale * x * x)
  }
  /// −(4s³x/√π) e^(−s²x²).
  public func secondDerivative(_ x: Double) -> Double { -2 * scale * scale * x * derivative(x) }
  /// An arcsine.
  public var pairForm: PairAverageForm { .arcsine(scale: scale, gain: 1) }
}
