import Documents

/// How the elements of a Zarr array lie in its chunks, and their reading.
///
/// Arrays of others have any of what is here; those of this library keep to elements in C order, the least
/// significant byte first, and at most a checksum.
struct ZarrLayout {
  let folder: String
  let shape: [Int]
  let chunkShape: [Int]
  let dataType: NumPyDataType
  /// How the file of a chunk becomes its elements.
  let coding: ZarrChunkCoding
  /// The value of what was never written; `nil` for one that cannot be read.
  let fill: Double?
  let keyPrefix: String
  let keySeparator: String
  /// Where the chunks lie.
  let files: StoreFiles

  /// Reads the metadata document of an array, version 2 or 3.
  ///
  /// - Parameters:
  ///   - reader: The document.
  ///   - folder: The array's folder.
  ///   - files: Where the chunks lie.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)``.
  init(_ reader: ZarrMetadataReader, folder: String, files: StoreFiles) throws {
    let metadata = reader.metadata
    let isVersion2 = metadata["zarr_format"] == 2
    self.folder = folder
    self.files = files
    shape = try reader.sizes("shape", in: metadata, atLeast: 0)
    if isVersion2 {
      chunkShape = try reader.sizes("chunks", in: metadata, atLeast: 1)
    } else {
      try reader.require("zarr_format", equals: 3)
      let grid = metadata["chunk_grid"] ?? nil
      guard grid["name"] == "regular" else { throw reader.error("chunk_grid", "regular", grid) }
      chunkShape = try reader.sizes("chunk_shape", in: grid["configuration"] ?? nil, atLeast: 1)
    }
    guard chunkShape.count == shape.count else {
      throw reader.error("the shape of chunks", "\(shape.count) sizes", JSONValue(chunkShape))
    }
    if isVersion2 {
      let isBigEndian: Bool
      (dataType, isBigEndian) = try reader.version2DataType()
      coding = ZarrChunkCoding(
        shape: chunkShape, dataType: dataType, isBigEndian: isBigEndian,
        order: try reader.version2Order(dimensions: shape.count),
        codecs: try reader.version2Codecs())
      keyPrefix = ""
      keySeparator = metadata["dimension_separator"]?.stringValue ?? "."
    } else {
      guard let type = NumPyDataType(name: metadata["data_type"]?.stringValue) else {
        throw reader.unsupportedType(metadata["data_type"])
      }
      dataType = type
      coding = try reader.version3Coding(
        metadata["codecs"], shape: chunkShape, dataType: type, isInner: false)
      let encoding = metadata["chunk_key_encoding"] ?? nil
      // A name that was damaged must not be passed over: no chunk would be found.
      let options = (encoding["configuration"] ?? nil)?.objectValue ?? []
      guard options.allSatisfy({ $0.key == "separator" && $0.value.stringValue != nil }) else {
        throw reader.error("chunk_key_encoding", "nothing but a separator in it", encoding)
      }
      let separator = options.first?.value.stringValue
      switch encoding["name"] {
      case "default": (keyPrefix, keySeparator) = ("c", separator ?? "/")
      case "v2": (keyPrefix, keySeparator) = ("", separator ?? ".")
      default: throw reader.error("chunk_key_encoding", "default or v2", encoding)
      }
      guard (metadata["storage_transformers"] ?? []) == [] else {
        throw reader.error(
          "storage_transformers", "an empty list", metadata["storage_transformers"])
      }
    }
    guard ["/", "."].contains(keySeparator) else {
      throw reader.error("the separator of chunk names", "/ or .", .string(keySeparator))
    }
    let fillValue = metadata["fill_value"] ?? nil
    fill = fillValue == .null ? 0 : fillValue.zarrFillNumber
  }

  /// The layout of an array of this library.
  init(_ array: ZarrArray, folder: String) {
    self.folder = folder
    shape = array.shape
    chunkShape = array.chunkShape
    dataType = array.dataType
    files = .disk
    coding = ZarrChunkCoding(
      shape: array.chunkShape, dataType: array.dataType, isBigEndian: false,
      order: Array(array.shape.indices), codecs: array.hasChecksum ? [.checksum] : [])
    fill = array.fillValue
    keyPrefix = "c"
    keySeparator = array.keySeparator
  }

  /// The file of a chunk, whether it is there or not.
  func path(ofChunk index: [Int]) -> String {
    let numbers = index.map(String.init)
    let parts = keyPrefix.isEmpty ? (numbers.isEmpty ? ["0"] : numbers) : [keyPrefix] + numbers
    return folder + "/" + parts.joined(separator: keySeparator)
  }

  /// The bytes of a part of the array in C order, the least significant of each element first.
  ///
  /// - Parameters:
  ///   - region: A range of indices for every dimension, inside the shape.
  ///   - isWhole: Whether a chunk that was never written is an error.
  ///   - filling: Called for every chunk that was never written, whose part is the fill value, and whether it is one
  ///     inside a shard.
  /// - Returns: The bytes.
  /// - Throws: ``ArchiveError`` for a chunk that is damaged or of the wrong size, and for one that is missing where
  ///   no number stands for it.
  /// - Complexity: O(n) and the reading of every chunk that the region touches.
  func bytes(
    of region: [Range<Int>], isWhole: Bool = false, filling: (_ isInner: Bool) -> Void = { _ in }
  ) throws -> [UInt8] {
    precondition(
      region.count == shape.count
        && zip(region, shape).allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= $1 },
      "\(folder): region \(region) of an array of shape \(shape)")
    let extents = region.map(\.count)
    let size = dataType.byteCount
    guard !extents.contains(0) else { return [] }
    let count = extents.reduce(1, *)
    let filled = fill.flatMap { dataType.bytes(repeating: $0, count: count) }
    var bytes = filled ?? [UInt8](repeating: 0, count: count * size)
    let first = zip(region, chunkShape).map { $0.lowerBound / $1 }
    let grid = zip(zip(region, chunkShape), first).map { ($0.0.upperBound - 1) / $0.1 - $1 + 1 }
    try forEachIndex(in: grid) { step in
      let index = zip(first, step).map { $0 + $1 }
      let begin = zip(index, chunkShape).map { $0 * $1 }
      let found = try chunk(index) { offset in
        // Beyond the edge of the array nothing is written.
        if zip(zip(begin, offset), shape).allSatisfy({ $0.0 + $0.1 < $1 }) { filling(true) }
      }
      guard let chunk = found else {
        guard !isWhole else {
          throw ArchiveError.damagedPart(
            path: folder, part: FileSystem.split(path(ofChunk: index)).name,
            reason: "this chunk is missing; the run was copied in part, or a file was deleted")
        }
        guard filled != nil else {
          throw ArchiveError.damagedPart(
            path: folder, part: "fill_value",
            reason: "a chunk is missing and the value that stands for it is no \(dataType.name)")
        }
        filling(false)
        return
      }
      let from = zip(begin, region).map { max($0, $1.lowerBound) }
      let end = region.indices.map { min(begin[$0] + chunkShape[$0], region[$0].upperBound) }
      ZarrBlock.copy(
        extents: zip(end, from).map { $0 - $1 }, elementSize: size,
        from: ZarrBlock(shape: chunkShape, offset: zip(from, begin).map { $0 - $1 }), chunk,
        to: ZarrBlock(shape: extents, offset: zip(from, region).map { $0 - $1.lowerBound }), &bytes)
    }
    return bytes
  }

  /// The bytes of one chunk in C order, least significant first; `nil` if it was never written.
  ///
  /// - Parameters:
  ///   - index: The chunk.
  ///   - filling: Called with the place of every inner chunk of a shard that was never written.
  /// - Returns: The bytes.
  /// - Throws: ``ArchiveError`` for a chunk that is damaged.
  func chunk(
    _ index: [Int], filling: (_ offset: [Int]) -> Void = { _ in }
  ) throws -> [UInt8]? {
    let file = path(ofChunk: index)
    guard let bytes = try files.contentsIfPresent(of: file) else { return nil }
    return try coding.decoded(bytes, file: file, fill: fill, filling: filling)
  }
}
