public import LinearAlgebra
import Randomness

extension NetworkInputs {
  /// Draws inputs in random directions with prescribed overlaps, which they have exactly.
  ///
  /// ```
  /// X = √N_0 q^{1/2} (G Gᵀ)^{−1/2} G,   so that X Xᵀ/N_0 = q^0
  /// ```
  ///
  /// G is an A × N_0 matrix of standard normal numbers, so the A-dimensional subspace and the directions in
  /// it are uniform. Orthonormalising twice leaves an error of rounding size even at A = N_0.
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps q^0_ab: A × A with A ≥ 2, symmetric and positive semidefinite, of
  ///     positive diagonal. Differences of mirrored elements up to 10⁻¹² of the largest are averaged away.
  ///   - dimension: The number N_0 of components, at least A.
  ///   - seed: The user's seed.
  ///   - instance: Which set of inputs, from 0.
  /// - Throws: ``RandomNetworkError`` when no such inputs exist.
  /// - Complexity: O(A² N_0 + A³).
  public init(
    overlaps: Matrix, dimension: Int, seed: UInt64, instance: Int = 0
  ) throws(RandomNetworkError) {
    let root = try squareRoot(ofOverlaps: overlaps)
    guard dimension >= overlaps.rows else {
      throw .moreInputsThanDimensions(inputs: overlaps.rows, dimension: dimension)
    }
    var directions = normalVectors(
      count: overlaps.rows, dimension: dimension, seed: seed, instance: instance)
    for _ in 0..<2 {
      let whitening = try spectralFunction(of: directions.gramMatrix()) { 1 / $0.squareRoot() }
      directions = whitening * directions
    }
    var vectors = root * directions
    let scale = Double(dimension).squareRoot()
    for k in vectors.elements.indices { vectors.elements[k] *= scale }
    try self.init(vectors)
  }

  /// Draws inputs in clusters, whose overlaps fluctuate as those of random vectors do.
  ///
  /// ```
  /// x^a = √q_0 g + √(q_1 − q_0) g_k + √(q − q_1) g_a,   input a in cluster k
  /// ```
  ///
  /// The g are standard normal vectors; the overlaps are q on the diagonal, q_1 within and q_0 between
  /// clusters, up to fluctuations of order 1/√N_0. For exact ones prescribe ``clusterOverlaps(clusters:size:length:within:between:)``.
  /// Input a is in cluster a / `size`, rounded down.
  ///
  /// - Parameters:
  ///   - clusters: The number K of clusters, at least 1.
  ///   - size: The number of inputs in each.
  ///   - length: The squared length per component q, positive.
  ///   - within: The overlap q_1 inside a cluster, at most q.
  ///   - between: The overlap q_0 of different clusters, from 0 to q_1.
  ///   - dimension: The number N_0 of components.
  ///   - seed: The user's seed.
  ///   - instance: Which set of inputs, from 0.
  /// - Throws: ``RandomNetworkError`` for numbers out of range and for fewer than two inputs.
  public init(
    clusters: Int, size: Int, length: Double = 1, within: Double, between: Double, dimension: Int,
    seed: UInt64, instance: Int = 0
  ) throws(RandomNetworkError) {
    try checkClusters(
      clusters: clusters, size: size, length: length, within: within, between: between)
    guard dimension >= 1 else { throw .noInputDimension(dimension) }
    let count = clusters * size
    let normals = normalVectors(
      count: 1 + clusters + count, dimension: dimension, seed: seed, instance: instance)
    let parts = [between, within - between, length - within].map { $0.squareRoot() }
    try self.init(
      Matrix(rows: count, columns: dimension) { a, i in
        parts[0] * normals[0, i] + parts[1] * normals[1 + a / size, i]
          + parts[2] * normals[1 + clusters + a, i]
      })
  }

  /// The overlap matrix of inputs in clusters.
  ///
  /// ```
  /// q_aa = q,   q_ab = q_1 within a cluster, q_0 between clusters
  /// ```
  ///
  /// - Parameters:
  ///   - clusters: The number K of clusters, at least 1.
  ///   - size: The number of inputs in each.
  ///   - length: The squared length per component q, positive.
  ///   - within: The overlap q_1 inside a cluster, at most q.
  ///   - between: The overlap q_0 of different clusters, from 0 to q_1.
  /// - Returns: A matrix of shape K size × K size, to be prescribed.
  /// - Throws: ``RandomNetworkError`` for numbers out of range and for fewer than two inputs.
  public static func clusterOverlaps(
    clusters: Int, size: Int, length: Double = 1, within: Double, between: Double
  ) throws(RandomNetworkError) -> Matrix {
    try checkClusters(
      clusters: clusters, size: size, length: length, within: within, between: between)
    return Matrix(rows: clusters * size, columns: clusters * size) { a, b in
      a == b ? length : a / size == b / size ? within : between
    }
  }
}

private func checkClusters(
  clusters: Int, size: Int, length: Double, within: Double, between: Double
) throws(RandomNetworkError) {
  guard clusters >= 1 else {
    throw .invalidParameter(name: "clusters", value: Double(clusters), expected: "at least 1")
  }
  guard size >= 1 else {
    throw .invalidParameter(name: "cluster size", value: Double(size), expected: "at least 1")
  }
  guard clusters * size >= 2 else { throw .tooFewInputs(clusters * size) }
  guard length > 0, length.isFinite else {
    throw .invalidParameter(name: "length", value: length, expected: "a positive finite number")
  }
  guard within >= 0, within <= length else {
    throw .invalidParameter(
      name: "overlap within clusters", value: within, expected: "a number from 0 to \(length)")
  }
  guard between >= 0, between <= within else {
    throw .invalidParameter(
      name: "overlap between clusters", value: between, expected: "a number from 0 to \(within)")
  }
}

/// Standard normal vectors, one per row.
private func normalVectors(count: Int, dimension: Int, seed: UInt64, instance: Int) -> Matrix {
  var stream = RandomStream(StreamName(seed: seed, purpose: .inputs, instance: instance))
  return Matrix(rows: count, columns: dimension) { _, _ in stream.normal() }
}

/// The symmetric square root of a matrix of overlaps, which is checked.
private func squareRoot(ofOverlaps overlaps: Matrix) throws(RandomNetworkError) -> Matrix {
  guard overlaps.isSquare else {
    throw .overlapsNotSquare(rows: overlaps.rows, columns: overlaps.columns)
  }
  guard overlaps.rows >= 2 else { throw .tooFewInputs(overlaps.rows) }
  if let bad = overlaps.elements.firstIndex(where: { !$0.isFinite }) {
    throw .overlapNotFinite(row: bad / overlaps.columns, column: bad % overlaps.columns)
  }
  let largest = overlaps.elements.reduce(0) { max($0, abs($1)) }
  if let worst = overlaps.largestAsymmetry(), worst.difference > 1e-12 * largest {
    throw .overlapsNotSymmetric(
      row: worst.row, column: worst.column, difference: worst.difference)
  }
  if let zero = overlaps.diagonal.firstIndex(of: 0) { throw .zeroInput(zero) }
  let symmetric = Matrix(rows: overlaps.rows, columns: overlaps.rows) { a, b in
    (overlaps[a, b] + overlaps[b, a]) / 2
  }
  // Eigenvalues of a singular matrix come out as small numbers of either sign.
  let tolerance = 1e-13 * Double(overlaps.rows) * largest
  var lowest = 0.0
  let root = try spectralFunction(of: symmetric) { value in
    lowest = min(lowest, value)
    return max(0, value).squareRoot()
  }
  guard lowest >= -tolerance else {
    throw .overlapsNotPositiveSemidefinite(eigenvalue: lowest)
  }
  return root
}

/// A function of a symmetric matrix, by its eigenvalues.
private func spectralFunction(
  of matrix: Matrix, _ function: (Double) -> Double
) throws(RandomNetworkError) -> Matrix {
  do {
    let system = try SymmetricEigensystem(of: matrix)
    guard let vectors = system.vectors else { return matrix }
    let values = system.values.map(function)
    let scaled = Matrix(rows: vectors.rows, columns: vectors.columns) { k, i in
      values[k] * vectors[k, i]
    }
    return Matrix.product(transposeOf: vectors, scaled)
  } catch {
    throw .eigenvalues("\(error)")
  }
}
