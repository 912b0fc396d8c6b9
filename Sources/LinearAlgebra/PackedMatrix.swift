import CKernels

/// A matrix that is multiplied many times with the same few columns, such as the couplings of a network with
/// its states.
///
/// The elements are packed in panels of rows, in huge pages where the system has them. A product costs little
/// more than one reading of the matrix while there are few columns, and runs near the speed of the processor
/// for many. Each product and sum is rounded once and sums run in ascending order of the inner index: results are
/// the same bits on every processor, and a column's do not depend on how many others there are.
public struct PackedMatrix<Scalar: PackedScalar>: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  private let panels: AlignedMemory<Scalar>

  /// Packs a matrix that is given row by row; the whole need never exist in another form.
  ///
  /// - Parameters:
  ///   - rows: The number of rows, at least 1.
  ///   - columns: The number of columns, at least 1.
  ///   - fill: Writes row i into an array of `columns` numbers.
  public init(rows: Int, columns: Int, fill: (_ i: Int, _ row: inout [Double]) throws -> Void)
    rethrows
  {
    precondition(rows >= 1 && columns >= 1, "a packed matrix cannot be \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    let height = Scalar.panelRows
    panels = try AlignedMemory(count: (rows + height - 1) / height * height * columns) { panels in
      var row = [Double](repeating: 0, count: columns)
      for i in 0..<rows {
        try fill(i, &row)
        var place = i / height * height * columns + i % height
        for value in row {
          panels[place] = Scalar(value)
          place += height
        }
      }
    }
  }

  /// Packs a matrix.
  ///
  /// - Parameter matrix: The matrix, at least 1 × 1.
  public init(_ matrix: Matrix) {
    self.init(rows: matrix.rows, columns: matrix.columns) { i, row in
      row.replaceSubrange(0..<matrix.columns, with: matrix.row(i))
    }
  }

  /// One number for every row, as ``multiply(_:adding:columns:into:at:)`` takes it.
  ///
  /// - Parameter values: As many numbers as there are rows.
  /// - Returns: The numbers, and zeros up to the end of the last panel.
  public func rowValues(_ values: [Double]) -> [Scalar] {
    precondition(values.count == rows, "\(values.count) numbers for \(rows) rows")
    let height = Scalar.panelRows
    return values.map { Scalar($0) }
      + [Scalar](repeating: 0, count: (rows + height - 1) / height * height - rows)
  }

  /// Multiplies columns by the matrix and adds a number to every row.
  ///
  /// ```
  /// y_ia = Σ_j W_ij x_ja + s_i
  /// ```
  ///
  /// - Parameters:
  ///   - x: The columns, laid out as ``ColumnGroups`` of length `columns` of the matrix.
  ///   - start: The numbers s of ``rowValues(_:)``.
  ///   - count: The number of columns of x.
  ///   - y: Memory for the result, laid out as ``ColumnGroups`` of as many numbers as there are rows.
  ///   - offset: Where the result begins in it.
  /// - Complexity: O(rows columns count).
  public func multiply(
    _ x: [Scalar], adding start: [Scalar], columns count: Int, into y: inout [Scalar],
    at offset: Int = 0
  ) {
    precondition(
      x.count == columns * count && start.count >= rows && start.count % Scalar.panelRows == 0,
      "a product of \(rows) × \(columns) with \(x.count) numbers and \(start.count) to add")
    precondition(
      offset >= 0 && y.count >= offset + rows * count,
      "a product of \(rows) × \(count) at \(offset) of \(y.count) numbers")
    y.withUnsafeMutableBufferPointer { y in
      guard let first = y.baseAddress else { return }
      Scalar.multiply(
        rows: rows, inner: columns, columns: count, panels: panels.first, start: start, x: x,
        y: first + offset)
    }
  }
}
