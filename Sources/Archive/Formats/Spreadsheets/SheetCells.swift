/// The cells of a sheet, as its XML tells them one after the other.
final class SheetCells: XMLEvents {
  /// A cell that is not empty.
  private struct Cell {
    let row: Int
    let column: Int
    /// A number as it is written, or a text in quotes.
    let content: String
  }

  private let texts: [String]
  private let areDates: [Bool]
  private var style = 0
  /// The names of the cells that hold dates: the first, and how many there are.
  private var dates: (first: String, count: Int)?
  private var cells: [Cell] = []
  private var row = 0
  private var column = 0
  private var kind = ""
  private var value = ""
  private var formula = ""
  private var isValue = false
  private var isFormula = false

  /// The most rows and columns of a sheet.
  private static let largest = (rows: 1_048_576, columns: 16_384)

  /// Begins without cells.
  ///
  /// - Parameters:
  ///   - texts: The texts that cells refer to by their numbers.
  ///   - areDates: Whether the styles that cells refer to by their numbers show dates.
  init(texts: [String], areDates: [Bool]) {
    self.texts = texts
    self.areDates = areDates
  }

  /// Whether there is nothing in the sheet.
  var isEmpty: Bool { cells.isEmpty }

  func begin(_ element: String, _ attributes: [String: String]) {
    switch element {
    case "row":
      row = attributes["r"].flatMap(Self.row) ?? row + 1
      column = 0
    case "c":
      column += 1
      if let place = attributes["r"].flatMap(Self.place) { (row, column) = place }
      (kind, value, formula) = (attributes["t"] ?? "n", "", "")
      style = attributes["s"].flatMap { Int($0) } ?? 0
    case "v", "t": isValue = true
    case "f": isFormula = true
    default: break
    }
  }

  func text(_ text: String) {
    if isValue { value += text }
    if isFormula { formula += text }
  }

  func end(_ element: String) {
    switch element {
    case "v", "t": isValue = false
    case "f": isFormula = false
    case "c":
      guard (1...Self.largest.rows).contains(row), (1...Self.largest.columns).contains(column)
      else { return }
      if kind == "n", !value.isEmpty, areDates.indices.contains(style), areDates[style] {
        dates = (dates?.first ?? Self.letters(column) + "\(row)", (dates?.count ?? 0) + 1)
      }
      if let content { cells.append(Cell(row: row, column: column, content: content)) }
    default: break
    }
  }

  /// What the cell that ends holds; `nil` for nothing.
  private var content: String? {
    switch kind {
    case "n", "b", "d":
      if value.isEmpty { return formula.isEmpty ? nil : Self.quoted("=" + formula) }
      return TextLines.number(value[...]) == nil ? Self.quoted(value) : value
    case "s":
      return Int(value).flatMap { texts.indices.contains($0) ? texts[$0] : nil }
        .map { Self.quoted($0) } ?? Self.quoted("text \(value)")
    default: return value.isEmpty ? nil : Self.quoted(value)
    }
  }

  /// A text as a cell of a table of text: a number in words, as some programs store them, stays a number.
  private static func quoted(_ text: String) -> String {
    // A long text is no number, and many cells may share one.
    guard text.utf8.count <= 200 else {
      return quoted(String(decoding: text.utf8.prefix(180), as: UTF8.self) + "…")
    }
    let line = text.map { $0.isNewline ? " " : $0 }
    let whole = String(line)
    if TextLines.number(whole[...]) != nil { return whole }
    return "\""
      + whole.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// The number of a row from 1; beyond the last row for all that no sheet has.
  private static func row(_ text: some StringProtocol) -> Int? {
    Int(text).map { min($0, largest.rows + 1) }
  }

  /// The row and column of a name such as `B12`, from 1.
  private static func place(_ name: String) -> (Int, Int)? {
    let letters = name.prefix { $0.isASCII && $0.isLetter }
    guard (1...3).contains(letters.count), let row = Self.row(name.dropFirst(letters.count))
    else { return nil }
    return (row, letters.uppercased().utf8.reduce(0) { 26 * $0 + Int($1) - 64 })
  }

  /// The letters of a column from 1.
  private static func letters(_ column: Int) -> String {
    var (rest, letters) = (column, "")
    while rest > 0 {
      letters = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + letters
      rest = (rest - 1) / 26
    }
    return letters
  }

  /// What is to be said of dates, which are read as the numbers that they are stored as.
  private func dateRemarks(_ sheet: String) -> [String] {
    guard let dates else { return [] }
    return [
      "\(dates.count) cell\(dates.count == 1 ? "" : "s") of '\(sheet.shortened)' from \(dates.first) on "
        + "\(dates.count == 1 ? "is a date" : "are dates"), read as days since 1900; --columns leaves columns out"
    ]
  }

  /// The table that the cells make: of the smallest box around them, by the rules of tables of text.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - sheet: The name of the sheet.
  ///   - chosen: The columns to read, from the first of the box; `nil` for all but labels of rows.
  ///   - aside: The name or number of a column that holds no site, and is read all the same.
  /// - Returns: The numbers, and what is to be said about labels that were left out.
  /// - Throws: ``ArchiveError`` that names the cell that is no number.
  func table(path: String, sheet: String, columns chosen: ColumnChoice?, aside: String?) throws
    -> ArrayContent
  {
    guard let first = cells.map(\.column).min(), let last = cells.map(\.column).max(),
      let top = cells.map(\.row).min(), let bottom = cells.map(\.row).max()
    else {
      throw ArchiveError.noData(path: path, expected: "cells in the sheet '\(sheet.shortened)'")
    }
    let (rows, columns) = (bottom - top + 1, last - first + 1)
    // A table whose cells are almost all empty is none, and would take its whole box.
    guard StatedSize.byteCount(shape: [rows, columns], elementSize: 64) != nil,
      cells.count >= rows * columns / 1000
    else {
      throw ArchiveError.tooLarge(
        path: path, item: "the range of cells of '\(sheet.shortened)'",
        found: "\(rows) rows × \(columns) columns with \(cells.count) cells in them")
    }
    var box = [String](repeating: "", count: rows * columns)
    for cell in cells { box[(cell.row - top) * columns + cell.column - first] = cell.content }
    var text = ""
    for row in 0..<rows {
      let line = box[row * columns..<(row + 1) * columns]
      // An empty row is no row of the table; the lines go on counting.
      if line.contains(where: { !$0.isEmpty }) { text += line.joined(separator: ";") }
      text += "\n"
    }
    do {
      let found = try CSVFile.read(Array(text.utf8), path: path, columns: chosen, aside: aside)
      return ArrayContent(
        NumPyArray(found.matrix), remarks: found.remarks + dateRemarks(sheet), table: found.columns)
    } catch ArchiveError.invalidText(_, let line, let column, let expected, let found) {
      let before = text.split(separator: "\n", omittingEmptySubsequences: false)[line - 1]
        .prefix(column - 1)
      var (separators, isQuoted) = (0, false)
      for letter in before {
        if letter == "\"" { isQuoted.toggle() }
        if letter == ";", !isQuoted { separators += 1 }
      }
      throw ArchiveError.damagedPart(
        path: path, part: "\(sheet.shortened)!\(Self.letters(first + separators))\(top + line - 1)",
        reason: "expected \(expected), found \(found.isEmpty ? "an empty cell" : found.shortened)")
    }
  }
}
