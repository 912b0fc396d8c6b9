import Documents
public import LinearAlgebra

/// Reading and writing of NumPy's `.npy` files.
public enum NumPyFile {
  /// Reads a `.npy` file of format version 1, 2 or 3.
  ///
  /// Both byte orders, C and Fortran order. Whole numbers must be exact in `Double`.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``ArchiveError`` with the position if the file is missing, no `.npy` file, of a data type
  ///   that is not supported, too short or too long.
  /// - Returns: The array, in C order.
  public static func read(_ path: String) throws -> NumPyArray {
    try read(FileSystem.contents(of: path), path: path)
  }

  /// Reads the bytes of a `.npy` file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Where they came from, for the error.
  /// - Throws: ``ArchiveError`` with the position, as ``read(_:)``.
  /// - Returns: The array, in C order.
  public static func read(_ bytes: [UInt8], path: String) throws -> NumPyArray {
    let header = try NumPyHeader(of: bytes, path: path)
    var data = Array(bytes[header.dataStart...])
    if header.isBigEndian { data.swapBytes(ofElementsOfSize: header.dataType.byteCount) }
    var values = try header.dataType.numbers(ofLittleEndian: data, path: path)
    if header.isFortranOrder { values = fromFortranOrder(values, shape: header.shape) }
    return NumPyArray(shape: header.shape, values: values, dataType: header.dataType)
  }

  /// Writes a `.npy` file of format version 1, byte for byte as NumPy does.
  ///
  /// - Parameters:
  ///   - array: The array; `float32` rounds, whole numbers must be exact.
  ///   - path: The file, which appears whole or not at all; its folder must exist.
  ///   - ifExists: Whether a file that is already there is replaced.
  /// - Throws: ``ArchiveError`` if the file cannot be created or an element does not fit its data type.
  public static func write(
    _ array: NumPyArray, to path: String, ifExists: IfFileExists = .fail
  ) throws {
    try FileSystem.writeNewFile(bytes(of: array, path: path), to: path, ifExists: ifExists)
  }

  /// Writes a matrix to a `.npy` file.
  ///
  /// - Parameters:
  ///   - matrix: The matrix.
  ///   - path: The file, which appears whole or not at all; its folder must exist.
  ///   - dataType: The data type on disk.
  ///   - ifExists: Whether a file that is already there is replaced.
  /// - Throws: ``ArchiveError`` if the file cannot be created or an element does not fit its data type.
  public static func write(
    _ matrix: Matrix, to path: String, as dataType: NumPyDataType = .float64,
    ifExists: IfFileExists = .fail
  ) throws {
    try write(NumPyArray(matrix, dataType: dataType), to: path, ifExists: ifExists)
  }

  /// The bytes of a `.npy` file.
  ///
  /// - Parameters:
  ///   - array: The array.
  ///   - path: Where they go, for the error.
  /// - Throws: ``ArchiveError/notRepresentable(path:index:value:dataType:)``.
  /// - Returns: The whole file.
  public static func bytes(of array: NumPyArray, path: String = "array") throws -> [UInt8] {
    let type = array.dataType
    let order = type.byteCount == 1 ? "|" : "<"
    let shape =
      array.shape.count == 1
      ? "(\(array.shape[0]),)" : "(" + array.shape.map(String.init).joined(separator: ", ") + ")"
    var header =
      "{'descr': '\(order)\(type.rawValue)', 'fortran_order': False, 'shape': \(shape), }"
    // NumPy leaves room for the first extent to grow to 21 digits, then fills up to a multiple of 64
    // bytes that ends with a newline.
    if let first = array.shape.first {
      header += String(repeating: " ", count: max(0, 21 - String(first).count))
    }
    let length = 10 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - length % 64) % 64) + "\n"
    let size = header.utf8.count
    precondition(size < 1 << 16, "an array with \(array.shape.count) dimensions")
    return NumPyHeader.magic + [1, 0, UInt8(size & 0xFF), UInt8(size >> 8)] + Array(header.utf8)
      + (try dataBytes(of: array, path: path))
  }

  private static func dataBytes(of array: NumPyArray, path: String) throws -> [UInt8] {
    let values = array.values
    func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> [Number] {
      try values.enumerated().map { k, value in
        guard let number = Number(exactly: value) else {
          throw ArchiveError.notRepresentable(
            path: path, index: k, value: "\(value)", dataType: array.dataType.name)
        }
        return number
      }
    }
    func bytes<Number: FixedWidthInteger & PackedElement>(_ type: Number.Type) throws -> [UInt8] {
      Number.littleEndianBytes(of: try whole(type))
    }
    switch array.dataType {
    case .float64: return Double.littleEndianBytes(of: values)
    case .float32: return Float.littleEndianBytes(of: values.map { Float($0) })
    case .float16:
      return UInt16.littleEndianBytes(of: values.map { Float16($0).bitPattern })
    case .int64: return try bytes(Int64.self)
    case .int32: return try bytes(Int32.self)
    case .int16: return try bytes(Int16.self)
    case .int8: return try bytes(Int8.self)
    case .uint64: return try bytes(UInt64.self)
    case .uint32: return try bytes(UInt32.self)
    case .uint16: return try bytes(UInt16.self)
    case .uint8: return try whole(UInt8.self)
    case .bool:
      let numbers = try whole(UInt8.self)
      if let k = numbers.firstIndex(where: { $0 > 1 }) {
        throw ArchiveError.notRepresentable(
          path: path, index: k, value: "\(numbers[k])", dataType: "bool")
      }
      return numbers
    }
  }

  /// Elements whose first index ran fastest, so that the last one does.
  private static func fromFortranOrder(_ values: [Double], shape: [Int]) -> [Double] {
    guard !values.isEmpty else { return [] }
    var strides = shape
    var product = 1
    for k in shape.indices {
      strides[k] = product
      product *= max(shape[k], 1)
    }
    var index = shape.map { _ in 0 }
    var position = 0
    return values.indices.map { _ in
      let value = values[position]
      for k in shape.indices.reversed() {
        index[k] += 1
        position += strides[k]
        if index[k] < shape[k] { break }
        position -= strides[k] * shape[k]
        index[k] = 0
      }
      return value
    }
  }
}

extension NumPyFile: ArrayFormat {
  static var endings: [String] { [".npy"] }
  static func recognises(_ start: ArraySlice<UInt8>) -> Bool {
    start.starts(with: NumPyHeader.magic)
  }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    ArrayContent(try read(source.bytes(), path: source.path))
  }
}
