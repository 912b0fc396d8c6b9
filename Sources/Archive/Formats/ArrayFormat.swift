/// A way in which arrays of numbers lie in files: one type for each, and one line in ``ArrayFile``.
protocol ArrayFormat: SendableMetatype {
  /// How the names of its files end; none for a format of folders.
  static var endings: [String] { get }
  /// What else but a table of numbers it holds, in the words of a refusal.
  static var contents: String? { get }
  /// Whether its files hold several arrays, of which one is chosen by name.
  static var holdsSeveralArrays: Bool { get }
  /// Whether its tables have columns that can be chosen.
  static var hasColumns: Bool { get }
  /// Whether a file without a known ending is of this format.
  ///
  /// - Parameter start: The first bytes, fewer than 16 of a shorter file.
  /// - Returns: Whether the bytes are those of the format.
  static func recognises(_ start: ArraySlice<UInt8>) -> Bool
  /// Reads an array.
  ///
  /// - Parameters:
  ///   - source: The file or folder.
  ///   - name: The array, in a format of several; `nil` for the only one.
  /// - Returns: The array, in C order.
  /// - Throws: ``ArchiveError``.
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent
}

extension ArrayFormat {
  static var contents: String? { nil }
  static var holdsSeveralArrays: Bool { false }
  static var hasColumns: Bool { false }
  static func recognises(_ start: ArraySlice<UInt8>) -> Bool { false }
}

/// Reading of arrays of numbers in any format that is known.
public enum ArrayFile {
  /// The formats; a new one is one line here.
  static let formats: [any ArrayFormat.Type] = [
    ForeignZarrStore.self, ZippedZarrStore.self, NumPyFile.self, NPZFile.self, SafetensorsFile.self,
    DimodSampleSet.self, HDF5File.self, NetCDFFile.self, MatlabFile.self, SpreadsheetFile.self,
    PickledFile.self, OtherSpreadsheetFile.self, PackedFile.self, ShotFolder.self, CSVFile.self,
  ]

  /// Reads an array of one, two or more dimensions.
  ///
  /// Folders are Zarr stores or hold a spectrum in every text file; files are known by their endings and, without a known one, by their first bytes.
  ///
  /// - Parameters:
  ///   - path: A file, a folder, or `-` for standard input.
  ///   - name: The array of an archive or store; `nil` for the only one.
  /// - Returns: The array, in C order.
  /// - Throws: ``ArchiveError``, such as ``ArchiveError/unknownFormat(path:expected:)`` with what can be read.
  public static func read(_ path: String, array name: String? = nil) throws -> NumPyArray {
    try content(path, array: name).array
  }

  /// Reads an array with what its file says about it.
  ///
  /// - Parameters:
  ///   - path: A file, a folder, or `-` for standard input.
  ///   - name: The array of an archive or store; `nil` for the only one.
  ///   - columns: The columns to read of a table of text or a sheet; `nil` for all.
  ///   - aside: The name or number of a column of a table that holds no site, and is read all the same.
  /// - Returns: The array, in C order, with names of dimensions, coordinates and remarks.
  /// - Throws: ``ArchiveError``.
  public static func content(
    _ path: String, array name: String? = nil, columns: ColumnChoice? = nil, aside: String? = nil
  ) throws -> ArrayContent {
    try content(ArraySource(path, columns: columns, aside: aside), array: name)
  }

  static func content(_ source: ArraySource, array name: String?) throws -> ArrayContent {
    if let content = try MemoryFiles.array(at: source.path) {
      guard name == nil else { throw ArchiveError.onlyOneArray(path: source.path) }
      guard source.columns == nil else { throw ArchiveError.noColumns(path: source.path) }
      return content
    }
    guard let format = try format(of: source) else {
      throw ArchiveError.unknownFormat(path: source.path, expected: expectation)
    }
    guard name == nil || format.holdsSeveralArrays else {
      throw ArchiveError.onlyOneArray(path: source.path)
    }
    guard source.columns == nil || format.hasColumns else {
      throw ArchiveError.noColumns(path: source.path)
    }
    return try format.read(source, named: name)
  }

  /// Whether a file is of a format that is neither text nor JSON.
  static func isBinary(_ source: ArraySource) -> Bool {
    guard let found = try? format(of: source) else { return false }
    return found != CSVFile.self && found != DimodSampleSet.self
  }

  private static func format(of source: ArraySource) throws -> (any ArrayFormat.Type)? {
    if source.isFolder {
      return ShotFolder.isOne(source.path) ? ShotFolder.self : ForeignZarrStore.self
    }
    let name = source.name.lowercased()
    if let found = formats.first(where: { $0.endings.contains(where: name.hasSuffix) }) {
      return found
    }
    let start = try source.bytes().prefix(16)
    return formats.first { $0.recognises(start) }
  }

  /// All formats in words.
  private static var expectation: String {
    let endings = formats.filter { $0.contents == nil }.flatMap { $0.endings }
    let tables = endings.dropLast().joined(separator: ", ") + " or \(endings.last ?? "")"
    let others = formats.compactMap { $0.contents }
    let all = others.prefix(1) + ["a \(tables) file of numbers"] + others.dropFirst()
    return all.dropLast().joined(separator: ", ") + ", or \(all.last ?? "")"
  }
}
