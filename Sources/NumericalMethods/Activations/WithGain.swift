/// A function of a multiple of its argument.
///
/// ```
/// φ(g x)
/// ```
public struct WithGain: Nonlinearity {
  /// The function φ.
  public let base: any Nonlinearity
  /// The gain g.
  public let gain: Double

  /// Multiplies the argument of a function.
  ///
  /// - Parameters:
  ///   - base: The function φ.
  ///   - gain: The gain g, positive.
  public init(_ base: any Nonlinearity, gain: Double) {
    precondition(gain > 0 && gain.isFinite, "the gain must be positive, not \(gain)")
    self.base = base
    self.gain = gain
  }

  /// The name of the function, the gain apart.
  public var name: String { base.name }
  /// The kinks, at 1/g of those of the function.
  public var kinks: [Double] { base.kinks.map { $0 / gain } }
  /// Whether the function jumps.
  public var isDiscontinuous: Bool { base.isDiscontinuous }
  /// The distance of singularities, 1/g of that of the function.
  public var analyticHalfWidth: Double { base.analyticHalfWidth / gain }
  /// Where the function is curved, 1/g of where φ is.
  public var curvedRange: ClosedRange<Double>? {
    base.curvedRange.map { ($0.lowerBound / gain)...($0.upperBound / gain) }
  }
  /// φ(g x).
  public func value(_ x: Double) -> Double { base.value(gain * x) }
  /// g φ'(g x).
  public func derivative(_ x: Double) -> Double { gain * base.derivative(gain * x) }
  /// g² φ''(g x).
  public func secondDerivative(_ x: Double) -> Double {
    gain * gain * base.secondDerivative(gain * x)
  }
  /// φ(g(p + d)) − φ(g(p − d)).
  public func difference(center: Double, halfWidth: Double) -> Double {
    base.difference(center: gain * center, halfWidth: gain * halfWidth)
  }
  /// That of the function, with the gain.
  public var pairForm: PairAverageForm { base.pairForm.scaled(by: gain) }
}
