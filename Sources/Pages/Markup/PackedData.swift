import CCompression
package import Documents

/// Numbers and texts of a page: one block of bytes, compressed once, with a directory of what is where.
///
/// The browser unpacks it by itself (`DecompressionStream`); nothing of that is in the script.
package struct PackedData {
  /// How the bytes of an array are read, by the number that the script knows.
  enum Kind: Int, Sendable {
    case bytes = 0
    case signedBytes = 1
    case words = 2
    case floats = 3
  }

  private var bytes: [UInt8] = []
  private var entries: [JSONValue.Member] = []

  package init() {}

  /// Adds an array under a name.
  private mutating func add(_ name: String, _ kind: Kind, count: Int, _ content: [UInt8]) {
    // Typed arrays begin at multiples of their size.
    while bytes.count % 4 != 0 { bytes.append(0) }
    entries.append(
      JSONValue.Member(
        key: name, value: [.integer(kind.rawValue), .integer(bytes.count), .integer(count)]))
    bytes += content
  }

  package mutating func add(_ name: String, bytes values: [UInt8]) {
    add(name, .bytes, count: values.count, values)
  }

  mutating func add(_ name: String, signedBytes values: [Int8]) {
    add(name, .signedBytes, count: values.count, values.map { UInt8(bitPattern: $0) })
  }

  package mutating func add(_ name: String, words values: [Int]) {
    add(
      name, .words, count: values.count,
      values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
  }

  package mutating func add(_ name: String, floats values: [Double]) {
    add(
      name, .floats, count: values.count,
      values.flatMap { value -> [UInt8] in
        let pattern = Float(value).bitPattern
        return (0..<4).map { UInt8(truncatingIfNeeded: pattern >> (8 * UInt32($0))) }
      })
  }

  mutating func add(_ name: String, text: String) { add(name, bytes: Array(text.utf8)) }

  /// Adds all arrays of another block.
  package mutating func append(_ other: PackedData) {
    while bytes.count % 4 != 0 { bytes.append(0) }
    let start = bytes.count
    for entry in other.entries {
      guard case .array(let place) = entry.value, let offset = place[1].intValue else { continue }
      entries.append(
        JSONValue.Member(key: entry.key, value: [place[0], .integer(start + offset), place[2]]))
    }
    bytes += other.bytes
  }

  /// The arrays by name, in their order, as numbers: exact, since 32-bit numbers are 64-bit ones too.
  var arrays: [(name: String, kind: Kind, values: [Double])] {
    entries.compactMap { entry in
      guard case .array(let place) = entry.value, let code = place[0].intValue,
        let kind = Kind(rawValue: code), let start = place[1].intValue,
        let count = place[2].intValue
      else { return nil }
      let values = (0..<count).map { k -> Double in
        switch kind {
        case .bytes: return Double(bytes[start + k])
        case .signedBytes: return Double(Int8(bitPattern: bytes[start + k]))
        case .words:
          return Double(UInt16(bytes[start + 2 * k]) | UInt16(bytes[start + 2 * k + 1]) << 8)
        case .floats:
          let pattern = (0..<4).reduce(UInt32(0)) {
            $0 | UInt32(bytes[start + 4 * k + $1]) << (8 * UInt32($1))
          }
          return Double(Float(bitPattern: pattern))
        }
      }
      return (entry.key, kind, values)
    }
  }

  /// Adds an array of a kind, whose values must be of it.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - kind: How it is stored.
  ///   - values: Its values.
  /// - Returns: Whether all values are of that kind.
  mutating func add(_ name: String, kind: Kind, values: [Double]) -> Bool {
    func whole(_ range: ClosedRange<Double>) -> [Int]? {
      values.allSatisfy { range.contains($0) && $0.rounded() == $0 } ? values.map { Int($0) } : nil
    }
    switch kind {
    case .bytes:
      guard let whole = whole(0...255) else { return false }
      add(name, bytes: whole.map { UInt8($0) })
    case .signedBytes:
      guard let whole = whole(-128...127) else { return false }
      add(name, signedBytes: whole.map { Int8($0) })
    case .words:
      guard let whole = whole(0...65535) else { return false }
      add(name, words: whole)
    case .floats: add(name, floats: values)
    }
    return true
  }

  /// What is where: name → [kind, offset, count].
  package var directory: JSONValue { .object(entries) }

  /// The bytes, compressed and in base64.
  var text: String { Base64.text(Deflate.compressed(bytes)) }
}

/// zlib's streams.
enum Deflate {
  /// Bytes as one zlib stream.
  static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(uLong(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(size))
    // Only too little memory could fail here, and the bound excludes it.
    let code = compress2(&result, &size, bytes, uLong(bytes.count), 9)
    precondition(code == Z_OK, "zlib refused \(bytes.count) bytes with code \(code)")
    return Array(result[..<Int(size)])
  }
}

/// Bytes in letters.
package enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Bytes in base64.
  package static func text(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      var word: UInt32 = 0
      for k in 0..<3 { word = word << 8 | (k < part.count ? UInt32(part[start + k]) : 0) }
      for k in 0..<4 {
        result.append(k <= part.count ? letters[Int(word >> (18 - 6 * UInt32(k)) & 63)] : 61)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
