/// How the lines of a table are split into cells.
///
/// Semicolons, commas or space separate them: the first of these that the second line has where it has several cells, for
/// the first may be names with commas in them, or the first line; or what a line `sep=;` states.
/// Where every row has as many tabs as the next, each tab separates two cells, so that an empty one is found out instead of
/// moving those after it. A column without anything in it is none. Lines of equal length of nothing but `0` and `1`, of `+`
/// and `-`, or of `T` and `F`, are strings of spins.
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
    } else if text.statedSeparator == "\t" || line.map(Self.hasDecimalCommas) == true {
      self = Self(tabsOf: text.lines) ?? Self(separator: " ")
    } else if let mark = text.statedSeparator
      ?? marks.first(where: { (line?.cells(separator: $0).count ?? 0) > 1 })
    {
      self = Self(emptyBetween: mark, text.lines) ?? Self(separator: mark)
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

  /// Whether commas are between figures alone, in cells that tabs separate.
  static func hasDecimalCommas(_ line: TextLines.Line) -> Bool {
    let cells = line.cells(separator: "\t").filter { $0.contains(",") }
    guard line.hasTab, !cells.isEmpty else { return false }
    return cells.allSatisfy { cell in
      let parts = cell.split(separator: ",", omittingEmptySubsequences: false)
      return parts.count == 2
        && parts.allSatisfy {
          !$0.isEmpty && $0.utf8.allSatisfy { "0123456789+-eE".utf8.contains($0) }
        }
    }
  }

  /// `nil` where every column has something between the marks, or rows have different numbers of cells.
  private init?(emptyBetween mark: Unicode.Scalar, _ lines: [TextLines.Line]) {
    let rows = lines.count > 1 ? lines.dropFirst() : lines[...]
    guard let cells = rows.first?.cells(separator: mark), cells.count > 2 else { return nil }
    // In the first place a number is missing rather than a column.
    var empty = cells.indices.filter { $0 > 0 && cells[$0].isEmpty }
    for line in lines where !empty.isEmpty {
      let found = line.cells(separator: mark)
      // A first line of names may lack the marks at its end; one that has a name for a column may not.
      guard
        found.count == cells.count || line.number == lines[0].number && found.count < cells.count
      else { return nil }
      empty.removeAll { $0 < found.count && !found[$0].isEmpty }
    }
    guard !empty.isEmpty, empty.count < cells.count else { return nil }
    self.init(separator: mark, emptyColumns: Set(empty), fullCount: cells.count)
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
