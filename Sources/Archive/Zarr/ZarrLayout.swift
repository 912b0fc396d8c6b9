import Documents

/// How the elements of a Zarr array lie in its chunks, and their reading.
///
/// Arrays of others have any of what is here; those of this library keep to elements in C order, the least
/// significant byte first, and at most a checksum.
struct ZarrLayout {
  /// A step from the bytes of the elements to those of a file.
  enum Codec: Equatable {
    case checksum
    case compression(Compression)
  }

  let folder: String
  let shape: [Int]
  let chunkShape: [Int]
  let dataType: NumPyDataType
  let isBigEndian: Bool
  /// The dimensions of the array in the order in which a chunk has them; the last one runs fastest.
  let order: [Int]
  /// From the elements outwards.
  let codecs: [Codec]
  /// The value of what was never written; `nil` for one that cannot be read.
  let fill: Double?
  let keyPrefix: String
  let keySeparator: String

  /// Reads the metadata document of an array, version 2 or 3.
  ///
  /// - Parameters:
  ///   - reader: The document.
  ///   - folder: The array's folder.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)``.
  init(_ reader: ZarrMetadataReader, folder: String) throws {
    let metadata = reader.metadata
    let isVersion2 = metadata["zarr_format"] == 2
    self.folder = folder
    shape = try reader.sizes("shape", in: metadata, atLeast: 0)
    if isVersion2 {
      chunkShape = try reader.sizes("chunks", in: metadata, atLeast: 1)
      (dataType, isBigEndian) = try reader.version2DataType()
      order = try reader.version2Order(dimensions: shape.count)
      codecs = try reader.version2Codecs()
      keyPrefix = ""
      keySeparator = metadata["dimension_separator"]?.stringValue ?? "."
    } else {
      try reader.require("zarr_format", equals: 3)
      let grid = metadata["chunk_grid"] ?? nil
      guard grid["name"] == "regular" else { throw reader.error("chunk_grid", "regular", grid) }
      chunkShape = try reader.sizes("chunk_shape", in: grid["configuration"] ?? nil, atLeast: 1)
      guard let type = NumPyDataType(name: metadata["data_type"]?.stringValue) else {
        throw reader.unsupportedType(metadata["data_type"])
      }
      dataType = type
      (order, isBigEndian, codecs) = try reader.version3Codecs(dimensions: shape.count)
      let encoding = metadata["chunk_key_encoding"] ?? nil
      let separator = encoding["configuration"]?["separator"]?.stringValue
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
    guard chunkShape.count == shape.count else {
      throw reader.error("the shape of chunks", "\(shape.count) sizes", JSONValue(chunkShape))
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
    isBigEndian = false
    order = Array(shape.indices)
    codecs = array.hasChecksum ? [.checksum] : []
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
  /// - Returns: The bytes.
  /// - Throws: ``ArchiveError`` for a chunk that is damaged or of the wrong size, and for one that is missing where
  ///   no number stands for it.
  /// - Complexity: O(n) and the reading of every chunk that the region touches.
  func bytes(of region: [Range<Int>], isWhole: Bool = false) throws -> [UInt8] {
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
      guard let chunk = try chunk(index) else {
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
        return
      }
      let begin = zip(index, chunkShape).map { $0 * $1 }
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
  func chunk(_ index: [Int]) throws -> [UInt8]? {
    let file = path(ofChunk: index)
    guard var bytes = try FileSystem.contentsIfPresent(of: file) else { return nil }
    let expected = chunkShape.reduce(dataType.byteCount, *)
    let checksums = codecs.count { $0 == .checksum }
    guard checksums < codecs.count || bytes.count == expected + 4 * checksums else {
      throw ArchiveError.wrongLength(
        path: file, position: 0, expected: expected + 4 * checksums, found: bytes.count)
    }
    for (k, codec) in codecs.enumerated().reversed() {
      switch codec {
      case .checksum:
        guard bytes.count >= 4 else {
          throw ArchiveError.wrongLength(
            path: file, position: 0, expected: expected + 4, found: bytes.count)
        }
        let stored = UInt32.elements(ofLittleEndian: Array(bytes.suffix(4)))[0]
        bytes.removeLast(4)
        let computed = CRC32C.checksum(bytes)
        guard stored == computed else {
          throw ArchiveError.wrongChecksum(path: file, stored: stored, computed: computed)
        }
      case .compression(let compression):
        let checksums = codecs[..<k].count { $0 == .checksum }
        let size = expected + 4 * checksums
        guard let whole = compression.decompressed(bytes[...], size: size) else {
          throw ArchiveError.damagedPart(
            path: file, part: compression.rawValue,
            reason: "the compressed data are damaged or do not make \(size) bytes")
        }
        bytes = whole
      }
    }
    guard bytes.count == expected else {
      throw ArchiveError.wrongLength(
        path: file, position: 0, expected: expected, found: bytes.count)
    }
    if isBigEndian { bytes.swapBytes(ofElementsOfSize: dataType.byteCount) }
    return inCOrder(bytes)
  }

  /// A chunk whose dimensions lie in ``order``, with the last dimension of the array running fastest.
  private func inCOrder(_ bytes: [UInt8]) -> [UInt8] {
    guard order != Array(shape.indices) else { return bytes }
    let size = dataType.byteCount
    var strides = [Int](repeating: 0, count: order.count)
    var stride = size
    for dimension in order.reversed() {
      strides[dimension] = stride
      stride *= chunkShape[dimension]
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    forEachIndex(in: chunkShape) { index in
      let start = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
      result.append(contentsOf: bytes[start..<(start + size)])
    }
    return result
  }
}
