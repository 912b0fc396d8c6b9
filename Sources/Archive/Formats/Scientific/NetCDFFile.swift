/// Reading of netCDF: the classic formats (netCDF 3, 64-bit offsets, CDF-5) here, netCDF 4 as ``HDF5File``.
///
/// Names of dimensions, coordinates and the attributes of CF are followed. What was never written, the default fill
/// value of the type, is NaN.
enum NetCDFFile: ArrayFormat {
  static var endings: [String] { [".nc", ".nc4", ".cdf"] }
  static var contents: String? { nil }
  static var holdsSeveralArrays: Bool { true }

  static func recognises(_ start: ArraySlice<UInt8>) -> Bool {
    start.starts(with: NetCDFHeader.magic) && [1, 2, 5].contains(start.dropFirst(3).first)
  }

  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    if HDF5File.isOne(try source.start(HDF5File.startLength)) {
      return try HDF5File.read(source, named: name)
    }
    return try read(source.bytes(), path: source.path, named: name)
  }

  /// What the netCDF library fills arrays with before they are written; bytes have no such value, and those of whole
  /// numbers of 8 bytes are refused as no Double holds them.
  private static let defaultFills: [NumPyDataType: Double] = [
    .int16: -32767, .int32: -2_147_483_647, .float32: Double(Float(9.9692099683868690e+36)),
    .float64: 9.9692099683868690e+36, .uint16: 65535, .uint32: 4_294_967_295,
  ]

  /// What the attributes of a variable say, and what was never written where they do not name a mark for it.
  static func convention(
    of variable: String, _ type: NumPyDataType, path: String, attribute: (String) -> [Double]?
  ) throws -> ClimateConvention {
    var convention = try ClimateConvention(of: variable, path: path, attribute: attribute)
    if attribute("_FillValue") == [], let mark = defaultFills[type] {
      convention.missing.insert(mark)
    }
    return convention
  }

  /// Reads a variable of the bytes of a classic file.
  static func read(_ bytes: [UInt8], path: String, named name: String?) throws -> ArrayContent {
    let header = try NetCDFHeader(of: bytes, path: path)
    let choice = ArrayChoice(
      path: path,
      candidates: header.variables.map {
        .init(name: $0.name, shape: header.shape(of: $0), isNumeric: $0.type != nil)
      })
    let variable = try choice.place(named: name)
    let file = NetCDFData(header: header, bytes: bytes, path: path)
    var content = ArrayContent(
      try file.array(of: header.variables[variable]),
      dimensions: header.variables[variable].dimensions.map { header.dimensions[$0].name })
    content.addCoordinates { name, _ in
      // Texts have a second dimension, of their letters.
      guard
        let axis = header.variables.first(where: {
          $0.name == name && $0.dimensions.first.map { header.dimensions[$0].name } == name
            && ($0.dimensions.count == 1 || $0.type == nil)
        })
      else { return nil }
      return try file.array(of: axis).values
    }
    choice.note(variable, in: &content)
    return content
  }
}

/// The elements of the variables of a classic netCDF file.
private struct NetCDFData {
  let header: NetCDFHeader
  let bytes: [UInt8]
  let path: String

  func array(of variable: NetCDFHeader.Variable) throws -> NumPyArray {
    guard let type = variable.type else {
      throw ArchiveError.badMetadata(
        path: path, item: "the type of '\(variable.name.shortened)'", expected: "numbers",
        found: "characters")
    }
    let shape = header.shape(of: variable)
    guard let count = StatedSize.byteCount(shape: shape, elementSize: type.byteCount) else {
      throw ArchiveError.tooLarge(
        path: path, item: "the shape of '\(variable.name.shortened)'", found: "\(shape)")
    }
    var data = try self.data(of: variable, count: count, records: shape.first ?? 1)
    data.swapBytes(ofElementsOfSize: type.byteCount)
    let convention = try NetCDFFile.convention(of: variable.name, type, path: path) { name in
      guard let values = variable.attributes[name] else { return [] }
      return values.isEmpty ? nil : values
    }
    return try convention.applied(
      to: NumPyArray(
        shape: shape, values: type.numbers(ofLittleEndian: data, path: path), dataType: type),
      of: variable.name, path: path)
  }

  /// The bytes of the elements, record after record.
  private func data(
    of variable: NetCDFHeader.Variable, count: Int, records: Int
  ) throws -> [UInt8] {
    let reader = ByteReader(bytes: bytes, path: path)
    guard header.isRecord(variable) else {
      return Array(try reader.slice(at: variable.start, count: count))
    }
    guard let size = header.recordSize(of: variable), let stride = header.recordStride else {
      throw ArchiveError.tooLarge(
        path: path, item: "the records of '\(variable.name.shortened)'", found: "\(records)")
    }
    guard size > 0 else { return [] }
    var data: [UInt8] = []
    for record in 0..<records {
      let (place, overflow) = record.multipliedReportingOverflow(by: stride)
      guard !overflow, place < 1 << 62 else {
        throw ArchiveError.tooLarge(path: path, item: "the number of records", found: "\(records)")
      }
      data += try reader.slice(at: variable.start + place, count: size)
    }
    return data
  }
}
