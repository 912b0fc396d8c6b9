public import Documents

extension JSONValue {
  /// Reads a JSON file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - allowsNonFinite: Whether the words `NaN`, `Infinity` and `-Infinity` are numbers.
  /// - Throws: ``ArchiveError`` if the file is missing, unreadable or not JSON.
  public init(contentsOfFile path: String, allowsNonFinite: Bool = false) throws {
    let bytes = try FileSystem.contents(of: path)
    do {
      try self.init(parsing: bytes, path: path, allowsNonFinite: allowsNonFinite)
    } catch let error as DocumentsError {
      throw ArchiveError.notJSON(error)
    }
  }

  /// Writes a JSON file with an indent of two spaces, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - ifExists: Whether a file that is already there is replaced.
  /// - Throws: ``ArchiveError`` if the file exists and may not be replaced, or cannot be written.
  public func write(toFile path: String, ifExists: IfFileExists = .fail) throws {
    try FileSystem.writeNewFile(fileBytes, to: path, ifExists: ifExists)
  }
}
