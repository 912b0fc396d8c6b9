import RealModule

/// The activation function of a neuron, smooth and with its derivatives.
public protocol Nonlinearity: Sendable {
  /// The name by which the function is chosen.
  var name: String { get }

  /// The distance of the nearest singularity of the function from the real axis.
  ///
  /// It decides the step of a ``GaussianAverage``.
  var analyticHalfWidth: Double { get }

  /// The value of the function.
  ///
  /// - Parameter x: The argument.
  /// - Returns: φ(x).
  func value(_ x: Double) -> Double

  /// The first derivative of the function.
  ///
  /// - Parameter x: The argument.
  /// - Returns: φ'(x).
  func derivative(_ x: Double) -> Double

  /// The second derivative of the function.
  ///
  /// - Parameter x: The argument.
  /// - Returns: φ''(x).
  func secondDerivative(_ x: Double) -> Double

  /// The difference of the function's values at two arguments, accurate also when they are close.
  ///
  /// ```
  /// φ(p + d) − φ(p − d)
  /// ```
  ///
  /// Plain subtraction loses all digits as d → 0; this must keep the relative accuracy.
  ///
  /// - Parameters:
  ///   - center: The middle p of the two arguments.
  ///   - halfWidth: Half their distance, d.
  /// - Returns: The difference.
  func difference(center: Double, halfWidth: Double) -> Double
}

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

  /// The value tanh(g x).
  ///
  /// - Parameter x: The argument.
  /// - Returns: tanh(g x).
  public func value(_ x: Double) -> Double { Double.tanh(gain * x) }

  /// The derivative g sech²(g x).
  ///
  /// - Parameter x: The argument.
  /// - Returns: g (1 − tanh²(g x)).
  public func derivative(_ x: Double) -> Double {
    let t = Double.tanh(gain * x)
    return gain * (1 - t) * (1 + t)
  }

  /// The second derivative −2 g² tanh(g x) sech²(g x).
  ///
  /// - Parameter x: The argument.
  /// - Returns: −2 g² tanh(g x) (1 − tanh²(g x)).
  public func secondDerivative(_ x: Double) -> Double {
    let t = Double.tanh(gain * x)
    return -2 * gain * gain * t * (1 - t) * (1 + t)
  }

  /// The difference of two values, by the addition theorem.
  ///
  /// ```
  /// tanh a − tanh b = 2 tanh d (1 − tanh² p) / (1 − tanh² p tanh² d),   a, b = p ± d
  /// ```
  ///
  /// - Parameters:
  ///   - center: The middle p of the two arguments.
  ///   - halfWidth: Half their distance, d.
  /// - Returns: tanh(g(p + d)) − tanh(g(p − d)).
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
