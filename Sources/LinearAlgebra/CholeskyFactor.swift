import CLAPACK
import RealModule

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

  /// Solves A x = b for several right-hand sides.
  ///
  /// - Parameter rows: A matrix of n columns; each of its rows is a right-hand side b.
  /// - Returns: A matrix of the same shape; each of its rows is a solution x.
  /// - Complexity: O(n²) for every row, by LAPACK.
  public func solve(rows: Matrix) -> Matrix {
    precondition(rows.columns == size, "\(rows.columns) numbers a row for \(size) equations")
    var solution = rows
    guard size > 0, rows.rows > 0 else { return solution }
    let n = Int32(size)
    // Rows of row-major storage are columns of LAPACK's.
    _ = LAPACKE_dpotrs(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), n, Int32(rows.rows), storage, n,
      &solution.elements, n)
    return solution
  }

  /// Solves L x = b for several right-hand sides.
  ///
  /// ```
  /// |x|² = bᵀ A⁻¹ b
  /// ```
  ///
  /// - Parameter rows: A matrix of n columns; each of its rows is a right-hand side b.
  /// - Returns: A matrix of the same shape; each of its rows is a solution x.
  /// - Complexity: O(n²) for every row, by BLAS.
  public func solveLower(rows: Matrix) -> Matrix {
    precondition(rows.columns == size, "\(rows.columns) numbers a row for \(size) equations")
    var solution = rows
    guard size > 0, rows.rows > 0 else { return solution }
    let n = Int32(size)
    cblas_dtrsm(
      CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, n, Int32(rows.rows), 1,
      storage, n, &solution.elements, n)
    return solution
  }

  /// The logarithm of the determinant of A.
  public var logDeterminant: Double {
    2 * (0..<size).reduce(0) { $0 + Double.log(storage[$1 * (size + 1)]) }
  }

  /// The smallest of the squared diagonal elements of L; near 0 the matrix is nearly singular.
  public var smallestPivot: Double {
    (0..<size).map { storage[$0 * (size + 1)] * storage[$0 * (size + 1)] }.min() ?? .infinity
  }
}
