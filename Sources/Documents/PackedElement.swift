/// A number with a fixed pattern of bits, as packed arrays and the chunks of stores hold it.
public protocol PackedElement: Sendable {
  /// The whole number of as many bits.
  associatedtype Pattern: FixedWidthInteger
  /// The bits of the number.
  var packedPattern: Pattern { get }
  /// Makes the number of some bits.
  ///
  /// - Parameter pattern: The bits.
  init(packedPattern pattern: Pattern)
}

extension PackedElement {
  /// The bytes of some elements, the least significant byte of each first.
  ///
  /// - Parameter values: The elements.
  /// - Returns: As many bytes as the elements have together.
  /// - Complexity: O(n).
  @inlinable
  public static func littleEndianBytes(of values: [Self]) -> [UInt8] {
    let size = Pattern.bitWidth / 8
    var bytes = [UInt8](repeating: 0, count: values.count * size)
    for k in values.indices {
      let pattern = values[k].packedPattern
      for byte in 0..<size {
        let shift = Pattern(truncatingIfNeeded: 8 * byte)
        bytes[k * size + byte] = UInt8(truncatingIfNeeded: pattern >> shift)
      }
    }
    return bytes
  }

  /// The elements that some bytes stand for.
  ///
  /// - Parameter bytes: The bytes, the least significant of each element first; what is left over after the
  ///   last whole element is not looked at.
  /// - Returns: The elements.
  /// - Complexity: O(n).
  @inlinable
  public static func elements(ofLittleEndian bytes: [UInt8]) -> [Self] {
    let size = Pattern.bitWidth / 8
    return (0..<(bytes.count / size)).map { k in
      var pattern: Pattern = 0
      for byte in 0..<size {
        let shift = Pattern(truncatingIfNeeded: 8 * byte)
        pattern |= Pattern(truncatingIfNeeded: bytes[k * size + byte]) << shift
      }
      return Self(packedPattern: pattern)
    }
  }
}

extension PackedElement where Self: FixedWidthInteger, Pattern == Self {
  /// The number itself.
  @inlinable public var packedPattern: Self { self }
  /// The number itself.
  ///
  /// - Parameter pattern: The number.
  @inlinable public init(packedPattern pattern: Self) { self = pattern }
}

extension Int: PackedElement {}
extension Int8: PackedElement {}
extension Int16: PackedElement {}
extension Int32: PackedElement {}
extension Int64: PackedElement {}
extension UInt8: PackedElement {}
extension UInt16: PackedElement {}
extension UInt32: PackedElement {}
extension UInt64: PackedElement {}

extension Double: PackedElement {
  /// The bits of the number.
  @inlinable public var packedPattern: UInt64 { bitPattern }
  /// Makes the number of some bits.
  ///
  /// - Parameter pattern: The bits.
  @inlinable public init(packedPattern pattern: UInt64) { self.init(bitPattern: pattern) }
}

extension Float: PackedElement {
  /// The bits of the number.
  @inlinable public var packedPattern: UInt32 { bitPattern }
  /// Makes the number of some bits.
  ///
  /// - Parameter pattern: The bits.
  @inlinable public init(packedPattern pattern: UInt32) { self.init(bitPattern: pattern) }
}

extension Bool: PackedElement {
  /// 1 for true, 0 for false.
  @inlinable public var packedPattern: UInt8 { self ? 1 : 0 }
  /// Makes a truth value: false for 0.
  ///
  /// - Parameter pattern: Any number.
  @inlinable public init(packedPattern pattern: UInt8) { self = pattern != 0 }
}
