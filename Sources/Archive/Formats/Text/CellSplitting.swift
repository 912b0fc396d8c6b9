/// How the lines of a table are split into cells.
///
/// Semicolons, commas or space separate them: the first of these that the first line has. Where every row has as many tabs
/// as the next, each tab separates two cells, so that an empty one is found out instead of moving those after it; a column
/// without anything in it, as after a tab at the end of every line, is none.
struct CellSplitting {
  /// What separates the cells.
  let separator: Unicode.Scalar
  /// Columns between tabs in which no line has anything, ascending.
  private let emptyColumns: [Int]
  /// The cells of a row, with the empty ones.
  private let fullCount: Int

  init(_ text: TextLines) {
    let first = text.lines.first?.text.unicodeScalars
    let marks: [Unicode.Scalar] = [";", ","]
    if let mark = marks.first(where: { first?.contains($0) == true }) {
      self.init(separator: mark)
    } else {
      self = Self(tabsOf: text.lines) ?? Self(separator: " ")
    }
  }

  private init(separator: Unicode.Scalar, emptyColumns: [Int] = [], fullCount: Int = 0) {
    self.separator = separator
    self.emptyColumns = emptyColumns
    self.fullCount = fullCount
  }

  /// `nil` where tabs do not make the same number of cells in every row, or these hold several numbers.
  private init?(tabsOf lines: [TextLines.Line]) {
    let rows = lines.count > 1 ? lines.dropFirst() : lines[...]
    guard let count = rows.first?.cells(separator: "\t").count, count > 1 else { return nil }
    var isEmpty = [Bool](repeating: true, count: count)
    for line in lines {
      guard line.hasTab || lines.count > 1 && line.number == lines[0].number else { return nil }
      let cells = line.cells(separator: "\t")
      // A first line of names may lack that of the labels of rows, or the tab at the end.
      guard cells.count == count else {
        guard line.number == lines[0].number, cells.count < count,
          line.cells(separator: " ").allSatisfy({ TextLines.number($0) == nil })
        else { return nil }
        continue
      }
      for (place, cell) in cells.enumerated() where !cell.isEmpty {
        isEmpty[place] = false
        let words = cell.split(separator: " ")
        if words.count > 1, words.allSatisfy({ TextLines.number($0) != nil }) { return nil }
      }
    }
    let empty = isEmpty.indices.filter { isEmpty[$0] }
    self.init(separator: "\t", emptyColumns: empty, fullCount: count)
  }

  /// The cells of a line.
  func cells(of line: TextLines.Line) -> [Substring] {
    var cells = line.cells(separator: separator)
    guard !emptyColumns.isEmpty, cells.count == fullCount else { return cells }
    for place in emptyColumns.reversed() { cells.remove(at: place) }
    return cells
  }
}
