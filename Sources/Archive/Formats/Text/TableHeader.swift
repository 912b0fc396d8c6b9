/// The first line of a table where it is no row of numbers: names of the columns, their numbers, or a scale.
///
/// | the line | is taken for |
/// | --- | --- |
/// | words and no number, or numbers behind an empty cell | names |
/// | 0, 1, 2, … (four, or behind empty cells), as pandas numbers columns; 1, 2, 3, … above a row that does not rise | numbers |
/// | such numbers, two or more, and words above numbers; four or more, and words | numbers; the columns with words are of another kind |
/// | twelve numbers that only rise or only fall above a row that does not, with words beside them or without; four, or different whole numbers, behind a word above a number | scale; columns with words are of another kind |
/// | numbers above rows of another kind (``NumbersAsNames``) | numbers, scale |
struct TableHeader {
  /// What the names are.
  enum Kind: Equatable {
    /// Words, or what follows an empty cell.
    case names
    /// Numbers from 0 or 1, beside which some columns may have words.
    case numbers(from: Int)
    /// Other numbers, such as wavelengths or times.
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
  ///   - numbers: What a line of nothing but numbers is.
  init?(
    _ cells: [Substring], next: [Substring]?, numbers: ([Substring]) -> NumbersAsNames.Line
  ) {
    // Where all is in quotes they do not tell words from numbers.
    let isQuoted = next?.allSatisfy(\.isQuoted) == true
    let cells = cells.map { isQuoted || $0 == "\"\"" ? $0.unquoted[...] : $0 }
    if let kind = Self.kind(cells, next: next) {
      self.kind = kind
    } else {
      guard !cells.contains(where: { $0.isQuoted || TableCell.number($0) == nil }),
        case .names(let areCounts) = numbers(cells)
      else { return nil }
      kind = areCounts ? .numbers(from: 0) : .scale
    }
    names = cells.map(\.unquoted)
  }

  private static func kind(_ cells: [Substring], next: [Substring]?) -> Kind? {
    let places = cells.indices.filter { !cells[$0].isQuoted && TableCell.number(cells[$0]) != nil }
    let numbers = places.map { cells[$0] }
    let words = cells.indices.filter { TableCell.isWord(cells[$0]) }
    // Above labels; a column that is empty in other rows too is none.
    let corners = cells.prefix { $0.isEmpty }.count
    let hasCorner = corners > 0 && next?.prefix(corners).contains("") == false
    let hasGaps = cells.dropFirst(hasCorner ? corners : 1).contains("")
    func isAboveNumber(_ place: Int) -> Bool {
      next.map { place < $0.count && TableCell.number($0[place]) != nil } ?? false
    }
    // Rows of a table are not in turn.
    func isScale(_ fewest: Int, _ isInTurn: ([Substring], Int) -> Bool) -> Bool {
      guard places.count >= fewest, let next, places.allSatisfy(next.indices.contains) else {
        return false
      }
      return isInTurn(numbers, fewest) && !isInTurn(places.map { next[$0] }, fewest)
    }
    func rises(_ fewest: Int) -> Bool { isScale(fewest, Self.rises) }
    if numbers.isEmpty { return words.isEmpty ? nil : .names }
    let start = [0, 1].first { start in numbers.enumerated().allSatisfy { $1 == "\($0 + start)" } }
    if let start, words.isEmpty, hasCorner || cells.first?.isEmpty == false {
      let isWhole = !hasGaps && (hasCorner || numbers.count >= 4)
      if isWhole, start == 0 || hasCorner || rises(4) { return .numbers(from: start) }
    } else if let start, !words.isEmpty, numbers.count >= 2, start == 0 || rises(2) {
      // The label of a row has one below it, and hardly four numbers beside it that count.
      if words.allSatisfy(isAboveNumber) || numbers.count >= 4 { return .numbers(from: start) }
    } else if hasCorner, words.isEmpty, !hasGaps, Set(numbers).count == numbers.count {
      // The same number twice is of a row that lacks its first.
      return corners > 1 && isScale(4, isInTurn) ? .scale : .names
    }
    // A word above a number is no label of a row.
    let isNamed = words == [0] && isAboveNumber(0) && !hasGaps
    if isNamed, Set(numbers).count == numbers.count, numbers.allSatisfy({ Int($0) != nil }),
      numbers.count > 2 || isInTurn(numbers, 2)
    {
      return .scale
    }
    return isScale(isNamed ? 4 : 12, isInTurn) ? .scale : nil
  }

  /// Whether the cells are numbers that only rise, at least so many, after one that is none or not.
  static func rises(_ cells: [Substring], _ fewest: Int) -> Bool {
    isInTurn(cells, fewest) { $0 < $1 }
  }

  /// Whether the cells are numbers that only rise or only fall, at least so many, after one that is none or not.
  static func isInTurn(_ cells: [Substring], _ fewest: Int) -> Bool {
    rises(cells, fewest) || isInTurn(cells, fewest) { $0 > $1 }
  }

  private static func isInTurn(
    _ cells: [Substring], _ fewest: Int, _ isBefore: (Double, Double) -> Bool
  ) -> Bool {
    let isNamed = cells.first.map { TextLines.number($0) == nil } ?? true
    let numbers = cells.dropFirst(isNamed ? 1 : 0).map { TextLines.number($0) }
    guard numbers.count >= fewest else { return false }
    return zip(numbers, numbers.dropFirst()).allSatisfy { a, b in
      a.flatMap { a in b.map { isBefore(a, $0) } } ?? false
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

  /// The columns with words, or without a name, beside columns with numbers, which are not of their kind.
  var wordsAmongNumbers: [Int] {
    guard kind != .names else { return [] }
    return names.indices.dropFirst(hasLabels ? 1 : 0).filter {
      TextLines.number(names[$0][...]) == nil
    }
  }

  /// The columns by their numbers, where whole numbers are the names of most, and of none the same.
  var columnsOfNumbers: [Int: Int]? {
    let numbered = names.indices.compactMap { place in Int(names[place]).map { ($0, place) } }
    let columns = Dictionary(numbered, uniquingKeysWith: { first, _ in first })
    return columns.count >= 2 && columns.count == numbered.count
      && 2 * columns.count >= names.count ? columns : nil
  }

  /// What is to be said about taking the line for a header, and the columns that it leaves out.
  func remarks(on path: String) -> [String] {
    let line = "the first line of \(path)"
    let words = wordsAmongNumbers.map { names[$0].isEmpty ? "''" : names[$0].shortened }
    let leftOut =
      words.isEmpty
      ? []
      : [
        "columns of \(path) with words for names among numbers are left out: "
          + words.prefix(8).joined(separator: ", ") + (words.count > 8 ? ", …" : "")
      ]
    switch kind {
    case .names:
      // Numbers that neither count nor are in turn may be those of a row that lacks one.
      let numbers = names.dropFirst().map { $0[...] }
      return names[0].isEmpty && numbers.allSatisfy { TextLines.number($0) != nil }
        && !Self.isInTurn(numbers, 2)
        ? ["\(line) begins with an empty cell and is taken for names, not for a row"] : []
    case .numbers(let start):
      guard words.isEmpty else { return leftOut }
      return names[0].isEmpty
        ? []
        : [
          line
            + " counts \(start), \(start + 1), \(start + 2), … and is taken for a header, as pandas writes one (with points, "
            + "\(start).0, it is a row)"
        ]
    case .scale:
      let numbers = names.filter { TextLines.number($0[...]) != nil }
      let cells = numbers.map { $0[...] }
      let course =
        Self.rises(cells, 2)
        ? "only rises, from" : Self.isInTurn(cells, 2) ? "only falls, from" : "has numbers, from"
      return leftOut + [
        "\(line) \(course) \(numbers.first ?? "") to \(numbers.last ?? ""), and is taken for a header, such as of wavelengths or "
          + "times"
      ]
    }
  }

  /// How many lines below the names have words alone, such as units and comments, above the first with a number.
  ///
  /// - Parameters:
  ///   - rows: The cells of the lines below the names.
  ///   - columns: How many names there are.
  /// - Returns: How many; none where something is missing in them.
  static func linesOfUnits(_ rows: [[Substring]], columns: Int) -> Int {
    let count = rows.firstIndex { cells in cells.contains { TableCell.number($0) != nil } }
    guard let count else { return 0 }
    let areUnits = rows[..<count].allSatisfy { cells in
      cells.count == columns && cells.allSatisfy { $0.isEmpty || TableCell.isWord($0) }
        && (columns == 1 || cells.dropFirst().contains { !$0.isEmpty })
    }
    return areUnits ? count : 0
  }

  /// Whether two lines are two levels of names: each name of the first above 0, 1, 2, … of the second, as pandas
  /// writes them.
  ///
  /// - Parameters:
  ///   - first: The cells of the first line.
  ///   - second: Those of the second.
  /// - Returns: Whether they are.
  static func areLevels(_ first: [Substring], _ second: [Substring]) -> Bool {
    guard first.count == second.count,
      let start = second.indices.first(where: { second[$0...].allSatisfy { Int($0) != nil } })
    else { return false }
    let names = first[start...]
    guard let top = names.first, !top.isEmpty, let length = names.firstIndex(where: { $0 != top })
    else { return false }
    let size = length - start
    guard size >= 2, names.count % size == 0 else { return false }
    return names.indices.allSatisfy { place in
      let (group, member) = (place - start).quotientAndRemainder(dividingBy: size)
      return second[place] == "\(member)" && names[place] == names[start + group * size]
        && (group == 0 || member > 0 || names[place] != names[place - 1])
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
