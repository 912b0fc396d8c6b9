import Archive
import Foundation
import Testing

/// SHA-256 against the examples of FIPS 180-4 and of NIST's additional test vectors.
@Suite struct SHA256Tests {
  @Test(
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ]) func texts(_ text: String, _ hash: String)
  {
    #expect(SHA256.hexadecimal(of: Array(text.utf8)) == hash)
  }

  /// Lengths around the places where padding takes another block.
  @Test(
    arguments: [
      (0xbd, 1, "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"),
      (0, 55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
      (0, 56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
      (0, 57, "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"),
      (0, 64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
      (0, 1000, "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"),
      (0x61, 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ] as [(UInt8, Int, String)])
  func repeatedBytes(_ byte: UInt8, _ count: Int, _ hash: String) {
    #expect(SHA256.hexadecimal(of: [UInt8](repeating: byte, count: count)) == hash)
  }

  /// What comes in pieces has the hash of the whole.
  @Test func pieces() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    for step in [1, 7, 63, 64, 65, 200] {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: step) {
        hash.update(bytes[start..<min(bytes.count, start + step)])
      }
      #expect(hash.hexadecimal == SHA256.hexadecimal(of: bytes), "\(step)")
    }
  }

  @Test func filesAndFolders() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "digest-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("b"), withIntermediateDirectories: true)
    try Data("abc".utf8).write(to: folder.appendingPathComponent("a"))
    try Data().write(to: folder.appendingPathComponent("b/c"))
    let file = try #require(try FileDigest(of: folder.path + "/a"))
    #expect(file.byteCount == 3 && file.fileCount == nil)
    #expect(file.hash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let all = try #require(try FileDigest(of: folder.path))
    let list = """
      ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  ./a
      e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  ./b/c

      """
    #expect(all.fileCount == 2 && all.byteCount == 3)
    #expect(all.hash == SHA256.hexadecimal(of: Array(list.utf8)))
    #expect(try FileDigest(of: "/dev/null") == nil)
    #expect(try FileDigest(of: folder.path + "/nothing") == nil)
  }
}
