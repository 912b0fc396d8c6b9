public import LinearAlgebra

/// Reading and writing of tables of numbers as text.
public enum CSVFile {
  /// A table with the names of its columns.
  public struct Table: Sendable, Equatable {
    /// The numbers.
    public let matrix: Matrix
    /// The names of the columns, or `nil` if the file has none.
    public let header: [String]?
  }

  /// Reads a table of numbers.
  ///
  /// Cells are separated by semicolons, commas or space: the first of these that the first row has. What
  /// follows a `#` is a comment. The first row is a header if none of its cells is a number. Numbers
  /// have a decimal point.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - allowsNonFinite: Whether NaN and infinities are accepted.
  /// - Throws: ``ArchiveError`` with line and column if the file is missing or empty, a cell is no
  ///   number, or a row has another length than the first.
  /// - Returns: The table.
  public static func read(_ path: String, allowsNonFinite: Bool = false) throws -> Table {
    try read(FileSystem.contents(of: path), path: path, allowsNonFinite: allowsNonFinite)
  }

  /// Reads the bytes of a table of numbers.
  ///
  /// - Parameters:
  ///   - bytes: The text in UTF-8.
  ///   - path: Where they came from, for the error.
  ///   - allowsNonFinite: Whether NaN and infinities are accepted.
  /// - Throws: ``ArchiveError`` with line and column, as ``read(_:allowsNonFinite:)``.
  /// - Returns: The table.
  public static func read(
    _ bytes: [UInt8], path: String, allowsNonFinite: Bool = false
  ) throws -> Table {
    let text = try TextLines(bytes, path: path)
    var lines = text.lines[...]
    guard let first = lines.first else {
      throw ArchiveError.noData(path: path, expected: "rows of numbers")
    }
    let separator: Unicode.Scalar =
      [";", ","].first(where: { first.text.unicodeScalars.contains($0) }) ?? " "
    let firstCells = first.cells(separator: separator)
    var header: [String]?
    if firstCells.allSatisfy({ TextLines.number($0) == nil }) {
      header = firstCells.map { unquoted($0) }
      lines = lines.dropFirst()
    }
    let columns = firstCells.count
    var elements: [Double] = []
    for line in lines {
      let cells = line.cells(separator: separator)
      for cell in cells.prefix(columns) {
        guard let value = TextLines.number(cell) else {
          throw text.error(line, cell, expectation(of: cell, separator: separator))
        }
        guard value.isFinite || allowsNonFinite else {
          throw text.error(line, cell, "a finite number")
        }
        elements.append(value)
      }
      guard cells.count == columns else {
        let place = cells.count > columns ? cells[columns] : nil
        throw text.error(
          line, place, "\(columns) cells as in line \(first.number) (\(cells.count) found)")
      }
    }
    guard !lines.isEmpty else {
      throw text.error(first, nil, "rows of numbers after the header")
    }
    return Table(
      matrix: Matrix(rows: lines.count, columns: columns, elements: elements), header: header)
  }

  /// Writes a table of numbers, separated by commas and with the digits that read back to the same bits.
  ///
  /// - Parameters:
  ///   - matrix: The numbers.
  ///   - path: The file, which appears whole or not at all; its folder must exist.
  ///   - header: The names of the columns, none of them a number; `nil` for no header.
  ///   - ifExists: Whether a file that is already there is replaced.
  /// - Throws: ``ArchiveError`` if the file cannot be created.
  public static func write(
    _ matrix: Matrix, to path: String, header: [String]? = nil, ifExists: IfFileExists = .fail
  ) throws {
    precondition(
      header.map { $0.count == matrix.columns } ?? true,
      "\(header?.count ?? 0) names for \(matrix.columns) columns")
    precondition(
      !(header ?? []).contains { $0.contains(where: \.isNewline) }, "a column name with two lines")
    var text = header.map { $0.map(quoted).joined(separator: ",") + "\n" } ?? ""
    for row in 0..<matrix.rows {
      text += matrix.row(row).map(\.description).joined(separator: ",") + "\n"
    }
    try FileSystem.writeNewFile(Array(text.utf8), to: path, ifExists: ifExists)
  }

  private static func expectation(of cell: Substring, separator: Unicode.Scalar) -> String {
    if cell.isEmpty { return "a number in every cell" }
    return cell.contains(",") && separator != ","
      ? "a number with a decimal point, not a comma" : "a number"
  }

  private static func quoted(_ name: String) -> String {
    let isPlain = !name.isEmpty && !name.contains { ",;\"#\t ".contains($0) }
    if isPlain { return name }
    let parts = name.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }

  private static func unquoted(_ cell: Substring) -> String {
    guard cell.count >= 2, cell.first == "\"", cell.last == "\"" else { return String(cell) }
    return cell.dropFirst().dropLast().split(separator: "\"\"", omittingEmptySubsequences: false)
      .joined(separator: "\"")
  }
}

extension CSVFile: ArrayFormat {
  static var ending: String? { ".csv" }
  static func readArray(_ path: String, named name: String?) throws -> NumPyArray {
    NumPyArray(try read(path).matrix)
  }
}
