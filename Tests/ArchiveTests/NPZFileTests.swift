import Archive
import Documents
import Testing

/// Archives written by NumPy 2.4.6 with `savez` and `savez_compressed`.
///
/// Calibrated by leaving the checksum out (`damageIsFound` fails).
@Suite struct NPZFileTests {
  static let several = Foreign.folder + "/several.npz"
  static let single = Foreign.folder + "/single.npz"

  @Test func readsWhatNumPyWrote() throws {
    #expect(try NPZFile.names(in: Self.several) == ["spins", "fortran", "words"])
    let spins = try NPZFile.read(Self.several, array: "spins")
    #expect(spins == NumPyArray(shape: [6, 10], values: Foreign.whole, dataType: .int8))
    #expect(try NPZFile.read(Self.several, array: "fortran").values == Foreign.values(.float64))
    let deflated = try NPZFile.read(Self.single)
    #expect(deflated.values == Foreign.values(.float32))
    #expect(deflated.dataType == .float32)
    let types: [(String, NumPyDataType)] = [
      ("u2", .uint16), ("u4", .uint32), ("u8", .uint64), ("i2", .int16),
    ]
    for (name, type) in types {
      let array = try NPZFile.read(Foreign.folder + "/unsigned.npz", array: name)
      #expect(array == NumPyArray(shape: [6, 10], values: Foreign.values(type), dataType: type))
    }
  }

  @Test func choosing() throws {
    #expect(
      throws: ArchiveError.severalArrays(
        path: Self.several, available: ["spins (6, 10)", "fortran (6, 10)"])
    ) { try NPZFile.read(Self.several) }
    #expect(
      throws: ArchiveError.noSuchArray(
        path: Self.several, name: "spin", available: ["spins", "fortran", "words"])
    ) { try NPZFile.read(Self.several, array: "spin") }
    let text = #expect(throws: ArchiveError.self) {
      try NPZFile.read(Self.several, array: "words")
    }
    #expect(text?.description.contains("words.npy: byte") == true)
    #expect(text?.description.contains("(texts)") == true)
    #expect(throws: ArchiveError.missing(path: "/no/such.npz")) { try NPZFile.read("/no/such.npz") }
  }

  @Test(arguments: [several, single])
  func truncationsThrow(path: String) throws {
    let bytes = try readFile(path)
    for length in 0..<bytes.count {
      #expect(throws: ArchiveError.self) {
        try NPZFile.read(Array(bytes[..<length]), path: "cut", array: nil)
      }
    }
  }

  /// Every byte changed: what is read is right or refused, and nothing traps.
  @Test func damageIsFound() throws {
    var sequence = ByteSequence(state: 5)
    for (path, name, type) in [
      (Self.several, "spins", NumPyDataType.int8), (Self.single, "activations", .float32),
    ] {
      let bytes = try readFile(path)
      for place in bytes.indices {
        for _ in 0..<4 {
          var changed = bytes
          changed[place] = sequence.next()
          if let array = try? NPZFile.read(changed, path: "changed", array: name) {
            #expect(array.values == Foreign.values(type), "byte \(place)")
          }
        }
      }
    }
    var changed = try readFile(Self.several)
    // Among the elements, which begin at byte 187.
    changed[200] ^= 1
    let error = #expect(throws: ArchiveError.self) {
      try NPZFile.read(changed, path: "changed", array: "spins")
    }
    #expect(error?.description.contains("CRC-32") == true)
    #expect(error?.kind == .badData)
  }

  /// A directory that its end or the members' own headers contradict, as NumPy refuses it too: no array is left out or
  /// called by another's name.
  @Test func contradictionsAreRefused() throws {
    let good = try readFile(Self.several)
    let entry = try #require(good.indices.first { good[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
    let end = good.count - 22
    for (what, place, byte) in [
      ("member", end + 10, 2), ("member", end + 10, 4), ("bytes of it", end + 12, 7),
      ("another name", 30, 0x74), ("another name", entry + 46, 0x74), ("version", entry + 6, 64),
      ("flags", entry + 8, 0x40), ("magic", entry, 0x51), ("overlaps", entry + 20, 255),
    ] {
      var bytes = good
      bytes[place] = UInt8(byte)
      let name = what == "another name" && place != 30 ? "tpins" : "spins"
      let error = #expect(throws: ArchiveError.self, "\(what), byte \(place)") {
        try NPZFile.read(bytes, path: "changed", array: name)
      }
      if what != "magic" {
        #expect(error?.description.contains(what) == true, "\(what): \(error?.description ?? "")")
      }
    }
  }

  /// Sizes that nothing can have, in the directory of the archive.
  @Test(arguments: [20, 24, 42], [UInt32(0xFFFF_FFFE), 0x7FFF_FFFF, 0xFFFF_FFFF, 0])
  func absurdSizes(field: Int, size: UInt32) throws {
    for path in [Self.several, Self.single] {
      var bytes = try readFile(path)
      let entry = try #require(
        bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
      for k in 0..<4 { bytes[entry + field + k] = UInt8(truncatingIfNeeded: size >> (8 * k)) }
      // The place of the first member is 0 indeed.
      guard field != 42 || size != 0 else { continue }
      #expect(throws: ArchiveError.self) {
        try NPZFile.read(bytes, path: "absurd", array: path == Self.single ? nil : "spins")
      }
    }
  }
}
