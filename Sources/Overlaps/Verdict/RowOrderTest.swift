public import LinearAlgebra
import Randomness

/// Whether rows that follow each other are more alike than rows in random order, as those of a chain are.
///
/// ```
/// z = (Q − ⟨Q⟩)/σ,   Q = Σ_k q_{k,k+l},   ⟨Q⟩ and σ over random orders of the rows
/// ρ(t) = (q̄(t) − q̄_∞)/(1 − q̄_∞),   τ_int = ½ + Σ_{t=1}^{W} ρ(t),   W the smallest window with W ≥ 5 τ_int
/// ```
///
/// q̄(t) is the mean overlap of rows t places apart and q̄_∞ that of rows at least half of all apart. Replicas of
/// a state that stand next to each other raise z too; what rows share beyond their state is tested by random
/// orders within the blocks.
///
/// The lag l is 1, unless rows farther apart are more alike still, by z > 6: those of l chains that were written in turn.
///
/// **Source**: for the window A. D. Sokal, *Monte Carlo Methods in Statistical Mechanics* (Cargèse lectures, 1996).
public struct RowOrderTest: Sendable, Equatable {
  /// How many places apart the rows are that are most alike: 1, or the number of chains whose rows were written in turn.
  public let lag: Int
  /// How many standard deviations rows ``lag`` places apart are more alike than in random order.
  public let score: Double
  /// The same of what rows share beyond their blocks, in random orders within the blocks.
  public let scoreWithinBlocks: Double
  /// The integrated autocorrelation time τ_int in draws of a chain: ½ for independent rows.
  public let autocorrelationTime: Double
  /// The number R of rows.
  public let rowCount: Int

  /// The random orders of which mean and deviation are taken.
  private static let permutations = 200
  /// The same for each lag above 1.
  private static let permutationsOfLags = 50
  /// The largest number of chains that are looked for, and the rows that each must have.
  private static let (mostChains, fewestDraws) = (64, 4)
  /// The least z of a lag above 1, which is the largest of many.
  private static let lagLimit = 6.0
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
    let orders = (0..<Self.permutations).map { _ in stream.permutation(r) }
    func score(lag: Int, _ orders: ArraySlice<[Int]>) -> Double {
      Self.deviations(
        statistics(Array(0..<r), lag: lag).all, orders.map { statistics($0, lag: lag).all })
    }
    let neighbours = score(lag: 1, orders[...])
    let lags = 2..<max(3, min(Self.mostChains, r / Self.fewestDraws) + 1)
    let farther = lags.map {
      (lag: $0, score: score(lag: $0, orders.prefix(Self.permutationsOfLags)))
    }.filter { $0.lag * Self.fewestDraws <= r && $0.score > max(neighbours, Self.lagLimit) }
    // Twice the number of chains is as good in the end.
    let largest = farther.map(\.score).max() ?? 0
    let period = farther.first { $0.score > 0.7 * largest }
    let lag = period?.lag ?? 1
    self.lag = lag
    self.score = period?.score ?? neighbours
    // Rows of a block in random places of that block.
    let inside = (0..<Self.permutations).map { _ in
      var order = Array(0..<r)
      for block in blocks.blocks where block.count > 1 {
        let shuffled = stream.permutation(block.count)
        for (k, place) in block.enumerated() { order[place] = block[shuffled[k]] }
      }
      return statistics(order, lag: lag).within
    }
    scoreWithinBlocks = Self.deviations(statistics(Array(0..<r), lag: lag).within, inside)
    autocorrelationTime = Self.autocorrelationTime(inOrder, lag: lag)
    rowCount = r
  }

  /// How many standard deviations a number lies above others.
  private static func deviations(_ value: Double, _ null: [Double]) -> Double {
    let mean = null.reduce(0, +) / Double(null.count)
    let variance = null.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(null.count - 1)
    return variance > 1e-18 ? (value - mean) / variance.squareRoot() : 0
  }

  private static func autocorrelationTime(_ overlaps: Matrix, lag: Int) -> Double {
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
    for t in 1..<max(2, r / (2 * lag)) {
      time += (mean(apart: t * lag) - far) / (1 - far)
      if Double(t) >= 5 * time { break }
    }
    return max(0.5, time)
  }
}

/// The sums of the overlaps of rows that are so many places apart.
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

  /// The sum over all such pairs, and what those of one block exceed its mean by.
  func callAsFunction(_ order: [Int], lag: Int) -> (all: Double, within: Double) {
    var (all, within) = (0.0, 0.0)
    for k in lag..<order.count {
      let (a, b) = (order[k - lag], order[k])
      all += overlaps[a, b]
      if labels[a] == labels[b], let mean = means[labels[a]] { within += overlaps[a, b] - mean }
    }
    return (all, within)
  }
}
