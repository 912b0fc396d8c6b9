public import LinearAlgebra
import SpinModels

extension NoiseLaw {
  /// The law of the noise within states, from the replicas themselves.
  ///
  /// ```
  /// v_i = Σ_α w_α (1 − m_iα²),   m_iα² = (S² − n)/(n (n − 1)),   S the sum of s_i over the n replicas
  /// ```
  ///
  /// The squares are unbiased but scatter, which would broaden the population: deviations from the mean
  /// of v_i are shrunk until their variance is the unbiased one, from m⁴ over distinct quadruples
  ///
  /// ```
  /// m⁴ = (S⁴ − (6n − 8) S² + 3n² − 6n)/(n (n − 1) (n − 2) (n − 3))
  /// ```
  ///
  /// **Assumes** independent sites within a state; the correlations of a real state widen its spectrum.
  ///
  /// - Parameters:
  ///   - spins: R × N numbers ±1, in a gauge in which states have positive overlaps.
  ///   - states: The states of the replicas; those of fewer than 4 replicas are left out.
  /// - Returns: `nil` when no state has 4 replicas or no variance is left.
  /// - Complexity: O(R N).
  public static func withinStates(spins: Matrix, states: PureStates) -> NoiseLaw? {
    let n = spins.columns
    let used = states.members.filter { $0.count >= 4 }
    let total = Double(used.reduce(0) { $0 + $1.count })
    guard total > 0 else { return nil }
    var variances = [Double](repeating: 1, count: n)
    // The excess of naive over unbiased squares of v_i: that of the states adds up.
    var excess = 0.0
    for members in used {
      var sums = [Double](repeating: 0, count: n)
      for a in members {
        for i in 0..<n { sums[i] += spins[a, i] }
      }
      let count = Double(members.count)
      let weight = count / total
      let triples = count * (count - 1) * (count - 2) * (count - 3)
      for i in 0..<n {
        let square = sums[i] * sums[i]
        let second = (square - count) / (count * (count - 1))
        let fourth =
          (square * square - (6 * count - 8) * square + 3 * count * count - 6 * count) / triples
        variances[i] -= weight * second
        excess += weight * weight * (second * second - fourth)
      }
    }
    let mean = variances.reduce(0, +) / Double(n)
    guard mean > 1e-6 else { return nil }
    let spread = variances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let shrink = spread > 0 ? max(0, 1 - excess / spread).squareRoot() : 0
    return NoiseLaw(
      population: variances.map { min(1, max(1e-9, mean + shrink * ($0 - mean))) },
      replicaCount: spins.rows, entries: .independentSpins)
  }
}

extension NoiseLaw {
  /// The law that fits what is known of a set of replicas.
  ///
  /// A paramagnet has that of its couplings when they are known and of independent sites otherwise; an
  /// ordered phase that of the site variances within its states, or of a uniform variance 1 − q when
  /// only overlaps or real vectors are known.
  init(
    of replicas: ReplicaSet, classification: Classification, states: PureStates, gauge: [Double],
    selfOverlap: Double, paramagnetPopulation: [Double]?
  ) {
    let (r, n) = (states.labels.count, replicas.siteCount)
    if classification.probabilities[0] >= 0.5 {
      self =
        paramagnetPopulation.map {
          NoiseLaw(population: $0, replicaCount: r, entries: .unitLength)
        } ?? NoiseLaw(replicaCount: r, siteCount: n, entries: .unitLength)
      return
    }
    if case .configurations(let configurations) = replicas {
      var spins = configurations.unpacked()
      for a in 0..<r where gauge[a] < 0 {
        for i in 0..<n { spins[a, i] = -spins[a, i] }
      }
      if let law = NoiseLaw.withinStates(spins: spins, states: states) {
        self = law
        return
      }
    }
    self.init(
      replicaCount: r, siteCount: n, variance: 1 - min(max(selfOverlap, 0), 0.999),
      entries: .independentSpins)
  }
}
