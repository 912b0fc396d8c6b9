import Documents

/// How the elements of a chunk become the bytes of a file, and their reading.
struct ZarrChunkCoding {
  /// A step from the bytes of the elements to those of a file.
  enum Codec: Equatable {
    case checksum
    case compression(Compression)
  }

  /// The shape of a chunk.
  let shape: [Int]
  let dataType: NumPyDataType
  let isBigEndian: Bool
  /// The dimensions of the array in the order in which a chunk has them; the last one runs fastest.
  let order: [Int]
  /// From the elements outwards.
  let codecs: [Codec]
  /// How a chunk is divided, where it is.
  var shards: ZarrShards?

  /// The elements of a chunk in C order, the least significant byte of each first.
  ///
  /// - Parameters:
  ///   - content: The bytes of the file.
  ///   - file: The file, for the error.
  ///   - fill: The value of what was never written; `nil` for one that cannot be read.
  ///   - filling: Called with the place of every inner chunk that was never written.
  /// - Returns: The bytes of the elements.
  /// - Throws: ``ArchiveError`` for a chunk that is damaged or of the wrong size.
  func decoded(
    _ content: [UInt8], file: String, fill: Double?, filling: (_ offset: [Int]) -> Void = { _ in }
  ) throws -> [UInt8] {
    if let shards {
      return try shards.decoded(content, shape: shape, file: file, fill: fill, filling: filling)
    }
    var bytes = content
    let expected = shape.reduce(dataType.byteCount, *)
    let checksums = codecs.count { $0 == .checksum }
    guard checksums < codecs.count || bytes.count == expected + 4 * checksums else {
      throw ArchiveError.wrongLength(
        path: file, position: 0, expected: expected + 4 * checksums, found: bytes.count)
    }
    for (k, codec) in codecs.enumerated().reversed() {
      switch codec {
      case .checksum:
        bytes = try Self.checked(bytes, expected: expected, file: file)
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

  /// Bytes without the checksum at their end, which must be theirs.
  static func checked(_ content: [UInt8], expected: Int, file: String) throws -> [UInt8] {
    guard content.count >= 4 else {
      throw ArchiveError.wrongLength(
        path: file, position: 0, expected: expected + 4, found: content.count)
    }
    let stored = UInt32.elements(ofLittleEndian: Array(content.suffix(4)))[0]
    var bytes = content
    bytes.removeLast(4)
    let computed = CRC32C.checksum(bytes)
    guard stored == computed else {
      throw ArchiveError.wrongChecksum(path: file, stored: stored, computed: computed)
    }
    return bytes
  }

  /// A chunk whose dimensions lie in ``order``, with the last dimension of the array running fastest.
  private func inCOrder(_ bytes: [UInt8]) -> [UInt8] {
    guard order != Array(shape.indices) else { return bytes }
    let size = dataType.byteCount
    var strides = [Int](repeating: 0, count: order.count)
    var stride = size
    for dimension in order.reversed() {
      strides[dimension] = stride
      stride *= shape[dimension]
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    forEachIndex(in: shape) { index in
      let start = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
      result.append(contentsOf: bytes[start..<(start + size)])
    }
    return result
  }
}

/// A chunk that is divided into inner chunks, which lie in one file with an index: the codec `sharding_indexed`.
///
/// ```
/// index: for every inner chunk in C order its place and its size, 8 bytes each, all bits set where there is none
/// ```
///
/// **Source**: Zarr version 3, *Sharding codec*, version 1.0.
struct ZarrShards {
  /// How the elements of an inner chunk become bytes: one coding, in a list because it lies in one of the same type.
  private let coding: [ZarrChunkCoding]
  /// How many checksums end the index.
  let checksums: Int
  let isIndexAtEnd: Bool

  init(inner: ZarrChunkCoding, checksums: Int, isIndexAtEnd: Bool) {
    coding = [inner]
    self.checksums = checksums
    self.isIndexAtEnd = isIndexAtEnd
  }

  /// The elements of the chunk in C order.
  func decoded(
    _ content: [UInt8], shape: [Int], file: String, fill: Double?,
    filling: (_ offset: [Int]) -> Void
  ) throws -> [UInt8] {
    let inner = coding[0]
    let size = inner.dataType.byteCount
    let grid = zip(shape, inner.shape).map { $0 / $1 }
    let count = grid.reduce(1, *)
    // Every inner chunk has 16 bytes in the file.
    guard count <= content.count / 16, 16 * count + 4 * checksums <= content.count else {
      throw ArchiveError.wrongLength(
        path: file, position: 0, expected: 16 * count + 4 * checksums, found: content.count)
    }
    let length = 16 * count + 4 * checksums
    var index = Array(isIndexAtEnd ? content.suffix(length) : content.prefix(length))
    for _ in 0..<checksums {
      index = try ZarrChunkCoding.checked(index, expected: 16 * count, file: file)
    }
    let places = UInt64.elements(ofLittleEndian: index)
    let filled = fill.flatMap { inner.dataType.bytes(repeating: $0, count: shape.reduce(1, *)) }
    var bytes = filled ?? [UInt8](repeating: 0, count: shape.reduce(size, *))
    var k = 0
    try forEachIndex(in: grid) { step in
      let (start, length) = (places[2 * k], places[2 * k + 1])
      k += 1
      if start == .max, length == .max {
        guard filled != nil else {
          throw ArchiveError.damagedPart(
            path: file, part: "fill_value",
            reason:
              "a chunk is missing and the value that stands for it is no \(inner.dataType.name)")
        }
        filling(zip(step, inner.shape).map { $0 * $1 })
        return
      }
      guard let first = Int(exactly: start), let count = Int(exactly: length),
        first <= content.count, count <= content.count - first
      else {
        throw ArchiveError.damagedPart(
          path: file, part: "index of the shard",
          reason:
            "inner chunk \(k - 1) should lie at byte \(start) with \(length) bytes, beyond the end")
      }
      let chunk = try inner.decoded(
        Array(content[first..<(first + count)]), file: "\(file), inner chunk \(k - 1)", fill: fill)
      ZarrBlock.copy(
        extents: inner.shape, elementSize: size, from: ZarrBlock(shape: inner.shape), chunk,
        to: ZarrBlock(shape: shape, offset: zip(step, inner.shape).map { $0 * $1 }), &bytes)
    }
    return bytes
  }
}
