/// What titles, comments and names of files say in words about a list of couplings.
extension CouplingsText {
  // MARK: - Variables

  /// What comments say about the variables: `vartype=` or `vartype:` anywhere, as in dimod, or `vartype` first; in quotes
  /// and with lines between the words, too.
  static func statedVariables(_ text: TextLines) throws -> String? {
    let words = text.comments.compactMap { comment -> String? in
      let small = comment.lowercased().filter { !"'\"_".contains($0) }
        .replacing("variabletype", with: "vartype")
      let places = small.ranges(of: "vartype")
      func follows(_ place: Range<String.Index>) -> Substring {
        small[place.upperBound...].drop { " \t".contains($0) }
      }
      guard
        let place = places.first(where: { "=:".contains(follows($0).first ?? " ") })
          ?? places.first(where: { $0.lowerBound == small.startIndex })
      else { return nil }
      return small[place.upperBound...].drop { "=: \t".contains($0) }
        .prefix { $0.isLetter || $0 == "." }.uppercased()
    }
    if let first = words.first, let other = words.first(where: { $0 != first }) {
      throw ArchiveError.badMetadata(
        path: text.path, item: "'vartype'", expected: "the same in all comments",
        found: "\(first) and \(other)")
    }
    return words.first
  }

  /// Refuses a text that is probably a model of 0 and 1, by its ending or a comment, where nobody states the variables.
  static func requireKnownVariables(
    _ text: TextLines, _ bytes: [UInt8], _ reading: CouplingsFile.Reading
  ) throws {
    guard try statedVariables(text) == nil else { return }
    let file = FileSystem.split(text.path).name
    let isPacked = file.lowercased().hasSuffix(".gz")
    let name = file.lowercased().dropLast(isPacked ? 3 : 0)
    let isBiqMac = [".sparse", ".bq"].contains(where: name.hasSuffix)
    guard !reading.statesEnergy, isBiqMac || name.hasSuffix(".qubo") else {
      return try requireNoBinary(text.comments, bytes, text.path, reading)
    }
    throw unclear(
      text.path, text.lines.first?.number ?? 1,
      isBiqMac
        ? "a QUBO of Biq Mac by the name of the file, in which a number of two variables counts twice; make it count once, "
          + "\(isPacked ? "z" : "")cat \(file) | awk 'NF == 3 && $1 != $2 {$3 *= 2} {print}' > Q.txt, and give "
          + "--vartype binary for Q.txt; otherwise"
        : "a QUBO by the name of the file, which does not begin with 'p qubo':")
  }

  /// Refuses comments that speak of variables 0 and 1, also those after `%`, where the user does not say what is meant.
  static func requireNoBinary(
    _ comments: [String], _ bytes: [UInt8], _ path: String, _ reading: CouplingsFile.Reading
  ) throws {
    let lines = String(decoding: bytes.prefix(4000), as: UTF8.self).split(
      whereSeparator: \.isNewline)
    let all =
      comments + lines.filter { $0.first == "%" }.map { String($0.drop { $0 == "%" }.trimmed) }
    guard !reading.statesEnergy, let comment = all.first(where: speaksOfBinary) else { return }
    throw unclear(path, 1, "the comment '\(comment.shortened)' names variables 0 and 1:")
  }

  /// The error that nobody said what numbers mean.
  private static func unclear(_ path: String, _ line: Int, _ reason: String) -> ArchiveError {
    .unclearList(
      path: path, line: line,
      reason: reason
        + " give --vartype binary for E = Σ a x + Σ b x x of 0 and 1, each line once, --vartype spin for E = +Σ h s + "
        + "Σ J s s of ±1, or --sign minus for H = −Σ J s s − Σ h s")
  }

  /// Whether words speak of variables 0 and 1; couplings may be binary, too.
  private static func speaksOfBinary(_ words: String) -> Bool {
    let small = words.lowercased()
    if small.contains("qubo") || small.filter({ $0 != " " }).contains("{0,1}") { return true }
    let parts = small.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "/" }
    let nouns = ["variable", "quadratic", "problem", "program", "model", "optimi"]
    return parts.indices.contains { place in
      let next = place + 1 < parts.count ? parts[place + 1] : ""
      switch parts[place] {
      case "binary": return next.isEmpty || nouns.contains { next.hasPrefix($0) }
      case "0-1", "0/1", "01": return nouns.contains { next.hasPrefix($0) }
      default: return false
      }
    }
  }

  // MARK: - Titles

  /// Whether the first line is one of words; numbers that are missing are none, nor are numbers with unknown marks between
  /// them.
  static func isTitle(_ cells: [Substring]) -> Bool {
    func isNumber(_ cell: Substring) -> Bool {
      TextLines.number(cell) != nil || ["na", "n/a", "null", "none"].contains(cell.lowercased())
    }
    guard let first = cells.first, !isNumber(first) else { return false }
    let hasWords = cells.contains { cell in
      cell.split { !($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        .contains { part in part.contains(where: \.isLetter) && !isNumber(part) }
    }
    return hasWords && (cells.count == 1 || !cells.dropFirst().allSatisfy(isNumber))
  }

  /// Refuses a title that says something about the energy.
  static func requireHarmless(
    _ title: String, _ line: TextLines.Line, _ text: TextLines, _ reading: CouplingsFile.Reading
  ) throws {
    let small = title.lowercased()
    let constant = small.prefix { $0.isLetter || $0 == "_" }
    let next = small.dropFirst(constant.count).first { $0 != " " }
    if ["offset", "energy_offset", "const", "constant", "shift"].contains(constant), let next,
      "=:+-.".contains(next) || next.isNumber
    {
      throw ArchiveError.unclearList(
        path: text.path, line: line.number,
        reason:
          "'\(title.shortened)' is no title, and a list has no place for a constant: it changes no probability and may be a "
          + "comment, '# …'; a model as JSON has an \"offset\"")
    }
    if small.contains("maximi"), !reading.isSignStated {
      throw ArchiveError.unclearList(
        path: text.path, line: line.number,
        reason:
          "'\(title.shortened)' is no title: low energies are probable here; turn the signs of all numbers and leave it out, or "
          + "give --sign minus if H = −Σ J s s − Σ h s of ±1 is to be minimal")
    }
    let words = ["vartype", "qubo", "binary", "minimize", "minimise"]
    guard small.hasPrefix("p ") || words.contains(where: small.contains), !reading.statesEnergy
    else { return }
    throw unclear(text.path, line.number, "'\(title.shortened)' is no title:")
  }

  /// Refuses a column of a QUBO where nobody states the variables.
  static func requireNoQUBO(
    _ columns: CouplingColumns, _ text: TextLines, _ reading: CouplingsFile.Reading
  ) throws {
    guard ["Q", "Q_ij", "Qij", "qubo", "QUBO"].contains(columns.coupling), !reading.statesEnergy,
      try statedVariables(text) == nil
    else { return }
    throw unclear(
      text.path, text.lines[0].number,
      "the column '\(columns.coupling)' is that of a QUBO by its name:")
  }
}
