import RealModule

/// The hyperbolic tangent.
///
/// ```
/// φ(x) = tanh(g x)
/// ```
public struct Tanh: Nonlinearity, Equatable {
  /// The gain g, which multiplies the argument.
  public let gain: Double

  /// Makes the function.
  ///
  /// - Parameter gain: The gain g, positive; 1 is the usual function.
  public init(gain: Double = 1) {
    precondition(gain > 0 && gain.isFinite, "the gain of tanh must be positive, not \(gain)")
    self.gain = gain
  }

  /// The name, `tanh`.
  public var name: String { "tanh" }

  /// The distance of the poles from the real axis, π/(2g).
  public var analyticHalfWidth: Double { .pi / (2 * gain) }

  /// tanh 20 is 1.
  public var curvedRange: ClosedRange<Double>? { (-20 / gain)...(20 / gain) }

  /// The value tanh(g x).
  public func value(_ x: Double) -> Double { Double.tanh(gain * x) }

  /// The derivative g sech²(g x).
  public func derivative(_ x: Double) -> Double {
    let t = Double.tanh(gain * x)
    return gain * (1 - t) * (1 + t)
  }

  /// The second derivative −2 g² tanh(g x) sech²(g x).
  public func secondDerivative(_ x: Double) -> Double {
    let t = Double.tanh(gain * x)
    return -2 * gain * gain * t * (1 - t) * (1 + t)
  }

  /// The difference of two values, by the addition theorem.
  ///
  /// ```
  /// tanh a − tanh b = 2 tanh d (1 − tanh² p) / (1 − tanh² p tanh² d),   a, b = p ± d
  /// ```
  public func difference(center: Double, halfWidth: Double) -> Double {
    // Far apart, plain subtraction loses nothing, and the theorem would where both values are near 1.
    guard abs(gain * halfWidth) < 0.5 else {
      return value(center + halfWidth) - value(center - halfWidth)
    }
    let p = Double.tanh(gain * center)
    let d = Double.tanh(gain * halfWidth)
    return 2 * d * (1 - p) * (1 + p) / ((1 - p * d) * (1 + p * d))
  }
}
