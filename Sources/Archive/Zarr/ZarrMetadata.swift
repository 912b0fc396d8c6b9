import Documents

extension ZarrArray {
  /// The metadata document of the array, in the words of the Zarr specification, version 3.
  var metadata: JSONValue {
    var bytesCodec: JSONValue = ["name": "bytes"]
    if dataType.byteCount > 1 { bytesCodec["configuration"] = ["endian": "little"] }
    let fill: JSONValue =
      switch dataType {
      case .bool: .bool(fillValue != 0)
      case .float64, .float32: .zarrFillValue(fillValue)
      default: .integer(Int(fillValue))
      }
    return [
      "zarr_format": 3,
      "node_type": "array",
      "shape": JSONValue(shape),
      "data_type": .string(dataType.rawValue),
      "chunk_grid": [
        "name": "regular", "configuration": ["chunk_shape": JSONValue(chunkShape)],
      ],
      "chunk_key_encoding": [
        "name": "default", "configuration": ["separator": .string(keySeparator)],
      ],
      "fill_value": fill,
      "codecs": .array(hasChecksum ? [bytesCodec, ["name": "crc32c"]] : [bytesCodec]),
      "attributes": attributes,
      "dimension_names": JSONValue(dimensionNames),
      "storage_transformers": [],
    ]
  }

  /// Reads the metadata document of an array.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - metadata: The document.
  ///   - path: The file it came from, for the error.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)``.
  init(name: String, metadata: JSONValue, path: String) throws {
    let reader = MetadataReader(path: path, array: name, metadata: metadata)
    guard Self.isAllowed(name: name) else {
      throw reader.error("name", "an array name without slash and leading point", .string(name))
    }
    self.name = name
    try reader.require("zarr_format", equals: 3)
    try reader.require("node_type", equals: "array")
    shape = try reader.sizes("shape", in: metadata, atLeast: 0)
    guard let dataType = metadata["data_type"]?.stringValue.flatMap(ZarrDataType.init) else {
      let types = ZarrDataType.allCases.map(\.rawValue).joined(separator: ", ")
      throw reader.error("data_type", "one of \(types)", metadata["data_type"])
    }
    self.dataType = dataType
    let grid = metadata["chunk_grid"] ?? nil
    guard grid["name"]?.stringValue == "regular" else {
      throw reader.error("chunk_grid", "a regular grid", grid)
    }
    chunkShape = try reader.sizes(
      "chunk_shape", in: grid["configuration"] ?? nil, atLeast: 1)
    let encoding = metadata["chunk_key_encoding"] ?? nil
    keySeparator = encoding["configuration"]?["separator"]?.stringValue ?? "/"
    guard encoding["name"]?.stringValue == "default", ["/", "."].contains(keySeparator) else {
      throw reader.error("chunk_key_encoding", "default with separator / or .", encoding)
    }
    hasChecksum = try reader.checksumCodec()
    let fill = metadata["fill_value"] ?? nil
    guard let fillValue = fill.zarrFillNumber, dataType.bytes(of: fillValue) != nil else {
      throw reader.error("fill_value", "a value of type \(dataType.rawValue)", fill)
    }
    self.fillValue = fillValue
    let transformers = metadata["storage_transformers"] ?? []
    guard transformers == [] else {
      throw reader.error("storage_transformers", "an empty list", transformers)
    }
    let names = metadata["dimension_names"]?.arrayValue
    dimensionNames = names?.map { $0.stringValue ?? "" } ?? shape.indices.map { "dim_\($0)" }
    attributes = metadata["attributes"] ?? [:]
    guard attributes.objectValue != nil else {
      throw reader.error("attributes", "an object", attributes)
    }
    guard dimensionNames.count == shape.count, chunkShape.count == shape.count else {
      throw reader.error(
        "dimension_names and chunk_shape", "\(shape.count) entries", metadata["dimension_names"])
    }
    try requireReasonableSize(reader)
  }

  /// Refuses sizes that no machine can hold, so that nothing later can overflow.
  private func requireReasonableSize(_ reader: MetadataReader) throws {
    for (item, extents) in [("shape", shape), ("chunk_shape", chunkShape)] {
      var size = dataType.byteCount
      for extent in extents {
        let (product, overflow) = size.multipliedReportingOverflow(by: max(extent, 1))
        guard !overflow, product < 1 << 48 else {
          throw reader.error(item, "fewer than 2^48 bytes", JSONValue(extents))
        }
        size = product
      }
    }
  }
}

/// Takes the parts out of one array's metadata document.
private struct MetadataReader: ArrayMetadata {
  let path: String
  let array: String
  let metadata: JSONValue

  func error(_ item: String, _ expected: String, _ found: JSONValue?) -> ArchiveError {
    .badMetadata(
      path: path, item: "'\(item)' of array '\(array)'", expected: expected,
      found: found?.compactText ?? "nothing")
  }

  /// Whether `crc32c` follows `bytes`; other codecs are refused.
  func checksumCodec() throws -> Bool {
    let codecs = metadata["codecs"]?.arrayValue ?? []
    let names = codecs.map { $0["name"]?.stringValue }
    let endian = codecs.first?["configuration"]?["endian"]?.stringValue ?? "little"
    guard names == ["bytes"] || names == ["bytes", "crc32c"], endian == "little" else {
      throw error(
        "codecs", "little-endian 'bytes', then 'crc32c' or nothing (no compression)",
        metadata["codecs"])
    }
    return codecs.count == 2
  }
}
