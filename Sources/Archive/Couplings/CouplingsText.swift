import LinearAlgebra

/// Couplings in lines of text.
///
/// Lines `i j J` are couplings, `i i h` and `i h` fields. The list may begin with a title, with the number of spins,
/// or with a header `N M` of the numbers of spins and couplings (G-set, rudy, Biq Mac), whose files count from 1.
/// A comment `# vartype=SPIN` or `BINARY`, or the user's word, makes it a list of dimod, with the energy +Σ.
enum CouplingsText {
  /// One line of numbers.
  private struct Entry {
    let line: TextLines.Line
    let cells: [Substring]
  }

  /// The matrix that a text is, by its shape; `nil` for a list.
  static func matrix(_ text: TextLines) throws -> Matrix? {
    guard let last = text.lines.last else { return nil }
    let splitting = CellSplitting(text)
    let count = splitting.cells(of: last).count
    // A line of names is no row.
    let names = splitting.cells(of: text.lines[0])
    let rows = text.lines.count - (names.allSatisfy { TextLines.number($0) == nil } ? 1 : 0)
    guard count > 3 || rows == count && count == 3 else { return nil }
    if last.text.contains("{") { return nil }
    let table = try? CSVFile.table(text, allowsNonFinite: true).matrix
    if count == 3 {
      // A list of three lines that is such a matrix would give a pair twice.
      guard let table, table.isSquare, table.diagonal == [0, 0, 0], table.largestAsymmetry() == nil
      else { return nil }
      return table
    }
    return try table ?? CSVFile.table(text, allowsNonFinite: true).matrix
  }

  /// The list of couplings that a text is.
  static func list(
    _ text: TextLines, isOneBased: Bool, spinCount: Int?,
    variables: CouplingsFile.Variables? = nil
  ) throws -> (list: CouplingList, hasOwnSign: Bool) {
    var list = CouplingList(path: text.path)
    var entries = try text.lines.map { Entry(line: $0, cells: try cells(of: $0, text)) }
    if let first = entries.first, first.cells.first.map({ TextLines.number($0) == nil }) == true,
      entries.count > 1,
      !first.cells.dropFirst().allSatisfy({ TextLines.number($0) != nil })
        || first.cells.count == 1
    {
      list.remarks.append(
        "the first line is taken for a title: '\(String(first.line.text).shortened)'")
      entries.removeFirst()
    }
    guard let first = entries.first else {
      throw ArchiveError.noData(
        path: text.path, expected: "lines 'i j J' with two spins (from 0) and a coupling")
    }
    // The first line may be a header, or what looks like one.
    if let header = try header(first, rest: entries.dropFirst(), text) {
      list.spinCount = header
      entries.removeFirst()
    }
    let allowed = 2...Int(Int32.max)
    if let count = spinCount ?? list.spinCount, !allowed.contains(count) {
      throw ArchiveError.spinCountOutOfRange(path: text.path, count: count, allowed: allowed)
    }
    var isFromOne = isOneBased
    if let stated = list.spinCount, !isOneBased {
      let indices = entries.flatMap { $0.cells.prefix($0.cells.count == 2 ? 1 : 2) }
        .compactMap { index($0) }
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
    let highest = spinCount ?? list.spinCount
    var lineOfPair: [Pair: Int] = [:]
    for entry in entries {
      let isField = entry.cells.count == 2
      guard isField || entry.cells.count == 3 else {
        throw text.error(
          entry.line, nil,
          "three entries 'i j J' separated by space or commas (\(entry.cells.count) found)")
      }
      let spins = try entry.cells.prefix(isField ? 1 : 2).map {
        try spin($0, entry, text, isFromOne: isFromOne, count: highest)
      }
      let (i, j) = (spins[0], isField ? spins[0] : spins[1])
      let value = try text.number(entry.line, entry.cells[isField ? 1 : 2])
      if let line = lineOfPair.updateValue(
        entry.line.number, forKey: Pair(low: min(i, j), high: max(i, j)))
      {
        throw ArchiveError.repeatedPair(
          path: text.path, i: i, j: j, firstLine: line, line: entry.line.number)
      }
      if i == j { list.fields.append((i, value)) } else { list.pairs.append((i, j, value)) }
    }
    if let last = entries.last, last.cells.count == 2, !text.isEnded, index(last.cells[1]) != nil,
      !list.pairs.isEmpty, entries.dropLast().allSatisfy({ $0.cells.count == 3 })
    {
      throw ArchiveError.unclearList(
        path: text.path, line: last.line.number,
        reason: "the last line has no third number and no end, so that the file may be cut off: "
          + "write 'i i h' if it is a field"
      )
    }
    if list.pairs.isEmpty, entries.allSatisfy({ $0.cells.count == 2 }) {
      throw ArchiveError.unclearList(
        path: text.path, line: first.line.number,
        reason:
          "no line is a coupling 'i j J'; lines of two numbers are fields 'i h', and pairs without a coupling are "
          + "not read: write the coupling as a third number")
    }
    guard let kind = try Self.variables(text, stated: variables) else { return (list, false) }
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

  /// The number of spins that a header states; `nil` for a line that is an entry.
  private static func header(
    _ first: Entry, rest: ArraySlice<Entry>, _ text: TextLines
  ) throws -> Int? {
    let numbers = first.cells.compactMap { index($0) }
    guard numbers.count == first.cells.count, !rest.isEmpty else { return nil }
    let couplings = rest.count { $0.cells.count == 3 }
    let highest =
      rest.flatMap { $0.cells.prefix($0.cells.count == 2 ? 1 : 2) }
      .compactMap { index($0) }.max() ?? 0
    switch numbers.count {
    case 1: return numbers[0]
    case 2
    where numbers[0] >= 2 && couplings > 0 && (numbers[0] >= highest || numbers[1] == couplings):
      // M counts the couplings, or all lines; what is neither a header nor a field beyond doubt is refused.
      guard numbers[0] >= highest, numbers[1] == couplings || numbers[1] == rest.count else {
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

  /// The kind of variables that a comment, or the user, states; `nil` for spins with our H.
  private static func variables(
    _ text: TextLines, stated: CouplingsFile.Variables?
  ) throws -> CouplingsFile.Variables? {
    for comment in text.comments {
      let words = comment.split { $0 == "=" || $0 == ":" || $0 == " " || $0 == "\t" || $0 == "\r" }
      guard words.count >= 2, words[0].lowercased() == "vartype" else { continue }
      guard let kind = CouplingsFile.Variables(name: String(words[1])) else {
        throw ArchiveError.badMetadata(
          path: text.path, item: "'vartype'", expected: "SPIN or BINARY", found: String(words[1]))
      }
      guard stated == nil else {
        throw ArchiveError.superfluous(
          path: text.path, option: "--vartype", reason: "a comment of the file says \(words[1])")
      }
      return kind
    }
    return stated
  }

  // MARK: - Cells

  private static func separator(of line: TextLines.Line) -> Unicode.Scalar {
    line.text.contains(",") ? "," : line.text.contains(";") ? ";" : " "
  }

  /// The cells of a line; of an edge of networkx the weight stands for its dictionary.
  private static func cells(of line: TextLines.Line, _ text: TextLines) throws -> [Substring] {
    guard let brace = line.text.firstIndex(of: "{") else {
      let cells = line.cells(separator: separator(of: line))
      // Of a coupling that is left out after a tab a field would be made.
      guard cells.count != 2 || line.cells(separator: "\t").count < 3 || separator(of: line) != " "
      else { throw text.error(line, nil, "a number between and after the tabs") }
      return cells
    }
    let spins = line.text[..<brace].split(separator: " ")
    let inside = line.text[brace...].dropFirst().prefix { $0 != "}" }
    let members = inside.split(separator: ",").map { member in
      member.split(separator: ":", maxSplits: 1).map { $0.filter { !"'\" ".contains($0) } }
    }
    let weights = members.filter { $0.count == 2 && ["weight", "J", "coupling"].contains($0[0]) }
    guard weights.count == 1,
      let value = inside.split(separator: ",").first(where: { $0.contains(weights[0][0]) })?
        .split(separator: ":", maxSplits: 1).last
    else {
      throw text.error(line, nil, "one 'weight' in the dictionary of an edge")
    }
    return spins + [value.drop { $0 == " " }]
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
          + (isOneMore ? " (--one-based for a file that counts from 1)" : ""))
    }
    return spin - lowest
  }
}
