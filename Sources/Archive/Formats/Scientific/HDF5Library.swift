/// The functions of libhdf5 that reading needs; the library is loaded when the first file of its format is opened.
///
/// Unsafe pointers lead only into arrays of the sizes that the library was asked for before.
struct HDF5Library {
  /// What the library calls its objects by; negative for none.
  typealias Identifier = Int64
  private typealias Visitor =
    @convention(c) (
      Identifier, UnsafePointer<CChar>?, UnsafeRawPointer?, UnsafeMutableRawPointer?
    ) -> Int32

  /// The Debian package that holds the library.
  static let package = "libhdf5-103-1"

  private let openFile: @convention(c) (UnsafePointer<CChar>, UInt32, Identifier) -> Identifier
  private let openDataset:
    @convention(c) (Identifier, UnsafePointer<CChar>, Identifier) -> Identifier
  private let spaceOfDataset: @convention(c) (Identifier) -> Identifier
  private let typeOfDataset: @convention(c) (Identifier) -> Identifier
  private let rankOfSpace: @convention(c) (Identifier) -> Int32
  private let extents:
    @convention(c) (Identifier, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt64>?) ->
      Int32
  private let classOfType: @convention(c) (Identifier) -> Int32
  private let sizeOfType: @convention(c) (Identifier) -> Int
  private let readDataset:
    @convention(c) (
      Identifier, Identifier, Identifier, Identifier, Identifier, UnsafeMutableRawPointer?
    ) -> Int32
  private let hasAttribute: @convention(c) (Identifier, UnsafePointer<CChar>) -> Int32
  private let openAttribute:
    @convention(c) (Identifier, UnsafePointer<CChar>, Identifier) -> Identifier
  private let readAttribute:
    @convention(c) (Identifier, Identifier, UnsafeMutableRawPointer?) -> Int32
  private let typeOfAttribute: @convention(c) (Identifier) -> Identifier
  private let spaceOfAttribute: @convention(c) (Identifier) -> Identifier
  private let dereference:
    @convention(c) (Identifier, Identifier, Int32, UnsafeRawPointer?) -> Identifier
  private let nameOf: @convention(c) (Identifier, UnsafeMutablePointer<CChar>?, Int) -> Int
  private let closeFile: @convention(c) (Identifier) -> Int32
  private let closeDataset: @convention(c) (Identifier) -> Int32
  private let visit:
    @convention(c) (Identifier, Int32, Int32, Visitor, UnsafeMutableRawPointer?) -> Int32
  private let double: Identifier

  /// Loads the library; `nil` where it is not installed.
  init?() {
    guard
      let library = SystemLibrary(
        "libhdf5_serial.so.103", "libhdf5_serial.so.310", "libhdf5.so.103", "libhdf5.so.200",
        "libhdf5.so.310", "libhdf5_serial.so", "libhdf5.so")
    else { return nil }
    // Nothing is written, so nothing has to be done at the end, where the library would complain of what is open.
    // It can be told so once.
    let stay: (@convention(c) () -> Int32)? = try? library.function("H5dont_atexit")
    _ = stay?()
    do {
      let start: @convention(c) () -> Int32 = try library.function("H5open")
      guard start() >= 0 else { return nil }
      let silence: @convention(c) (Identifier, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32 =
        try library.function("H5Eset_auto2")
      // Failures are reported by what the functions return.
      _ = silence(0, nil, nil)
      openFile = try library.function("H5Fopen")
      closeFile = try library.function("H5Fclose")
      closeDataset = try library.function("H5Dclose")
      openDataset = try library.function("H5Dopen2")
      spaceOfDataset = try library.function("H5Dget_space")
      typeOfDataset = try library.function("H5Dget_type")
      rankOfSpace = try library.function("H5Sget_simple_extent_ndims")
      extents = try library.function("H5Sget_simple_extent_dims")
      classOfType = try library.function("H5Tget_class")
      sizeOfType = try library.function("H5Tget_size")
      readDataset = try library.function("H5Dread")
      hasAttribute = try library.function("H5Aexists")
      openAttribute = try library.function("H5Aopen")
      readAttribute = try library.function("H5Aread")
      typeOfAttribute = try library.function("H5Aget_type")
      spaceOfAttribute = try library.function("H5Aget_space")
      dereference = try library.function("H5Rdereference2")
      nameOf = try library.function("H5Iget_name")
      visit = try library.function("H5Lvisit1", "H5Lvisit")
      double = try library.address("H5T_NATIVE_DOUBLE_g").load(as: Identifier.self)
    } catch {
      return nil
    }
  }

  /// A data set as far as it can be described without reading it.
  struct Dataset {
    let name: String
    let identifier: Identifier
    let shape: [Int]
    /// The data type of its elements; `nil` for texts, records and other things that are no numbers.
    let type: NumPyDataType?
    /// Whether its elements are records.
    let isRecord: Bool
  }

  /// Opens a file for reading; `nil` for one that is not of the format.
  func open(_ path: String) -> Identifier? {
    let file = openFile(path, 0, 0)
    return file >= 0 ? file : nil
  }

  func close(_ file: Identifier) { _ = closeFile(file) }

  func close(_ datasets: [Dataset]) {
    for dataset in datasets { _ = closeDataset(dataset.identifier) }
  }

  /// All data sets of a file by their paths.
  func datasets(of file: Identifier) -> [Dataset] {
    var names: [String] = []
    withUnsafeMutablePointer(to: &names) { list in
      _ = visit(
        file, 0, 0,
        { _, name, _, list in
          if let name, let list {
            list.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
          }
          return 0
        }, list)
    }
    return names.compactMap { name in
      let dataset = openDataset(file, name, 0)
      guard dataset >= 0 else { return nil }
      let shape = shape(spaceOfDataset(dataset))
      return shape.map {
        let type = typeOfDataset(dataset)
        return Dataset(
          name: name, identifier: dataset, shape: $0, type: self.type(type),
          isRecord: classOfType(type) == 6)
      }
    }
  }

  private func shape(_ space: Identifier) -> [Int]? {
    let rank = Int(rankOfSpace(space))
    guard (0...StatedSize.largestRank).contains(rank) else { return nil }
    var sizes = [UInt64](repeating: 0, count: rank + 1)
    guard extents(space, &sizes, nil) >= 0 else { return nil }
    let shape = sizes.prefix(rank).map { Int(exactly: $0) ?? -1 }
    return shape.contains(-1) ? nil : Array(shape)
  }

  private func type(_ type: Identifier) -> NumPyDataType? {
    switch (classOfType(type), sizeOfType(type)) {
    case (0, 1...8): .int64
    case (1, 2): .float16
    case (1, 4): .float32
    case (1, 8): .float64
    // Truth values of h5py: an enumeration of one byte.
    case (8, 1): .bool
    default: nil
    }
  }

  /// The elements of a data set in C order; `nil` for damaged ones.
  func numbers(of dataset: Dataset) -> [Double]? {
    let count = dataset.shape.reduce(1, *)
    if dataset.type == .bool {
      var bytes = [UInt8](repeating: 0, count: max(1, count))
      guard
        readDataset(dataset.identifier, typeOfDataset(dataset.identifier), 0, 0, 0, &bytes) >= 0
      else { return nil }
      return bytes.prefix(count).map { $0 == 0 ? 0 : 1 }
    }
    var values = [Double](repeating: 0, count: max(1, count))
    guard readDataset(dataset.identifier, double, 0, 0, 0, &values) >= 0 else { return nil }
    return Array(values.prefix(count))
  }

  /// The numbers of an attribute, none where there is no such attribute; `nil` for one that cannot be read as numbers.
  func attribute(_ name: String, of dataset: Dataset) -> [Double]? {
    let exists = hasAttribute(dataset.identifier, name)
    guard exists != 0 else { return [] }
    let attribute = exists > 0 ? openAttribute(dataset.identifier, name, 0) : -1
    guard attribute >= 0, let shape = shape(spaceOfAttribute(attribute)),
      let bytes = StatedSize.byteCount(shape: shape, elementSize: 8)
    else { return nil }
    var values = [Double](repeating: 0, count: bytes / 8)
    return readAttribute(attribute, double, &values) >= 0 ? values : nil
  }

  /// The names of the dimensions as netCDF keeps them: of each the name of the data set with its coordinates.
  func dimensions(of dataset: Dataset) -> [String]? {
    /// One list of references of the library.
    struct References {
      var count = 0
      var start: UnsafeMutableRawPointer?
    }
    guard hasAttribute(dataset.identifier, "DIMENSION_LIST") > 0 else { return nil }
    let attribute = openAttribute(dataset.identifier, "DIMENSION_LIST", 0)
    guard attribute >= 0, shape(spaceOfAttribute(attribute)) == [dataset.shape.count] else {
      return nil
    }
    let type = typeOfAttribute(attribute)
    // Lists of variable length (class 9).
    guard classOfType(type) == 9, sizeOfType(type) == MemoryLayout<References>.size else {
      return nil
    }
    var lists = [References](repeating: References(), count: dataset.shape.count)
    guard readAttribute(attribute, type, &lists) >= 0 else { return nil }
    let names = lists.compactMap { list -> String? in
      guard list.count > 0, let start = list.start else { return nil }
      let object = dereference(dataset.identifier, 0, 0, start)
      guard object >= 0 else { return nil }
      var name = [CChar](repeating: 0, count: 256)
      guard nameOf(object, &name, name.count) > 0 else { return nil }
      let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return String(decoding: bytes, as: UTF8.self).split(separator: "/").last.map(String.init)
    }
    return names.count == dataset.shape.count ? names : nil
  }
}
