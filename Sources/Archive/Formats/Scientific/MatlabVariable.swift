/// A variable of a MATLAB file of version 5: an element of type matrix with its flags, sizes, name and numbers.
struct MatlabVariable {
  let name: String
  /// The sizes in MATLAB.
  let shape: [Int]
  /// The file.
  let path: String
  private let kind: Int
  private let isComplex: Bool
  private let isLogical: Bool
  private let reader: ByteReader
  /// Where the elements with the numbers begin, and where they end.
  private let parts: Range<Int>

  /// The classes of arrays that are numbers, by their codes; 5 is sparse.
  private static let types: [Int: NumPyDataType] = [
    5: .float64, 6: .float64, 7: .float32, 8: .int8, 9: .uint8, 10: .int16, 11: .uint16,
    12: .int32, 13: .uint32, 14: .int64, 15: .uint64,
  ]

  /// What the other classes are called in MATLAB.
  private static let words = [
    1: "a cell array", 2: "a structure", 3: "an object", 4: "a text", 16: "a function",
    17: "an object",
  ]

  /// Whether it holds real numbers or truth values.
  var isNumeric: Bool { Self.types[kind] != nil && !isComplex }

  /// Reads the description of a matrix.
  init(_ reader: ByteReader, in matrix: MatlabElement, path: String) throws {
    self.reader = reader
    self.path = path
    let end = matrix.start + matrix.count
    func next(_ position: Int, _ what: String) throws -> MatlabElement {
      let element = try MatlabElement(reader, at: position)
      guard element.start + element.count <= end else {
        throw ArchiveError.malformed(
          path: reader.path, position: position, expected: "\(what) inside its variable",
          found: "\(element.count) bytes")
      }
      return element
    }
    let flags = try next(matrix.start, "flags")
    guard flags.count >= 4 else {
      throw ArchiveError.malformed(
        path: reader.path, position: flags.start, expected: "8 bytes of flags",
        found: "\(flags.count)")
    }
    let word = try reader.number(at: flags.start, bytes: 4)
    kind = word & 0xFF
    isComplex = word & 0x0800 != 0
    isLogical = word & 0x0200 != 0
    // Objects have no sizes.
    guard kind != 17 else {
      (name, shape, parts) = ("?", [], end..<end)
      return
    }
    let sizes = try next(flags.end, "sizes")
    guard sizes.count % 4 == 0, sizes.count / 4 <= StatedSize.largestRank else {
      throw ArchiveError.malformed(
        path: reader.path, position: sizes.start,
        expected: "at most \(StatedSize.largestRank) sizes of 4 bytes",
        found: "\(sizes.count) bytes")
    }
    shape = try (0..<(sizes.count / 4)).map {
      try reader.number(at: sizes.start + 4 * $0, bytes: 4)
    }
    let label = try next(sizes.end, "a name")
    name = String(
      decoding: try reader.slice(at: label.start, count: label.count), as: UTF8.self)
    parts = min(label.end, end)..<end
  }

  /// The numbers in C order.
  func content() throws -> ArrayContent {
    guard let type = Self.types[kind] else {
      throw ArchiveError.badMetadata(
        path: path, item: "'\(name.shortened)'", expected: "an array of numbers",
        found: (Self.words[kind] ?? "class \(kind)")
          + (kind == 1 || kind == 2
            ? ", whose parts save as variables of their own, x = s.field" : ""))
    }
    guard !isComplex else {
      throw ArchiveError.badMetadata(
        path: path, item: "'\(name.shortened)'", expected: "real numbers",
        found: "complex ones; save real and imaginary parts as two variables, real(x) and imag(x)")
    }
    guard let bytes = StatedSize.byteCount(shape: shape, elementSize: 8) else {
      throw ArchiveError.tooLarge(
        path: path, item: "the shape of '\(name.shortened)'", found: "\(shape)")
    }
    let values = kind == 5 ? try sparse() : try numbers(MatlabElement(reader, at: parts.lowerBound))
    guard values.count == bytes / 8 else {
      throw ArchiveError.wrongLength(
        path: reader.path, position: parts.lowerBound, expected: bytes / 8, found: values.count)
    }
    // The first index runs fastest.
    return ArrayContent(
      NumPyArray(
        shape: shape.reversed(), values: isLogical ? values.map { $0 == 0 ? 0 : 1 } : values,
        dataType: isLogical ? .bool : type)
    ).transposed(Array(shape.indices.reversed()))
  }

  /// The numbers of an element, which may be stored in a smaller type than the one of the array.
  private func numbers(_ element: MatlabElement) throws -> [Double] {
    let types: [Int: NumPyDataType] = [
      1: .int8, 2: .uint8, 3: .int16, 4: .uint16, 5: .int32, 6: .uint32, 7: .float32, 9: .float64,
      12: .int64, 13: .uint64,
    ]
    guard let type = types[element.type], element.count % type.byteCount == 0,
      element.start + element.count <= parts.upperBound
    else {
      throw ArchiveError.malformed(
        path: reader.path, position: element.start, expected: "the numbers of '\(name.shortened)'",
        found: "\(element.count) bytes of type \(element.type)")
    }
    var bytes = Array(try reader.slice(at: element.start, count: element.count))
    if reader.isBigEndian { bytes.swapBytes(ofElementsOfSize: type.byteCount) }
    return try type.numbers(ofLittleEndian: bytes, path: path)
  }

  /// The numbers of a sparse matrix, all of them, with the first index running fastest.
  ///
  /// ```
  /// rows r_k, starts of columns p_j, values v_k: element (r_k, j) is v_k for p_j ≤ k < p_{j+1}
  /// ```
  private func sparse() throws -> [Double] {
    let first = try MatlabElement(reader, at: parts.lowerBound)
    let second = try MatlabElement(reader, at: first.end)
    let rows = try numbers(first).map { Int(exactly: $0) ?? -1 }
    let starts = try numbers(second).map { Int(exactly: $0) ?? -1 }
    let values = try numbers(MatlabElement(reader, at: second.end))
    guard shape.count == 2, starts.count == shape[1] + 1, starts.first == 0,
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }),
      let count = starts.last, count <= rows.count, count <= values.count,
      rows.prefix(count).allSatisfy({ (0..<shape[0]).contains($0) })
    else {
      throw ArchiveError.malformed(
        path: reader.path, position: first.start,
        expected: "rows and ascending starts of the \(shape.count == 2 ? shape[1] : 0) columns of "
          + "'\(name.shortened)'", found: "others")
    }
    var dense = [Double](repeating: 0, count: shape[0] * shape[1])
    for column in 0..<shape[1] {
      for k in starts[column]..<starts[column + 1] {
        dense[column * shape[0] + rows[k]] += values[k]
      }
    }
    return dense
  }
}
