import LinearAlgebra
import Randomness
import RealModule

/// Spins with nearly the given overlaps, to imitate the noise of overlaps whose spins are unknown.
///
/// ```
/// s_i^a = sign(g_i^a),   E g^a g^b = sin(π q_ab/2)
/// ```
struct Surrogate {
  /// R × N spins.
  let sites: SingleMatrix
  /// Their overlaps less the expected ones.
  let noise: Matrix

  init(
    of overlaps: OverlapMatrix, siteCount: Int, shrinking: Bool = true,
    _ stream: inout RandomStream
  ) throws(OverlapError) {
    let r = overlaps.replicaCount
    // Sampled overlaps carry noise of their own, of variance 1/N; shrinking removes it on average.
    var shrink = 1.0
    if shrinking {
      let squares = overlaps.pairOverlaps.reduce(0) { $0 + $1 * $1 }
      let expected = Double(r * (r - 1) / 2) / Double(siteCount)
      shrink = squares > expected ? (1 - expected / squares).squareRoot() : 0
    }
    var correlation = Matrix(rows: r, columns: r) { a, b in
      a == b ? 1 : Double.sin(.pi / 2 * min(0.995, max(-0.995, shrink * overlaps[a, b])))
    }
    for a in 0..<r { for b in 0..<a { correlation[b, a] = correlation[a, b] } }
    let system = try SymmetricEigensystem.ofOverlaps(correlation)
    let vectors = system.vectors ?? Matrix.identity(r)
    // The symmetric root depends on no choice of eigenvectors: the same spins come out on every processor.
    let quarter = Matrix(rows: r, columns: r) { k, a in
      max(system.values[k], 1e-6).squareRoot().squareRoot() * vectors[k, a]
    }
    var factor = Matrix.product(transposeOf: quarter, quarter)
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
    }.settled()
    sites = spins
  }
}
