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
    var linkage = Linkage(overlaps, allowingFlips: allowingFlips)
    linkage.run()
    let found = linkage.merges
    gauge = linkage.gauge
    let count = overlaps.rows
    // Leaves are laid out from the last merge down; a node's number is R + its merge.
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

/// The state of nearest-neighbour-chain clustering.
private struct Linkage {
  /// Mean overlaps of clusters; a cluster is kept in the place of one of its replicas.
  private var means: [Double]
  private var sizes: [Double]
  /// The number of the tree's node that a place holds: replicas first, then merges.
  private var nodes: [Int]
  private var members: [[Int]]
  private var heights: [Double]
  /// The places that hold a cluster, ascending.
  private var alive: [Int]
  var gauge: [Double]
  var merges: [(height: Double, first: Int, second: Int)] = []
  private let count: Int
  private let allowingFlips: Bool

  init(_ overlaps: Matrix, allowingFlips: Bool) {
    count = overlaps.rows
    means = overlaps.elements
    for a in 0..<count {
      for b in 0..<a { means[b * count + a] = means[a * count + b] }
    }
    sizes = [Double](repeating: 1, count: count)
    nodes = Array(0..<count)
    members = (0..<count).map { [$0] }
    heights = [Double](repeating: .infinity, count: count)
    alive = Array(0..<count)
    gauge = sizes
    self.allowingFlips = allowingFlips
  }

  mutating func run() {
    var chain: [Int] = []
    while merges.count + 1 < count {
      if chain.isEmpty, let first = alive.first { chain.append(first) }
      guard let tip = chain.last else { return }
      let before = chain.count > 1 ? chain[chain.count - 2] : -1
      let nearest = nearestCluster(to: tip, preferring: before)
      // Rounding could make similarity rise and fall along a cycle; a chain longer than the number
      // of clusters is such a cycle and is closed where it stands.
      if nearest == before || chain.count > count && before >= 0 {
        merge(tip, before)
        chain.removeLast(2)
      } else {
        chain.append(nearest)
      }
    }
  }

  /// The most similar cluster; of equally similar ones the preferred one.
  private func nearestCluster(to tip: Int, preferring favourite: Int) -> Int {
    means.withUnsafeBufferPointer { means in
      let row = tip * count
      func similarity(_ other: Int) -> Double {
        allowingFlips ? abs(means[row + other]) : means[row + other]
      }
      var best = favourite
      var bestSimilarity = favourite >= 0 ? similarity(favourite) : -Double.infinity
      for other in alive where other != tip {
        let value = similarity(other)
        if value > bestSimilarity {
          best = other
          bestSimilarity = value
        }
      }
      return best
    }
  }

  private mutating func merge(_ a: Int, _ b: Int) {
    var height = means[a * count + b]
    var sign = 1.0
    if allowingFlips && height < 0 {
      sign = -1
      height = -height
      for replica in members[b] { gauge[replica] = -gauge[replica] }
    }
    // A cluster is never tighter than its parts; rounding must not say otherwise.
    height = min(height, heights[a], heights[b])
    merges.append((height, nodes[a], nodes[b]))
    let (weightA, weightB) = (sizes[a] / (sizes[a] + sizes[b]), sizes[b] / (sizes[a] + sizes[b]))
    alive.removeAll { $0 == b }
    for other in alive where other != a {
      let mean = weightA * means[a * count + other] + sign * weightB * means[b * count + other]
      means[a * count + other] = mean
      means[other * count + a] = mean
    }
    sizes[a] += sizes[b]
    nodes[a] = count + merges.count - 1
    heights[a] = height
    members[a] += members[b]
    members[b] = []
  }
}
