import Archive
import Documents
import Testing

/// Calibrated by one wrong shift in `update`: both tests fail.
@Suite struct CRC32CTests {
  /// Vectors of RFC 3720, appendix B.4, and the usual check value.
  @Test func knownAnswers() {
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(CRC32C.checksum([]) == 0)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
    #expect(CRC32C.checksum((0..<32).map { UInt8(31 - $0) }) == 0x113F_DB5C)
  }

  /// The definition, bit by bit, for every length up to 100 and every cut into two.
  @Test func agreesWithItsDefinition() {
    var sequence = ByteSequence(state: 1)
    for length in 0..<100 {
      let bytes = sequence.bytes(length)
      var register: UInt32 = 0xFFFF_FFFF
      for byte in bytes {
        for bit in 0..<8 {
          let isSet = (register ^ UInt32(byte >> bit)) & 1 == 1
          register = (register >> 1) ^ (isSet ? 0x82F6_3B78 : 0)
        }
      }
      #expect(CRC32C.checksum(bytes) == ~register)
      var pieces = CRC32C()
      pieces.update(bytes[..<(length / 3)])
      pieces.update(bytes[(length / 3)...])
      #expect(pieces.value == ~register)
    }
  }
}
