public import LinearAlgebra
import Randomness
import RealModule

/// Configurations with a planted hierarchy of states: data whose right answer is known.
///
/// Replicas are the leaves of a tree with overlaps q_0 < q_1 < … < q_K: two replicas that part below
/// level k have expected overlap q_k. Sites are independent; at each site a spin is broadcast down
/// the tree, keeping its sign along an edge with correlation √(q_k/q_{k+1}).
///
/// With K = 0 there is one state of self-overlap q_0: replica symmetry (a paramagnet for q_0 = 0).
/// With K = 1 there are blocks: one-step breaking.
public struct PlantedEnsemble: Sendable, Equatable {
  /// How the replicas are divided into the states of each level.
  public enum Partition: Sendable, Equatable {
    /// Equal numbers of blocks below every block of the level above: K counts.
    case equalBlocks([Int])
    /// Poisson–Dirichlet weights: K discounts m_1 < … < m_K between 0 and 1.
    ///
    /// Two replicas share a block of level k with probability 1 − m_k (Chinese restaurant process,
    /// coagulated level by level).
    case poissonDirichlet([Double])
  }

  /// The number N of spins.
  public let spinCount: Int
  /// The number R of replicas.
  public let replicaCount: Int
  /// The overlaps q_0 < … < q_K of the levels.
  public let overlaps: [Double]
  /// How the replicas are divided.
  public let partition: Partition
  /// Whether every replica is flipped as a whole with probability one half.
  public let flips: Bool

  /// Describes an ensemble.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins, at least 2.
  ///   - replicaCount: The number R of replicas, at least 2.
  ///   - overlaps: K + 1 increasing numbers in 0 ..< 1.
  ///   - partition: How the replicas are divided, with K entries.
  ///   - flips: Whether every replica is flipped as a whole with probability one half.
  /// - Throws: ``SpinModelError`` when a number is out of range.
  public init(
    spinCount: Int, replicaCount: Int, overlaps: [Double], partition: Partition,
    flips: Bool = false
  ) throws(SpinModelError) {
    guard spinCount >= 2 else { throw .tooFewSpins(spinCount) }
    guard replicaCount >= 2 else {
      throw .invalidParameter(
        name: "replicas", value: Double(replicaCount), expected: "at least 2")
    }
    var last = -1.0
    for q in overlaps {
      guard q >= 0, q < 1, q > last else {
        throw .invalidParameter(
          name: "overlap", value: q, expected: "increasing numbers from 0 to below 1")
      }
      last = q
    }
    let levels = overlaps.count - 1
    switch partition {
    case .equalBlocks(let counts):
      if let bad = counts.first(where: { $0 < 1 }) {
        throw .invalidParameter(name: "blocks", value: Double(bad), expected: "at least 1")
      }
      guard counts.count == levels, levels >= 0 else {
        throw .invalidParameter(
          name: "levels", value: Double(counts.count), expected: "one less than overlaps")
      }
    case .poissonDirichlet(let discounts):
      guard discounts.count == levels, levels >= 0 else {
        throw .invalidParameter(
          name: "levels", value: Double(discounts.count), expected: "one less than overlaps")
      }
      var lower = 0.0
      for m in discounts {
        guard m > lower, m < 1 else {
          throw .invalidParameter(
            name: "breaking parameter", value: m,
            expected: "increasing numbers between 0 and 1, without the ends")
        }
        lower = m
      }
    }
    self.spinCount = spinCount
    self.replicaCount = replicaCount
    self.overlaps = overlaps
    self.partition = partition
    self.flips = flips
  }

  /// Draws one instance.
  ///
  /// - Parameters:
  ///   - index: The instance, from 0.
  ///   - seed: The user's seed.
  /// - Returns: Configurations in random order with their labels.
  /// - Complexity: O(R N).
  public func sample(_ index: Int, seed: UInt64) -> PlantedSample {
    var stream = RandomStream(StreamName(seed: seed, purpose: .planting, instance: index))
    // labels[k][a]: the block of replica a at level k + 1, from the coarsest to the finest.
    let labels = drawLabels(&stream)
    let levels = overlaps.count - 1
    let signs = (0..<replicaCount).map { _ in flips ? stream.sign() : 1 }
    let keep = (0...levels).map { k in
      (overlaps[k] / (k < levels ? overlaps[k + 1] : 1)).squareRoot()
    }
    var spins = [[Int8]](repeating: [], count: replicaCount)
    let blockCounts = labels.map { ($0.max() ?? 0) + 1 }
    func broadcast(_ parent: Double, _ correlation: Double) -> Double {
      stream.uniform() < (1 + correlation) / 2 ? parent : -parent
    }
    for _ in 0..<spinCount {
      let root = stream.sign()
      var blocks: [[Double]] = []
      for k in 0..<levels {
        var values = [Double](repeating: 0, count: blockCounts[k])
        for a in 0..<replicaCount where values[labels[k][a]] == 0 {
          let parent = k == 0 ? root : blocks[k - 1][labels[k - 1][a]]
          values[labels[k][a]] = broadcast(parent, keep[k])
        }
        blocks.append(values)
      }
      for a in 0..<replicaCount {
        let parent = levels == 0 ? root : blocks[levels - 1][labels[levels - 1][a]]
        spins[a].append(Int8(signs[a] * broadcast(parent, keep[levels])))
      }
    }
    var configurations = PackedConfigurations(spinCount: spinCount)
    for row in spins { configurations.append(row) }
    return PlantedSample(
      configurations: configurations,
      labels: labels.last ?? [Int](repeating: 0, count: replicaCount),
      expectedOverlaps: Matrix(rows: replicaCount, columns: replicaCount) { a, b in
        if a == b { return 1 }
        let shared = labels.prefix { $0[a] == $0[b] }.count
        return signs[a] * signs[b] * overlaps[shared]
      })
  }

  private func drawLabels(_ stream: inout RandomStream) -> [[Int]] {
    switch partition {
    case .equalBlocks(let counts):
      let order = stream.permutation(replicaCount)
      var blocks = 1
      return counts.map { count in
        blocks *= count
        return order.map { min($0 * blocks / replicaCount, blocks - 1) }
      }
    case .poissonDirichlet(let discounts):
      guard let finest = discounts.last else { return [] }
      var levels = [chineseRestaurant(customers: replicaCount, discount: finest, &stream)]
      for k in stride(from: discounts.count - 2, through: 0, by: -1) {
        let finer = levels[0]
        let tables = (finer.max() ?? 0) + 1
        let coarse = chineseRestaurant(
          customers: tables, discount: discounts[k] / discounts[k + 1], &stream)
        levels.insert(finer.map { coarse[$0] }, at: 0)
      }
      return levels
    }
  }

  /// A random partition whose block frequencies are Poisson–Dirichlet with the given discount.
  private func chineseRestaurant(
    customers: Int, discount: Double, _ stream: inout RandomStream
  ) -> [Int] {
    var sizes: [Int] = []
    var labels: [Int] = []
    for seated in 0..<customers {
      var position = stream.uniform() * Double(seated)
      var table = sizes.count
      if seated > 0 {
        position -= discount * Double(sizes.count)
        for k in sizes.indices.reversed() where position >= 0 {
          position -= Double(sizes[k]) - discount
          if position < 0 { table = k }
        }
      }
      if table == sizes.count { sizes.append(0) }
      sizes[table] += 1
      labels.append(table)
    }
    // Independent customers, so that the order of arrival leaves no trace.
    let order = stream.permutation(customers)
    return order.map { labels[$0] }
  }
}

/// Configurations drawn from a planted ensemble, with the truth about them.
public struct PlantedSample: Sendable {
  /// R configurations of N spins.
  public let configurations: PackedConfigurations
  /// The finest block of every replica.
  public let labels: [Int]
  /// The expected overlap of every pair of replicas, flips included: R × R.
  public let expectedOverlaps: Matrix
}
