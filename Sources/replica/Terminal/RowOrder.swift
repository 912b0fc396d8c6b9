import Foundation
import ReplicaKit

/// Where the order of the rows of an array in time comes from.
enum RowOrder {
  /// Rows stand in the order of time.
  case index
  /// A file of one time for each row.
  case file(String)
  /// A column of the array, by its name or number from 0.
  case column(String)

  /// Reads the word of the command line; a file of that name comes before a column.
  init(_ word: String) {
    if word == "index" {
      self = .index
    } else {
      self = FileManager.default.fileExists(atPath: word) ? .file(word) : .column(word)
    }
  }

  /// The rows of every instance in the order of time, and the instances without a column of times.
  ///
  /// - Parameters:
  ///   - matrices: One array for every instance, rows as in the file.
  ///   - file: Their file.
  ///   - isTransposed: Whether replicas are columns.
  /// - Returns: The numbers of the rows in the order of time, and the arrays.
  /// - Throws: A ``Failure`` that names the file.
  func applied(
    to matrices: [Matrix], of file: String, isTransposed: Bool
  ) throws -> (orders: [[Int]], matrices: [Matrix]) {
    func count(_ matrix: Matrix) -> Int { isTransposed ? matrix.columns : matrix.rows }
    switch self {
    case .index:
      return (matrices.map { Array(0..<count($0)) }, matrices)
    case .file(let path):
      let times = try InputFile.numbers(
        at: path, count: count(matrices[0]), of: "time", plural: "times")
      let order = try Self.order(times, path)
      return (matrices.map { _ in order }, matrices)
    case .column(let word):
      guard !isTransposed else {
        throw Failure(
          .usage,
          "--order \(word) is no file, and replicas are columns with --transpose; give the times in a file"
        )
      }
      if let matrix = matrices.first(where: { $0.isSquare && $0 == $0.transposed }) {
        throw Failure(
          .usage,
          "--order \(word) is no file, and \(file) is an overlap matrix of \(matrix.rows) replicas, which has no "
            + "column of times; give the times in a file")
      }
      guard let column = try Self.column(word, of: file, width: matrices[0].columns) else {
        return (matrices.map { Array(0..<$0.rows) }, matrices)
      }
      let orders = try matrices.map { matrix in
        try Self.order(
          (0..<matrix.rows).map { matrix[$0, column] }, "\(file), column \(word)")
      }
      let rest = matrices.map { matrix in
        Matrix(rows: matrix.rows, columns: matrix.columns - 1) {
          matrix[$0, $1 < column ? $1 : $1 + 1]
        }
      }
      return (orders, rest)
    }
  }

  /// Rows by their time, equal times as they stand.
  private static func order(_ times: [Double], _ place: String) throws -> [Int] {
    if let bad = times.firstIndex(where: { !$0.isFinite }) {
      throw Failure(.badData, "\(place): the time of row \(bad) (from 0) is not a finite number")
    }
    guard times.count < 2 || times.contains(where: { $0 != times[0] }) else {
      throw Failure(.badData, "\(place): all times are equal; expected an order of the rows")
    }
    return times.indices.sorted { times[$0] != times[$1] ? times[$0] < times[$1] : $0 < $1 }
  }

  /// The number of a column; `nil` for a column that counts the rows and was left out by the reader.
  private static func column(_ word: String, of file: String, width: Int) throws -> Int? {
    if let number = Int(word) {
      guard (0..<width).contains(number), width > 1 else {
        throw Failure(
          .usage,
          "--order \(word): \(file) has \(width) columns; expected a number from 0 to \(width - 1), a file, or index"
        )
      }
      return number
    }
    let table = try? CSVFile.read(file)
    if let name = table?.countingColumn, name == word { return nil }
    if let column = table?.header?.firstIndex(of: word), table?.header?.count == width {
      return column
    }
    let names = table?.header.map { $0.prefix(8).joined(separator: ", ") } ?? ""
    throw Failure(
      .usage,
      "--order \(word): there is no such file, and \(file) has no column of this name"
        + (names.isEmpty
          ? "" : " (its columns: \(names)\((table?.header?.count ?? 0) > 8 ? ", …" : ""))")
        + "; expected index, a file of one time for each row, or a column")
  }
}
