import Documents

/// Whether what lies in the folder of a run belongs to it.
extension UnitStore {
  /// The attribute with the checksums of the chunks that belong to no unit: coordinates, and what a model was given.
  static let sharedChecksums = "shared_crc32c"

  /// Refuses to write where another run has been begun since this one was made or opened.
  ///
  /// A writer that was stopped, or forgotten on another machine, would put its units among those of the other run.
  /// Runs with the same settings are one run: their bits are equal.
  ///
  /// - Throws: ``ArchiveError/cannotWrite(path:reason:)``.
  /// - Complexity: One small file is read.
  func requireOwnRun() throws {
    let found = try Self.rootChecksum(of: path)
    if found == rootChecksum, found != nil { return }
    guard found != nil else {
      throw ArchiveError.cannotWrite(
        path: path, reason: "the run has been removed while it was computed")
    }
    let other = try ZarrStore(at: path)
    guard other.attributes[Self.settingsChecksum] == store.attributes[Self.settingsChecksum],
      other.arrays.count == store.arrays.count,
      zip(other.arrays, store.arrays).allSatisfy({ $0.hasSameLayout(as: $1) })
    else {
      throw ArchiveError.cannotWrite(
        path: path,
        reason:
          "another run has been begun in its place while it was computed; nothing more was put among the "
          + "\(kind.unit)s of that run")
    }
  }

  /// The checksum of the file with the group's metadata; `nil` where there is none.
  static func rootChecksum(of path: String) throws -> UInt32? {
    try FileSystem.contentsIfPresent(of: path + "/zarr.json").map { CRC32C.checksum($0) }
  }

  /// Refuses coordinates, and what a model was given, that are not those with which the run was begun.
  ///
  /// One that is missing is let pass: whoever reads it says so.
  ///
  /// - Throws: ``ArchiveError/damagedPart(path:part:reason:)``.
  /// - Complexity: The last four bytes of a few files are read.
  func requireShared() throws {
    for array in store.arrays { try requireShared(array) }
  }

  /// Refuses the chunk of an array that belongs to no unit and is not the one with which the run was begun.
  func requireShared(_ array: ZarrArray) throws {
    guard let expected = store.attributes[Self.sharedChecksums]?[array.name]?.intValue else {
      return
    }
    let index = array.shape.map { _ in 0 }
    let file = try store.pathOfChunk(array: array.name, index: index)
    guard let bytes = try FileSystem.lastBytes(4, of: file) else { return }
    guard bytes.count == 4, Int(UInt32.elements(ofLittleEndian: bytes)[0]) == expected else {
      throw ArchiveError.damagedPart(
        path: path, part: "\(array.name)/\(FileSystem.split(file).name)",
        reason:
          "it is not the one with which the run was begun; continue the run (--resume), which writes it"
      )
    }
  }
}
