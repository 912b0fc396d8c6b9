import LinearAlgebra

/// The reading of a table of text: first its header, then the choice of its columns, then its numbers.
struct TableReader {
  private let text: TextLines
  private let splitting: CellSplitting
  /// The first line and its cells, whether it is a header or a row.
  private let first: (line: TextLines.Line, cells: [Substring])
  /// The lines with numbers.
  private var lines: ArraySlice<TextLines.Line>
  private var header: TableHeader?
  /// How many columns there are.
  private var count: Int
  /// The columns that are read.
  private var places: [Int] = []
  /// Whether the user chose them.
  private var isChosen = false
  private var remarks: [String] = []

  private var hasLabels: Bool { header?.hasLabels == true }

  /// Looks at the first lines of a text.
  ///
  /// - Parameters:
  ///   - text: The lines.
  ///   - isHeaderless: Whether the first of them is a row, whatever it is like.
  /// - Throws: ``ArchiveError`` for what is no table, or has two lines of names.
  init(_ text: TextLines, isHeaderless: Bool) throws {
    self.text = text
    lines = text.lines[...]
    guard let line = lines.first else {
      throw ArchiveError.noData(path: text.path, expected: "rows of numbers")
    }
    try text.refuseSeveralOfOctave()
    splitting = CellSplitting(text)
    let empty = Self.emptyLines(at: lines, splitting)
    lines = lines.dropLast(empty)
    if empty > 0 {
      remarks.append("empty rows at the end of \(text.path) are left out (\(empty))")
    }
    var cells = splitting.cells(of: line)
    let next = lines.dropFirst().first.map(splitting.cells)
    if !isHeaderless, let next, TableHeader.areLevels(cells, next) {
      throw text.error(
        line, nil,
        "one line of names; two are levels of them, which pandas makes one of: x.columns = range(x.shape[1])"
      )
    }
    // The separator at the end of the names alone.
    if !isHeaderless, cells.last == "", cells.count > 2, next?.count == cells.count - 1 {
      cells.removeLast()
    }
    first = (line, cells)
    let rows = lines.dropFirst().lazy.map(splitting.cells)
    func numbers(_ cells: [Substring]) -> NumbersAsNames.Line {
      NumbersAsNames.reading(cells, above: rows)
    }
    header = isHeaderless ? nil : TableHeader(cells, next: next, numbers: numbers)
    count = cells.count
    if header != nil {
      lines = lines.dropFirst()
      dropUnits()
      // A header without a name for the labels of rows, as R writes it.
      if lines.first.map(splitting.cells)?.count == count + 1 {
        header?.addCorner()
        count += 1
      }
    } else if !isHeaderless, case .unclear = numbers(cells) {
      remarks.append(NumbersAsNames.remark(cells, path: text.path))
    } else if let next, TableHeader.rises(cells, 4), !TableHeader.rises(next, 4) {
      remarks.append(
        "the first line of \(text.path) only rises and is read as a row; a line of names has words")
    }
  }

  /// How many rows at the end are nothing but separators, as spreadsheets write them.
  private static func emptyLines(
    at lines: ArraySlice<TextLines.Line>, _ splitting: CellSplitting
  ) -> Int {
    let mark = Character(splitting.separator)
    guard mark != " " else { return 0 }
    let rows = lines.dropFirst()
    return rows.reversed().prefix { $0.text.allSatisfy { $0 == mark || $0 == " " } }.count
  }

  /// Leaves out lines of units below the names.
  private mutating func dropUnits() {
    let units = TableHeader.linesOfUnits(lines.prefix(4).map(splitting.cells), columns: count)
    guard header?.kind == .names, units > 0 else { return }
    let (top, bottom) = (lines[lines.startIndex], lines[lines.startIndex + units - 1])
    remarks.append(
      (units == 1
        ? "line \(top.number) of \(text.path) has"
        : "lines \(top.number) to \(bottom.number) of \(text.path) have")
        + " words below the names, such as units, and \(units == 1 ? "is" : "are") left out")
    lines = lines.dropFirst(units)
  }

  /// Takes the columns of a choice, or all but those that have words for names or in every row.
  mutating func choose(_ choice: ColumnChoice?) throws {
    if let choice {
      try requireNoName(choice)
      let chosen = try choice.places(header: header, count: count, path: text.path)
      (places, isChosen) = (chosen.places, true)
      remarks += chosen.remarks
      return
    }
    try header?.refuseLongForm(path: text.path)
    if count > 2, header?.kind == .names,
      lines.allSatisfy({ TableCell.isLabelled(splitting.cells(of: $0)) })
    {
      header?.takeLabels()
    }
    let words = columnsOfWords()
    if let header, !words.isEmpty {
      remarks.append(
        "columns of \(text.path) with words in every row are left out: "
          + words.map { header.names[$0].shortened }.joined(separator: ", "))
    }
    let leftOut = Set(words + (header?.wordsAmongNumbers ?? []))
    places = ((hasLabels ? 1 : 0)..<count).filter { !leftOut.contains($0) }
  }

  /// Refuses to leave out the only word of a first line that has a number below it, for it is a name.
  private func requireNoName(_ choice: ColumnChoice) throws {
    guard header == nil, let next = lines.dropFirst().first.map(splitting.cells),
      let name = first.cells.first, TableCell.isWord(name), !TableCell.isLabelled(next)
    else { return }
    throw text.error(
      first.line, name,
      "a number, as below it; a first line of names needs a word for every column, or numbers that only rise or only fall"
    )
  }

  /// The columns with names and with words in every row, after the labels.
  private func columnsOfWords() -> [Int] {
    let start = hasLabels ? 1 : 0
    guard let header, header.kind == .names,
      lines.first.map(splitting.cells)?.dropFirst(start).contains(where: TableCell.isWord) == true
    else { return [] }
    // A row that is longer than the header is refused where it is read.
    return TableCell.columnsOfWords(lines.map(splitting.cells), from: start)
      .filter(header.names.indices.contains)
  }

  /// The table of the chosen columns.
  ///
  /// - Parameters:
  ///   - aside: The name or number of a column that holds no site, and is read all the same.
  ///   - allowsNonFinite: Whether NaN and infinities are accepted.
  /// - Throws: ``ArchiveError`` with line and column for a cell that is no number.
  /// - Returns: The table.
  func table(aside: String?, allowsNonFinite: Bool) throws -> CSVFile.Table {
    let (elements, truths) = try numbers(allowsNonFinite: allowsNonFinite)
    var matrix = Matrix(rows: lines.count, columns: places.count, elements: elements)
    var places = places
    var remarks =
      text.remarksOnHeader + splitting.remarks(on: text.path) + text.remarksOnBreaks
      + self.remarks
    func names(_ places: [Int]) -> [String]? {
      header.map { header in places.map { header.names[$0] } }
    }
    if !isChosen {
      remarks += header?.remarks(on: text.path) ?? []
      if hasLabels {
        remarks.append("the first column of \(text.path) holds labels of rows and is left out")
      }
      let others = try OtherColumns(
        matrix, header: names(places), places: places, truths: truths, aside: aside,
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
    return CSVFile.Table(
      matrix: matrix, header: names(places),
      columns: TableColumns(header: header?.names, count: count, places: places),
      remarks: remarks)
  }

  /// What should stand in a place where there is no number.
  private func expectation(of place: Int, in cells: [Substring], _ line: TextLines.Line) -> String {
    let isFirst = header == nil && line.number == first.line.number
    let next = isFirst ? lines.dropFirst().first.map(splitting.cells) : nil
    return TableCell.expectation(
      of: place, in: cells, isLabelled: next.map(TableCell.isLabelled) ?? true)
  }

  /// The numbers row by row, and which of the columns that are read are nothing but truth values in words.
  private func numbers(allowsNonFinite: Bool) throws -> (elements: [Double], truths: [Int]) {
    var elements: [Double] = []
    var truths = [Int](repeating: 0, count: count)
    for line in lines {
      let cells = splitting.cells(of: line)
      if header != nil, cells.first == first.cells.first, cells == first.cells {
        throw text.error(
          line, nil,
          "a row of numbers, not line \(first.line.number) again: give each table its own file")
      }
      for place in places where place < cells.count {
        let cell = cells[place]
        guard let value = TableCell.number(cell) else {
          throw text.error(line, cell, expectation(of: place, in: cells, line))
        }
        guard value.isFinite || allowsNonFinite else {
          throw text.error(line, cell, "a finite number")
        }
        elements.append(value)
        if TableCell.isTruth(cell) { truths[place] += 1 }
      }
      guard cells.count == count else {
        let place = cells.count > count ? cells[count] : nil
        throw text.error(
          line, place,
          "\(count) cells as in line \(first.line.number) (\(cells.count) found)"
            + (header == nil && lines.count > 2
              && cells.count == lines.last.map(splitting.cells)?.count
              ? "; a line above the table needs # before it" : ""))
      }
    }
    guard !lines.isEmpty else {
      throw text.error(first.line, nil, "rows of numbers after the header")
    }
    return (elements, places.indices.filter { truths[places[$0]] == lines.count })
  }
}
