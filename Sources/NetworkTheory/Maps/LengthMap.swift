public import NetworkModels
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

  /// Makes the map of a network.
  ///
  /// - Parameter model: The network.
  public init(_ model: FeedforwardModel) {
    sigmaW = model.sigmaW
    sigmaB = model.sigmaB
    nonlinearity = model.nonlinearity
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
  /// This is σ_w² E [φ'² + φφ''] by parts, and needs no φ'' at kinks. A function that jumps at k adds
  /// σ_w² k (φ(k+)² − φ(k−)²) ρ(k)/(2q) with the density ρ of h.
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
    var sum = average(length) { $0 * phi.value($0) * phi.derivative($0) } / length
    for (place, height) in phi.jumps where place != 0 {
      let (right, left) = (phi.value(place.nextUp), phi.value(place.nextUp) - height)
      sum +=
        place * (right * right - left * left) * normalDensity(place, variance: length)
        / (2 * length)
    }
    return sigmaW * sigmaW * sum
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
    // At 0 a kink has the slopes of both its sides.
    let length = phi.kinks.contains(0) ? Swift.max(q, 1e-24) : q
    return sigmaW * sigmaW
      * average(length) {
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
}

/// The largest standard deviation: averages over Gaussians take a number of nodes that grows with it.
let largestDeviation = 1e3

/// The largest squared length of an input.
let largestSquaredLength = 1e6

/// The largest squared length that is followed where lengths grow without bound; a layer takes O(q) there.
let largestGrownLength = 1e4
