public import LinearAlgebra

/// The law of the initial states of trajectories in the same network.
///
/// ```
/// (h_i^1(0), h_i^2(0), …) ~ N(m, Q),   independent for every neuron i and of the couplings
/// ```
public struct InitialLaw: Sendable, Equatable {
  /// The means m_a, one for each trajectory.
  public let means: [Double]

  /// The covariances Q_ab of the trajectories.
  public let covariances: Matrix

  /// Describes the initial states of several trajectories.
  ///
  /// - Parameters:
  ///   - means: The means m_a, at least one.
  ///   - covariances: The covariances Q_ab, symmetric.
  /// - Throws: ``NetworkTheoryError/invalidDynamics(name:value:expected:)`` for a number that is not finite or above
  ///   10⁶, a negative variance, or a covariance beyond √(Q_aa Q_bb).
  public init(means: [Double], covariances: Matrix) throws(NetworkTheoryError) {
    precondition(
      !means.isEmpty && covariances.rows == means.count && covariances.isSquare,
      "\(means.count) means and \(covariances.rows) × \(covariances.columns) covariances")
    for mean in means where !(abs(mean) <= 1e6) {
      throw .invalidDynamics(
        name: "the initial mean", value: mean, expected: "a number from -1e6 to 1e6")
    }
    for variance in covariances.diagonal where !(0...1e6).contains(variance) {
      throw .invalidDynamics(
        name: "the initial variance", value: variance, expected: "a number from 0 to 1e6")
    }
    for a in means.indices {
      for b in 0..<a {
        let value = covariances[a, b]
        let largest = (covariances[a, a] * covariances[b, b]).squareRoot()
        guard value == covariances[b, a], abs(value) <= largest * (1 + 1e-12) else {
          throw .invalidDynamics(
            name: "the initial covariance of trajectories \(b) and \(a)", value: value,
            expected: "a symmetric matrix with no element beyond \(largest) there")
        }
      }
    }
    self.means = means
    self.covariances = covariances
  }

  /// Describes the initial states of one trajectory.
  ///
  /// - Parameters:
  ///   - mean: The mean m_0.
  ///   - variance: The variance q_0, 0 or more.
  /// - Throws: ``NetworkTheoryError/invalidDynamics(name:value:expected:)``.
  public init(mean: Double = 0, variance: Double) throws(NetworkTheoryError) {
    try self.init(
      means: [mean], covariances: Matrix(rows: 1, columns: 1, elements: [variance]))
  }

  /// Describes two trajectories of the same initial law.
  ///
  /// - Parameters:
  ///   - mean: The mean m_0.
  ///   - variance: The variance q_0, 0 or more.
  ///   - correlation: The correlation of both initial states, from −1 to 1.
  /// - Throws: ``NetworkTheoryError/invalidDynamics(name:value:expected:)``.
  public init(
    mean: Double = 0, variance: Double, correlation: Double
  ) throws(NetworkTheoryError) {
    guard (-1...1).contains(correlation) else {
      throw .invalidDynamics(
        name: "the initial correlation", value: correlation, expected: "a number from -1 to 1")
    }
    try self.init(
      means: [mean, mean],
      covariances: Matrix(rows: 2, columns: 2) {
        $0 == $1 ? variance : variance * correlation
      })
  }
}
