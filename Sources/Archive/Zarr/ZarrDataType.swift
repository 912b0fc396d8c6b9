public import Documents

/// The data types of arrays in a store: those of NumPy, which Zarr calls by the same names.
public typealias ZarrDataType = NumPyDataType

extension NumPyDataType {
  /// The value of what was never written: NaN for floating point, otherwise 0.
  public var defaultFill: Double {
    switch self {
    case .float64, .float32, .float16: .nan
    default: 0
    }
  }

  /// The data type of a name such as `float64`.
  init?(name: String?) {
    guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = type
  }

  /// The bytes of equal elements, or `nil` if the type cannot hold the value.
  func bytes(repeating value: Double, count: Int) -> [UInt8]? {
    func whole<Number: FixedWidthInteger & PackedElement>(_ type: Number.Type) -> [UInt8]? {
      Number(exactly: value).map { Number.littleEndianBytes(of: [$0]) }
    }
    let element: [UInt8]? =
      switch self {
      case .float64: Double.littleEndianBytes(of: [value])
      case .float32: Float.littleEndianBytes(of: [Float(value)])
      case .float16: UInt16.littleEndianBytes(of: [Float16(value).bitPattern])
      case .int64: whole(Int64.self)
      case .int32: whole(Int32.self)
      case .int16: whole(Int16.self)
      case .int8: whole(Int8.self)
      case .uint64: whole(UInt64.self)
      case .uint32: whole(UInt32.self)
      case .uint16: whole(UInt16.self)
      case .uint8: whole(UInt8.self)
      case .bool: value == 0 || value == 1 ? whole(UInt8.self) : nil
      }
    guard let element else { return nil }
    guard element.contains(where: { $0 != 0 }) else {
      return [UInt8](repeating: 0, count: count * element.count)
    }
    return (0..<(count * element.count)).map { element[$0 & (element.count - 1)] }
  }
}

/// A Swift type that can be an element of an array in a store.
public protocol ZarrElement: PackedElement {
  /// The data type that stores it.
  static var zarrDataType: NumPyDataType { get }
}

extension Double: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: NumPyDataType { .float64 }
}

extension Float: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: NumPyDataType { .float32 }
}

extension Int64: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: NumPyDataType { .int64 }
}

extension Int32: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: NumPyDataType { .int32 }
}

extension Int8: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: NumPyDataType { .int8 }
}

extension UInt8: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: NumPyDataType { .uint8 }
}

extension Bool: ZarrElement {
  /// The data type that stores it.
  public static var zarrDataType: NumPyDataType { .bool }
}
