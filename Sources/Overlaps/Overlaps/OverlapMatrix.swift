public import LinearAlgebra
public import SpinModels

/// The overlaps of a set of replicas.
///
/// ```
/// q_ab = (1/N) Σ_i x_i^a x_i^b
/// ```
///
/// Replicas may be spin configurations of one disorder instance, the activations of a network's layer
/// for several inputs, or trajectories of a recurrent network at one time: what follows (spectrum,
/// ordering, states, verdict) is the same for all.
public struct OverlapMatrix: Sendable, Equatable {
  /// The overlaps: R × R, exactly symmetric.
  public let matrix: Matrix
  /// The number N of sites behind each overlap, which sets the noise; `nil` when unknown.
  public let siteCount: Int?

  /// The number R of replicas.
  public var replicaCount: Int { matrix.rows }

  /// Computes the overlaps of spin configurations by counting bits.
  ///
  /// - Parameter configurations: R ≥ 2 configurations of N spins.
  /// - Throws: ``OverlapError/tooFewReplicas(_:)``.
  /// - Complexity: O(R² N/64).
  public init(of configurations: PackedConfigurations) throws(OverlapError) {
    let count = configurations.count
    guard count >= 2 else { throw .tooFewReplicas(count) }
    let n = Double(configurations.spinCount)
    matrix = Matrix(
      rows: count, columns: count,
      elements: configurations.differences().map { (n - 2 * Double($0)) / n })
    siteCount = configurations.spinCount
  }

  /// Computes the overlaps of real vectors by BLAS.
  ///
  /// - Parameter vectors: R ≥ 2 rows of N numbers.
  /// - Throws: ``OverlapError`` for too few rows, a number that is not finite or a row whose squared
  ///   length lies outside 10⁻²⁰⁰ … 10²⁰⁰.
  /// - Complexity: O(R² N).
  public init(ofRows vectors: Matrix) throws(OverlapError) {
    guard vectors.rows >= 2 else { throw .tooFewReplicas(vectors.rows) }
    if let bad = vectors.elements.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: bad / vectors.columns, column: bad % vectors.columns)
    }
    matrix = vectors.gramMatrix(scale: 1 / Double(max(1, vectors.columns)))
    for row in 0..<vectors.rows {
      let square = matrix[row, row]
      guard (1e-200...1e200).contains(square) || vectors.row(row).allSatisfy({ $0 == 0 }) else {
        throw .lengthOutOfRange(row: row)
      }
    }
    siteCount = vectors.columns
  }

  /// Takes overlaps that were computed elsewhere.
  ///
  /// - Parameters:
  ///   - matrix: A symmetric R × R matrix, R ≥ 2; differences of mirrored elements up to 10⁻⁶ are
  ///     averaged away.
  ///   - siteCount: The number N of sites behind each overlap, when known.
  /// - Throws: ``OverlapError`` with the place of the first bad element, or the smallest eigenvalue of a
  ///   matrix that is not positive semidefinite beyond the rounding of its elements.
  /// - Complexity: O(R³).
  public init(_ matrix: Matrix, siteCount: Int? = nil) throws(OverlapError) {
    guard matrix.isSquare else { throw .notSquare(rows: matrix.rows, columns: matrix.columns) }
    guard matrix.rows >= 2 else { throw .tooFewReplicas(matrix.rows) }
    if let bad = matrix.elements.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: bad / matrix.columns, column: bad % matrix.columns)
    }
    if let worst = matrix.largestAsymmetry(), worst.difference > 1e-6 {
      throw .notSymmetric(row: worst.row, column: worst.column, difference: worst.difference)
    }
    let diagonal = matrix.diagonal
    let step = matrix.roundingStep ?? 0
    for a in 0..<matrix.rows {
      for b in 0..<a {
        let bound = (max(0, diagonal[a]) * max(0, diagonal[b])).squareRoot()
        guard abs(matrix[a, b]) <= bound * (1 + 1e-6) + step + 1e-12 else {
          throw .impossibleOverlap(row: a, column: b, value: matrix[a, b])
        }
      }
    }
    let symmetric = Matrix(rows: matrix.rows, columns: matrix.rows) { a, b in
      (matrix[a, b] + matrix[b, a]) / 2
    }
    try symmetric.requirePositiveSemidefinite(roundingStep: step)
    self.matrix = symmetric
    self.siteCount = siteCount
  }

  /// The overlap of two replicas.
  public subscript(a: Int, b: Int) -> Double { matrix[a, b] }

  /// The overlaps of all pairs a < b: R (R − 1)/2 of them.
  public var pairOverlaps: [Double] {
    var values: [Double] = []
    values.reserveCapacity(replicaCount * (replicaCount - 1) / 2)
    for a in 0..<replicaCount {
      for b in a + 1..<replicaCount { values.append(matrix[a, b]) }
    }
    return values
  }

  /// The matrix of correlations, with unit diagonal.
  ///
  /// ```
  /// c_ab = q_ab/√(q_aa q_bb)
  /// ```
  ///
  /// - Throws: ``OverlapError/zeroVector(row:)`` when a self-overlap vanishes.
  public func normalized() throws(OverlapError) -> OverlapMatrix {
    let lengths = matrix.diagonal.map { $0.squareRoot() }
    if let bad = lengths.firstIndex(where: { !($0 > 0) }) { throw .zeroVector(row: bad) }
    var result = Matrix(rows: replicaCount, columns: replicaCount) { a, b in
      a == b ? 1 : matrix[a, b] / (lengths[a] * lengths[b])
    }
    for a in 0..<replicaCount { for b in 0..<a { result[a, b] = result[b, a] } }
    return OverlapMatrix(valid: result, siteCount: siteCount)
  }

  /// The overlaps after flipping replicas as a whole.
  ///
  /// - Parameter signs: +1 or −1 per replica.
  /// - Returns: The matrix with elements g_a g_b q_ab; its spectrum is the same.
  public func flipped(by signs: [Double]) -> OverlapMatrix {
    OverlapMatrix(
      valid: Matrix(rows: replicaCount, columns: replicaCount) {
        signs[$0] * signs[$1] * matrix[$0, $1]
      },
      siteCount: siteCount)
  }

  init(valid matrix: Matrix, siteCount: Int?) {
    self.matrix = matrix
    self.siteCount = siteCount
  }
}
