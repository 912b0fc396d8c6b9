package import SpinModels
import Synchronization

/// What a host program hands to a command under the name of a file.
package protocol MemoryFile: Sendable {
  /// The names of its dimensions; `nil` where they have none, and for a whole file.
  var dimensions: [String]? { get }
  /// The bytes of a whole file, of the format that the ending of its name says; `nil` for an array.
  func fileBytes() -> [UInt8]?
  /// The numbers of an array, in C order.
  func content() throws -> ArrayContent
  /// The spins of an array, packed without a copy of the numbers; `nil` where it is no array of spins.
  func spins() -> [PackedConfigurations]?
}

/// Files that lie in memory: arrays that a host program hands to a command, and what the command writes for it.
///
/// A path that begins with `memory:` names one of them wherever a file is read or written whole, while they are
/// ``current``.
package final class MemoryFiles: Sendable {
  /// The files of the command that is running; `nil` in a process of its own.
  @TaskLocal package static var current: MemoryFiles?

  /// How the names of files in memory begin.
  package static let mark = "memory:"

  private let given: [String: any MemoryFile]
  private let written = Mutex<[(path: String, bytes: [UInt8])]>([])

  /// Prepares files.
  ///
  /// - Parameter given: What the host hands over, by the path that names it.
  package init(_ given: [String: any MemoryFile]) { self.given = given }

  /// The files that were written, in the order in which they came.
  package var files: [(path: String, bytes: [UInt8])] { written.withLock { $0 } }

  /// Whether a path names a file in memory.
  package static func has(_ path: String) -> Bool { current != nil && path.hasPrefix(mark) }

  /// What the host handed over under a path; `nil` where it names nothing.
  static func file(at path: String) -> (any MemoryFile)? {
    has(path) ? current?.given[path] : nil
  }

  /// The array of a path; `nil` where it names none.
  static func array(at path: String) throws -> ArrayContent? {
    guard let file = file(at: path), file.fileBytes() == nil else { return nil }
    return try file.content()
  }

  /// The content of a file, for an array that of a NumPy file; `nil` where the path names none.
  static func bytes(at path: String) throws -> [UInt8]? {
    guard has(path), let current else { return nil }
    if let file = current.files.last(where: { $0.path == path }) { return file.bytes }
    if let bytes = current.given[path]?.fileBytes() { return bytes }
    return try array(at: path).map { try NumPyFile.bytes(of: $0.array, path: path) }
  }

  /// Keeps a file; `false` where the path names none in memory.
  static func write(_ bytes: [UInt8], to path: String) -> Bool {
    guard has(path), let current else { return false }
    current.written.withLock { $0.append((path, bytes)) }
    return true
  }
}
