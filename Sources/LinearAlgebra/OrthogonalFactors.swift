import CLAPACK

extension Matrix {
  /// A lower triangular matrix with the same Gram matrix as the rows.
  ///
  /// ```
  /// A = L Q,   L Lᵀ = A Aᵀ,   L_ij = 0 for j > i,   L_jj ≥ 0
  /// ```
  ///
  /// This is the Cholesky factor of A Aᵀ, found by Householder reflections without that product: rows that
  /// are nearly or exactly equal are told apart to rounding of the rows, not of their squares, and a
  /// singular Gram matrix is no exception.
  ///
  /// - Returns: L, of shape rows × min(rows, columns).
  /// - Throws: ``LinearAlgebraError`` when an element is not finite.
  /// - Complexity: O(rows² columns), by LAPACK's `dgeqrf`.
  public func gramFactor() throws(LinearAlgebraError) -> Matrix {
    let rank = Swift.min(rows, columns)
    var factor = Matrix(rows: rows, columns: rank)
    let reflected = try householder().work
    for j in 0..<rank {
      let sign = reflected[j * columns + j] < 0 ? -1.0 : 1
      // Row i of the storage is column i of the upper triangular factor.
      for i in j..<rows { factor.elements[i * rank + j] = sign * reflected[i * columns + j] }
    }
    return factor
  }

  /// The rows made orthonormal one after the other.
  ///
  /// ```
  /// A = L Q,   Q Qᵀ = 1,   L lower triangular, L_jj ≥ 0
  /// ```
  ///
  /// The signs make Q unique. For independent normal elements it is uniformly distributed (by Haar's measure)
  /// over all matrices with orthonormal rows.
  ///
  /// **Source**: F. Mezzadri, *Notices of the AMS* 54, 592 (2007).
  ///
  /// - Returns: Q, of the same shape; rows ≤ columns.
  /// - Throws: ``LinearAlgebraError`` when an element is not finite.
  /// - Complexity: O(rows² columns), by LAPACK's `dgeqrf` and `dorgqr`.
  public func orthonormalizedRows() throws(LinearAlgebraError) -> Matrix {
    try orthonormalizedRowsAndLengths().rows
  }

  /// The rows made orthonormal one after the other, and what was left of their lengths.
  ///
  /// ```
  /// A = L Q,   Q Qᵀ = 1,   L lower triangular,   lengths L_jj ≥ 0
  /// ```
  ///
  /// L_jj is the length of row j perpendicular to the rows before it; the product of the first j is the volume
  /// that they span.
  ///
  /// - Returns: Q, of the same shape with rows ≤ columns, and L_11, L_22, ….
  /// - Throws: ``LinearAlgebraError`` when an element is not finite.
  /// - Complexity: O(rows² columns), by LAPACK's `dgeqrf` and `dorgqr`.
  public func orthonormalizedRowsAndLengths() throws(LinearAlgebraError) -> (
    rows: Matrix, lengths: [Double]
  ) {
    precondition(rows <= columns, "\(rows) rows of \(columns) elements cannot be orthonormal")
    var (work, scales) = try householder()
    guard rows > 0 else { return (self, []) }
    let lengths = (0..<rows).map { abs(work[$0 * columns + $0]) }
    let negative = (0..<rows).filter { work[$0 * columns + $0] < 0 }
    let code = LAPACKE_dorgqr(
      LAPACK_COL_MAJOR, Int32(columns), Int32(rows), Int32(rows), &work, Int32(columns), scales)
    guard code == 0 else { throw .noConvergence(routine: "dorgqr", code: Int(code)) }
    for i in negative {
      for k in (i * columns)..<((i + 1) * columns) { work[k] = -work[k] }
    }
    return (Matrix(rows: rows, columns: columns, elements: work), lengths)
  }

  /// The QR factorisation of the transpose, as LAPACK leaves it.
  private func householder() throws(LinearAlgebraError) -> (work: [Double], scales: [Double]) {
    var work = elements
    var scales = [Double](repeating: 0, count: Swift.max(1, Swift.min(rows, columns)))
    guard rows > 0, columns > 0 else { return (work, scales) }
    _ = blasIsSingleThreaded
    // Row-major rows are column-major columns.
    let code = LAPACKE_dgeqrf(
      LAPACK_COL_MAJOR, Int32(columns), Int32(rows), &work, Int32(columns), &scales)
    if code == -4 {
      let k = elements.firstIndex { !$0.isFinite } ?? 0
      throw .notFinite(row: k / columns, column: k % columns)
    }
    guard code == 0 else { throw .noConvergence(routine: "dgeqrf", code: Int(code)) }
    return (work, scales)
  }
}
