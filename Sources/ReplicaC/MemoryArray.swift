package import Archive
package import CReplica
package import SpinModels

/// An array, or a whole file, in the memory of a host program.
///
/// The memory is the host's, which promises to leave it alone while the command runs; the only place, beside the
/// functions of the header, where pointers of others are followed.
package struct MemoryArray: MemoryFile, @unchecked Sendable {
  /// What stands for it in a command.
  package let path: String
  private let data: UnsafeRawPointer
  private let type: NumPyDataType
  private let shape: [Int]
  /// The distances in bytes between neighbours.
  private let strides: [Int]
  /// The names of the dimensions.
  package let dimensions: [String]?
  /// Whether the bytes are those of a file, whose ending says of which format.
  private let isFile: Bool
  private let coordinates: [String: [Double]]

  /// The data types in the order of the header.
  private static let types: [NumPyDataType] = [
    .float64, .float32, .float16, .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8,
    .bool,
  ]

  /// Takes an array over.
  ///
  /// - Parameter array: The array of the header.
  /// - Throws: ``BadCall`` for one that cannot be.
  package init(_ array: replica_array) throws {
    guard let name = array.path else { throw BadCall("an array without a path") }
    let path = String(cString: name)
    self.path = path
    guard path.hasPrefix(MemoryFiles.mark) else {
      throw BadCall("the path of an array is '\(path)'; expected one that begins with memory:")
    }
    isFile = array.type == Int32(REPLICA_FILE)
    guard isFile || Self.types.indices.contains(Int(array.type)) else {
      throw BadCall("\(path): a data type \(array.type); expected 0 to \(REPLICA_FILE)")
    }
    type = isFile ? .uint8 : Self.types[Int(array.type)]
    let rank = Int(array.rank)
    guard !isFile || rank == 1 && array.strides == nil else {
      throw BadCall("\(path): a file of \(rank) dimensions; expected one, and no strides")
    }
    guard (0...32).contains(rank), rank == 0 || array.shape != nil else {
      throw BadCall("\(path): \(rank) dimensions; expected 0 to 32, and a shape")
    }
    shape = (0..<rank).map { Int(array.shape[$0]) }
    var size = type.byteCount
    for extent in shape {
      let (product, isOver) = size.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !isOver, product < 1 << 47 else {
        throw BadCall("\(path): no memory holds an array of shape \(shape)")
      }
      size = product
    }
    guard let data = array.data ?? (size == 0 ? UnsafeRawPointer(bitPattern: 1) : nil) else {
      throw BadCall("\(path): an array of shape \(shape) without data")
    }
    self.data = data
    var plain = [Int](repeating: type.byteCount, count: rank)
    for k in shape.indices.dropLast().reversed() { plain[k] = plain[k + 1] * shape[k + 1] }
    strides = array.strides.map { strides in (0..<rank).map { Int(strides[$0]) } } ?? plain
    var names: [String]?
    if let given = array.dimensions {
      names = try (0..<rank).map { k in
        guard let name = given[k] else { throw BadCall("\(path): dimension \(k) has no name") }
        return String(cString: name)
      }
    }
    dimensions = names
    var found: [String: [Double]] = [:]
    for (k, name) in (names ?? []).enumerated() {
      guard let values = array.coordinates?[k] else { continue }
      found[name] = (0..<shape[k]).map { values[$0] }
    }
    coordinates = found
  }

  /// The bytes of a whole file.
  package func fileBytes() -> [UInt8]? {
    isFile ? Array(UnsafeRawBufferPointer(start: data, count: shape[0])) : nil
  }

  /// The spins of the array, packed where it lies: no number is kept.
  package func spins() -> [PackedConfigurations]? {
    switch type {
    case .float64: packed(Double.self)
    case .float32: packed(Float.self)
    case .float16: packed(Float16.self)
    case .int64: packed(Int64.self)
    case .int32: packed(Int32.self)
    case .int16: packed(Int16.self)
    case .int8: packed(Int8.self)
    case .bool: packed(UInt8.self) { $0 == 0 ? -1 : 1 }
    case .uint64, .uint32, .uint16, .uint8: nil
    }
  }

  private func packed<Number: SignedNumeric>(_ type: Number.Type) -> [PackedConfigurations]? {
    packed(type) { $0 == 1 ? 1 : $0 == -1 ? -1 : nil }
  }

  /// Packs numbers that are signs.
  private func packed<Number>(
    _ type: Number.Type, _ sign: (Number) -> Int8?
  ) -> [PackedConfigurations]? {
    guard let sizes = SpinPacking.sizes(of: shape), let step = strides.last else { return nil }
    return SpinPacking.packed(shape: shape) { row, signs in
      let first = shape.count == 3 ? row / sizes.replicas * strides[0] : 0
      let start = first + row % sizes.replicas * strides[shape.count - 2]
      for k in 0..<sizes.sites {
        let number = data.loadUnaligned(fromByteOffset: start + k * step, as: type)
        guard let sign = sign(number) else { return false }
        signs[k] = sign
      }
      return true
    }
  }

  /// The numbers of the array, in C order.
  ///
  /// - Returns: The array with names and coordinates of its dimensions.
  /// - Throws: ``ArchiveError`` for a whole number that `Double` cannot keep, and for more numbers than the memory holds.
  package func content() throws -> ArrayContent {
    guard StatedSize.byteCount(shape: shape, elementSize: 8) != nil else {
      throw ArchiveError.tooLarge(
        path: path, item: "the array of shape \(shape)",
        found: "\(shape.reduce(1, *)) numbers")
    }
    let values: [Double] =
      switch type {
      case .float64: try isPlain ? plainNumbers : elements(Double.self) { number, _ in number }
      case .float32: try elements(Float.self) { number, _ in Double(number) }
      case .float16: try elements(Float16.self) { number, _ in Double(number) }
      case .int64: try whole(Int64.self)
      case .int32: try whole(Int32.self)
      case .int16: try whole(Int16.self)
      case .int8: try whole(Int8.self)
      case .uint64: try whole(UInt64.self)
      case .uint32: try whole(UInt32.self)
      case .uint16: try whole(UInt16.self)
      case .uint8: try whole(UInt8.self)
      case .bool: try elements(UInt8.self) { number, _ in number == 0 ? 0 : 1 }
      }
    return ArrayContent(
      NumPyArray(shape: shape, values: values, dataType: type), dimensions: dimensions,
      coordinates: coordinates)
  }

  /// Whether the elements follow each other in C order.
  private var isPlain: Bool {
    var expected = type.byteCount
    for (extent, stride) in zip(shape, strides).reversed() where extent > 1 {
      guard stride == expected else { return false }
      expected *= extent
    }
    return true
  }

  /// The numbers of an array of `Double` without gaps.
  private var plainNumbers: [Double] {
    let count = shape.reduce(1, *)
    return [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(start: data, count: 8 * count))
      filled = count
    }
  }

  private func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> [Double] {
    try elements(type) { number, index in
      let value = Double(number)
      guard Number(exactly: value) == number else {
        throw ArchiveError.notRepresentable(
          path: path, index: index, value: "\(number)", dataType: "float64")
      }
      return value
    }
  }

  private func elements<Number>(
    _ type: Number.Type, _ number: (Number, _ index: Int) throws -> Double
  ) throws -> [Double] {
    let count = shape.reduce(1, *)
    guard count > 0 else { return [] }
    return try [Double](unsafeUninitializedCapacity: count) { buffer, filled in
      let inner = shape.last ?? 1
      let step = strides.last ?? 0
      var index = shape.dropLast().map { _ in 0 }
      var start = 0
      while filled < count {
        for k in 0..<inner {
          buffer[filled] = try number(
            data.loadUnaligned(fromByteOffset: start + k * step, as: Number.self), filled)
          filled += 1
        }
        for k in index.indices.reversed() {
          index[k] += 1
          start += strides[k]
          if index[k] < shape[k] { break }
          start -= strides[k] * shape[k]
          index[k] = 0
        }
      }
    }
  }
}

/// Arguments that no call can have.
package struct BadCall: Error {
  /// What is wrong.
  package let message: String
  /// Says what is wrong.
  init(_ message: String) { self.message = message }
}
