import LinearAlgebra
import Randomness
import RealModule
import Statistics

/// Whether the replicas of a block are one state each: the largest eigenvalue of the overlaps centred in
/// every block against what independent sites with the same means would give.
///
/// ```
/// P Q P,   P = 1 − Σ_α 1_α 1_αᵀ/n_α
/// ```
///
/// Permuting the replicas of a block site by site keeps the means of the sites and destroys all else that
/// replicas have in common across sites; for independent sites the permuted data have the law of the data.
/// With a single block this is the test for one state.
struct BlockStateTest: Sendable, Equatable {
  /// The excess of the largest eigenvalue in standard deviations of the permuted ones.
  let score: Double

  /// The number of permutations or surrogates: half as many for large data, whose spread is small.
  private static func repetitions(_ rows: Int, _ sites: Int) -> Int {
    rows * sites > 1 << 20 ? 4 : 8
  }

  /// Tests replicas whose sites are known.
  ///
  /// - Parameters:
  ///   - sites: R × N site values in the gauge.
  ///   - overlaps: Their overlaps.
  ///   - blocks: The replicas of every block.
  ///   - stream: The stream of the permutations.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  init(
    sites: SingleMatrix, overlaps: Matrix, blocks: [[Int]], _ stream: inout RandomStream
  ) throws(OverlapError) {
    let n = sites.columns
    let order = blocks.flatMap { $0 }
    let r = order.count
    let ranges = Self.ranges(blocks)
    var null: [Double] = []
    // Site by site, so that a permutation stays within one row.
    var sitewise = SingleMatrix(rows: n, columns: r)
    for i in 0..<n {
      for (position, a) in order.enumerated() {
        sitewise.elements[i * r + position] = sites.elements[a * n + i]
      }
    }
    for _ in 0..<Self.repetitions(r, n) {
      sitewise.elements.withUnsafeMutableBufferPointer { elements in
        for i in 0..<n {
          for range in ranges {
            let start = i * r + range.lowerBound
            for last in stride(from: range.count - 1, to: 0, by: -1) {
              elements.swapAt(start + last, start + stream.index(below: last + 1))
            }
          }
        }
      }
      let permuted = sitewise.gramMatrixOfColumns(scale: 1 / Double(n))
      null.append(try Self.largestCentredEigenvalue(permuted, ranges))
    }
    let value = try Self.largestCentredEigenvalue(overlaps.reordered(by: order), ranges)
    self.init(
      value: value, null: null, mean: Self.meanInside(overlaps, blocks), siteCount: n, rows: r)
  }

  /// Tests replicas of which only the overlaps are known.
  ///
  /// The site means are imitated: a fraction φ of the sites has means tanh(σz), the others a common
  /// one, with φ chosen so that the overlaps of independent replicas scatter as the data do.
  ///
  /// - Parameters:
  ///   - overlaps: Overlaps in the gauge.
  ///   - blocks: The replicas of every block.
  ///   - n: The number of sites behind them.
  ///   - stream: The stream of the surrogates.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  init(
    overlaps: Matrix, blocks: [[Int]], siteCount n: Int, _ stream: inout RandomStream
  ) throws(OverlapError) {
    let order = blocks.flatMap { $0 }
    let r = order.count
    let ranges = Self.ranges(blocks)
    let ordered = overlaps.reordered(by: order)
    let mean = min(max(Self.meanInside(overlaps, blocks), 0), 0.97)
    let normals = (0..<n).map { _ in stream.normal() }
    var (low, high) = (0.0, 8.0)
    for _ in 0..<50 {
      let sigma = (low + high) / 2
      let square =
        normals.reduce(0) { $0 + Double.pow(Double.tanh(sigma * $1), 2) } / Double(n)
      if square < mean { low = sigma } else { high = sigma }
    }
    let broad = normals.map { Double.tanh(high * $0) }
    let broadScatter =
      broad.reduce(0) { $0 + (1 - $1 * $1) * (1 - $1 * $1) } / Double(n)
    let common = (1 - mean) * (1 - mean)
    let scatter = Double(n) * ordered.robustCentredVariance(ranges)
    let fraction = min(1, max(0, (scatter - common) / max(broadScatter - common, 1e-9)))
    let means = broad.map { stream.uniform() < fraction ? $0 : mean.squareRoot() }
    var null: [Double] = []
    for _ in 0..<Self.repetitions(r, n) {
      var spins = SingleMatrix(rows: r, columns: n)
      for a in 0..<r {
        for i in 0..<n {
          spins.elements[a * n + i] = stream.uniform() < (1 + means[i]) / 2 ? 1 : -1
        }
      }
      null.append(
        try Self.largestCentredEigenvalue(spins.gramMatrix(scale: 1 / Double(n)), ranges))
    }
    let value = try Self.largestCentredEigenvalue(ordered, ranges)
    self.init(value: value, null: null, mean: mean, siteCount: n, rows: r)
  }

  private init(value: Double, null: [Double], mean: Double, siteCount: Int, rows: Int) {
    let center = null.reduce(0, +) / Double(null.count)
    let variance =
      null.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(null.count - 1)
    // Few repetitions estimate a spread poorly; it is never taken below that of Tracy and Widom.
    let floor =
      TracyWidom.variance.squareRoot() * (1 - min(max(mean, 0), 0.999))
      * NoiseEdge.fluctuationScale(replicaCount: rows, siteCount: siteCount)
    score = (value - center) / max(variance.squareRoot(), floor)
  }

  /// Where the blocks lie when their replicas are put one after the other.
  private static func ranges(_ blocks: [[Int]]) -> [Range<Int>] {
    var start = 0
    return blocks.map { block in
      defer { start += block.count }
      return start..<start + block.count
    }
  }

  /// The mean overlap of the pairs inside blocks.
  private static func meanInside(_ overlaps: Matrix, _ blocks: [[Int]]) -> Double {
    var (sum, count) = (0.0, 0)
    for block in blocks {
      for (k, a) in block.enumerated() { for b in block[..<k] { sum += overlaps[a, b] } }
      count += block.count * (block.count - 1) / 2
    }
    return sum / Double(max(1, count))
  }

  /// The largest eigenvalue of P Q P.
  private static func largestCentredEigenvalue(
    _ matrix: Matrix, _ ranges: [Range<Int>]
  ) throws(OverlapError) -> Double {
    let centred = matrix.doublyCentred(ranges)
    return try OverlapError.fromLAPACK { () throws(LinearAlgebraError) in
      try LeadingEigenpairs(of: centred, count: 1, steps: 14).values[0]
    }
  }
}

extension Matrix {
  /// The symmetric matrix with the means of its rows and columns over every block removed.
  func doublyCentred(_ ranges: [Range<Int>]) -> Matrix {
    var result = self
    let size = rows
    result.elements.withUnsafeMutableBufferPointer { elements in
      for a in 0..<size {
        for range in ranges {
          var mean = 0.0
          for b in range { mean += elements[a * size + b] }
          mean /= Double(range.count)
          for b in range { elements[a * size + b] -= mean }
        }
      }
      for range in ranges {
        var means = [Double](repeating: 0, count: size)
        for a in range { for b in 0..<size { means[b] += elements[a * size + b] } }
        for b in 0..<size { means[b] /= Double(range.count) }
        for a in range { for b in 0..<size { elements[a * size + b] -= means[b] } }
      }
      for a in 0..<size { for b in 0..<a { elements[b * size + a] = elements[a * size + b] } }
    }
    return result
  }
}

extension Matrix {
  /// The variance of the overlaps inside blocks, doubly centred there, from their median deviation:
  /// insensitive to a few clusters of large overlaps.
  fileprivate func robustCentredVariance(_ ranges: [Range<Int>]) -> Double {
    var centred = self
    for a in 0..<rows { centred[a, a] = 0 }
    let values = centred.doublyCentred(ranges)
    var pairs: [Double] = []
    for range in ranges where range.count > 2 {
      for a in range { for b in range.lowerBound..<a { pairs.append(values[a, b]) } }
    }
    let middle = pairs.median
    let deviation = 1.4826 * pairs.map { abs($0 - middle) }.median
    return deviation * deviation
  }
}

extension [Double] {
  /// The middle value; 0 for an empty array.
  var median: Double {
    guard !isEmpty else { return 0 }
    let sorted = sorted()
    return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2
  }
}
