public import NumericalMethods

/// A function seen from another origin, for signals with a mean.
///
/// ```
/// φ(m + x)
/// ```
public struct ShiftedNonlinearity: Nonlinearity {
  private let base: any Nonlinearity
  /// The mean m.
  public let mean: Double

  /// Moves the origin of a function.
  ///
  /// - Parameters:
  ///   - base: The function φ.
  ///   - mean: The mean m.
  public init(_ base: any Nonlinearity, mean: Double) {
    precondition(mean.isFinite, "a mean cannot be \(mean)")
    self.base = base
    self.mean = mean
  }

  /// The name of the function.
  public var name: String { base.name }
  /// The kinks, at k − m.
  public var kinks: [Double] { base.kinks.map { $0 - mean } }
  /// Whether the function jumps.
  public var isDiscontinuous: Bool { base.isDiscontinuous }
  /// The distance of singularities from the real axis.
  public var analyticHalfWidth: Double { base.analyticHalfWidth }
  /// Where the function is curved, m below where φ is.
  public var curvedRange: ClosedRange<Double>? {
    base.curvedRange.map { ($0.lowerBound - mean)...($0.upperBound - mean) }
  }
  /// φ(m + x).
  public func value(_ x: Double) -> Double { base.value(mean + x) }
  /// φ'(m + x).
  public func derivative(_ x: Double) -> Double { base.derivative(mean + x) }
  /// φ''(m + x).
  public func secondDerivative(_ x: Double) -> Double { base.secondDerivative(mean + x) }
  /// φ(m + p + d) − φ(m + p − d).
  public func difference(center: Double, halfWidth: Double) -> Double {
    base.difference(center: mean + center, halfWidth: halfWidth)
  }
}

extension MomentMap {
  /// The map of the correlation of two signals whose mean has settled.
  ///
  /// The correlation is that of the deviations from the mean; at a fixed point (m, q) the map's q is that
  /// of the ``MomentFixedPoint``.
  ///
  /// - Parameter mean: The common mean m of both signals.
  /// - Returns: The map for φ(m + x).
  /// - Throws: ``NetworkTheoryError`` never for a map that exists; the deviations have been checked.
  public func correlationMap(mean: Double) throws(NetworkTheoryError) -> CorrelationMap {
    CorrelationMap(
      try LengthMap(
        sigmaW: sigmaW, sigmaB: sigmaB,
        nonlinearity: mean == 0 ? nonlinearity : ShiftedNonlinearity(nonlinearity, mean: mean)))
  }
}
