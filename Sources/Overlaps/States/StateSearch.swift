import LinearAlgebra
import Randomness
import RealModule

/// The pure states among the replicas, by splitting until no part splits further.
///
/// The blocks of the two-level description come first. A block is split again by the same rule when both
/// hold: the variance that the split explains exceeds what critical fluctuations of one state may show,
///
/// ```
/// N w (1 − w) (q_inside − q_between)² > ½ N^{1/3} v + 4v/n,
/// ```
///
/// with w the fraction of pairs inside the parts, n the replicas of the block and v the scatter N var(q)
/// of a single overlap within a state; and the block's largest centred eigenvalue is beyond what
/// independent sites with its means would give. Blocks of fewer than six replicas are split where their
/// overlaps fall below the self-overlap of the others.
struct StateSearch {
  /// The states, as a division of the replicas.
  let partition: Partition

  /// The smallest block that is looked at: smaller ones have no spectrum to speak of.
  private static let smallestBlock = 6
  /// The score of the one-state test, in standard deviations, at which a block may be split.
  private static let significance = 4.0

  /// Searches for states.
  ///
  /// - Parameters:
  ///   - first: The blocks to start from.
  ///   - overlaps: The overlaps, R × R, in the gauge.
  ///   - sites: R × N site values in the gauge, when they are known.
  ///   - siteCount: The number N of sites.
  ///   - noise: The scatter v of a single overlap within a state.
  ///   - stream: The stream of the permutations.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  init(
    from first: Partition, overlaps: Matrix, sites: SingleMatrix?, siteCount: Int, noise: Double,
    _ stream: inout RandomStream
  ) throws(OverlapError) {
    var finished: [[Int]] = []
    var open = first.blocks
    while !open.isEmpty {
      var next: [[Int]] = []
      for block in open {
        let parts = try Self.parts(
          of: block, overlaps: overlaps, sites: sites, siteCount: siteCount, noise: noise, &stream)
        if parts.count > 1 { next += parts } else { finished.append(block) }
      }
      open = next
    }
    finished = Self.splittingSmall(
      finished, overlaps: overlaps, error: (noise / Double(siteCount)).squareRoot())
    var labels = [Int](repeating: 0, count: overlaps.rows)
    for (label, block) in finished.enumerated() { for a in block { labels[a] = label } }
    partition = Partition(labels: labels)
  }

  /// Blocks too small for a spectrum, cut where their overlaps fall below the self-overlap of the large
  /// ones by five errors of a single overlap: states have equal self-overlaps.
  private static func splittingSmall(
    _ blocks: [[Int]], overlaps: Matrix, error: Double
  ) -> [[Int]] {
    var (sum, count) = (0.0, 0.0)
    for block in blocks where block.count >= smallestBlock {
      let pairs = Double(block.count * (block.count - 1))
      sum += pairs * overlaps.reordered(by: block).offDiagonalMean
      count += pairs
    }
    guard count > 0 else { return blocks }
    let lowest = sum / count - 5 * error
    return blocks.flatMap { block -> [[Int]] in
      guard block.count > 1, block.count < smallestBlock else { return [block] }
      let tree = Dendrogram(overlaps.reordered(by: block), allowingFlips: false)
      let kept = tree.merges.prefix { $0.height >= lowest }.count
      return Partition(labels: tree.labels(afterMerges: kept)).blocks.map { part in
        part.map { block[$0] }
      }
    }
  }

  /// The parts of a block, or the block alone when it is one state.
  private static func parts(
    of block: [Int], overlaps: Matrix, sites: SingleMatrix?, siteCount: Int, noise: Double,
    _ stream: inout RandomStream
  ) throws(OverlapError) -> [[Int]] {
    guard block.count >= smallestBlock else { return [block] }
    let own = overlaps.reordered(by: block)
    let cut = Partition(cutting: Dendrogram(own, allowingFlips: false), explaining: own)
    guard let levels = cut.levels(of: own) else { return [block] }
    let share = cut.sharedPairFraction
    let gap = levels.inside - levels.outside
    let n = Double(siteCount)
    let explained = n * share * (1 - share) * gap * gap
    let allowance = 0.5 * Double.pow(n, 1.0 / 3) * noise + 4 * noise / Double(block.count)
    guard explained > allowance else { return [block] }
    let whole = [Array(block.indices)]
    let test: BlockStateTest
    if let sites {
      test = try BlockStateTest(
        sites: sites.reorderedRows(block, signs: [Double](repeating: 1, count: overlaps.rows)),
        overlaps: own, blocks: whole, &stream)
    } else {
      test = try BlockStateTest(overlaps: own, blocks: whole, siteCount: siteCount, &stream)
    }
    guard test.score > significance else { return [block] }
    return cut.blocks.map { part in part.map { block[$0] } }
  }
}
