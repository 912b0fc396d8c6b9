import CLAPACK

/// The eigenvalues, and on request the eigenvectors, of a real symmetric matrix.
///
/// ```
/// A v_k = λ_k v_k,   λ_0 ≥ λ_1 ≥ …,   v_kᵀ v_l = δ_kl
/// ```
///
/// Eigenvalues come in descending order, because the large ones carry the order of an overlap matrix.
public struct SymmetricEigensystem: Sendable, Equatable {
  /// The eigenvalues, largest first.
  public let values: [Double]

  /// The eigenvectors: row k belongs to `values[k]`; `nil` when only values were asked for.
  public let vectors: Matrix?

  /// Diagonalises a symmetric matrix by LAPACK's divide and conquer (`dsyevd`).
  ///
  /// The matrix must be exactly symmetric; both triangles are read to check that.
  ///
  /// - Parameters:
  ///   - matrix: A symmetric matrix of shape n × n; n may be 0.
  ///   - withVectors: Whether eigenvectors are wanted too.
  /// - Throws: ``LinearAlgebraError`` when an element is not finite, the matrix is not symmetric, or
  ///   the iteration does not converge.
  /// - Complexity: O(n³).
  public init(of matrix: Matrix, withVectors: Bool = true) throws(LinearAlgebraError) {
    try matrix.checkFiniteAndSymmetric()
    let n = matrix.rows
    guard n > 0 else {
      values = []
      vectors = withVectors ? Matrix(rows: 0, columns: 0) : nil
      return
    }
    _ = blasIsSingleThreaded
    var work = matrix.elements
    var ascending = [Double](repeating: 0, count: n)
    // A symmetric matrix is its own transpose, so column-major LAPACK may read row-major storage;
    // eigenvectors, which it leaves in columns, are then our rows.
    let code = LAPACKE_dsyevd(
      LAPACK_COL_MAJOR, withVectors ? CChar(UInt8(ascii: "V")) : CChar(UInt8(ascii: "N")),
      CChar(UInt8(ascii: "L")), Int32(n), &work, Int32(n), &ascending)
    guard code == 0 else { throw .noConvergence(routine: "dsyevd", code: Int(code)) }
    values = ascending.reversed()
    vectors = withVectors ? Matrix(rowsInReverse: work, size: n, count: n) : nil
  }

  /// Finds the largest eigenvalues of a symmetric matrix by LAPACK's `dsyevr`.
  ///
  /// - Parameters:
  ///   - matrix: A symmetric matrix of shape n × n.
  ///   - count: How many eigenvalues, from the largest; at most n.
  ///   - withVectors: Whether eigenvectors are wanted too.
  /// - Throws: ``LinearAlgebraError`` when an element is not finite, the matrix is not symmetric, or
  ///   the iteration does not converge.
  /// - Complexity: O(n³) for the reduction to tridiagonal form, O(n count) after it.
  public init(
    of matrix: Matrix, largest count: Int, withVectors: Bool = true
  ) throws(LinearAlgebraError) {
    precondition(
      count >= 0 && count <= matrix.rows, "\(count) eigenvalues of \(matrix.rows) asked for")
    try matrix.checkFiniteAndSymmetric()
    let n = matrix.rows
    guard count > 0 else {
      values = []
      vectors = withVectors ? Matrix(rows: 0, columns: n) : nil
      return
    }
    _ = blasIsSingleThreaded
    var work = matrix.elements
    var ascending = [Double](repeating: 0, count: n)
    var vectorStorage = [Double](repeating: 0, count: withVectors ? n * count : 1)
    var support = [Int32](repeating: 0, count: 2 * count)
    var found: Int32 = 0
    let code = LAPACKE_dsyevr(
      LAPACK_COL_MAJOR, withVectors ? CChar(UInt8(ascii: "V")) : CChar(UInt8(ascii: "N")),
      CChar(UInt8(ascii: "I")), CChar(UInt8(ascii: "L")), Int32(n), &work, Int32(n), 0, 0,
      Int32(n - count + 1), Int32(n), 0, &found, &ascending, &vectorStorage, Int32(n), &support)
    guard code == 0, Int(found) == count else {
      throw .noConvergence(routine: "dsyevr", code: Int(code))
    }
    values = ascending.prefix(count).reversed()
    vectors = withVectors ? Matrix(rowsInReverse: vectorStorage, size: n, count: count) : nil
  }
}

extension Matrix {
  /// Throws unless every element is finite and equal to its mirror image.
  func checkFiniteAndSymmetric() throws(LinearAlgebraError) {
    precondition(isSquare, "eigenvalues of a \(rows) × \(columns) matrix")
    if let bad = elements.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: bad / columns, column: bad % columns)
    }
    if let worst = largestAsymmetry() {
      throw .notSymmetric(row: worst.row, column: worst.column, difference: worst.difference)
    }
  }

  /// Makes a matrix from `count` stored rows of length `size`, the last row first.
  fileprivate init(rowsInReverse storage: [Double], size: Int, count: Int) {
    self.init(rows: count, columns: size)
    for k in 0..<count {
      let source = (count - 1 - k) * size
      elements.replaceSubrange(k * size..<(k + 1) * size, with: storage[source..<source + size])
    }
  }
}
