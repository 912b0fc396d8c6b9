import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What to do when a file that is to be written is already there.
public enum IfFileExists: Sendable {
  /// Refuse, and leave it as it is.
  case fail
  /// Put the new file in its place, whole or not at all.
  case replace
}

/// Files that appear whole or not at all.
extension FileSystem {
  /// A file that is to be written.
  package struct NewFile: Sendable {
    /// Where it shall lie.
    package let path: String
    /// What shall be in it.
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8], at path: String) {
      self.path = path
      self.bytes = bytes
    }
  }

  /// Writes a file that appears whole or not at all, also when the machine loses power.
  package static func writeAtomically(_ bytes: [UInt8], to path: String) throws {
    try writeAtomically([NewFile(bytes, at: path)])
  }

  /// Writes files each of which appears whole or not at all, also when the machine loses power; all are there when this
  /// returns.
  ///
  /// The disk is asked to begin with all of them before the first is waited for: one after another, twenty small files
  /// take several times as long.
  package static func writeAtomically(_ files: [NewFile]) throws {
    let files = files.map { (file: $0, temporary: temporaryPath(for: $0.path)) }
    var pending = files[...]
    do {
      for (file, temporary) in files {
        try withFile(temporary, O_WRONLY | O_CREAT | O_EXCL, of: file.path) { descriptor in
          try writeAll(file.bytes, to: descriptor, path: file.path)
          #if canImport(Glibc) || canImport(Musl)
            if files.count > 1 { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) }
          #endif
          if files.count == 1 { try synchronize(descriptor, path: file.path) }
        }
      }
      if files.count > 1 {
        for (file, temporary) in files {
          try withFile(temporary, O_WRONLY, of: file.path) {
            try synchronize($0, path: file.path)
          }
        }
      }
      for (file, temporary) in files {
        guard rename(temporary, file.path) == 0 else {
          throw ArchiveError.cannotWrite(path: file.path, reason: lastReason)
        }
        pending.removeFirst()
      }
    } catch {
      for (_, temporary) in pending { _ = unlink(temporary) }
      throw error
    }
    for folder in Set(files.map { split($0.file.path).folder }).sorted() {
      try synchronizeFolder(folder)
    }
  }

  /// Opens a file under a temporary name, and closes it; errors state the path that it is for.
  private static func withFile(
    _ temporary: String, _ flags: Int32, of path: String, _ body: (Int32) throws -> Void
  ) throws {
    let descriptor = open(temporary, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw ArchiveError.cannotWrite(path: path, reason: lastReason)
    }
    do { try body(descriptor) } catch {
      _ = close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else {
      throw ArchiveError.cannotWrite(path: path, reason: lastReason)
    }
  }

  /// Waits until the disk has what was written to a file.
  private static func synchronize(_ descriptor: Int32, path: String) throws {
    guard retrying({ Int(fsync(descriptor)) }) == 0 else {
      throw ArchiveError.cannotWrite(path: path, reason: lastReason)
    }
  }

  /// Writes all bytes to an open file.
  package static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws {
    var count = 0
    while count < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        retrying {
          write(descriptor, buffer.baseAddress?.advanced(by: count), bytes.count - count)
        }
      }
      guard written >= 0 else { throw ArchiveError.cannotWrite(path: path, reason: lastReason) }
      guard written > 0 else {
        throw ArchiveError.cannotWrite(path: path, reason: "no byte was accepted")
      }
      count += written
    }
  }

  /// Makes the names in a folder durable; file systems that cannot do this for folders are let off.
  package static func synchronizeFolder(_ folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ArchiveError.cannotWrite(path: folder, reason: lastReason)
    }
    defer { _ = close(descriptor) }
    guard retrying({ Int(fsync(descriptor)) }) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw ArchiveError.cannotWrite(path: folder, reason: lastReason)
    }
  }

  /// Checks that something new may be put at a path.
  package static func requireParent(of path: String) throws {
    let (folder, _) = split(path)
    guard item(at: folder) == .folder else {
      throw ArchiveError.parentMissing(path: path, parent: folder)
    }
  }

  /// Writes a file of its own, after checking its folder and what is already there.
  package static func writeNewFile(
    _ bytes: [UInt8], to path: String, ifExists: IfFileExists
  ) throws {
    if MemoryFiles.write(bytes, to: path) { return }
    try requireParent(of: path)
    switch (item(at: path), ifExists) {
    case (.folder, _): throw ArchiveError.cannotWrite(path: path, reason: "it is a folder")
    case (.file, .fail): throw ArchiveError.alreadyExists(path: path)
    case (.file, .replace), (nil, _):
      try refuseDevice(path)
      try writeAtomically(bytes, to: path)
    }
  }

  /// Lets everybody who may read a file run it.
  package static func makeExecutable(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw ArchiveError.cannotWrite(path: path, reason: lastReason)
    }
    let mode = status.st_mode & 0o777
    guard chmod(path, mode | (mode & 0o444) >> 2) == 0 else {
      throw ArchiveError.cannotWrite(path: path, reason: lastReason)
    }
  }
}
