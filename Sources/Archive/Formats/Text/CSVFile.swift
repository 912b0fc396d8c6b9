public import LinearAlgebra

/// Reading and writing of tables of numbers as text.
public enum CSVFile {
  /// A table with the names of its columns.
  public struct Table: Sendable, Equatable {
    /// The numbers.
    public let matrix: Matrix
    /// The names of the columns, or `nil` if the file has none.
    public let header: [String]?
    /// Where in the file the columns lie.
    public let columns: TableColumns
    /// What is to be said about the reading, such as a column of row labels that was left out.
    public let remarks: [String]
  }

  /// Reads a table of numbers.
  ///
  /// Cells are separated by semicolons, commas, tabs or space, and may stand in quotes. What follows a `#` is a comment, and
  /// so is a line that begins with `%`. The first row is a header if it has words and no number, or if it counts the columns.
  /// Labels of rows, a column that counts the rows beside spins, and what dimod writes beside samples are left out. Numbers
  /// have a decimal point; truth values are 1 and 0, and lines of `0` and `1` or of `+` and `-` alone are strings of spins.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - allowsNonFinite: Whether NaN and infinities are accepted.
  /// - Throws: ``ArchiveError`` with line and column if the file is missing or empty, a cell is no
  ///   number, or a row has another length than the first.
  /// - Returns: The table.
  public static func read(_ path: String, allowsNonFinite: Bool = false) throws -> Table {
    try read(ArraySource(path).bytes(), path: path, allowsNonFinite: allowsNonFinite)
  }

  /// Reads the bytes of a table of numbers.
  ///
  /// - Parameters:
  ///   - bytes: The text in UTF-8.
  ///   - path: Where they came from, for the error.
  ///   - columns: The columns to read, whatever the others hold; `nil` for all but labels of rows.
  ///   - aside: The name or number of a column that holds no site, and is read all the same.
  ///   - allowsNonFinite: Whether NaN and infinities are accepted.
  /// - Throws: ``ArchiveError`` with line and column, as ``read(_:allowsNonFinite:)``.
  /// - Returns: The table.
  public static func read(
    _ bytes: [UInt8], path: String, columns: ColumnChoice? = nil, aside: String? = nil,
    allowsNonFinite: Bool = false
  ) throws -> Table {
    try table(
      TextLines(bytes, path: path), columns: columns, aside: aside,
      allowsNonFinite: allowsNonFinite)
  }

  /// Reads the lines of a table of numbers.
  static func table(
    _ text: TextLines, columns: ColumnChoice? = nil, aside: String? = nil,
    isHeaderless: Bool = false, allowsNonFinite: Bool
  ) throws -> Table {
    var reader = try TableReader(text, isHeaderless: isHeaderless)
    try reader.choose(columns)
    return try reader.table(aside: aside, allowsNonFinite: allowsNonFinite)
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

  private static func quoted(_ name: String) -> String {
    let isPlain = !name.isEmpty && !name.contains { ",;\"#\t ".contains($0) }
    if isPlain { return name }
    let parts = name.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}

extension CSVFile: ArrayFormat {
  static var endings: [String] { [".csv", ".tsv", ".txt", ".dat", ".asc", ".prn"] }
  static var hasColumns: Bool { true }
  /// Text that is no JSON.
  static func recognises(_ start: ArraySlice<UInt8>) -> Bool {
    let content = TextLines.withoutMark(Array(start)).drop { " \t\r\n".utf8.contains($0) }
    guard let first = content.first, !"[{".utf8.contains(first) else { return false }
    return content.allSatisfy { (0x20...0x7E).contains($0) || (0x09...0x0D).contains($0) }
  }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let table = try read(
      source.bytes(), path: source.path, columns: source.columns, aside: source.aside)
    return ArrayContent(
      NumPyArray(table.matrix), remarks: table.remarks, table: table.columns)
  }
}
