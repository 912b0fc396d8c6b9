import LinearAlgebra

/// One state whose replicas lie at different depths of it: gains, or a mixture of temperatures.
///
/// ```
/// q_ab = x_a x_b,   x the least-squares fit to the pairs a ≠ b
/// ```
///
/// The family is not linear, so that its residual is orthogonal to it only to first order. A state beside
/// replicas that belong to none (x = 0) has this form too: it speaks for one state only where a tree does
/// not describe the overlaps better.
struct RankOneFit {
  /// One number per replica.
  let depths: [Double]

  private static let rounds = 30

  /// Fits by alternating least squares.
  ///
  /// ```
  /// x_a = Σ_{b≠a} q_ab x_b / Σ_{b≠a} x_b²
  /// ```
  ///
  /// - Parameter matrix: A symmetric matrix, of which the diagonal is ignored.
  /// - Complexity: O(R²).
  init(_ matrix: Matrix) {
    let r = matrix.rows
    let mean = matrix.offDiagonalMean
    let start = max(mean, 1e-3).squareRoot()
    var x = (0..<r).map { a in
      let row = (matrix.row(a).reduce(0, +) - matrix[a, a]) / Double(max(1, r - 1))
      return min(max(row / start, 0.02), 1)
    }
    for _ in 0..<Self.rounds {
      var square = x.reduce(0) { $0 + $1 * $1 }
      for a in 0..<r {
        var sum = -matrix[a, a] * x[a]
        for (b, q) in matrix.row(a).enumerated() { sum += q * x[b] }
        let others = square - x[a] * x[a]
        guard others > 1e-12 else { continue }
        let next = sum / others
        square += next * next - x[a] * x[a]
        x[a] = next
      }
    }
    depths = x
  }

  /// What the fit leaves of a symmetric matrix, with zero diagonal.
  func residual(of matrix: Matrix) -> Matrix {
    Matrix(rows: matrix.rows, columns: matrix.columns) { a, b in
      a == b ? 0 : matrix[a, b] - depths[a] * depths[b]
    }
  }
}
