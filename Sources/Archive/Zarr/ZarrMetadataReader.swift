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
    error(
      "the data type", "one of " + NumPyDataType.allCases.map(\.name).joined(separator: ", "),
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

  func version2Codecs() throws -> [ZarrLayout.Codec] {
    // Both are always there, null for none: a name that is damaged must not be taken for none.
    let filters = metadata["filters"]
    guard filters == .null || filters == [] else {
      throw error("filters", "null; write the array without filters", filters)
    }
    let compressor = metadata["compressor"]
    if compressor == .null { return [] }
    guard let codec = compression(compressor?["id"]?.stringValue) else {
      throw error("compressor", Self.readable, compressor)
    }
    return [.compression(codec)]
  }

  // MARK: - Version 3

  /// The order of dimensions in a chunk, the order of bytes and what follows.
  func version3Codecs(
    dimensions: Int
  ) throws -> (order: [Int], isBigEndian: Bool, codecs: [ZarrLayout.Codec]) {
    let found = metadata["codecs"]
    var rest = (found?.arrayValue ?? [])[...]
    var order = Array(0..<dimensions)
    if rest.first?["name"] == "transpose", let codec = rest.popFirst() {
      guard let given = codec["configuration"]?["order"]?.intArrayValue, given.sorted() == order
      else { throw error("codecs", "a transpose codec with the order of all dimensions", found) }
      order = given
    }
    guard rest.first?["name"] != "sharding_indexed" else {
      throw error(
        "codecs", "an array without sharding, which is not read; write it again with chunks only",
        "sharding_indexed")
    }
    guard let bytes = rest.popFirst(), bytes["name"] == "bytes" else {
      throw error("codecs", "'bytes' and then any of \(Self.readable)", found)
    }
    let endian = bytes["configuration"]?["endian"] ?? "little"
    guard ["little", "big"].contains(endian) else {
      throw error("codecs", "bytes in little or big order", found)
    }
    let codecs = try rest.map { codec -> ZarrLayout.Codec in
      let name = codec["name"]?.stringValue
      if name == "crc32c" || name == "numcodecs.crc32c" { return .checksum }
      guard let compression = compression(name) else {
        throw error("codecs", Self.readable, codec)
      }
      return .compression(compression)
    }
    guard codecs.count(where: { $0 != .checksum }) <= 1 else {
      throw error("codecs", "at most one compressor", found)
    }
    return (order, endian == "big", codecs)
  }

  private static let readable = "one of blosc, crc32c, gzip, zlib, zstd"

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
