/// What a file is, so that it can be recognised: its size and its hash.
public struct FileDigest: Sendable, Equatable {
  /// The bytes of all files together.
  public let byteCount: Int
  /// SHA-256 of the file; of a folder that of the lines `hash  path` of its files, sorted by path, as
  /// `find . -type f | sort | xargs sha256sum | sha256sum` prints it with paths relative to the folder.
  public let hash: String
  /// The number of files; `nil` for what is no folder.
  public let fileCount: Int?

  /// The most bytes of a folder that are read only to be hashed.
  static let mostBytes = 1 << 30

  /// Reads a file or a folder; `nil` for what can be read only once, such as a pipe, and for folders of more than 1 GiB.
  ///
  /// - Parameter path: Where it is.
  /// - Throws: ``ArchiveError``.
  public init?(of path: String) throws {
    switch FileSystem.item(at: path) {
    case nil: return nil
    case .file:
      guard FileSystem.isRegular(path) else { return nil }
      let content = try FileSystem.contents(of: path)
      (byteCount, hash, fileCount) = (content.count, SHA256.hexadecimal(of: content), nil)
    case .folder:
      var list = SHA256()
      var (bytes, files) = (0, 0)
      for name in try FileSystem.files(below: path) {
        let content = try FileSystem.contents(of: path + "/" + name)
        bytes += content.count
        files += 1
        guard bytes <= Self.mostBytes else { return nil }
        list.update(Array("\(SHA256.hexadecimal(of: content))  ./\(name)\n".utf8)[...])
      }
      (byteCount, hash, fileCount) = (bytes, list.hexadecimal, files)
    }
  }

  /// Size and hash, with their names.
  public var facts: [(String, String)] {
    [
      ("Size", fileCount.map { "\(byteCount) bytes in \($0) files" } ?? "\(byteCount) bytes"),
      ("SHA-256", hash),
    ]
  }
}
