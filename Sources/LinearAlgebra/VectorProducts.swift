import CLAPACK

extension Matrix {
  /// The product of a matrix with a vector.
  ///
  /// ```
  /// y_i = Σ_j A_ij x_j
  /// ```
  ///
  /// - Parameters:
  ///   - matrix: A matrix of shape r × c.
  ///   - vector: A vector of length c.
  /// - Returns: The product, of length r.
  /// - Complexity: O(r c), by BLAS.
  public static func * (matrix: Matrix, vector: [Double]) -> [Double] {
    precondition(
      vector.count == matrix.columns,
      "product of \(matrix.rows) × \(matrix.columns) and a vector of \(vector.count)")
    var result = [Double](repeating: 0, count: matrix.rows)
    guard matrix.rows > 0, matrix.columns > 0 else { return result }
    _ = blasIsSingleThreaded
    cblas_dgemv(
      CblasRowMajor, CblasNoTrans, Int32(matrix.rows), Int32(matrix.columns), 1, matrix.elements,
      Int32(matrix.columns), vector, 1, 0, &result, 1)
    return result
  }

  /// The product of a symmetric matrix with a vector, reading one triangle only.
  ///
  /// ```
  /// y_i = Σ_j A_ij x_j,   A_ij = A_ji from j ≥ i
  /// ```
  ///
  /// Large products wait for memory, so that half the reading is nearly half the time.
  ///
  /// - Parameter vector: A vector as long as the matrix has rows.
  /// - Returns: The product.
  /// - Complexity: O(n²), by BLAS.
  public func symmetricProduct(with vector: [Double]) -> [Double] {
    precondition(isSquare, "a \(rows) × \(columns) matrix cannot be symmetric")
    precondition(
      vector.count == rows, "product of \(rows) × \(columns) and \(vector.count) numbers")
    var result = [Double](repeating: 0, count: rows)
    guard rows > 0 else { return result }
    _ = blasIsSingleThreaded
    cblas_dsymv(
      CblasRowMajor, CblasUpper, Int32(rows), 1, elements, Int32(rows), vector, 1, 0, &result, 1)
    return result
  }
}
