extension NPZFile {
  /// Writes several arrays into one archive, as `numpy.savez` does: stored, not compressed.
  ///
  /// - Parameters:
  ///   - arrays: The arrays with their names, of less than 4 GiB together.
  ///   - path: The file, which appears whole or not at all; its folder must exist.
  ///   - ifExists: Whether a file that is already there is replaced.
  /// - Throws: ``ArchiveError`` when the file cannot be written.
  public static func write(
    _ arrays: KeyValuePairs<String, NumPyArray>, to path: String, ifExists: IfFileExists = .fail
  ) throws {
    try write(named: arrays.map { ($0.key, $0.value) }, to: path, ifExists: ifExists)
  }

  /// Writes several arrays whose names are not known in advance; otherwise as with a literal of them.
  ///
  /// - Parameters:
  ///   - arrays: The arrays with their names, of less than 4 GiB together.
  ///   - path: The file, which appears whole or not at all; its folder must exist.
  ///   - ifExists: Whether a file that is already there is replaced.
  /// - Throws: ``ArchiveError`` when the file cannot be written.
  public static func write(
    named arrays: [(name: String, array: NumPyArray)], to path: String,
    ifExists: IfFileExists = .fail
  ) throws {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, array) in arrays {
      precondition(
        !name.isEmpty && name.utf8.count < 1000 && name.allSatisfy(\.isASCII),
        "an array called '\(name)'")
      let contents = try NumPyFile.bytes(of: array, path: path)
      precondition(file.count + contents.count < 1 << 32, "an archive of 4 GiB and more")
      let member = Array((name + ".npy").utf8)
      // Version 2.0, no flags, stored, 1 January 1980.
      let common: [UInt8] =
        [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]
        + littleEndian(checksumCRC32(contents)) + littleEndian(UInt32(contents.count))
        + littleEndian(UInt32(contents.count)) + littleEndian(UInt16(member.count)) + [0, 0]
      directory += [0x50, 0x4B, 1, 2, 20, 3] + common
      directory += [0, 0, 0, 0, 0, 0, 0, 0, 0xA4, 0x81] + littleEndian(UInt32(file.count)) + member
      file += ZipArchive.magic + common + member + contents
    }
    let count = littleEndian(UInt16(arrays.count))
    let end: [UInt8] =
      [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count + littleEndian(UInt32(directory.count))
      + littleEndian(UInt32(file.count)) + [0, 0]
    try FileSystem.writeNewFile(file + directory + end, to: path, ifExists: ifExists)
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
