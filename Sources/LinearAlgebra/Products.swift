import CLAPACK

/// Sets BLAS to one thread, once, before its first use.
///
/// Parallelism lies above BLAS, over instances and chains; threads inside many small products only
/// cost time, and with one thread the sums have one order.
let blasIsSingleThreaded: Void = {
  LinearAlgebraLibrary.requireMemory()
  openblas_set_num_threads(1)
}()

extension Matrix {
  /// The product of two matrices.
  ///
  /// - Parameters:
  ///   - left: A matrix of shape r × k.
  ///   - right: A matrix of shape k × c.
  /// - Returns: The r × c product.
  /// - Complexity: O(r k c), by BLAS.
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(
      left.columns == right.rows,
      "product of \(left.rows) × \(left.columns) and \(right.rows) × \(right.columns)")
    return product(left, transposed: false, right, transposed: false)
  }

  /// The product of a matrix with the transpose of another.
  ///
  /// ```
  /// C_ij = Σ_k A_ik B_jk
  /// ```
  ///
  /// - Parameters:
  ///   - left: A matrix of shape r × k.
  ///   - right: A matrix of shape c × k.
  /// - Returns: The r × c product.
  /// - Complexity: O(r k c), by BLAS.
  public static func product(_ left: Matrix, withTransposeOf right: Matrix) -> Matrix {
    precondition(
      left.columns == right.columns,
      "product of \(left.rows) × \(left.columns) and transposed \(right.rows) × \(right.columns)")
    return product(left, transposed: false, right, transposed: true)
  }

  /// The product of the transpose of a matrix with another matrix.
  ///
  /// ```
  /// C_ij = Σ_k A_ki B_kj
  /// ```
  ///
  /// - Parameters:
  ///   - left: A matrix of shape k × r.
  ///   - right: A matrix of shape k × c.
  /// - Returns: The r × c product.
  /// - Complexity: O(r k c), by BLAS.
  public static func product(transposeOf left: Matrix, _ right: Matrix) -> Matrix {
    precondition(
      left.rows == right.rows,
      "product of transposed \(left.rows) × \(left.columns) and \(right.rows) × \(right.columns)")
    return product(left, transposed: true, right, transposed: false)
  }

  private static func product(
    _ left: Matrix, transposed leftTransposed: Bool, _ right: Matrix,
    transposed rightTransposed: Bool
  ) -> Matrix {
    let rows = leftTransposed ? left.columns : left.rows
    let inner = leftTransposed ? left.rows : left.columns
    let columns = rightTransposed ? right.rows : right.columns
    var result = Matrix(rows: rows, columns: columns)
    guard rows > 0, columns > 0, inner > 0 else { return result }
    _ = blasIsSingleThreaded
    cblas_dgemm(
      CblasRowMajor, leftTransposed ? CblasTrans : CblasNoTrans,
      rightTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1,
      left.elements, Int32(left.columns), right.elements, Int32(right.columns), 0,
      &result.elements, Int32(columns))
    return result
  }

  /// The Gram matrix of the rows, exactly symmetric.
  ///
  /// ```
  /// G_ab = scale · Σ_i A_ai A_bi
  /// ```
  ///
  /// - Parameter scale: A factor for every element.
  /// - Returns: A matrix of shape rows × rows.
  /// - Complexity: O(rows² columns), by BLAS.
  public func gramMatrix(scale: Double = 1) -> Matrix {
    var result = Matrix(rows: rows, columns: rows)
    guard rows > 0, columns > 0 else { return result }
    _ = blasIsSingleThreaded
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasNoTrans, Int32(rows), Int32(columns), scale, elements,
      Int32(columns), 0, &result.elements, Int32(rows))
    for i in 0..<rows {
      for j in 0..<i {
        result[i, j] = result[j, i]
      }
    }
    return result
  }
}
