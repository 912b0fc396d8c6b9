import Documents
import LinearAlgebra

/// Matrices of one shape as a checkpoint keeps them.
struct PackedMatrices: Codable {
  private let count: Int
  private let rows: Int
  private let columns: Int
  private let elements: PackedArray<Double>

  init(_ matrices: [Matrix]) {
    count = matrices.count
    rows = matrices.first?.rows ?? 0
    columns = matrices.first?.columns ?? 0
    elements = PackedArray(matrices.flatMap(\.elements))
  }

  /// The matrices; `nil` where numbers are missing or the shape is not that of the run.
  func matrices(rows: Int, columns: Int) -> [Matrix]? {
    guard count == 0 || (self.rows, self.columns) == (rows, columns),
      elements.elements.count == count * rows * columns
    else { return nil }
    return elements.elements.matrices(rows: rows, columns: columns)
  }
}

extension [Double] {
  /// Numbers in C order as a stack of matrices.
  func matrices(rows: Int, columns: Int) -> [Matrix] {
    chunked(by: rows * columns).map { Matrix(rows: rows, columns: columns, elements: $0) }
  }
}
