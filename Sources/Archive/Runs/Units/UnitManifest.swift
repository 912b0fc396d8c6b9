import Documents
import Synchronization

/// What belongs to a complete unit: the checksums of its chunks, written when all of them are there and before the
/// chunk that marks the unit as complete.
///
/// A chunk that is missing, or is that of another unit, is then found out; without the list it would read as what
/// was never written: spins that all point down. So that a whole unit with its list is not taken for that of another
/// run, or for another unit, every entry says below bit 32 what the chunk is, and above it where it belongs:
///
/// ```
/// entry = CRC-32C of the chunk + 2³² (CRC-32C of "settings_crc32c unit" mod 2³¹)
/// ```
///
/// with the root's attribute `settings_crc32c`, the checksum of all that numbers depend on. Runs that were begun without
/// this attribute have nothing above bit 32.
extension UnitStore {
  /// The array of the checksums.
  static let chunkChecksums = "chunk_checksum"
  /// The attribute with the checksum of all that numbers depend on.
  static let settingsChecksum = "settings_crc32c"

  /// Describes the array of the checksums.
  ///
  /// - Parameters:
  ///   - kind: What the run holds.
  ///   - unitCount: The number of units.
  ///   - arrays: All other arrays but that of the times.
  ///   - ofFirst: The names of those that belong to unit 0 without having a dimension of units; in the lists of the
  ///     others their entries are 0 below bit 32.
  /// - Returns: The description; its attribute `arrays` names the arrays in their order.
  static func manifest(
    of kind: RunKind, unitCount: Int, arrays: [ZarrArray], ofFirst: [String]
  ) -> ZarrArray {
    let members = arrays.filter {
      $0.dimensionNames.first == kind.unit || ofFirst.contains($0.name)
    }.map(\.name)
    return kind.array(
      chunkChecksums, [(kind.unit, unitCount), ("chunk", members.count)],
      "CRC-32C at the end of the \(kind.unit)'s chunk of every array, plus 2^32 times that of run and \(kind.unit)",
      type: .int64,
      notes: [JSONValue.Member(key: "arrays", value: JSONValue(members))])
  }

  /// The arrays of which a unit has chunks, in the order of their checksums; `nil` for a run of version 0.1.0, which
  /// has no checksums beside the chunks.
  var members: [String]? {
    store.arrays.first { $0.name == Self.chunkChecksums }?.attributes["arrays"]?.arrayValue?
      .map { $0.stringValue ?? "" }
  }

  /// Whether a unit has a chunk of an array of ``members``; some arrays are of unit 0 only.
  func hasChunk(of array: String, _ unit: Int) throws -> Bool {
    try unit == 0 || store.array(array).dimensionNames.first == kind.unit
  }

  private func file(_ array: String, _ unit: Int) throws -> String {
    try store.pathOfChunk(array: array, index: chunkIndex(array, unit))
  }

  /// What stands above bit 32 of a unit's entries.
  private func mark(of unit: Int) -> Int64 {
    guard let settings = store.attributes[Self.settingsChecksum]?.intValue else { return 0 }
    return Int64(CRC32C.checksum(Array("\(settings) \(unit)".utf8)) & 0x7FFF_FFFF) << 32
  }

  /// Writes the checksums of a unit whose chunks are all there.
  func writeManifest(_ unit: Int) throws {
    guard let members else { return }
    let mark = mark(of: unit)
    let checksums = try members.map { name -> Int64 in
      guard try hasChunk(of: name, unit) else { return mark }
      guard let checksum = try checksum(name, unit) else {
        throw ArchiveError.cannotWrite(
          path: try file(name, unit), reason: "it has disappeared while the run was written")
      }
      return mark + checksum
    }
    try write(Self.chunkChecksums, unit: unit, checksums)
  }

  /// The checksum at the end of a chunk, which is not looked at otherwise; `nil` where there is no chunk.
  private func checksum(_ array: String, _ unit: Int) throws -> Int64? {
    guard let bytes = try FileSystem.lastBytes(4, of: file(array, unit)), bytes.count == 4 else {
      return nil
    }
    return Int64(UInt32.elements(ofLittleEndian: bytes)[0])
  }

  /// The part of a unit that is recorded as complete which is missing or not the one that was written; `nil` where
  /// all is there.
  func missingPart(of unit: Int) throws -> String? {
    guard let members else { return nil }
    guard try store.chunkExists(array: Self.chunkChecksums, index: [unit, 0]) else {
      return Self.chunkChecksums
    }
    return try members.first {
      try hasChunk(of: $0, unit) && !store.chunkExists(array: $0, index: chunkIndex($0, unit))
    }
  }

  /// Whether the list of a unit cannot be read, or says that its chunks are those of another unit, or of a run with
  /// other settings.
  func isForeign(_ unit: Int) throws -> Bool {
    guard members != nil, store.attributes[Self.settingsChecksum] != nil else { return false }
    do {
      let entry = try checksums(of: unit, isNew: true)?.first
      return entry.map { $0 >> 32 != mark(of: unit) >> 32 } ?? true
    } catch is ArchiveError { return true }
  }

  /// Refuses a chunk that is missing or is not the one that belongs to a complete unit.
  func requireChunk(_ array: String, _ unit: Int) throws {
    guard let members, let place = members.firstIndex(of: array) else { return }
    guard let checksums = try checksums(of: unit), checksums.count > place else {
      throw try damaged(unit, Self.chunkChecksums, "is missing")
    }
    guard let found = try checksum(array, unit) else {
      throw try damaged(unit, array, "is missing")
    }
    let mark = mark(of: unit)
    guard checksums[place] >> 32 == mark >> 32 else {
      throw try damaged(
        unit, Self.chunkChecksums, "is that of another \(kind.unit) or of a run with other settings"
      )
    }
    if mark + found == checksums[place] { return }
    // Another process may have run the unit on since.
    guard try self.checksums(of: unit, isNew: true)?.dropFirst(place).first == mark + found else {
      throw try damaged(unit, array, "is not the one that was written with it")
    }
  }

  /// The checksums of a unit's chunks, read anew where they must be new; `nil` where their file is missing.
  private func checksums(of unit: Int, isNew: Bool = false) throws -> [Int64]? {
    if !isNew, let known = manifests.checksums(of: unit) { return known }
    guard
      let read = try store.readChunk(
        array: Self.chunkChecksums, index: [unit, 0], as: Int64.self)
    else { return nil }
    manifests.keep(read, of: unit)
    return read
  }

  /// The index of a unit's chunk in an array.
  func chunkIndex(_ array: String, _ unit: Int) throws -> [Int] {
    [unit] + [Int](repeating: 0, count: max(0, try store.array(array).shape.count - 1))
  }

  /// The error of a complete unit that is not whole.
  func damaged(_ unit: Int, _ array: String, _ what: String) throws -> ArchiveError {
    .damagedPart(
      path: path, part: try file(array, unit).dropPath(path),
      reason: "\(kind.unit) \(unit) is recorded as complete, but this part of it \(what); "
        + "remove the file if it is there, and continue the run (--resume) to compute the \(kind.unit) again"
    )
  }
}

extension String {
  /// A path below a folder.
  fileprivate func dropPath(_ folder: String) -> String {
    hasPrefix(folder + "/") ? String(dropFirst(folder.count + 1)) : self
  }
}

/// The checksums of the unit that was read last: all of its arrays are read one after another, and the file of their
/// checksums once.
final class ReadManifest: Sendable {
  private let last = Mutex<(unit: Int, checksums: [Int64])?>(nil)

  func checksums(of unit: Int) -> [Int64]? {
    last.withLock { $0?.unit == unit ? $0?.checksums : nil }
  }

  func keep(_ checksums: [Int64], of unit: Int) { last.withLock { $0 = (unit, checksums) } }
}
