import ReplicaKit

/// A table for people: columns as wide as their widest cell, numbers to the right, words to the left.
///
/// A table that is wider than the terminal turns into one line per quantity if it has a single row; otherwise its last
/// words are folded, or its columns continue below, each part with the first column in front. Nothing is left out.
struct TextTable {
  private struct Column {
    let header: String
    let cells: [String]
    let isNumeric: Bool

    var width: Int { max(header.count, cells.map(\.count).max() ?? 0) }
  }

  private let columns: [Column]

  /// Between two columns.
  private static let gap = 2
  /// Words are not folded into less.
  private static let leastFold = 22

  init(_ table: ReportTable) {
    let count = ([table.header] + table.rows).map(\.count).max() ?? 0
    columns = (0..<count).map { k in
      let cells = table.rows.map { k < $0.count ? $0[k] : "" }
      return Column(
        header: k < table.header.count ? table.header[k] : "", cells: cells,
        isNumeric: k > 0 && Self.areNumbers(cells))
    }
  }

  /// Whether most cells that say something begin with a number.
  private static func areNumbers(_ cells: [String]) -> Bool {
    let said = cells.filter { !$0.isEmpty && $0 != "–" }
    let numbers = said.count { cell in
      let first = cell.drop { "-−+±<>≤≥~(".contains($0) }.first
      return first?.isNumber ?? false || cell == "∞"
    }
    return said.isEmpty || 2 * numbers > said.count
  }

  /// The table's lines.
  ///
  /// - Parameter width: The most characters in a line; `nil` for any number.
  /// - Returns: The lines.
  func text(width: Int?) -> String {
    guard let width, Self.total(columns) > width, columns.count > 1 else {
      return Self.drawn(columns)
    }
    if columns[0].cells.count == 1, columns.count > 3 { return asList(width: width) }
    let head = [columns[0]]
    var parts: [[Column]] = []
    var part = head
    for (k, column) in columns.enumerated().dropFirst() {
      if part.count > 1, Self.total(part + [column]) > width {
        let room = width - Self.total(part) - Self.gap
        if !column.isNumeric, k == columns.count - 1, room >= Self.leastFold {
          part.append(column)
          continue
        }
        parts.append(part)
        part = head
      }
      part.append(column)
    }
    parts.append(part)
    return parts.map { Self.drawn($0, width: width) }.joined(separator: "\n\n")
  }

  /// The single row as one line for every column that says something.
  private func asList(width: Int) -> String {
    let said = columns.filter { !$0.cells[0].isEmpty }
    let widest = said.map(\.header.count).max() ?? 0
    return said.map { column in
      let name = column.header + String(repeating: " ", count: widest - column.header.count)
      return Prose.folded(
        "\(name)  \(column.cells[0])".trimmingTrailingSpaces, width: width, indent: widest + 2)
    }.joined(separator: "\n")
  }

  private static func total(_ columns: [Column]) -> Int {
    columns.reduce(0) { $0 + $1.width } + gap * (columns.count - 1)
  }

  /// The lines of some columns; words of the last one are folded where they would leave the width.
  private static func drawn(_ columns: [Column], width: Int? = nil) -> String {
    guard let first = columns.first else { return "" }
    let widths = columns.map(\.width)
    let start = widths.dropLast().reduce(0, +) + gap * (columns.count - 1)
    return (-1..<first.cells.count).map { row in
      let cells = columns.enumerated().map { k, column in
        let cell = row < 0 ? column.header : column.cells[row]
        let padding = String(repeating: " ", count: widths[k] - cell.count)
        return column.isNumeric ? padding + cell : cell + padding
      }
      let line = cells.joined(separator: String(repeating: " ", count: gap)).trimmingTrailingSpaces
      guard let width, line.count > width, columns[columns.count - 1].isNumeric == false else {
        return line
      }
      return Prose.folded(line, width: width, indent: start)
    }.joined(separator: "\n")
  }
}

/// Sentences in lines that fit the terminal.
enum Prose {
  /// Folds every line of a text at spaces; what follows stands below where the line's own words begin.
  ///
  /// - Parameters:
  ///   - text: Lines.
  ///   - width: The most characters in a line; `nil` leaves the text as it is.
  /// - Returns: The lines.
  static func folded(_ text: String, width: Int?) -> String {
    guard let width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { folded(String($0), width: width, indent: indent(of: $0, width: width)) }
      .joined(separator: "\n")
  }

  /// Folds one line.
  static func folded(_ line: String, width: Int, indent: Int) -> String {
    guard line.count > width else { return line }
    let indent = indent < width - 16 ? indent : 0
    var lines: [String] = []
    var rest = Substring(line)
    var limit = width
    while rest.count > limit {
      let start = lines.isEmpty ? indent : 0
      let piece = rest.prefix(limit + 1)
      guard
        let space = piece.lastIndex(of: " "),
        rest.distance(from: rest.startIndex, to: space) > start
          || rest[..<space].contains(where: { $0 != " " })
      else {
        // A word that is longer than the line stays whole, so that it can be copied.
        guard let end = rest.firstIndex(of: " ") else { break }
        lines.append(String(rest[..<end]))
        rest = rest[rest.index(after: end)...]
        limit = width - indent
        continue
      }
      lines.append(String(rest[..<space]).trimmingTrailingSpaces)
      rest = rest[rest.index(after: space)...].drop { $0 == " " }
      limit = width - indent
    }
    lines.append(String(rest))
    let margin = String(repeating: " ", count: indent)
    return lines.enumerated().map { $0 == 0 ? $1 : margin + $1 }.joined(separator: "\n")
  }

  /// Where the words of a line begin: behind its bullet, or behind the columns that stand before them.
  private static func indent(of line: Substring, width: Int) -> Int {
    let leading = line.prefix { $0 == " " }.count
    guard leading > 0 else { return 0 }
    let characters = Array(line)
    if leading + 1 < characters.count, "·!-".contains(characters[leading]),
      characters[leading + 1] == " "
    {
      return leading + 2
    }
    var end = leading
    var place = leading
    while place + 1 < min(characters.count, width / 2 + 8) {
      if characters[place] == " ", characters[place + 1] == " " {
        while place < characters.count, characters[place] == " " { place += 1 }
        end = place
      } else {
        place += 1
      }
    }
    return end
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var result = self
    while result.last == " " { result.removeLast() }
    return result
  }
}
