import Archive
import Documents
import Testing

/// Calibrated by letting the parser accept text after the document: `truncationsThrow` and
/// `errorsSayWhere` fail.
@Suite struct JSONTests {
  static let sample: JSONValue = [
    "name": "Größe \"q\" \\ \n\u{1}\u{1F600}",
    "values": [
      1, -2, 0.1, 1e300, .number(.leastNonzeroMagnitude), -0.0, 12_345_678_901_234_567.0,
    ],
    "nested": ["empty list": [], "empty object": [:], "list": [[1], ["a": nil]]],
    "flags": [true, false, nil],
  ]

  @Test func roundTrip() throws {
    for text in [Self.sample.compactText, Self.sample.prettyText] {
      let read = try JSONValue(parsing: text)
      #expect(read == Self.sample)
      #expect(read["values"]?[5]?.doubleValue?.sign == .minus)
      #expect(read.compactText == Self.sample.compactText)
    }
  }

  @Test func goldenText() {
    let value: JSONValue = [
      "b": [1, 2.5, .number(.nan)], "a": ["x": "y\t", "e": [:]], "l": [["k": 1e-7]],
    ]
    #expect(
      value.compactText
        == #"{"b":[1,2.5,null],"a":{"x":"y\t","e":{}},"l":[{"k":1e-07}]}"#)
    #expect(
      value.prettyText == """
        {
          "b": [1, 2.5, null],
          "a": {
            "x": "y\\t",
            "e": {}
          },
          "l": [
            {
              "k": 1e-07
            }
          ]
        }
        """)
  }

  @Test func numbers() throws {
    #expect(try JSONValue(parsing: "9223372036854775807") == .integer(.max))
    #expect(try JSONValue(parsing: "9223372036854775808") == .number(0x1p63))
    #expect(try JSONValue(parsing: " 1.0 ") == .number(1))
    #expect(try JSONValue(parsing: "1e2").intValue == 100)
    #expect(JSONValue.zarrFillValue(.nan) == "NaN")
    #expect(JSONValue.zarrFillValue(-.infinity).zarrFillNumber == -.infinity)
    var sequence = ByteSequence(state: 4)
    for _ in 0..<2000 {
      let pattern = sequence.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let value = Double(bitPattern: pattern)
      guard value.isFinite else { continue }
      let read = try JSONValue(parsing: JSONValue.number(value).compactText)
      #expect(read.doubleValue?.bitPattern == pattern)
    }
  }

  @Test func escapes() throws {
    #expect(try JSONValue(parsing: #""\u00e9\ud83d\ude00\/\b\f""#) == "é😀/\u{8}\u{c}")
  }

  @Test func keysKeepTheirOrder() {
    var value: JSONValue = ["z": 1, "a": 2]
    value["m"] = 3
    value["a"] = 4
    #expect(value.compactText == #"{"z":1,"a":4,"m":3}"#)
    value["z"] = nil
    #expect(value.objectValue?.map(\.key) == ["a", "m"])
    #expect(value != ["m": 3, "a": 4])
    #expect(value["q"] == nil && value["a"]?.stringValue == nil && value["a"]?.doubleValue == 4)
  }

  @Test(arguments: [
    ("", 0, 1, 1, "a value"),
    ("{\"a\": 1,\n  \"b\" 2}", 15, 2, 7, "':'"),
    ("[1, 2", 5, 1, 6, "',' or ']'"),
    ("{\"a\": 1, \"a\": 2}", 9, 1, 10, "a key that is not yet in this object"),
    ("[01]", 1, 1, 2, "a number without leading zeros"),
    ("1e999", 0, 1, 1, "a number within ±1.8e308"),
    ("\"\\ud800\"", 1, 1, 2, "a pair of surrogates"),
    ("[1] 2", 4, 1, 5, "the end of the text"),
    ("nul", 0, 1, 1, "'null'"),
    ("{a: 1}", 1, 1, 2, "a key in quotes"),
    ("[NaN]", 1, 1, 2, "a value"),
    ("\"a\nb\"", 2, 1, 3, "an escaped control character"),
  ])
  func errorsSayWhere(text: String, position: Int, line: Int, column: Int, expected: String) {
    #expect(
      throws: DocumentsError.invalidJSON(
        path: nil, position: position, line: line, column: column, expected: expected)
    ) { try JSONValue(parsing: text) }
  }

  /// The words that Python writes are numbers where they are asked for.
  @Test func nonFiniteNumbers() throws {
    let text = Array(#"{"a": NaN, "b": [Infinity, -Infinity, -1]}"#.utf8)
    let value = try JSONValue(parsing: text, allowsNonFinite: true)
    #expect(value["a"]?.doubleValue?.isNaN == true)
    #expect(value["b"] == [.number(.infinity), .number(-.infinity), -1])
    #expect(throws: DocumentsError.self) { try JSONValue(parsing: text) }
    for wrong in ["[Na]", "[-Inf]", "[Infinite]", "[-I"] {
      #expect(throws: DocumentsError.self) {
        try JSONValue(parsing: Array(wrong.utf8), allowsNonFinite: true)
      }
    }
  }

  @Test func depthIsLimited() throws {
    let limit = JSONValue.largestDepth
    let brackets = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    _ = try JSONValue(parsing: brackets(limit))
    #expect(throws: DocumentsError.self) { try JSONValue(parsing: brackets(limit + 1)) }
    #expect(throws: DocumentsError.self) {
      try JSONValue(parsing: String(repeating: "[", count: 1_000_000))
    }
  }

  @Test func truncationsThrow() {
    for text in [Self.sample.compactText, Self.sample.prettyText] {
      let bytes = Array(text.utf8)
      for length in 0..<bytes.count {
        #expect(throws: DocumentsError.self) { try JSONValue(parsing: Array(bytes[..<length])) }
      }
      #expect(throws: DocumentsError.self) { try JSONValue(parsing: bytes + [0x31]) }
    }
  }

  /// Changed bytes may still be JSON; they must never trap.
  @Test func garbageNeverTraps() {
    var sequence = ByteSequence(state: 8)
    let bytes = Array(Self.sample.prettyText.utf8)
    var failures = 0
    for _ in 0..<20_000 {
      var changed = bytes
      changed[(Int(sequence.next()) << 8 | Int(sequence.next())) % bytes.count] = sequence.next()
      if (try? JSONValue(parsing: changed)) == nil { failures += 1 }
    }
    #expect(failures > 1000)
  }

  @Test func fileErrorsNameTheFile() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.json"
      #expect(throws: ArchiveError.missing(path: path)) { try JSONValue(contentsOfFile: path) }
      try Self.sample.write(toFile: path)
      #expect(try JSONValue(contentsOfFile: path) == Self.sample)
      #expect(throws: ArchiveError.alreadyExists(path: path)) {
        try Self.sample.write(toFile: path)
      }
      try JSONValue.null.write(toFile: path, ifExists: .replace)
      #expect(try readFile(path) == Array("null\n".utf8))
      try writeFile(path, "[1")
      let error = #expect(throws: ArchiveError.self) { try JSONValue(contentsOfFile: path) }
      #expect(error?.description.hasPrefix("\(path): line 1, column 3 (byte 2): expected") == true)
      #expect(error?.kind == .badData)
      #expect(ArchiveError.missing(path: path).kind == .missingInput)
      #expect(ArchiveError.alreadyExists(path: path).kind == .cannotCreate)
    }
  }
}
