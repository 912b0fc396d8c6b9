import RealModule

/// The logistic function, which opens the gates of recurrent cells.
///
/// ```
/// φ(x) = 1/(1 + e^(−x)) = (1 + tanh(x/2))/2
/// ```
public struct Sigmoid: Nonlinearity, Equatable {
  /// Makes the function.
  public init() {}
  /// The name, `sigmoid`.
  public var name: String { "sigmoid" }
  /// The distance π of the poles from the real axis.
  public var analyticHalfWidth: Double { .pi }
  /// e^−40 is less than the rounding of 1.
  public var curvedRange: ClosedRange<Double>? { -40...40 }
  /// 1/(1 + e^(−x)), to relative accuracy on either side.
  public func value(_ x: Double) -> Double {
    let e = Double.exp(-abs(x))
    return (x >= 0 ? 1 : e) / (1 + e)
  }
  /// σ(1 − σ) with σ = φ(x).
  public func derivative(_ x: Double) -> Double {
    let e = Double.exp(-abs(x))
    return e / ((1 + e) * (1 + e))
  }
  /// σ(1 − σ)(1 − 2σ).
  public func secondDerivative(_ x: Double) -> Double {
    derivative(x) * (value(-x) - value(x))
  }

  /// The function by its tanh, as gates of simulated cells have always had it.
  ///
  /// It differs from ``value(_:)`` by rounding of 1, and simulations of a seed keep their bits.
  ///
  /// - Parameter x: The argument.
  /// - Returns: (1 + tanh(x/2))/2.
  package static func gate(_ x: Double) -> Double { 0.5 * (1 + Double.tanh(0.5 * x)) }
}
