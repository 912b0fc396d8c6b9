import Documents

/// How the elements of a foreign Zarr array lie in its chunks.
///
/// **Source**: the Zarr specifications, versions 2 and 3 (zarr-specs.readthedocs.io).
struct ForeignZarrLayout {
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

  init(_ entry: ForeignZarrStore.Entry) throws {
    let isVersion2 = entry.metadata["zarr_format"] == 2
    let reader = ForeignMetadata(
      path: entry.folder + (isVersion2 ? "/.zarray" : "/zarr.json"), metadata: entry.metadata)
    folder = entry.folder
    shape = try reader.sizes("shape", in: entry.metadata, atLeast: 0)
    if isVersion2 {
      chunkShape = try reader.sizes("chunks", in: entry.metadata, atLeast: 1)
      (dataType, isBigEndian) = try reader.version2DataType()
      order = try reader.version2Order(dimensions: shape.count)
      codecs = try reader.version2Codecs()
      keyPrefix = ""
      keySeparator = entry.metadata["dimension_separator"]?.stringValue ?? "."
    } else {
      try reader.require("zarr_format", equals: 3)
      let grid = entry.metadata["chunk_grid"] ?? nil
      guard grid["name"] == "regular" else { throw reader.error("chunk_grid", "regular", grid) }
      chunkShape = try reader.sizes("chunk_shape", in: grid["configuration"] ?? nil, atLeast: 1)
      guard let type = NumPyDataType(name: entry.metadata["data_type"]?.stringValue) else {
        throw reader.unsupportedType(entry.metadata["data_type"])
      }
      dataType = type
      (order, isBigEndian, codecs) = try reader.version3Codecs(dimensions: shape.count)
      let encoding = entry.metadata["chunk_key_encoding"] ?? nil
      let separator = encoding["configuration"]?["separator"]?.stringValue
      switch encoding["name"] {
      case "default": (keyPrefix, keySeparator) = ("c", separator ?? "/")
      case "v2": (keyPrefix, keySeparator) = ("", separator ?? ".")
      default: throw reader.error("chunk_key_encoding", "default or v2", encoding)
      }
      guard (entry.metadata["storage_transformers"] ?? []) == [] else {
        throw reader.error(
          "storage_transformers", "an empty list", entry.metadata["storage_transformers"])
      }
    }
    guard chunkShape.count == shape.count else {
      throw reader.error("the shape of chunks", "\(shape.count) sizes", JSONValue(chunkShape))
    }
    guard ["/", "."].contains(keySeparator) else {
      throw reader.error("the separator of chunk names", "/ or .", .string(keySeparator))
    }
    let fillValue = entry.metadata["fill_value"] ?? nil
    fill = fillValue == .null ? 0 : fillValue.zarrFillNumber
    for (item, extents) in [("the shape", shape), ("the shape of chunks", chunkShape)] {
      guard
        StatedSize.byteCount(shape: extents, elementSize: dataType.byteCount) != nil
      else { throw ArchiveError.tooLarge(path: reader.path, item: item, found: "\(extents)") }
    }
  }

  private func path(ofChunk index: [Int]) -> String {
    let numbers = index.map(String.init)
    let parts = keyPrefix.isEmpty ? (numbers.isEmpty ? ["0"] : numbers) : [keyPrefix] + numbers
    return folder + "/" + parts.joined(separator: keySeparator)
  }

  /// The elements in C order.
  ///
  /// - Throws: ``ArchiveError`` for a chunk that is damaged or of the wrong size.
  /// - Complexity: O(n).
  func numbers() throws -> [Double] {
    let count = shape.contains(0) ? 0 : shape.reduce(1, *)
    guard count > 0 else { return [] }
    let size = dataType.byteCount
    var bytes = [UInt8](repeating: 0, count: count * size)
    let grid = zip(shape, chunkShape).map { $0 / $1 + ($0 % $1 == 0 ? 0 : 1) }
    var missing: [([Int], [Int])] = []
    try forEachIndex(in: grid) { index in
      let begin = zip(index, chunkShape).map { $0 * $1 }
      let extents = shape.indices.map { min(chunkShape[$0], shape[$0] - begin[$0]) }
      guard let chunk = try chunk(index) else {
        missing.append((begin, extents))
        return
      }
      ZarrBlock.copy(
        extents: extents, elementSize: size, from: ZarrBlock(shape: chunkShape), chunk,
        to: ZarrBlock(shape: shape, offset: begin), &bytes)
    }
    var values = try dataType.numbers(ofLittleEndian: bytes, path: folder)
    guard !missing.isEmpty else { return values }
    guard let fill else {
      throw ArchiveError.damagedPart(
        path: folder, part: "fill_value",
        reason:
          "\(missing.count) chunks are missing and the value that stands for them is no number")
    }
    for (begin, extents) in missing {
      forEachIndex(in: extents) { index in
        var place = 0
        for k in shape.indices { place = place * shape[k] + begin[k] + index[k] }
        values[place] = fill
      }
    }
    return values
  }

  /// The bytes of one chunk in C order, least significant first; `nil` if it was never written.
  private func chunk(_ index: [Int]) throws -> [UInt8]? {
    let file = path(ofChunk: index)
    guard FileSystem.item(at: file) == .file,
      var bytes = try FileSystem.contentsIfPresent(of: file)
    else { return nil }
    let expected = chunkShape.reduce(dataType.byteCount, *)
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
          throw ArchiveError.damagedPart(
            path: file, part: "crc32c", reason: "the checksum is \(computed), stored is \(stored)")
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
