import LinearAlgebra
import SpinModels

/// Couplings in lines of text.
///
/// Lines `i j J` are couplings, `i i h` and `i h` fields. The list may begin with a title, with the names of its columns,
/// with the number of spins, or with a header `N M` of the numbers of spins and couplings (G-set, rudy, Biq Mac), whose
/// files count from 1. A comment with `vartype=SPIN` or `BINARY`, or the user's word, makes it a list of dimod, with the
/// energy +Σ.
enum CouplingsText {
  /// One line of numbers.
  private struct Entry {
    let line: TextLines.Line
    let cells: [Substring]

    /// Whether it is `i h`.
    var isField: Bool { cells.count == 2 }
    /// Its spins that are whole numbers.
    var spins: [Int] { cells.prefix(isField ? 1 : 2).compactMap { CouplingsText.index($0) } }
  }

  /// The list of couplings that a text is.
  static func list(
    _ text: TextLines, _ reading: CouplingsFile.Reading
  ) throws -> (list: CouplingList, hasOwnSign: Bool) {
    var list = CouplingList(path: text.path)
    var entries = try text.lines.map { Entry(line: $0, cells: try cells(of: $0, text)) }
    let columns = try columns(text)
    if let columns {
      try requireNoQUBO(columns, text, reading)
      list.remarks += columns.remarks
      entries = try entries.dropFirst().map { entry in
        guard entry.cells.count == columns.count else {
          throw text.error(
            entry.line, nil,
            "\(columns.count) cells, as the first line has names (\(entry.cells.count) found)")
        }
        return Entry(line: entry.line, cells: columns.places.map { entry.cells[$0] })
      }
    } else if let first = entries.first, entries.count > 1, isTitle(first.cells) {
      let title = String(first.line.text)
      try requireHarmless(title, first.line, text, reading)
      list.remarks.append("the first line is taken for a title: '\(title.shortened)'")
      entries.removeFirst()
    }
    if columns == nil, let first = entries.first, entries.count > 1,
      first.cells.map(String.init) == ["0", "1", "2"], first.line.text.contains(",")
    {
      if areNumbered(entries.dropFirst()) {
        list.remarks.append(
          "the first line, \(first.line.text), is taken for names of the columns, as pandas writes them"
        )
        entries.removeFirst()
      } else {
        list.remarks.append(
          "the first line, \(first.line.text), is read as a coupling of 2; names of columns by pandas look the same "
            + "(header=False leaves them out)")
      }
    }
    guard let first = entries.first else {
      throw ArchiveError.noData(
        path: text.path, expected: "lines 'i j J' with two spins (from 0) and a coupling")
    }
    if entries.allSatisfy(\.isField) {
      throw ArchiveError.unclearList(
        path: text.path, line: first.line.number,
        reason:
          "no line is a coupling 'i j J'; lines of two numbers are fields 'i h', and pairs without a coupling are "
          + "not read: write the coupling as a third number")
    }
    // The first line may be a header, or what looks like one.
    if columns == nil, let header = try header(first, rest: entries.dropFirst(), text) {
      list.spinCount = header
      entries.removeFirst()
    }
    let allowed = 2...Int(Int32.max)
    if let count = list.spinCount ?? reading.spinCount, !allowed.contains(count) {
      throw ArchiveError.spinCountOutOfRange(path: text.path, count: count, allowed: allowed)
    }
    try list.requireSize(reading.spinCount)
    var isFromOne = reading.isOneBased
    if let stated = list.spinCount, !isFromOne {
      let indices = entries.flatMap(\.spins)
      if !indices.contains(0) {
        guard indices.max() == stated else {
          throw ArchiveError.unclearList(
            path: text.path, line: first.line.number,
            reason:
              "by its header there are \(stated) spins, and neither spin 0 nor spin \(stated) has an entry: give "
              + "--one-based if the file counts from 1, or a line '0 0 0' if it counts from 0")
        }
        isFromOne = true
        list.remarks.append("the file counts from 1, as its header of \(stated) spins says")
      }
    }
    list.mayCountFromOne = !isFromOne
    try read(
      entries, text, isFromOne: isFromOne, count: reading.spinCount ?? list.spinCount,
      into: &list)
    guard let kind = try variables(text, stated: reading.variables) else { return (list, false) }
    switch kind {
    case .spin:
      list.reverseSign()
      list.remarks.append(
        "read as dimod means it: E = Σ h_i s_i + Σ J_ij s_i s_j, so that our J and h have the other sign"
      )
    case .binary:
      list.convertFromBinary()
      list.remarks.append(
        "variables 0 and 1 (vartype BINARY) are converted to spins; the energy is \(list.energy)"
      )
    }
    return (list, true)
  }

  private struct Pair: Hashable {
    let low: Int
    let high: Int
  }

  /// Adds the couplings and fields of lines.
  private static func read(
    _ entries: [Entry], _ text: TextLines, isFromOne: Bool, count: Int?,
    into list: inout CouplingList
  ) throws {
    var lineOfPair: [Pair: Int] = [:]
    for entry in entries {
      guard entry.isField || entry.cells.count == 3 else {
        throw text.error(
          entry.line, nil,
          "three entries 'i j J' separated by space or commas (\(entry.cells.count) found)")
      }
      let spins = try entry.cells.prefix(entry.isField ? 1 : 2).map {
        try spin($0, entry, text, isFromOne: isFromOne, count: count)
      }
      let (i, j) = (spins[0], entry.isField ? spins[0] : spins[1])
      let cell = entry.cells[entry.isField ? 1 : 2]
      guard !cell.contains(",") else {
        throw text.error(entry.line, cell, "a number with a decimal point, not a comma")
      }
      let value = try text.number(entry.line, cell)
      if let line = lineOfPair.updateValue(
        entry.line.number, forKey: Pair(low: min(i, j), high: max(i, j)))
      {
        throw ArchiveError.repeatedPair(
          path: text.path, i: i, j: j, firstLine: line, line: entry.line.number)
      }
      if i == j { list.fields.append((i, value)) } else { list.pairs.append((i, j, value)) }
    }
    if let last = entries.last, last.isField, !text.isEnded, index(last.cells[1]) != nil,
      !list.pairs.isEmpty, entries.dropLast().allSatisfy({ !$0.isField })
    {
      throw ArchiveError.unclearList(
        path: text.path, line: last.line.number,
        reason: "the last line has no third number and no end, so that the file may be cut off: "
          + "write 'i i h' if it is a field"
      )
    }
  }

  // MARK: - The first line

  /// The columns of a list whose first line names them; `nil` for another text.
  static func columns(_ text: TextLines) throws -> CouplingColumns? {
    guard text.lines.count > 1, let names = try? cells(of: text.lines[0], text),
      let next = try? cells(of: text.lines[1], text)
    else { return nil }
    let isSentence = !text.lines[0].text.contains { ",;\t\"".contains($0) }
    return try CouplingColumns(
      names, count: next.count, rows: text.lines.count - 1, isSentence: isSentence
    ) {
      .unclearList(path: text.path, line: text.lines[0].number, reason: $0)
    }
  }

  /// Whether lines below 0, 1, 2 are of another kind: spins or couplings with points, or couplings of ±1.
  private static func areNumbered(_ entries: ArraySlice<Entry>) -> Bool {
    guard entries.allSatisfy({ $0.cells.count == 3 }) else { return false }
    return (0..<3).contains { place in
      entries.allSatisfy { NumbersAsNames.hasPoint($0.cells[place]) }
    } || entries.allSatisfy { TextLines.number($0.cells[2]).map { abs($0) == 1 } ?? false }
  }

  /// The number of spins that a header states; `nil` for a line that is an entry.
  private static func header(
    _ first: Entry, rest: ArraySlice<Entry>, _ text: TextLines
  ) throws -> Int? {
    let numbers = first.cells.compactMap { index($0) }
    guard numbers.count == first.cells.count, !rest.isEmpty else { return nil }
    // Fields may be written 'i h' or 'i i h'.
    let triples = rest.count { !$0.isField }
    let couplings = rest.count { !$0.isField && $0.spins.first != $0.spins.last }
    let highest = rest.flatMap(\.spins).max() ?? 0
    switch numbers.count {
    // Without couplings the lines are digits, perhaps of a matrix without space.
    case 1: return rest.contains { $0.cells.count == 3 } ? numbers[0] : nil
    case 2
    where numbers[0] >= 2 && couplings > 0
      && (numbers[0] >= highest || [couplings, triples].contains(numbers[1])):
      // M counts the couplings, or all lines; what is neither a header nor a field beyond doubt is refused.
      guard numbers[0] >= highest, [couplings, triples, rest.count].contains(numbers[1]) else {
        throw ArchiveError.unclearList(
          path: text.path, line: first.line.number,
          reason:
            "'\(first.line.text)' is no header 'N M', for \(couplings) couplings follow, of spins up to \(highest); "
            + "a field is 'i i h'"
        )
      }
      return numbers[0]
    case 3
    where numbers[0] == numbers[1] && numbers[2] == rest.count && numbers[0] >= highest
      && numbers[0] >= 2:
      throw ArchiveError.unclearList(
        path: text.path, line: first.line.number,
        reason: "'\(first.line.text)' is a size line, as of a Matrix Market file whose first line "
          + "'%%MatrixMarket …' is missing; remove it, or put the line last if it is a field 'i i h'"
      )
    default: return nil
    }
  }

  // MARK: - Variables

  /// The kind of variables that a comment, or the user, states; `nil` for spins with our H.
  private static func variables(
    _ text: TextLines, stated: CouplingsFile.Variables?
  ) throws -> CouplingsFile.Variables? {
    guard let word = try statedVariables(text) else { return stated }
    guard let kind = CouplingsFile.Variables(name: word) else {
      throw ArchiveError.badMetadata(
        path: text.path, item: "'vartype'", expected: "SPIN or BINARY", found: word)
    }
    guard stated == nil else {
      throw ArchiveError.superfluous(
        path: text.path, option: "--vartype", reason: "a comment of the file says \(word)")
    }
    return kind
  }

  // MARK: - Cells

  private static func separator(of line: TextLines.Line) -> Unicode.Scalar {
    if line.text.contains(";") { return ";" }
    return line.text.contains(",") && !CellSplitting.hasDecimalCommas(line) ? "," : " "
  }

  /// The cells of a line, without quotes; of an edge of networkx the weight stands for its dictionary.
  private static func cells(of line: TextLines.Line, _ text: TextLines) throws -> [Substring] {
    guard let brace = line.text.firstIndex(of: "{") else {
      let cells = line.cells(separator: separator(of: line))
      // Of a coupling that is left out after a tab a field would be made.
      guard cells.count != 2 || line.cells(separator: "\t").count < 3 || separator(of: line) != " "
      else { throw text.error(line, nil, "a number between and after the tabs") }
      if cells.count == 2, separator(of: line) == ",", cells[0].contains(" "),
        cells[0].split(separator: " ").allSatisfy({ TextLines.number($0) != nil })
      {
        throw text.error(line, nil, "numbers with a decimal point, not a comma")
      }
      // Parts of the line, so that errors find their columns.
      return cells.map { $0.isQuoted ? $0.dropFirst().dropLast() : $0 }
    }
    // Colours have the mark of a comment.
    guard let coupling = EdgeDictionary(line.whole[brace...])?.coupling else {
      throw text.error(
        line, nil,
        "an edge's dictionary with a number as 'weight' (or as one of 'J' and 'coupling')")
    }
    return line.text[..<brace].split { " \t,;".contains($0) } + [coupling]
  }

  /// A whole number, also one that is written with point and exponent.
  private static func index(_ cell: Substring) -> Int? {
    Int(cell) ?? TextLines.number(cell).flatMap { Int(exactly: $0) }
  }

  private static func spin(
    _ cell: Substring, _ entry: Entry, _ text: TextLines, isFromOne: Bool, count: Int?
  ) throws -> Int {
    let lowest = isFromOne ? 1 : 0
    let highest = count.map { $0 - 1 + lowest } ?? Int(Int32.max) - 1
    guard let spin = index(cell), spin >= lowest, spin <= highest else {
      let isOneMore = index(cell) == highest + 1 && count != nil && !isFromOne
      throw text.error(
        entry.line, cell,
        "a spin, a whole number from \(lowest)" + (count == nil ? " on" : " to \(highest)")
          + (isOneMore ? " (--one-based for a file that counts from 1)" : "")
          + (cell.contains(where: \.isLetter)
            ? " (of nodes with names networkx.convert_node_labels_to_integers makes numbers)" : ""))
    }
    return spin - lowest
  }
}
