/// How columns of equal length lie in memory so that a ``PackedMatrix`` multiplies them fast.
///
/// Columns come in groups of 8, then 4, 2 and 1. Within a group of w columns the w numbers of one row lie
/// beside each other.
public struct ColumnGroups: Sendable, Equatable {
  /// The number of columns.
  public let count: Int
  /// The length of a column.
  public let length: Int

  /// Describes columns.
  ///
  /// - Parameters:
  ///   - count: The number of columns, at least 1.
  ///   - length: The length of a column, at least 1.
  public init(count: Int, length: Int) {
    precondition(count >= 1 && length >= 1, "\(count) columns of \(length) numbers")
    self.count = count
    self.length = length
  }

  /// The number of elements of all columns.
  public var size: Int { count * length }

  /// Where a column lies: element i is at `first + i * stride`.
  ///
  /// - Parameter column: The column, from 0.
  /// - Returns: The place of its first element and the distance to the next.
  public func place(ofColumn column: Int) -> (first: Int, stride: Int) {
    precondition((0..<count).contains(column), "column \(column) of \(count)")
    let whole = count / 8 * 8
    if column < whole { return (column / 8 * 8 * length + column % 8, 8) }
    var start = whole
    for width in [4, 2, 1] where (count - whole) & width != 0 {
      if column < start + width { return (start * length + column - start, width) }
      start += width
    }
    preconditionFailure("column \(column) of \(count)")
  }

  /// Copies one column out of memory.
  ///
  /// - Parameters:
  ///   - column: The column, from 0.
  ///   - elements: The memory.
  ///   - offset: Where the columns begin in it.
  /// - Returns: The column.
  public func column<Scalar: PackedScalar>(
    _ column: Int, of elements: [Scalar], from offset: Int = 0
  ) -> [Double] {
    let (first, stride) = place(ofColumn: column)
    return (0..<length).map { Double(elements[offset + first + $0 * stride]) }
  }

  /// Copies one column into memory.
  ///
  /// - Parameters:
  ///   - values: The column.
  ///   - column: Which one, from 0.
  ///   - elements: The memory.
  ///   - offset: Where the columns begin in it.
  public func store<Scalar: PackedScalar>(
    _ values: some RandomAccessCollection<Double>, as column: Int, in elements: inout [Scalar],
    from offset: Int = 0
  ) {
    precondition(values.count == length, "a column of \(values.count) instead of \(length) numbers")
    var (place, stride) = place(ofColumn: column)
    place += offset
    for value in values {
      elements[place] = Scalar(value)
      place += stride
    }
  }

  /// Multiplies all elements of a row, in every column but the last few, by a number.
  ///
  /// - Parameters:
  ///   - factors: One number for every row.
  ///   - elements: The memory.
  ///   - columns: How many of the first columns are multiplied.
  /// - Complexity: O(length columns).
  public func scaleRows<Scalar: PackedScalar>(
    by factors: [Double], of elements: inout [Scalar], columns: Int
  ) {
    precondition(factors.count == length, "\(factors.count) factors of \(length) rows")
    var column = 0
    while column < columns {
      let (first, stride) = place(ofColumn: column)
      let width = min(stride, columns - column)
      for i in 0..<length {
        let factor = Scalar(factors[i])
        for k in (first + i * stride)..<(first + i * stride + width) { elements[k] *= factor }
      }
      column += width
    }
  }
}
