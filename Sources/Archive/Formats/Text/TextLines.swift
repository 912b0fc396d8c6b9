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
  /// What separates cells by a first line `sep=,` as spreadsheets understand it, which is no line of the text.
  let statedSeparator: Unicode.Scalar?

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
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes[3...] : Self.fromUTF16(bytes) ?? bytes[...]
    var lines: [Line] = []
    var comments: [String] = []
    var number = 0
    for part in Self.parts(of: content) {
      number += 1
      guard let decoded = String(validating: part, as: UTF8.self), !part.contains(0) else {
        throw ArchiveError.invalidText(
          path: path, line: number, column: 1, expected: "text in UTF-8", found: "other bytes")
      }
      let whole = decoded[...]
      let row = Self.withoutComment(whole)
      let text = row.trimmed
      if text.endIndex < whole.trimmed.endIndex {
        let comment = whole[text.endIndex...].drop { $0 == "#" || $0 == " " || $0 == "\t" }
        if comments.count < 100 { comments.append(String(comment.trimmed)) }
      }
      if text.first == "%" { continue }
      if !text.isEmpty { lines.append(Line(number: number, text: text, whole: whole, row: row)) }
    }
    statedSeparator = lines.first.flatMap { Self.separator(stated: $0.text) }
    self.lines = statedSeparator == nil ? lines : Array(lines.dropFirst())
    isEnded = content.last == UInt8(ascii: "\n") || content.last == UInt8(ascii: "\r")
    self.comments = comments
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
      [",", ";"].contains(mark), line.unicodeScalars.count == 5
    else { return nil }
    return mark
  }

  private static func parts(of content: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let carriageReturn = UInt8(ascii: "\r")
    let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard content.contains(carriageReturn) else { return lines }
    return lines.flatMap { line in
      (line.last == carriageReturn ? line.dropLast() : line)
        .split(separator: carriageReturn, omittingEmptySubsequences: false)
    }
  }

  /// The part of a line before the first `#` outside quotes.
  private static func withoutComment(_ line: Substring) -> Substring {
    var isQuoted = false
    return Substring(
      line.utf8.prefix { byte in
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        return isQuoted || byte != UInt8(ascii: "#")
      })
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

  /// The number that a text stands for; NaN and infinities count, hexadecimal numbers do not.
  static func number(_ text: Substring) -> Double? {
    let isDecimal = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true
      default: false
      }
    }
    if isDecimal { return Double(text) }
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
  fileprivate var trimmed: Substring {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var bytes = utf8.drop(while: isSpace)
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return Substring(bytes)
  }
}
