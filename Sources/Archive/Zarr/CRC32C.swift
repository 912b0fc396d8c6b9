/// The Castagnoli cyclic redundancy check that the Zarr codec `crc32c` uses.
///
/// ```
/// polynomial 0x1EDC6F41, bits reflected, initial value and final exclusive-or 0xFFFFFFFF
/// ```
///
/// Every change of one bit, and every burst of up to 32 changed bits, changes the checksum.
public struct CRC32C: Sendable {
  private var register: UInt32 = 0xFFFF_FFFF

  /// Starts a checksum of no bytes.
  public init() {}

  /// The checksum of the bytes so far.
  public var value: UInt32 { ~register }

  /// Takes in more bytes; eight at a time, from eight tables.
  ///
  /// - Parameter bytes: The bytes that follow those taken in before.
  /// - Complexity: O(n).
  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    let tables = Self.tables
    var crc = register
    var position = bytes.startIndex
    while position <= bytes.endIndex - 8 {
      let low =
        crc
        ^ (UInt32(bytes[position]) | UInt32(bytes[position + 1]) << 8
          | UInt32(bytes[position + 2]) << 16 | UInt32(bytes[position + 3]) << 24)
      let first =
        tables[7 * 256 + Int(low & 0xFF)] ^ tables[6 * 256 + Int((low >> 8) & 0xFF)]
        ^ tables[5 * 256 + Int((low >> 16) & 0xFF)] ^ tables[4 * 256 + Int(low >> 24)]
      let second =
        tables[3 * 256 + Int(bytes[position + 4])] ^ tables[2 * 256 + Int(bytes[position + 5])]
        ^ tables[256 + Int(bytes[position + 6])] ^ tables[Int(bytes[position + 7])]
      crc = first ^ second
      position += 8
    }
    while position < bytes.endIndex {
      crc = (crc >> 8) ^ tables[Int((crc ^ UInt32(bytes[position])) & 0xFF)]
      position += 1
    }
    register = crc
  }

  /// The checksum of some bytes.
  ///
  /// - Parameter bytes: The bytes.
  /// - Returns: The checksum; 0xE3069283 for the nine digits "123456789".
  public static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc = CRC32C()
    crc.update(bytes)
    return crc.value
  }

  /// The checksum of some bytes.
  ///
  /// - Parameter bytes: The bytes.
  /// - Returns: The checksum; 0xE3069283 for the nine digits "123456789".
  public static func checksum(_ bytes: [UInt8]) -> UInt32 { checksum(bytes[...]) }

  /// Table k holds, at 256 k + b, the register after byte b and then k zero bytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
      tables[byte] = crc
    }
    for k in 1..<8 {
      for byte in 0..<256 {
        let previous = tables[(k - 1) * 256 + byte]
        tables[k * 256 + byte] = (previous >> 8) ^ tables[Int(previous & 0xFF)]
      }
    }
    return tables
  }()
}
