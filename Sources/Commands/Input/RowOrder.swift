import Foundation
import ReplicaKit

/// Where the order of the rows of an array in time comes from.
enum RowOrder {
  /// Rows stand in the order of time.
  case index
  /// A file of one time for each row.
  case file(String)
  /// A column of the array, or of the table that it is a part of, by its name or number from 0.
  case column(String)

  /// Reads the word of the command line; a file of that name comes before a column.
  init(_ word: String) {
    if word == "index" {
      self = .index
    } else {
      self = InputFile.exists(word) ? .file(word) : .column(word)
    }
  }

  /// What the user called the column of times; `nil` where it is none.
  var columnWord: String? {
    if case .column(let word) = self { word } else { nil }
  }

  /// The rows of every instance in the order of time, and the instances without a column of times.
  ///
  /// - Parameters:
  ///   - matrices: One array for every instance, rows as in the file.
  ///   - file: Their file.
  ///   - isTransposed: Whether replicas are columns.
  ///   - table: Which columns of a table of text or a sheet the columns are; `nil` for other arrays.
  ///   - otherColumn: Reads a column of the table that is not among them.
  /// - Returns: The numbers of the rows in the order of time, and the arrays.
  /// - Throws: A ``Failure`` that names the file.
  func applied(
    to matrices: [Matrix], of file: String, isTransposed: Bool, table: TableColumns?,
    otherColumn: (_ place: Int) throws -> [Double]
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
      let place = try Self.place(word, of: file, table: table, width: matrices[0].columns)
      let column = table.map { $0.places.firstIndex(of: place) } ?? place
      guard let column else {
        guard file != "-" else {
          throw Failure(
            .usage,
            "--order \(word): column \(place) of standard input is not read as --columns has it; choose it too, or give "
              + "the times in a file")
        }
        let times = try otherColumn(place)
        let order = try Self.order(times, "\(file), column \(word)")
        return (matrices.map { _ in order }, matrices)
      }
      if let matrix = matrices.first(where: { $0.isSquare && $0 == $0.transposed }) {
        throw Failure(
          .usage,
          "--order \(word) is no file, and \(file) is an overlap matrix of \(matrix.rows) replicas, which has no "
            + "column of times; give the times in a file")
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

  /// The place of a column, by its name or number: in the whole table of a text or sheet, in the array otherwise.
  private static func place(
    _ word: String, of file: String, table: TableColumns?, width: Int
  ) throws -> Int {
    let header = table?.header ?? []
    if let place = header.firstIndex(of: word) { return place }
    let count = table?.count ?? width
    if let number = Int(word) {
      guard (0..<count).contains(number), count > 1 else {
        throw Failure(
          .usage,
          "--order \(word): \(file) has \(count) columns; expected a number from 0 to \(count - 1), a file, or index"
        )
      }
      return number
    }
    let names = header.prefix(8).joined(separator: ", ")
    throw Failure(
      .usage,
      "--order \(word): there is no such file, and \(file) has no column of this name"
        + (names.isEmpty ? "" : " (its columns: \(names)\(header.count > 8 ? ", …" : ""))")
        + "; expected index, a file of one time for each row, or a column")
  }
}
