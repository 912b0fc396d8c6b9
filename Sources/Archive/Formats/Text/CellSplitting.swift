/// How the lines of a table are split into cells.
///
/// Semicolons, commas or space separate them: the first of these that the second line has where it has several cells, for
/// the first may be names with commas in them, or the first line; or what a line `sep=;` states.
/// Where every row has as many tabs as the next, each tab separates two cells, so that an empty one is found out instead of
/// moving those after it. A column without anything in it, between tabs or after a separator at the end of every line, is
/// none. Lines of equal length of nothing but `0` and `1`, of `+` and `-`, or of `T` and `F`, are strings of spins.
struct CellSplitting {
  /// What separates the cells.
  let separator: Unicode.Scalar
  /// Columns in which no line has anything.
  private let emptyColumns: Set<Int>
  /// The cells of a row, with the empty ones.
  private let fullCount: Int
  /// Whether each character of a line is a cell.
  private let isSpelt: Bool

  init(_ text: TextLines) {
    let second = text.lines.dropFirst().first
    let isRow = [" ", ",", ";"].contains { (second?.cells(separator: $0).count ?? 0) > 1 }
    let line = isRow ? second : text.lines.first
    let marks: [Unicode.Scalar] = [";", ","]
    if Self.spellsSpins(text.lines) {
      self.init(separator: " ", isSpelt: true)
    } else if text.statedSeparator == "\t" {
      self = Self(tabsOf: text.lines) ?? Self(separator: " ")
    } else if let mark = text.statedSeparator
      ?? marks.first(where: { (line?.cells(separator: $0).count ?? 0) > 1 })
    {
      self = Self(endedBy: mark, text.lines) ?? Self(separator: mark)
    } else {
      self = Self(tabsOf: text.lines) ?? Self(separator: " ")
    }
  }

  /// What is to be said about the splitting of a file.
  func remarks(on path: String) -> [String] {
    if isSpelt { return ["every line of \(path) is taken for a string of spins"] }
    let isOne = emptyColumns.count == 1
    // What comes after the last separator is no column to anybody.
    if emptyColumns.isEmpty || emptyColumns == [fullCount - 1] { return [] }
    return [
      "\(isOne ? "column" : "columns") \(emptyColumns.sorted().prefix(8).map { "\($0)" }.joined(separator: ", ")) of \(path), from 0, "
        + "\(isOne ? "has" : "have") nothing in any row and \(isOne ? "is" : "are") left out"
    ]
  }

  /// What signs and Fortran's truth values stand for.
  private static let meanings: [Substring: Substring] = ["+": "1", "-": "-1", "T": "1", "F": "0"]

  private static func spellsSpins(_ lines: [TextLines.Line]) -> Bool {
    guard let first = lines.first?.text.utf8, first.count >= 4 else { return false }
    // Signs and truth values may have space between them, figures are numbers then.
    let signs = ["01", "+-", "+- ", "TF", "TF "].first { signs in
      first.allSatisfy(signs.utf8.contains)
    }
    guard let signs = signs?.utf8 else { return false }
    return lines.allSatisfy {
      $0.text.utf8.count == first.count && $0.text.utf8.allSatisfy(signs.contains)
    }
  }

  /// `nil` where not every row ends with the mark.
  private init?(endedBy mark: Unicode.Scalar, _ lines: [TextLines.Line]) {
    func isEnded(_ line: TextLines.Line) -> Bool { line.text.unicodeScalars.last == mark }
    let rows = lines.count > 1 ? lines.dropFirst() : lines[...]
    guard let row = rows.first, rows.allSatisfy(isEnded) else { return nil }
    let count = row.cells(separator: mark).count
    // A first line of names may lack the mark; one that has a name for the last column may not.
    guard count > 2, isEnded(lines[0]) || lines[0].cells(separator: mark).count < count else {
      return nil
    }
    self.init(separator: mark, emptyColumns: [count - 1], fullCount: count)
  }

  private init(
    separator: Unicode.Scalar, emptyColumns: Set<Int> = [], fullCount: Int = 0,
    isSpelt: Bool = false
  ) {
    self.separator = separator
    self.emptyColumns = emptyColumns
    self.fullCount = fullCount
    self.isSpelt = isSpelt
  }

  /// `nil` where tabs do not make the same number of cells in every row, or these hold several numbers.
  private init?(tabsOf lines: [TextLines.Line]) {
    let rows = lines.count > 1 ? lines.dropFirst() : lines[...]
    guard let count = rows.first?.cells(separator: "\t").count, count > 1 else { return nil }
    var isEmpty = [Bool](repeating: true, count: count)
    // Cells between two tabs may be empty, so that such rows are not taken for rows without them.
    var isRagged = false
    for line in lines {
      guard line.hasTab || lines.count > 1 && line.number == lines[0].number else { return nil }
      let cells = line.cells(separator: "\t")
      // A first line of names may lack that of the labels of rows, or the tab at the end.
      guard cells.count == count else {
        let isHeader =
          line.number == lines[0].number && cells.count < count
          && line.cells(separator: " ").allSatisfy({ TextLines.number($0) == nil })
        if !isHeader { isRagged = true }
        if !isHeader, cells.contains(where: Self.holdsSeveral) { return nil }
        continue
      }
      for (place, cell) in cells.enumerated() where !cell.isEmpty {
        // LabVIEW has a column for remarks, mostly without any.
        let isForRemarks =
          place == count - 1 && cell == "Comment" && line.number == lines[0].number
        if !isForRemarks { isEmpty[place] = false }
        if Self.holdsSeveral(cell) { return nil }
      }
    }
    let empty = isRagged ? [] : isEmpty.indices.filter { isEmpty[$0] }
    self.init(separator: "\t", emptyColumns: Set(empty), fullCount: count)
  }

  private static func holdsSeveral(_ cell: Substring) -> Bool {
    let words = cell.split(separator: " ")
    return words.count > 1 && words.allSatisfy { TextLines.number($0) != nil }
  }

  /// The cells of a line.
  func cells(of line: TextLines.Line) -> [Substring] {
    if isSpelt {
      return line.text.indices.compactMap { place in
        let sign = line.text[place...place]
        return Self.meanings[sign] ?? (sign == " " ? nil : sign)
      }
    }
    let cells = line.cells(separator: separator)
    guard !emptyColumns.isEmpty, cells.count == fullCount else { return cells }
    return cells.indices.filter { !emptyColumns.contains($0) }.map { cells[$0] }
  }
}
