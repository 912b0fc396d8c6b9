import Documents
import LinearAlgebra
import Randomness

/// A store with one block of chunks per network, of which `wall_seconds` is the last to be written.
struct NetworkBlocks: Sendable {
  let store: ZarrStore
  let networkCount: Int

  static let wallSeconds = "wall_seconds"

  /// Makes a store, or continues one of the same settings.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - kind: What the store holds, as its attribute `kind` says.
  ///   - settings: Everything that results depend on: an object that must agree with what is there.
  ///   - notes: Further attributes.
  ///   - arrays: The arrays but `wall_seconds`.
  ///   - networkCount: The number of networks of the complete run.
  ///   - ifExists: What to do when something is already there.
  /// - Throws: ``ArchiveError`` when the store cannot be made, or is that of another run.
  init(
    at path: String, kind: String, settings: JSONValue, notes: JSONValue, arrays: [ZarrArray],
    networkCount: Int, ifExists: ZarrStore.IfExists
  ) throws {
    var attributes: JSONValue = [
      "kind": .string(kind), "settings": settings,
      "stream_format": .integer(StreamName.formatVersion), "store_format": 1,
    ]
    for member in notes.objectValue ?? [] { attributes[member.key] = member.value }
    let wall = ZarrArray(
      name: Self.wallSeconds, dataType: .float64, shape: [networkCount], chunkShape: [1],
      dimensionNames: ["network"],
      attributes: [
        "long_name": "time at which the network was complete, since the start of its process",
        "units": "s",
      ])
    store = try ZarrStore.create(
      at: path, attributes: attributes, arrays: arrays + [wall], ifExists: ifExists)
    self.networkCount = networkCount
    for key in ["kind", "settings", "stream_format"] {
      guard store.attributes[key] == attributes[key] else {
        throw ArchiveError.conflictingStore(path: path, array: "attribute \(key)")
      }
    }
  }

  /// The description of an array whose blocks belong to networks, or of a coordinate.
  static func array(
    _ name: String, _ dimensions: KeyValuePairs<String, Int>, _ longName: String,
    units: String = "1"
  ) -> ZarrArray {
    let shape = dimensions.map(\.value)
    return ZarrArray(
      name: name, dataType: .float64, shape: shape,
      chunkShape: dimensions.first?.key == "network"
        ? [1] + shape.dropFirst().map { max(1, $0) } : nil,
      dimensionNames: dimensions.map(\.key),
      attributes: ["long_name": .string(longName), "units": .string(units)])
  }

  func isDone(_ network: Int) throws -> Bool {
    try store.chunkExists(array: Self.wallSeconds, index: [network])
  }

  /// Writes one network's block of an array.
  func write(_ name: String, network: Int, _ values: [Double]) throws {
    let rank = try store.array(name).shape.count
    try store.writeChunk(
      array: name, index: [network] + [Int](repeating: 0, count: rank - 1), values: values)
  }

  /// Writes an array that belongs to no network.
  func writeWhole(_ name: String, _ values: [Double]) throws {
    let rank = try store.array(name).shape.count
    try store.writeChunk(array: name, index: [Int](repeating: 0, count: rank), values: values)
  }

  /// Reads one network's block of an array.
  func read(_ name: String, network: Int) throws -> [Double] {
    let shape = try store.array(name).shape
    return try store.readNumbers(
      name, region: [network..<network + 1] + shape.dropFirst().map { 0..<$0 })
  }

  private func checkpointPath(_ network: Int) -> String {
    "\(store.path)/.checkpoint/network-\(network).npz"
  }

  /// Keeps numbers from which a network can be continued.
  func saveCheckpoint(_ network: Int, _ arrays: KeyValuePairs<String, NumPyArray>) throws {
    let folder = "\(store.path)/.checkpoint"
    if FileSystem.item(at: folder) != .folder {
      do { try FileSystem.makeFolder(folder) } catch {
        // Another thread or process may have been faster.
        guard FileSystem.item(at: folder) == .folder else { throw error }
      }
    }
    try NPZFile.write(arrays, to: checkpointPath(network), ifExists: .replace)
  }

  /// The numbers from which a network can be continued; `nil` where there are none.
  func checkpoint(_ network: Int) throws -> ((_ name: String) throws -> NumPyArray)? {
    let path = checkpointPath(network)
    guard FileSystem.item(at: path) == .file else { return nil }
    return { try NPZFile.read(path, array: $0) }
  }

  /// Removes what is no longer needed of a complete network.
  func removeCheckpoint(_ network: Int) throws {
    let path = checkpointPath(network)
    if FileSystem.item(at: path) == .file { try FileSystem.remove(path) }
  }
}
