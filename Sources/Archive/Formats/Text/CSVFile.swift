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
  /// Cells are separated by semicolons, commas, tabs or space: the first of these that the first row has, tabs where
  /// they make as many cells in every row. What follows a `#` is a comment, and so is a line that begins with `%`. The
  /// first row is a header if none of its cells is a number, or if it counts the columns from 0 as pandas does; where the
  /// next row does not rise too, also if it counts them from 1 or has twelve numbers or more that only rise. A column of
  /// row labels, which has an empty name or counts the rows under a name such as `index`, is left out, and so are dimod's
  /// `energy` and `num_occurrences`. Numbers have a decimal point.
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
  ///   - allowsNonFinite: Whether NaN and infinities are accepted.
  /// - Throws: ``ArchiveError`` with line and column, as ``read(_:allowsNonFinite:)``.
  /// - Returns: The table.
  public static func read(
    _ bytes: [UInt8], path: String, columns: ColumnChoice? = nil, allowsNonFinite: Bool = false
  ) throws -> Table {
    try table(
      TextLines(bytes, path: path), columns: columns, allowsNonFinite: allowsNonFinite)
  }

  /// Reads the lines of a table of numbers.
  static func table(
    _ text: TextLines, columns choice: ColumnChoice? = nil, allowsNonFinite: Bool
  ) throws -> Table {
    var lines = text.lines[...]
    guard let first = lines.first else {
      throw ArchiveError.noData(path: text.path, expected: "rows of numbers")
    }
    let splitting = CellSplitting(text)
    let separator = splitting.separator
    var header: [String]?
    var remarks = splitting.remarks(on: text.path)
    let nextCells = lines.dropFirst().first.map(splitting.cells)
    var firstCells = splitting.cells(of: first)
    if nextCells?.allSatisfy(isQuoted) == true {
      // Where all is in quotes they do not tell names from numbers.
      firstCells = firstCells.map { unquoted($0)[...] }
    }
    func nextRises(_ fewest: Int) -> Bool { nextCells.map { rises($0, fewest) } ?? true }
    let isScale = rises(firstCells, 12) && !nextRises(12)
    let start =
      countsColumns(firstCells, from: 0)
      ? 0 : countsColumns(firstCells, from: 1) && !nextRises(4) ? 1 : nil
    if firstCells.allSatisfy({ number($0) == nil }) || start != nil || isScale {
      header = firstCells.map { unquoted($0) }
      lines = lines.dropFirst()
      if isScale, start == nil {
        remarks.append(
          "the first line of \(text.path) only rises, from \(firstCells.first(where: { TextLines.number($0) != nil }) ?? "") "
            + "to \(firstCells.last ?? ""), and is taken for a header, such as of wavelengths or times"
        )
      }
      if firstCells.first?.isEmpty == false, let start {
        remarks.append(
          "the first line of \(text.path) counts \(start), \(start + 1), \(start + 2), … and is taken for a header, as "
            + "pandas writes one")
      }
    }
    var columns = firstCells.count
    if header != nil, separator == " " || separator == "\t", let next = lines.first,
      splitting.cells(of: next).count == columns + 1
    {
      // A header without a name for the labels of rows, as R writes it.
      header?.insert("", at: 0)
      columns += 1
    }
    if choice == nil, let header { try refuseLongForm(header, path: text.path) }
    let chosen = try choice?.places(header: header, count: columns, path: text.path)
    let hasLabels = chosen == nil && header?.first?.isEmpty == true && columns > 1
    var places = chosen ?? Array((hasLabels ? 1 : 0)..<columns)
    var elements: [Double] = []
    for line in lines {
      let cells = splitting.cells(of: line)
      for place in places where place < cells.count {
        let cell = cells[place]
        guard let value = number(isQuoted(cell) ? unquoted(cell)[...] : cell) else {
          throw text.error(line, cell, expectation(of: place, in: cells))
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
    let (names, width) = (header, columns)
    header = header.map { names in places.map { names[$0] } }
    columns = places.count
    if hasLabels {
      remarks.append(
        "the first column of \(text.path), which has no name, holds labels of rows and is left out")
    }
    var matrix = Matrix(rows: lines.count, columns: columns, elements: elements)
    if chosen == nil {
      let (extra, words) = columnsWithoutVariables(matrix, header: header, path: text.path)
      remarks += words
      if !extra.isEmpty {
        let kept = (0..<columns).filter { !extra.contains($0) }
        let whole = matrix
        matrix = Matrix(rows: whole.rows, columns: kept.count) { whole[$0, kept[$1]] }
        header = header.map { names in kept.map { names[$0] } }
        places = kept.map { places[$0] }
      }
    }
    return Table(
      matrix: matrix, header: header,
      columns: TableColumns(header: names, count: width, places: places), remarks: remarks)
  }

  /// The columns that hold no variables, by their names: one that counts the rows, and what dimod's tables have beside
  /// the samples; with what is to be said about them.
  private static func columnsWithoutVariables(
    _ matrix: Matrix, header: [String]?, path: String
  ) -> (places: [Int], remarks: [String]) {
    let counts = (0..<matrix.rows).allSatisfy { matrix[$0, 0] == matrix[0, 0] + Double($0) }
    guard let header else {
      let isIndex = counts && matrix.columns > 2 && matrix.rows > 2
      let words =
        "the first column of \(path) counts the rows and is read as numbers; leave it out with --columns 1:"
      return ([], isIndex ? [words] : [])
    }
    var places: [Int] = []
    var remarks: [String] = []
    if matrix.columns > 1, indexNames.contains(header[0].lowercased()), counts,
      [0, 1].contains(matrix[0, 0])
    {
      places.append(0)
      remarks.append("the column '\(header[0])' of \(path) counts the rows and is left out")
    }
    let measured = header.indices.filter { measuredNames.contains(header[$0].lowercased()) }
    if !measured.isEmpty, places.count + measured.count < header.count {
      places += measured
      remarks.append(
        "columns of \(path) that are no variables are left out, and every row is taken once: "
          + measured.map { header[$0] }.joined(separator: ", "))
    }
    return (places, remarks)
  }

  /// Refuses a table with a row for every spin, by the names of its three columns.
  private static func refuseLongForm(_ header: [String], path: String) throws {
    let names = header.map { $0.lowercased() }
    guard header.count == 3,
      let row = names.firstIndex(where: ["replica", "sample", "draw", "shot"].contains),
      let column = names.firstIndex(where: ["site", "i", "variable"].contains)
    else { return }
    // The command is to be copied: nothing of the file but a plain word goes into it.
    let value = header[3 - row - column]
    let isPlain = value.utf8.allSatisfy { byte in
      byte == 0x5F || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
    guard isPlain else { return }
    let command =
      "python3 -c \"import pandas; pandas.read_csv('\(FileSystem.split(path).name)').pivot(index='\(header[row])', "
      + "columns='\(header[column])', values='\(value)').to_csv('x.csv', index=False)\""
    throw ArchiveError.needsConversion(
      path: path, reason: "a table with a row for every spin of every replica", command: command)
  }

  /// What a column is called that counts the rows.
  private static let indexNames: Set<String> = [
    "index", "unnamed: 0", "id", "row", "replica", "sample", "draw", "shot", "level_0",
  ]

  /// What dimod's tables of samples have beside the variables.
  private static let measuredNames: Set<String> = [
    "energy", "num_occurrences", "chain_break_fraction",
  ]

  /// Whether the cells are 0, 1, 2, …, or begin with another number, after an empty one or not.
  private static func countsColumns(_ cells: [Substring], from start: Int) -> Bool {
    let names = cells.first?.isEmpty == true ? cells.dropFirst() : cells[...]
    return names.count >= (names.count < cells.count ? 1 : 4)
      && names.enumerated().allSatisfy { $1 == "\($0 + start)" }
  }

  /// Whether the cells are numbers that only rise, at least so many, after one that is none or not.
  private static func rises(_ cells: [Substring], _ fewest: Int) -> Bool {
    let isNamed = cells.first.map { TextLines.number($0) == nil } ?? true
    let numbers = cells.dropFirst(isNamed ? 1 : 0).map { TextLines.number($0) }
    guard numbers.count >= fewest else { return false }
    return zip(numbers, numbers.dropFirst()).allSatisfy { a, b in
      a.flatMap { a in b.map { a < $0 } } ?? false
    }
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

  /// The number of a cell; truth values are 1 and 0.
  private static func number(_ cell: Substring) -> Double? {
    if let number = TextLines.number(cell) { return number }
    guard (4...5).contains(cell.utf8.count) else { return nil }
    return ["true": 1, "false": 0][cell.lowercased()]
  }

  private static func expectation(
    of place: Int, in cells: [Substring]
  ) -> String {
    let cell = cells[place]
    if cell.isEmpty { return "a number in every cell" }
    if let bracket = cell.first, "[{(".contains(bracket) {
      return
        "numbers without brackets (nested lists [[1, -1], …] are read from a file called .json)"
    }
    if place == 0, cells.count > 2, cells.dropFirst().allSatisfy({ number($0) != nil }) {
      return "a number (--columns 1: leaves out a column of labels)"
    }
    return cell.contains(",") ? "a number with a decimal point, not a comma" : "a number"
  }

  private static func quoted(_ name: String) -> String {
    let isPlain = !name.isEmpty && !name.contains { ",;\"#\t ".contains($0) }
    if isPlain { return name }
    let parts = name.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }

  private static func isQuoted(_ cell: Substring) -> Bool {
    cell.utf8.count >= 2 && cell.first == "\"" && cell.last == "\""
  }

  private static func unquoted(_ cell: Substring) -> String {
    guard isQuoted(cell) else { return String(cell) }
    return cell.dropFirst().dropLast().split(separator: "\"\"", omittingEmptySubsequences: false)
      .joined(separator: "\"")
  }
}

extension CSVFile: ArrayFormat {
  static var endings: [String] { [".csv", ".tsv", ".txt", ".dat"] }
  static var hasColumns: Bool { true }
  static func recognises(_ start: ArraySlice<UInt8>) -> Bool {
    !start.isEmpty
      && start.allSatisfy { byte in
        (0x30...0x39).contains(byte) || " \t\r\n,;+-.eE#%\"".utf8.contains(byte)
      }
  }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let table = try read(source.bytes(), path: source.path, columns: source.columns)
    return ArrayContent(
      NumPyArray(table.matrix), remarks: table.remarks, table: table.columns)
  }
}
