/// What can go wrong in a decomposition although the call was a correct one.
public enum LinearAlgebraError: Error, Equatable {
  /// The matrix has a NaN or an infinity at this place.
  case notFinite(row: Int, column: Int)
  /// The matrix is not symmetric; the two elements differ by `difference`.
  case notSymmetric(row: Int, column: Int, difference: Double)
  /// LAPACK's iteration did not converge; `code` is the routine's return value.
  case noConvergence(routine: String, code: Int)
  /// A matrix that must be positive definite is not; the leading minor of this order fails.
  case notPositiveDefinite(minor: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .notFinite(let row, let column):
      "the matrix element (\(row), \(column)) is not a finite number"
    case .notSymmetric(let row, let column, let difference):
      "the matrix is not symmetric: elements (\(row), \(column)) and (\(column), \(row)) differ by "
        + "\(difference)"
    case .noConvergence(let routine, let code):
      "LAPACK's \(routine) did not converge (code \(code))"
    case .notPositiveDefinite(let minor):
      "the matrix is not positive definite: its leading minor of order \(minor) is not positive"
    }
  }
}
