public import Statistics

/// The indicators of ``SizeIndicator`` at one size, averaged over instances.
///
/// Errors are jackknife errors over the instances; that of a median is half of the distance between the order
/// statistics one standard deviation of their ranks apart, for which the jackknife fails; that of a fraction of k of
/// n instances is √((k + 1)(n − k + 1)/((n + 2)² (n + 3))), which is not zero for none and all.
public struct SizeIndicators: Sendable {
  /// A value at one size, with what every instance contributes to its error.
  struct Value: Sendable, Equatable {
    let value: Double
    let error: Double
    /// Unit vector over the instances: the directions in which indicators err together.
    let influences: [Double]
  }

  /// The number N of spins.
  public let spinCount: Int
  /// The number of instances.
  public let instanceCount: Int
  private let values: [SizeIndicator: Value]

  /// Averages instances of one size.
  ///
  /// - Parameter instances: At least two instances.
  /// - Complexity: O(M) for M instances and every indicator.
  public init(_ instances: [InstanceIndicators]) {
    precondition(
      instances.count >= 2, "\(instances.count) instances have no errors over the disorder")
    let first = instances[0]
    precondition(
      instances.allSatisfy { $0.spinCount == first.spinCount }, "instances of different sizes")
    spinCount = first.spinCount
    instanceCount = instances.count
    let columns = Columns(instances)
    values = Dictionary(
      uniqueKeysWithValues: SizeIndicator.allCases.compactMap { indicator in
        columns.value(of: indicator).map { (indicator, $0) }
      })
  }

  /// Keeps values that were found elsewhere, which err together.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins.
  ///   - instanceCount: The number of instances, at least two.
  ///   - values: The values with their errors, which must not be zero.
  package init(spinCount: Int, instanceCount: Int, values: [SizeIndicator: Estimate]) {
    precondition(instanceCount >= 2, "\(instanceCount) instances have no errors over the disorder")
    self.spinCount = spinCount
    self.instanceCount = instanceCount
    let alone = 1 / Double(instanceCount).squareRoot()
    self.values = values.compactMapValues { estimate in
      estimate.error.map {
        Value(
          value: estimate.value, error: $0,
          influences: [Double](repeating: alone, count: instanceCount))
      }
    }
  }

  /// The value of an indicator with its error; `nil` where it has none.
  public subscript(indicator: SizeIndicator) -> Estimate? {
    values[indicator].map { Estimate(value: $0.value, error: $0.error) }
  }

  /// The value of an indicator with its influences.
  func value(of indicator: SizeIndicator) -> Value? { values[indicator] }
}

/// Numbers of instances, and functions of their means.
private struct Columns {
  private let rows: [[Double]]
  private let sums: [Double]
  private let count: Double
  private let spinCount: Double
  private let replicaCount: Double
  /// Per eigenvalue, whether it is beyond the noise in most instances.
  private let isSeen: [Bool]
  private let centralWeights: [Double]
  private let peakCount: Int
  private let hasPeak: [Bool]

  private enum Place {
    static let square = 0
    static let fourth = 1
    static let disjoint = 2
    static let eigenvalues = 3
    static let variance = 6
    static let effects = 7
    static let weight = 11
    static let links = 12
    static let count = 17
  }

  init(_ instances: [InstanceIndicators]) {
    let rows = instances.map { one in
      [one.meanSquare, one.meanFourth, one.disjoint ?? .nan] + one.eigenvalues + [one.siteVariance]
        + one.effects + [one.centralWeight]
        + (one.linkMoments ?? [Double](repeating: .nan, count: 5))
    }
    self.rows = rows
    sums = (0..<Place.count).map { k in rows.reduce(0) { $0 + $1[k] } }
    count = Double(instances.count)
    spinCount = Double(instances[0].spinCount)
    replicaCount =
      instances.reduce(0) { $0 + Double($1.replicaCount) } / Double(instances.count)
    isSeen = (0..<3).map { k in
      2 * instances.count { $0.significantEigenvalues > k } > instances.count
    }
    centralWeights = instances.map(\.centralWeight)
    hasPeak = instances.map { $0.centralPeak > InstanceIndicators.peakDensity }
    peakCount = hasPeak.count { $0 }
  }

  func value(of indicator: SizeIndicator) -> SizeIndicators.Value? {
    switch indicator {
    case .medianWeight: return median()
    case .peakFraction: return fraction()
    case .secondEigenvalue where !isSeen[1], .thirdEigenvalue where !isSeen[2]:
      return withinNoise(indicator)
    default:
      guard let whole = statistic(indicator, sums.map { $0 / count }) else { return nil }
      let parts = rows.map { row in
        statistic(indicator, zip(sums, row).map { ($0 - $1) / (count - 1) }) ?? whole
      }
      let moments = SampleMoments(parts)
      let error = ((count - 1) / count * moments.sumOfSquares).squareRoot()
      return finished(indicator, whole, error, parts.map { moments.mean - $0 })
    }
  }

  /// A value with the resolution added to its error.
  private func finished(
    _ indicator: SizeIndicator, _ value: Double, _ error: Double, _ influences: [Double]
  ) -> SizeIndicators.Value? {
    guard value.isFinite, error.isFinite else { return nil }
    let resolution = indicator.smallestLimit / 5
    let norm = influences.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // Where no instance differs from the others, the error is the resolution alone, and of one's own.
    let alone = 1 / count.squareRoot()
    return SizeIndicators.Value(
      value: value, error: (error * error + resolution * resolution).squareRoot(),
      influences: norm > 0 ? influences.map { $0 / norm } : influences.map { _ in alone })
  }

  /// An eigenvalue that does not stand out: nothing, to within the largest that would not.
  ///
  /// ```
  /// ℓ/N = v (1/N + 1/√(RN))   at the edge of the noise
  /// ```
  private func withinNoise(_ indicator: SizeIndicator) -> SizeIndicators.Value? {
    let v = sums[Place.variance] / count
    let edge = v * (1 / spinCount + 1 / (replicaCount * spinCount).squareRoot())
    return finished(indicator, 0, edge / 2, rows.map { _ in 0 })
  }

  private func median() -> SizeIndicators.Value? {
    let sorted = centralWeights.sorted()
    let n = sorted.count
    let middle = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2
    let reach = Double(n).squareRoot() / 2
    let low = max(0, Int((Double(n - 1) / 2 - reach).rounded()))
    let high = min(n - 1, Int((Double(n - 1) / 2 + reach).rounded()))
    let influences = centralWeights.map { $0 > middle ? 1.0 : $0 < middle ? -1 : 0 }
    return finished(.medianWeight, middle, (sorted[high] - sorted[low]) / 2, influences)
  }

  private func fraction() -> SizeIndicators.Value? {
    let (k, n) = (Double(peakCount), count)
    let error = ((k + 1) * (n - k + 1) / ((n + 2) * (n + 2) * (n + 3))).squareRoot()
    return finished(.peakFraction, k / n, error, hasPeak.map { ($0 ? 1 : 0) - k / n })
  }

  /// An indicator from means over instances; `nil` where it does not exist.
  private func statistic(_ indicator: SizeIndicator, _ mean: [Double]) -> Double? {
    let (square, fourth) = (mean[Place.square], mean[Place.fourth])
    let result: Double
    switch indicator {
    case .order: result = square
    case .squareVariance: result = fourth - square * square
    case .centralWeight: result = mean[Place.weight]
    case .relativeVariance:
      result = square > 0 ? (mean[Place.disjoint] - square * square) / (square * square) : .nan
    case .guerraRatio:
      let spread = fourth - square * square
      result = spread > 1e-12 ? (mean[Place.disjoint] - square * square) / spread : .nan
    case .secondEigenvalue, .thirdEigenvalue:
      let place = Place.eigenvalues + (indicator == .secondEigenvalue ? 1 : 2)
      result = withoutNoise(mean[place], variance: mean[Place.variance])
    case .structure: result = mean[Place.effects]
    case .beyondTwoLevels: result = min(mean[Place.effects + 1], mean[Place.effects + 2])
    case .treeFraction:
      // A part of something that is not there is no number.
      let whole = mean[Place.effects]
      result =
        whole > SizeIndicator.structure.smallestLimit ? mean[Place.effects + 3] / whole : .nan
    case .linkVariance, .linkVarianceAtFixedOverlap:
      let links = Array(mean[Place.links..<Place.links + 5])
      let variance = links[1] - links[0] * links[0]
      let covariance = links[2] - links[0] * links[3]
      let spread = links[4] - links[3] * links[3]
      if indicator == .linkVariance {
        result = variance
      } else {
        result = spread > 1e-12 ? variance - covariance * covariance / spread : variance
      }
    case .medianWeight, .peakFraction: return nil
    }
    return result.isFinite ? result : nil
  }

  /// The eigenvalue ℓ/N of the sites' correlations that stands behind an eigenvalue λ of q_ab; 0 within the noise.
  ///
  /// ```
  /// λ = c ℓ + v ℓ/(ℓ − v),   c = R/N,   λ > v (1 + √c)²
  /// ```
  ///
  /// **Source**: J. Baik and J. W. Silverstein, *J. Multivariate Anal.* 97, 1382 (2006).
  private func withoutNoise(_ eigenvalue: Double, variance v: Double) -> Double {
    let c = replicaCount / spinCount
    let root = 1 + c.squareRoot()
    guard eigenvalue > v * root * root else { return 0 }
    let b = eigenvalue + c * v - v
    let discriminant = max(0, b * b - 4 * c * eigenvalue * v)
    return (b + discriminant.squareRoot()) / (2 * c * spinCount)
  }
}
