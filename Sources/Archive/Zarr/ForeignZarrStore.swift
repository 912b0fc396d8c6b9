import Documents

/// A Zarr store that others wrote, for reading: version 2 or 3, a group or a single array, in a folder or zipped.
///
/// Runs of this library are ``RunStore``s; this type knows nothing about what arrays mean. It reads
/// numbers of 1 to 8 bytes and truth values in either byte order, chunks in C or Fortran order, and the
/// codecs `bytes`, `transpose`, `sharding_indexed`, `crc32c`, `gzip`, `zlib`, `zstd` and `blosc`. Chunks that were never
/// written read as the fill value. Filters and texts are refused when they are read.
public struct ForeignZarrStore: Sendable {
  /// One array of the store, as far as it can be described without reading it.
  public struct Entry: Sendable {
    /// The path inside the store, such as `group/spins`; for a store that is an array, its folder's
    /// name.
    public let name: String
    /// The number of elements along every dimension.
    public let shape: [Int]
    /// The data type in the words of the store, such as `float32` or `<f4`.
    public let dataType: String
    /// The names of the dimensions, where they have names.
    public let dimensionNames: [String]?
    /// Whether the elements are numbers or truth values that can be read.
    public let isNumeric: Bool
    let folder: String
    let metadata: JSONValue
    let attributes: JSONValue
  }

  /// The folder.
  public let path: String
  /// The arrays, sorted by name.
  public let arrays: [Entry]
  private let files: StoreFiles

  /// Opens a store.
  ///
  /// - Parameter path: The folder.
  /// - Throws: ``ArchiveError`` if there is nothing, no Zarr store, or its metadata are not JSON.
  public init(at path: String) throws {
    let path = FileSystem.normalized(path)
    try FileSystem.requireFolder(path)
    try self.init(in: .disk, path: path)
  }

  /// Opens a store in a folder or an archive.
  init(in files: StoreFiles, path: String) throws {
    self.path = path
    self.files = files
    var arrays: [Entry] = []
    var isStore = try Self.collect(files, path, name: "", depth: 0, into: &arrays)
    if !isStore, case .archive = files {
      // An archive of the folder itself.
      let names = try files.names(in: path)
      if names.count == 1 {
        isStore = try Self.collect(files, path + "/" + names[0], name: "", depth: 0, into: &arrays)
      }
    }
    guard isStore else {
      throw ArchiveError.notAStore(
        path: path, reason: "there is no zarr.json, .zgroup or .zarray in it")
    }
    self.arrays = arrays
  }

  /// Adds the arrays at and below a folder; `false` for a folder that is no part of a store.
  private static func collect(
    _ files: StoreFiles, _ folder: String, name: String, depth: Int, into arrays: inout [Entry]
  ) throws -> Bool {
    var isGroup = false
    if files.item(at: folder + "/zarr.json") == .file {
      let metadata = try files.json(at: folder + "/zarr.json")
      if metadata["node_type"] == "array" {
        arrays.append(try Entry(version3: metadata, name: name, folder: folder))
        return true
      }
      isGroup = metadata["node_type"] == "group"
    } else if files.item(at: folder + "/.zarray") == .file {
      let metadata = try files.json(at: folder + "/.zarray")
      arrays.append(try Entry(version2: metadata, name: name, folder: folder, files: files))
      return true
    } else if files.item(at: folder + "/.zgroup") == .file {
      let metadata = try files.json(at: folder + "/.zgroup")
      guard metadata["zarr_format"] == 2 else {
        throw ArchiveError.badMetadata(
          path: folder + "/.zgroup", item: "'zarr_format'", expected: "2",
          found: metadata["zarr_format"]?.compactText ?? "nothing")
      }
      isGroup = true
    }
    guard isGroup else { return false }
    // Deeper groups than anyone makes; a link to a folder above would go on for ever.
    guard depth < 8 else { return true }
    for member in try files.names(in: folder) where !member.hasPrefix(".") {
      guard files.item(at: folder + "/" + member) == .folder else { continue }
      _ = try collect(
        files, folder + "/" + member, name: name.isEmpty ? member : name + "/" + member,
        depth: depth + 1,
        into: &arrays)
    }
    return true
  }

  /// The array to read: the one of a name, or the only one that may hold replicas.
  ///
  /// - Parameter name: The path inside the store; `nil` for the only numeric array of two or three
  ///   dimensions, or of several arrays the only one whose last dimension is called `site`.
  /// - Throws: ``ArchiveError`` with the arrays and shapes there are.
  /// - Returns: The array.
  public func entry(named name: String? = nil) throws -> Entry {
    if let name {
      // As h5py and zarr have it, a path may begin at the root.
      let inner = String(name.drop { $0 == "/" })
      if let found = arrays.first(where: { $0.name == name || $0.name == inner }) { return found }
      throw ArchiveError.noSuchArray(
        path: path, name: name, available: arrays.map(\.description))
    }
    if arrays.count == 1 { return arrays[0] }
    let fitting = arrays.filter { $0.isNumeric && (2...3).contains($0.shape.count) }
    guard fitting.count == 1 else {
      let ofSites = arrays.filter { $0.isNumeric && $0.dimensionNames?.last == "site" }
      if ofSites.count == 1 { return ofSites[0] }
      guard !arrays.isEmpty else {
        throw ArchiveError.noData(path: path, expected: "a Zarr store with an array")
      }
      throw ArchiveError.severalArrays(path: path, available: arrays.map(\.description))
    }
    return fitting[0]
  }

  /// Reads an array as numbers.
  ///
  /// The CF attributes `scale_factor` and `add_offset`, which xarray writes, are applied; what `_FillValue` or
  /// `missing_value` marks as missing is NaN.
  ///
  /// - Parameter name: As in ``entry(named:)``.
  /// - Throws: ``ArchiveError`` for an array that cannot be chosen or read, and for damaged chunks.
  /// - Returns: The array in C order.
  public func read(_ name: String? = nil) throws -> NumPyArray {
    try read(entry(named: name)).array
  }

  /// Reads an array with the names of its dimensions and their coordinates.
  ///
  /// - Parameter name: As in ``entry(named:)``.
  /// - Throws: ``ArchiveError``, as ``read(_:)``.
  /// - Returns: The array, in C order.
  public func content(_ name: String? = nil) throws -> ArrayContent {
    let entry = try entry(named: name)
    let (array, remarks) = try read(entry)
    var content = ArrayContent(array, dimensions: entry.dimensionNames, remarks: remarks)
    content.name = entry.name
    content.others = arrays.filter { $0.name != entry.name }.map {
      .init(name: $0.name, shape: $0.shape, isNumeric: $0.isNumeric)
    }
    content.addCoordinates { dimension, count in
      guard let axis = axis(dimension, count, of: entry) else { return nil }
      guard axis.isNumeric else {
        throw axis.bad("the data type of array '\(axis.name)'", "numbers", .string(axis.dataType))
      }
      return try read(axis).array.values
    }
    return content
  }

  /// The coordinates of a dimension: an array of its name in the group of the array or, as groups inherit them, in the
  /// nearest one above.
  private func axis(_ dimension: String, _ count: Int, of entry: Entry) -> Entry? {
    var group = entry.name.split(separator: "/").dropLast()
    while true {
      let path = (group + [dimension[...]]).joined(separator: "/")
      if let found = arrays.first(where: {
        $0.name == path && $0.shape == [count] && ($0.dimensionNames ?? [dimension]) == [dimension]
      }) {
        return found
      }
      if group.popLast() == nil { return nil }
    }
  }

  private func read(_ entry: Entry) throws -> (array: NumPyArray, remarks: [String]) {
    let isVersion2 = entry.metadata["zarr_format"] == 2
    let file = entry.folder + (isVersion2 ? "/.zarray" : "/zarr.json")
    let layout = try ZarrLayout(
      ZarrMetadataReader(path: file, metadata: entry.metadata), folder: entry.folder,
      files: files)
    func tooLarge(_ item: String, _ found: String) -> ArchiveError {
      .tooLarge(path: file, item: item, found: found)
    }
    guard layout.shape.count <= StatedSize.largestRank else {
      throw tooLarge("the number of dimensions", "\(layout.shape.count)")
    }
    for (item, extents) in [
      ("the shape", layout.shape), ("the shape of chunks", layout.chunkShape),
    ] {
      guard StatedSize.byteCount(shape: extents, elementSize: layout.dataType.byteCount) != nil
      else { throw tooLarge(item, "\(extents)") }
    }
    let chunks = zip(layout.shape, layout.chunkShape).reduce(1.0) {
      $0 * (Double($1.0) / Double($1.1)).rounded(.up)
    }
    guard chunks <= Double(StatedSize.largestChunkCount) else {
      throw tooLarge("the number of chunks", "\(chunks)")
    }
    let bytes: [UInt8]
    var missing = (chunks: 0, innerChunks: 0)
    do {
      bytes = try layout.bytes(of: layout.shape.map { 0..<$0 }) { isInner in
        if isInner { missing.innerChunks += 1 } else { missing.chunks += 1 }
      }
    } catch ArchiveError.wrongChecksum(
      let chunk, let stored, let computed)
    {
      throw ArchiveError.damagedPart(
        path: chunk, part: "crc32c", reason: "the checksum is \(computed), stored is \(stored)")
    }
    let values = try layout.dataType.numbers(ofLittleEndian: bytes, path: entry.folder)
    let array = try ClimateConvention(entry, type: layout.dataType).applied(
      to: NumPyArray(shape: layout.shape, values: values, dataType: layout.dataType),
      of: entry.name, path: entry.folder)
    let fill = layout.fill.map { "\($0)" } ?? "0"
    var remarks: [String] = []
    for (count, words) in [
      (
        missing.chunks, "of \(Int(chunks)) chunks of '\(entry.name.shortened)' are not in the store"
      ),
      (
        missing.innerChunks,
        "inner chunks of '\(entry.name.shortened)' are not in the shards that hold the others"
      ),
    ] where count > 0 {
      remarks.append("\(count) \(words): what they held is the fill value \(fill)")
    }
    return (array, remarks)
  }
}

extension ForeignZarrStore.Entry: CustomStringConvertible {
  /// The error of a part of the metadata.
  func bad(_ item: String, _ expected: String, _ found: JSONValue?) -> ArchiveError {
    .badMetadata(
      path: folder, item: item, expected: expected, found: found?.compactText ?? "nothing")
  }

  fileprivate init(version3 metadata: JSONValue, name: String, folder: String) throws {
    let type = metadata["data_type"]
    try self.init(
      name: name, folder: folder, metadata: metadata,
      attributes: metadata["attributes"] ?? [:], dataType: type?.stringValue ?? type?.compactText,
      isNumeric: NumPyDataType(name: type?.stringValue) != nil,
      dimensionNames: metadata["dimension_names"])
    // What a reader does not know it must not pass over: it may be a name that was damaged.
    for member in metadata.objectValue ?? []
    where !Self.version3Members.contains(member.key) && member.value["must_understand"] != false {
      throw bad(
        "'\(member.key.shortened)' of array '\(self.name)'", "no such member of an array",
        member.value)
    }
  }

  private static let version3Members: Set<String> = [
    "zarr_format", "node_type", "shape", "data_type", "chunk_grid", "chunk_key_encoding",
    "fill_value", "codecs", "attributes", "storage_transformers", "dimension_names",
  ]

  fileprivate init(
    version2 metadata: JSONValue, name: String, folder: String, files: StoreFiles
  ) throws {
    // Most arrays have none; what those that are there say about numbers must not be lost.
    let file = folder + "/.zattrs"
    let attributes = files.item(at: file) == nil ? [:] : try files.json(at: file)
    let type = metadata["dtype"]
    try self.init(
      name: name, folder: folder, metadata: metadata, attributes: attributes,
      dataType: type?.stringValue ?? type?.compactText,
      isNumeric: NumPyDataType(rawValue: String(type?.stringValue?.dropFirst() ?? "")) != nil,
      dimensionNames: attributes["_ARRAY_DIMENSIONS"])
  }

  private init(
    name: String, folder: String, metadata: JSONValue, attributes: JSONValue, dataType: String?,
    isNumeric: Bool, dimensionNames: JSONValue?
  ) throws {
    self.name = name.isEmpty ? FileSystem.split(folder).name : name
    self.folder = folder
    self.metadata = metadata
    self.attributes = attributes
    self.dataType = dataType ?? "unknown type"
    self.isNumeric = isNumeric
    shape = metadata["shape"]?.intArrayValue ?? []
    // Single dimensions may be without a name, all of them too.
    let names = dimensionNames?.arrayValue?.map { $0.stringValue ?? "?" }
    self.dimensionNames = names
    guard attributes.objectValue != nil else {
      throw bad("the attributes of array '\(self.name)'", "an object", attributes)
    }
    guard (dimensionNames ?? .null) == .null || names?.count == shape.count else {
      throw bad(
        "the names of dimensions of array '\(self.name)'", "\(shape.count) names", dimensionNames)
    }
  }

  /// The array in one line: name, dimensions and data type.
  public var description: String {
    let extents = shape.indices.map { k in
      (dimensionNames.map { "\($0[k]): " } ?? "") + "\(shape[k])"
    }
    return "\(name) (\(extents.joined(separator: ", "))) \(dataType)"
  }
}

extension ForeignZarrStore: ArrayFormat {
  static var endings: [String] { [] }
  static var contents: String? { "a run or another Zarr store (a folder)" }
  static var holdsSeveralArrays: Bool { true }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let store = try ForeignZarrStore(at: source.path)
    // A group of nothing is taken for a run that went wrong.
    if store.arrays.isEmpty { _ = try UnitStore(at: source.path) }
    return try store.content(name)
  }
}
