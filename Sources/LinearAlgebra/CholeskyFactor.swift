import CLAPACK

/// The Cholesky factor of a symmetric positive definite matrix, which solves linear equations.
///
/// ```
/// A = L Lᵀ,   L lower triangular with a positive diagonal
/// ```
public struct CholeskyFactor: Sendable, Equatable {
  /// The number n of rows.
  public let size: Int
  /// The factor as LAPACK leaves it: L by columns; what lies above its diagonal means nothing.
  private let storage: [Double]

  /// Factorises a matrix by LAPACK's `dpotrf`.
  ///
  /// - Parameter matrix: A symmetric matrix of shape n × n of finite numbers; only its upper triangle
  ///   is read.
  /// - Throws: ``LinearAlgebraError/notPositiveDefinite(minor:)`` for any other.
  /// - Complexity: O(n³).
  public init(of matrix: Matrix) throws(LinearAlgebraError) {
    precondition(matrix.isSquare, "Cholesky factor of a \(matrix.rows) × \(matrix.columns) matrix")
    size = matrix.rows
    var work = matrix.elements
    if size > 0 {
      _ = blasIsSingleThreaded
      let n = Int32(matrix.rows)
      let code = LAPACKE_dpotrf(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), n, &work, n)
      guard code == 0 else { throw .notPositiveDefinite(minor: Int(code)) }
    }
    storage = work
  }

  /// Solves A x = b.
  ///
  /// - Parameter right: The right-hand side b, n numbers.
  /// - Returns: The solution x.
  /// - Complexity: O(n²).
  public func solve(_ right: [Double]) -> [Double] {
    precondition(right.count == size, "\(right.count) right-hand sides for \(size) equations")
    var solution = right
    guard size > 0 else { return solution }
    let n = Int32(size)
    _ = LAPACKE_dpotrs(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), n, 1, storage, n, &solution, n)
    return solution
  }
}
