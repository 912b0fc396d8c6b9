import Documents

extension NumPyDataType {
  /// The numbers that some bytes stand for.
  ///
  /// - Parameters:
  ///   - bytes: The elements one after the other, the least significant byte of each first.
  ///   - path: Where they came from, for the error.
  /// - Returns: The numbers; truth values as 0 and 1.
  /// - Throws: ``ArchiveError/notRepresentable(path:index:value:dataType:)`` for a whole number that
  ///   `Double` cannot keep.
  func numbers(ofLittleEndian bytes: [UInt8], path: String) throws -> [Double] {
    func whole<Number: FixedWidthInteger & PackedElement>(_ type: Number.Type) throws -> [Double] {
      let numbers = Number.elements(ofLittleEndian: bytes)
      return try numbers.indices.map { k in
        let number = numbers[k]
        let value = Double(number)
        guard Number(exactly: value) == number else {
          throw ArchiveError.notRepresentable(
            path: path, index: k, value: "\(number)", dataType: "float64")
        }
        return value
      }
    }
    return switch self {
    case .float64: Double.elements(ofLittleEndian: bytes)
    case .float32: Float.elements(ofLittleEndian: bytes).map(Double.init)
    case .float16:
      UInt16.elements(ofLittleEndian: bytes).map { Double(Float16(bitPattern: $0)) }
    case .int64: try whole(Int64.self)
    case .int32: try whole(Int32.self)
    case .int16: try whole(Int16.self)
    case .int8: try whole(Int8.self)
    case .uint64: try whole(UInt64.self)
    case .uint32: try whole(UInt32.self)
    case .uint16: try whole(UInt16.self)
    case .uint8: bytes.map(Double.init)
    case .bool: bytes.map { $0 == 0 ? 0 : 1 }
    }
  }
}

extension [UInt8] {
  /// Turns the order of the bytes of every element round.
  mutating func swapBytes(ofElementsOfSize size: Int) {
    for start in stride(from: 0, to: count, by: size) {
      for k in 0..<(size / 2) { swapAt(start + k, start + size - 1 - k) }
    }
  }
}
