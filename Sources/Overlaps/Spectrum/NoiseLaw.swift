import RealModule
import Statistics

/// The law of the eigenvalues that noise alone gives to an overlap matrix, with its upper edge and the
/// fluctuations there.
///
/// R replicas of N sites whose correlation matrix has the eigenvalues c_k. The edge is the minimum over
/// −1/max c < m < 0 of
///
/// ```
/// x(m) = [−R′/m + (N′/N) Σ_k c_k/(1 + c_k m)]/N,   R′ = R − k − ½,  N′ = N − k − ½
/// scale = (N x″(m_c)/2)^{1/3}/N,   threshold(level) = x(m_c) + δ + s_level · scale
/// ```
///
/// with k eigenvalues already found significant and s_level the Tracy–Widom quantile. For equal c_k
/// these are the centring and scaling of Johnstone with the constants −½ of Ma. δ corrects for numbers
/// that are not Gaussian, to first order in 1/N: with M_k = 1/(1 + c_k m_c),
///
/// ```
/// δ = −(m_c/(N R)) Σ_i κ_i M_i³                                            sites of fourth cumulant κ_i
/// δ = (2 m_c/(N R)) [μ Σ_k c_k² M_k² + ν Σ_k M_k²],   q_aa = 1 exactly
///     μ = Σ_k M_k/N,   ν = Σ_k c_k² (M_k − μ)/N
/// ```
///
/// Both give δ = −2(1 + √(R/N))²/√(RN) for free spins. They leave out that a fixed diagonal also
/// narrows the fluctuations, so for ±1 spins the level is kept from below: measured 0.4 to 1.1 % for a
/// stated 1 %.
///
/// **Source**: J. W. Silverstein and S. I. Choi, *J. Multivariate Anal.* 54, 295 (1995); N. El Karoui,
/// *Ann. Probab.* 35, 663 (2007); I. M. Johnstone, *Ann. Statist.* 29, 295 (2001); Z. Ma, *Bernoulli*
/// 18, 322 (2012). δ follows from the resolvent to the next order in 1/N.
///
/// **Assumes** independent replicas.
public struct NoiseLaw: Sendable, Equatable {
  /// What is known of the numbers at the sites beyond their correlations.
  public enum Entries: Sendable, Equatable {
    /// Gaussian numbers.
    case gaussian
    /// Correlated sites normalised to q_aa = 1, such as ±1 spins of a paramagnet.
    case unitLength
    /// Independent ±1 spins with means; the population holds their variances v_i = 1 − m_i².
    case independentSpins

    /// The fourth cumulant 4v − 6v² of a ±1 spin of variance v.
    fileprivate static func fourthCumulant(_ v: Double) -> Double { 4 * v - 6 * v * v }
  }

  /// The eigenvalues c_k of the sites' correlations; the law weighs them equally.
  public let population: [Double]
  /// The number R of replicas.
  public let replicaCount: Int
  /// The number N of sites.
  public let siteCount: Int
  /// What the numbers are.
  public let entries: Entries

  /// The level of the test when none is given: a false alarm in one of a hundred matrices.
  public static let defaultLevel = 0.01

  /// A law for a population of N sites.
  ///
  /// - Parameters:
  ///   - population: The N eigenvalues or site variances; none negative, at least one positive.
  ///   - replicaCount: The number R of replicas, at least 1.
  ///   - entries: What the numbers are.
  public init(population: [Double], replicaCount: Int, entries: Entries) {
    precondition(replicaCount > 0, "\(replicaCount) replicas")
    precondition(
      population.allSatisfy { $0 >= 0 && $0.isFinite } && population.contains { $0 > 0 },
      "a population without positive variances")
    self.population = population
    self.replicaCount = replicaCount
    siteCount = population.count
    self.entries = entries
  }

  /// The law of independent sites of one variance.
  ///
  /// - Parameters:
  ///   - replicaCount: The number R of replicas.
  ///   - siteCount: The number N of sites.
  ///   - variance: The variance of a site: 1 without order, 1 − q within a state; positive.
  ///   - entries: What the numbers are.
  public init(
    replicaCount: Int, siteCount: Int, variance: Double = 1, entries: Entries = .independentSpins
  ) {
    self.init(
      population: [Double](repeating: variance, count: siteCount), replicaCount: replicaCount,
      entries: entries)
  }

  /// The upper end of the spectrum for large R and N.
  public var edge: Double {
    NoiseEdge.correlatedSites(population: population, replicaCount: replicaCount)
  }

  /// The value that the largest noise eigenvalue exceeds with a given probability.
  ///
  /// - Parameters:
  ///   - level: The probability of a false alarm.
  ///   - removed: How many larger eigenvalues were found significant before.
  /// - Returns: The threshold; infinite when no noise is left after the removal.
  /// - Complexity: O(N).
  public func threshold(level: Double = defaultLevel, removing removed: Int = 0) -> Double {
    guard removed < replicaCount, removed < siteCount else { return .infinity }
    let law = fluctuations(removing: removed)
    return law.centre + TracyWidom.quantile(exceededWithProbability: level) * law.scale
  }

  /// The number of eigenvalues that are not noise: the (k + 1)-th is tested with k removed, until one
  /// is not significant.
  ///
  /// **Source**: S. Kritchman and B. Nadler, *IEEE Trans. Signal Process.* 57, 3930 (2009).
  ///
  /// - Parameters:
  ///   - eigenvalues: Eigenvalues of the overlap matrix, largest first.
  ///   - level: The probability of a false alarm of each test.
  /// - Returns: How many eigenvalues lie above their thresholds.
  public func significantCount(eigenvalues: [Double], level: Double = defaultLevel) -> Int {
    for (k, value) in eigenvalues.enumerated()
    where !(value > threshold(level: level, removing: k)) {
      return k
    }
    return eigenvalues.count
  }

  /// The threshold that decides how many eigenvalues are not noise: the last one that was tested.
  ///
  /// - Parameter count: How many eigenvalues were found significant.
  /// - Returns: A line below all of these and above all others; finite.
  public func decidingThreshold(significantCount count: Int) -> Double {
    let last = threshold(removing: count)
    return last.isFinite ? last : threshold(removing: max(0, min(replicaCount, siteCount) - 1))
  }

  /// The centre and scale of the largest eigenvalue: λ = centre + scale · (a Tracy–Widom number).
  ///
  /// - Parameter removed: How many larger eigenvalues were found significant before; below R and N.
  /// - Returns: Both in units of the eigenvalues of q_ab.
  public func fluctuations(removing removed: Int = 0) -> (centre: Double, scale: Double) {
    let n = Double(siteCount)
    let r = Double(replicaCount - removed) - 0.5
    let weight = (n - Double(removed) - 0.5) / n
    let m = Self.minimum(population, replicas: r, weight: weight)
    var (x, second) = (-r / m, -2 * r / (m * m * m))
    for c in population {
      let f = c / (1 + c * m)
      x += weight * f
      second += 2 * weight * f * f * f
    }
    return (x / n + shift(m), Double.root(second / 2, 3) / n)
  }

  /// The shift δ of the edge.
  private func shift(_ m: Double) -> Double {
    let factor = -m / (Double(siteCount) * Double(replicaCount))
    switch entries {
    case .gaussian: return 0
    case .independentSpins:
      return factor
        * population.reduce(0) {
          let weight = 1 / (1 + $1 * m)
          return $0 + Entries.fourthCumulant($1) * weight * weight * weight
        }
    case .unitLength:
      let weights = population.map { 1 / (1 + $0 * m) }
      let mean = weights.reduce(0, +) / Double(siteCount)
      var (square, weightSquare, mixed) = (0.0, 0.0, 0.0)
      for (c, w) in zip(population, weights) {
        square += c * c * w * w
        weightSquare += w * w
        mixed += c * c * (w - mean)
      }
      return -2 * factor * (mean * square + mixed / Double(siteCount) * weightSquare)
    }
  }

  /// The m in (−1/max c, 0) at which x(m) is smallest, by bisection of its derivative.
  private static func minimum(
    _ population: [Double], replicas: Double, weight: Double
  ) -> Double {
    // With u = −m, the sum of (c u/(1 − c u))² grows from 0 to infinity.
    var (low, high) = (0.0, 1 / (population.max() ?? 1))
    for _ in 0..<60 {
      let u = (low + high) / 2
      var sum = 0.0
      for c in population {
        let f = c * u / (1 - c * u)
        sum += f * f
      }
      if weight * sum < replicas { low = u } else { high = u }
    }
    return -low
  }
}
