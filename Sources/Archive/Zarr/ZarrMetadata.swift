import Documents

extension ZarrArray {
  /// The metadata document of the array, in the words of the Zarr specification, version 3.
  var metadata: JSONValue {
    var bytesCodec: JSONValue = ["name": "bytes"]
    if dataType.byteCount > 1 { bytesCodec["configuration"] = ["endian": "little"] }
    let fill: JSONValue =
      switch dataType {
      case .bool: .bool(fillValue != 0)
      case .float64, .float32, .float16: .zarrFillValue(fillValue)
      default: .integer(Int(fillValue))
      }
    return [
      "zarr_format": 3,
      "node_type": "array",
      "shape": JSONValue(shape),
      "data_type": .string(dataType.name),
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
    let reader = ZarrMetadataReader(path: path, metadata: metadata, array: name)
    guard Self.isAllowed(name: name) else {
      throw reader.error("name", "an array name without slash and leading point", .string(name))
    }
    try reader.require("zarr_format", equals: 3)
    try reader.require("node_type", equals: "array")
    let layout = try ZarrLayout(reader, folder: name, files: .disk)
    let coding = layout.coding
    guard coding.codecs.isEmpty || coding.codecs == [.checksum], !coding.isBigEndian,
      coding.shards == nil, coding.order == Array(layout.shape.indices)
    else {
      throw reader.error(
        "codecs", "little-endian 'bytes', then 'crc32c' or nothing (no compression)",
        metadata["codecs"])
    }
    guard layout.keyPrefix == "c" else {
      throw reader.error(
        "chunk_key_encoding", "default with separator / or .", metadata["chunk_key_encoding"])
    }
    guard let fillValue = layout.fill, (metadata["fill_value"] ?? nil) != .null,
      layout.dataType.bytes(repeating: fillValue, count: 1) != nil
    else {
      throw reader.error(
        "fill_value", "a value of type \(layout.dataType.name)", metadata["fill_value"])
    }
    self.name = name
    shape = layout.shape
    chunkShape = layout.chunkShape
    dataType = layout.dataType
    keySeparator = layout.keySeparator
    hasChecksum = !coding.codecs.isEmpty
    self.fillValue = fillValue
    let names = metadata["dimension_names"]?.arrayValue
    dimensionNames = names?.map { $0.stringValue ?? "" } ?? shape.indices.map { "dim_\($0)" }
    attributes = metadata["attributes"] ?? [:]
    guard attributes.objectValue != nil else {
      throw reader.error("attributes", "an object", attributes)
    }
    guard dimensionNames.count == shape.count else {
      throw reader.error("dimension_names", "\(shape.count) entries", metadata["dimension_names"])
    }
    try requireReasonableSize(reader)
  }

  /// Refuses sizes that no machine can hold, so that nothing later can overflow.
  private func requireReasonableSize(_ reader: ZarrMetadataReader) throws {
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
