/// Whether a first line of nothing but numbers names the columns of a table whose rows are of another kind.
///
/// | the numbers | above nothing but | are |
/// | --- | --- | --- |
/// | 0, 1, 2, …, two or more; other whole numbers, four or more, or three in turn | numbers with points | names |
/// | 0, 1, 2, …; whole numbers, or numbers in turn | −1 and 1, where not all are | names |
/// | three or more in turn | 0 and 1, where not all are | names |
/// | 0, 1, …, or whole numbers above points | other rows | unclear |
///
/// No two of them are the same. Where pandas makes names they are 0, 1, 2, … without points.
enum NumbersAsNames {
  /// What a line is.
  enum Line {
    /// Names, which count from 0 or do not.
    case names(areCounts: Bool)
    /// A row that may have been meant as names.
    case unclear
    case row
  }

  /// Looks at a line.
  ///
  /// - Parameters:
  ///   - cells: Its cells, all of them numbers.
  ///   - below: The rows below.
  /// - Returns: What it is.
  static func reading(
    _ cells: [Substring], above below: some Collection<[Substring]>
  ) -> Line {
    let isWhole = cells.allSatisfy(isPlain)
    let counts = isWhole && cells.indices.allSatisfy { cells[$0] == "\($0)" }
    let isInTurn = cells.count > 1 && TableHeader.isInTurn(cells, 2)
    guard !below.isEmpty, isWhole || isInTurn, Set(cells).count == cells.count else { return .row }
    func rows(have isKind: (Substring) -> Bool) -> Bool {
      below.allSatisfy { $0.allSatisfy(isKind) }
    }
    let areSeveral = below.dropFirst().first != nil
    let values = cells.compactMap { TableCell.number($0) }
    if isWhole, rows(have: hasPoint) {
      let areNames =
        counts && cells.count >= 2 || cells.count >= 4 || cells.count == 3 && isInTurn
      return areNames
        ? .names(areCounts: counts) : counts || cells.count > 1 ? .unclear : .row
    }
    if areSeveral, !values.allSatisfy({ abs($0) == 1 }),
      rows(have: { TableCell.number($0).map { abs($0) == 1 } ?? false })
    {
      return .names(areCounts: counts)
    }
    if areSeveral, cells.count > 2, isInTurn, !values.allSatisfy({ $0 == 0 || $0 == 1 }),
      rows(have: { TableCell.number($0).map { $0 == 0 || $0 == 1 } ?? false })
    {
      return .names(areCounts: counts)
    }
    return counts && cells.count > 1 && areSeveral ? .unclear : .row
  }

  /// What is to be said about an unclear line.
  static func remark(_ cells: [Substring], path: String) -> String {
    "the first line of \(path), \(cells.prefix(4).joined(separator: ", "))\(cells.count > 4 ? ", …" : ""), is read as a row; if these "
      + "are names, leave it out (tail -n +2; pandas: header=False)"
  }

  /// Whether a cell is a whole number as names are written: figures alone.
  private static func isPlain(_ cell: Substring) -> Bool {
    !cell.isEmpty && cell.utf8.allSatisfy { (0x30...0x39).contains($0) }
      && (cell.utf8.count == 1 || cell.utf8.first != 0x30)
  }

  /// Whether a cell is a number that is written with a point or an exponent.
  static func hasPoint(_ cell: Substring) -> Bool {
    TableCell.number(cell) != nil && cell.contains { ".eE".contains($0) }
  }
}
