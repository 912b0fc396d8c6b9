public import NumericalMethods
import RealModule

/// A fixed point of the length map.
public struct LengthFixedPoint: Sendable, Equatable {
  /// The squared length q*.
  public let q: Double

  /// The slope V'(q*).
  public let slope: Double

  /// Whether nearby lengths approach it.
  public let stable: Bool
}

/// The map of the squared length of a signal from one layer of a wide random network to the next.
///
/// ```
/// V(q) = σ_w² E φ(√q z)² + σ_b²,   z ~ N(0, 1)
/// ```
///
/// q = (1/N) Σ_i h_i² is that of the pre-activations. Weights are of variance σ_w²/N, biases of variance σ_b².
///
/// **Source**: B. Poole et al., *Advances in Neural Information Processing Systems* 29 (2016).
public struct LengthMap: Sendable {
  /// The standard deviation σ_w of the weights, times √N.
  public let sigmaW: Double

  /// The standard deviation σ_b of the biases.
  public let sigmaB: Double

  /// The activation function φ.
  public let nonlinearity: any Nonlinearity

  /// Makes the map of a network.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, 0 to 1000.
  ///   - sigmaB: The standard deviation σ_b, 0 to 1000.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkTheoryError`` for a standard deviation out of range.
  public init(
    sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity = Tanh()
  ) throws(NetworkTheoryError) {
    guard (0...largestDeviation).contains(sigmaW) else { throw .invalidSigmaW(sigmaW) }
    guard (0...largestDeviation).contains(sigmaB) else { throw .invalidSigmaB(sigmaB) }
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.nonlinearity = nonlinearity
  }

  /// The squared length in the next layer.
  ///
  /// - Parameter q: The squared length, 0 or more.
  /// - Returns: V(q).
  /// - Complexity: O(1 + √q) function values.
  public func callAsFunction(_ q: Double) -> Double {
    let phi = nonlinearity
    return sigmaW * sigmaW
      * average(q) {
        let value = phi.value($0)
        return value * value
      } + sigmaB * sigmaB
  }

  /// The slope of the map.
  ///
  /// ```
  /// V'(q) = σ_w² E [h φ(h) φ'(h)]/q,   h ~ N(0, q)
  /// ```
  ///
  /// This is σ_w² E [φ'² + φφ''] by parts, and needs no φ'' at kinks.
  ///
  /// - Parameter q: The squared length, 0 or more; at 0 the limit.
  /// - Returns: V'(q).
  public func slope(at q: Double) -> Double {
    let phi = nonlinearity
    guard q > 0 || phi.kinks.contains(0) else {
      let first = phi.derivative(0)
      return sigmaW * sigmaW * (first * first + phi.value(0) * phi.secondDerivative(0))
    }
    // At 0 a kink has the slopes of both its sides.
    let length = Swift.max(q, 1e-24)
    return sigmaW * sigmaW * average(length) { $0 * phi.value($0) * phi.derivative($0) } / length
  }

  /// The mean square slope of the activation function, times the variance of the weights.
  ///
  /// ```
  /// χ(q) = σ_w² E φ'(√q z)²
  /// ```
  ///
  /// At a fixed point q* this is χ₁, the slope of the correlation map at c = 1 and the mean squared
  /// singular value of the layer Jacobian.
  ///
  /// - Parameter q: The squared length, 0 or more.
  /// - Returns: χ(q); infinite for a function that jumps.
  public func meanSquareSlope(at q: Double) -> Double {
    let phi = nonlinearity
    guard !phi.isDiscontinuous else { return sigmaW > 0 ? .infinity : 0 }
    return sigmaW * sigmaW
      * average(q) {
        let first = phi.derivative($0)
        return first * first
      }
  }

  func average(_ q: Double, _ function: (Double) -> Double) -> Double {
    GaussianAverage(variance: q, for: nonlinearity)(function)
  }

  /// The squared lengths of many layers.
  ///
  /// - Parameters:
  ///   - q: The squared length in the first of them.
  ///   - layers: How often the map is applied.
  /// - Returns: `layers + 1` squared lengths, from q itself.
  public func iterate(from q: Double, layers: Int) -> [Double] {
    precondition(layers >= 0, "the map cannot be applied \(layers) times")
    var lengths = [q]
    for _ in 0..<layers { lengths.append(self(lengths[lengths.count - 1])) }
    return lengths
  }

  /// All fixed points, in ascending order, each with its stability.
  ///
  /// q = 0 is one when σ_b = 0 and φ(0) = 0. The others are bracketed on a logarithmic grid, ten points to
  /// a decade, and refined by Brent's method; two roots between neighbouring grid points are missed.
  ///
  /// - Returns: The fixed points; none where squared lengths grow without bound.
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  /// - Complexity: About 200 averages.
  public func fixedPoints() throws -> [LengthFixedPoint] {
    let phi = nonlinearity
    let atZero = self(0)
    // Without an offset the relative growth stays accurate as q → 0.
    let growth: (Double) -> Double = { q in
      guard atZero == 0 else { return self(q) - q }
      let scale = q.squareRoot()
      return sigmaW * sigmaW
        * average(q) {
          let value = phi.value($0) / scale
          return value * value
        } - 1
    }
    var points: [LengthFixedPoint] = []
    let lowest = atZero > 0 ? atZero / 2 : 1e-13
    if atZero == 0 {
      let slope = self.slope(at: 0)
      let attracts = slope < 1 || (slope == 1 && growth(1e-6) < 0)
      points.append(LengthFixedPoint(q: 0, slope: slope, stable: attracts))
    }
    var lower = lowest
    var below = growth(lower)
    let top = Swift.max(1e6, 100 * atZero)
    var decaying = 0
    while lower < top && decaying < 20 {
      let upper = lower * 1.2589254117941673
      let above = growth(upper)
      if below == 0 || (below > 0) != (above > 0) {
        let q = below == 0 ? lower : try findRoot(in: lower...upper, of: growth)
        let slope = self.slope(at: q)
        points.append(LengthFixedPoint(q: q, slope: slope, stable: abs(slope) < 1))
      }
      // Two decades of decay beyond q = 1 leave no room for another root of a bounded φ.
      decaying = above < 0 && upper > 1 ? decaying + 1 : 0
      (lower, below) = (upper, above)
    }
    return points
  }
}

/// The largest standard deviation: averages over Gaussians take a number of nodes that grows with it.
let largestDeviation = 1e3

/// The largest squared length of an input.
let largestSquaredLength = 1e6
