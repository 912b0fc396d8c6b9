import LinearAlgebra
import Randomness
import RealModule

/// Whether the replicas form one state: the largest eigenvalue of the centred overlaps against what
/// independent sites with the same means would give.
///
/// Permuting the replicas site by site keeps every site's mean and destroys everything that replicas
/// have in common across sites; for independent sites the permuted data have the law of the data.
struct OneStateTest: Sendable, Equatable {
  /// The excess of the largest eigenvalue in standard deviations of the permuted ones.
  let score: Double
  /// The mean of the largest eigenvalue after permutation.
  let edge: Double

  /// The number of permutations or surrogates: half as many for large data, whose spread is small.
  private static func repetitions(_ rows: Int, _ sites: Int) -> Int {
    rows * sites > 1 << 21 ? 4 : 8
  }

  /// Tests replicas whose sites are known.
  ///
  /// - Parameters:
  ///   - sites: R × N site values in the gauge.
  ///   - stream: The stream of the permutations.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  ///   - overlaps: Their overlaps.
  init(
    sites: SingleMatrix, overlaps: Matrix, _ stream: inout RandomStream
  ) throws(OverlapError) {
    let r = sites.rows
    let n = sites.columns
    var null: [Double] = []
    // Site by site, so that a permutation stays within one row.
    var sitewise = SingleMatrix(rows: n, columns: r)
    for i in 0..<n {
      for a in 0..<r { sitewise.elements[i * r + a] = sites.elements[a * n + i] }
    }
    for _ in 0..<Self.repetitions(r, n) {
      sitewise.elements.withUnsafeMutableBufferPointer { elements in
        for i in 0..<n {
          for last in stride(from: r - 1, to: 0, by: -1) {
            elements.swapAt(i * r + last, i * r + stream.index(below: last + 1))
          }
        }
      }
      let permuted = sitewise.gramMatrixOfColumns(scale: 1 / Double(n))
      null.append(try Self.largestCentredEigenvalue(permuted))
    }
    let value = try Self.largestCentredEigenvalue(overlaps)
    self.init(value: value, null: null, mean: overlaps.offDiagonalMean, siteCount: n, rows: r)
  }

  /// Tests replicas of which only the overlaps are known.
  ///
  /// The site means are imitated: a fraction φ of the sites has means tanh(σz), the others a common
  /// one, with φ chosen so that the overlaps of independent replicas scatter as the data do.
  ///
  /// - Parameters:
  ///   - overlaps: Overlaps in the gauge.
  ///   - n: The number of sites behind them.
  ///   - stream: The stream of the surrogates.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  init(
    overlaps: OverlapMatrix, siteCount n: Int, _ stream: inout RandomStream
  ) throws(OverlapError) {
    let r = overlaps.replicaCount
    let mean = min(max(overlaps.meanOfPairs, 0), 0.97)
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
    let scatter = Double(n) * overlaps.robustCentredVariance
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
      null.append(try Self.largestCentredEigenvalue(spins.gramMatrix(scale: 1 / Double(n))))
    }
    let value = try Self.largestCentredEigenvalue(overlaps.matrix)
    self.init(value: value, null: null, mean: mean, siteCount: n, rows: r)
  }

  private init(value: Double, null: [Double], mean: Double, siteCount: Int, rows: Int) {
    let center = null.reduce(0, +) / Double(null.count)
    let variance =
      null.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(null.count - 1)
    // Eight repetitions estimate a spread poorly; it is never taken below that of Tracy and Widom.
    let floor =
      1.268 * (1 - min(max(mean, 0), 0.999))
      * NoiseEdge.fluctuationScale(replicaCount: rows, siteCount: siteCount)
    score = (value - center) / max(variance.squareRoot(), floor)
    edge = center
  }

  /// The largest eigenvalue of (1 − P) Q (1 − P), P the projector on the constant vector.
  private static func largestCentredEigenvalue(_ matrix: Matrix) throws(OverlapError) -> Double {
    let centred = matrix.doublyCentred
    return try OverlapError.fromLAPACK { () throws(LinearAlgebraError) in
      try LeadingEigenpairs(of: centred, count: 1, steps: 30).values[0]
    }
  }
}

extension Matrix {
  /// The matrix with the means of its rows and columns removed.
  var doublyCentred: Matrix {
    let rowMeans = (0..<rows).map { row($0).reduce(0, +) / Double(columns) }
    let mean = rowMeans.reduce(0, +) / Double(max(1, rows))
    return elements.withUnsafeBufferPointer { elements in
      rowMeans.withUnsafeBufferPointer { means in
        // The sum of the two means comes first, so that the result is exactly symmetric.
        Matrix(rows: rows, columns: columns) { a, b in
          elements[a * columns + b] - (means[a] + means[b]) + mean
        }
      }
    }
  }
}

extension OverlapMatrix {
  /// The variance of the doubly centred overlaps from their median deviation, insensitive to a few
  /// blocks of large overlaps.
  var robustCentredVariance: Double {
    let r = replicaCount
    var centred = matrix
    for a in 0..<r { centred[a, a] = 0 }
    let values = centred.doublyCentred
    var pairs: [Double] = []
    for a in 0..<r { for b in 0..<a { pairs.append(values[a, b]) } }
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
