public import LinearAlgebra

/// A division of the replicas into blocks, with the two overlap levels it explains.
public struct Partition: Sendable, Equatable {
  /// The block of every replica, from 0.
  public let labels: [Int]

  /// The number of blocks.
  public var blockCount: Int { (labels.max() ?? -1) + 1 }

  /// The replicas of every block.
  public var blocks: [[Int]] {
    var blocks = [[Int]](repeating: [], count: blockCount)
    for (replica, label) in labels.enumerated() { blocks[label].append(replica) }
    return blocks
  }

  /// Keeps a division.
  ///
  /// - Parameter labels: The block of every replica; any whole numbers.
  public init(labels: [Int]) {
    self.labels = Self.compact(labels)
  }

  /// Cuts a tree where two levels explain most of the variance of the overlaps, then moves single
  /// replicas to the block they overlap with most.
  ///
  /// - Parameters:
  ///   - tree: The tree.
  ///   - overlaps: The overlaps, in the gauge of the tree.
  /// - Complexity: O(R²).
  public init(cutting tree: Dendrogram, explaining overlaps: Matrix) {
    let ordered = overlaps.reordered(by: tree.leafOrder)
    let sums = tree.merges.map { ordered.blockSum(rows: $0.left, columns: $0.right) }
    let sizes = tree.merges.map { Double($0.left.count * $0.right.count) }
    let totalSum = sums.reduce(0, +)
    let totalSize = sizes.reduce(0, +)
    var best = (merges: tree.merges.count, gain: 0.0)
    var insideSum = 0.0
    var insideSize = 0.0
    for k in 0..<max(0, tree.merges.count - 1) {
      insideSum += sums[k]
      insideSize += sizes[k]
      let outsideSum = totalSum - insideSum
      let gain =
        insideSum * insideSum / insideSize
        + outsideSum * outsideSum / (totalSize - insideSize) - totalSum * totalSum / totalSize
      if gain > best.gain { best = (k + 1, gain) }
    }
    let cut = Partition(labels: tree.labels(afterMerges: best.merges))
    self = cut.refined(for: overlaps)
  }

  /// Moves every replica to the block with which its mean overlap is largest, or to a block of its
  /// own when that is below the middle of the two levels; three rounds.
  private func refined(for overlaps: Matrix) -> Partition {
    var partition = self
    let count = labels.count
    for _ in 0..<3 {
      guard let levels = partition.levels(of: overlaps), partition.blockCount > 1 else { break }
      let middle = (levels.inside + levels.outside) / 2
      var sizes = [Double](repeating: 0, count: partition.blockCount)
      for label in partition.labels { sizes[label] += 1 }
      let moved = (0..<count).map { a in
        var sums = [Double](repeating: 0, count: sizes.count)
        for b in 0..<count where b != a { sums[partition.labels[b]] += overlaps[a, b] }
        var best = (block: sizes.count + a, mean: middle)
        for block in sizes.indices {
          let size = sizes[block] - (partition.labels[a] == block ? 1 : 0)
          if size > 0, sums[block] / size > best.mean { best = (block, sums[block] / size) }
        }
        return best.block
      }
      let next = Partition(labels: moved)
      if next == partition || next.blockCount == count { break }
      partition = next
    }
    return partition
  }

  /// The mean overlaps inside and between blocks; `nil` when one of the two kinds of pair is missing.
  ///
  /// - Parameter overlaps: An R × R matrix.
  /// - Returns: The two means.
  public func levels(of overlaps: Matrix) -> (inside: Double, outside: Double)? {
    var inside = (sum: 0.0, count: 0)
    var outside = (sum: 0.0, count: 0)
    for a in labels.indices {
      for b in 0..<a {
        if labels[a] == labels[b] {
          inside.sum += overlaps[a, b]
          inside.count += 1
        } else {
          outside.sum += overlaps[a, b]
          outside.count += 1
        }
      }
    }
    guard inside.count > 0, outside.count > 0 else { return nil }
    return (inside.sum / Double(inside.count), outside.sum / Double(outside.count))
  }

  /// The sum over pairs of the squared distance to a fit of two levels, one value inside blocks and one
  /// between them.
  package func squaredDistance(to overlaps: Matrix) -> Double {
    let mean = overlaps.offDiagonalMean
    let levels = levels(of: overlaps) ?? (mean, mean)
    var sum = 0.0
    for a in labels.indices {
      for b in 0..<a {
        let fit = labels[a] == labels[b] ? levels.inside : levels.outside
        sum += (overlaps[a, b] - fit) * (overlaps[a, b] - fit)
      }
    }
    return sum
  }

  /// The fraction of pairs of different replicas that share a block.
  public var sharedPairFraction: Double {
    var sizes = [Int](repeating: 0, count: blockCount)
    for label in labels { sizes[label] += 1 }
    let shared = sizes.reduce(0) { $0 + $1 * ($1 - 1) }
    return Double(shared) / Double(max(1, labels.count * (labels.count - 1)))
  }

  /// Renames labels to 0, 1, … in the order of their first appearance.
  static func compact(_ labels: [Int]) -> [Int] {
    var names: [Int: Int] = [:]
    return labels.map { label in
      if let name = names[label] { return name }
      names[label] = names.count
      return names.count - 1
    }
  }
}

extension OverlapMatrix {
  /// The mean overlap of all pairs a < b.
  public var meanOfPairs: Double { matrix.offDiagonalMean }
}
