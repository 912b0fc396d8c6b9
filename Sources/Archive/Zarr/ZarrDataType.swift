public import Documents

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
public protocol ZarrElement: PackedElement {
  /// The data type that stores it.
  static var zarrDataType: ZarrDataType { get }
}

extension Double: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .float64 }
}

extension Float: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .float32 }
}

extension Int64: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .int64 }
}

extension Int32: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .int32 }
}

extension Int8: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .int8 }
}

extension UInt8: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .uint8 }
}

extension Bool: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: ZarrDataType { .bool }
}
