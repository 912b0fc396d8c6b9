extension Partition {
  /// The adjusted Rand index of two divisions of the same replicas.
  ///
  /// ```
  /// (n_both − n_chance)/((n_this + n_other)/2 − n_chance),   n the numbers of pairs that share a block
  /// n_chance = n_this n_other/(R(R − 1)/2)
  /// ```
  ///
  /// 1 for equal divisions and 0 on average for independent ones.
  ///
  /// **Source**: L. Hubert and P. Arabie, *J. Classif.* 2, 193 (1985).
  ///
  /// - Parameter other: Another division of as many replicas.
  /// - Returns: The index; 1 where both are one block, or single replicas.
  public func adjustedRandIndex(with other: Partition) -> Double {
    precondition(
      labels.count == other.labels.count,
      "divisions of \(labels.count) and of \(other.labels.count) replicas")
    func pairs(_ labels: [Int]) -> Double {
      Dictionary(grouping: labels, by: { $0 }).values.reduce(0) {
        $0 + Double($1.count * ($1.count - 1) / 2)
      }
    }
    let width = other.blockCount
    let both = pairs(zip(labels, other.labels).map { $0 * width + $1 })
    let (left, right) = (pairs(labels), pairs(other.labels))
    let chance = left * right / Double(max(1, labels.count * (labels.count - 1) / 2))
    let most = (left + right) / 2
    return most > chance ? (both - chance) / (most - chance) : 1
  }

  /// How many replicas every block shares with every block of another division: one row per block.
  ///
  /// - Parameter other: Another division of as many replicas.
  /// - Returns: The numbers of shared replicas.
  public func sharedReplicas(with other: Partition) -> [[Int]] {
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: other.blockCount), count: blockCount)
    for (mine, theirs) in zip(labels, other.labels) { counts[mine][theirs] += 1 }
    return counts
  }
}
