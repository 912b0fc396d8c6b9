public import NetworkModels
public import NumericalMethods
import RealModule

/// The map of mean and variance of the signals of a wide random network whose weights and biases have means.
///
/// ```
/// m' = w_0 E φ(h) + b_0,   q' = σ_w² E φ(h)² + σ_b²,   h ~ N(m, q)
/// W_ij ~ N(w_0/N, σ_w²/N),   b_i ~ N(b_0, σ_b²)
/// ```
///
/// At w_0 = b_0 = 0 the variance obeys the ``LengthMap``. A layer of a deep network and a time step of a
/// recurrent one are the same map.
public struct MomentMap: Sendable {
  /// The mean w_0 of the weights, times N.
  public let weightMean: Double
  /// The mean b_0 of the biases.
  public let biasMean: Double
  /// The standard deviation σ_w of the weights, times √N.
  public let sigmaW: Double
  /// The standard deviation σ_b of the biases.
  public let sigmaB: Double
  /// The activation function φ.
  public let nonlinearity: any Nonlinearity

  /// Mean and variance of a signal.
  public struct Moments: Sendable, Equatable {
    /// The mean m.
    public let mean: Double
    /// The variance q.
    public let variance: Double

    /// Describes a signal.
    ///
    /// - Parameters:
    ///   - mean: The mean m.
    ///   - variance: The variance q, 0 or more.
    public init(mean: Double, variance: Double) {
      precondition(variance >= 0, "a variance cannot be \(variance)")
      self.mean = mean
      self.variance = variance
    }
  }

  /// The derivatives of the map.
  public struct Jacobian: Sendable, Equatable {
    /// ∂m'/∂m = w_0 E φ'.
    public let meanByMean: Double
    /// ∂m'/∂q = w_0 E φ''/2.
    public let meanByVariance: Double
    /// ∂q'/∂m = 2 σ_w² E φ φ'.
    public let varianceByMean: Double
    /// ∂q'/∂q = σ_w² E [φ'² + φ φ''].
    public let varianceByVariance: Double

    /// The largest magnitude of an eigenvalue; below 1 nearby signals approach a fixed point.
    public var spectralRadius: Double {
      let half = (meanByMean + varianceByVariance) / 2
      let product = meanByMean * varianceByVariance - meanByVariance * varianceByMean
      let discriminant = half * half - product
      return discriminant >= 0
        ? abs(half) + discriminant.squareRoot() : Swift.max(product, 0).squareRoot()
    }
  }

  /// Makes the map of a recurrent network, whatever the symmetry of its couplings.
  ///
  /// - Parameter model: The network.
  public init(_ model: RecurrentModel) {
    weightMean = model.weightMean
    biasMean = model.biasMean
    sigmaW = model.sigmaW
    sigmaB = model.sigmaB
    nonlinearity = model.nonlinearity
  }

  /// Makes the map of a network.
  ///
  /// - Parameters:
  ///   - weightMean: The mean w_0 of the weights, times N; from −1000 to 1000.
  ///   - biasMean: The mean b_0 of the biases, from −1000 to 1000.
  ///   - sigmaW: The standard deviation σ_w, 0 to 1000.
  ///   - sigmaB: The standard deviation σ_b, 0 to 1000.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkTheoryError`` for a number out of range.
  public init(
    weightMean: Double = 0, biasMean: Double = 0, sigmaW: Double, sigmaB: Double,
    nonlinearity: any Nonlinearity = Tanh()
  ) throws(NetworkTheoryError) {
    for mean in [weightMean, biasMean] where !(abs(mean) <= largestDeviation) {
      throw .invalidMean(mean)
    }
    guard (0...largestDeviation).contains(sigmaW) else { throw .invalidSigmaW(sigmaW) }
    guard (0...largestDeviation).contains(sigmaB) else { throw .invalidSigmaB(sigmaB) }
    self.weightMean = weightMean
    self.biasMean = biasMean
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.nonlinearity = nonlinearity
  }

  /// Mean and variance in the next layer.
  ///
  /// - Parameter moments: Mean and variance in this one.
  /// - Returns: m' and q'.
  /// - Complexity: O(1 + √q) function values.
  public func callAsFunction(_ moments: Moments) -> Moments {
    let (first, second) = averages(moments)
    return Moments(
      mean: weightMean * first + biasMean,
      variance: sigmaW * sigmaW * second + sigmaB * sigmaB)
  }

  /// E φ and E φ².
  func averages(_ moments: Moments) -> (first: Double, second: Double) {
    let (places, weights) = GaussianAverage.nodes(
      mean: moments.mean, variance: moments.variance, for: nonlinearity)
    var (first, second) = (0.0, 0.0)
    for (place, weight) in zip(places, weights) {
      let value = nonlinearity.value(place)
      first += weight * value
      second += weight * value * value
    }
    return (first, second)
  }

  /// The derivatives of the map.
  ///
  /// Second derivatives are traded for factors h − m by parts, so that kinks need no care; for a function
  /// that jumps first derivatives are, too.
  ///
  /// - Parameter moments: Mean and variance; the variance is positive if the function has kinks.
  /// - Returns: The four derivatives.
  public func jacobian(at moments: Moments) -> Jacobian {
    let phi = nonlinearity
    let (m, q) = (moments.mean, moments.variance)
    precondition(q > 0 || phi.kinks.isEmpty, "a map with kinks has no derivative at variance 0")
    let weight = sigmaW * sigmaW
    guard q > 0 else {
      let (value, first, second) = (phi.value(m), phi.derivative(m), phi.secondDerivative(m))
      return Jacobian(
        meanByMean: weightMean * first, meanByVariance: weightMean * second / 2,
        varianceByMean: 2 * weight * value * first,
        varianceByVariance: weight * (first * first + value * second))
    }
    let average = GaussianAverage(mean: m, variance: q, for: phi)
    if phi.isDiscontinuous {
      let square = { (h: Double) in phi.value(h) * phi.value(h) }
      let curvature = { (h: Double) in ((h - m) * (h - m) / q - 1) / (2 * q) }
      return Jacobian(
        meanByMean: weightMean * average { phi.value($0) * ($0 - m) } / q,
        meanByVariance: weightMean * average { phi.value($0) * curvature($0) },
        varianceByMean: weight * average { square($0) * ($0 - m) } / q,
        varianceByVariance: weight * average { square($0) * curvature($0) })
    }
    return Jacobian(
      meanByMean: weightMean * average(phi.derivative),
      meanByVariance: weightMean * average { ($0 - m) * phi.derivative($0) } / (2 * q),
      varianceByMean: 2 * weight * average { phi.value($0) * phi.derivative($0) },
      varianceByVariance: weight
        * average { ($0 - m) * phi.value($0) * phi.derivative($0) } / q)
  }

  /// The slope χ = σ_w² E φ'(h)² at which small distances grow.
  ///
  /// - Parameter moments: Mean and variance.
  /// - Returns: χ; infinite for a function that jumps.
  public func meanSquareSlope(at moments: Moments) -> Double {
    let phi = nonlinearity
    guard !phi.isDiscontinuous else { return sigmaW > 0 ? .infinity : 0 }
    let average = GaussianAverage(mean: moments.mean, variance: moments.variance, for: phi)
    return sigmaW * sigmaW * average { phi.derivative($0) * phi.derivative($0) }
  }
}
