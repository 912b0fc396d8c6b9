import LinearAlgebra
import RealModule

/// Whether the overlaps between blocks are all equal, as one step demands.
///
/// The mean overlap of two blocks is compared with the mean of all in units of its own error, which
/// comes from the scatter of the sites. When there is nothing but noise, the largest of these K(K − 1)/2
/// numbers lies near √(2 ln(K(K − 1)/2)), and the largest eigenvalue of their matrix near 2√K.
struct BetweenBlocksTest: Sendable, Equatable {
  /// The larger one of two excesses: of the largest number, and of the largest eigenvalue in units of
  /// its fluctuations K^{−1/6}.
  let score: Double

  /// The most blocks that are looked at, the largest first.
  private static let mostBlocks = 64

  /// Tests blocks of known sites.
  ///
  /// - Parameters:
  ///   - sites: R × N site values in the gauge.
  ///   - blocks: The replicas of every block.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  init(sites: SingleMatrix, blocks: [[Int]]) throws(OverlapError) {
    let kept = Self.largest(blocks)
    let n = sites.columns
    var means = SingleMatrix(rows: kept.count, columns: n)
    for (k, block) in kept.enumerated() {
      for a in block {
        for i in 0..<n { means.elements[k * n + i] += sites.elements[a * n + i] }
      }
      for i in 0..<n { means.elements[k * n + i] /= Float(block.count) }
    }
    let products = means.gramMatrix(scale: 1 / Double(n))
    for k in means.elements.indices { means.elements[k] *= means.elements[k] }
    let squares = means.gramMatrix(scale: 1 / Double(n))
    try self.init(means: products) { a, b in
      (squares[a, b] - products[a, b] * products[a, b]) / Double(n - 1)
    }
  }

  /// Tests blocks of which only the overlaps are known; sites are supposed to be independent with
  /// broad magnetisations.
  ///
  /// - Parameters:
  ///   - overlaps: Overlaps in the gauge.
  ///   - blocks: The replicas of every block.
  ///   - n: The number of sites behind them.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  init(overlaps: Matrix, blocks: [[Int]], siteCount n: Int) throws(OverlapError) {
    let kept = Self.largest(blocks)
    let means = Matrix(rows: kept.count, columns: kept.count) { a, b in
      var sum = 0.0
      for x in kept[a] { for y in kept[b] { sum += overlaps[x, y] } }
      return sum / Double(kept[a].count * kept[b].count)
    }
    try self.init(means: means) { a, b in
      max(means[a, a] * means[b, b] - means[a, b] * means[a, b], 1e-6) / Double(n)
    }
  }

  private init(
    means: Matrix, variance: (_ a: Int, _ b: Int) -> Double
  ) throws(OverlapError) {
    let count = means.rows
    guard count >= 3 else {
      score = 0
      return
    }
    var (sum, weights) = (0.0, 0.0)
    var variances = Matrix(rows: count, columns: count)
    for a in 0..<count {
      for b in 0..<a {
        variances[a, b] = max(variance(a, b), 1e-12)
        variances[b, a] = variances[a, b]
        sum += means[a, b] / variances[a, b]
        weights += 1 / variances[a, b]
      }
    }
    let mean = sum / weights
    let standardised = Matrix(rows: count, columns: count) { a, b in
      a == b ? 0 : (means[min(a, b), max(a, b)] - mean) / variances[a, b].squareRoot()
    }
    let size = Double(count)
    let largest = try OverlapError.fromLAPACK { () throws(LinearAlgebraError) in
      try SymmetricEigensystem(of: standardised, withVectors: false).values[0]
    }
    let collective = (largest - 2 * size.squareRoot()) * Double.pow(size, 1.0 / 6)
    let single =
      standardised.largestMagnitude - (2 * Double.log(size * (size - 1) / 2)).squareRoot()
    score = max(collective, single)
  }

  /// The largest blocks: those of at least two replicas, or all where there are hardly any of these.
  private static func largest(_ blocks: [[Int]]) -> [[Int]] {
    let sorted = blocks.sorted { $0.count != $1.count ? $0.count > $1.count : $0[0] < $1[0] }
    let several = sorted.prefix { $0.count > 1 }
    return Array((several.count >= 3 ? Array(several) : sorted).prefix(mostBlocks))
  }
}
