/// Reading of NumPy's `.npz` files: zip archives of `.npy` files.
///
/// Both what `numpy.savez` writes (stored) and `numpy.savez_compressed` (deflated), with sizes of 32 or
/// 64 bits; the CRC-32 of every array that is read is checked.
public enum NPZFile {
  /// The names of the arrays in an archive, as NumPy shows them: without `.npy`.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``ArchiveError`` if the file is missing or no zip archive.
  /// - Returns: The names, in the order of the archive.
  public static func names(in path: String) throws -> [String] {
    try names(in: FileSystem.contents(of: path), path: path)
  }

  /// The names of the arrays in the bytes of an archive.
  static func names(in bytes: [UInt8], path: String) throws -> [String] {
    try ZipArchive(bytes, path: path).arrays.map(\.name)
  }

  /// Reads one array of an archive.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - name: The array's name; `nil` for the only one.
  /// - Throws: ``ArchiveError`` with the names there are when the name is not among them or is needed;
  ///   for damage, and as ``NumPyFile/read(_:)``.
  /// - Returns: The array, in C order.
  public static func read(_ path: String, array name: String? = nil) throws -> NumPyArray {
    try read(FileSystem.contents(of: path), path: path, array: name)
  }

  /// Reads one array of the bytes of an archive.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Where they came from, for the error.
  ///   - name: The array's name; `nil` for the only one.
  /// - Throws: ``ArchiveError``, as ``read(_:array:)``.
  /// - Returns: The array, in C order.
  public static func read(
    _ bytes: [UInt8], path: String, array name: String? = nil
  ) throws -> NumPyArray {
    let (archive, member) = try member(bytes, path: path, array: name)
    return try NumPyFile.read(archive.contents(of: member), path: "\(path): \(member.name)")
  }

  /// Refuses an archive whose array of a name, of any type, is damaged.
  static func requireIntact(_ bytes: [UInt8], path: String, array name: String) throws {
    let (archive, member) = try member(bytes, path: path, array: name)
    _ = try archive.contents(of: member)
  }

  private static func member(
    _ bytes: [UInt8], path: String, array name: String?
  ) throws -> (archive: ZipArchive, member: ZipArchive.Member) {
    let archive = try ZipArchive(bytes, path: path)
    return (archive, try member(of: archive, array: name))
  }

  private static func member(of archive: ZipArchive, array name: String?) throws
    -> ZipArchive.Member
  {
    let arrays = archive.arrays
    guard !arrays.isEmpty else {
      let others = archive.members.prefix(3).map { $0.name.shortened }
      throw ArchiveError.noData(
        path: archive.path,
        expected: "an archive of .npy arrays"
          + (others.isEmpty
            ? "" : ", found \(others.joined(separator: ", ")) (unzip takes files out)"))
    }
    if let name {
      guard let found = arrays.first(where: { $0.name == name }) else {
        throw ArchiveError.noSuchArray(
          path: archive.path, name: name, available: arrays.map(\.name))
      }
      return found.member
    }
    if arrays.count == 1 { return arrays[0].member }
    return arrays[try choice(of: archive).place(named: nil)].member
  }

  /// The arrays by their headers, which alone are unpacked; those of other things than numbers have no shape.
  private static func choice(of archive: ZipArchive) -> ArrayChoice {
    ArrayChoice(
      path: archive.path,
      candidates: archive.arrays.map { name, member in
        let header = try? NumPyHeader(
          of: archive.start(of: member, count: 1 << 14), fileSize: member.size, path: archive.path)
        return .init(name: name, shape: header?.shape ?? [], isNumeric: header != nil)
      })
  }
}

extension ZipArchive {
  /// The members that are arrays, by their names without `.npy`; of two of one name NumPy reads the later one.
  fileprivate var arrays: [(name: String, member: Member)] {
    var arrays: [(name: String, member: Member)] = []
    for member in members where member.name.hasSuffix(".npy") {
      let name = String(member.name.dropLast(4))
      arrays.removeAll { $0.name == name }
      arrays.append((name, member))
    }
    return arrays
  }
}

extension NPZFile: ArrayFormat {
  static var endings: [String] { [".npz"] }
  static var holdsSeveralArrays: Bool { true }
  static func recognises(_ start: ArraySlice<UInt8>) -> Bool { start.starts(with: [0x50, 0x4B]) }

  /// Reads an array of an archive, of NumPy's or a Zarr store: what it is its members say, not its name.
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let archive = try ZipArchive(source.bytes(), path: source.path)
    if ZippedZarrStore.isOne(archive) { return try ZippedZarrStore.read(archive, named: name) }
    if archive.members.contains(where: { $0.name == "xl/workbook.xml" }) {
      return try SpreadsheetFile.read(source, named: name)
    }
    let member = try member(of: archive, array: name)
    var content = ArrayContent(
      try NumPyFile.read(
        archive.contents(of: member), path: "\(source.path): \(member.name)"))
    let choice = choice(of: archive)
    if let place = choice.candidates.firstIndex(where: { $0.name + ".npy" == member.name }) {
      choice.note(place, in: &content)
    }
    return content
  }
}
