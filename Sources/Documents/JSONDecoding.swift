extension JSONValue {
  /// Makes a value from its JSON form.
  ///
  /// - Parameters:
  ///   - type: The type to make.
  ///   - userInfo: What the type's decoding may ask for besides.
  /// - Returns: The value.
  /// - Throws: `DecodingError` with the path of keys where something is missing or of another kind, and
  ///   what the type's own decoding throws.
  public func decoded<Value: Decodable>(
    as type: Value.Type = Value.self, userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> Value {
    try Value(from: DocumentDecoder(value: self, codingPath: [], userInfo: userInfo))
  }
}

/// Reads one value of a document.
private struct DocumentDecoder: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any]

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard value.objectValue != nil else { throw mismatch([String: JSONValue].self, "an object") }
    return KeyedDecodingContainer(MemberReader<Key>(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let elements = value.arrayValue else { throw mismatch([JSONValue].self, "a list") }
    return ElementReader(decoder: self, elements: elements)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func mismatch(_ type: any Any.Type, _ expected: String) -> DecodingError {
    .typeMismatch(
      type,
      DecodingError.Context(
        codingPath: codingPath, debugDescription: "expected \(expected), found \(value.compactText)"
      ))
  }

  func inner(_ value: JSONValue, _ key: any CodingKey) -> DocumentDecoder {
    DocumentDecoder(value: value, codingPath: codingPath + [key], userInfo: userInfo)
  }

  private func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    if type == UInt64.self, let seed = value.seedValue, let number = Number(exactly: seed) {
      return number
    }
    guard let found = value.intValue, let number = Number(exactly: found) else {
      throw mismatch(type, "a whole number")
    }
    return number
  }
}

extension DocumentDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard let found = value.boolValue else { throw mismatch(type, "true or false") }
    return found
  }
  func decode(_ type: String.Type) throws -> String {
    guard let found = value.stringValue else { throw mismatch(type, "a text") }
    return found
  }
  func decode(_ type: Double.Type) throws -> Double {
    guard let found = value.doubleValue else { throw mismatch(type, "a number") }
    return found
  }
  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: self) }
}

/// Reads the members of an object.
private struct MemberReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: DocumentDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { (decoder.value.objectValue ?? []).compactMap { Key(stringValue: $0.key) } }

  private func inner(_ key: any CodingKey) throws -> DocumentDecoder {
    guard let value = decoder.value[key.stringValue] else {
      throw DecodingError.keyNotFound(
        key,
        DecodingError.Context(
          codingPath: codingPath, debugDescription: "there is no '\(key.stringValue)'"))
    }
    return decoder.inner(value, key)
  }

  func contains(_ key: Key) -> Bool { decoder.value[key.stringValue] != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try inner(key).decodeNil() }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try Value(from: inner(key))
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> { try inner(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try inner(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { try inner(key) }
}

/// Reads the elements of a list.
private struct ElementReader: UnkeyedDecodingContainer {
  let decoder: DocumentDecoder
  let elements: [JSONValue]
  var currentIndex = 0

  init(decoder: DocumentDecoder, elements: [JSONValue]) {
    self.decoder = decoder
    self.elements = elements
  }

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  private struct Index: CodingKey {
    let intValue: Int?
    var stringValue: String { "\(intValue ?? 0)" }
    init?(stringValue: String) { nil }
    init(intValue: Int) { self.intValue = intValue }
  }

  private mutating func next() throws -> DocumentDecoder {
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        JSONValue.self,
        DecodingError.Context(
          codingPath: codingPath, debugDescription: "a list of only \(elements.count) elements"))
    }
    defer { currentIndex += 1 }
    return decoder.inner(elements[currentIndex], Index(intValue: currentIndex))
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try Value(from: next())
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> { try next().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { decoder }
}
