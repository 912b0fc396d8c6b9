import LinearAlgebra
import Randomness
import RealModule

/// Two sets of overlaps of the same replicas that share no noise: one to learn from, one to test on.
struct OverlapHalf {
  /// The overlaps, R × R.
  let overlaps: Matrix
  /// The number of sites behind them.
  let siteCount: Double
  /// R × n site values from which errors are estimated.
  let sites: SingleMatrix
  /// What the scatter of the site values must be multiplied with.
  let errorScale: Double
}

/// Where the pairs of halves come from.
enum HalfSource {
  /// The sites themselves, R × N, with their overlaps.
  case sites(SingleMatrix, overlaps: Matrix)
  /// Overlaps only; noise is added and subtracted so that the halves share none (data fission).
  case overlapsOnly(OverlapMatrix, siteCount: Int)

  /// Two halves, each of which may serve for learning or testing.
  func halves(_ stream: inout RandomStream) throws(OverlapError) -> [OverlapHalf] {
    switch self {
    case .sites(let sites, let overlaps):
      let n = sites.columns
      let order = stream.permutation(n)
      let first = sites.selectingColumns(Array(order[..<(n / 2)]))
      let second = sites.selectingColumns(Array(order[(n / 2)...]))
      let share = Double(first.columns) / Double(n)
      let overlapsOfFirst = first.gramMatrix(scale: 1 / Double(first.columns))
      // The overlaps of all sites are the mean of those of the halves.
      var overlapsOfSecond = overlaps
      for k in overlapsOfSecond.elements.indices {
        overlapsOfSecond.elements[k] =
          (overlaps.elements[k] - share * overlapsOfFirst.elements[k]) / (1 - share)
      }
      return [
        OverlapHalf(
          overlaps: overlapsOfFirst, siteCount: Double(first.columns), sites: first, errorScale: 1),
        OverlapHalf(
          overlaps: overlapsOfSecond, siteCount: Double(second.columns), sites: second,
          errorScale: 1),
      ]
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
  let sites: SingleMatrix
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
    var normals = SingleMatrix(rows: r, columns: siteCount)
    for k in normals.elements.indices { normals.elements[k] = Float(stream.normal()) }
    var spins = SingleMatrix(factor) * normals
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
