import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The calls into the operating system, with every return value looked at.
///
/// The only place with unsafe pointers of this module: the buffers of `read` and `write`.
package enum FileSystem {
  /// What is found at a path.
  package enum Item: Sendable {
    /// A folder, or a link to one.
    case folder
    /// Anything that is not a folder.
    case file
  }

  /// The first part of the names of temporary files; readers of a store pass them over.
  package static let temporaryMark = ".tmp-"

  static var lastReason: String { String(cString: strerror(errno)) }

  /// What is at a path, or `nil` for nothing.
  package static func item(at path: String) -> Item? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    return isFolder.boolValue ? .folder : .file
  }

  /// The path without slashes at its end.
  package static func normalized(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.last == "/" { path.removeLast() }
    return String(path)
  }

  /// The folder that holds a path, and the last part of the path.
  package static func split(_ path: String) -> (folder: String, name: String) {
    let path = normalized(path)
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  /// The names in a folder, sorted.
  package static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw ArchiveError.unreadable(path: folder, reason: "the folder cannot be listed")
    }
  }

  /// Whether a path leads to a file that can be read more than once.
  package static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether a path leads to something that is no folder and no file of 0 bytes.
  package static func isNonemptyFile(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return false
    case S_IFREG: return status.st_size > 0
    default: return true
    }
  }

  /// The paths of all files below a folder, relative to it, sorted by their bytes.
  package static func files(below folder: String) throws -> [String] {
    guard let found = FileManager.default.enumerator(atPath: folder) else {
      throw ArchiveError.unreadable(path: folder, reason: "the folder cannot be listed")
    }
    return found.compactMap { $0 as? String }.filter { isRegular(folder + "/" + $0) }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// A path in the same folder that no other attempt, thread or machine uses.
  package static func temporaryPath(for path: String) -> String {
    let (folder, name) = split(path)
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    return "\(folder)/\(temporaryMark)\(name)-\(getpid())-\(random)"
  }

  /// The whole content of a file.
  package static func contents(of path: String) throws -> [UInt8] {
    guard let content = try contentsIfPresent(of: path) else {
      throw ArchiveError.missing(path: path)
    }
    return content
  }

  /// The whole content of a file, or `nil` if there is none.
  package static func contentsIfPresent(of path: String) throws -> [UInt8]? {
    if let bytes = try MemoryFiles.bytes(at: path) { return bytes }
    // A pipe to which nobody writes would not open otherwise.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw ArchiveError.unreadable(path: path, reason: lastReason)
    }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ArchiveError.unreadable(path: path, reason: lastReason)
    }
    let kind = status.st_mode & S_IFMT
    if kind != S_IFREG, kind != S_IFDIR {
      // What a shell hands over as <(command) is a pipe with a writer.
      guard kind == S_IFIFO, path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/"),
        fcntl(descriptor, F_SETFL, 0) == 0
      else {
        throw ArchiveError.unreadable(
          path: path,
          reason: "it is a device, a pipe or a socket; expected a file, or - for standard input")
      }
    }
    return try everything(from: descriptor, path: path, size: Int(status.st_size))
  }

  /// All that comes from standard input.
  package static func standardInput() throws -> [UInt8] {
    try everything(from: STDIN_FILENO, path: "standard input", size: 0)
  }

  private static func everything(
    from descriptor: Int32, path: String, size: Int
  ) throws -> [UInt8] {
    func refuseBeyond(_ count: Int) throws {
      guard StatedSize.fits(bytes: Double(count)) else {
        throw ArchiveError.tooLarge(path: path, item: "the file", found: "\(count) bytes or more")
      }
    }
    try refuseBeyond(size)
    var content: [UInt8] = []
    var count = 0
    // A pipe or a file that is still growing has no size to rely on; there it grows by steps.
    var room = max(size + 1, 1 << 16)
    while true {
      try refuseBeyond(count)
      content.append(contentsOf: repeatElement(0, count: room))
      let found = content.withUnsafeMutableBytes { buffer in
        retrying { read(descriptor, buffer.baseAddress?.advanced(by: count), room) }
      }
      guard found >= 0 else { throw ArchiveError.unreadable(path: path, reason: lastReason) }
      content.removeLast(room - found)
      count += found
      if found == 0 { return content }
      room = max(room - found, 1 << 16, count / 4)
    }
  }

  /// The bytes at the beginning of a file, fewer than asked for of a shorter one.
  package static func firstBytes(_ count: Int, of path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { throw ArchiveError.missing(path: path) }
      throw ArchiveError.unreadable(path: path, reason: lastReason)
    }
    defer { _ = close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let found = bytes.withUnsafeMutableBytes { buffer in
      retrying { read(descriptor, buffer.baseAddress, count) }
    }
    guard found >= 0 else { throw ArchiveError.unreadable(path: path, reason: lastReason) }
    return Array(bytes.prefix(found))
  }

  /// Calls something with every name in a folder but `.` and `..`, in no order; nothing for a folder that is not there.
  package static func forEachName(
    in folder: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) throws {
    guard let stream = opendir(folder) else {
      if errno == ENOENT { return }
      throw ArchiveError.unreadable(path: folder, reason: lastReason)
    }
    defer { _ = closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw ArchiveError.unreadable(path: folder, reason: lastReason) }
        return
      }
      withUnsafeBytes(of: &entry.pointee.d_name) { name in
        let name = name.bindMemory(to: UInt8.self)
        body(UnsafeBufferPointer(rebasing: name.prefix { $0 != 0 }))
      }
    }
  }

  /// Refuses to put a file in the place of a device, a pipe or a socket.
  package static func refuseDevice(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFDIR else {
      throw ArchiveError.cannotWrite(path: path, reason: "it is a device, a pipe or a socket")
    }
  }

  /// Makes a folder in a folder that exists.
  package static func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o777) == 0 else {
      throw ArchiveError.cannotWrite(path: path, reason: lastReason)
    }
  }

  /// Renames a file or folder; `false` if a folder with something in it is in the way.
  package static func move(_ path: String, to target: String) throws -> Bool {
    if rename(path, target) == 0 { return true }
    if errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR { return false }
    throw ArchiveError.cannotWrite(path: target, reason: lastReason)
  }

  /// Deletes a file, or a folder and all that is in it; a link is deleted, not what it leads to.
  package static func remove(_ path: String) throws {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw ArchiveError.cannotWrite(path: path, reason: "it cannot be deleted")
    }
  }

  /// Deletes a folder if nothing is in it.
  static func removeEmptyFolder(_ path: String) { _ = rmdir(path) }

  /// Whether a path is a link that leads to nothing, or in a circle.
  static func isBrokenLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
      && stat(path, &status) != 0
  }

  /// The seconds since a file was last changed, or `nil` if it is gone.
  package static func age(of path: String) -> Double? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return Date().timeIntervalSince1970 - Double(status.st_mtim.tv_sec)
      - 1e-9 * Double(status.st_mtim.tv_nsec)
  }

  /// Deletes what killed writers of a path left beside it: temporary names that have not changed for an hour.
  package static func removeStaleTemporaries(of path: String, olderThan seconds: Double = 3600)
    throws
  {
    let (folder, name) = split(path)
    for found in (try? names(in: folder)) ?? []
    where found.hasPrefix("\(temporaryMark)\(name)-") {
      let file = folder + "/" + found
      guard let age = age(of: file), age > seconds else { continue }
      // Another process may have been faster.
      try? remove(file)
    }
  }

  /// The last bytes of a file, or `nil` if there is none; fewer than asked for of a shorter one.
  package static func lastBytes(_ count: Int, of path: String) throws -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw ArchiveError.unreadable(path: path, reason: lastReason)
    }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ArchiveError.unreadable(path: path, reason: lastReason)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ArchiveError.unreadable(
        path: path, reason: "it is a folder, a device, a pipe or a socket; expected a file")
    }
    let size = Int(status.st_size)
    var bytes = [UInt8](repeating: 0, count: count)
    let found = bytes.withUnsafeMutableBytes { buffer in
      retrying { pread(descriptor, buffer.baseAddress, count, max(0, size - count)) }
    }
    guard found >= 0 else { throw ArchiveError.unreadable(path: path, reason: lastReason) }
    return Array(bytes.prefix(found))
  }

  /// Repeats a system call for as long as signals interrupt it.
  static func retrying(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}

extension FileSystem {
  /// Refuses what cannot be a store.
  ///
  /// - Parameter path: A normalised path.
  /// - Throws: ``ArchiveError/missing(path:)`` or ``ArchiveError/notAStore(path:reason:)``.
  static func requireFolder(_ path: String) throws {
    switch item(at: path) {
    case nil: throw ArchiveError.missing(path: path)
    case .file: throw ArchiveError.notAStore(path: path, reason: "it is a file")
    case .folder: break
    }
  }
}
