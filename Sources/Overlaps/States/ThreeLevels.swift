import LinearAlgebra

/// Three nested levels of overlap: blocks, and a second cut of the tree inside them or above them.
///
/// ```
/// q_ab = q_2 within the finer blocks, q_1 within the coarser ones only, q_0 elsewhere
/// ```
///
/// Of all cuts of the tree the one is taken that explains most beyond two levels.
struct ThreeLevels {
  /// The level of every pair, R × R.
  private let levels: [UInt8]
  private let replicaCount: Int

  /// Finds the second cut.
  ///
  /// - Parameters:
  ///   - labels: The blocks of the two-level description, in the order of the leaves.
  ///   - merges: The merges of the tree, the first ones of the largest overlap.
  ///   - overlaps: The overlaps, R × R, in the order of the leaves.
  /// - Complexity: O(R²).
  init(labels: [Int], merges: [Dendrogram.Merge], overlaps: Matrix) {
    let r = labels.count
    replicaCount = r
    var ranks = [Int](repeating: 0, count: r * r)
    /// Per merge, sums and numbers of the pairs inside blocks and between them.
    var sums = [(inside: Double, between: Double)](repeating: (0, 0), count: merges.count)
    var counts = sums
    for (k, merge) in merges.enumerated() {
      for a in merge.left {
        for b in merge.right {
          ranks[a * r + b] = k
          if labels[a] == labels[b] {
            sums[k].inside += overlaps[a, b]
            counts[k].inside += 1
          } else {
            sums[k].between += overlaps[a, b]
            counts[k].between += 1
          }
        }
      }
    }
    let inner = Self.bestCut(sums.map(\.inside), counts.map(\.inside))
    let outer = Self.bestCut(sums.map(\.between), counts.map(\.between))
    let isInner = inner.gain >= outer.gain
    let cut = isInner ? inner.merges : outer.merges
    var levels = [UInt8](repeating: 0, count: r * r)
    for a in 0..<r {
      for b in a + 1..<max(a + 1, r) {
        let isEarly = ranks[a * r + b] < cut
        let level: UInt8 =
          if labels[a] == labels[b] { isInner && !isEarly ? 1 : 2 } else {
            !isInner && isEarly ? 1 : 0
          }
        levels[a * r + b] = level
        levels[b * r + a] = level
      }
    }
    self.levels = levels
  }

  /// After how many merges a cut explains most of the scatter of some pairs.
  private static func bestCut(
    _ sums: [Double], _ counts: [Double]
  ) -> (merges: Int, gain: Double) {
    let (allSum, allCount) = (sums.reduce(0, +), counts.reduce(0, +))
    var best = (merges: 0, gain: 0.0)
    var (sum, count) = (0.0, 0.0)
    for k in sums.indices {
      sum += sums[k]
      count += counts[k]
      guard count > 0, count < allCount else { continue }
      let (rest, restCount) = (allSum - sum, allCount - count)
      let gain = sum * sum / count + rest * rest / restCount - allSum * allSum / allCount
      if gain > best.gain { best = (k + 1, gain) }
    }
    return best
  }

  /// What the least-squares fit of the levels leaves of a symmetric matrix, with zero diagonal.
  func residual(of matrix: Matrix) -> Matrix {
    let r = replicaCount
    var sums = [0.0, 0, 0]
    var counts = [0.0, 0, 0]
    for a in 0..<r {
      for b in 0..<a {
        let level = Int(levels[a * r + b])
        sums[level] += matrix[a, b]
        counts[level] += 1
      }
    }
    let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    return Matrix(rows: r, columns: r) { a, b in
      a == b ? 0 : matrix[a, b] - means[Int(levels[a * r + b])]
    }
  }
}
