public import LinearAlgebra
public import Statistics

/// What was recorded of one recurrent network.
public struct RecurrentRecord: Sendable, Equatable {
  /// Which network of the ensemble, from 0.
  public let network: Int

  /// The mean over neurons of every trajectory at every recorded time: T × A.
  ///
  /// ```
  /// m_a(t) = (1/N) Σ_i h_i^a(t)
  /// ```
  public let means: Matrix

  /// The overlaps of the trajectories at every recorded time: T matrices of shape A × A, exactly symmetric.
  ///
  /// ```
  /// q_ab(t) = (1/N) Σ_i h_i^a(t) h_i^b(t)
  /// ```
  public let overlaps: [Matrix]

  /// How normal the states of the first trajectory are in every snapshot; `nil` for too few neurons or equal
  /// states.
  public let normality: [NormalityTest?]

  /// The covariance of the states of two snapshots, averaged over trajectories: K × K, exactly symmetric.
  ///
  /// ```
  /// C(t, t') = (1/A) Σ_a [(1/N) Σ_i h_i^a(t) h_i^a(t') − m_a(t) m_a(t')]
  /// ```
  public let autocovariance: Matrix

  /// The mean product of the activations of two snapshots, averaged over trajectories: K × K, exactly symmetric.
  ///
  /// ```
  /// C_φ(t, t') = (1/A) Σ_a (1/N) Σ_i φ(h_i^a(t)) φ(h_i^a(t'))
  /// ```
  public let activationProducts: Matrix

  /// The states of the snapshots, if they were to be kept: K matrices of shape A × N.
  public let states: [Matrix]

  /// Collects what was recorded.
  public init(
    network: Int, means: Matrix, overlaps: [Matrix], normality: [NormalityTest?],
    autocovariance: Matrix, activationProducts: Matrix, states: [Matrix] = []
  ) {
    self.network = network
    self.means = means
    self.overlaps = overlaps
    self.normality = normality
    self.autocovariance = autocovariance
    self.activationProducts = activationProducts
    self.states = states
  }

  /// The mean over neurons and trajectories at every recorded time.
  public var mean: [Double] {
    (0..<means.rows).map { means.row($0).reduce(0, +) / Double(means.columns) }
  }

  /// The variance over neurons at every recorded time, averaged over trajectories.
  ///
  /// ```
  /// q(t) = (1/A) Σ_a [q_aa(t) − m_a(t)²]
  /// ```
  public var variance: [Double] {
    overlaps.indices.map { t in
      (0..<means.columns).reduce(0) { $0 + overlaps[t][$1, $1] - means[t, $1] * means[t, $1] }
        / Double(means.columns)
    }
  }

  /// The overlap at every recorded time, averaged over pairs of trajectories; `nil` for a single one.
  public var overlap: [Double]? {
    pairAverages { $0[$1, $2] }
  }

  /// The correlation q_ab/√(q_aa q_bb) at every recorded time, averaged over pairs of trajectories; `nil` for a
  /// single one, and where a trajectory is zero everywhere.
  public var correlation: [Double]? {
    guard overlaps.allSatisfy({ $0.diagonal.allSatisfy { $0 > 0 } }) else { return nil }
    return pairAverages { $0[$1, $2] / ($0[$1, $1] * $0[$2, $2]).squareRoot() }
  }

  private func pairAverages(_ value: (Matrix, Int, Int) -> Double) -> [Double]? {
    let count = means.columns
    guard count > 1 else { return nil }
    return overlaps.map { overlap in
      var sum = 0.0
      for a in 0..<count {
        for b in (a + 1)..<Swift.max(count, a + 1) { sum += value(overlap, a, b) }
      }
      return sum / Double(count * (count - 1) / 2)
    }
  }
}
