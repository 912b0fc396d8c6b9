import CLAPACK

/// A dense matrix of single precision, stored row by row: for large products whose sums need no more
/// than seven digits.
///
/// Sums of products of ±1 are exact up to 2²⁴ terms.
public struct SingleMatrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int

  /// The number of columns.
  public let columns: Int

  /// The elements, row by row; `rows * columns` of them.
  public var elements: [Float]

  /// Makes a matrix from its elements, row by row.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - elements: The elements, `rows * columns` of them.
  public init(rows: Int, columns: Int, elements: [Float]) {
    precondition(
      elements.count == rows * columns,
      "\(rows) × \(columns) matrix from \(elements.count) elements")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Makes a matrix of zeros.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  public init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, elements: [Float](repeating: 0, count: rows * columns))
  }

  /// Rounds a matrix to single precision.
  ///
  /// - Parameter matrix: The matrix to round.
  public init(_ matrix: Matrix) {
    self.init(
      rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.map { Float($0) })
  }

  /// The product of two matrices.
  ///
  /// - Parameters:
  ///   - left: A matrix of shape r × k.
  ///   - right: A matrix of shape k × c.
  /// - Returns: The r × c product.
  /// - Complexity: O(r k c), by BLAS.
  public static func * (left: SingleMatrix, right: SingleMatrix) -> SingleMatrix {
    precondition(
      left.columns == right.rows,
      "product of \(left.rows) × \(left.columns) and \(right.rows) × \(right.columns)")
    var result = SingleMatrix(rows: left.rows, columns: right.columns)
    guard left.rows > 0, left.columns > 0, right.columns > 0 else { return result }
    _ = blasIsSingleThreaded
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(left.rows), Int32(right.columns),
      Int32(left.columns), 1, left.elements, Int32(left.columns), right.elements,
      Int32(right.columns), 0, &result.elements, Int32(right.columns))
    return result
  }

  /// The Gram matrix of the rows, exactly symmetric, in double precision.
  ///
  /// ```
  /// G_ab = scale · Σ_i A_ai A_bi
  /// ```
  ///
  /// - Parameter scale: A factor for every element.
  /// - Returns: A matrix of shape rows × rows.
  /// - Complexity: O(rows² columns), by BLAS.
  public func gramMatrix(scale: Double = 1) -> Matrix {
    gram(size: rows, inner: columns, transposed: false, scale: scale)
  }

  /// The Gram matrix of the columns, exactly symmetric, in double precision.
  ///
  /// - Parameter scale: A factor for every element.
  /// - Returns: A matrix of shape columns × columns.
  /// - Complexity: O(columns² rows), by BLAS.
  public func gramMatrixOfColumns(scale: Double = 1) -> Matrix {
    gram(size: columns, inner: rows, transposed: true, scale: scale)
  }

  private func gram(size: Int, inner: Int, transposed: Bool, scale: Double) -> Matrix {
    guard size > 0, inner > 0 else { return Matrix(rows: size, columns: size) }
    _ = blasIsSingleThreaded
    var products = [Float](repeating: 0, count: size * size)
    cblas_ssyrk(
      CblasRowMajor, CblasUpper, transposed ? CblasTrans : CblasNoTrans, Int32(size), Int32(inner),
      1, elements, Int32(columns), 0, &products, Int32(size))
    return products.withUnsafeBufferPointer { products in
      Matrix(rows: size, columns: size) { i, j in
        scale * Double(products[i <= j ? i * size + j : j * size + i])
      }
    }
  }
}
