import Documents

/// Takes the parts out of the metadata document of an array, with errors that name them.
///
/// **Source**: the Zarr specifications, versions 2 and 3 (zarr-specs.readthedocs.io).
struct ZarrMetadataReader {
  /// The file of the document.
  let path: String
  /// The document.
  let metadata: JSONValue
  /// The array, where the document is one of several in the file.
  var array: String?

  /// The error of a part that is not as expected.
  func error(_ item: String, _ expected: String, _ found: JSONValue?) -> ArchiveError {
    .badMetadata(
      path: path, item: "'\(item)'" + (array.map { " of array '\($0)'" } ?? ""),
      expected: expected, found: found?.compactText ?? "nothing")
  }

  func require(_ item: String, equals value: JSONValue) throws {
    guard metadata[item] == value else { throw error(item, value.compactText, metadata[item]) }
  }

  func sizes(_ item: String, in object: JSONValue, atLeast lowest: Int) throws -> [Int] {
    guard let sizes = object[item]?.intArrayValue, sizes.allSatisfy({ $0 >= lowest }) else {
      throw error(item, "a list of whole numbers from \(lowest) on", object[item])
    }
    return sizes
  }

  func unsupportedType(_ found: JSONValue?) -> ArchiveError {
    let text = found?.stringValue ?? ""
    let isComplex = text.hasPrefix("complex") || text.dropFirst().hasPrefix("c")
    return error(
      "the data type",
      "one of " + NumPyDataType.allCases.map(\.name).joined(separator: ", ")
        + (isComplex
          ? " (of complex numbers, store real and imaginary parts as two arrays)" : ""),
      found)
  }

  // MARK: - Version 2

  /// The data type of a text such as `<f8`, and whether its first byte is the most significant.
  func version2DataType() throws -> (NumPyDataType, isBigEndian: Bool) {
    guard let text = metadata["dtype"]?.stringValue, let mark = text.first, "<>|".contains(mark),
      let type = NumPyDataType(rawValue: String(text.dropFirst()))
    else { throw unsupportedType(metadata["dtype"]) }
    return (type, mark == ">")
  }

  func version2Order(dimensions: Int) throws -> [Int] {
    switch metadata["order"] {
    case "C": return Array(0..<dimensions)
    case "F": return Array((0..<dimensions).reversed())
    default: throw error("order", "C or F", metadata["order"])
    }
  }

  func version2Codecs() throws -> [ZarrChunkCoding.Codec] {
    // Both are always there, null for none: a name that is damaged must not be taken for none.
    let filters = metadata["filters"]
    guard filters == .null || filters?.arrayValue?.allSatisfy({ $0["id"] == "bitround" }) == true
    else {
      throw error("filters", "null; without filters it is written by \(conversion)", filters)
    }
    let compressor = metadata["compressor"]
    if compressor == .null { return [] }
    guard let codec = compression(compressor?["id"]?.stringValue) else {
      throw error("compressor", "\(Self.readable), or in a file by \(conversion)", compressor)
    }
    return [.compression(codec)]
  }

  // MARK: - Version 3

  /// How chunks become bytes: a transposition, shards or the order of bytes, and what packs these.
  ///
  /// - Parameters:
  ///   - found: The list of codecs.
  ///   - shape: The shape of a chunk.
  ///   - dataType: The data type of the elements.
  ///   - isInner: Whether these are the codecs inside a shard, where shards cannot be.
  /// - Returns: The coding.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)``.
  func version3Coding(
    _ found: JSONValue?, shape: [Int], dataType: NumPyDataType, isInner: Bool
  ) throws -> ZarrChunkCoding {
    // Numbers that were rounded are what they are.
    var rest = (found?.arrayValue ?? []).drop { $0["name"] == "numcodecs.bitround" }
    var order = Array(shape.indices)
    if rest.first?["name"] == "transpose", let codec = rest.popFirst() {
      guard let given = codec["configuration"]?["order"]?.intArrayValue, given.sorted() == order
      else { throw error("codecs", "a transpose codec with the order of all dimensions", found) }
      order = given
    }
    if rest.first?["name"] == "sharding_indexed", let codec = rest.popFirst() {
      guard !isInner, rest.isEmpty, order == Array(shape.indices) else {
        throw error("codecs", "shards as the only codec, and none inside of them", found)
      }
      let shards = try self.shards(codec["configuration"] ?? nil, shape: shape, dataType: dataType)
      return ZarrChunkCoding(
        shape: shape, dataType: dataType, isBigEndian: false, order: order, codecs: [],
        shards: shards)
    }
    guard let bytes = rest.popFirst(), bytes["name"] == "bytes" else {
      throw error(
        "codecs", "'bytes' and then any of \(Self.readable), or in a file by \(conversion)", found)
    }
    let endian = bytes["configuration"]?["endian"] ?? "little"
    guard ["little", "big"].contains(endian) else {
      throw error("codecs", "bytes in little or big order", found)
    }
    let codecs = try rest.map { codec -> ZarrChunkCoding.Codec in
      let name = codec["name"]?.stringValue
      if name == "crc32c" || name == "numcodecs.crc32c" { return .checksum }
      guard let compression = compression(name) else {
        throw error("codecs", "\(Self.readable), or in a file by \(conversion)", codec)
      }
      return .compression(compression)
    }
    guard codecs.count(where: { $0 != .checksum }) <= 1 else {
      throw error("codecs", "at most one compressor", found)
    }
    return ZarrChunkCoding(
      shape: shape, dataType: dataType, isBigEndian: endian == "big", order: order, codecs: codecs)
  }

  /// What a chunk is that is divided into smaller ones with an index.
  private func shards(
    _ configuration: JSONValue, shape: [Int], dataType: NumPyDataType
  ) throws -> ZarrShards {
    let inner = try sizes("chunk_shape", in: configuration, atLeast: 1)
    guard inner.count == shape.count, zip(shape, inner).allSatisfy({ $0 % $1 == 0 }) else {
      throw error(
        "chunk_shape", "inner chunks that divide the shards of shape \(shape)",
        configuration["chunk_shape"])
    }
    let index = try version3Coding(
      configuration["index_codecs"], shape: [], dataType: .uint64, isInner: true)
    guard !index.isBigEndian, index.codecs.allSatisfy({ $0 == .checksum }) else {
      throw error(
        "index_codecs", "bytes in little order, with or without crc32c",
        configuration["index_codecs"])
    }
    let location = configuration["index_location"] ?? "end"
    guard ["start", "end"].contains(location) else {
      throw error("index_location", "start or end", location)
    }
    return ZarrShards(
      inner: try version3Coding(
        configuration["codecs"], shape: inner, dataType: dataType, isInner: true),
      checksums: index.codecs.count, isIndexAtEnd: location == "end")
  }

  private static let readable = "one of blosc, crc32c, gzip, zlib, zstd"

  /// The command that writes an array as a file that is read.
  private var conversion: String {
    "python3 -c \"import numpy, zarr; numpy.save('x.npy', zarr.open('\(FileSystem.split(path).folder)')[...])\""
  }

  private func compression(_ name: String?) -> Compression? {
    switch name.map({ $0.hasPrefix("numcodecs.") ? String($0.dropFirst(10)) : $0 }) {
    case "zlib": .zlib
    case "gzip": .gzip
    case "zstd": .zstd
    case "blosc": .blosc
    default: nil
    }
  }
}
