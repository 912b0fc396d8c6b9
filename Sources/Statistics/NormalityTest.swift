import RealModule

/// Whether values come from a normal distribution of unknown mean and variance.
///
/// ```
/// g_1 = m_3/m_2^{3/2},   g_2 = m_4/m_2² − 3,   m_k = (1/n) Σ (x − x̄)^k
/// D = max_x |F_n(x) − Φ((x − x̄)/s)|,   D* = D (√n − 0.01 + 0.85/√n)
/// ```
///
/// D is smaller than for a known distribution, because mean and variance are fitted: its p-value is Lilliefors',
/// from a table of the tail of D* that was made by simulation at n = 1000. For fewer values it is too large: by
/// up to 10 % at n = 100, and 20 % at n = 20 while p ≥ 0.01.
///
/// **Assumes** independent values.
///
/// **Source**: H. W. Lilliefors, *Journal of the American Statistical Association* 62, 399 (1967); the
/// modification D* is that of M. A. Stephens, *ibid.* 69, 730 (1974).
public struct NormalityTest: Sendable, Equatable {
  /// The number n of values.
  public let count: Int
  /// The mean.
  public let mean: Double
  /// The variance, with n − 1 in the denominator.
  public let variance: Double
  /// The skewness g_1.
  public let skewness: Double
  /// The excess kurtosis g_2.
  public let excessKurtosis: Double
  /// The largest distance D of the distribution functions.
  public let distance: Double
  /// The p-value of D.
  public let probability: Double

  /// The standard deviation of g_1 for independent normal values.
  ///
  /// ```
  /// √(6 (n − 2)/((n + 1)(n + 3)))
  /// ```
  public var skewnessDeviation: Double {
    let n = Double(count)
    return (6 * (n - 2) / ((n + 1) * (n + 3))).squareRoot()
  }

  /// The standard deviation of g_2 for independent normal values.
  ///
  /// ```
  /// √(24 n (n − 2)(n − 3)/((n + 1)² (n + 3)(n + 5)))
  /// ```
  public var kurtosisDeviation: Double {
    let n = Double(count)
    return (24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5))).squareRoot()
  }

  /// Tests values.
  ///
  /// - Parameter values: At least 8 finite values that are not all equal; `nil` otherwise.
  /// - Complexity: O(n log n).
  public init?(_ values: [Double]) {
    let moments = SampleMoments(values)
    let n = Double(values.count)
    guard values.count >= 8, moments.sumOfSquares > 1e-24 * n * moments.mean * moments.mean,
      moments.sumOfSquares > 0, moments.sumOfSquares.isFinite
    else { return nil }
    count = values.count
    mean = moments.mean
    variance = moments.variance
    let scale = (moments.sumOfSquares / n).squareRoot()
    var (third, fourth) = (0.0, 0.0)
    for value in values {
      let z = (value - moments.mean) / scale
      third += z * z * z
      fourth += z * z * z * z
    }
    skewness = third / n
    excessKurtosis = fourth / n - 3
    var largest = 0.0
    let deviation = moments.deviation
    for (k, value) in values.sorted().enumerated() {
      let expected = Double.erfc(-(value - moments.mean) / deviation * 0.5.squareRoot()) / 2
      largest = max(largest, expected - Double(k) / n, Double(k + 1) / n - expected)
    }
    distance = largest
    let root = n.squareRoot()
    probability = Self.upperProbability(largest * (root - 0.01 + 0.85 / root))
  }

  /// Restores a test that was stored.
  public init(
    count: Int, mean: Double, variance: Double, skewness: Double, excessKurtosis: Double,
    distance: Double, probability: Double
  ) {
    self.count = count
    self.mean = mean
    self.variance = variance
    self.skewness = skewness
    self.excessKurtosis = excessKurtosis
    self.distance = distance
    self.probability = probability
  }

  /// The probability that D* is larger, by interpolation of its logarithm; beyond the table it falls as
  /// e^{−a D*²}.
  static func upperProbability(_ distance: Double) -> Double {
    guard distance > tail[0].distance else { return 1 }
    let last = tail.count - 1
    if distance >= tail[last].distance {
      let (one, two) = (tail[last - 4], tail[last])
      let rate =
        Double.log(two.probability / one.probability)
        / (two.distance * two.distance - one.distance * one.distance)
      return two.probability
        * Double.exp(rate * (distance * distance - two.distance * two.distance))
    }
    let k = tail.firstIndex { $0.distance > distance } ?? last
    let (one, two) = (tail[k - 1], tail[k])
    let share = (distance - one.distance) / (two.distance - one.distance)
    return one.probability * Double.pow(two.probability / one.probability, share)
  }

  /// D* at tail probabilities, from 10⁶ samples of n = 1000 (Tests/ReferenceData/Lilliefors).
  private static let tail: [(probability: Double, distance: Double)] = [
    (0.9999, 0.29190), (0.999, 0.32310), (0.99, 0.37189), (0.97, 0.40588),
    (0.95, 0.42564), (0.9, 0.45942), (0.8, 0.50573), (0.7, 0.54306),
    (0.6, 0.57803), (0.5, 0.61319), (0.4, 0.65114), (0.3, 0.69446),
    (0.2, 0.74868), (0.15, 0.78412), (0.1, 0.83076), (0.07, 0.86897),
    (0.05, 0.90320), (0.03, 0.95277), (0.02, 0.99089), (0.01, 1.05265),
    (0.005, 1.10956), (0.002, 1.18171), (0.001, 1.23455), (0.0005, 1.28532),
    (0.0002, 1.34982), (0.0001, 1.39976),
  ]
}
