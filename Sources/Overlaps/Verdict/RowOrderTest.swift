public import LinearAlgebra
import Randomness

/// Whether rows that follow each other are more alike than rows in random order, as those of a chain are.
///
/// ```
/// z = (Q − ⟨Q⟩)/σ,   Q = Σ_k q_{k,k+1},   ⟨Q⟩ and σ over random orders of the rows
/// ρ(t) = (q̄(t) − q̄_∞)/(1 − q̄_∞),   τ_int = ½ + Σ_{t=1}^{W} ρ(t),   W the smallest window with W ≥ 5 τ_int
/// ```
///
/// q̄(t) is the mean overlap of rows t places apart and q̄_∞ that of rows at least half of all apart. Replicas of
/// a state that stand next to each other raise z too; what rows share beyond their state is tested by random
/// orders within the blocks.
///
/// **Source**: for the window A. D. Sokal, *Monte Carlo Methods in Statistical Mechanics* (Cargèse lectures, 1996).
public struct RowOrderTest: Sendable, Equatable {
  /// How many standard deviations neighbouring rows are more alike than in random order.
  public let score: Double
  /// The same of what rows share beyond their blocks, in random orders within the blocks.
  public let scoreWithinBlocks: Double
  /// The integrated autocorrelation time τ_int in draws: ½ for independent rows.
  public let autocorrelationTime: Double
  /// The number R of rows.
  public let rowCount: Int

  /// The random orders of which mean and deviation are taken.
  private static let permutations = 200
  /// The fewest rows that are tested.
  public static let fewestRows = 8

  /// How many independent rows the rows are worth: R/(2 τ_int).
  public var independentCount: Double {
    Double(rowCount) / max(1, 2 * autocorrelationTime)
  }

  /// Tests rows in the order of time; `nil` for fewer than ``fewestRows`` rows.
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps, R × R, in a gauge in which states have positive overlaps.
  ///   - order: The rows in the order of time, each once.
  ///   - labels: The block of every row.
  ///   - seed: The seed of the random orders.
  /// - Complexity: O(R²).
  public init?(_ overlaps: Matrix, order: [Int], labels: [Int], seed: UInt64) {
    let r = overlaps.rows
    precondition(order.count == r && labels.count == r, "an order of other rows")
    guard r >= Self.fewestRows else { return nil }
    var stream = RandomStream(StreamName(seed: seed, purpose: .analysis, slot: 3))
    // Places in the order of time, so that a random order permutes places.
    let inOrder = overlaps.reordered(by: order)
    let blocks = Partition(labels: order.map { labels[$0] })
    let statistics = NeighbourSums(inOrder, blocks)
    let found = statistics(Array(0..<r))
    let random = (0..<Self.permutations).map { _ in statistics(stream.permutation(r)) }
    score = Self.deviations(found.all, random.map(\.all))
    // Rows of a block in random places of that block.
    let inside = (0..<Self.permutations).map { _ in
      var order = Array(0..<r)
      for block in blocks.blocks where block.count > 1 {
        let shuffled = stream.permutation(block.count)
        for (k, place) in block.enumerated() { order[place] = block[shuffled[k]] }
      }
      return statistics(order).within
    }
    scoreWithinBlocks = Self.deviations(found.within, inside)
    autocorrelationTime = Self.autocorrelationTime(inOrder)
    rowCount = r
  }

  /// How many standard deviations a number lies above others.
  private static func deviations(_ value: Double, _ null: [Double]) -> Double {
    let mean = null.reduce(0, +) / Double(null.count)
    let variance = null.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(null.count - 1)
    return variance > 1e-18 ? (value - mean) / variance.squareRoot() : 0
  }

  private static func autocorrelationTime(_ overlaps: Matrix) -> Double {
    let r = overlaps.rows
    func mean(apart t: Int) -> Double {
      (t..<r).reduce(0) { $0 + overlaps[$1, $1 - t] } / Double(r - t)
    }
    var (sum, count) = (0.0, 0.0)
    for t in r / 2..<r {
      sum += mean(apart: t) * Double(r - t)
      count += Double(r - t)
    }
    let far = sum / count
    guard 1 - far > 1e-12 else { return 0.5 }
    var time = 0.5
    for t in 1..<r / 2 {
      time += (mean(apart: t) - far) / (1 - far)
      if Double(t) >= 5 * time { break }
    }
    return max(0.5, time)
  }
}

/// The sums of the overlaps of neighbours.
private struct NeighbourSums {
  let overlaps: Matrix
  let labels: [Int]
  /// The mean overlap inside every block; `nil` for blocks too small to have one.
  let means: [Double?]

  init(_ overlaps: Matrix, _ blocks: Partition) {
    self.overlaps = overlaps
    labels = blocks.labels
    means = blocks.blocks.map {
      $0.count > 3 ? overlaps.reordered(by: $0).offDiagonalMean : nil
    }
  }

  /// The sum over all neighbours, and what those of one block exceed its mean by.
  func callAsFunction(_ order: [Int]) -> (all: Double, within: Double) {
    var (all, within) = (0.0, 0.0)
    for k in 1..<order.count {
      let (a, b) = (order[k - 1], order[k])
      all += overlaps[a, b]
      if labels[a] == labels[b], let mean = means[labels[a]] { within += overlaps[a, b] - mean }
    }
    return (all, within)
  }
}
