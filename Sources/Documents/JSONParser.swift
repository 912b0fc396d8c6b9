extension JSONValue {
  /// The deepest nesting of lists and objects that is read.
  public static let largestDepth = 128

  /// Reads a JSON document.
  ///
  /// The document must be the whole of the input, in UTF-8, without repeated keys in an object, with
  /// numbers in the range of `Double`, and nested no deeper than ``largestDepth``.
  ///
  /// - Parameters:
  ///   - bytes: The text in UTF-8.
  ///   - path: The file it came from, for the error.
  ///   - allowsNonFinite: Whether the words `NaN`, `Infinity` and `-Infinity` are numbers, as Python
  ///     writes them.
  /// - Throws: ``DocumentsError/invalidJSON(path:position:line:column:expected:)``.
  public init(
    parsing bytes: [UInt8], path: String? = nil, allowsNonFinite: Bool = false
  ) throws {
    var parser = JSONParser(bytes: bytes, path: path, allowsNonFinite: allowsNonFinite)
    self = try parser.parseDocument()
  }

  /// Reads a JSON document.
  ///
  /// - Parameter text: The document.
  /// - Throws: ``DocumentsError/invalidJSON(path:position:line:column:expected:)``.
  public init(parsing text: String) throws {
    try self.init(parsing: Array(text.utf8))
  }
}

/// A recursive descent over the bytes of one document.
private struct JSONParser {
  let bytes: [UInt8]
  let path: String?
  let allowsNonFinite: Bool
  var position = 0

  init(bytes: [UInt8], path: String?, allowsNonFinite: Bool) {
    self.bytes = bytes
    self.path = path
    self.allowsNonFinite = allowsNonFinite
  }

  mutating func parseDocument() throws -> JSONValue {
    let value = try parseValue(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw error("the end of the text") }
    return value
  }

  private func error(_ expected: String, at place: Int? = nil) -> DocumentsError {
    let place = place ?? position
    let before = bytes[..<place]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    return .invalidJSON(
      path: path, position: place, line: line, column: place - lineStart + 1, expected: expected)
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func parseValue(depth: Int) throws -> JSONValue {
    skipSpace()
    switch current {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < JSONValue.largestDepth else {
        throw error("nesting no deeper than \(JSONValue.largestDepth)")
      }
      return current == UInt8(ascii: "{")
        ? try parseObject(depth: depth + 1) : try parseArray(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    case UInt8(ascii: "N") where allowsNonFinite: return try parseWord("NaN", .number(.nan))
    case UInt8(ascii: "I") where allowsNonFinite:
      return try parseWord("Infinity", .number(.infinity))
    case UInt8(ascii: "-") where allowsNonFinite && bytes[position...].starts(with: "-I".utf8):
      return try parseWord("-Infinity", .number(-.infinity))
    case UInt8(ascii: "-"), .some(0x30...0x39): return try parseNumber()
    default: throw error("a value")
    }
  }

  private mutating func parseWord(_ word: String, _ value: JSONValue) throws -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw error("'\(word)'") }
    position += word.utf8.count
    return value
  }

  private mutating func parseArray(depth: Int) throws -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    if skip("]") { return .array(elements) }
    while true {
      elements.append(try parseValue(depth: depth))
      if skip("]") { return .array(elements) }
      guard skip(",") else { throw error("',' or ']'") }
    }
  }

  private mutating func parseObject(depth: Int) throws -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    var keys: Set<String> = []
    if skip("}") { return .object(members) }
    while true {
      skipSpace()
      let start = position
      guard current == UInt8(ascii: "\"") else { throw error("a key in quotes") }
      let key = try parseString()
      guard keys.insert(key).inserted else {
        throw error("a key that is not yet in this object", at: start)
      }
      guard skip(":") else { throw error("':'") }
      members.append(.init(key: key, value: try parseValue(depth: depth)))
      if skip("}") { return .object(members) }
      guard skip(",") else { throw error("',' or '}'") }
    }
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
    return position - start
  }

  private mutating func parseNumber() throws -> JSONValue {
    let start = position
    var isInteger = true
    let isNegative = current == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let hasLeadingZero = current == UInt8(ascii: "0")
    let digits = skipDigits()
    guard digits > 0 else { throw error("a digit") }
    guard digits == 1 || !hasLeadingZero else {
      throw error("a number without leading zeros", at: start)
    }
    if current == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      guard skipDigits() > 0 else { throw error("a digit") }
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() > 0 else { throw error("a digit") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(text), !(value == 0 && isNegative) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw error("a number within ±1.8e308", at: start)
    }
    return .number(value)
  }

  private mutating func parseString() throws -> String {
    let start = position
    position += 1
    var content: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw error("a text in valid UTF-8", at: start)
        }
        return text
      case UInt8(ascii: "\\"):
        position += 1
        content.append(contentsOf: try parseEscape())
      case 0..<0x20: throw error("an escaped control character")
      default:
        content.append(byte)
        position += 1
      }
    }
    throw error("'\"' at the end of the text that began at byte \(start)")
  }

  private mutating func parseEscape() throws -> [UInt8] {
    guard let byte = current else { throw error("a character after '\\'") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      let start = position - 2
      var code = try parseHexadecimal()
      if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        let second = try parseHexadecimal()
        guard (0xDC00..<0xE000).contains(second) else {
          throw error("a pair of surrogates", at: start)
        }
        code = 0x10000 + (code - 0xD800) << 10 + (second - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw error("a pair of surrogates", at: start)
      }
      return Array(String(Character(scalar)).utf8)
    default:
      throw error("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u", at: position - 1)
    }
  }

  private mutating func parseHexadecimal() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("four hexadecimal digits")
      }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }
}
