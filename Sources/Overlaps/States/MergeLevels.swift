import LinearAlgebra

extension PureStates {
  /// The levels of overlap at which states merge, the lowest first.
  ///
  /// The heights of the tree of the states, averaged over those that differ by less than three errors of a
  /// state overlap: √(2 (q_αα² − q_αβ²)/N), with the mean self-overlap. One step has one level, k steps
  /// have k.
  ///
  /// - Parameter siteCount: The number N of sites.
  /// - Returns: Increasing overlaps; none for a single state.
  /// - Complexity: O(K²).
  public func mergeLevels(siteCount: Int) -> [Double] {
    let kept = overlapsOfHeaviest()
    guard kept.rows > 1 else { return [] }
    let diagonal = kept.diagonal
    let own = diagonal.reduce(0, +) / Double(diagonal.count)
    let heights = Dendrogram(kept, allowingFlips: false).merges.map(\.height).sorted()
    var groups: [[Double]] = []
    for height in heights {
      let error = (2 * max(own * own - height * height, 0) / Double(siteCount)).squareRoot()
      if let last = groups.last?.last, height - last < 3 * error {
        groups[groups.count - 1].append(height)
      } else {
        groups.append([height])
      }
    }
    return groups.map { $0.reduce(0, +) / Double($0.count) }
  }
}
