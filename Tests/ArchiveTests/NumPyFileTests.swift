import Archive
import Documents
import LinearAlgebra
import Testing

/// The golden bytes were written by NumPy 2.4.6 with `numpy.save`.
///
/// Calibrated by reading Fortran order as C order (`readsOtherLayouts` fails) and by one space
/// less of room for growth in the header (`goldenBytes` fails).
@Suite struct NumPyFileTests {
  /// A file as NumPy writes it: the header filled with spaces to 128 bytes, then the data.
  static func file(_ header: String, _ data: String, version: [UInt8] = [1, 0]) -> [UInt8] {
    let sizeBytes: [UInt8] = version[0] == 1 ? [0x76, 0] : [0x74, 0, 0, 0]
    let start = [0x93] + Array("NUMPY".utf8) + version + sizeBytes + Array(header.utf8)
    let filled = start + [UInt8](repeating: 0x20, count: 127 - start.count) + [0x0A]
    let digits = Array(data)
    return filled
      + stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16)
      }
  }

  static let golden: [(NumPyArray, [UInt8])] = [
    (
      NumPyArray(shape: [2, 2], values: [1, 2.5, -3, .infinity]),
      file(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }",
        "000000000000f03f000000000000044000000000000008c0000000000000f07f")
    ),
    (
      NumPyArray(shape: [2, 3], values: [1, -1, 1, 1, 1, -1], dataType: .int8),
      file("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }", "01ff010101ff")
    ),
    (
      NumPyArray(shape: [2], values: [1.5, -2], dataType: .float32),
      file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "0000c03f000000c0")
    ),
    (
      NumPyArray(shape: [], values: [3]),
      file("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "0000000000000840")
    ),
    (
      NumPyArray(shape: [2, 1, 1], values: [0x1p40, -1], dataType: .int64),
      file(
        "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 1, 1), }",
        "0000000000010000ffffffffffffffff")
    ),
    (
      NumPyArray(shape: [0, 3], values: []),
      file("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }", "")
    ),
  ]

  @Test func goldenBytes() throws {
    for (array, bytes) in Self.golden {
      #expect(try NumPyFile.bytes(of: array) == bytes)
      #expect(try NumPyFile.read(bytes, path: "golden") == array)
    }
    // As NumPy wrote it with Python 2 on Windows.
    let old = Self.file(
      "{'descr': '|i1', 'fortran_order': False, 'shape': (2L, 3L), }", "01ff010101ff")
    #expect(try NumPyFile.read(old, path: "old") == Self.golden[1].0)
    // Where the room for growth makes the header a step longer: sizes from NumPy.
    for (dimensions, size) in [(1, 128), (14, 128), (15, 192)] {
      let array = NumPyArray(shape: Array(repeating: 1, count: dimensions), values: [0])
      #expect(try NumPyFile.bytes(of: array).count == size + 8)
    }
  }

  @Test(arguments: NumPyDataType.allCases)
  func roundTrip(type: NumPyDataType) throws {
    let values: [Double] = [0, 1, 1, 0, 1, 0]
    let array = NumPyArray(
      shape: [3, 2], values: type == .bool ? values : values.map { $0 * 100 }, dataType: type)
    try withTemporaryFolder { folder in
      let path = folder + "/a.npy"
      try NumPyFile.write(array, to: path)
      #expect(try NumPyFile.read(path) == array)
      #expect(try NumPyFile.read(path).matrix().rows == 3)
      #expect(try names(in: folder) == ["a.npy"])
      #expect(throws: ArchiveError.alreadyExists(path: path)) {
        try NumPyFile.write(array, to: path)
      }
      try NumPyFile.write(Matrix.identity(2), to: path, as: type, ifExists: .replace)
      #expect(try NumPyFile.read(path).squareMatrix() == Matrix.identity(2))
    }
  }

  @Test func readsOtherLayouts() throws {
    let fortran = Self.file(
      "{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }", "010402050306")
    #expect(try NumPyFile.read(fortran, path: "f").values == [1, 2, 3, 4, 5, 6])
    // numpy.asfortranarray(numpy.arange(12).reshape(2, 3, 2))
    let cube = Self.file(
      "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2), }", "00060208040a01070309050b")
    #expect(try NumPyFile.read(cube, path: "f").values == (0..<12).map(Double.init))
    let big = Self.file(
      "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", "3fc00000c0000000")
    #expect(try NumPyFile.read(big, path: "b").values == [1.5, -2])
    let big8 = Self.file(
      "{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }", "3ff8000000000000")
    #expect(try NumPyFile.read(big8, path: "b").values == [1.5])
    for version: [UInt8] in [[2, 0], [3, 0]] {
      let file = Self.file(
        "{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }", "0100", version: version)
      #expect(try NumPyFile.read(file, path: "v").values == [1, 0])
    }
  }

  @Test func truncationsThrow() {
    for (_, bytes) in Self.golden {
      for length in 0..<bytes.count {
        #expect(throws: ArchiveError.self) {
          try NumPyFile.read(Array(bytes[..<length]), path: "cut")
        }
      }
      #expect(
        throws: ArchiveError.wrongLength(
          path: "long", position: 128, expected: bytes.count - 128, found: bytes.count - 127)
      ) { try NumPyFile.read(bytes + [0], path: "long") }
    }
    let bytes = Self.golden[0].1
    #expect(
      throws: ArchiveError.wrongLength(path: "cut", position: 128, expected: 32, found: 31)
    ) { try NumPyFile.read(Array(bytes.dropLast()), path: "cut") }
  }

  @Test func garbageNeverTraps() {
    var sequence = ByteSequence(state: 2)
    for (_, bytes) in Self.golden {
      for place in 0..<128 {
        for _ in 0..<20 {
          var changed = bytes
          changed[place] = sequence.next()
          _ = try? NumPyFile.read(changed, path: "changed")
        }
      }
    }
  }

  @Test(arguments: [
    ("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 20, "Python objects"),
    ("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", 20, "complex"),
    (
      "{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }", 20, "float64 (f8), float32 (f4)"
    ),
    ("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", 20, "structured"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", 61, "a whole number"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (01,), }", 61, "a whole number"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1), }", 62, "','"),
    ("{'descr': '<f8', 'fortran_order': False, }", 10, "'shape'"),
    ("{'descr': '<f8', 'shape': (4294967296, 4294967296), 'fortran_order': False}", 10, "memory"),
    ("not a dictionary", 10, "'{'"),
  ])
  func badHeaders(header: String, position: Int, word: String) throws {
    let error = #expect(throws: ArchiveError.self) {
      try NumPyFile.read(Self.file(header, ""), path: "x.npy")
    }
    let text = error?.description ?? ""
    #expect(text.contains(word), "\(text)")
    #expect(text.hasPrefix("x.npy: byte \(position):"), "\(text)")
  }

  @Test func otherErrors() throws {
    let png = #expect(throws: ArchiveError.self) {
      try NumPyFile.read([0x89, 0x50, 0x4E, 0x47], path: "a.png")
    }
    #expect(png?.description.contains("found 89 50 4E 47") == true)
    #expect(
      throws: ArchiveError.notRepresentable(
        path: "array", index: 1, value: "128.0", dataType: "int8")
    ) { try NumPyFile.bytes(of: NumPyArray(shape: [2], values: [1, 128], dataType: .int8)) }
    let large = Self.file(
      "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", "0100000000002000")
    #expect(
      throws: ArchiveError.notRepresentable(
        path: "l", index: 0, value: "9007199254740993", dataType: "float64")
    ) { try NumPyFile.read(large, path: "l") }
    #expect(throws: ArchiveError.wrongShape(path: "r", expected: "a square matrix", found: [2, 3]))
    {
      try NumPyArray(shape: [2, 3], values: [Double](repeating: 0, count: 6))
        .squareMatrix(path: "r")
    }
    #expect(
      throws: ArchiveError.parentMissing(path: "/no-such-folder/a.npy", parent: "/no-such-folder")
    ) { try NumPyFile.write(Matrix.identity(1), to: "/no-such-folder/a.npy") }
  }
}
