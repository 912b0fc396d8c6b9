/// The data types of arrays in a store.
public enum ZarrDataType: String, Sendable, CaseIterable {
  /// Floating point, 8 bytes.
  case float64
  /// Floating point, 4 bytes.
  case float32
  /// Signed whole numbers, 8 bytes.
  case int64
  /// Signed whole numbers, 4 bytes.
  case int32
  /// Signed whole numbers, 1 byte.
  case int8
  /// Unsigned whole numbers, 1 byte.
  case uint8
  /// Truth values, 1 byte.
  case bool

  /// The number of bytes of one element.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .int8, .uint8, .bool: 1
    }
  }

  /// The value of what was never written: NaN for floating point, otherwise 0.
  public var defaultFill: Double {
    switch self {
    case .float64, .float32: .nan
    default: 0
    }
  }

  /// One element as bytes, or `nil` if the type cannot hold it.
  func bytes(of value: Double) -> [UInt8]? {
    switch self {
    case .float64: Double.littleEndianBytes(of: [value])
    case .float32: Float.littleEndianBytes(of: [Float(value)])
    case .int64: Int64(exactly: value).map { Int64.littleEndianBytes(of: [$0]) }
    case .int32: Int32(exactly: value).map { Int32.littleEndianBytes(of: [$0]) }
    case .int8: Int8(exactly: value).map { Int8.littleEndianBytes(of: [$0]) }
    case .uint8: UInt8(exactly: value).map { [$0] }
    case .bool: value == 0 || value == 1 ? [value == 1 ? 1 : 0] : nil
    }
  }
}

/// A Swift type that can be an element of an array in a store.
public protocol ZarrElement: Sendable {
  /// The data type that stores it.
  static var zarrDataType: ZarrDataType { get }

  /// The bytes of some elements, the least significant byte of each first.
  ///
  /// - Parameter values: The elements.
  /// - Returns: `values.count` times the data type's `byteCount` bytes.
  static func littleEndianBytes(of values: [Self]) -> [UInt8]

  /// The elements that some bytes stand for.
  ///
  /// - Parameter bytes: The bytes, a multiple of the data type's `byteCount`.
  /// - Returns: The elements.
  static func elements(ofLittleEndian bytes: [UInt8]) -> [Self]
}

/// The bytes of whole numbers, the least significant first.
@inline(__always)
func packLittleEndian<Bits: FixedWidthInteger>(_ count: Int, _ bits: (Int) -> Bits) -> [UInt8] {
  let size = Bits.bitWidth / 8
  var bytes = [UInt8](repeating: 0, count: count * size)
  for k in 0..<count {
    let value = bits(k)
    for byte in 0..<size {
      let shift = Bits(truncatingIfNeeded: 8 * byte)
      bytes[k * size + byte] = UInt8(truncatingIfNeeded: value >> shift)
    }
  }
  return bytes
}

/// The whole number at the k-th place of some bytes.
@inline(__always)
func unpackLittleEndian<Bits: FixedWidthInteger>(_ bytes: [UInt8], _ k: Int) -> Bits {
  let size = Bits.bitWidth / 8
  var value: Bits = 0
  for byte in 0..<size {
    value |= Bits(truncatingIfNeeded: bytes[k * size + byte]) << Bits(truncatingIfNeeded: 8 * byte)
  }
  return value
}

extension Double: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .float64 }

  /// The bytes of some elements, the least significant byte of each first.
  ///
  /// - Parameter values: The elements.
  /// - Returns: Eight bytes for each.
  public static func littleEndianBytes(of values: [Double]) -> [UInt8] {
    packLittleEndian(values.count) { values[$0].bitPattern }
  }

  /// The elements that some bytes stand for.
  ///
  /// - Parameter bytes: The bytes, a multiple of eight.
  /// - Returns: The elements.
  public static func elements(ofLittleEndian bytes: [UInt8]) -> [Double] {
    (0..<(bytes.count / 8)).map { Double(bitPattern: unpackLittleEndian(bytes, $0)) }
  }
}

extension Float: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .float32 }

  /// The bytes of some elements, the least significant byte of each first.
  ///
  /// - Parameter values: The elements.
  /// - Returns: Four bytes for each.
  public static func littleEndianBytes(of values: [Float]) -> [UInt8] {
    packLittleEndian(values.count) { values[$0].bitPattern }
  }

  /// The elements that some bytes stand for.
  ///
  /// - Parameter bytes: The bytes, a multiple of four.
  /// - Returns: The elements.
  public static func elements(ofLittleEndian bytes: [UInt8]) -> [Float] {
    (0..<(bytes.count / 4)).map { Float(bitPattern: unpackLittleEndian(bytes, $0)) }
  }
}

extension Int64: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .int64 }

  /// The bytes of some elements, the least significant byte of each first.
  ///
  /// - Parameter values: The elements.
  /// - Returns: Eight bytes for each.
  public static func littleEndianBytes(of values: [Int64]) -> [UInt8] {
    packLittleEndian(values.count) { values[$0] }
  }

  /// The elements that some bytes stand for.
  ///
  /// - Parameter bytes: The bytes, a multiple of eight.
  /// - Returns: The elements.
  public static func elements(ofLittleEndian bytes: [UInt8]) -> [Int64] {
    (0..<(bytes.count / 8)).map { unpackLittleEndian(bytes, $0) }
  }
}

extension Int32: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .int32 }

  /// The bytes of some elements, the least significant byte of each first.
  ///
  /// - Parameter values: The elements.
  /// - Returns: Four bytes for each.
  public static func littleEndianBytes(of values: [Int32]) -> [UInt8] {
    packLittleEndian(values.count) { values[$0] }
  }

  /// The elements that some bytes stand for.
  ///
  /// - Parameter bytes: The bytes, a multiple of four.
  /// - Returns: The elements.
  public static func elements(ofLittleEndian bytes: [UInt8]) -> [Int32] {
    (0..<(bytes.count / 4)).map { unpackLittleEndian(bytes, $0) }
  }
}

extension Int8: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .int8 }

  /// The bytes of some elements.
  ///
  /// - Parameter values: The elements.
  /// - Returns: One byte for each.
  public static func littleEndianBytes(of values: [Int8]) -> [UInt8] {
    values.map { UInt8(bitPattern: $0) }
  }

  /// The elements that some bytes stand for.
  ///
  /// - Parameter bytes: The bytes.
  /// - Returns: The elements.
  public static func elements(ofLittleEndian bytes: [UInt8]) -> [Int8] {
    bytes.map { Int8(bitPattern: $0) }
  }
}

extension UInt8: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .uint8 }

  /// The bytes of some elements.
  ///
  /// - Parameter values: The elements.
  /// - Returns: One byte for each.
  public static func littleEndianBytes(of values: [UInt8]) -> [UInt8] {
    values
  }

  /// The elements that some bytes stand for.
  ///
  /// - Parameter bytes: The bytes.
  /// - Returns: The elements.
  public static func elements(ofLittleEndian bytes: [UInt8]) -> [UInt8] {
    bytes
  }
}

extension Bool: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .bool }

  /// The bytes of some elements.
  ///
  /// - Parameter values: The elements.
  /// - Returns: One byte for each.
  public static func littleEndianBytes(of values: [Bool]) -> [UInt8] {
    values.map { $0 ? 1 : 0 }
  }

  /// The elements that some bytes stand for.
  ///
  /// - Parameter bytes: The bytes.
  /// - Returns: The elements.
  public static func elements(ofLittleEndian bytes: [UInt8]) -> [Bool] {
    bytes.map { $0 != 0 }
  }
}
