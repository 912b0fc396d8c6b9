public import SpinModels
public import Statistics

/// Errors within one disorder instance: overlaps of its ladders, left out block of time by block of time.
///
/// ```
/// error² = (n − 1)/n Σ_k (θ_(k) − θ_(·))²,   n = ladders × blocks, θ_(k) without the draws of block k
/// ```
///
/// Such an error is about the thermal average of this one instance; it says nothing about other instances. It is up
/// to √2 too large where an overlap with one given configuration has the same mean for all of them, as ⟨q⟩ at zero
/// field and ⟨q²⟩ in a paramagnet: a jackknife over pairs is cautious there.
///
/// **Assumes** independent ladders whose blocks of time are nearly independent: an equilibrated run.
public struct OverlapBlocks: Sendable, Equatable {
  /// The most blocks of time per ladder.
  public static let mostBlocks = 8

  /// The number of ladders.
  public let ladderCount: Int
  /// The number of blocks of time per ladder.
  public let blockCount: Int
  private let drawCount: Int

  /// Divides the draws of ladders; `nil` for ladders too few or too short for an error, or of different lengths.
  ///
  /// - Parameter ladders: Per ladder, its draws in the order of time, as many of each.
  public init?(ladders: [PackedConfigurations]) {
    guard let count = ladders.first?.count, ladders.allSatisfy({ $0.count == count }),
      ladders.count >= 2, count >= 1, ladders.count > 2 || count >= 2
    else { return nil }
    ladderCount = ladders.count
    drawCount = count
    blockCount = min(Self.mostBlocks, count)
  }

  /// Estimates functions of sums over overlaps.
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps of all pairs of draws of different ladders, as
  ///     ``OverlapDistribution/overlaps(betweenLadders:)`` gives them.
  ///   - columns: The number of sums.
  ///   - add: Adds what an overlap contributes to the sums, which begin at an index of an array.
  ///   - functions: The functions of the means of the sums per overlap.
  /// - Returns: An estimate for each function.
  func estimates(
    of overlaps: [Double], columns: Int,
    add: (_ overlap: Double, _ sums: inout [Double], _ start: Int) -> Void,
    functions: ([Double]) -> [Double]
  ) -> [Estimate] {
    let units = ladderCount * blockCount
    var parts = [Double](repeating: 0, count: units * columns)
    var counts = [Double](repeating: 0, count: units)
    var whole = [Double](repeating: 0, count: columns)
    var index = 0
    for b in 0..<ladderCount {
      for a in 0..<b {
        for i in 0..<drawCount {
          for j in 0..<drawCount {
            let q = overlaps[index]
            index += 1
            add(q, &whole, 0)
            let first = a * blockCount + i * blockCount / drawCount
            let second = b * blockCount + j * blockCount / drawCount
            add(q, &parts, first * columns)
            add(q, &parts, second * columns)
            counts[first] += 1
            counts[second] += 1
          }
        }
      }
    }
    let total = Double(index)
    let value = functions(whole.map { $0 / total })
    let without = (0..<units).map { unit in
      functions(
        (0..<columns).map { (whole[$0] - parts[unit * columns + $0]) / (total - counts[unit]) })
    }
    let n = Double(units)
    return value.indices.map { k in
      Estimate(
        value: value[k],
        error: ((n - 1) / n * SampleMoments(without.map { $0[k] }).sumOfSquares).squareRoot())
    }
  }

  /// What the errors are, in words.
  public var errorText: String {
    "within one instance: jackknife over \(ladderCount) ladders × \(blockCount) blocks of time; nothing is known "
      + "of other instances"
  }
}
