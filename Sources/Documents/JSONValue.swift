/// A JSON document or a part of one.
///
/// Objects keep the order of their keys, so that writing is deterministic and reports read well; two
/// objects with the same members in another order are not equal.
public enum JSONValue: Sendable, Equatable {
  /// The literal `null`.
  case null
  /// The literal `true` or `false`.
  case bool(Bool)
  /// A number written without point and exponent.
  case integer(Int)
  /// Any other number; NaN and infinities are written as `null`.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Named values in their order; no name twice.
  case object([Member])

  /// One named value of an object.
  public struct Member: Sendable, Equatable {
    /// The name.
    public var key: String
    /// The value.
    public var value: JSONValue

    /// Makes a member.
    ///
    /// - Parameters:
    ///   - key: The name.
    ///   - value: The value.
    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }
}

extension JSONValue {
  /// The value of one key of an object.
  ///
  /// Reading gives `nil` for a missing key and for what is not an object. Setting keeps the place of
  /// a key that exists, appends a new one, and removes it with `nil`; only an object, or `null`,
  /// which then becomes one, can be set.
  ///
  /// - Parameter key: The name.
  public subscript(key: String) -> JSONValue? {
    get {
      guard case .object(let members) = self else { return nil }
      return members.first { $0.key == key }?.value
    }
    set {
      var members: [Member]
      switch self {
      case .object(let existing): members = existing
      case .null: members = []
      default: preconditionFailure("key '\(key)' set in a JSON value that is not an object")
      }
      let place = members.firstIndex { $0.key == key }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
      self = .object(members)
    }
  }

  /// One element of a list, or `nil` outside it and for what is not a list.
  ///
  /// - Parameter index: The position, from 0.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The number, or `nil` for what is not a number.
  public var doubleValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The whole number, or `nil` for what is not one.
  public var intValue: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The truth value, or `nil` for what is not one.
  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The text, or `nil` for what is not a text.
  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The list, or `nil` for what is not a list.
  public var arrayValue: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members of an object, or `nil` for what is not an object.
  public var objectValue: [Member]? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The list of whole numbers, or `nil` for what is not one.
  public var intArrayValue: [Int]? {
    guard let elements = arrayValue else { return nil }
    let numbers = elements.compactMap(\.intValue)
    return numbers.count == elements.count ? numbers : nil
  }

  /// Makes a number, or `null` where there is none.
  ///
  /// - Parameter value: The number; NaN and infinities are none.
  public init(_ value: Double?) {
    if let value, value.isFinite { self = .number(value) } else { self = .null }
  }

  /// Makes a whole number, or `null` where there is none.
  ///
  /// - Parameter value: The number.
  public init(_ value: Int?) { self = value.map { .integer($0) } ?? .null }

  /// Makes a text, or `null` where there is none.
  ///
  /// - Parameter value: The text.
  public init(_ value: String?) { self = value.map { .string($0) } ?? .null }

  /// Makes a list of numbers of which some may be missing.
  ///
  /// - Parameter values: The numbers; `nil`, NaN and infinities become `null`.
  public init(_ values: [Double?]) { self = .array(values.map { JSONValue($0) }) }

  /// Makes a list of numbers.
  ///
  /// - Parameter values: The numbers; NaN and infinities will be written as `null`.
  public init(_ values: [Double]) { self = .array(values.map { .number($0) }) }

  /// Makes a list of whole numbers.
  ///
  /// - Parameter values: The numbers.
  public init(_ values: [Int]) { self = .array(values.map { .integer($0) }) }

  /// Makes a list of texts.
  ///
  /// - Parameter values: The texts.
  public init(_ values: [String]) { self = .array(values.map { .string($0) }) }

  /// Makes a value of a seed: a number where it fits into 64 bits with sign, a text beyond.
  ///
  /// - Parameter seed: The seed.
  public init(seed: UInt64) {
    self = Int(exactly: seed).map { .integer($0) } ?? .string(String(seed))
  }

  /// The seed that the value stands for.
  public var seedValue: UInt64? {
    switch self {
    case .integer(let value): UInt64(exactly: value)
    case .string(let text): UInt64(text)
    default: nil
    }
  }

  /// The value as Zarr metadata spell it, with NaN and infinities as texts.
  ///
  /// - Parameter value: Any number.
  /// - Returns: A number, or one of the texts `NaN`, `Infinity` and `-Infinity`.
  public static func zarrFillValue(_ value: Double) -> JSONValue {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return .number(value)
  }

  /// The number that a Zarr fill value stands for, or `nil` if it is none.
  public var zarrFillNumber: Double? {
    switch self {
    case .string("NaN"): .nan
    case .string("Infinity"): .infinity
    case .string("-Infinity"): -.infinity
    case .bool(let value): value ? 1 : 0
    default: doubleValue
    }
  }
}

extension JSONValue {
  /// Sets all members of another object, as one after another by their keys.
  ///
  /// - Parameter other: An object; what is none has no members.
  public mutating func merge(_ other: JSONValue) {
    for member in other.objectValue ?? [] { self[member.key] = member.value }
  }

  /// The object with all members of another one.
  ///
  /// - Parameter other: An object; what is none has no members.
  /// - Returns: The object; keys that both have keep their place and take the other's value.
  public func merging(_ other: JSONValue) -> JSONValue {
    var result = self
    result.merge(other)
    return result
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByStringInterpolation
{
  /// Makes `null`.
  ///
  /// - Parameter nilLiteral: Nothing.
  public init(nilLiteral: ()) { self = .null }

  /// Makes a truth value.
  ///
  /// - Parameter value: The value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// Makes a whole number.
  ///
  /// - Parameter value: The number.
  public init(integerLiteral value: Int) { self = .integer(value) }

  /// Makes a number.
  ///
  /// - Parameter value: The number.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// Makes a text.
  ///
  /// - Parameter value: The text.
  public init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  /// Makes a list.
  ///
  /// - Parameter elements: The values.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  /// Makes an object with its keys in the order given.
  ///
  /// - Parameter elements: Names and values; no name twice.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    precondition(
      Set(elements.map(\.0)).count == elements.count, "a key is repeated in a JSON object")
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }
}
