extension JSONValue {
  /// The JSON form of a value, with the keys of an object in the order in which the value encodes them.
  ///
  /// - Parameter value: The value.
  /// - Throws: What the value's own encoding throws.
  public init(encoding value: some Encodable) throws {
    let encoder = DocumentEncoder(path: [])
    try value.encode(to: encoder)
    self = encoder.document
  }
}

/// Builds the JSON form of one value; the containers it gives out write into it.
private final class DocumentEncoder: Encoder {
  enum Content {
    case single(JSONValue)
    case members([(key: String, content: DocumentEncoder)])
    case elements([DocumentEncoder])
  }

  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  var content = Content.single(.null)

  init(path: [any CodingKey]) { codingPath = path }

  var document: JSONValue {
    switch content {
    case .single(let value): value
    case .members(let members):
      .object(members.map { JSONValue.Member(key: $0.key, value: $0.content.document) })
    case .elements(let elements): .array(elements.map(\.document))
    }
  }

  /// A new value of an object.
  func member(_ key: any CodingKey) -> DocumentEncoder {
    let encoder = DocumentEncoder(path: codingPath + [key])
    if case .members(let members) = content {
      content = .members(members + [(key.stringValue, encoder)])
    } else {
      content = .members([(key.stringValue, encoder)])
    }
    return encoder
  }

  /// A new element of a list.
  func element() -> DocumentEncoder {
    let encoder = DocumentEncoder(path: codingPath)
    if case .elements(let elements) = content {
      content = .elements(elements + [encoder])
    } else {
      content = .elements([encoder])
    }
    return encoder
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .members = content {} else { content = .members([]) }
    return KeyedEncodingContainer(MemberContainer<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .elements = content {} else { content = .elements([]) }
    return ElementContainer(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension DocumentEncoder: SingleValueEncodingContainer {
  func encodeNil() { content = .single(.null) }
  func encode(_ value: Bool) { content = .single(.bool(value)) }
  func encode(_ value: String) { content = .single(.string(value)) }
  func encode(_ value: Double) { content = .single(.number(value)) }
  func encode(_ value: Float) { content = .single(.number(Double(value))) }
  func encode(_ value: Int) { content = .single(.integer(value)) }
  func encode(_ value: Int8) { content = .single(.integer(Int(value))) }
  func encode(_ value: Int16) { content = .single(.integer(Int(value))) }
  func encode(_ value: Int32) { content = .single(.integer(Int(value))) }
  func encode(_ value: Int64) { content = .single(.integer(Int(value))) }
  func encode(_ value: UInt) { content = .single(JSONValue(seed: UInt64(value))) }
  func encode(_ value: UInt8) { content = .single(.integer(Int(value))) }
  func encode(_ value: UInt16) { content = .single(.integer(Int(value))) }
  func encode(_ value: UInt32) { content = .single(.integer(Int(value))) }
  func encode(_ value: UInt64) { content = .single(JSONValue(seed: value)) }
  func encode<Value: Encodable>(_ value: Value) throws { try value.encode(to: self) }
}

/// Writes the members of an object.
private struct MemberContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: DocumentEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil(forKey key: Key) { encoder.member(key).encodeNil() }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try value.encode(to: encoder.member(key))
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> { encoder.member(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder.member(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder }
  func superEncoder(forKey key: Key) -> any Encoder { encoder.member(key) }
}

/// Writes the elements of a list.
private struct ElementContainer: UnkeyedEncodingContainer {
  let encoder: DocumentEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { if case .elements(let elements) = encoder.content { elements.count } else { 0 } }

  func encodeNil() { encoder.element().encodeNil() }
  func encode<Value: Encodable>(_ value: Value) throws { try value.encode(to: encoder.element()) }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> { encoder.element().container(keyedBy: type) }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    encoder.element().unkeyedContainer()
  }

  func superEncoder() -> any Encoder { encoder }
}
