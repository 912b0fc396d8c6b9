/// The directory of a zip archive and the members that it lists.
///
/// Only what NumPy writes: members that are stored or deflated, sizes of 32 or 64 bits, one file, no
/// encryption. A directory that contradicts its end, or a member's own header, is damaged, as Python's `zipfile` and so
/// NumPy have it; and members that overlap are nobody's.
///
/// **Source**: PKWARE, *APPNOTE.TXT – .ZIP File Format Specification*, sections 4.3 and 4.5.
struct ZipArchive {
  /// One member as the directory describes it.
  struct Member {
    let name: String
    let method: Int
    let isEncrypted: Bool
    let checksum: UInt32
    let compressedSize: Int
    let size: Int
    let headerStart: Int
  }

  let path: String
  let bytes: [UInt8]
  let members: [Member]

  static let magic: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  init(_ bytes: [UInt8], path: String) throws {
    self.path = path
    self.bytes = bytes
    let reader = ByteReader(bytes: bytes, path: path)
    // The directory's end is the last thing in the file but for a comment of up to 65535 bytes.
    let lowest = max(0, bytes.count - 22 - 65_535)
    guard bytes.count >= 22,
      let end = stride(from: bytes.count - 22, through: lowest, by: -1).first(where: {
        bytes[$0] == 0x50 && bytes[$0 + 1] == 0x4B && bytes[$0 + 2] == 5 && bytes[$0 + 3] == 6
      })
    else {
      throw ArchiveError.malformed(
        path: path, position: bytes.count, expected: "the directory that ends a zip archive (.npz)",
        found: "the end of the file; it may be truncated")
    }
    var count = try reader.number(at: end + 10, bytes: 2)
    var size = try reader.number(at: end + 12, bytes: 4)
    var start = try reader.number(at: end + 16, bytes: 4)
    var directoryEnd = end
    if end >= 20, try reader.number(at: end - 20, bytes: 4) == 0x0706_4B50 {
      let large = try reader.number(at: end - 20 + 8, bytes: 8)
      try reader.require(0x0606_4B50, at: large, "the directory's end with 64 bits")
      count = try reader.number(at: large + 32, bytes: 8)
      size = try reader.number(at: large + 40, bytes: 8)
      start = try reader.number(at: large + 48, bytes: 8)
      directoryEnd = large
    }
    guard start + size == directoryEnd else {
      throw ArchiveError.malformed(
        path: path, position: directoryEnd, expected: "the end of the zip archive's directory",
        found: "\(size) bytes of it from byte \(start)")
    }
    var members: [Member] = []
    var position = start
    for _ in 0..<min(count, bytes.count / 46 + 1) {
      let (member, length) = try Self.member(reader, at: position)
      members.append(member)
      position += length
    }
    guard members.count == count, position == directoryEnd else {
      throw ArchiveError.malformed(
        path: path, position: end,
        expected: "a number of members that fits the zip archive's directory", found: "\(count)")
    }
    self.members = members
    try requireSeparateMembers(before: start)
  }

  /// Refuses members that share bytes with each other or with the directory.
  private func requireSeparateMembers(before directory: Int) throws {
    var next = directory
    for member in members.sorted(by: { $0.headerStart > $1.headerStart }) {
      guard member.headerStart <= next, member.compressedSize <= next - member.headerStart - 30
      else {
        throw ArchiveError.damagedPart(
          path: path, part: member.name, reason: "it overlaps with what follows it")
      }
      next = member.headerStart
    }
  }

  private static func member(
    _ reader: ByteReader, at start: Int
  ) throws -> (Member, length: Int) {
    try reader.require(0x0201_4B50, at: start, "a member in the zip archive's directory")
    let nameLength = try reader.number(at: start + 28, bytes: 2)
    let extraLength = try reader.number(at: start + 30, bytes: 2)
    let commentLength = try reader.number(at: start + 32, bytes: 2)
    var compressedSize = try reader.number(at: start + 20, bytes: 4)
    var size = try reader.number(at: start + 24, bytes: 4)
    var headerStart = try reader.number(at: start + 42, bytes: 4)
    let name = try reader.slice(at: start + 46, count: nameLength)
    // Numbers too large for 32 bits are in an extra field, in this order.
    var field = start + 46 + nameLength
    let end = field + extraLength
    while field + 4 <= end {
      let tag = try reader.number(at: field, bytes: 2)
      let length = try reader.number(at: field + 2, bytes: 2)
      let next = field + 4 + length
      func requireRoom(to place: Int) throws {
        guard place <= min(next, end) else {
          throw ArchiveError.malformed(
            path: reader.path, position: field, expected: "an extra field of a member's entry",
            found: "one of \(length) bytes, which do not fit")
        }
      }
      try requireRoom(to: next)
      if tag == 1 {
        var place = field + 4
        func wide(_ value: Int) throws -> Int {
          guard value == 0xFFFF_FFFF else { return value }
          try requireRoom(to: place + 8)
          defer { place += 8 }
          return try reader.number(at: place, bytes: 8)
        }
        size = try wide(size)
        compressedSize = try wide(compressedSize)
        headerStart = try wide(headerStart)
      }
      field = next
    }
    let version = try reader.number(at: start + 6, bytes: 2)
    let flags = try reader.number(at: start + 8, bytes: 2)
    // Version 6.3 is the last that stores or deflates; patches and strong encryption are other flags.
    guard version <= 63, flags & 0x60 == 0 else {
      throw ArchiveError.malformed(
        path: reader.path, position: start + 6,
        expected: "a member that version 6.3 of the zip format can read",
        found: "version \(Double(version) / 10), flags \(flags)")
    }
    let member = Member(
      name: String(decoding: name, as: UTF8.self),
      method: try reader.number(at: start + 10, bytes: 2),
      isEncrypted: flags & 1 == 1,
      checksum: UInt32(truncatingIfNeeded: try reader.number(at: start + 16, bytes: 4)),
      compressedSize: compressedSize, size: size, headerStart: headerStart)
    return (member, 46 + nameLength + extraLength + commentLength)
  }

  /// The bytes of a member as they are stored.
  private func data(of member: Member) throws -> ArraySlice<UInt8> {
    func damaged(_ reason: String) -> ArchiveError {
      .damagedPart(path: path, part: member.name, reason: reason)
    }
    guard !member.isEncrypted else { throw damaged("it is encrypted") }
    let reader = ByteReader(bytes: bytes, path: path)
    try reader.require(0x0403_4B50, at: member.headerStart, "the header of '\(member.name)'")
    let nameLength = try reader.number(at: member.headerStart + 26, bytes: 2)
    let extraLength = try reader.number(at: member.headerStart + 28, bytes: 2)
    let name = try reader.slice(at: member.headerStart + 30, count: nameLength)
    guard String(decoding: name, as: UTF8.self) == member.name else {
      throw damaged("its own header has another name; the file is damaged")
    }
    return try reader.slice(
      at: member.headerStart + 30 + nameLength + extraLength, count: member.compressedSize)
  }

  /// The first bytes of a member, not checked; none of one that is not stored or deflated.
  func start(of member: Member, count: Int) throws -> [UInt8] {
    let data = try data(of: member)
    return switch member.method {
    case 0: Array(data.prefix(count))
    case 8: Compression.startOfDeflated(data, count: count)
    default: []
    }
  }

  /// The content of a member, checked against its checksum.
  func contents(of member: Member) throws -> [UInt8] {
    func damaged(_ reason: String) -> ArchiveError {
      .damagedPart(path: path, part: member.name, reason: reason)
    }
    let data = try data(of: member)
    let content: [UInt8]
    switch member.method {
    case 0:
      guard member.size == member.compressedSize else {
        throw damaged(
          "it should have \(member.size) bytes, but \(member.compressedSize) are stored")
      }
      content = Array(data)
    case 8:
      guard StatedSize.byteCount(shape: [member.size], elementSize: 1) != nil else {
        throw ArchiveError.tooLarge(
          path: path, item: "the size of '\(member.name)'", found: "\(member.size) bytes")
      }
      // Deflate never makes more than 1032 bytes of one.
      guard member.size / 1032 <= data.count,
        let inflated = Compression.deflate.decompressed(data, size: member.size)
      else { throw damaged("its deflated data are damaged or not of \(member.size) bytes") }
      content = inflated
    default:
      throw damaged(
        "it is compressed by method \(member.method); expected stored (0) or deflated (8), as "
          + "numpy.savez and numpy.savez_compressed write")
    }
    let computed = checksumCRC32(content)
    guard computed == member.checksum else {
      throw damaged(
        "its checksum CRC-32 should be \(member.checksum), is \(computed); the file is damaged")
    }
    return content
  }
}
