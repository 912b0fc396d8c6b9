/// The header of a classic netCDF file (netCDF 3, 64-bit offsets or CDF-5): dimensions, attributes, variables.
///
/// **Source**: NASA ESDS-RFC-011, *NetCDF Classic and 64-bit Offset File Formats*; Unidata, *CDF-5*.
struct NetCDFHeader {
  /// A variable as the header describes it.
  struct Variable {
    let name: String
    /// The places of its dimensions in the list of dimensions.
    let dimensions: [Int]
    let attributes: [String: [Double]]
    /// The data type; `nil` for characters.
    let type: NumPyDataType?
    /// The bytes of an element.
    let elementSize: Int
    /// The byte at which its elements begin.
    let start: Int
  }

  /// The dimensions: their names and sizes; the size of the one of records is the number of records.
  private(set) var dimensions: [(name: String, size: Int)] = []
  /// The place of the dimension of records; `nil` where there is none.
  private(set) var recordDimension: Int?
  private(set) var variables: [Variable] = []

  /// Reads the header at the beginning of a file.
  init(of bytes: [UInt8], path: String) throws {
    var cursor = Cursor(reader: ByteReader(bytes: bytes, path: path, isBigEndian: true))
    guard bytes.count >= 4, bytes.starts(with: Self.magic), [1, 2, 5].contains(bytes[3]) else {
      throw cursor.error("the bytes 43 44 46 and 1, 2 or 5 of a classic netCDF file", "other bytes")
    }
    let version = bytes[3]
    cursor.isWide = version == 5
    cursor.position = 4
    let records = try cursor.recordCount()
    try cursor.list(tag: 10, "dimensions") { cursor in
      let name = try cursor.name()
      dimensions.append((name, try cursor.count()))
    }
    // The dimension of records is written with size 0.
    recordDimension = dimensions.firstIndex { $0.size == 0 }
    guard dimensions.count(where: { $0.size == 0 }) <= 1 else {
      throw cursor.error("one dimension of records", "several dimensions of size 0")
    }
    try cursor.requireDifferent(dimensions.map(\.name), "dimensions")
    _ = try cursor.attributes()
    try cursor.list(tag: 11, "variables") { cursor in
      let name = try cursor.name()
      let rank = try cursor.count()
      guard rank <= StatedSize.largestRank else {
        throw cursor.error("at most \(StatedSize.largestRank) dimensions", "\(rank)")
      }
      let places = try (0..<rank).map { _ in try cursor.count() }
      guard places.allSatisfy(dimensions.indices.contains),
        places.dropFirst().allSatisfy({ $0 != recordDimension })
      else {
        throw cursor.error("dimensions of '\(name.shortened)' that the file has", "\(places)")
      }
      let attributes = try cursor.attributes()
      let type = try cursor.type()
      // The size that follows may be wrong where it does not fit 32 bits, and says nothing new.
      _ = try cursor.skip(cursor.isWide ? 8 : 4)
      let start = try cursor.number(version == 1 ? 4 : 8)
      variables.append(
        Variable(
          name: name, dimensions: places, attributes: attributes, type: type.number,
          elementSize: type.size, start: start))
    }
    try cursor.requireDifferent(variables.map(\.name), "variables")
    if let place = recordDimension {
      // A file that was written as a stream has as many records as fit.
      dimensions[place].size = try records ?? recordsThatFit(bytes.count)
    }
    try requireSeparateVariables(after: cursor)
  }

  /// Refuses variables that share bytes with each other or with the header, as the netCDF library does.
  private func requireSeparateVariables(after cursor: Cursor) throws {
    let isEmpty = recordDimension.map { dimensions[$0].size == 0 } ?? true
    var stretches: [(start: Int, size: Int, name: String)] = []
    for variable in variables where !(isRecord(variable) && isEmpty) {
      // What is too large for the file is found where it is read.
      let size = recordSize(of: variable).map { min($0, cursor.reader.bytes.count) } ?? 0
      if size > 0 { stretches.append((variable.start, size, variable.name)) }
    }
    var end = cursor.position
    for stretch in stretches.sorted(by: { $0.start < $1.start }) {
      guard stretch.start >= end else {
        throw cursor.error(
          "variables at places of their own",
          "'\(stretch.name.shortened)' at byte \(stretch.start), before the end of what precedes it, \(end)"
        )
      }
      end = stretch.start + stretch.size
    }
    // Records follow each other; nothing else may lie among them.
    let records = variables.filter { isRecord($0) }
    guard !isEmpty, let first = records.map(\.start).min(), let stride = recordStride,
      let count = records.first.map({ shape(of: $0)[0] })
    else { return }
    let (length, overflow) = stride.multipliedReportingOverflow(by: count)
    guard
      let other = variables.first(where: {
        !isRecord($0) && $0.start >= first && (overflow || $0.start - first < length)
      })
    else { return }
    throw cursor.error(
      "variables at places of their own", "'\(other.name.shortened)' among the records")
  }

  static let magic: [UInt8] = [0x43, 0x44, 0x46]

  /// The shape of a variable.
  func shape(of variable: Variable) -> [Int] { variable.dimensions.map { dimensions[$0].size } }

  func isRecord(_ variable: Variable) -> Bool {
    recordDimension != nil && variable.dimensions.first == recordDimension
  }

  /// The bytes of one record of a variable without what fills it up; `nil` when they are too many.
  func recordSize(of variable: Variable) -> Int? {
    let inner = shape(of: variable).dropFirst(isRecord(variable) ? 1 : 0)
    return StatedSize.byteCount(shape: Array(inner), elementSize: variable.elementSize)
  }

  /// The bytes from one record to the next; `nil` when they are too many.
  var recordStride: Int? {
    let members = variables.filter { isRecord($0) }
    if members.count == 1 {
      // A single variable of small elements is not filled up.
      guard let size = recordSize(of: members[0]) else { return nil }
      return members[0].elementSize < 4 ? size : (size + 3) / 4 * 4
    }
    var sum = 0
    for member in members {
      guard let size = recordSize(of: member), size < 1 << 40 else { return nil }
      sum += (size + 3) / 4 * 4
    }
    return sum
  }

  private func recordsThatFit(_ count: Int) throws -> Int {
    let first = variables.filter { isRecord($0) }.map(\.start).min() ?? count
    guard let stride = recordStride, stride > 0, first <= count else { return 0 }
    return (count - first) / stride
  }
}

/// A place in the header that moves on with what is read.
private struct Cursor {
  let reader: ByteReader
  var position = 0
  /// Whether counts have 8 bytes.
  var isWide = false

  init(reader: ByteReader) { self.reader = reader }

  func error(_ expected: String, _ found: String) -> ArchiveError {
    .malformed(path: reader.path, position: position, expected: expected, found: found)
  }

  mutating func skip(_ count: Int) throws -> ArraySlice<UInt8> {
    let part = try reader.slice(at: position, count: count)
    position += count
    return part
  }

  mutating func number(_ count: Int) throws -> Int {
    let value = try reader.number(at: position, bytes: count)
    position += count
    return value
  }

  mutating func count() throws -> Int { try number(isWide ? 8 : 4) }

  /// The number of records; `nil` where the writer did not know it.
  mutating func recordCount() throws -> Int? {
    let bytes = try skip(isWide ? 8 : 4)
    if bytes.allSatisfy({ $0 == 0xFF }) { return nil }
    position -= bytes.count
    return try count()
  }

  mutating func name() throws -> String {
    let size = try count()
    return String(decoding: try padded(size), as: UTF8.self)
  }

  /// Bytes that are followed by others up to a multiple of four.
  mutating func padded(_ size: Int) throws -> ArraySlice<UInt8> {
    let part = try skip(size)
    _ = try skip((4 - size % 4) % 4)
    return part
  }

  /// Refuses names that stand for two things.
  func requireDifferent(_ names: [String], _ what: String) throws {
    guard Set(names).count == names.count else {
      throw error("\(what) of different names", "two of one name")
    }
  }

  /// A list: its tag, how many members it has, and these; or nothing but zeros.
  mutating func list(
    tag: Int, _ what: String, _ member: (inout Cursor) throws -> Void
  ) throws {
    let found = try number(4)
    let size = try count()
    guard found == tag || found == 0 && size == 0 else {
      throw error("a list of \(what)", "tag \(found)")
    }
    // A member takes at least 8 bytes of the file.
    guard size <= (reader.bytes.count - position) / 8 else {
      throw error("a number of \(what) that fits the file", "\(size)")
    }
    for _ in 0..<size { try member(&self) }
  }

  /// A data type; those from 7 on are of version 5 of the format.
  mutating func type() throws -> (number: NumPyDataType?, size: Int) {
    let code = try number(4)
    switch code {
    case 7... where !isWide: throw error("a data type from 1 to 6", "\(code)")
    case 1: return (.int8, 1)
    case 2: return (nil, 1)
    case 3: return (.int16, 2)
    case 4: return (.int32, 4)
    case 5: return (.float32, 4)
    case 6: return (.float64, 8)
    case 7: return (.uint8, 1)
    case 8: return (.uint16, 2)
    case 9: return (.uint32, 4)
    case 10: return (.int64, 8)
    case 11: return (.uint64, 8)
    default: throw error("a data type from 1 to 11", "\(code)")
    }
  }

  /// Attributes that are numbers; texts have none.
  mutating func attributes() throws -> [String: [Double]] {
    var found: [String: [Double]] = [:]
    try list(tag: 12, "attributes") { cursor in
      let name = try cursor.name()
      let (type, size) = try cursor.type()
      let count = try cursor.count()
      guard count <= cursor.reader.bytes.count else {
        throw cursor.error("\(count) values of '\(name.shortened)'", "the end of the file")
      }
      var bytes = Array(try cursor.padded(count * size))
      guard let type else {
        found[name] = []
        return
      }
      bytes.swapBytes(ofElementsOfSize: size)
      // A whole number that no Double holds is no scale and no mark.
      found[name] = (try? type.numbers(ofLittleEndian: bytes, path: cursor.reader.path)) ?? []
    }
    return found
  }
}
