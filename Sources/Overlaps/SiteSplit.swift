import LinearAlgebra
import Randomness
import RealModule

/// Two sets of overlaps of the same replicas that share no noise: one to learn from, one to test on.
///
/// The test half knows how precise it is: `standardError` of a weighted sum of its overlaps comes
/// from the scatter of the sites, so it holds whatever the correlations between overlaps.
struct OverlapHalf {
  /// The overlaps, R × R.
  let overlaps: Matrix
  /// The number of sites behind them.
  let siteCount: Double
  /// R × n site values from which errors are estimated.
  let sites: Matrix
  /// What the scatter of the site values must be multiplied with.
  let errorScale: Double

  /// The standard error of Σ_{a<b} W_ab q_ab for symmetric weights with zero diagonal.
  ///
  /// - Complexity: O(R² n), by BLAS.
  func standardError(ofWeights weights: Matrix) -> Double {
    let image = weights * sites
    let columns = sites.columns
    var values = [Double](repeating: 0, count: columns)
    for a in 0..<sites.rows {
      for i in 0..<columns {
        values[i] += image.elements[a * columns + i] * sites.elements[a * columns + i]
      }
    }
    var mean = 0.0
    for value in values { mean += value / 2 }
    mean /= Double(columns)
    var squares = 0.0
    for value in values { squares += (value / 2 - mean) * (value / 2 - mean) }
    return errorScale * (squares / Double(columns * (columns - 1))).squareRoot()
  }
}

/// Where the pairs of halves come from.
enum HalfSource {
  /// The sites themselves, R × N.
  case sites(Matrix)
  /// Overlaps only; noise is added and subtracted so that the halves share none (data fission).
  case overlapsOnly(OverlapMatrix, siteCount: Int)

  /// Two halves, each of which may serve for learning or testing.
  func halves(_ stream: inout RandomStream) throws(OverlapError) -> [OverlapHalf] {
    switch self {
    case .sites(let sites):
      let order = stream.permutation(sites.columns)
      let middle = sites.columns / 2
      return [order[..<middle], order[middle...]].map { chosen in
        let indices = Array(chosen)
        let half = Matrix(rows: sites.rows, columns: indices.count) { sites[$0, indices[$1]] }
        return OverlapHalf(
          overlaps: half.gramMatrix(scale: 1 / Double(indices.count)),
          siteCount: Double(indices.count), sites: half, errorScale: 1)
      }
    case .overlapsOnly(let overlaps, let siteCount):
      let surrogate = try Surrogate(of: overlaps, siteCount: siteCount, &stream)
      let noise = surrogate.noise
      let r = overlaps.replicaCount
      return [1.0, -1].map { sign in
        OverlapHalf(
          overlaps: Matrix(rows: r, columns: r) { a, b in
            overlaps[a, b] + (a == b ? 0 : sign * noise[a, b])
          },
          siteCount: Double(siteCount) / 2, sites: surrogate.sites, errorScale: 2.0.squareRoot())
      }
    }
  }
}

/// Spins with nearly the given overlaps, to imitate the noise of overlaps whose spins are unknown.
///
/// ```
/// s_i^a = sign(g_i^a),   E g^a g^b = sin(π q_ab/2)
/// ```
private struct Surrogate {
  /// R × N spins.
  let sites: Matrix
  /// Their overlaps less the expected ones.
  let noise: Matrix

  init(
    of overlaps: OverlapMatrix, siteCount: Int, _ stream: inout RandomStream
  ) throws(OverlapError) {
    let r = overlaps.replicaCount
    // Overlaps carry noise of their own, of variance 1/N; shrinking removes it on average.
    let squares = overlaps.pairOverlaps.reduce(0) { $0 + $1 * $1 }
    let expected = Double(r * (r - 1) / 2) / Double(siteCount)
    let shrink = squares > expected ? (1 - expected / squares).squareRoot() : 0
    var correlation = Matrix(rows: r, columns: r) { a, b in
      a == b ? 1 : Double.sin(.pi / 2 * min(0.995, max(-0.995, shrink * overlaps[a, b])))
    }
    for a in 0..<r { for b in 0..<a { correlation[b, a] = correlation[a, b] } }
    let system = try SymmetricEigensystem.ofOverlaps(correlation)
    let vectors = system.vectors ?? Matrix.identity(r)
    var factor = Matrix(rows: r, columns: r) { a, k in
      vectors[k, a] * max(system.values[k], 1e-6).squareRoot()
    }
    for a in 0..<r {
      let length = factor.row(a).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for k in 0..<r { factor[a, k] /= length }
    }
    let normals = Matrix(rows: r, columns: siteCount) { _, _ in stream.normal() }
    var spins = factor * normals
    for k in spins.elements.indices { spins.elements[k] = spins.elements[k] >= 0 ? 1 : -1 }
    let realised = factor.gramMatrix()
    let sampled = spins.gramMatrix(scale: 1 / Double(siteCount))
    noise = Matrix(rows: r, columns: r) { a, b in
      a == b
        ? 0 : sampled[a, b] - 2 / .pi * Double.asin(min(1, max(-1, realised[a, b])))
    }
    sites = spins
  }
}

extension SymmetricEigensystem {
  /// Diagonalises an overlap matrix, turning LAPACK's errors into those of this module.
  static func ofOverlaps(
    _ matrix: Matrix, withVectors: Bool = true
  ) throws(OverlapError) -> SymmetricEigensystem {
    do {
      return try SymmetricEigensystem(of: matrix, withVectors: withVectors)
    } catch {
      throw .eigenvalues(error.description)
    }
  }
}
