import Documents

/// Where the files of a store lie: on disk, or in a zip archive as zarr's `ZipStore` writes it.
///
/// Paths begin with that of the folder or archive in both cases.
enum StoreFiles: Sendable {
  /// Files and folders of the system.
  case disk
  /// The members of an archive.
  case archive(ZippedFiles)

  /// What is at a path, or `nil` for nothing.
  func item(at path: String) -> FileSystem.Item? {
    switch self {
    case .disk: FileSystem.item(at: path)
    case .archive(let files): files.item(at: path)
    }
  }

  /// The names in a folder, sorted.
  func names(in folder: String) throws -> [String] {
    switch self {
    case .disk: try FileSystem.names(in: folder)
    case .archive(let files): files.names(in: folder)
    }
  }

  /// The whole content of a file, or `nil` if there is none.
  func contentsIfPresent(of path: String) throws -> [UInt8]? {
    switch self {
    case .disk: try FileSystem.contentsIfPresent(of: path)
    case .archive(let files): try files.contents(of: path)
    }
  }

  /// A file as a JSON document.
  func json(at path: String) throws -> JSONValue {
    guard let bytes = try contentsIfPresent(of: path) else {
      throw ArchiveError.missing(path: path)
    }
    do { return try JSONValue(parsing: bytes, path: path, allowsNonFinite: true) } catch let error
      as DocumentsError
    { throw ArchiveError.notJSON(error) }
  }
}

/// The members of a zip archive as files in folders.
struct ZippedFiles: Sendable {
  private let archive: ZipArchive
  /// The place of every member; of several of one name the last one counts, as for zarr.
  private let places: [String: Int]
  /// The names in every folder.
  private let folders: [String: Set<String>]

  init(_ archive: ZipArchive) {
    self.archive = archive
    var places: [String: Int] = [:]
    var folders: [String: Set<String>] = ["": []]
    for (place, member) in archive.members.enumerated() {
      // Deeper paths than chunks of the most dimensions have are none of a store.
      let parts = member.name.split(separator: "/")
      guard !parts.isEmpty, parts.count <= 2 * StatedSize.largestRank else { continue }
      if !member.name.hasSuffix("/") { places[parts.joined(separator: "/")] = place }
      var folder = ""
      for part in parts {
        folders[folder, default: []].insert(String(part))
        folder = folder.isEmpty ? String(part) : folder + "/" + part
      }
    }
    self.places = places
    self.folders = folders
  }

  /// The path inside the archive.
  private func inner(_ path: String) -> String {
    let rest = path.hasPrefix(archive.path) ? path.dropFirst(archive.path.count) : path[...]
    return rest.split(separator: "/").joined(separator: "/")
  }

  func item(at path: String) -> FileSystem.Item? {
    let inner = inner(path)
    return places[inner] != nil ? .file : folders[inner] != nil ? .folder : nil
  }

  func names(in folder: String) -> [String] { (folders[inner(folder)] ?? []).sorted() }

  func contents(of path: String) throws -> [UInt8]? {
    try places[inner(path)].map { try archive.contents(of: archive.members[$0]) }
  }
}

/// A Zarr store in a zip archive.
enum ZippedZarrStore: ArrayFormat {
  static var endings: [String] { [".zarr.zip", ".zip"] }
  static var contents: String? { nil }
  static var holdsSeveralArrays: Bool { true }

  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    try NPZFile.read(source, named: name)
  }

  /// Whether an archive holds a store, whatever it is called.
  static func isOne(_ archive: ZipArchive) -> Bool {
    archive.members.contains {
      ["zarr.json", ".zgroup", ".zarray"].contains($0.name.split(separator: "/").last)
    }
  }

  /// Reads an array of the bytes of an archive.
  static func read(_ bytes: [UInt8], path: String, named name: String?) throws -> ArrayContent {
    try read(ZipArchive(bytes, path: path), named: name)
  }

  /// Reads an array of an archive.
  static func read(_ archive: ZipArchive, named name: String?) throws -> ArrayContent {
    let store = try ForeignZarrStore(
      in: .archive(ZippedFiles(archive)), path: archive.path)
    return try store.content(name)
  }
}
