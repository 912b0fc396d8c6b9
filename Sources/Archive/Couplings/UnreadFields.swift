/// Arrays beside a matrix of couplings that may be fields.
enum UnreadFields {
  /// What is to be said about numbers beside a matrix of which there is one for each spin, or which are called fields; refused
  /// unless the user chose.
  static func remarks(
    _ content: ArrayContent, _ spinCount: Int, _ path: String, _ reading: CouplingsFile.Reading
  ) throws -> [String] {
    let vectors = content.others.filter { other in
      // The coordinates of the matrix are no fields.
      let isCoordinate = content.dimensions?.contains {
        $0 == other.name || other.name.hasSuffix("/" + $0)
      }
      return other.isNumeric && isCoordinate != true && other.shape.reduce(1, *) == spinCount
        && other.shape.count { $0 > 1 } <= 1
    }
    let isChosen = reading.array != nil || reading.fieldFile != nil
    guard let first = vectors.first else {
      guard let other = content.others.first(where: isCalledField) else { return [] }
      let isOne = other.shape.reduce(1, *) == 1
      let name = other.name.shortened
      guard isChosen else {
        throw ArchiveError.badMetadata(
          path: path, item: "'\(name)' beside the couplings '\((content.name ?? "").shortened)'",
          expected:
            "a number for each spin (--array \((content.name ?? "").shortened) leaves it out, and --field beside that "
            + "option is a field of all spins)",
          found: isOne ? "one number" : "an array of shape \(other.shape)")
      }
      return [
        "'\(name)' of \(path) is not read" + (isOne ? "; --field is a field of all spins" : "")
      ]
    }
    guard isChosen else {
      throw ArchiveError.unreadFields(
        path: path, fields: vectors.map(\.name), array: content.name ?? "")
    }
    return [
      "'\(first.name.shortened)' of \(path) has a number for each spin and is not read; --field-array takes it for the fields"
    ]
  }

  /// Whether numbers are fields by their name, whatever their shape.
  private static func isCalledField(_ other: ArrayChoice.Candidate) -> Bool {
    let name = other.name.split(separator: "/").last.map { $0.lowercased() } ?? ""
    return other.isNumeric
      && ["h", "h0", "field", "fields", "external_field", "magnetic_field"].contains(name)
  }
}
