/// What the cells of tables of text stand for.
enum TableCell {
  /// The number of a cell, in quotes or not; truth values are 1 and 0.
  static func number(_ cell: Substring) -> Double? {
    if let number = TextLines.number(cell) { return number }
    if cell.isQuoted { return number(cell.unquoted[...]) }
    guard (3...40).contains(cell.utf8.count) else { return nil }
    return truths[cell.lowercased()] ?? ofTypesetters(cell) ?? ofFortran(cell)
  }

  private static let truths: [String: Double] = [
    "true": 1, "false": 0, ".true.": 1, ".false.": 0, ".t.": 1, ".f.": 0,
  ]

  /// Whether a cell is a truth value in words.
  static func isTruth(_ cell: Substring) -> Bool {
    guard let first = cell.utf8.first, first == 0x22 || first == 0x2E || first >= 0x41 else {
      return false
    }
    return truths[cell.unquoted.lowercased()] != nil
  }

  /// A number with the minus sign of typesetters.
  private static func ofTypesetters(_ cell: Substring) -> Double? {
    guard cell.unicodeScalars.contains("\u{2212}") else { return nil }
    let plain = String(cell.map { $0 == "\u{2212}" ? "-" : $0 })
    return TextLines.number(plain[...])
  }

  /// A number whose exponent has three digits, so that Fortran leaves out its letter: `0.5-100`.
  private static func ofFortran(_ cell: Substring) -> Double? {
    let exponent = cell.suffix(4)
    let mantissa = cell.dropLast(4)
    guard let sign = exponent.first, "+-".contains(sign), mantissa.contains("."),
      exponent.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }),
      mantissa.utf8.allSatisfy({ $0 | 0x20 != UInt8(ascii: "e") })
    else { return nil }
    return TextLines.number("\(mantissa)e\(exponent)")
  }

  /// Whether a cell may be a name: no number, nor one that others read, nor a word for what is missing.
  static func isWord(_ cell: Substring) -> Bool {
    let text = cell.unquoted.lowercased()
    if text.isEmpty || missing.contains(text) { return false }
    if number(cell) != nil { return cell.isQuoted }
    if TextLines.spreadsheetErrors.contains(text) || isCommented(cell) { return false }
    // 0,5 and 5 %
    let digits = text.utf8.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    return digits.isEmpty ? false : !digits.allSatisfy { "0123456789,. %".utf8.contains($0) }
  }

  /// Whether a row begins with a word; a number in quotes is one if others have none.
  static func isLabelled(_ cells: [Substring]) -> Bool {
    guard let label = cells.first else { return false }
    return isWord(cells.allSatisfy(\.isQuoted) ? label.unquoted[...] : label)
  }

  /// The columns with words in every row, where at least as many and two others have none.
  ///
  /// - Parameters:
  ///   - rows: The cells of the rows.
  ///   - first: The first column to look at.
  /// - Returns: Their places.
  static func columnsOfWords(_ rows: some Collection<[Substring]>, from first: Int) -> [Int] {
    guard let row = rows.first else { return [] }
    let words = row.indices.dropFirst(first).filter { place in
      rows.allSatisfy { place < $0.count && isWord($0[place]) }
    }
    let others = row.count - first - words.count
    return others >= max(2, words.count) ? words : []
  }

  /// Whether a comment follows a number without space.
  private static func isCommented(_ cell: Substring) -> Bool {
    cell.contains("#") && TextLines.number(cell.prefix { $0 != "#" }) != nil
  }

  private static let missing: Set<String> = ["na", "n/a", "null", "none", "nil", "?", ".", "*"]

  /// What should stand in a place where there is no number.
  ///
  /// - Parameters:
  ///   - place: The place in the row.
  ///   - cells: The cells of the row.
  ///   - isLabelled: Whether other rows begin with a word.
  /// - Returns: The expectation, with what may be done.
  static func expectation(of place: Int, in cells: [Substring], isLabelled: Bool) -> String {
    let cell = cells[place]
    if cell.isEmpty { return "a number in every cell" }
    if let bracket = cell.first, "[{(".contains(bracket) {
      return
        "numbers without brackets (nested lists [[1, -1], …] are read from a file called .json)"
    }
    if cell.hasPrefix("\"=") {
      return
        "a number; this formula was never calculated: open and save the workbook in a spreadsheet program"
    }
    if place == 0, cells.count > 2, cells.dropFirst().allSatisfy({ number($0) != nil }) {
      return isLabelled
        ? "a number (--columns 1: leaves out a column of labels, where a command has it; a line of names above does, too)"
        : "a number as below it, or a word for every column"
    }
    if isCommented(cell) {
      return "a number, with space before the # of a comment"
    }
    return cell.contains(",")
      ? "a number with a decimal point, not a comma (pandas.read_csv reads it with decimal=',')"
      : "a number"
  }
}

extension Substring {
  /// Whether the text stands in quotes.
  var isQuoted: Bool { utf8.count >= 2 && first == "\"" && last == "\"" }

  /// The text without the quotes around it.
  var unquoted: String {
    guard isQuoted else { return String(self) }
    return dropFirst().dropLast().split(separator: "\"\"", omittingEmptySubsequences: false)
      .joined(separator: "\"")
  }
}
