/// Which units of a run are there, from the names in the folders of its arrays.
///
/// Of 10⁵ units with twenty arrays each folder is listed once, instead of two million names being asked for one by one.
struct UnitPresence {
  /// By unit: whether its last chunk, that of `wall_seconds`, is there.
  let isMarked: [Bool]
  /// By unit: whether all other chunks that were written with it are there too.
  let isWhole: [Bool]

  /// Lists the folders of a run, which other processes may be writing.
  ///
  /// - Parameter units: The run.
  /// - Throws: ``ArchiveError`` when a folder cannot be listed.
  init(_ units: UnitStore) throws {
    // The marks first: what belongs to a mark was there before it.
    isMarked = try units.unitsPresent(in: UnitStore.wallSeconds)
    var isWhole = isMarked
    if let members = units.members {
      for array in members + [UnitStore.chunkChecksums] {
        let present = try units.unitsPresent(in: array)
        for unit in isWhole.indices where !present[unit] {
          if try units.hasChunk(of: array, unit) { isWhole[unit] = false }
        }
      }
    }
    self.isWhole = isWhole
  }
}

extension UnitStore {
  /// By unit: whether its chunk of an array is there.
  fileprivate func unitsPresent(in array: String) throws -> [Bool] {
    let described = try store.array(array)
    guard described.keySeparator == "." else {
      return try (0..<unitCount).map {
        try store.chunkExists(array: array, index: chunkIndex(array, $0))
      }
    }
    var present = [Bool](repeating: false, count: unitCount)
    // c.17.0.0
    let head = Array("c.".utf8)
    let tail = Array(String(repeating: ".0", count: max(0, described.shape.count - 1)).utf8)
    try FileSystem.forEachName(in: "\(path)/\(array)") { name in
      guard name.count > head.count + tail.count, name.starts(with: head),
        name.suffix(tail.count).elementsEqual(tail)
      else { return }
      var unit = 0
      for digit in name[head.count..<name.count - tail.count] {
        guard (48...57).contains(digit), unit <= unitCount else { return }
        unit = 10 * unit + Int(digit - 48)
      }
      if unit < unitCount { present[unit] = true }
    }
    return present
  }
}
