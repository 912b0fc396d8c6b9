/// An array that is coded as one text: the base64 of its bytes.
///
/// Encoders code an ordinary array element by element, which takes long and much room for the spins and time
/// series of a checkpoint. Every bit is kept: payloads of NaN and the sign of zero too.
///
/// ```swift
/// struct State: Codable { var energies: PackedArray<Double> }
/// ```
public struct PackedArray<Element: PackedElement>: Sendable {
  /// The elements.
  public var elements: [Element]

  /// Packs an array.
  ///
  /// - Parameter elements: The elements.
  public init(_ elements: [Element]) { self.elements = elements }
}

extension PackedArray: Equatable where Element: Equatable {}

extension PackedArray: Codable {
  /// Writes the text.
  ///
  /// - Parameter encoder: The encoder.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(base64(of: Element.littleEndianBytes(of: elements)))
  }

  /// Reads the text.
  ///
  /// - Parameter decoder: The decoder.
  /// - Throws: `DecodingError` for a text that is not base64 or no whole number of elements.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let bytes = bytes(ofBase64: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a text of \(text.utf8.count) bytes that is not base64")
    }
    let size = Element.Pattern.bitWidth / 8
    guard bytes.count % size == 0 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(bytes.count) bytes for elements of \(size) bytes each")
    }
    elements = Element.elements(ofLittleEndian: bytes)
  }
}

private let alphabet = Array(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
private let padding = UInt8(ascii: "=")

/// The value of every letter of the alphabet, 255 for all other bytes.
private let values: [UInt8] = {
  var values = [UInt8](repeating: 255, count: 256)
  for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
  return values
}()

/// Bytes as text of the base64 alphabet with padding (RFC 4648).
private func base64(of bytes: [UInt8]) -> String {
  let alphabet = alphabet
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let count = min(3, bytes.count - start)
    var bits: UInt32 = 0
    for k in 0..<3 { bits = bits << 8 | (k < count ? UInt32(bytes[start + k]) : 0) }
    for k in 0..<4 {
      text.append(k <= count ? alphabet[Int(bits >> UInt32(18 - 6 * k)) & 63] : padding)
    }
  }
  return String(decoding: text, as: UTF8.self)
}

/// The bytes of a text in base64 with padding, or `nil` when it is none.
private func bytes(ofBase64 text: String) -> [UInt8]? {
  let values = values
  let letters = Array(text.utf8)
  guard letters.count % 4 == 0 else { return nil }
  let paddings = letters.suffix(2).reversed().prefix { $0 == padding }.count
  let count = letters.count - paddings
  var bytes: [UInt8] = []
  bytes.reserveCapacity(letters.count / 4 * 3)
  for start in stride(from: 0, to: letters.count, by: 4) {
    var bits: UInt32 = 0
    for k in start..<(start + 4) {
      let value = k < count ? values[Int(letters[k])] : 0
      guard value < 64 else { return nil }
      bits = bits << 6 | UInt32(value)
    }
    for k in 0..<3 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * k))) }
  }
  // What the padding stands for is no part of the bytes and was zero when they were written.
  guard bytes.suffix(paddings).allSatisfy({ $0 == 0 }) else { return nil }
  return Array(bytes.dropLast(paddings))
}
