import LinearAlgebra

/// Average linkage by chains of nearest neighbours.
struct AverageLinkage {
  /// A merge of two nodes: clusters to start from are 0 to n − 1, merge k is node n + k.
  typealias Merge = (height: Double, first: Int, second: Int)

  /// Mean overlaps of clusters; a cluster is kept in the place of one of its replicas.
  private var means: [Double]
  private var sizes: [Double]
  /// The number of the tree's node that a place holds: replicas first, then merges.
  private var nodes: [Int]
  private var members: [[Int]]
  private var heights: [Double]
  /// The places that hold a cluster, ascending.
  private var alive: [Int]
  /// +1 or −1 per cluster to start from.
  private(set) var gauge: [Double]
  /// The merges, a node's own before it.
  private(set) var merges: [Merge] = []
  private let count: Int
  private let allowingFlips: Bool

  /// Begins with clusters of which only the mean overlaps are known.
  ///
  /// - Parameters:
  ///   - overlaps: Their mean overlaps, symmetric; the diagonal is not read.
  ///   - allowingFlips: Whether clusters may be flipped as a whole.
  ///   - sizes: The number of replicas in each; single replicas when left out.
  ///   - heights: The height of each cluster's own tree; infinite when left out.
  init(
    _ overlaps: Matrix, allowingFlips: Bool, sizes: [Double]? = nil, heights: [Double]? = nil
  ) {
    count = overlaps.rows
    means = overlaps.elements
    for a in 0..<count {
      for b in 0..<a { means[b * count + a] = means[a * count + b] }
    }
    self.sizes = sizes ?? [Double](repeating: 1, count: count)
    nodes = Array(0..<count)
    members = (0..<count).map { [$0] }
    self.heights = heights ?? [Double](repeating: .infinity, count: count)
    alive = Array(0..<count)
    gauge = [Double](repeating: 1, count: count)
    self.allowingFlips = allowingFlips
  }

  /// Merges until one cluster is left.
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
