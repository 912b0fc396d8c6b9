public import NumericalMethods
import RealModule

/// A point of the line between the ordered and the chaotic phase.
public struct CriticalPoint: Sendable, Equatable {
  /// The standard deviation σ_w of the weights.
  public let sigmaW: Double

  /// The standard deviation σ_b of the biases.
  public let sigmaB: Double

  /// The fixed point q* there.
  public let qStar: Double

  /// Finds the critical point of a given fixed-point length, without a search.
  ///
  /// ```
  /// σ_w² = 1/E φ'(√q* z)²,   σ_b² = q* − σ_w² E φ(√q* z)²
  /// ```
  ///
  /// - Parameters:
  ///   - qStar: The squared length q*, 0 or more.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkTheoryError/invalidLength(_:)`` for a length that is negative, not finite, or at
  ///   which σ_b² would be negative.
  public init(
    qStar: Double, nonlinearity: any Nonlinearity = Tanh()
  ) throws(NetworkTheoryError) {
    guard qStar >= 0, qStar.isFinite else { throw .invalidLength(qStar) }
    let average = GaussianAverage(variance: qStar, for: nonlinearity)
    let slope = average {
      let first = nonlinearity.derivative($0)
      return first * first
    }
    let square = average {
      let value = nonlinearity.value($0)
      return value * value
    }
    let biasVariance = qStar - square / slope
    // Rounding may leave a little less than zero at q* → 0.
    guard biasVariance >= -1e-15 * (1 + qStar) else { throw .invalidLength(qStar) }
    self.qStar = qStar
    sigmaW = (1 / slope).squareRoot()
    sigmaB = Swift.max(0, biasVariance).squareRoot()
  }

  /// Finds the critical point at a given standard deviation of the biases.
  ///
  /// - Parameters:
  ///   - sigmaB: The standard deviation σ_b, 0 or more.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkTheoryError`` when σ_b is invalid or no critical point has q* ≤ 10⁶.
  /// - Complexity: About 20 averages.
  public init(sigmaB: Double, nonlinearity: any Nonlinearity = Tanh()) throws {
    guard (0...largestDeviation).contains(sigmaB) else {
      throw NetworkTheoryError.invalidSigmaB(sigmaB)
    }
    if sigmaB == 0 {
      try self.init(qStar: 0, nonlinearity: nonlinearity)
      return
    }
    let excess = { (logarithm: Double) in
      let point = try CriticalPoint(qStar: Double.exp(logarithm), nonlinearity: nonlinearity)
      return point.sigmaB / sigmaB - 1
    }
    var upper = Double.log(sigmaB * sigmaB)
    while try excess(upper) < 0 {
      upper += 1
      guard upper < 13.8 else { throw NetworkTheoryError.noCriticalPoint(sigmaB: sigmaB) }
    }
    let root = try findRoot(in: (upper - 60)...upper, of: excess)
    try self.init(qStar: Double.exp(root), nonlinearity: nonlinearity)
  }
}
