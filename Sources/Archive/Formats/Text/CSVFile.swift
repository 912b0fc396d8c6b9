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
    _ text: TextLines, columns choice: ColumnChoice? = nil, aside: String? = nil,
    isHeaderless: Bool = false, allowsNonFinite: Bool
  ) throws -> Table {
    var lines = text.lines[...]
    guard let first = lines.first else {
      throw ArchiveError.noData(path: text.path, expected: "rows of numbers")
    }
    try text.refuseSeveralOfOctave()
    let splitting = CellSplitting(text)
    var firstCells = splitting.cells(of: first)
    var nextCells = lines.dropFirst().first.map(splitting.cells)
    if !isHeaderless, let second = nextCells, TableHeader.areLevels(firstCells, second) {
      throw text.error(
        first, nil,
        "one line of names; two are levels of them, which pandas makes one of: x.columns = range(x.shape[1])"
      )
    }
    // The separator at the end of the names alone.
    if !isHeaderless, firstCells.last == "", firstCells.count > 2,
      nextCells?.count == firstCells.count - 1
    {
      firstCells.removeLast()
    }
    var header = isHeaderless ? nil : TableHeader(firstCells, next: nextCells)
    var columns = firstCells.count
    var remarks: [String] = []
    if header != nil {
      lines = lines.dropFirst()
      let units = TableHeader.linesOfUnits(lines.prefix(4).map(splitting.cells), columns: columns)
      if header?.kind == .names, units > 0 {
        let (top, bottom) = (lines[lines.startIndex], lines[lines.startIndex + units - 1])
        remarks.append(
          (units == 1
            ? "line \(top.number) of \(text.path) has"
            : "lines \(top.number) to \(bottom.number) of \(text.path) have")
            + " words below the names, such as units, and \(units == 1 ? "is" : "are") left out")
        lines = lines.dropFirst(units)
        nextCells = lines.first.map(splitting.cells)
      }
      if nextCells?.count == columns + 1 {
        // A header without a name for the labels of rows, as R writes it.
        header?.addCorner()
        columns += 1
      }
    }
    if choice == nil { try header?.refuseLongForm(path: text.path) }
    let chosen = try choice?.places(header: header, count: columns, path: text.path)
    remarks += chosen?.remarks ?? []
    if chosen == nil, columns > 2, header?.kind == .names,
      lines.allSatisfy({ TableCell.isLabelled(splitting.cells(of: $0)) })
    {
      header?.takeLabels()
    }
    let hasLabels = header?.hasLabels == true
    var leftOut = Set(chosen == nil ? header?.wordsAmongNumbers ?? [] : [])
    let top = lines.first.map(splitting.cells)?.dropFirst(hasLabels ? 1 : 0) ?? []
    if chosen == nil, let header, header.kind == .names, top.contains(where: TableCell.isWord) {
      // A row that is longer than the header is refused where it is read.
      let words = TableCell.columnsOfWords(lines.map(splitting.cells), from: hasLabels ? 1 : 0)
        .filter(header.names.indices.contains)
      leftOut.formUnion(words)
      if !words.isEmpty {
        remarks.append(
          "columns of \(text.path) with words in every row are left out: "
            + words.map { header.names[$0].shortened }.joined(separator: ", "))
      }
    }
    var places =
      chosen?.places ?? ((hasLabels ? 1 : 0)..<columns).filter { !leftOut.contains($0) }
    var elements: [Double] = []
    // How many cells of each column are truth values in words.
    var truths = [Int](repeating: 0, count: columns)
    for line in lines {
      let cells = splitting.cells(of: line)
      if header != nil, cells.first == firstCells.first, cells == firstCells {
        throw text.error(
          line, nil,
          "a row of numbers, not line \(first.number) again: give each table its own file")
      }
      for place in places where place < cells.count {
        let cell = cells[place]
        guard let value = TableCell.number(cell) else {
          throw text.error(line, cell, TableCell.expectation(of: place, in: cells))
        }
        guard value.isFinite || allowsNonFinite else {
          throw text.error(line, cell, "a finite number")
        }
        elements.append(value)
        if TableCell.isTruth(cell) { truths[place] += 1 }
      }
      guard cells.count == columns else {
        let place = cells.count > columns ? cells[columns] : nil
        throw text.error(
          line, place,
          "\(columns) cells as in line \(first.number) (\(cells.count) found)"
            + (header == nil && lines.count > 2
              && cells.count == lines.last.map(splitting.cells)?.count
              ? "; a line above the table needs # before it" : ""))
      }
    }
    guard !lines.isEmpty else {
      throw text.error(first, nil, "rows of numbers after the header")
    }
    remarks =
      text.remarksOnHeader + remarks + splitting.remarks(on: text.path) + text.remarksOnBreaks
    if header == nil, let nextCells, TableHeader.rises(firstCells, 4),
      !TableHeader.rises(nextCells, 4)
    {
      remarks.append(
        "the first line of \(text.path) only rises and is read as a row; a line of names has words")
    }
    var matrix = Matrix(rows: lines.count, columns: places.count, elements: elements)
    if chosen == nil {
      remarks += header?.remarks(on: text.path) ?? []
      if hasLabels {
        remarks.append(
          "the first column of \(text.path) holds labels of rows and is left out"
        )
      }
      let others = try OtherColumns(
        matrix, header: header.map { header in places.map { header.names[$0] } }, places: places,
        truths: places.indices.filter { truths[places[$0]] == lines.count }, aside: aside,
        path: text.path)
      remarks += others.remarks
      if !others.columns.isEmpty {
        let leftOut = Set(others.columns)
        let kept = places.indices.filter { !leftOut.contains($0) }
        let whole = matrix
        matrix = Matrix(rows: whole.rows, columns: kept.count) { whole[$0, kept[$1]] }
        places = kept.map { places[$0] }
      }
    }
    return Table(
      matrix: matrix, header: header.map { header in places.map { header.names[$0] } },
      columns: TableColumns(header: header?.names, count: columns, places: places),
      remarks: remarks)
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
