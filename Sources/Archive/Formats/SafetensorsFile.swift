import Documents

/// Reading of `.safetensors` files, in which weights and activations of networks are exchanged.
///
/// ```
/// 8 bytes  the size n of the header, the least significant byte first
/// n bytes  JSON: {"name": {"dtype": "F32", "shape": [R, N], "data_offsets": [begin, end]}, …}
///          the elements in C order, the least significant byte first
/// ```
///
/// **Source**: huggingface/safetensors, *Format*.
enum SafetensorsFile: ArrayFormat {
  static var endings: [String] { [".safetensors"] }
  static var holdsSeveralArrays: Bool { true }

  /// The size of the header, less than 2⁴⁰, and the brace with which it begins.
  static func recognises(_ start: ArraySlice<UInt8>) -> Bool {
    let start = Array(start)
    return start.count > 8 && start[5...7].allSatisfy { $0 == 0 } && start[8] == 0x7B
  }

  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    try read(source.bytes(), path: source.path, named: name)
  }

  /// Reads an array of the bytes of a file.
  static func read(_ bytes: [UInt8], path: String, named name: String?) throws -> ArrayContent {
    guard bytes.count >= 8 else {
      throw ArchiveError.malformed(
        path: path, position: 0, expected: "8 bytes with the size of the header",
        found: "the end of the file")
    }
    let size = UInt64.elements(ofLittleEndian: Array(bytes[..<8]))[0]
    guard size <= UInt64(bytes.count - 8) else {
      throw ArchiveError.malformed(
        path: path, position: 0, expected: "the size of a header inside the file", found: "\(size)")
    }
    let start = 8 + Int(size)
    let header: JSONValue
    do { header = try JSONValue(parsing: Array(bytes[8..<start]), path: path) } catch let error
      as DocumentsError
    { throw ArchiveError.notJSON(error) }
    let tensors = (header.objectValue ?? []).filter { $0.key != "__metadata__" }
    guard !tensors.isEmpty else {
      throw ArchiveError.noData(path: path, expected: "a file of tensors")
    }
    let choice = ArrayChoice(
      path: path,
      candidates: tensors.map { tensor in
        let code = tensor.value["dtype"]?.stringValue ?? ""
        return .init(
          name: tensor.key, shape: tensor.value["shape"]?.intArrayValue ?? [],
          isNumeric: code == "BF16" || Self.types[code] != nil)
      })
    let place = try choice.place(named: name)
    let tensor = tensors[place]
    func refuse(_ item: String, _ expected: String) -> ArchiveError {
      .badMetadata(
        path: path, item: "'\(item)' of '\(tensor.key.shortened)'", expected: expected,
        found: (tensor.value[item]?.compactText ?? "nothing").shortened)
    }
    let code = tensor.value["dtype"]?.stringValue ?? ""
    let isBrain = code == "BF16"
    guard let type = isBrain ? .float32 : Self.types[code] else {
      throw refuse(
        "dtype",
        "one of " + (Self.types.keys + ["BF16"]).sorted().joined(separator: ", ")
          + (code.hasPrefix("F")
            ? " (in PyTorch: x.float())"
            : code.hasPrefix("C")
              ? " (of complex numbers, store real and imaginary parts as two arrays)" : ""))
    }
    guard let shape = tensor.value["shape"]?.intArrayValue, shape.count <= 64,
      shape.allSatisfy({ $0 >= 0 })
    else { throw refuse("shape", "a list of sizes") }
    guard let count = StatedSize.byteCount(shape: shape, elementSize: isBrain ? 2 : type.byteCount)
    else {
      throw ArchiveError.tooLarge(
        path: path, item: "the shape of '\(tensor.key.shortened)'", found: "\(shape)")
    }
    guard let ends = tensor.value["data_offsets"]?.intArrayValue, ends.count == 2, ends[0] >= 0,
      ends[0] <= ends[1], ends[1] <= bytes.count - start, ends[1] - ends[0] == count
    else { throw refuse("data_offsets", "a range of \(count) bytes inside the file") }
    try requireNoGaps(tensors, byteCount: bytes.count - start, path: path)
    var data = Array(bytes[(start + ends[0])..<(start + ends[1])])
    // The upper half of a number of single precision.
    if isBrain {
      data = stride(from: 0, to: data.count, by: 2).flatMap { i -> [UInt8] in
        [0, 0, data[i], data[i + 1]]
      }
    }
    var content = ArrayContent(
      NumPyArray(
        shape: shape, values: try type.numbers(ofLittleEndian: data, path: path), dataType: type))
    choice.note(place, in: &content)
    return content
  }

  /// Refuses tensors that leave bytes of the file to no one, or share them: the format has neither.
  private static func requireNoGaps(
    _ tensors: [JSONValue.Member], byteCount: Int, path: String
  ) throws {
    let ranges = tensors.compactMap { $0.value["data_offsets"]?.intArrayValue }
      .filter { $0.count == 2 }
    // One that is damaged is named where it is read.
    guard ranges.count == tensors.count else { return }
    var end = 0
    for range in ranges.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard range[0] == end, range[1] >= end else {
        throw ArchiveError.badMetadata(
          path: path, item: "'data_offsets'",
          expected: "tensors one behind the other, from byte \(end) on",
          found: "\(range[0])")
      }
      end = range[1]
    }
    guard end == byteCount else {
      throw ArchiveError.badMetadata(
        path: path, item: "'data_offsets'", expected: "ranges of all \(byteCount) bytes of tensors",
        found: "their end at byte \(end)")
    }
  }

  private static let types: [String: NumPyDataType] = [
    "F64": .float64, "F32": .float32, "F16": .float16, "I64": .int64, "I32": .int32, "I16": .int16,
    "I8": .int8, "U64": .uint64, "U32": .uint32, "U16": .uint16, "U8": .uint8, "BOOL": .bool,
  ]
}
