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

  /// The content as a JSON document.
  func json() throws -> JSONValue {
    do { return try JSONValue(parsing: bytes(), path: path, allowsNonFinite: true) } catch let error
      as DocumentsError
    { throw ArchiveError.notJSON(error) }
  }
}
