import CLAPACK

extension Matrix {
  /// The singular values, largest first, by LAPACK's `dgesdd`.
  ///
  /// - Returns: min(rows, columns) numbers, none negative.
  /// - Throws: ``LinearAlgebraError`` when an element is not finite or the iteration does not converge.
  /// - Complexity: O(rows columns min(rows, columns)).
  public func singularValues() throws(LinearAlgebraError) -> [Double] {
    if let bad = elements.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: bad / columns, column: bad % columns)
    }
    let count = Swift.min(rows, columns)
    guard count > 0 else { return [] }
    _ = blasIsSingleThreaded
    var work = elements
    var values = [Double](repeating: 0, count: count)
    // Row-major storage is the transpose in column-major order, with the same singular values.
    var (left, right) = ([0.0], [0.0])
    let code = LAPACKE_dgesdd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), Int32(columns), Int32(rows), &work,
      Int32(columns), &values, &left, 1, &right, 1)
    guard code == 0 else { throw .noConvergence(routine: "dgesdd", code: Int(code)) }
    return values
  }
}
