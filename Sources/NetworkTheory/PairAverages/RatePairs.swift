import NumericalMethods

/// The averages E φ(x) φ(y) that a march over time needs, one row of times after the other.
///
/// Smooth functions have a Hermite series, the others closed forms or double averages.
struct RatePairs {
  private let phi: any Nonlinearity
  private let form: RatePairForm?
  private var hermite: HermiteRatePairs?
  private var means: [[Double]]
  private var variances: [[Double]]

  /// Makes room for the laws of all signals; `meansVanish` says that all means will be zero if φ is odd.
  init(_ phi: any Nonlinearity, trajectories: Int, times: Int, meansVanish: Bool) {
    self.phi = phi
    form = phi.ratePairForm
    hermite =
      form == nil
      ? HermiteRatePairs(
        phi, trajectories: trajectories, times: times, meansVanish: meansVanish) : nil
    means = Array(repeating: Array(repeating: 0, count: times + 8), count: trajectories)
    variances = means
  }

  /// Sets mean and variance of one trajectory at one time.
  ///
  /// - Returns: E φ.
  mutating func set(
    _ a: Int, _ time: Int, mean: Double, variance: Double
  ) throws(NetworkTheoryError) -> Double {
    if let form, variance > form.largestVariance {
      throw .seriesTooLong(activation: phi.name, variance: variance)
    }
    means[a][time] = mean
    variances[a][time] = variance
    if let average = try hermite?.set(a, time, mean: mean, variance: variance) { return average }
    return GaussianAverage(mean: mean, variance: variance, for: phi)(phi.value)
  }

  /// E φ(x) φ(y) of one time of trajectory a with the first times of trajectory b, whose covariances are given.
  func row(_ a: Int, _ time: Int, with b: Int, covariances: [Double]) -> [Double] {
    let (mean, variance) = (means[a][time], variances[a][time])
    if let form {
      return covariances.enumerated().map { other, covariance in
        form.average(
          NormalPair(
            m1: mean, q1: variance, m2: means[b][other], q2: variances[b][other],
            covariance: covariance))
      }
    }
    guard let hermite else { return [] }
    var correlations: [SIMD8<Double>] = []
    correlations.reserveCapacity((covariances.count + 7) / 8)
    for start in stride(from: 0, to: covariances.count, by: 8) {
      var (c, squares) = (SIMD8<Double>.zero, SIMD8<Double>(repeating: 1))
      for lane in 0..<Swift.min(8, covariances.count - start) {
        let product = variance * variances[b][start + lane]
        if product > 0 {
          c[lane] = covariances[start + lane]
          squares[lane] = product
        }
      }
      c /= squares.squareRoot()
      correlations.append(
        c.clamped(lowerBound: SIMD8(repeating: -1), upperBound: SIMD8(repeating: 1)))
    }
    let blocks = hermite.row(a, time, with: b, correlations: correlations)
    return (0..<covariances.count).map { blocks[$0 / 8][$0 % 8] }
  }
}
