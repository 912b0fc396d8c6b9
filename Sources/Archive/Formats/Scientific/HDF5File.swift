/// Reading of HDF5 files, netCDF 4 and MATLAB 7.3 among them, by libhdf5.
///
/// The dimensions of MATLAB's arrays come in their order there; CF's attributes and the names of netCDF's dimensions are
/// followed.
enum HDF5File: ArrayFormat {
  static var endings: [String] { [".h5", ".hdf5", ".he5"] }
  static var contents: String? { "an HDF5, netCDF or MATLAB file" }
  static var holdsSeveralArrays: Bool { true }

  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  static func recognises(_ start: ArraySlice<UInt8>) -> Bool { start.starts(with: signature) }

  /// Whether the bytes are a file of the format, also one of MATLAB, which has a text of 512 bytes before the signature.
  static func isOne(_ bytes: [UInt8]) -> Bool {
    recognises(bytes[...]) || recognises(bytes.dropFirst(512))
  }

  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let path = source.path
    let isMatlab = source.name.hasSuffix(".mat")
    guard isOne(try source.bytes()) else {
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
    guard let library = HDF5Library() else {
      throw ArchiveError.needsPackage(
        path: path, what: "an HDF5 file", package: HDF5Library.package)
    }
    guard let file = library.open(path) else {
      throw ArchiveError.damagedPart(
        path: path, part: "the file", reason: "libhdf5 does not open it")
    }
    defer { library.close(file) }
    // MATLAB keeps what its arrays refer to in a group of this name.
    let found = library.datasets(of: file)
    defer { library.close(found) }
    let datasets = found.filter { !$0.name.hasPrefix("#refs#") }
    let choice = ArrayChoice(
      path: path,
      candidates: datasets.map { .init(name: $0.name, shape: $0.shape, isNumeric: $0.type != nil) })
    let place = try choice.place(named: name)
    let dataset = datasets[place]
    guard let type = dataset.type else {
      throw ArchiveError.badMetadata(
        path: path, item: "the type of '\(dataset.name.shortened)'",
        expected: "numbers or truth values",
        found: dataset.isRecord
          ? "records, such as complex numbers; store real and imaginary parts as two arrays"
          : "another one")
    }
    guard StatedSize.byteCount(shape: dataset.shape, elementSize: 8) != nil else {
      throw ArchiveError.tooLarge(
        path: path, item: "the shape of '\(dataset.name.shortened)'", found: "\(dataset.shape)")
    }
    guard let values = library.numbers(of: dataset) else {
      throw ArchiveError.damagedPart(
        path: path, part: dataset.name.shortened, reason: "libhdf5 does not read its elements")
    }
    func attribute(_ name: String) -> [Double]? { library.attribute(name, of: dataset) }
    let isNetCDF = NetCDFFile.endings.contains { source.name.hasSuffix($0) }
    let convention =
      isNetCDF
      ? try NetCDFFile.convention(of: dataset.name, type, path: path, attribute: attribute)
      : try ClimateConvention(of: dataset.name, path: path, attribute: attribute)
    var content = ArrayContent(
      try convention.applied(
        to: NumPyArray(shape: dataset.shape, values: values, dataType: type), of: dataset.name,
        path: path),
      dimensions: library.dimensions(of: dataset))
    if isMatlab { content = content.transposed(Array(dataset.shape.indices.reversed())) }
    content.addCoordinates { name, count in
      datasets.first { $0.name == name && $0.shape == [count] && $0.type != nil }
        .flatMap { library.numbers(of: $0) }
    }
    choice.note(place, in: &content)
    return content
  }
}
