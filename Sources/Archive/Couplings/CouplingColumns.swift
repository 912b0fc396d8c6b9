/// The columns of a list of couplings, by the names in its first line.
///
/// | what | names |
/// | --- | --- |
/// | two spins | `i` and `j`, `u` and `v`, `source` and `target`, `from` and `to`, `node1` and `node2`, … |
/// | the coupling | `J`, `weight`, `w`, `value`, `coupling`, `bias`, … |
///
/// Two known names tell what the third column is. A column before them that counts rows, as pandas writes it, is left out.
struct CouplingColumns {
  /// The places of the two spins and of the coupling.
  let places: [Int]
  /// The number of cells of a row.
  let count: Int
  /// What is to be said about the reading.
  let remarks: [String]

  /// Takes the names of a first line; `nil` for a line that does not name the columns of a list.
  ///
  /// - Parameters:
  ///   - first: The cells of the first line.
  ///   - count: The number of cells of the next.
  ///   - rows: The number of lines after the first.
  ///   - refuse: Makes an error of words.
  /// - Throws: That error, for names that do not tell the coupling from its spins.
  init?(
    _ first: [Substring], count: Int, rows: Int, refuse: (String) -> ArchiveError
  ) throws {
    guard first.allSatisfy({ TextLines.number($0) == nil }) else { return nil }
    // R and tabs leave the name of the labels of rows out.
    var names = first.map(String.init)
    if names.count == 3, count == 4 { names.insert("", at: 0) }
    guard names.count == count, count >= 3 else { return nil }
    let isCounted = Self.counts.contains(names[0].lowercased())
    let columns = Array((isCounted ? 1 : 0)..<count)
    let spins = columns.filter { Self.isSpin(names[$0], of: names) }
    let couplings = columns.filter { !spins.contains($0) && Self.isCoupling(names[$0]) }
    let listed = names.joined(separator: ", ")
    guard columns.count == 3 else {
      // A matrix may have such names, too.
      guard spins.count == 2, couplings.count == 1, ![count, count - 1].contains(rows) else {
        return nil
      }
      throw refuse(
        "the columns are \(listed.shortened); leave only two spins and the coupling, "
          + "\(names[spins[0]]), \(names[spins[1]]), \(names[couplings[0]])")
    }
    let known = spins + couplings
    guard spins.count == 2 && couplings.count <= 1 || spins.count == 1 && couplings.count == 1
    else {
      // One known name where it is expected, or none, may be part of a title.
      if known.isEmpty || known.count == 1 && spins.isEmpty == (known[0] == columns[2]) {
        return nil
      }
      throw refuse(
        "'\(listed.shortened)' does not tell which column is the coupling; call the columns i, j, J in their order "
          + "(a title is a comment, '# …')")
    }
    let coupling = couplings.first ?? columns.first { !spins.contains($0) } ?? columns[2]
    let ends = columns.filter { $0 != coupling }
    places = ends + [coupling]
    self.count = count
    var remarks: [String] = []
    if coupling != columns[2] {
      remarks.append(
        "by the names of the columns '\(names[coupling].shortened)' is the coupling of the spins "
          + ends.map { "'\(names[$0].shortened)'" }.joined(separator: " and "))
    }
    if isCounted {
      remarks.append(
        "the first column, \(names[0].isEmpty ? "without a name" : "'\(names[0])'"), counts the rows and is left out"
      )
    }
    self.remarks = remarks
  }

  /// What a column is called that counts the rows.
  private static let counts: Set<String> = ["", "index", "unnamed: 0", "level_0"]

  /// Names of spins that mean one only beside each other.
  private static let ends = [
    ["i", "j"], ["I", "J"], ["u", "v"], ["source", "target"], ["from", "to"], ["row", "col"],
    ["row", "column"], ["head", "tail"],
  ]

  private static func isSpin(_ name: String, of names: [String]) -> Bool {
    if ends.contains(where: { pair in
      // Single letters are as they are: J is the coupling of i and j.
      let isLetter = pair[0].utf8.count == 1
      func plain(_ name: String) -> String { isLetter ? name : name.lowercased() }
      return pair.contains(plain(name)) && pair.allSatisfy(names.map(plain).contains)
    }) {
      return true
    }
    let plain = name.lowercased().filter { !"_- ".contains($0) }
    guard let end = plain.last, "12ij".contains(end) else { return false }
    return ["node", "spin", "site", "s", "var", "variable", "vertex", "n"]
      .contains(String(plain.dropLast()))
  }

  private static func isCoupling(_ name: String) -> Bool {
    let plain = name.lowercased().filter { !"_- ".contains($0) }
    return name == "J"
      || ["weight", "w", "value", "val", "coupling", "couplings", "bias", "jij"].contains(plain)
  }
}
