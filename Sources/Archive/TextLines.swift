/// The lines of a text file that have something in them, without comments.
struct TextLines {
  /// One line.
  struct Line {
    /// The number of the line, from 1.
    let number: Int
    /// The text, without a comment and the space around it.
    let text: Substring
    /// The line's text from its beginning, to find columns.
    let whole: Substring
  }

  /// A part of a line between separators.
  struct Cell {
    /// The text without the space around it.
    let text: Substring
    /// The column of its first character, from 1.
    let column: Int
  }

  let path: String
  let lines: [Line]

  /// Reads a file in UTF-8; what follows a `#` is a comment.
  init(contentsOfFile path: String) throws {
    try self.init(FileSystem.contents(of: path), path: path)
  }

  init(_ bytes: [UInt8], path: String) throws {
    self.path = path
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes[3...] : bytes[...]
    var lines: [Line] = []
    var number = 0
    for part in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard let decoded = String(validating: part, as: UTF8.self), !part.contains(0) else {
        throw ArchiveError.invalidText(
          path: path, line: number, column: 1, expected: "text in UTF-8", found: "other bytes")
      }
      let whole = decoded[...]
      let text = Self.withoutComment(whole).trimmed
      if !text.isEmpty { lines.append(Line(number: number, text: text, whole: whole)) }
    }
    self.lines = lines
  }

  /// The part of a line before the first `#` outside quotes.
  private static func withoutComment(_ line: Substring) -> Substring {
    var isQuoted = false
    return line.prefix { character in
      if character == "\"" { isQuoted.toggle() }
      return isQuoted || character != "#"
    }
  }

  /// The error that something else was expected at a place of a line.
  func error(_ line: Line, _ cell: Cell?, _ expected: String) -> ArchiveError {
    .invalidText(
      path: path, line: line.number, column: cell?.column ?? 1, expected: expected,
      found: String(cell?.text ?? line.text))
  }

  /// The finite number in a cell.
  func number(_ line: Line, _ cell: Cell) throws -> Double {
    guard let value = Self.number(cell.text) else { throw error(line, cell, "a number") }
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
  /// The cells between separators; with space as separator, any amount of it.
  func cells(separator: Character) -> [TextLines.Cell] {
    var cells: [TextLines.Cell] = []
    var start = text.startIndex
    var position = start
    var isQuoted = false
    func add(_ end: Substring.Index) {
      let cell = text[start..<end].trimmed
      if separator == " ", cell.isEmpty { return }
      let column = whole.distance(from: whole.startIndex, to: cell.startIndex) + 1
      cells.append(TextLines.Cell(text: cell, column: column))
    }
    while position < text.endIndex {
      let character = text[position]
      if character == "\"" { isQuoted.toggle() }
      let isSeparator =
        separator == " " ? character.isWhitespace : character == separator
      if isSeparator, !isQuoted {
        add(position)
        start = text.index(after: position)
      }
      position = text.index(after: position)
    }
    add(text.endIndex)
    return cells
  }
}

extension Substring {
  /// The text without white space at its ends.
  fileprivate var trimmed: Substring {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
