/// The Cholesky factor of a small symmetric matrix whose diagonal is enlarged, for Newton's method.
///
/// ```
/// A + λ diag|A| = L Lᵀ
/// ```
///
/// Levenberg and Marquardt's λ makes an indefinite matrix of second derivatives positive definite. Plain loops, which for
/// a handful of unknowns cost less than a call of LAPACK; ``CholeskyFactor`` is for large matrices.
package struct DampedCholeskyFactor {
  private var lower: [[Double]]

  /// Factorises A + λ diag|A|, or gives `nil` for a matrix that is not positive definite to rounding.
  ///
  /// - Parameters:
  ///   - matrix: A symmetric matrix A by rows; only its lower triangle is read.
  ///   - damping: λ, not negative.
  /// - Complexity: O(n³).
  package init?(_ matrix: [[Double]], damping: Double) {
    lower = matrix
    for i in matrix.indices {
      for j in 0...i {
        var sum = matrix[i][j] + (i == j ? damping * abs(matrix[i][i]) : 0)
        for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
        if i == j {
          guard sum > 1e-14 * abs(matrix[i][i]) else { return nil }
          lower[i][i] = sum.squareRoot()
        } else {
          lower[i][j] = sum / lower[j][j]
        }
      }
    }
  }

  /// Solves (A + λ diag|A|) x = b.
  ///
  /// - Parameter right: The right-hand side b, n numbers.
  /// - Returns: The solution x.
  /// - Complexity: O(n²).
  package func solve(_ right: [Double]) -> [Double] {
    var x = right
    for i in x.indices {
      for k in 0..<i { x[i] -= lower[i][k] * x[k] }
      x[i] /= lower[i][i]
    }
    for i in x.indices.reversed() {
      for k in (i + 1)..<Swift.max(x.count, i + 1) { x[i] -= lower[k][i] * x[k] }
      x[i] /= lower[i][i]
    }
    return x
  }
}
