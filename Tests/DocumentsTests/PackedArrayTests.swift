import Documents
import Foundation
import Testing

/// Arrays coded as one text.
@Suite struct PackedArrayTests {
  private func check<Element: PackedElement>(_ values: [Element], _ patterns: [UInt64]) throws {
    for count in 0...values.count {
      let packed = PackedArray(Array(values.prefix(count)))
      let text = try JSONEncoder().encode([packed])
      let read = try JSONDecoder().decode([PackedArray<Element>].self, from: text)
      #expect(
        read[0].elements.map { UInt64(truncatingIfNeeded: $0.packedPattern) }
          == Array(patterns.prefix(count)))
    }
  }

  @Test func everyBitIsKept() throws {
    let nan = Double(bitPattern: 0x7FF4_0000_0000_1234)
    let doubles = [1.5, -0.0, nan, -.infinity, .leastNonzeroMagnitude, .pi]
    try check(doubles, doubles.map(\.bitPattern))
    try check([1.5, -0.0, .nan] as [Float], [0x3FC0_0000, 0x8000_0000, 0x7FC0_0000])
    try check(
      [Int8.min, -1, 0, 1, .max], [128, 255, 0, 1, 127].map { $0 | ($0 > 127 ? ~127 : 0) })
    try check([UInt8](0...255), (0...255).map { UInt64($0) })
    try check([UInt64.max, 1 << 63, 77], [.max, 1 << 63, 77])
    try check([Int.min, -2, 3], [1 << 63, .max - 1, 3])
    try check([true, false, true], [1, 0, 1])
  }

  /// The examples of RFC 4648.
  @Test func textIsBase64() throws {
    for (word, text) in [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ] {
      let json = try JSONEncoder().encode([PackedArray(Array(word.utf8))])
      #expect(String(decoding: json, as: UTF8.self) == "[\"\(text)\"]")
    }
  }

  @Test(arguments: [
    "Zg=", "Zg", "Z===", "Zm9v====", "Zm=v", "Zm9*", "Zm9\u{e9}", "Zh==", "=m9v", " Zm9v",
  ])
  func malformedTextsAreRefused(text: String) {
    let json = Data("[\"\(text)\"]".utf8)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([PackedArray<UInt8>].self, from: json)
    }
  }

  /// Three bytes are no whole number of doubles; a list is no text.
  @Test(arguments: ["[\"Zm9v\"]", "[[1, 2]]", "[3]"])
  func otherContentIsRefused(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([PackedArray<Double>].self, from: Data(text.utf8))
    }
  }
}
