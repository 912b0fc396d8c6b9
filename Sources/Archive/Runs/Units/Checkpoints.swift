import Documents
import Foundation

/// Checkpoints of units in progress: files in `.checkpoint`, one for each part of a unit that is computed on its own.
///
/// ```
/// 8 bytes  "RKCHECK1"
/// 4 bytes  CRC-32C of all that the numbers of the run depend on, of the unit and of the part
///          the state, a binary property list
/// 4 bytes  CRC-32C of everything before
/// ```
///
/// A file appears whole or not at all. A checkpoint that is cut off, damaged or of another run is refused by name.
extension UnitStore {
  private static let magic = Array("RKCHECK1".utf8)
  private var checkpointFolder: String { path + "/.checkpoint" }
  private func checkpointPrefix(_ unit: Int) -> String { "\(kind.unit)-\(unit)-" }

  private func checkpointPath(_ unit: Int, _ part: Int) -> String {
    "\(checkpointFolder)/\(checkpointPrefix(unit))part-\(part)"
  }

  /// What the checkpoints of a part of a unit of this run begin with.
  private func checkpointHeader(_ unit: Int, _ part: Int) -> [UInt8] {
    guard let identity else {
      preconditionFailure("checkpoints of a run that was opened for reading: \(path)")
    }
    let text = "\(identity)\n\(checkpointPrefix(unit))\(part)"
    return Self.magic + UInt32.littleEndianBytes(of: [CRC32C.checksum(Array(text.utf8))])
  }

  /// Keeps the state from which a part of a unit can be continued, in place of an earlier one.
  ///
  /// Any number of threads and processes may do so at once.
  ///
  /// - Parameters:
  ///   - state: All that is needed to go on; large arrays in it as `PackedArray`.
  ///   - unit: The unit.
  ///   - part: Which part of the unit, such as one of its ladders.
  /// - Throws: ``ArchiveError`` when the disk cannot be written, or the encoding error of a state that has none.
  public func saveCheckpoint<State: Encodable>(_ state: State, unit: Int, part: Int = 0) throws {
    try requireOwnRun()
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    // A list of one, because a property list cannot be a single number.
    var bytes = checkpointHeader(unit, part) + (try encoder.encode([state]))
    bytes += UInt32.littleEndianBytes(of: [CRC32C.checksum(bytes)])
    do { try write(bytes, toCheckpoint: checkpointPath(unit, part)) } catch {
      // Another process has completed the unit and removed what belongs to it.
      guard try isDone(unit) else { throw error }
    }
  }

  /// Writes a checkpoint into the folder, which is made where it is not there.
  private func write(_ bytes: [UInt8], toCheckpoint file: String) throws {
    for attempt in 0... {
      do { try FileSystem.makeFolder(checkpointFolder) } catch {
        // It is there, or another thread or process has been faster.
        guard FileSystem.item(at: checkpointFolder) == .folder || attempt < 3 else { throw error }
      }
      do { return try FileSystem.writeAtomically(bytes, to: file) } catch {
        // Whoever completes a unit removes the folder if nothing is in it.
        guard FileSystem.item(at: checkpointFolder) == nil, attempt < 3 else { throw error }
      }
    }
  }

  /// The state from which a part of a unit can be continued; `nil` for one to be begun.
  ///
  /// - Parameters:
  ///   - type: The type of the state.
  ///   - unit: The unit.
  ///   - part: Which part of the unit.
  ///   - restored: What is made of the state; `nil` for a state that does not fit the run.
  /// - Returns: The state that was kept last.
  /// - Throws: ``ArchiveError/unusableCheckpoint(path:reason:)`` for one that is damaged, of another run or of
  ///   another version of the program.
  public func checkpoint<State: Decodable, Restored>(
    _ type: State.Type, unit: Int, part: Int = 0, as restored: (State) throws -> Restored?
  ) throws -> Restored? {
    let file = checkpointPath(unit, part)
    guard let bytes = try FileSystem.contentsIfPresent(of: file) else { return nil }
    func unusable(_ reason: String) -> ArchiveError {
      .unusableCheckpoint(path: file, reason: reason)
    }
    let header = checkpointHeader(unit, part)
    guard bytes.count >= header.count + 4, bytes.starts(with: Self.magic) else {
      throw unusable("it is cut off or no checkpoint of this library")
    }
    let body = bytes.dropLast(4)
    guard UInt32.littleEndianBytes(of: [CRC32C.checksum(body)]) == bytes.suffix(4) else {
      throw unusable("it is cut off or damaged")
    }
    guard body.starts(with: header) else {
      throw unusable("it belongs to another run or to another part of this one")
    }
    guard
      let state = try? PropertyListDecoder().decode(
        [State].self, from: Data(body.dropFirst(header.count))), state.count == 1,
      let result = try restored(state[0])
    else { throw unusable("it holds another state than this version of the program keeps") }
    return result
  }

  /// The state from which a part of a unit can be continued; `nil` for one to be begun.
  ///
  /// - Parameters:
  ///   - type: The type of the state.
  ///   - unit: The unit.
  ///   - part: Which part of the unit.
  /// - Returns: The state that was kept last.
  /// - Throws: ``ArchiveError/unusableCheckpoint(path:reason:)``.
  public func checkpoint<State: Decodable>(
    _ type: State.Type = State.self, unit: Int, part: Int = 0
  ) throws -> State? {
    try checkpoint(type, unit: unit, part: part) { $0 }
  }

  /// Removes the checkpoints of all parts of a complete unit, also those that killed processes left half written, and
  /// their folder where nothing else is in it.
  ///
  /// - Parameters:
  ///   - unit: The unit.
  ///   - isRemoved: Whether the checkpoint of a part is removed; all are when left out.
  /// - Throws: ``ArchiveError`` when they cannot be deleted.
  public func removeCheckpoints(
    unit: Int, where isRemoved: (_ part: Int) -> Bool = { _ in true }
  ) throws {
    guard FileSystem.item(at: checkpointFolder) == .folder else { return }
    let prefix = checkpointPrefix(unit)
    for name in try FileSystem.names(in: checkpointFolder)
    where name.hasPrefix(prefix) || name.hasPrefix(FileSystem.temporaryMark + prefix) {
      if name.hasPrefix(prefix), let part = Self.part(of: name), !isRemoved(part) { continue }
      let file = checkpointFolder + "/" + name
      do { try FileSystem.remove(file) } catch {
        // Another process that computed the same unit has been faster.
        guard FileSystem.item(at: file) == nil else { throw error }
      }
    }
    FileSystem.removeEmptyFolder(checkpointFolder)
  }

  /// Removes the checkpoints of complete units, which a process leaves that is killed between the mark of a unit and their
  /// removal.
  ///
  /// - Parameter isRemoved: Whether the checkpoint of a part is removed; all are when left out.
  /// - Throws: ``ArchiveError`` when they cannot be deleted.
  public func removeLeftCheckpoints(where isRemoved: (_ part: Int) -> Bool = { _ in true }) throws {
    for unit in try checkpointAges().keys where try !lacks(unit) {
      try removeCheckpoints(unit: unit, where: isRemoved)
    }
  }

  /// The parts of a unit of which there are checkpoints.
  ///
  /// - Parameter unit: The unit.
  /// - Returns: Their numbers.
  /// - Throws: ``ArchiveError`` when the folder cannot be read.
  func checkpointParts(unit: Int) throws -> [Int] {
    guard FileSystem.item(at: checkpointFolder) == .folder else { return [] }
    let prefix = checkpointPrefix(unit)
    return try FileSystem.names(in: checkpointFolder).filter { $0.hasPrefix(prefix) }
      .compactMap { Self.part(of: $0) }
  }

  /// By unit with checkpoints: the seconds since the last of them was kept.
  ///
  /// - Throws: ``ArchiveError`` when the folder cannot be read.
  func checkpointAges() throws -> [Int: Double] {
    guard FileSystem.item(at: checkpointFolder) == .folder else { return [:] }
    var ages: [Int: Double] = [:]
    for name in try FileSystem.names(in: checkpointFolder) {
      // instance-161-part-0
      let words = name.split(separator: "-")
      guard words.count == 4, words[0] == kind.unit, let unit = Int(words[1]),
        let age = FileSystem.age(of: checkpointFolder + "/" + name)
      else { continue }
      ages[unit] = min(age, ages[unit] ?? .infinity)
    }
    return ages
  }

  /// The part in the name of a checkpoint; `nil` for a file that is half written.
  private static func part(of name: String) -> Int? {
    name.split(separator: "-").last.flatMap { Int($0) }
  }
}
