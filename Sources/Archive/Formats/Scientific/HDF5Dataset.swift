/// A data set of an HDF5 file as far as it can be described without reading it.
struct HDF5Dataset {
  /// What its elements are.
  enum Content {
    /// Numbers or truth values: their data type, that of the bytes that are read, and what libhdf5 calls that.
    case numbers(NumPyDataType, stored: NumPyDataType, memory: HDF5Functions.Identifier)
    /// Something else, in words with what to do.
    case other(String)
    /// Nobody knows: it cannot be opened, in words with what to do.
    case unreadable(String)
  }

  /// The path inside the file.
  var name: String
  let identifier: HDF5Functions.Identifier
  let shape: [Int]
  let content: Content

  static func unreadable(_ name: String, _ reason: String) -> HDF5Dataset {
    HDF5Dataset(name: name, identifier: -1, shape: [], content: .unreadable(reason))
  }

  var isNumeric: Bool {
    if case .numbers = content { true } else { false }
  }

  /// Why its elements cannot be known; `nil` where they are, or are something else than numbers.
  var unreadableReason: String? {
    if case .unreadable(let reason) = content { reason } else { nil }
  }
}

/// Reads the elements of data sets.
struct HDF5Reader {
  let library: HDF5Library
  /// The file.
  let path: String
  /// Whether what was never written has the values of netCDF.
  let isNetCDF: Bool

  private var functions: HDF5Functions { library.functions }

  /// The numbers of a data set in C order as its attributes mean them, and what is to be said about them.
  func array(of dataset: HDF5Dataset) throws -> (array: NumPyArray, remarks: [String]) {
    func refused(_ reason: String) -> ArchiveError {
      .damagedPart(path: path, part: dataset.name.shortened, reason: reason)
    }
    let (type, stored, memory): (NumPyDataType, NumPyDataType, HDF5Functions.Identifier)
    switch dataset.content {
    case .numbers(let found, let bytes, let identifier):
      (type, stored, memory) = (found, bytes, identifier)
    case .other(let reason), .unreadable(let reason): throw refused(reason)
    }
    guard let size = StatedSize.byteCount(shape: dataset.shape, elementSize: 8) else {
      throw ArchiveError.tooLarge(
        path: path, item: "the shape of '\(dataset.name.shortened)'", found: "\(dataset.shape)")
    }
    let remarks = try requireStorage(of: dataset, count: size / 8)
    var bytes = [UInt8](repeating: 0, count: max(8, size / 8 * stored.byteCount))
    guard functions.readDataset(dataset.identifier, memory, 0, 0, 0, &bytes) >= 0 else {
      throw refused("libhdf5 does not read its elements; they are damaged")
    }
    if size == 0 { bytes = [] }
    if bytes.count > size / 8 * stored.byteCount {
      bytes.removeLast(bytes.count - size / 8 * stored.byteCount)
    }
    guard type != .bool || bytes.allSatisfy({ $0 < 2 }) else {
      throw refused("it holds truth values that are neither 0 nor 1")
    }
    let values = try (type == .bool ? type : stored).numbers(
      ofLittleEndian: bytes, path: "\(path): \(dataset.name.shortened)")
    func attribute(_ name: String) -> [Double]? { library.numbers(name, of: dataset.identifier) }
    let convention =
      isNetCDF
      ? try NetCDFFile.convention(of: dataset.name, type, path: path, attribute: attribute)
      : try ClimateConvention(of: dataset.name, path: path, attribute: attribute)
    return (
      try convention.applied(
        to: NumPyArray(shape: dataset.shape, values: values, dataType: type), of: dataset.name,
        path: path), remarks
    )
  }

  /// Refuses what libhdf5 cannot read or would fill with other numbers in silence.
  ///
  /// - Returns: What is to be said about chunks that were never written.
  private func requireStorage(of dataset: HDF5Dataset, count: Int) throws -> [String] {
    func refused(_ reason: String) -> ArchiveError {
      .damagedPart(path: path, part: dataset.name.shortened, reason: reason)
    }
    let properties = functions.propertiesOfDataset(dataset.identifier)
    guard properties >= 0 else { throw refused("libhdf5 does not know how it is stored") }
    try requireFilters(of: dataset, properties)
    let stored = functions.storedSize(dataset.identifier)
    let size = count * functions.sizeOfType(functions.typeOfDataset(dataset.identifier))
    func filled(_ words: String) -> [String] {
      var fill = 0.0
      let isKnown = functions.fillValue(properties, functions.double, &fill) >= 0
      return [
        "\(words) not in \(path): what they held is the fill value" + (isKnown ? " \(fill)" : "")
      ]
    }
    switch functions.layout(properties) {
    // In the description of the data set itself, where libhdf5 reads as many bytes as there should be.
    case 0:
      guard stored == UInt64(size) else {
        throw refused("\(size) bytes of elements should be stored, \(stored) are; it is damaged")
      }
    case 1:
      guard stored == 0, count > 0, functions.externalCount(properties) == 0 else { break }
      return filled("the elements of '\(dataset.name.shortened)' are")
    case 2:
      var extents = [UInt64](repeating: 0, count: dataset.shape.count + 1)
      var found: UInt64 = 0
      let rank = functions.chunkExtents(properties, Int32(dataset.shape.count), &extents)
      guard Int(rank) == dataset.shape.count,
        extents.prefix(dataset.shape.count).allSatisfy({ $0 > 0 })
      else { throw refused("the shape of its chunks is damaged") }
      let chunks = zip(dataset.shape, extents).reduce(1.0) {
        $0 * (Double($1.0) / Double($1.1)).rounded(.up)
      }
      guard let chunkCount = functions.chunkCount,
        chunkCount(dataset.identifier, functions.spaceOfDataset(dataset.identifier), &found) >= 0,
        Double(found) < chunks
      else { break }
      return filled(
        "\(Int(chunks) - Int(found)) of \(Int(chunks)) chunks of '\(dataset.name.shortened)' are")
    case 3: try requireSources(of: dataset, properties)
    default: break
    }
    return []
  }

  /// The filters that others add to libhdf5, by their registered numbers.
  private static let filters: [Int32: String] = [
    307: "bzip2", 32000: "lzf", 32001: "blosc", 32004: "lz4", 32008: "bitshuffle", 32013: "zfp",
    32015: "zstd", 32017: "sz", 32019: "fcidecomp", 32026: "blosc2",
  ]

  private func requireFilters(
    of dataset: HDF5Dataset, _ properties: HDF5Functions.Identifier
  ) throws {
    for k in 0..<max(0, functions.filterCount(properties)) {
      var count = 0
      let filter = functions.filter(properties, UInt32(k), nil, &count, nil, 0, nil, nil)
      guard filter >= 0, functions.isFilterThere(filter) == 0 else { continue }
      let name = Self.filters[filter].map { "the filter \($0)" } ?? "filter \(filter)"
      let file = FileSystem.split(path).name
      throw ArchiveError.needsConversion(
        path: path,
        reason: "packed ('\(dataset.name.shortened)') with \(name), which libhdf5 does not have",
        command:
          "python3 -c \"import \(filter == 32000 ? "" : "hdf5plugin, ")h5py, numpy; "
          + "numpy.save('x.npy', h5py.File('\(file)')['\(dataset.name)'][...])\"")
    }
  }

  /// Refuses a data set that is put together from files that are not there.
  private func requireSources(
    of dataset: HDF5Dataset, _ properties: HDF5Functions.Identifier
  ) throws {
    var count = 0
    guard functions.sourceCount(properties, &count) >= 0 else { return }
    for k in 0..<count {
      var name = [CChar](repeating: 0, count: 4096)
      guard functions.sourceFile(properties, k, &name, name.count) > 0 else { continue }
      let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let source = String(decoding: bytes, as: UTF8.self)
      // A point stands for this file, a number sign of C for many files.
      if source == "." || source.contains("%") { continue }
      let places = [source, FileSystem.split(path).folder + "/" + source]
      guard places.contains(where: { FileSystem.item(at: $0) == .file }) else {
        throw ArchiveError.damagedPart(
          path: path, part: dataset.name.shortened,
          reason:
            "it is put together from '\(source.shortened)', which is not there; copy it beside this file"
        )
      }
    }
  }
}
