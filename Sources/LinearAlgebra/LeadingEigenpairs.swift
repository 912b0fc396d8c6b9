import CLAPACK

/// A few eigenpairs from the ends of the spectrum of a large symmetric matrix.
///
/// Block Lanczos with full reorthogonalisation, started from fixed vectors, so that the same matrix
/// always gives the same bits. Eigenvalues that stand apart converge to rounding; those inside a dense
/// bulk are approximated from within. Small matrices are diagonalised completely.
///
/// **Source**: G. H. Golub and C. F. Van Loan, *Matrix Computations*, block Lanczos.
public struct LeadingEigenpairs: Sendable, Equatable {
  /// Which end of the spectrum is wanted.
  public enum Order: Sendable {
    /// The largest eigenvalues.
    case value
    /// The eigenvalues of largest absolute value.
    case magnitude
  }

  /// The eigenvalues, the leading one first.
  public let values: [Double]
  /// The eigenvectors: row k belongs to `values[k]`.
  public let vectors: Matrix

  /// Finds leading eigenpairs.
  ///
  /// - Parameters:
  ///   - matrix: A symmetric matrix of shape n × n; only its lower triangle is relied upon.
  ///   - count: How many pairs; fewer are returned when n is smaller.
  ///   - order: Which ones lead.
  ///   - steps: The number of block multiplications; more of them resolve a dense edge better.
  /// - Throws: ``LinearAlgebraError`` when an element is not finite or LAPACK does not converge.
  /// - Complexity: O(n² count steps).
  public init(
    of matrix: Matrix, count: Int, by order: Order = .value, steps: Int = 8
  ) throws(LinearAlgebraError) {
    precondition(matrix.isSquare, "eigenvalues of a \(matrix.rows) × \(matrix.columns) matrix")
    let n = matrix.rows
    // Wide blocks read the matrix less often, and see past eigenvalues that lie close together.
    let width = min(16, max(8, count))
    let values: [Double]
    let vectors: Matrix
    if n <= 2 * width * steps || n <= 96 {
      let system = try SymmetricEigensystem(of: matrix)
      values = system.values
      vectors = system.vectors ?? Matrix.identity(n)
    } else {
      (values, vectors) = try Self.lanczos(
        matrix, width: width, steps: max(steps, count / width + 2))
    }
    let ranked = values.indices.sorted { a, b in
      switch order {
      case .value: values[a] > values[b]
      case .magnitude: abs(values[a]) > abs(values[b])
      }
    }.prefix(count)
    self.values = ranked.map { values[$0] }
    self.vectors = Matrix(rows: ranked.count, columns: n) { vectors[ranked[$0], $1] }
  }

  /// The eigenpairs of a matrix within a Krylov space.
  private static func lanczos(
    _ matrix: Matrix, width: Int, steps: Int
  ) throws(LinearAlgebraError) -> ([Double], Matrix) {
    let n = matrix.rows
    // Rows of `basis` are orthonormal; rows of `image` are their products with the matrix.
    var basis = Matrix(rows: 0, columns: n)
    var image = Matrix(rows: 0, columns: n)
    var block = Matrix(rows: width, columns: n) { k, i in
      let phase = Double(i + 1) * 0.618_033_988_749_895 + Double(k * i % 97) * 0.414_213_562
      return phase - phase.rounded(.down) - 0.5
    }
    for _ in 0..<steps {
      block = try block.orthonormalRows(against: basis)
      let product = block * matrix
      basis = Matrix(
        rows: basis.rows + block.rows, columns: n, elements: basis.elements + block.elements)
      image = Matrix(
        rows: basis.rows, columns: n, elements: image.elements + product.elements)
      block = product
    }
    var projected = Matrix.product(basis, withTransposeOf: image)
    for i in 0..<projected.rows {
      for j in 0..<i {
        let mean = (projected[i, j] + projected[j, i]) / 2
        projected[i, j] = mean
        projected[j, i] = mean
      }
    }
    let system = try SymmetricEigensystem(of: projected)
    return (system.values, (system.vectors ?? Matrix.identity(projected.rows)) * basis)
  }
}

extension Matrix {
  /// The rows made orthonormal to each other and to the rows of another matrix, by two passes of
  /// projection and a QR factorisation.
  fileprivate func orthonormalRows(against basis: Matrix) throws(LinearAlgebraError) -> Matrix {
    var result = self
    for _ in 0..<2 {
      if basis.rows > 0 {
        let components = Matrix.product(result, withTransposeOf: basis)
        let projection = components * basis
        for k in result.elements.indices { result.elements[k] -= projection.elements[k] }
      }
      // Row-major rows are column-major columns.
      var factors = [Double](repeating: 0, count: rows)
      let size = Int32(columns)
      let count = Int32(rows)
      var code = LAPACKE_dgeqrf(
        LAPACK_COL_MAJOR, size, count, &result.elements, size, &factors)
      guard code == 0 else { throw .noConvergence(routine: "dgeqrf", code: Int(code)) }
      code = LAPACKE_dorgqr(
        LAPACK_COL_MAJOR, size, count, count, &result.elements, size, factors)
      guard code == 0 else { throw .noConvergence(routine: "dorgqr", code: Int(code)) }
    }
    return result
  }
}
