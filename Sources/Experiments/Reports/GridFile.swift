package import Archive
import LinearAlgebra

/// Numbers on a line or a grid, to be written as arrays or as a list of points.
package struct GridFile {
  /// A named list of numbers.
  package typealias Series = (name: String, values: [Double])

  private let axes: [Series]
  private let quantities: [Series]
  private let isFirstInner: Bool

  /// Describes what is to be written.
  ///
  /// - Parameters:
  ///   - axes: The values along every axis, in the order of the columns of a table.
  ///   - isFirstInner: Whether the first axis, not the last, runs fastest.
  ///   - quantities: What there is at every point; NaN where it is missing.
  package init(axes: [Series], isFirstInner: Bool = false, quantities: [Series]) {
    self.axes = axes
    self.quantities = quantities
    self.isFirstInner = isFirstInner
  }

  /// Describes a file of the numbers among the columns of some rows.
  ///
  /// - Parameters:
  ///   - axes: The values along every axis, in the order of the columns of a table.
  ///   - isFirstInner: Whether the first axis, not the last, runs fastest.
  ///   - columns: What there is at every point.
  ///   - rows: The points.
  package init<Row>(
    axes: [Series], isFirstInner: Bool = false, columns: [Column<Row>], rows: [Row]
  ) {
    self.init(
      axes: axes, isFirstInner: isFirstInner,
      quantities: columns.compactMap { column in
        column.number.flatMap { number in column.key.map { ($0, rows.map(number)) } }
      })
  }

  /// Writes the file.
  ///
  /// - Parameters:
  ///   - path: A name ending in `.csv`, for one row per point, or `.npz`, for one array per quantity.
  ///   - ifExists: Whether a file that is already there is replaced.
  /// - Throws: ``ArchiveError`` when the file cannot be written.
  package func write(to path: String, ifExists: IfFileExists) throws {
    let order = isFirstInner ? axes.indices.reversed() : Array(axes.indices)
    let shape = order.map { axes[$0].values.count }
    guard path.hasSuffix(".csv") else {
      return try NPZFile.write(
        named: axes.map { ($0.name, NumPyArray(shape: [$0.values.count], values: $0.values)) }
          + quantities.map { ($0.name, NumPyArray(shape: shape, values: $0.values)) },
        to: path, ifExists: ifExists)
    }
    // How many points there are between two of an axis.
    var strides = axes.map { _ in 1 }
    var count = 1
    for axis in order.reversed() {
      strides[axis] = count
      count *= axes[axis].values.count
    }
    let matrix = Matrix(rows: count, columns: axes.count + quantities.count) { point, column in
      guard column < axes.count else { return quantities[column - axes.count].values[point] }
      let values = axes[column].values
      return values[point / strides[column] % values.count]
    }
    try CSVFile.write(
      matrix, to: path, header: (axes + quantities).map(\.name), ifExists: ifExists)
  }
}
