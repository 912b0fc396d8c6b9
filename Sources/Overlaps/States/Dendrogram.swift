public import LinearAlgebra

/// A binary tree over replicas from average linkage, with a gauge for the global flip.
///
/// Clusters are merged in the order of their mean overlap. Where the model is symmetric under the
/// flip of all spins, the sign of a replica means nothing: then |mean overlap| decides, and a cluster
/// is flipped when it joins another with a negative one.
public struct Dendrogram: Sendable, Equatable {
  /// One merge of two clusters, which are neighbours in the order of the leaves.
  public struct Merge: Sendable, Equatable {
    /// The mean overlap of the two clusters, in the gauge.
    public let height: Double
    /// The positions of the first cluster in ``Dendrogram/leafOrder``.
    public let left: Range<Int>
    /// The positions of the second cluster; they follow those of the first.
    public let right: Range<Int>
  }

  /// The replicas from left to right under the tree, so that related ones are neighbours; of two
  /// merged clusters the larger one comes first.
  public let leafOrder: [Int]
  /// The R − 1 merges, those of the largest overlap first; a cluster's own merges precede it.
  public let merges: [Merge]
  /// +1 or −1 per replica; all +1 when flips are not allowed.
  public let gauge: [Double]

  /// The number R of replicas.
  public var replicaCount: Int { leafOrder.count }

  /// Clusters the replicas.
  ///
  /// - Parameters:
  ///   - overlaps: A symmetric R × R matrix.
  ///   - allowingFlips: Whether clusters may be flipped as a whole.
  /// - Complexity: O(R²) by nearest-neighbour chains.
  public init(_ overlaps: Matrix, allowingFlips: Bool) {
    var linkage = AverageLinkage(overlaps, allowingFlips: allowingFlips)
    linkage.run()
    self.init(joining: linkage.merges, gauge: linkage.gauge)
  }

  /// Lays the leaves out under merges.
  ///
  /// - Parameters:
  ///   - found: R − 1 merges of nodes, a node's own before it: replicas are 0 to R − 1, merge k is node R + k.
  ///   - gauge: +1 or −1 per replica.
  private init(joining found: [AverageLinkage.Merge], gauge: [Double]) {
    self.gauge = gauge
    let count = gauge.count
    // Leaves are laid out from the last merge down.
    var sizes = [Int](repeating: 1, count: count + found.count)
    for (k, merge) in found.enumerated() {
      sizes[count + k] = sizes[merge.first] + sizes[merge.second]
    }
    var starts = [Int](repeating: 0, count: count + found.count)
    var halves: [(left: Int, right: Int)] = found.map { ($0.first, $0.second) }
    for k in found.indices.reversed() {
      if sizes[halves[k].left] < sizes[halves[k].right] {
        halves[k] = (halves[k].right, halves[k].left)
      }
      starts[halves[k].left] = starts[count + k]
      starts[halves[k].right] = starts[count + k] + sizes[halves[k].left]
    }
    var order = [Int](repeating: 0, count: count)
    for replica in 0..<count { order[starts[replica]] = replica }
    leafOrder = order
    let ranked = found.indices.sorted {
      found[$0].height != found[$1].height ? found[$0].height > found[$1].height : $0 < $1
    }
    merges = ranked.map { k in
      let (left, right) = halves[k]
      return Merge(
        height: found[k].height, left: starts[left]..<starts[left] + sizes[left],
        right: starts[right]..<starts[right] + sizes[right])
    }
  }

  /// Clusters the replicas inside every state, then the states, so that every state is one branch.
  ///
  /// Clusters join at their mean overlap, or at the smaller of their own heights where that is less, so that no branch
  /// turns back.
  ///
  /// - Parameters:
  ///   - states: The replicas of every state; each replica in one of them.
  ///   - overlaps: Their overlaps in the gauge, R × R.
  ///   - gauge: +1 or −1 per replica.
  /// - Complexity: O(R²).
  public init(nesting states: PureStates, in overlaps: Matrix, gauge: [Double]) {
    let count = overlaps.rows
    precondition(
      gauge.count == count && states.labels.count == count,
      "\(gauge.count) signs and \(states.labels.count) labels for \(count) replicas")
    var merges: [AverageLinkage.Merge] = []
    // The node and the height of every state's own tree.
    var roots: [(node: Int, height: Double)] = []
    for members in states.members {
      var inside = AverageLinkage(overlaps.reordered(by: members), allowingFlips: false)
      inside.run()
      let offset = count + merges.count
      func node(_ k: Int) -> Int {
        k < members.count ? members[k] : offset + k - members.count
      }
      merges += inside.merges.map { ($0.height, node($0.first), node($0.second)) }
      roots.append(
        (
          inside.merges.isEmpty ? members[0] : count + merges.count - 1,
          inside.merges.last?.height ?? .infinity
        ))
    }
    var between = AverageLinkage(
      states.overlaps, allowingFlips: false, sizes: states.members.map { Double($0.count) },
      heights: roots.map(\.height))
    between.run()
    let offset = count + merges.count
    func node(_ k: Int) -> Int {
      k < roots.count ? roots[k].node : offset + k - roots.count
    }
    merges += between.merges.map { ($0.height, node($0.first), node($0.second)) }
    self.init(joining: merges, gauge: gauge)
  }

  /// The clusters left after the first merges.
  ///
  /// - Parameter count: How many merges to carry out, at most R − 1.
  /// - Returns: A label per replica, from 0.
  public func labels(afterMerges count: Int) -> [Int] {
    // The clusters that are left are the largest ranges of the first merges.
    var ends = Array(1...max(1, replicaCount))
    for merge in merges.prefix(count) { ends[merge.left.lowerBound] = merge.right.upperBound }
    var labels = [Int](repeating: 0, count: replicaCount)
    var position = 0
    while position < replicaCount {
      for member in position..<ends[position] { labels[leafOrder[member]] = position }
      position = ends[position]
    }
    return Partition.compact(labels)
  }
}
