/// The columns of a list of couplings, by the names in its first line.
///
/// | what | names |
/// | --- | --- |
/// | two spins | `i` and `j`, `u` and `v`, `source` and `target`, `src` and `dst`, `from` and `to`, `node1` and `node2`, … |
/// | the coupling | `J`, `weight`, `w`, `value`, `coupling`, `bias`, … |
/// | neither | `key`, `id`, `type`, `label`, `h`, `error`, … |
///
/// Two known names tell what the third column is, unless its name is one of neither. A column before them that counts rows,
/// as pandas and R write it, is left out. A line that names two spins is no title.
struct CouplingColumns {
  /// The places of the two spins and of the coupling.
  let places: [Int]
  /// The number of cells of a row.
  let count: Int
  /// What the column of the coupling is called.
  let coupling: String
  /// What is to be said about the reading.
  let remarks: [String]

  /// Takes the names of a first line; `nil` for a line that does not name the columns of a list.
  ///
  /// - Parameters:
  ///   - first: The cells of the first line.
  ///   - count: The number of cells of the next.
  ///   - rows: The number of lines after the first.
  ///   - isSentence: Whether the first line has nothing but space between its words.
  ///   - refuse: Makes an error of words.
  /// - Throws: That error, for names that do not tell the coupling from its spins.
  init?(
    _ first: [Substring], count: Int, rows: Int, isSentence: Bool,
    refuse: (String) -> ArchiveError
  ) throws {
    guard first.allSatisfy({ TextLines.number($0) == nil }) else { return nil }
    var names = first.map(String.init)
    // R and tabs leave the name of the labels of rows out.
    let lacksName = (3...4).contains(count) && names.count == count - 1
    if lacksName { names.insert("", at: 0) }
    let roles = ColumnRoles(names)
    let listed = names.joined(separator: ", ")
    let isTitle = "(a title is a comment, '# …')"
    guard names.count == count, count >= 2 else {
      guard roles.spins.count == 2, !(isSentence && roles.spins.allSatisfy { roles.isWord($0) })
      else { return nil }
      throw refuse(
        "'\(listed.shortened)' names spins, and has \(names.count) names for the \(count) columns of the next line "
          + isTitle)
    }
    let columns = Array((lacksName || roles.isCounted ? 1 : 0)..<count)
    let (spins, couplings) = (roles.spins, roles.couplings.filter(columns.contains))
    let known = spins + couplings
    if columns.count == 2 {
      guard roles.hasNoCoupling(columns, lacksName: lacksName, rows: rows) else { return nil }
      throw refuse(
        "by the names '\(listed.shortened)' there is no column of couplings beside two spins: write them as a third "
          + "column, J, which is 1 where all are equal; fields are a file of their own (--fields) \(isTitle)"
      )
    }
    guard columns.count == 3 else {
      // A matrix may have such names, too.
      let isMatrix =
        [count, count - 1].contains(rows)
        && (count > 8 || known.allSatisfy { names[$0].utf8.count == 1 })
      guard spins.count == 2, !(couplings + roles.others).isEmpty, !isMatrix else { return nil }
      let coupling = couplings.count == 1 ? names[couplings[0]] : "J"
      throw refuse(
        "the columns are \(listed.shortened); leave only two spins and the coupling, "
          + "\(names[spins[0]]), \(names[spins[1]]), \(coupling)")
    }
    guard spins.count == 2 && couplings.count <= 1 || spins.count == 1 && couplings.count == 1
    else {
      // One known name where it is expected, or none, may be part of a title.
      if known.isEmpty || known.count == 1 && spins.isEmpty == (known[0] == columns[2]) {
        return nil
      }
      throw refuse(
        "'\(listed.shortened)' does not tell which column is the coupling; call the columns i, j, J in their order "
          + isTitle)
    }
    if let other = columns.first(where: { !known.contains($0) && roles.others.contains($0) }) {
      throw refuse(
        "'\(names[other].shortened)' of the columns '\(listed.shortened)' is "
          + (spins.count == 2 ? "no coupling" : "no spin")
          + "; call the columns i, j, J in their order if it is one, or write the couplings (1 where all are equal) "
          + "in its place")
    }
    let coupling = couplings.first ?? columns.first { !spins.contains($0) } ?? columns[2]
    let ends = columns.filter { $0 != coupling }
    places = ends + [coupling]
    self.count = count
    self.coupling = names[coupling]
    var remarks: [String] = []
    if coupling != columns[2] || couplings.isEmpty {
      remarks.append(
        "by the names of the columns '\(names[coupling].shortened)' is the coupling of the spins "
          + ends.map { "'\(names[$0].shortened)'" }.joined(separator: " and "))
    }
    if columns[0] == 1 {
      remarks.append(
        "the first column, \(names[0].isEmpty ? "without a name" : "'\(names[0])'"), counts the rows and is left out"
      )
    }
    self.remarks = remarks
  }
}

/// What the names of columns stand for.
private struct ColumnRoles {
  private let names: [String]
  /// The places of spins.
  let spins: [Int]
  /// The places of couplings.
  let couplings: [Int]
  /// The places of what is known to be neither.
  let others: [Int]

  init(_ names: [String]) {
    self.names = names
    let spins = names.indices.filter { Self.isSpin(names[$0], of: names) }
    let rest = names.indices.filter { !spins.contains($0) }
    (self.spins, couplings) = (spins, rest.filter { Self.isCoupling(names[$0]) })
    others = rest.filter { Self.isOther(Self.bare(names[$0])) }
  }

  /// Whether the first column counts the rows: by its name, or beside a whole list where it is an identifier.
  var isCounted: Bool {
    Self.counts.contains(names[0].lowercased())
      || names.count == 4 && spins.count == 2 && couplings.count == 1
        && ["id", "no", "nr", "number", "edge", "edgeid", "bond", "bondid", "link", "linkid"]
          .contains(Self.bare(names[0]))
  }

  /// Whether a name may be a word of a sentence.
  func isWord(_ place: Int) -> Bool {
    ["from", "to", "head", "tail", "start", "end", "begin", "row", "col", "column"]
      .contains(names[place].lowercased())
  }

  /// Whether two columns are known to lack couplings: they are spins, or one of a list beside a count of rows.
  func hasNoCoupling(_ columns: [Int], lacksName: Bool, rows: Int) -> Bool {
    if columns[0] == 0 {
      // A matrix of two spins may have two letters for names.
      return spins.count == 2 && !(rows == 2 && spins.allSatisfy { names[$0].utf8.count == 1 })
    }
    let isKnown = columns.filter {
      let name = Self.bare(names[$0])
      return spins.contains($0) || couplings.contains($0) || others.contains($0)
        || Self.stems.contains(name) || Self.ends.joined().contains(names[$0])
    }
    if lacksName { return isKnown.count == 2 }
    return !isKnown.isEmpty || ["", "unnamed: 0"].contains(names[0].lowercased())
  }

  /// What a column is called that counts the rows.
  private static let counts: Set<String> = ["", "index", "unnamed: 0", "level_0"]

  /// Names of spins that mean one only beside each other.
  private static let ends = [
    ["i", "j"], ["I", "J"], ["u", "v"], ["source", "target"], ["src", "dst"], ["src", "tgt"],
    ["source", "destination"], ["from", "to"], ["start", "end"], ["begin", "end"], ["row", "col"],
    ["row", "column"], ["head", "tail"],
  ]

  /// What is before the number of one of two spins.
  private static let stems: Set<String> = [
    "node", "spin", "site", "s", "var", "variable", "vertex", "n", "v", "idx", "index", "id",
    "atom", "qubit",
  ]

  private static func bare(_ name: String) -> String {
    name.lowercased().filter { !"_- .".contains($0) }
  }

  private static func isSpin(_ name: String, of names: [String]) -> Bool {
    if ends.contains(where: { pair in
      // Single letters are as they are: J is the coupling of i and j.
      let isLetter = pair[0].utf8.count == 1
      func word(_ name: String) -> String {
        guard !isLetter else { return name }
        let plain = bare(name)
        let suffix = ["node", "id", "spin"].first { plain.hasSuffix($0) && plain != $0 }
        return String(plain.dropLast(suffix?.count ?? 0))
      }
      return pair.contains(word(name)) && pair.allSatisfy(names.map(word).contains)
    }) {
      return true
    }
    let plain = bare(name)
    guard let end = plain.last, "12ij".contains(end) else { return false }
    return stems.contains(String(plain.dropLast()))
  }

  private static func isCoupling(_ name: String) -> Bool {
    name == "J"
      || [
        "weight", "w", "value", "val", "coupling", "couplings", "bias", "jij", "strength",
        "interaction", "edgeweight", "couplingstrength",
      ].contains(bare(name))
  }

  private static func isOther(_ name: String) -> Bool {
    ["error", "uncertain", "stderr", "distance", "label", "colo"].contains { name.contains($0) }
      || name.hasSuffix("err")
      || [
        "key", "id", "index", "idx", "type", "kind", "class", "name", "std", "sigma", "h", "hi",
        "field", "fields", "dist", "length", "edge", "edgeid", "bondid", "count", "time",
        "timestamp", "date", "comment", "note", "group", "layer",
      ].contains(name)
  }
}
