/// Every chunk of a run read and compared with its checksums, as after a copy from another machine.
///
/// A chunk of a complete unit must be there, must have the checksum that was recorded with the unit, and its bytes must
/// have it too. Runs of version 0.1.0 recorded none beside the chunks; of those the bytes are checked. Arrays that all
/// units share, and what the model was given, must have the checksums that the run's metadata state. What describes an
/// array in its own folder, which only other programs read, must say what the run's metadata say.
public struct RunVerification: Sendable {
  /// The number of chunks that were read.
  public private(set) var chunkCount = 0
  /// What is wrong: a sentence for every chunk, with its name.
  public private(set) var damages: [String] = []

  /// Reads a run, which other processes may be writing.
  ///
  /// - Parameters:
  ///   - units: The run.
  ///   - done: The units that are complete.
  /// - Throws: What is no ``ArchiveError``.
  public init(_ units: UnitStore, done: [Int]) throws {
    let store = units.store
    for array in store.arrays {
      try check {
        try store.requireOwnMetadata(of: array)
        return false
      }
    }
    let ofUnits = store.arrays.filter { $0.dimensionNames.first == units.kind.unit }
    // Unit by unit, so that the list of its checksums is read once.
    for unit in done {
      for array in ofUnits {
        try check {
          try units.requireChunk(array.name, unit)
          return try store.hasReadableChunk(array, units.chunkIndex(array.name, unit))
        }
      }
    }
    for array in ofUnits {
      try check {
        try units.requireShared(array)
        return false
      }
    }
    guard done.first == 0 else { return }
    for array in store.arrays where array.dimensionNames.first != units.kind.unit {
      for index in array.chunkIndices {
        try check {
          try units.requireShared(array)
          try units.requireChunk(array.name, 0)
          guard try store.hasReadableChunk(array, index) else {
            throw ArchiveError.damagedPart(
              path: store.path, part: array.name, reason: "its chunk \(index) is missing")
          }
          return true
        }
      }
    }
  }

  private mutating func check(_ read: () throws -> Bool) throws {
    do { if try read() { chunkCount += 1 } } catch let error as ArchiveError {
      // A damaged list of checksums is the same answer for every array of its unit.
      if damages.last != error.description { damages.append(error.description) }
    }
  }
}
