import RealModule

/// Where the eigenvalues of an overlap matrix end when there is nothing to see but noise.
public enum NoiseEdge {
  /// The Marchenko–Pastur edge for independent sites.
  ///
  /// ```
  /// σ² (1 + √(R/N))²
  /// ```
  ///
  /// **Source**: V. A. Marchenko and L. A. Pastur, *Math. USSR Sb.* 1, 457 (1967).
  ///
  /// - Parameters:
  ///   - replicaCount: The number R of replicas.
  ///   - siteCount: The number N of sites.
  ///   - variance: The variance σ² of a site between replicas: 1 without order, 1 − q within a state
  ///     of self-overlap q.
  /// - Returns: The upper end of the bulk for large R and N.
  public static func independentSites(
    replicaCount: Int, siteCount: Int, variance: Double = 1
  ) -> Double {
    let root = 1 + (Double(replicaCount) / Double(siteCount)).squareRoot()
    return variance * root * root
  }

  /// The edge for sites whose correlation matrix has known eigenvalues.
  ///
  /// With population eigenvalues c_k of the N sites and R independent replicas, the spectrum of the
  /// R × R overlap matrix solves the Silverstein equation; its upper edge is the minimum over
  /// −1/max c < m < 0 of
  ///
  /// ```
  /// x(m) = −1/m + (1/R)·Σ_k c_k/(1 + c_k m),   edge = x·R/N
  /// ```
  ///
  /// where x is an eigenvalue of (1/R) Σ over replicas; q_ab carries 1/N instead.
  ///
  /// **Source**: J. W. Silverstein and S. I. Choi, *J. Multivariate Anal.* 54, 295 (1995).
  ///
  /// - Parameters:
  ///   - population: The N eigenvalues of the correlation matrix of the sites, all positive.
  ///   - replicaCount: The number R of replicas.
  /// - Returns: The upper end of the spectrum for large R and N.
  public static func correlatedSites(population: [Double], replicaCount: Int) -> Double {
    guard let largest = population.max(), largest > 0 else { return 0 }
    let r = Double(replicaCount)
    let n = Double(population.count)
    func x(_ m: Double) -> Double {
      -1 / m + population.reduce(0) { $0 + $1 / (1 + $1 * m) } / r
    }
    // x is convex between its poles: golden-section search for the minimum.
    let golden = (5.0.squareRoot() - 1) / 2
    var low = -1 / largest
    var high = 0.0
    for _ in 0..<100 {
      let a = high - golden * (high - low)
      let b = low + golden * (high - low)
      if x(a) < x(b) { high = b } else { low = a }
    }
    return x((low + high) / 2) * r / n
  }

  /// The eigenvalues of the site correlations of a paramagnet with given couplings.
  ///
  /// ```
  /// C = [(1 + β²) 1 − βJ]⁻¹,   c_k = 1/(1 + β² − βλ_k(J))
  /// ```
  ///
  /// - Parameters:
  ///   - couplingEigenvalues: The eigenvalues λ_k of J, with couplings of variance 1/N.
  ///   - temperature: The temperature.
  /// - Returns: N positive numbers, or `nil` where the high-temperature form does not hold.
  public static func paramagnetPopulation(
    couplingEigenvalues: [Double], temperature: Double
  ) -> [Double]? {
    let beta = 1 / temperature
    guard beta < 1 else { return nil }
    let denominators = couplingEigenvalues.map { 1 + beta * beta - beta * $0 }
    guard denominators.allSatisfy({ $0 > 0 }) else { return nil }
    return denominators.map { 1 / $0 }
  }

  /// The scale of the largest noise eigenvalue's fluctuations around the Marchenko–Pastur edge.
  ///
  /// ```
  /// (1 + √(R/N)) (1/√R + 1/√N)^{1/3} /√N,   times a Tracy–Widom number
  /// ```
  ///
  /// **Source**: I. M. Johnstone, *Ann. Statist.* 29, 295 (2001).
  public static func fluctuationScale(replicaCount: Int, siteCount: Int) -> Double {
    let r = Double(replicaCount)
    let n = Double(siteCount)
    return (1 + (r / n).squareRoot())
      * Double.pow(1 / r.squareRoot() + 1 / n.squareRoot(), 1.0 / 3) / n.squareRoot()
  }
}
