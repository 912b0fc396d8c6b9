public import LinearAlgebra

/// The pure states found among the replicas: weights, members and overlaps.
///
/// ```
/// q_αβ = (1/(n_α n_β)) Σ_{a∈α, b∈β} q_ab,   q_αα = (1/(n_α (n_α − 1))) Σ_{a≠b∈α} q_ab
/// ```
///
/// Leaving out a = b makes the self-overlap unbiased: the mean configuration of n_α replicas carries
/// noise that the naive square would count, (1 − q)/n_α too much.
public struct PureStates: Sendable, Equatable {
  /// The replicas of every state, the heaviest state first.
  public let members: [[Int]]
  /// The fraction of the replicas in every state.
  public let weights: [Double]
  /// The overlaps of states, K × K; a self-overlap is `nan` for a state of a single replica.
  public let overlaps: Matrix
  /// The state of every replica.
  public let labels: [Int]

  /// The number K of states.
  public var count: Int { members.count }

  /// Averages overlaps over the blocks of a partition.
  ///
  /// - Parameters:
  ///   - partition: The block of every replica.
  ///   - matrix: Overlaps in a gauge in which states have positive overlaps.
  public init(_ partition: Partition, overlaps matrix: Matrix) {
    var blocks = [[Int]](repeating: [], count: partition.blockCount)
    for (replica, label) in partition.labels.enumerated() { blocks[label].append(replica) }
    members = blocks.sorted { $0.count != $1.count ? $0.count > $1.count : $0[0] < $1[0] }
    let total = Double(partition.labels.count)
    weights = members.map { Double($0.count) / total }
    var labels = partition.labels
    for (state, replicas) in members.enumerated() { for a in replicas { labels[a] = state } }
    self.labels = labels
    let states = members
    var overlaps = Matrix(rows: states.count, columns: states.count) { alpha, beta in
      guard alpha <= beta else { return 0 }
      var sum = 0.0
      for a in states[alpha] { for b in states[beta] where a != b { sum += matrix[a, b] } }
      let pairs =
        alpha == beta
        ? states[alpha].count * (states[alpha].count - 1)
        : states[alpha].count * states[beta].count
      return pairs > 0 ? sum / Double(pairs) : .nan
    }
    for alpha in 0..<states.count {
      for beta in 0..<alpha { overlaps[alpha, beta] = overlaps[beta, alpha] }
    }
    self.overlaps = overlaps
  }

  /// The self-overlap q_αα of a state; `nil` for a state of a single replica.
  ///
  /// - Parameter state: The state, from 0.
  /// - Returns: The unbiased self-overlap.
  public func selfOverlap(of state: Int) -> Double? {
    let value = overlaps[state, state]
    return value.isNaN ? nil : value
  }

  /// The overlaps q_αβ of the heaviest states that have a self-overlap.
  ///
  /// - Parameter limit: The most states; all when left out.
  /// - Returns: A symmetric matrix; 0 × 0 when every state is a single replica.
  public func overlapsOfHeaviest(_ limit: Int = .max) -> Matrix {
    let kept = (0..<count).filter { selfOverlap(of: $0) != nil }
    return overlaps.reordered(by: Array(kept.prefix(limit)))
  }

  /// The eigenvalues of q_αβ, largest first, over the states that have a self-overlap.
  ///
  /// - Returns: As many eigenvalues as there are such states.
  /// - Throws: ``OverlapError/eigenvalues(_:)`` when LAPACK does not converge.
  /// - Complexity: O(K³).
  public func eigenvalues() throws(OverlapError) -> [Double] {
    try SymmetricEigensystem.ofOverlaps(overlapsOfHeaviest(), withVectors: false).values
  }
}
