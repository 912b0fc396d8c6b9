public import Documents

/// A Zarr version 3 store: a folder with a group of arrays, which `xarray.open_zarr` opens directly.
///
/// The store keeps its metadata in `zarr.json`, consolidated for the whole group, and every chunk of an
/// array in a file of its own, as little-endian bytes that end with their CRC-32C checksum. Files
/// appear whole or not at all, so any number of threads, processes and machines may write chunks of
/// one store at once without a lock, and a store that is being written can be read.
///
/// Names on disk: a one-dimensional array with the name of its dimension is this dimension's
/// coordinate; further coordinates are listed in the group's attribute `coordinates`.
public struct ZarrStore: Sendable {
  /// The folder.
  public let path: String
  /// The group's attributes, an object.
  public private(set) var attributes: JSONValue
  /// The arrays, in the order of the metadata.
  public let arrays: [ZarrArray]

  /// What to do when something is already where a store is to be made.
  public enum IfExists: Sendable {
    /// Refuse, unless it is an empty folder.
    case fail
    /// Delete it if it is a Zarr store and nothing else; otherwise refuse.
    case replace
    /// Continue it if it is a store with the same arrays; otherwise refuse.
    case open
  }

  /// Makes a store without any chunk.
  ///
  /// The store is made under another name and then renamed, so it is never there in part. Of several
  /// processes that make the same store at once with ``IfExists/open``, one makes it and all get it.
  ///
  /// - Parameters:
  ///   - path: The folder to make, usually with the ending `.zarr`; its parent must exist.
  ///   - attributes: The group's attributes, an object; ignored where a store is continued.
  ///   - arrays: The arrays, no name twice.
  ///   - coordinates: The names, without spaces, of arrays that are coordinates but do not bear the
  ///     name of a dimension.
  ///   - ifExists: What to do when something is already there.
  /// - Throws: ``ArchiveError`` if something is in the way, the parent folder is missing, the store
  ///   there has other arrays, or the disk cannot be written.
  /// - Returns: The store.
  public static func create(
    at path: String, attributes: JSONValue = [:], arrays: [ZarrArray], coordinates: [String] = [],
    ifExists: IfExists = .fail
  ) throws -> ZarrStore {
    try create(
      at: path, attributes: attributes, arrays: arrays, coordinates: coordinates,
      ifExists: ifExists, younger: [], checking: { _ in })
  }

  /// Makes or continues a store.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - attributes: The attributes of the group.
  ///   - arrays: The arrays.
  ///   - coordinates: The names of arrays that are coordinates.
  ///   - ifExists: What to do with a store that is there.
  ///   - younger: Arrays that a store of an earlier version lacks, or has with another shape.
  ///   - checking: Refuses a store that is continued by its attributes, before arrays are compared.
  /// - Returns: The store.
  /// - Throws: ``ArchiveError``, and what `checking` throws.
  static func create(
    at path: String, attributes: JSONValue, arrays: [ZarrArray], coordinates: [String],
    ifExists: IfExists, younger: [String], checking: (JSONValue) throws -> Void
  ) throws -> ZarrStore {
    precondition(attributes.objectValue != nil, "attributes of a store that are not an object")
    precondition(
      Set(arrays.map(\.name)).count == arrays.count, "an array name is repeated in a store")
    let path = FileSystem.normalized(path)
    var attributes = attributes
    if !coordinates.isEmpty {
      for name in coordinates {
        precondition(
          arrays.contains { $0.name == name } && !name.contains(where: \.isWhitespace),
          "coordinate '\(name)' is not an array of the store or has a space in its name")
      }
      attributes["coordinates"] = .string(coordinates.joined(separator: " "))
    }
    let store = ZarrStore(path: path, attributes: attributes, arrays: arrays)
    try FileSystem.requireParent(of: path)
    guard !FileSystem.isBrokenLink(path) else {
      throw ArchiveError.cannotWrite(
        path: path,
        reason:
          "it is a link that leads to nothing or in a circle; remove it or choose another name")
    }
    if try Self.isOccupied(path) {
      switch ifExists {
      case .fail: throw ArchiveError.alreadyExists(path: path)
      case .open: return try store.continued(younger: younger, checking: checking)
      case .replace: try Self.requireReplaceable(path)
      }
    }
    try FileSystem.removeStaleTemporaries(of: path)
    let temporary = FileSystem.temporaryPath(for: path)
    do {
      try store.writeMetadata(to: temporary)
      if try ifExists == .replace && Self.isOccupied(path) {
        let old = FileSystem.temporaryPath(for: path)
        guard try FileSystem.move(path, to: old) else {
          throw ArchiveError.alreadyExists(path: path)
        }
        guard try FileSystem.move(temporary, to: path) else {
          throw ArchiveError.alreadyExists(path: path)
        }
        try FileSystem.remove(old)
      } else if try !FileSystem.move(temporary, to: path) {
        // Somebody else was faster.
        guard ifExists == .open else { throw ArchiveError.alreadyExists(path: path) }
        try FileSystem.remove(temporary)
        return try store.continued(younger: younger, checking: checking)
      }
    } catch {
      try? FileSystem.remove(temporary)
      if case ArchiveError.cannotWrite(let place, let reason) = error, place.hasPrefix(temporary) {
        throw ArchiveError.cannotWrite(path: path, reason: reason)
      }
      throw error
    }
    try FileSystem.synchronizeFolder(FileSystem.split(path).folder)
    return store
  }

  /// Opens a store.
  ///
  /// - Parameter path: The folder.
  /// - Throws: ``ArchiveError`` if there is nothing, no Zarr version 3 group, or a group with arrays
  ///   that this library cannot read (compressed ones, for example).
  public init(at path: String) throws {
    let path = FileSystem.normalized(path)
    try FileSystem.requireFolder(path)
    let file = path + "/zarr.json"
    guard FileSystem.item(at: file) == .file else {
      let isVersion2 = [".zgroup", ".zmetadata", ".zarray"].contains {
        FileSystem.item(at: path + "/" + $0) != nil
      }
      throw ArchiveError.notAStore(
        path: path,
        reason: isVersion2
          ? "it is a Zarr version 2 store; convert it to version 3" : "there is no zarr.json in it")
    }
    let root: JSONValue
    do { root = try JSONValue(contentsOfFile: file) } catch ArchiveError.notJSON(let error) {
      throw ArchiveError.damagedPart(
        path: path, part: "zarr.json",
        reason: "\(error); the store is described nowhere else, so take this file from a copy of it"
      )
    }
    guard root["zarr_format"] == 3, root["node_type"] == "group" else {
      throw ArchiveError.notAStore(
        path: path, reason: "its zarr.json does not describe a group of Zarr version 3")
    }
    self.path = path
    let found = root["attributes"] ?? [:]
    guard found.objectValue != nil else {
      throw ArchiveError.badMetadata(
        path: file, item: "'attributes'", expected: "an object", found: found.compactText)
    }
    attributes = try Self.checkedAttributes(of: root, file: file)
    if let consolidated = root["consolidated_metadata"]?["metadata"]?.objectValue {
      arrays = try consolidated.compactMap { member in
        guard member.value["node_type"] == "array", !member.key.contains("/") else { return nil }
        return try ZarrArray(name: member.key, metadata: member.value, path: file)
      }
    } else {
      arrays = try FileSystem.names(in: path).compactMap { name in
        let file = "\(path)/\(name)/zarr.json"
        guard !name.hasPrefix("."), FileSystem.item(at: file) == .file else { return nil }
        let metadata = try JSONValue(contentsOfFile: file)
        guard metadata["node_type"] == "array" else { return nil }
        return try ZarrArray(name: name, metadata: metadata, path: file)
      }
    }
  }

  private init(path: String, attributes: JSONValue, arrays: [ZarrArray]) {
    self.path = path
    self.attributes = attributes
    self.arrays = arrays
  }

  /// Replaces the group's attributes, on disk and here.
  ///
  /// When several processes do this at once, the last one wins; the arrays are not touched. The list
  /// of coordinates stays as it is unless the new attributes have one of their own.
  ///
  /// - Parameter attributes: The new attributes, an object.
  /// - Throws: ``ArchiveError/cannotWrite(path:reason:)``; then nothing has changed.
  public mutating func replaceAttributes(_ attributes: JSONValue) throws {
    precondition(attributes.objectValue != nil, "attributes of a store that are not an object")
    var attributes = attributes
    if attributes["coordinates"] == nil {
      attributes["coordinates"] = self.attributes["coordinates"]
    }
    let changed = ZarrStore(path: path, attributes: attributes, arrays: arrays)
    try FileSystem.writeAtomically(
      changed.checkedRootMetadata().fileBytes, to: path + "/zarr.json")
    self = changed
  }

  /// The description of one array.
  ///
  /// - Parameter name: The array's name.
  /// - Throws: ``ArchiveError/noSuchArray(path:name:available:)``.
  /// - Returns: The description.
  public func array(_ name: String) throws -> ZarrArray {
    guard let array = arrays.first(where: { $0.name == name }) else {
      throw ArchiveError.noSuchArray(path: path, name: name, available: arrays.map(\.name))
    }
    return array
  }

  /// Deletes temporary files that killed writers left behind.
  ///
  /// - Parameter seconds: The age from which a temporary file counts as left behind; a file that is
  ///   being written is younger than an hour.
  /// - Throws: ``ArchiveError`` if a folder of the store cannot be read or changed.
  /// - Returns: The number of files deleted.
  @discardableResult
  public func removeStaleTemporaries(olderThan seconds: Double = 3600) throws -> Int {
    var count = 0
    for folder in [path] + arrays.map({ path + "/" + $0.name }) {
      for name in try FileSystem.names(in: folder)
      where name.hasPrefix(FileSystem.temporaryMark) {
        let file = folder + "/" + name
        guard let age = FileSystem.age(of: file), age > seconds else { continue }
        try FileSystem.remove(file)
        count += 1
      }
    }
    return count
  }

  /// The attribute that holds the checksum of the group's metadata.
  private static let checksum = "metadata_crc32c"

  /// The checksum of a metadata document without the attribute that holds it: of its values in their order, not of
  /// the space between them.
  private static func checksum(of document: JSONValue) throws -> Int {
    let parsed = try JSONValue(parsing: document.compactText)
    return Int(CRC32C.checksum(Array(parsed.compactText.utf8)))
  }

  /// The attributes of a metadata document without its checksum; refused where that is not the one of the document.
  private static func checkedAttributes(of root: JSONValue, file: String) throws -> JSONValue {
    var attributes = root["attributes"] ?? [:]
    guard let stored = attributes[checksum] else { return attributes }
    attributes[checksum] = nil
    var document = root
    document["attributes"] = attributes
    guard try stored.intValue == checksum(of: document) else {
      throw ArchiveError.damagedPart(
        path: file, part: checksum,
        reason:
          "it is not the checksum of these metadata, which were damaged or edited; take the file from a copy of the store"
      )
    }
    return attributes
  }

  /// The group's metadata document with its checksum.
  private func checkedRootMetadata() throws -> JSONValue {
    var document = rootMetadata
    var checked = attributes
    checked[Self.checksum] = .integer(try Self.checksum(of: document))
    document["attributes"] = checked
    return document
  }

  /// The group's metadata document, with those of all arrays in it as zarr-python 3 puts them.
  private var rootMetadata: JSONValue {
    let members = arrays.map { JSONValue.Member(key: $0.name, value: $0.metadata) }
    return [
      "zarr_format": 3,
      "node_type": "group",
      "attributes": attributes,
      "consolidated_metadata": [
        "kind": "inline", "must_understand": false, "metadata": .object(members),
      ],
    ]
  }

  private func writeMetadata(to folder: String) throws {
    try FileSystem.makeFolder(folder)
    try writeMissingArrays(to: folder)
    try FileSystem.writeAtomically(checkedRootMetadata().fileBytes, to: folder + "/zarr.json")
  }

  /// Writes the folders and metadata of the arrays that lack them, or have others than the group says.
  private func writeMissingArrays(to folder: String) throws {
    for array in arrays {
      let subfolder = folder + "/" + array.name
      let file = subfolder + "/zarr.json"
      if FileSystem.item(at: file) != nil {
        let own = try? ZarrArray(
          name: array.name, metadata: JSONValue(contentsOfFile: file), path: file)
        if own == array { continue }
      }
      // Another process that repairs the same store may be faster.
      if FileSystem.item(at: subfolder) == nil { try? FileSystem.makeFolder(subfolder) }
      try FileSystem.writeAtomically(array.metadata.fileBytes, to: file)
    }
  }

  /// The store on disk, if its arrays are the ones of this description; folders of arrays that were lost are made.
  private func continued(
    younger: [String], checking: (JSONValue) throws -> Void
  ) throws -> ZarrStore {
    let found = try ZarrStore(at: path)
    try checking(found.attributes)
    for array in arrays {
      if younger.contains(array.name) { continue }
      guard let other = found.arrays.first(where: { $0.name == array.name }),
        array.hasSameLayout(as: other)
      else { throw ArchiveError.conflictingStore(path: path, array: array.name) }
    }
    if let surplus = found.arrays.first(where: { other in
      !arrays.contains { $0.name == other.name }
    }) {
      throw ArchiveError.conflictingStore(path: path, array: surplus.name)
    }
    try found.writeMissingArrays(to: path)
    return found
  }

  private static func isOccupied(_ path: String) throws -> Bool {
    switch FileSystem.item(at: path) {
    case nil: false
    case .file: true
    case .folder: try !FileSystem.names(in: path).isEmpty
    }
  }

  /// Makes sure that deleting a folder deletes a store and nothing else.
  private static func requireReplaceable(_ path: String) throws {
    guard FileSystem.item(at: path) == .folder else {
      throw ArchiveError.notReplaceable(path: path, reason: "it is a file, not a Zarr store")
    }
    guard let root = try? JSONValue(contentsOfFile: path + "/zarr.json"),
      root["zarr_format"] == 3, root["node_type"] == "group"
    else {
      throw ArchiveError.notReplaceable(
        path: path, reason: "it is not a Zarr store (a folder with zarr.json)")
    }
    for name in try FileSystem.names(in: path) where name != "zarr.json" && !name.hasPrefix(".") {
      guard FileSystem.item(at: "\(path)/\(name)/zarr.json") == .file else {
        throw ArchiveError.notReplaceable(
          path: path, reason: "'\(name)' in it does not belong to a Zarr store")
      }
    }
  }
}
