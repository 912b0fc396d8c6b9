/// The header of a `.npy` file: a Python dictionary with three entries.
struct NumPyHeader {
  var dataType: NumPyDataType
  var isBigEndian: Bool
  var isFortranOrder: Bool
  var shape: [Int]
  /// The byte at which the elements begin.
  var dataStart: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads the header at the beginning of a file.
  ///
  /// - Parameters:
  ///   - bytes: The file, or its beginning.
  ///   - fileSize: The size of the whole file; `nil` for that of the bytes.
  ///   - path: Where they came from, for the error.
  /// - Throws: ``ArchiveError`` with the position.
  init(of bytes: [UInt8], fileSize: Int? = nil, path: String) throws {
    func error(_ position: Int, _ expected: String, _ found: String) -> ArchiveError {
      .malformed(path: path, position: position, expected: expected, found: found)
    }
    guard bytes.starts(with: Self.magic) else {
      throw error(
        0, "a NumPy file (.npy), which begins with the bytes 93 4E 55 4D 50 59",
        bytes.isEmpty ? "an empty file" : hexadecimal(bytes.prefix(6)))
    }
    guard bytes.count >= 8 else { throw error(6, "two bytes of version", "the end of the file") }
    guard (1...3).contains(bytes[6]), bytes[7] == 0 else {
      throw error(6, "version 1.0, 2.0 or 3.0", "\(bytes[6]).\(bytes[7])")
    }
    let sizeBytes = bytes[6] == 1 ? 2 : 4
    guard bytes.count >= 8 + sizeBytes else {
      throw error(8, "\(sizeBytes) bytes with the length of the header", "the end of the file")
    }
    var size = 0
    for k in 0..<sizeBytes { size |= Int(bytes[8 + k]) << (8 * k) }
    dataStart = 8 + sizeBytes + size
    guard dataStart <= bytes.count else {
      throw error(
        8 + sizeBytes, "a header of \(size) bytes", "only \(bytes.count - 8 - sizeBytes) bytes")
    }
    var parser = PythonLiteralParser(
      bytes: Array(bytes[..<dataStart]), position: 8 + sizeBytes, path: path)
    let entries = try parser.parseHeader()
    guard let type = entries.descr, let order = entries.fortranOrder, let shape = entries.shape
    else {
      throw error(
        8 + sizeBytes, "the entries 'descr', 'fortran_order' and 'shape'", "fewer entries")
    }
    let code = type.text.dropFirst()
    let mark = type.text.first
    guard let dataType = NumPyDataType(rawValue: String(code)), let mark, "<>|=".contains(mark)
    else {
      throw error(type.position, Self.supportedTypes, "'\(type.text)'\(Self.remark(on: code))")
    }
    self.dataType = dataType
    isBigEndian = mark == ">"
    isFortranOrder = order
    self.shape = shape
    guard shape.count <= StatedSize.largestRank else {
      throw error(
        8 + sizeBytes, "at most \(StatedSize.largestRank) dimensions", "\(shape.count)")
    }
    guard let expected = StatedSize.byteCount(shape: shape, elementSize: dataType.byteCount) else {
      throw error(8 + sizeBytes, "a shape that fits in memory", "\(shape)")
    }
    let found = (fileSize ?? bytes.count) - dataStart
    guard found == expected else {
      throw ArchiveError.wrongLength(
        path: path, position: dataStart, expected: expected, found: found)
    }
  }

  static let supportedTypes =
    "a data type among "
    + NumPyDataType.allCases.map { "\($0.name) (\($0.rawValue))" }.joined(separator: ", ")

  private static func remark(on code: Substring) -> String {
    switch code.first {
    case "O": " (Python objects; convert the array to float64)"
    case "c": " (complex numbers; store real and imaginary parts as two arrays)"
    case "U", "S": " (texts)"
    case "f": " (convert the array: x.astype('f8'))"
    case "V" where code == "V2": " (bfloat16 of ml_dtypes; convert the array: x.astype('f4'))"
    case "V": " (bytes without a meaning; convert the array to numbers)"
    case "M", "m": " (times; convert the array: x.astype('i8'))"
    default: ""
    }
  }
}

/// Reads the literal that makes up the header of a `.npy` file, and no other Python.
private struct PythonLiteralParser {
  let bytes: [UInt8]
  var position: Int
  let path: String

  struct Entries {
    var descr: (text: String, position: Int)?
    var fortranOrder: Bool?
    var shape: [Int]?
  }

  private func error(_ expected: String) -> ArchiveError {
    let rest = bytes[position...].prefix(12)
    return .malformed(
      path: path, position: position, expected: expected + " in the header",
      found: rest.isEmpty ? "its end" : "'\(String(decoding: rest, as: UTF8.self))'")
  }

  mutating func parseHeader() throws -> Entries {
    var entries = Entries()
    guard skip("{") else { throw error("'{'") }
    while !skip("}") {
      let key = try parseString()
      guard skip(":") else { throw error("':'") }
      skipSpace()
      switch key {
      case "descr" where entries.descr == nil:
        let start = position
        if position < bytes.count, bytes[position] == UInt8(ascii: "[") {
          throw error("a data type without fields (not a structured array)")
        }
        entries.descr = (try parseString(), start)
      case "fortran_order" where entries.fortranOrder == nil:
        entries.fortranOrder = try parseBool()
      case "shape" where entries.shape == nil: entries.shape = try parseTuple()
      default: throw error("each of 'descr', 'fortran_order', 'shape' once and nothing else")
      }
      if skip(",") { continue }
      guard skip("}") else { throw error("',' or '}'") }
      break
    }
    skipSpace()
    guard position == bytes.count else { throw error("nothing after '}'") }
    return entries
  }

  private mutating func skipSpace() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x0A {
      position += 1
    }
  }

  private mutating func skip(_ text: StaticString) -> Bool {
    skipSpace()
    guard bytes[position...].starts(with: "\(text)".utf8) else { return false }
    position += text.utf8CodeUnitCount
    return true
  }

  private mutating func parseBool() throws -> Bool {
    if skip("True") { return true }
    if skip("False") { return false }
    throw error("True or False")
  }

  private mutating func parseString() throws -> String {
    skipSpace()
    guard position < bytes.count, [0x22, 0x27].contains(bytes[position]) else {
      throw error("a text in quotes")
    }
    guard let end = bytes[(position + 1)...].firstIndex(of: bytes[position]) else {
      throw error("a text that ends")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
  }

  private mutating func parseTuple() throws -> [Int] {
    guard skip("(") else { throw error("a tuple") }
    var numbers: [Int] = []
    while !skip(")") {
      skipSpace()
      let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
      // Python knows no number with a zero before others.
      guard let number = Int(String(decoding: digits, as: UTF8.self)),
        digits.count == 1 || digits.first != 0x30
      else {
        throw error("a whole number from 0 on")
      }
      position += digits.count
      // As Python 2 wrote large ones.
      _ = skip("L")
      numbers.append(number)
      if skip(",") { continue }
      // One number in brackets is no tuple.
      guard numbers.count > 1, skip(")") else {
        throw error(numbers.count > 1 ? "',' or ')'" : "','")
      }
      break
    }
    return numbers
  }
}

private func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
  bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }
    .joined(separator: " ")
}
