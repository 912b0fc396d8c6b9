/// Whole numbers and stretches in the bytes of a file, with bounds checked.
struct ByteReader {
  let bytes: [UInt8]
  let path: String
  /// Whether the most significant byte of a number comes first.
  var isBigEndian = false

  /// Some bytes.
  ///
  /// - Parameters:
  ///   - start: The place of the first.
  ///   - count: How many.
  /// - Returns: The bytes.
  /// - Throws: ``ArchiveError/malformed(path:position:expected:found:)`` where the file ends before them.
  func slice(at start: Int, count: Int) throws -> ArraySlice<UInt8> {
    guard start >= 0, count >= 0, start <= bytes.count, count <= bytes.count - start else {
      throw ArchiveError.malformed(
        path: path, position: min(max(start, 0), bytes.count), expected: "\(count) bytes",
        found: "the end of the file; it may be truncated")
    }
    return bytes[start..<(start + count)]
  }

  /// A whole number below 2⁶²: no size or place in a file reaches that, and sums of two then fit.
  func number(at start: Int, bytes count: Int) throws -> Int {
    let part = try slice(at: start, count: count)
    let value =
      isBigEndian
      ? part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      : part.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard value < 1 << 62 else {
      throw ArchiveError.malformed(
        path: path, position: start, expected: "a size or place inside the file", found: "\(value)")
    }
    return Int(value)
  }

  /// Refuses a file that has other bytes than a signature of four at a place.
  func require(_ signature: Int, at start: Int, _ what: String) throws {
    let found = try number(at: start, bytes: 4)
    guard found == signature else {
      throw ArchiveError.malformed(
        path: path, position: start, expected: what, found: "other bytes")
    }
  }
}
