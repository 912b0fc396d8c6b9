public import LinearAlgebra

/// A binary tree over replicas from average linkage, with a gauge for the global flip.
///
/// Clusters are merged in the order of their mean overlap. Where the model is symmetric under the
/// flip of all spins, the sign of a replica means nothing: then |mean overlap| decides, and a cluster
/// is flipped when it joins another with a negative one.
public struct Dendrogram: Sendable, Equatable {
  /// One merge of two clusters.
  public struct Merge: Sendable, Equatable {
    /// The mean overlap of the two clusters, in the gauge.
    public let height: Double
    /// The replicas of the first cluster.
    public let left: [Int]
    /// The replicas of the second cluster.
    public let right: [Int]
  }

  /// The R − 1 merges, those of the largest overlap first; a cluster's own merges precede it.
  public let merges: [Merge]
  /// +1 or −1 per replica; all +1 when flips are not allowed.
  public let gauge: [Double]

  /// Clusters the replicas.
  ///
  /// - Parameters:
  ///   - overlaps: A symmetric R × R matrix.
  ///   - allowingFlips: Whether clusters may be flipped as a whole.
  /// - Complexity: O(R²) by nearest-neighbour chains.
  public init(_ overlaps: Matrix, allowingFlips: Bool) {
    var linkage = Linkage(overlaps, allowingFlips: allowingFlips)
    linkage.run()
    let order = linkage.merges.indices.sorted {
      linkage.merges[$0].height != linkage.merges[$1].height
        ? linkage.merges[$0].height > linkage.merges[$1].height : $0 < $1
    }
    merges = order.map { linkage.merges[$0] }
    gauge = linkage.gauge
  }

  /// The replicas from left to right under the tree, so that related ones are neighbours.
  public var leafOrder: [Int] {
    guard let last = merges.last else { return [] }
    var position: [Int: [Int]] = [:]
    for merge in merges {
      let left = position.removeValue(forKey: merge.left.min() ?? 0) ?? merge.left
      let right = position.removeValue(forKey: merge.right.min() ?? 0) ?? merge.right
      let ordered = left.count >= right.count ? left + right : right + left
      position[min(left.min() ?? 0, right.min() ?? 0)] = ordered
    }
    return position[min(last.left.min() ?? 0, last.right.min() ?? 0)] ?? []
  }

  /// The clusters left after the first merges.
  ///
  /// - Parameter count: How many merges to carry out, at most R − 1.
  /// - Returns: A label per replica, from 0.
  public func labels(afterMerges count: Int) -> [Int] {
    var labels = Array(gauge.indices)
    for merge in merges.prefix(count) {
      let target = labels[merge.left[0]]
      for replica in merge.right { labels[replica] = target }
    }
    return Partition.compact(labels)
  }

  /// The matrix of the mean overlaps at which pairs of replicas join.
  ///
  /// - Parameter overlaps: Overlaps in the gauge of the tree.
  /// - Returns: The tree's own fit: element (a, b) is the mean of `overlaps` over the merge of a and b.
  public func fit(to overlaps: Matrix) -> Matrix {
    var result = Matrix.identity(overlaps.rows)
    for merge in merges {
      var sum = 0.0
      for a in merge.left { for b in merge.right { sum += overlaps[a, b] } }
      let mean = sum / Double(merge.left.count * merge.right.count)
      for a in merge.left {
        for b in merge.right {
          result[a, b] = mean
          result[b, a] = mean
        }
      }
    }
    return result
  }
}

/// The state of nearest-neighbour-chain clustering.
private struct Linkage {
  /// Sums of overlaps between clusters; clusters are named by one of their replicas.
  var sums: Matrix
  var sizes: [Double]
  var members: [[Int]]
  var heights: [Double]
  var alive: [Bool]
  var gauge: [Double]
  var merges: [Dendrogram.Merge] = []
  let allowingFlips: Bool

  init(_ overlaps: Matrix, allowingFlips: Bool) {
    let count = overlaps.rows
    sums = overlaps
    for a in 0..<count {
      sums[a, a] = 0
      for b in 0..<a { sums[b, a] = sums[a, b] }
    }
    sizes = [Double](repeating: 1, count: count)
    members = (0..<count).map { [$0] }
    heights = [Double](repeating: .infinity, count: count)
    alive = [Bool](repeating: true, count: count)
    gauge = sizes
    self.allowingFlips = allowingFlips
  }

  mutating func run() {
    var chain: [Int] = []
    while merges.count + 1 < sizes.count {
      if chain.isEmpty, let first = alive.firstIndex(of: true) { chain.append(first) }
      guard let tip = chain.last else { return }
      let before = chain.count > 1 ? chain[chain.count - 2] : -1
      let nearest = nearestCluster(to: tip, preferring: before)
      // Rounding could make similarity rise and fall along a cycle; a chain longer than the number
      // of clusters is such a cycle and is closed where it stands.
      if nearest == before || chain.count > sizes.count && before >= 0 {
        merge(tip, before)
        chain.removeLast(2)
      } else {
        chain.append(nearest)
      }
    }
  }

  /// The most similar cluster; of equally similar ones the preferred one.
  private func nearestCluster(to tip: Int, preferring favourite: Int) -> Int {
    var best = favourite
    var bestSimilarity = favourite >= 0 ? similarity(tip, favourite) : -Double.infinity
    for other in sizes.indices where other != tip && alive[other] {
      let value = similarity(tip, other)
      if value > bestSimilarity {
        best = other
        bestSimilarity = value
      }
    }
    return best
  }

  private func similarity(_ a: Int, _ b: Int) -> Double {
    let mean = sums[a, b] / (sizes[a] * sizes[b])
    return allowingFlips ? abs(mean) : mean
  }

  private mutating func merge(_ a: Int, _ b: Int) {
    var height = sums[a, b] / (sizes[a] * sizes[b])
    var sign = 1.0
    if allowingFlips && height < 0 {
      sign = -1
      height = -height
      for replica in members[b] { gauge[replica] = -gauge[replica] }
    }
    // A cluster is never tighter than its parts; rounding must not say otherwise.
    height = min(height, heights[a], heights[b])
    merges.append(Dendrogram.Merge(height: height, left: members[a], right: members[b]))
    for other in sizes.indices where alive[other] && other != a && other != b {
      sums[a, other] += sign * sums[b, other]
      sums[other, a] = sums[a, other]
    }
    sizes[a] += sizes[b]
    heights[a] = height
    members[a] += members[b]
    members[b] = []
    alive[b] = false
  }
}
