/// The choice among the arrays of a file of several.
struct ArrayChoice {
  /// An array as far as the choice needs it.
  struct Candidate: Sendable {
    let name: String
    let shape: [Int]
    let isNumeric: Bool

    /// Name and shape in words.
    var description: String {
      "\(name.shortened) (\(shape.map { "\($0)" }.joined(separator: ", ")))"
    }
  }

  let path: String
  let candidates: [Candidate]

  /// The place of the array of a name, or of the only one that may hold replicas.
  ///
  /// That is the only array of numbers with two extents above 1, else the only one with two dimensions, else the only
  /// one.
  ///
  /// - Parameter name: The name; `nil` for the only one.
  /// - Returns: The place among the candidates.
  /// - Throws: ``ArchiveError`` with the arrays there are.
  func place(named name: String?) throws -> Int {
    let numeric = candidates.indices.filter { candidates[$0].isNumeric }
    let readable = numeric.map { candidates[$0].description }
    if let name {
      guard let found = candidates.firstIndex(where: { $0.name == name }) else {
        throw ArchiveError.noSuchArray(path: path, name: name, available: readable)
      }
      return found
    }
    let matrices = numeric.filter { candidates[$0].shape.count { $0 > 1 } >= 2 }
    let tables = numeric.filter { candidates[$0].shape.count >= 2 }
    let offered = [matrices, tables, numeric].first { !$0.isEmpty } ?? []
    if offered.count == 1 { return offered[0] }
    // Of the only one, which is no array of numbers, its reader says more.
    if candidates.count == 1 { return 0 }
    guard offered.isEmpty else {
      throw ArchiveError.severalArrays(path: path, available: readable)
    }
    throw ArchiveError.noData(
      path: path,
      expected: "an array of numbers"
        + (candidates.isEmpty
          ? ""
          : "; there are: " + candidates.prefix(20).map(\.description).joined(separator: ", ")))
  }

  /// Tells a content which array it is, and which others there are.
  ///
  /// - Parameters:
  ///   - place: The place of the array among the candidates.
  ///   - content: The array.
  func note(_ place: Int, in content: inout ArrayContent) {
    content.name = candidates[place].name
    content.others = candidates.indices.filter { $0 != place }.map { candidates[$0] }
  }
}
