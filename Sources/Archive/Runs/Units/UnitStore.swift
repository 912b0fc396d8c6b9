import Documents
import Randomness

/// A run on disk: a Zarr store with one block of chunks per unit, whatever the units are: disorder instances,
/// networks.
///
/// Any process may compute any unit into the store. A unit is there when its last chunk, that of `wall_seconds`,
/// is; before that it reads as missing. The checksums of its chunks are written before (`chunk_checksum`), so that
/// one that is lost later is named instead of reading as what was never written. Checkpoints of units in progress lie in `.checkpoint`.
public struct UnitStore: Sendable {
  /// The version of this layout.
  public static let formatVersion = 1
  /// The array that is written last.
  static let wallSeconds = "wall_seconds"

  /// The underlying store.
  public let store: ZarrStore
  /// What the run holds.
  public let kind: RunKind
  /// The number of units that the run will have when it is complete.
  public let unitCount: Int
  /// All that the numbers of the run depend on, as text; `nil` for a run that was opened for reading.
  let identity: String?
  /// The checksum of the group's metadata as they lay on the disk; `nil` for a run that was opened for reading.
  let rootChecksum: UInt32?
  /// The checksums that were read last.
  let manifests = ReadManifest()

  /// The folder.
  public var path: String { store.path }

  /// Makes a store for a run, or continues one.
  ///
  /// Everything that numbers depend on is compared with what is there before anything is written.
  ///
  /// - Parameters:
  ///   - path: The folder to make.
  ///   - kind: What the run holds.
  ///   - unitCount: The number of units of the complete run.
  ///   - identity: The attributes that numbers depend on: an object. The version of the random streams belongs
  ///     to it without being said.
  ///   - notes: Further attributes: an object.
  ///   - arrays: The arrays but `wall_seconds`.
  ///   - shared: The chunks that belong to no unit.
  ///   - ofFirst: The names of arrays that unit 0 alone has a chunk of.
  ///   - coordinates: The names of arrays that are coordinates without bearing the name of a dimension.
  ///   - ifExists: What to do when something is already there.
  /// - Throws: ``ArchiveError`` when the store cannot be made, or is that of another run.
  init(
    at path: String, kind: RunKind, unitCount: Int, identity: JSONValue, notes: JSONValue,
    arrays: [ZarrArray], shared: [SharedChunk] = [], ofFirst: [String] = [],
    coordinates: [String] = [], ifExists: ZarrStore.IfExists
  ) throws {
    precondition(unitCount > 0, "a run of \(unitCount) \(kind.unit)s")
    var attributes: JSONValue = ["kind": .string(kind.rawValue)]
    for member in identity.objectValue ?? [] { attributes[member.key] = member.value }
    attributes["stream_format"] = .integer(StreamName.formatVersion)
    let compared = attributes
    let identity = ([compared.compactText] + shared.map(\.identity)).joined(separator: "\n")
    attributes["store_format"] = .integer(Self.formatVersion)
    for member in notes.objectValue ?? [] { attributes[member.key] = member.value }
    let checksum = JSONValue.integer(Int(CRC32C.checksum(Array(identity.utf8))))
    attributes[Self.settingsChecksum] = checksum
    attributes[Self.sharedChecksums] = .object(
      shared.map { JSONValue.Member(key: $0.array, value: .integer(Int($0.checksum))) })
    let wall = kind.array(
      Self.wallSeconds, [(kind.unit, unitCount)],
      "time at which the \(kind.unit) was complete, since the start of its process", units: "s")
    let manifest = Self.manifest(of: kind, unitCount: unitCount, arrays: arrays, ofFirst: ofFirst)
    store = try ZarrStore.create(
      at: path, attributes: attributes, arrays: arrays + [manifest, wall],
      coordinates: coordinates, ifExists: ifExists, younger: [Self.chunkChecksums]
    ) { stored in
      try Self.requireSame(compared, stored: stored, path: FileSystem.normalized(path), kind: kind)
    }
    self.kind = kind
    self.unitCount = unitCount
    self.identity = identity
    rootChecksum = try Self.rootChecksum(of: store.path)
    // Where the settings are known to be the same, what differs was damaged.
    let isSame = store.attributes[Self.settingsChecksum] == checksum
    for chunk in try shared.filter({ try $0.isMissing(in: store, isDifferentToo: isSame) }) {
      try chunk.write(to: store)
    }
  }

  /// Refuses to continue a run that was begun with other settings, naming the first that differs.
  private static func requireSame(
    _ requested: JSONValue, stored: JSONValue, path: String, kind: RunKind
  ) throws {
    // Attributes that runs of version 0.1.0 lack; the arrays that they describe are compared all the same.
    let younger = ["kind", "algorithm", "temperatures", "chains", "draws", "instances"]
    // Burn-in and draws follow from the sweeps unless they are given, so that the sweeps come first.
    let members = requested.objectValue ?? []
    let ordered = members.filter { $0.key == "sweeps" } + members.filter { $0.key != "sweeps" }
    for member in ordered {
      guard let found = stored[member.key] else {
        // Runs of earlier versions start at random and do not say so.
        let isStart = member.key == "start" && member.value == "random"
        if kind == .spin, younger.contains(member.key) || isStart { continue }
        throw ArchiveError.otherRun(
          path: path, item: member.key, stored: "not recorded",
          requested: member.value.compactText)
      }
      guard found != member.value else { continue }
      // Of an object, such as that of a model, the member that differs.
      for part in member.value.objectValue ?? [] where found[part.key] != part.value {
        throw ArchiveError.otherRun(
          path: path, item: "\(member.key).\(part.key)",
          stored: found[part.key]?.compactText ?? "none", requested: part.value.compactText)
      }
      throw ArchiveError.otherRun(
        path: path, item: member.key, stored: found.compactText,
        requested: member.value.compactText)
    }
  }

  /// Opens a run, complete or not.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - kind: What it must hold; `nil` for any kind.
  /// - Throws: ``ArchiveError`` when there is no store, or it is not such a run.
  public init(at path: String, kind: RunKind? = nil) throws {
    let store = try ZarrStore(at: path)
    func bad(_ item: String, _ expected: String) -> ArchiveError {
      .badMetadata(
        path: path, item: item, expected: expected,
        found: store.attributes[item]?.compactText ?? "nothing")
    }
    guard store.attributes["store_format"]?.intValue == Self.formatVersion else {
      throw bad("store_format", "\(Self.formatVersion), as in a run of replica sample")
    }
    let found = store.attributes["kind"] ?? .string(RunKind.spin.rawValue)
    guard let found = found.stringValue.flatMap(RunKind.init(rawValue:)),
      found == kind ?? found
    else {
      let kinds = kind.map { [$0] } ?? RunKind.allCases
      throw bad("kind", kinds.map { "\"\($0.rawValue)\"" }.joined(separator: " or "))
    }
    let shape = try store.array(Self.wallSeconds).shape
    guard shape.count == 1 else {
      throw ArchiveError.wrongShape(path: path, expected: found.unit, found: shape)
    }
    self.store = store
    self.kind = found
    unitCount = shape[0]
    identity = nil
    rootChecksum = nil
  }
}

extension UnitStore {
  /// Whether a folder is, or was meant as, a run rather than a store of others.
  ///
  /// - Parameter path: Any path.
  /// - Returns: Whether there is a store with the attribute `store_format`.
  public static func isRun(at path: String) -> Bool {
    let root = try? JSONValue(contentsOfFile: path + "/zarr.json")
    return root?["attributes"]?["store_format"] != nil
  }

  /// Whether a unit is complete.
  ///
  /// - Parameter unit: The unit, from 0.
  /// - Returns: Whether its last chunk is there.
  /// - Throws: ``ArchiveError`` when the store is not that of a run, or the unit is recorded as complete and lacks a
  ///   part.
  public func isDone(_ unit: Int) throws -> Bool {
    guard try store.chunkExists(array: Self.wallSeconds, index: [unit]) else { return false }
    if let part = try missingPart(of: unit) { throw try damaged(unit, part, "is missing") }
    return true
  }

  /// Whether a unit is to be computed: it is not complete, a part of it was lost, or it is that of another run.
  ///
  /// - Parameter unit: The unit, from 0.
  /// - Returns: Whether anything of it is missing.
  /// - Throws: ``ArchiveError`` when the store is not that of a run.
  public func lacks(_ unit: Int) throws -> Bool {
    guard try store.chunkExists(array: Self.wallSeconds, index: [unit]) else { return true }
    return try missingPart(of: unit) != nil || isForeign(unit)
  }

  /// The complete units, ascending.
  ///
  /// - Throws: ``ArchiveError`` when the store is not that of a run, or a unit is recorded as complete and lacks a part.
  /// - Complexity: Every folder is listed once.
  public func doneUnits() throws -> [Int] {
    let presence = try UnitPresence(self)
    return try (0..<unitCount).filter { unit in
      guard presence.isMarked[unit] else { return false }
      return try presence.isWhole[unit] || isDone(unit)
    }
  }

  /// Writes one unit's block of an array.
  ///
  /// - Parameters:
  ///   - name: An array whose first dimension is the unit.
  ///   - unit: The unit.
  ///   - values: The elements in C order.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  func write<Element: ZarrElement>(_ name: String, unit: Int, _ values: [Element]) throws {
    try FileSystem.writeAtomically([file(name, unit: unit, values)])
  }

  /// The file of one unit's block of an array, to be written together with others.
  ///
  /// - Parameters:
  ///   - name: An array whose first dimension is the unit.
  ///   - unit: The unit.
  ///   - values: The elements in C order.
  /// - Returns: The file.
  /// - Throws: ``ArchiveError`` when the store has no such array.
  func file<Element: ZarrElement>(
    _ name: String, unit: Int, _ values: [Element]
  ) throws -> FileSystem.NewFile {
    precondition(unit < unitCount, "\(kind.unit) \(unit) of \(unitCount)")
    return try store.chunkFile(array: name, index: chunkIndex(name, unit), values: values)
  }

  /// Marks a unit as complete when all its blocks are written, and removes its checkpoints.
  ///
  /// - Parameters:
  ///   - unit: The unit.
  ///   - wallSeconds: The time it took, for information only.
  ///   - keepsCheckpoints: Whether its checkpoints stay, for a longer run.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  func finish(_ unit: Int, wallSeconds: Double, keepsCheckpoints: Bool = false) throws {
    try requireOwnRun()
    try writeManifest(unit)
    try write(Self.wallSeconds, unit: unit, [wallSeconds])
    if !keepsCheckpoints { try removeCheckpoints(unit: unit) }
  }

  /// Marks a unit as missing before blocks of it are written, or replaced by others.
  ///
  /// - Parameter unit: The unit.
  /// - Throws: ``ArchiveError`` when the mark cannot be deleted, or another run has been begun in this place.
  func reopen(_ unit: Int) throws {
    try requireOwnRun()
    let mark = try store.pathOfChunk(
      array: Self.wallSeconds, index: chunkIndex(Self.wallSeconds, unit))
    guard FileSystem.item(at: mark) != nil else { return }
    do { try FileSystem.remove(mark) } catch {
      // Another process has been faster.
      guard FileSystem.item(at: mark) == nil else { throw error }
    }
  }

  /// The region of one complete unit's block in an array.
  ///
  /// - Parameters:
  ///   - name: An array whose first dimension is the unit.
  ///   - unit: A complete unit.
  /// - Returns: A range for every dimension.
  /// - Throws: ``ArchiveError`` when there is no such array, the unit is missing, or its block is lost.
  func region(_ name: String, unit: Int) throws -> [Range<Int>] {
    guard try store.chunkExists(array: Self.wallSeconds, index: [unit]) else {
      throw ArchiveError.noData(path: path, expected: "\(kind.unit) \(unit), which is not complete")
    }
    try requireChunk(name, unit)
    return [unit..<unit + 1] + (try store.array(name).shape.dropFirst().map { 0..<$0 })
  }

  /// The numbers of one unit in an array, in C order.
  ///
  /// - Parameters:
  ///   - name: The name of an array whose first dimension is the unit.
  ///   - unit: A complete unit.
  /// - Returns: The numbers.
  /// - Throws: ``ArchiveError`` when the unit is missing or its chunk is damaged.
  public func numbers(_ name: String, unit: Int) throws -> [Double] {
    try store.readNumbers(name, region: region(name, unit: unit), isWhole: true)
  }
}

/// A run on disk that knows what its units are.
public protocol StoredRun: Sendable {
  /// What such a run holds.
  static var kind: RunKind { get }
  /// The blocks of its units.
  var units: UnitStore { get }
}

extension StoredRun {
  /// The folder.
  public var path: String { units.path }

  /// Whether a unit is complete.
  ///
  /// - Parameter unit: The instance or network, from 0.
  /// - Returns: Whether its last chunk is there.
  /// - Throws: ``ArchiveError`` when the store is not that of a run, or the unit lacks a part.
  public func isDone(_ unit: Int) throws -> Bool { try units.isDone(unit) }

  /// Whether a unit is to be computed: it is not complete, or a part of it was lost.
  ///
  /// - Parameter unit: The instance or network, from 0.
  /// - Returns: Whether anything of it is missing.
  /// - Throws: ``ArchiveError`` when the store is not that of a run.
  public func lacks(_ unit: Int) throws -> Bool { try units.lacks(unit) }
}
