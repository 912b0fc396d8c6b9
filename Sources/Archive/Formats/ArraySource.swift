import Documents

/// Where an array is read from: a file, a folder, or standard input, which is called `-`.
final class ArraySource {
  /// What the user called it.
  let path: String
  /// The columns to read of a table of text; `nil` for all.
  let columns: ColumnChoice?
  /// The name or number of a column of a table that holds no site for the caller, such as times; it is read all the same.
  let aside: String?
  private var content: [UInt8]?

  init(_ path: String, columns: ColumnChoice? = nil, aside: String? = nil) {
    self.path = path
    self.columns = columns
    self.aside = aside
  }

  /// Whether it is a folder, as Zarr stores are.
  var isFolder: Bool { FileSystem.item(at: path) == .folder }

  /// The name without the ending of a compressed file.
  var name: String { path.hasSuffix(".gz") ? String(path.dropLast(3)) : path }

  /// The whole content; what gzip packed is unpacked.
  func bytes() throws -> [UInt8] {
    if let content { return content }
    var bytes = try path == "-" ? FileSystem.standardInput() : FileSystem.contents(of: path)
    if bytes.starts(with: [0x1F, 0x8B]) {
      bytes = try Compression.gunzipped(bytes, path: path)
    }
    content = bytes
    return bytes
  }

  /// The first bytes, without the rest of a file on disk that nobody has asked for.
  func start(_ count: Int) throws -> ArraySlice<UInt8> {
    guard content == nil, !MemoryFiles.has(path), FileSystem.isRegular(path) else {
      return try bytes().prefix(count)
    }
    let start = try FileSystem.firstBytes(count, of: path)
    return start.starts(with: [0x1F, 0x8B]) ? try bytes().prefix(count) : start[...]
  }

  /// The content as a JSON document.
  func json() throws -> JSONValue {
    do {
      return try JSONValue(parsing: Self.withoutMark(bytes()), path: path, allowsNonFinite: true)
    } catch let error
      as DocumentsError
    { throw ArchiveError.notJSON(error) }
  }

  /// The bytes without the mark of UTF-8 before them, as some editors write it.
  private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes[3...]) : bytes
  }

  /// Whether bytes are those of an object of JSON.
  static func isObject(_ bytes: some Collection<UInt8>) -> Bool {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes.dropFirst(0)
    return start.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
  }
}
