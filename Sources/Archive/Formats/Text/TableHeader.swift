/// The first line of a table where it is no row of numbers: names of the columns, their numbers, or a scale.
///
/// | the line | is taken for |
/// | --- | --- |
/// | words and no number, or numbers behind an empty cell | names |
/// | 0, 1, 2, … (four, or behind an empty cell), as pandas numbers columns; 1, 2, 3, … above a row that does not rise | numbers |
/// | such numbers, two or more, and words above numbers | numbers; the columns with words are of another kind |
/// | twelve numbers that rise above a row that does not, or four behind a word above a number | scale |
struct TableHeader {
  /// What the names are.
  enum Kind: Equatable {
    /// Words, or what follows an empty cell.
    case names
    /// Numbers from 0 or 1, beside which some columns may have words.
    case numbers(from: Int)
    /// Numbers that only rise, such as wavelengths or times.
    case scale
  }

  /// What the columns are called, without quotes.
  private(set) var names: [String]
  /// What the names are.
  let kind: Kind

  /// Looks at the first line of a table.
  ///
  /// Words for what is missing, and numbers as others write them, are no words; numbers in quotes are words above numbers
  /// without.
  ///
  /// - Parameters:
  ///   - cells: The cells of the first line.
  ///   - next: Those of the next line; `nil` where there is none.
  init?(_ cells: [Substring], next: [Substring]?) {
    // Where all is in quotes they do not tell words from numbers.
    let isQuoted = next?.allSatisfy(\.isQuoted) == true
    let cells = cells.map { isQuoted || $0 == "\"\"" ? $0.unquoted[...] : $0 }
    guard let kind = Self.kind(cells, next: next) else { return nil }
    self.kind = kind
    names = cells.map(\.unquoted)
  }

  private static func kind(_ cells: [Substring], next: [Substring]?) -> Kind? {
    let numbers = cells.filter { !$0.isQuoted && TableCell.number($0) != nil }
    let words = cells.indices.filter { TableCell.isWord(cells[$0]) }
    // Above labels; a column that is empty in other rows too is none.
    let hasCorner = cells.first?.isEmpty == true && next?.first?.isEmpty == false
    let hasGaps = cells.dropFirst().contains("")
    func isAboveNumber(_ place: Int) -> Bool {
      next.map { place < $0.count && TableCell.number($0[place]) != nil } ?? false
    }
    // Rows of a table do not rise in turn.
    func rises(_ fewest: Int) -> Bool {
      Self.rises(cells, fewest) && next.map { !Self.rises($0, fewest) } ?? false
    }
    if numbers.isEmpty { return words.isEmpty ? nil : .names }
    let start = [0, 1].first { start in numbers.enumerated().allSatisfy { $1 == "\($0 + start)" } }
    if let start, words.isEmpty, hasCorner || cells.first?.isEmpty == false {
      let isWhole = !hasGaps && (hasCorner || numbers.count >= 4)
      if isWhole, start == 0 || hasCorner || rises(4) { return .numbers(from: start) }
    } else if let start, !words.isEmpty, numbers.count >= 2, start == 0 || rises(2) {
      // The label of a row has one below it, and hardly four numbers beside it that count.
      if words.allSatisfy(isAboveNumber) || words == [0] && numbers.count >= 4 {
        return .numbers(from: start)
      }
    } else if hasCorner, words.isEmpty, !hasGaps {
      return .names
    }
    return rises(words == [0] && isAboveNumber(0) ? 4 : 12) ? .scale : nil
  }

  /// Whether the cells are numbers that only rise, at least so many, after one that is none or not.
  static func rises(_ cells: [Substring], _ fewest: Int) -> Bool {
    let isNamed = cells.first.map { TextLines.number($0) == nil } ?? true
    let numbers = cells.dropFirst(isNamed ? 1 : 0).map { TextLines.number($0) }
    guard numbers.count >= fewest else { return false }
    return zip(numbers, numbers.dropFirst()).allSatisfy { a, b in
      a.flatMap { a in b.map { a < $0 } } ?? false
    }
  }

  /// Adds the name that R leaves out, of the labels of rows.
  mutating func addCorner() { names.insert("", at: 0) }

  /// Whether the first column, and no other, has no name: it holds labels of rows.
  ///
  /// A title above a table has more empty cells.
  var hasLabels: Bool {
    names.count > 1 && names[0].isEmpty && names.dropFirst().allSatisfy { !$0.isEmpty }
  }

  /// Takes the first column for labels of rows.
  mutating func takeLabels() { names[0] = "" }

  /// The columns with words beside columns with numbers, which are not of their kind.
  var wordsAmongNumbers: [Int] {
    guard case .numbers = kind else { return [] }
    return names.indices.filter { !names[$0].isEmpty && Int(names[$0]) == nil }
  }

  /// The columns by their numbers, where these are their names.
  var columnsOfNumbers: [Int: Int]? {
    guard case .numbers = kind else { return nil }
    return Dictionary(
      names.indices.compactMap { place in Int(names[place]).map { ($0, place) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// What is to be said about taking the line for a header.
  func remarks(on path: String) -> [String] {
    let rises = "the first line of \(path)"
    switch kind {
    case .names: return []
    case .numbers(let start):
      let words = wordsAmongNumbers.map { names[$0].shortened }
      if !words.isEmpty {
        return [
          "columns of \(path) with words for names among numbers are left out: "
            + words.prefix(8).joined(separator: ", ") + (words.count > 8 ? ", …" : "")
        ]
      }
      return names[0].isEmpty
        ? []
        : [
          rises
            + " counts \(start), \(start + 1), \(start + 2), … and is taken for a header, as pandas writes one (with points, "
            + "\(start).0, it is a row)"
        ]
    case .scale:
      let first = names.first { TextLines.number($0[...]) != nil } ?? ""
      return [
        rises
          + " only rises, from \(first) to \(names.last ?? ""), and is taken for a header, such as of wavelengths or "
          + "times"
      ]
    }
  }

  /// Refuses a table with a row for every spin, by its names.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``ArchiveError/needsConversion(path:reason:command:)``.
  func refuseLongForm(path: String) throws {
    let words = names.map { $0.lowercased() }
    guard (3...8).contains(names.count),
      let column = words.firstIndex(where: ["site", "i", "variable"].contains),
      words.contains(where: ["replica", "sample", "draw", "shot", "chain"].contains),
      let value = names.indices.last(where: { $0 != column })
    else { return }
    // The command is to be copied: nothing of the file but plain words goes into it.
    let isPlain = names.allSatisfy { name in
      name.utf8.allSatisfy { byte in
        byte == 0x5F || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
      }
    }
    guard isPlain else { return }
    let keys = names.indices.filter { $0 != column && $0 != value }.map { "'\(names[$0])'" }
    let command =
      "python3 -c \"import pandas; pandas.read_csv('\(FileSystem.split(path).name)').pivot("
      + "index=[\(keys.joined(separator: ", "))], columns='\(names[column])', values='\(names[value])')"
      + ".to_csv('x.csv', index=False)\""
    throw ArchiveError.needsConversion(
      path: path, reason: "a table with a row for every spin of every replica", command: command)
  }
}
