import Documents

/// A way in which arrays of numbers lie in files: one type for each, and one line in ``ArrayFile``.
protocol ArrayFormat: SendableMetatype {
  /// How the names of its files end; `nil` for a format of folders.
  static var ending: String? { get }
  /// What else but a table of numbers it holds, in the words of a refusal.
  static var contents: String? { get }
  /// Whether its files hold several arrays, of which one is chosen by name.
  static var holdsSeveralArrays: Bool { get }
  /// Whether a file without a known ending is of this format.
  ///
  /// - Parameter start: The first eight bytes, fewer of a shorter file.
  /// - Returns: Whether the bytes are those of the format.
  static func recognises(_ start: [UInt8]) -> Bool
  /// Reads an array.
  ///
  /// - Parameters:
  ///   - path: The file or folder.
  ///   - name: The array, in a format of several; `nil` for the only one.
  /// - Returns: The array, in C order.
  /// - Throws: ``ArchiveError``.
  static func readArray(_ path: String, named name: String?) throws -> NumPyArray
}

extension ArrayFormat {
  static var contents: String? { nil }
  static var holdsSeveralArrays: Bool { false }
  static func recognises(_ start: [UInt8]) -> Bool { false }
}

/// Reading of arrays of numbers in any format that is known.
public enum ArrayFile {
  /// The formats; a new one is one line here.
  static let formats: [any ArrayFormat.Type] = [
    ForeignZarrStore.self, NumPyFile.self, NPZFile.self, CSVFile.self, DimodSampleSet.self,
  ]

  /// Whether a path is that of a table of numbers by its ending: `.npy`, `.npz` or `.csv`.
  ///
  /// - Parameter path: The path; whether there is a file does not matter.
  /// - Returns: Whether it ends as such files do.
  public static func isTable(_ path: String) -> Bool {
    formats.contains { $0.contents == nil && $0.ending.map(path.hasSuffix) == true }
  }

  /// Reads an array of one, two or more dimensions.
  ///
  /// Folders are Zarr stores; files are known by their endings and, without a known one, by their first bytes.
  ///
  /// - Parameters:
  ///   - path: A file, or the folder of a Zarr store.
  ///   - name: The array of an archive or store; `nil` for the only one.
  /// - Returns: The array, in C order.
  /// - Throws: ``ArchiveError``, such as ``ArchiveError/unknownFormat(path:expected:)`` with what can be read.
  public static func read(_ path: String, array name: String? = nil) throws -> NumPyArray {
    let format = try format(of: path)
    guard name == nil || format.holdsSeveralArrays else {
      throw ArchiveError.onlyOneArray(path: path)
    }
    return try format.readArray(path, named: name)
  }

  private static func format(of path: String) throws -> any ArrayFormat.Type {
    if FileSystem.item(at: path) == .folder, let found = formats.first(where: { $0.ending == nil })
    {
      return found
    }
    if let found = formats.first(where: { $0.ending.map(path.hasSuffix) == true }) { return found }
    let start = try FileSystem.firstBytes(8, of: path)
    if let found = formats.first(where: { $0.recognises(start) }) { return found }
    throw ArchiveError.unknownFormat(path: path, expected: expectation)
  }

  /// All formats in words.
  private static var expectation: String {
    let endings = formats.filter { $0.contents == nil }.compactMap { $0.ending }
    let tables = endings.dropLast().joined(separator: ", ") + " or \(endings.last ?? "")"
    let others = formats.compactMap { $0.contents }
    let all = others.prefix(1) + ["a \(tables) file of numbers"] + others.dropFirst()
    return all.dropLast().joined(separator: ", ") + ", or \(all.last ?? "")"
  }
}
