import Synchronization

/// Reading of HDF5 files, netCDF 4, MATLAB 7.3 and Julia's JLD2 among them, by libhdf5.
///
/// The dimensions of arrays of MATLAB and Julia come in their order there; CF's attributes, dimension scales and labels
/// are followed. What a file is, is seen from its content.
enum HDF5File: ArrayFormat {
  static var endings: [String] { [".h5", ".hdf5", ".he5", ".jld2"] }
  static var contents: String? { "an HDF5, netCDF or MATLAB file" }
  static var holdsSeveralArrays: Bool { true }

  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  /// How files begin whose arrays have their first index running fastest.
  private static let firstIndexFirst = ["MATLAB 7.3", "HDF5-based Julia", "Julia data file (HDF5)"]
    .map { Array($0.utf8) }
  /// The library is not made for several threads.
  private static let gate = Mutex(())

  static func recognises(_ start: ArraySlice<UInt8>) -> Bool {
    start.starts(with: signature)
      || firstIndexFirst.contains { start.starts(with: $0.prefix(16)) }
  }

  /// The bytes in which the signature is looked for: it may stand after a block of the user.
  static let startLength = 1 << 17

  /// Whether the first bytes are those of a file of the format: the signature stands at byte 0 or 512, or at twice that, and so on.
  static func isOne(_ start: ArraySlice<UInt8>) -> Bool {
    var place = 0
    while place < start.count {
      if start.dropFirst(place).starts(with: signature) { return true }
      place = max(512, 2 * place)
    }
    return false
  }

  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let path = source.path
    let start = try source.start(startLength)
    guard isOne(start) else {
      let file = FileSystem.split(path).name
      throw ArchiveError.needsConversion(
        path: path, reason: "no HDF5 file",
        command: "python3 -c \"import xarray; xarray.open_dataset('\(file)').to_zarr('x.zarr')\"")
    }
    guard path == source.name, path != "-" else {
      throw ArchiveError.needsConversion(
        path: path, reason: "an HDF5 file that is packed or comes from standard input",
        command: path == "-" ? "replica overlaps FILE.h5" : "gunzip '\(path)'")
    }
    let isTurned =
      source.name.lowercased().hasSuffix(".mat")
      || firstIndexFirst.contains { start.starts(with: $0) }
    return try gate.withLock { _ in
      guard let library = HDF5Library() else {
        throw ArchiveError.needsPackage(
          path: path, what: "an HDF5 file", package: HDF5Library.package)
      }
      guard let file = library.open(path) else {
        throw ArchiveError.damagedPart(
          path: path, part: "the file", reason: "libhdf5 does not open it")
      }
      defer { library.close(file) }
      return try content(library, file, path: path, named: name, isTurned: isTurned)
    }
  }

  private static func content(
    _ library: HDF5Library, _ file: HDF5Library.Identifier, path: String, named name: String?,
    isTurned: Bool
  ) throws -> ArrayContent {
    let found = library.datasets(of: file)
    let ending = path.lowercased()
    let reader = HDF5Reader(
      library: library, path: path,
      isNetCDF: NetCDFFile.endings.contains(where: ending.hasSuffix)
        || library.hasAttribute("_NCProperties", of: file)
        || found.contains { library.hasAttribute("_Netcdf4Dimid", of: $0.identifier) })
    var datasets = found.compactMap { named($0, library) }
    if name == nil { datasets = library.distinct(datasets) }
    let choice = ArrayChoice(
      path: path,
      candidates: datasets.map { .init(name: $0.name, shape: $0.shape, isNumeric: $0.isNumeric) })
    let place = try place(in: choice, of: datasets, name)
    let dataset = datasets[place]
    let (array, remarks) = try reader.array(of: dataset)
    guard let dimensions = library.dimensions(of: dataset) else {
      throw ArchiveError.damagedPart(
        path: path, part: dataset.name.shortened,
        reason: "the names of its dimensions (DIMENSION_LIST, DIMENSION_LABELS) are damaged")
    }
    let hasNames = dimensions.contains { $0.name != nil }
    var content = ArrayContent(
      array, dimensions: hasNames ? dimensions.map { $0.name ?? "?" } : nil, remarks: remarks)
    content.addCoordinates { name, extent in
      guard let scale = dimensions.first(where: { $0.name == name })?.scale else { return nil }
      guard scale.shape == [extent] else {
        throw ArchiveError.wrongShape(
          path: path, expected: "\(extent) coordinates of '\(name.shortened)'", found: scale.shape)
      }
      return try reader.array(of: scale).array.values
    }
    if isTurned { content = content.transposed(Array(dataset.shape.indices.reversed())) }
    choice.note(place, in: &content)
    return content
  }

  /// A data set by the name that netCDF has for it; `nil` for one that stands for a dimension only.
  private static func named(_ dataset: HDF5Dataset, _ library: HDF5Library) -> HDF5Dataset? {
    guard
      library.text("NAME", of: dataset.identifier)?.hasPrefix(HDF5Library.dimensionOnly) != true
    else { return nil }
    var dataset = dataset
    // What is called as a dimension is but does not hold its coordinates.
    let prefix = "_nc4_non_coord_"
    if let range = dataset.name.firstRange(of: prefix),
      range.lowerBound == dataset.name.startIndex
        || dataset.name[..<range.lowerBound].hasSuffix("/")
    {
      dataset.name.removeSubrange(range)
    }
    return dataset
  }

  /// The place of the data set of a name, or of the only one that may hold replicas.
  ///
  /// Where some cannot be opened nobody knows which one that is.
  private static func place(
    in choice: ArrayChoice, of datasets: [HDF5Dataset], _ name: String?
  ) throws -> Int {
    let name = name.map { $0.hasPrefix("/") ? String($0.drop { $0 == "/" }) : $0 }
    // What pandas keeps of a table, by the types of its columns.
    let blocks = choice.candidates.filter { $0.isNumeric && $0.name.hasSuffix("_values") }
    if name == nil,
      blocks.contains(where: { $0.name.split(separator: "/").last == "block1_values" })
    {
      throw ArchiveError.severalArrays(path: choice.path, available: blocks.map(\.description))
    }
    if name == nil, let unknown = datasets.first(where: { $0.unreadableReason != nil }) {
      let others = choice.candidates.filter(\.isNumeric).map(\.description)
      throw ArchiveError.damagedPart(
        path: choice.path, part: unknown.name.shortened,
        reason: (unknown.unreadableReason ?? "")
          + (others.isEmpty
            ? "" : "; other arrays are chosen by name: " + others.joined(separator: ", ")))
    }
    return try choice.place(named: name)
  }
}
