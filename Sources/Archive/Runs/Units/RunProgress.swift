/// How far a run on disk has come: which of its units are complete, begun or damaged, and when that changed.
///
/// Everything is read from names and times of files, so that a run in progress can be looked at from anywhere while any
/// number of processes write to it.
public struct RunProgress: Sendable {
  /// The number of units that the run is to have.
  public let unitCount: Int
  /// The complete units, ascending.
  public private(set) var done: [Int] = []
  /// Units that are recorded as complete and lack a part, ascending; they are computed again by `--resume`.
  public private(set) var damaged: [Int] = []
  /// Units with a checkpoint that are not complete, ascending.
  public private(set) var begun: [Int] = []
  /// The seconds since each of the complete units became complete, in the order of ``done``.
  public private(set) var ages: [Double] = []
  /// The seconds since each of the begun units kept its last checkpoint, in the order of ``begun``.
  public private(set) var checkpointAges: [Double] = []

  /// The units of which nothing is there, ascending.
  public var missing: [Int] {
    let known = Set(done + damaged + begun)
    return (0..<unitCount).filter { !known.contains($0) }
  }

  /// The units that are not complete, ascending.
  public var lacking: [Int] {
    let complete = Set(done)
    return (0..<unitCount).filter { !complete.contains($0) }
  }

  /// The seconds since anything became complete or was kept; `nil` where nothing has.
  public var secondsSinceChange: Double? { (ages + checkpointAges).min() }

  /// Looks at a run.
  ///
  /// - Parameter units: The run.
  /// - Throws: ``ArchiveError`` when it cannot be read.
  /// - Complexity: Every folder is listed once, and one file of every complete unit is looked at.
  public init(_ units: UnitStore) throws {
    unitCount = units.unitCount
    let checkpoints = try units.checkpointAges()
    let presence = try UnitPresence(units)
    for unit in 0..<unitCount {
      if presence.isMarked[unit], let age = try units.ageOfMark(unit) {
        if presence.isWhole[unit] {
          done.append(unit)
          ages.append(age)
        } else {
          damaged.append(unit)
        }
      } else if let age = checkpoints[unit] {
        begun.append(unit)
        checkpointAges.append(age)
      }
    }
  }
}

extension UnitStore {
  /// The seconds since a unit became complete; `nil` for one that is not.
  fileprivate func ageOfMark(_ unit: Int) throws -> Double? {
    FileSystem.age(of: try store.pathOfChunk(array: Self.wallSeconds, index: [unit]))
  }
}
