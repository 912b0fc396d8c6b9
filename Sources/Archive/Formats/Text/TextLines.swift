/// The lines of a text file that have something in them, without comments.
///
/// Lines end with a line feed, a carriage return or both.
struct TextLines {
  /// One line.
  struct Line {
    /// The number of the line, from 1.
    let number: Int
    /// The text, without a comment and the space around it.
    let text: Substring
    /// The line's text from its beginning, to find columns.
    let whole: Substring
    /// The line without a comment, with the tabs around it: they separate cells that may be empty.
    let row: Substring
  }

  let path: String
  let lines: [Line]
  /// Whether the text ends with the end of a line, as programs write it and a file that was cut off does not.
  let isEnded: Bool
  /// The comments at the ends of lines and on lines of their own, without their marks.
  let comments: [String]
  /// The first line with a comment, or after empty lines, that comes between lines with something in them, and how often
  /// there are such places; `nil` for one block of lines.
  let breaks: (line: Int, count: Int)?
  /// What separates cells by a first line `sep=,` as spreadsheets understand it, which is no line of the text.
  let statedSeparator: Unicode.Scalar?
  /// The last line of what an instrument writes above its numbers; `nil` where there is nothing of the kind.
  let headerEnd: Int?

  /// Reads a file in UTF-8, or in UTF-16 with its mark; what follows a `#` is a comment, and so is a line that begins with `%`.
  init(contentsOfFile path: String) throws {
    try self.init(FileSystem.contents(of: path), path: path)
  }

  init(_ bytes: [UInt8], path: String) throws {
    self.path = path
    // A line takes several times its length.
    guard StatedSize.fits(bytes: 12 * Double(bytes.count)) else {
      throw ArchiveError.tooLarge(path: path, item: "the text", found: "\(bytes.count) bytes")
    }
    let content = Self.withoutMark(bytes)
    var lines: [Line] = []
    var comments: [String] = []
    var breaks: (line: Int, count: Int)?
    var (number, lastLine, lastComment) = (0, 0, 0)
    try Self.forEachLine(of: content) { part in
      number += 1
      guard !part.isEmpty else { return }
      guard let decoded = String(validating: part, as: UTF8.self), !part.contains(0) else {
        throw ArchiveError.invalidText(
          path: path, line: number, column: 1,
          expected: "text in UTF-8 (iconv -f LATIN1 -t UTF-8 FILE > x.csv makes it of older ones)",
          found: "other bytes")
      }
      let whole = decoded[...]
      let row = Self.withoutComment(whole)
      let text = row.trimmed
      if text.endIndex < whole.trimmed.endIndex {
        let comment = whole[text.endIndex...].drop { $0 == "#" || $0 == " " || $0 == "\t" }
        if comments.count < 100 || comment.lowercased().contains("vartype") {
          comments.append(String(comment.trimmed))
        }
        if text.isEmpty { lastComment = number }
      }
      if text.first == "%" {
        lastComment = number
        if text.lowercased().contains("vartype") {
          comments.append(String(text.drop { $0 == "%" || $0 == " " }))
        }
      }
      if text.first == "%" || text.isEmpty { return }
      if lastLine > 0, lastComment > lastLine || number > lastLine + 2 {
        breaks = (breaks?.line ?? lastLine + 1, (breaks?.count ?? 0) + 1)
      }
      lastLine = number
      lines.append(Line(number: number, text: text, whole: whole, row: row))
    }
    let ends = [">>>>>Begin", "***End_of_Header***"]
    let end = lines.lastIndex { line in ends.contains { line.text.hasPrefix($0) } }
    headerEnd = end.map { lines[$0].number }
    if let end {
      lines.removeFirst(end + 1)
      lines.removeAll { $0.text.hasPrefix(">>>>>End") }
      breaks = nil
    }
    statedSeparator = lines.first.flatMap { Self.separator(stated: $0.row) }
    self.lines = statedSeparator == nil ? lines : Array(lines.dropFirst())
    isEnded = content.last == UInt8(ascii: "\n") || content.last == UInt8(ascii: "\r")
    self.comments = comments
    self.breaks = breaks
  }

  /// What is to be said about the lines of an instrument above a table.
  var remarksOnHeader: [String] {
    headerEnd.map { ["lines 1 to \($0) of \(path) describe the measurement and are left out"] }
      ?? []
  }

  /// What is to be said about a table whose rows are interrupted.
  var remarksOnBreaks: [String] {
    guard let breaks else { return [] }
    return [
      "the rows of \(path) are interrupted by comments or empty lines"
        + (breaks.count > 1 ? " \(breaks.count) times, first in" : " in")
        + " line \(breaks.line), and are read as one table"
    ]
  }

  /// Refuses what Octave saves as text where it is more than one matrix.
  func refuseSeveralOfOctave() throws {
    guard comments.count(where: { $0.hasPrefix("name: ") }) > 1 else { return }
    let file = FileSystem.split(path).name
    throw ArchiveError.needsConversion(
      path: path, reason: "a text file of Octave with several variables",
      command: "octave --eval \"load('\(file)'); save('-7', 'x.mat')\"")
  }

  /// The text in UTF-8 without the mark at its beginning.
  static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return bytes.starts(with: mark) ? bytes[3...] : fromUTF16(bytes) ?? bytes[...]
  }

  /// The text in UTF-8 if the bytes begin with the mark of UTF-16, as some shells and spreadsheets write it.
  private static func fromUTF16(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
    let isLittle = bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]), bytes.count % 2 == 0 else { return nil }
    let units = stride(from: 2, to: bytes.count, by: 2).map { place in
      UInt16(bytes[place + (isLittle ? 1 : 0)]) << 8 | UInt16(bytes[place + (isLittle ? 0 : 1)])
    }
    return String(validating: units, as: UTF16.self).map { Array($0.utf8)[...] }
  }

  private static func separator(stated line: Substring) -> Unicode.Scalar? {
    guard line.lowercased().hasPrefix("sep="), let mark = line.unicodeScalars.dropFirst(4).first,
      [",", ";", "\t"].contains(mark), line.unicodeScalars.dropFirst(5).allSatisfy({ $0 == "\r" })
    else { return nil }
    return mark
  }

  /// Every line, which a line feed, a carriage return or both end.
  private static func forEachLine(
    of content: ArraySlice<UInt8>, _ read: (ArraySlice<UInt8>) throws -> Void
  ) throws {
    let (feed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var rest = content
    while let end = rest.firstIndex(where: { $0 == feed || $0 == carriageReturn }) {
      try read(rest[rest.startIndex..<end])
      let next = end + 1
      let isPair = rest[end] == carriageReturn && next < rest.endIndex && rest[next] == feed
      rest = rest[(isPair ? next + 1 : next)...]
    }
    try read(rest)
  }

  /// What spreadsheets write in place of a number, which is no comment.
  static let spreadsheetErrors: Set<String> = [
    "#n/a", "#num!", "#div/0!", "#ref!", "#value!", "#name?", "#null!",
  ]

  /// The part of a line before its comment: before the first `#` outside quotes that has space or a separator before it
  /// and does not begin an error of a spreadsheet, or has space behind it.
  private static func withoutComment(_ line: Substring) -> Substring {
    let bytes = line.utf8
    guard bytes.contains(UInt8(ascii: "#")) else { return line }
    var isQuoted = false
    var previous = UInt8(ascii: " ")
    for place in bytes.indices {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "#"), !isQuoted {
        let word = line[place...].prefix { !" \t,;".contains($0) }.lowercased()
        let isApart = " \t,;".utf8.contains(previous) || word == "#"
        if isApart, !spreadsheetErrors.contains(word) { return line[..<place] }
      }
      previous = byte
    }
    return line
  }

  /// The error that something else was expected at a place of a line.
  func error(_ line: Line, _ cell: Substring?, _ expected: String) -> ArchiveError {
    .invalidText(
      path: path, line: line.number, column: cell.map(line.column) ?? 1, expected: expected,
      found: String(cell ?? line.text))
  }

  /// The finite number in a cell.
  func number(_ line: Line, _ cell: Substring) throws -> Double {
    guard let value = Self.number(cell) else { throw error(line, cell, "a number") }
    guard value.isFinite else { throw error(line, cell, "a finite number") }
    return value
  }

  /// The number that a text stands for; NaN, infinities and the `D` of Fortran's exponents count, hexadecimal numbers do
  /// not.
  static func number(_ text: Substring) -> Double? {
    let isDecimal = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true
      default: false
      }
    }
    if isDecimal { return Double(text) }
    if let mark = text.utf8.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "d") }) {
      let exponent = text[text.utf8.index(after: mark)...]
      return number(text[..<mark]).flatMap {
        $0.isFinite ? number("\(text[..<mark])e\(exponent)") : nil
      }
    }
    let word = text.lowercased().drop { $0 == "-" || $0 == "+" }
    return word == "nan" || word == "inf" || word == "infinity" ? Double(text) : nil
  }
}

extension TextLines.Line {
  /// The column of a part of the line, from 1.
  func column(of part: Substring) -> Int {
    whole.distance(from: whole.startIndex, to: part.startIndex) + 1
  }

  /// The cells between separators (ASCII) outside quotes; with space as separator, any amount of it.
  func cells(separator: Unicode.Scalar) -> [Substring] {
    let text = separator == "\t" ? row : self.text
    let bytes = text.utf8
    let separator = UInt8(ascii: separator)
    var cells: [Substring] = []
    var start = bytes.startIndex
    var isQuoted = false
    func add(_ end: Substring.Index) {
      let cell = text[start..<end].trimmed
      if separator != 0x20 || !cell.isEmpty { cells.append(cell) }
    }
    for position in bytes.indices {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == separator || separator == 0x20 && byte == 0x09, !isQuoted {
        add(position)
        start = bytes.index(after: position)
      }
    }
    add(bytes.endIndex)
    return cells
  }

  /// Whether tabs are in the line or around it.
  var hasTab: Bool { row.utf8.contains(0x09) }
}

extension Substring {
  /// The text without space, tabs and carriage returns at its ends.
  var trimmed: Substring {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var bytes = utf8.drop(while: isSpace)
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return Substring(bytes)
  }
}
