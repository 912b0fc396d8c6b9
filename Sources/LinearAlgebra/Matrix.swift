/// A dense real matrix, stored row by row.
///
/// Element (i, j) of an r × c matrix lies at `elements[i * c + j]`. Copying is cheap until one of the
/// copies is changed.
public struct Matrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int

  /// The number of columns.
  public let columns: Int

  /// The elements, row by row; `rows * columns` of them.
  public var elements: [Double]

  /// Makes a matrix with the same value everywhere.
  ///
  /// - Parameters:
  ///   - rows: The number of rows, 0 or more.
  ///   - columns: The number of columns, 0 or more.
  ///   - value: The value of every element.
  @inlinable
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    self.elements = [Double](repeating: value, count: rows * columns)
  }

  /// Makes a matrix from its elements, row by row.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - elements: The elements, `rows * columns` of them.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(
      elements.count == rows * columns,
      "\(rows) × \(columns) matrix from \(elements.count) elements")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Makes a matrix by calling a function for every pair of indices, row by row.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - element: The value at row i and column j.
  @inlinable
  public init(rows: Int, columns: Int, _ element: (_ row: Int, _ column: Int) -> Double) {
    self.init(rows: rows, columns: columns)
    elements.withUnsafeMutableBufferPointer { storage in
      for i in 0..<rows {
        for j in 0..<columns {
          storage[i * columns + j] = element(i, j)
        }
      }
    }
  }

  /// The identity matrix.
  ///
  /// - Parameter size: The number of rows and of columns.
  /// - Returns: A matrix with ones on its diagonal.
  public static func identity(_ size: Int) -> Matrix {
    Matrix(rows: size, columns: size) { $0 == $1 ? 1 : 0 }
  }

  /// The element at one row and column.
  ///
  /// - Parameters:
  ///   - row: The row, from 0.
  ///   - column: The column, from 0.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// The elements of one row.
  ///
  /// - Parameter index: The row, from 0.
  /// - Returns: The row's elements; no copy is made.
  public func row(_ index: Int) -> ArraySlice<Double> {
    elements[(index * columns)..<((index + 1) * columns)]
  }

  /// The elements of one column.
  ///
  /// - Parameter index: The column, from 0.
  /// - Returns: A copy of the column's elements.
  public func column(_ index: Int) -> [Double] {
    (0..<rows).map { elements[$0 * columns + index] }
  }

  /// Whether the matrix has as many rows as columns.
  public var isSquare: Bool { rows == columns }

  /// The elements with equal row and column.
  public var diagonal: [Double] {
    (0..<Swift.min(rows, columns)).map { self[$0, $0] }
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: Matrix {
    Matrix(rows: columns, columns: rows) { self[$1, $0] }
  }

  /// The largest difference between an element and its mirror image.
  ///
  /// ```
  /// max |A_ij − A_ji|
  /// ```
  ///
  /// - Returns: The difference and where it is, or `nil` for an exactly symmetric matrix.
  public func largestAsymmetry() -> (row: Int, column: Int, difference: Double)? {
    precondition(isSquare, "only a square matrix can be symmetric, not \(rows) × \(columns)")
    var worst: (row: Int, column: Int, difference: Double)?
    for i in 0..<rows {
      for j in 0..<i where self[i, j] != self[j, i] {
        let difference = abs(self[i, j] - self[j, i])
        if difference > (worst?.difference ?? 0) || !difference.isFinite {
          worst = (i, j, difference)
          if !difference.isFinite { return worst }
        }
      }
    }
    return worst
  }

  /// The matrix with rows and columns taken in a given order.
  ///
  /// - Parameter order: Indices of rows to keep, in their new order; the same for columns.
  /// - Returns: The matrix B with B_ij = A at (order[i], order[j]).
  public func reordered(by order: [Int]) -> Matrix {
    Matrix(rows: order.count, columns: order.count) { self[order[$0], order[$1]] }
  }
}
