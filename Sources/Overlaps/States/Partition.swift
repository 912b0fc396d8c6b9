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

  /// Moves every replica to the block with which its mean overlap most exceeds that with the others, or
  /// to a block of its own when that is less than half the gap between the two levels, and joins blocks
  /// whose mean overlap is above the middle of the levels; until nothing changes.
  private func refined(for overlaps: Matrix) -> Partition {
    var partition = self
    for _ in 0..<Self.mostRounds {
      guard let levels = partition.levels(of: overlaps), partition.blockCount > 1 else { break }
      let middle = (levels.inside + levels.outside) / 2
      let next = partition.moved(for: overlaps, halfGap: middle - levels.outside)
        .joined(for: overlaps, middle)
      if next == partition || next.blockCount == labels.count || next.blockCount == 1 { break }
      partition = next
    }
    return partition
  }

  /// The most rounds of refinement.
  private static let mostRounds = 8
  /// The most joins of a round.
  private static let mostJoins = 64

  /// The sums of the overlaps of every replica with every block, R × K, itself left out.
  private func sums(of overlaps: Matrix) -> Matrix {
    let count = labels.count
    let blocks = blockCount
    var sums = Matrix(rows: count, columns: blocks)
    sums.elements.withUnsafeMutableBufferPointer { sums in
      overlaps.elements.withUnsafeBufferPointer { overlaps in
        labels.withUnsafeBufferPointer { labels in
          // Eight replicas side by side: no sum waits for the one before, and each has its terms in order.
          for start in stride(from: 0, to: count, by: 8) {
            let rows = start..<min(start + 8, count)
            for b in 0..<count {
              for a in rows { sums[a * blocks + labels[b]] += overlaps[a * count + b] }
            }
            for a in rows { sums[a * blocks + labels[a]] -= overlaps[a * count + a] }
          }
        }
      }
    }
    return sums
  }

  /// One round of moves of single replicas.
  ///
  /// A replica that has moved along its state overlaps less with all others; so its overlap with a block
  /// is compared with that with the rest.
  private func moved(for overlaps: Matrix, halfGap: Double) -> Partition {
    let sums = sums(of: overlaps)
    let sizes = blocks.map { Double($0.count) }
    return Partition(
      labels: labels.indices.map { a in
        let total = sums.row(a).reduce(0, +)
        var best = (block: sizes.count + a, excess: halfGap)
        for block in sizes.indices {
          let size = sizes[block] - (labels[a] == block ? 1 : 0)
          let rest = Double(labels.count) - 1 - size
          guard size > 0, rest > 0 else { continue }
          let excess = sums[a, block] / size - (total - sums[a, block]) / rest
          if excess > best.excess { best = (block, excess) }
        }
        return best.block
      })
  }

  /// Joins the pair of blocks of largest mean overlap as long as that is above the middle; single
  /// replicas find their block by moving.
  private func joined(for overlaps: Matrix, _ middle: Double) -> Partition {
    let rows = sums(of: overlaps)
    let count = blockCount
    var means = Matrix(rows: count, columns: count)
    var sizes = blocks.map { Double($0.count) }
    for (a, label) in labels.enumerated() {
      for block in 0..<count { means[label, block] += rows[a, block] }
    }
    for a in 0..<count { for b in 0..<count { means[a, b] /= sizes[a] * sizes[b] } }
    var alive = sizes.indices.filter { sizes[$0] > 1 }
    var target = Array(sizes.indices)
    for _ in 0..<Self.mostJoins {
      var best = (mean: middle, first: -1, second: -1)
      for (k, a) in alive.enumerated() {
        for b in alive[..<k] where means[a, b] > best.mean { best = (means[a, b], b, a) }
      }
      guard best.first >= 0 else { break }
      let (a, b) = (best.first, best.second)
      let total = sizes[a] + sizes[b]
      for other in alive where other != a && other != b {
        means[a, other] = (sizes[a] * means[a, other] + sizes[b] * means[b, other]) / total
        means[other, a] = means[a, other]
      }
      sizes[a] = total
      alive.removeAll { $0 == b }
      for k in target.indices where target[k] == b { target[k] = a }
    }
    return Partition(labels: labels.map { target[$0] })
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
