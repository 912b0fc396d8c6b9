/// Objects of HDF5 files by libhdf5: data sets, their attributes and the names of their dimensions.
///
/// Unsafe pointers lead only into arrays of the sizes that the library was asked for before.
struct HDF5Library {
  typealias Identifier = HDF5Functions.Identifier

  /// The Debian package that holds the library.
  static let package = "libhdf5-103-1"

  let functions: HDF5Functions

  /// Loads the library; `nil` where it is not installed.
  init?() {
    guard let functions = HDF5Functions() else { return nil }
    self.functions = functions
  }

  /// Opens a file for reading; `nil` for one that is not of the format.
  func open(_ path: String) -> Identifier? {
    let file = functions.openFile(path, 0, functions.access)
    return file >= 0 ? file : nil
  }

  /// Closes a file and what was opened in it.
  func close(_ file: Identifier) { _ = functions.closeFile(file) }

  // MARK: - Data sets

  /// All data sets of a file by their paths, those that cannot be opened among them.
  func datasets(of file: Identifier) -> [HDF5Dataset] {
    /// A name and whether it leads to an object of this file, not on to another name.
    typealias Link = (name: String, isHard: Bool)
    var links: [Link] = []
    withUnsafeMutablePointer(to: &links) { list in
      _ = functions.visit(
        file, 0, 0,
        { _, name, information, list in
          if let name, let list {
            // What the library says of a link begins with its kind: 0 is a hard one.
            let kind = information?.load(as: Int32.self) ?? 0
            list.assumingMemoryBound(to: [Link].self).pointee
              .append((String(cString: name), kind == 0))
          }
          return 0
        }, list)
    }
    var found: [HDF5Dataset] = []
    var sparse: [String] = []
    for link in links {
      // MATLAB keeps what its arrays refer to in groups of these names.
      if ["#refs#", "#subsystem#"].contains(where: link.name.hasPrefix) { continue }
      let object = functions.openObject(file, link.name, 0)
      if object < 0 {
        if link.isHard { found.append(.unreadable(link.name, Self.notOpened)) }
      } else if functions.kindOfObject(object) == 5 {
        found.append(dataset(link.name, object))
      } else if hasAttribute("MATLAB_sparse", of: object) {
        sparse.append(link.name + "/")
        found.append(
          .unreadable(
            link.name,
            "it is a sparse matrix of MATLAB 7.3; save it with save('-v7'), or full(x) of it"))
      }
    }
    return found.filter { dataset in !sparse.contains(where: dataset.name.hasPrefix) }
  }

  private static let notOpened =
    "libhdf5 does not open it: it is damaged, or a later version of HDF5 wrote it; h5repack of that version, or "
    + "h5py.File(…, 'w', libver=('earliest', 'v110')), writes what every version reads"

  /// A data set as far as it can be described without reading it.
  func dataset(_ name: String, _ identifier: Identifier) -> HDF5Dataset {
    func refused(_ obstacle: String) -> HDF5Dataset {
      HDF5Dataset(name: name, identifier: identifier, shape: [], content: .other(obstacle))
    }
    let space = functions.spaceOfDataset(identifier)
    guard functions.kindOfSpace(space) != 2, !hasAttribute("MATLAB_empty", of: identifier) else {
      return refused("it is empty, an array without elements")
    }
    guard let shape = shape(space) else { return refused("its shape is damaged") }
    return HDF5Dataset(
      name: name, identifier: identifier, shape: shape,
      content: content(
        functions.typeOfDataset(identifier), matlab: text("MATLAB_class", of: identifier)))
  }

  /// Data sets without those that are others by a second name, a hard or a soft link.
  ///
  /// Where the library does not tell where an object lies, all of them.
  func distinct(_ datasets: [HDF5Dataset]) -> [HDF5Dataset] {
    guard let information = functions.information else { return datasets }
    var seen: Set<[UInt64]> = []
    return datasets.filter { dataset in
      // Its structure is smaller in every version.
      var known = [UInt64](repeating: 0, count: 128)
      guard dataset.identifier >= 0, information(dataset.identifier, &known) >= 0 else {
        return true
      }
      return seen.insert(Array(known.prefix(2))).inserted
    }
  }

  func shape(_ space: Identifier) -> [Int]? {
    let rank = Int(functions.rankOfSpace(space))
    guard (0...StatedSize.largestRank).contains(rank), functions.kindOfSpace(space) != 2 else {
      return nil
    }
    var sizes = [UInt64](repeating: 0, count: rank + 1)
    guard functions.extents(space, &sizes, nil) >= 0 else { return nil }
    let shape = sizes.prefix(rank).map { Int(exactly: $0) ?? -1 }
    return shape.contains(-1) ? nil : Array(shape)
  }

  /// What elements of a type are: numbers with the type to read them as, or something else in words.
  private func content(_ type: Identifier, matlab: String?) -> HDF5Dataset.Content {
    let size = functions.sizeOfType(type)
    func numbers(_ type: NumPyDataType, as stored: NumPyDataType? = nil) -> HDF5Dataset.Content {
      .numbers(type, stored: stored ?? type, memory: functions.types[stored ?? type] ?? -1)
    }
    func whole(_ type: Identifier) -> HDF5Dataset.Content {
      let signed: [NumPyDataType] = [.int8, .int16, .int32, .int64]
      let unsigned: [NumPyDataType] = [.uint8, .uint16, .uint32, .uint64]
      let types = functions.signOfType(type) == 0 ? unsigned : signed
      return types.first { $0.byteCount >= size }.map { numbers($0) }
        ?? .other("its elements are whole numbers of \(size) bytes")
    }
    if matlab == "char" {
      return .other("it is a text of MATLAB; save its numbers as double(x)")
    }
    switch functions.classOfType(type) {
    case 0: return matlab == "logical" ? numbers(.bool, as: .uint8) : whole(type)
    case 1:
      switch size {
      case 2: return numbers(.float16, as: .float32)
      case 4: return numbers(.float32)
      case 8: return numbers(.float64)
      default:
        return .other(
          "its elements are floating point of \(size) bytes; store them in 8 (in NumPy: x.astype('f8'))"
        )
      }
    case 3: return .other("its elements are texts")
    // Truth values of PyTables and Julia.
    case 4 where size == 1: return .numbers(.bool, stored: .uint8, memory: type)
    case 6: return .other(records(type))
    case 7: return .other("its elements are references to others, as those of a cell array")
    // Truth values of h5py are an enumeration; others are the numbers that its names stand for.
    case 8: return isTruth(type) ? numbers(.bool, as: .uint8) : whole(functions.baseOfType(type))
    case 9: return .other("its elements are lists of any lengths; store a matrix of numbers")
    default: return .other("its elements are no numbers")
    }
  }

  private func records(_ type: Identifier) -> String {
    let names = members(of: type).map { $0.lowercased() }
    let isComplex = [["r", "i"], ["re", "im"], ["real", "imag"]].contains(names)
    return isComplex
      ? "its elements are complex numbers; store real and imaginary parts as two arrays"
      : "its elements are records; store each member as an array"
  }

  private func members(of type: Identifier) -> [String] {
    (0..<UInt32(min(max(0, functions.memberCount(type)), 4))).map { k in
      guard let name = functions.memberName(type, k) else { return "" }
      defer { _ = functions.release(name) }
      return String(cString: name)
    }
  }

  /// Whether the members of an enumeration are FALSE = 0 and TRUE = 1.
  private func isTruth(_ type: Identifier) -> Bool {
    guard functions.memberCount(type) == 2 else { return false }
    return members(of: type).enumerated().allSatisfy { k, name in
      var value = [UInt8](repeating: 0, count: max(8, functions.sizeOfType(type)))
      guard functions.memberValue(type, UInt32(k), &value) >= 0 else { return false }
      let ones = value.filter { $0 != 0 }
      return name == "FALSE" && ones.isEmpty || name == "TRUE" && ones == [1]
    }
  }

  // MARK: - Attributes

  func hasAttribute(_ name: String, of object: Identifier) -> Bool {
    functions.hasAttribute(object, name) > 0
  }

  private func attribute(_ name: String, of object: Identifier) -> Identifier? {
    guard functions.hasAttribute(object, name) > 0 else { return nil }
    let attribute = functions.openAttribute(object, name, 0)
    return attribute >= 0 ? attribute : nil
  }

  /// The numbers of an attribute, none where there is no such attribute; `nil` for one that cannot be read as numbers.
  func numbers(_ name: String, of object: Identifier) -> [Double]? {
    guard functions.hasAttribute(object, name) != 0 else { return [] }
    guard let attribute = attribute(name, of: object),
      let shape = shape(functions.spaceOfAttribute(attribute)),
      let bytes = StatedSize.byteCount(shape: shape, elementSize: 8)
    else { return nil }
    var values = [Double](repeating: 0, count: bytes / 8)
    return functions.readAttribute(attribute, functions.double, &values) >= 0 ? values : nil
  }

  /// An attribute that is one text; `nil` where there is none.
  func text(_ name: String, of object: Identifier) -> String? {
    guard let attribute = attribute(name, of: object) else { return nil }
    let type = functions.typeOfAttribute(attribute)
    let size = functions.sizeOfType(type)
    guard functions.classOfType(type) == 3 else { return nil }
    if functions.isVariableText(type) > 0 { return texts(name, of: object, count: 1)?.first }
    guard size < 1 << 16,
      shape(functions.spaceOfAttribute(attribute))?.allSatisfy({ $0 == 1 }) == true
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: size + 1)
    guard functions.readAttribute(attribute, type, &bytes) >= 0 else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// An attribute of several texts, each of any length; `nil` where there is none of them.
  private func texts(_ name: String, of object: Identifier, count: Int) -> [String]? {
    guard let attribute = attribute(name, of: object),
      let shape = shape(functions.spaceOfAttribute(attribute)), shape.reduce(1, *) == count
    else { return nil }
    let type = functions.typeOfAttribute(attribute)
    guard functions.classOfType(type) == 3, functions.isVariableText(type) > 0 else { return nil }
    var starts = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    guard functions.readAttribute(attribute, type, &starts) >= 0 else { return nil }
    return starts.map { $0.map { String(cString: $0) } ?? "" }
  }

  // MARK: - Dimensions

  /// A dimension of a data set: its name and the data set with its coordinates, where it has them.
  struct Dimension {
    var name: String?
    var scale: HDF5Dataset?
  }

  /// The names of the dimensions: their labels, or what their scales are called, as netCDF does it.
  ///
  /// - Returns: One for every dimension; `nil` for lists that are damaged.
  func dimensions(of dataset: HDF5Dataset) -> [Dimension]? {
    var dimensions = dataset.shape.map { _ in Dimension() }
    if hasAttribute("DIMENSION_LIST", of: dataset.identifier) {
      guard let scales = scales(of: dataset) else { return nil }
      for (k, scale) in scales.enumerated() {
        guard let scale else { continue }
        var name = [CChar](repeating: 0, count: 1024)
        let length = functions.nameOf(scale, &name, name.count)
        let path = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let last = String(decoding: path, as: UTF8.self).split(separator: "/").last.map(String.init)
        guard length > 0, let last else { return nil }
        let given = text("NAME", of: scale) ?? ""
        let isEmpty = given.hasPrefix(Self.dimensionOnly)
        dimensions[k].name = isEmpty || given.isEmpty ? last : given
        dimensions[k].scale = isEmpty ? nil : self.dataset(last, scale)
      }
    }
    if hasAttribute("DIMENSION_LABELS", of: dataset.identifier) {
      guard
        let labels = texts("DIMENSION_LABELS", of: dataset.identifier, count: dimensions.count)
      else { return nil }
      for (k, label) in labels.enumerated() where !label.isEmpty { dimensions[k].name = label }
    }
    return dimensions
  }

  /// What netCDF calls a data set that stands for a dimension without coordinates.
  static let dimensionOnly = "This is a netCDF dimension but not a netCDF variable"

  /// The first scale of every dimension; `nil` for a list that is damaged.
  private func scales(of dataset: HDF5Dataset) -> [Identifier?]? {
    /// One list of references of the library.
    struct References {
      var count = 0
      var start: UnsafeMutableRawPointer?
    }
    guard let attribute = attribute("DIMENSION_LIST", of: dataset.identifier),
      shape(functions.spaceOfAttribute(attribute)) == [dataset.shape.count]
    else { return nil }
    let type = functions.typeOfAttribute(attribute)
    // Lists of variable length (class 9) of references (class 7) of 8 bytes.
    guard functions.classOfType(type) == 9,
      functions.sizeOfType(type) == MemoryLayout<References>.size,
      functions.classOfType(functions.baseOfType(type)) == 7,
      functions.sizeOfType(functions.baseOfType(type)) == 8
    else { return nil }
    var lists = [References](repeating: References(), count: dataset.shape.count)
    guard functions.readAttribute(attribute, type, &lists) >= 0 else { return nil }
    var scales: [Identifier?] = []
    for list in lists {
      guard list.count > 0, let start = list.start else {
        scales.append(nil)
        continue
      }
      let object = functions.dereference(dataset.identifier, 0, 0, start)
      guard object >= 0, functions.kindOfObject(object) == 5 else { return nil }
      scales.append(object)
    }
    return scales
  }
}
