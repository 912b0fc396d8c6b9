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
    let arrays = archive.arrays
    guard let first = arrays.first else {
      throw ArchiveError.noData(path: path, expected: "an archive of .npy arrays")
    }
    if let name {
      // Of two arrays of one name NumPy reads the later one.
      guard let found = arrays.last(where: { $0.name == name }) else {
        throw ArchiveError.noSuchArray(path: path, name: name, available: arrays.map(\.name))
      }
      return (archive, found.member)
    }
    guard arrays.count == 1 else {
      throw ArchiveError.severalArrays(path: path, available: arrays.map(\.name))
    }
    return (archive, first.member)
  }
}

extension ZipArchive {
  /// The members that are arrays, by their names without `.npy`.
  fileprivate var arrays: [(name: String, member: Member)] {
    members.filter { $0.name.hasSuffix(".npy") }.map { (String($0.name.dropLast(4)), $0) }
  }
}

extension NPZFile: ArrayFormat {
  static var endings: [String] { [".npz"] }
  static var holdsSeveralArrays: Bool { true }
  static func recognises(_ start: ArraySlice<UInt8>) -> Bool { start.starts(with: [0x50, 0x4B]) }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let bytes = try source.bytes()
    var content = ArrayContent(try read(bytes, path: source.path, array: name))
    guard let name else { return content }
    content.name = name
    // Of the others large ones are not unpacked only to be named.
    let archive = try ZipArchive(bytes, path: source.path)
    content.others = archive.arrays.filter { $0.name != name && $0.member.size < 1 << 20 }
      .compactMap { other in
        guard let bytes = try? archive.contents(of: other.member),
          let header = try? NumPyHeader(of: bytes, path: source.path)
        else { return nil }
        return .init(name: other.name, shape: header.shape, isNumeric: true)
      }
    return content
  }
}
