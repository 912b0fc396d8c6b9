import Archive
import CReplica
import Commands
import Dispatch
import Documents
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A command that a host program started, and its result.
final class Job: Sendable {
  private struct State: @unchecked Sendable {
    var code = Int32(REPLICA_RUNNING)
    var message = ""
    var task: Task<Void, Never>?
    /// Text and bytes that the host may read until the job is released.
    var kept: [String: UnsafeMutableRawBufferPointer] = [:]
  }

  private let host: Host
  private let files: MemoryFiles
  private let end = DispatchGroup()
  private let state = Mutex(State())
  /// The process that started commands first.
  private static let process = Mutex<Int32?>(nil)

  /// Starts a command.
  ///
  /// - Parameters:
  ///   - words: The words of the command line after the name of the program.
  ///   - arrays: The arrays that they name.
  init(_ words: [String], arrays: [MemoryArray]) {
    host = Host(words)
    files = MemoryFiles(
      Dictionary(
        arrays.map { ($0.path, $0) }, uniquingKeysWith: { $1 }))
    let isForked = Self.process.withLock { process in
      process = process ?? getpid()
      return process != getpid()
    }
    guard !isForked else {
      finish(
        Int32(REPLICA_REFUSED),
        "this process was forked from one that had started commands, and a fork has no threads; start it anew (in "
          + "Python: multiprocessing with \"spawn\")")
      return
    }
    end.enter()
    let task = Task(executorPreference: CommandThreads.shared) { [self] in
      let ending = await host.run(with: files)
      finish(ending.code, ending.message)
      end.leave()
    }
    state.withLock { $0.task = task }
  }

  /// A command that cannot be started.
  init(refusal: BadCall) {
    host = Host([])
    files = MemoryFiles([:])
    finish(Int32(REPLICA_USAGE), refusal.message)
  }

  deinit {
    for buffer in state.withLock({ $0.kept }).values { buffer.deallocate() }
  }

  private func finish(_ code: Int32, _ message: String) {
    state.withLock {
      $0.code = code
      $0.message = message
    }
  }

  /// How it ended.
  var code: Int32 { state.withLock { $0.code } }
  /// What there is to say about that.
  var message: String { state.withLock { $0.message } }
  /// How far the work has come.
  var work: Host.Work { host.work }

  /// Interrupts the command.
  func cancel() { state.withLock { $0.task }?.cancel() }

  /// Whether the command has ended after so many seconds; below 0 they are without end.
  func wait(_ seconds: Double) -> Bool {
    let isShort = seconds >= 0 && seconds < 1e9
    return end.wait(timeout: isShort ? .now() + seconds : .distantFuture) == .success
  }

  /// The document that `--json` prints, with the end of its last line.
  var document: String? { host.document.map { $0.prettyText + "\n" } }
  /// Warnings and hints.
  var notes: String { host.notes.joined(separator: "\n") }
  /// What the tool prints without `--json`.
  func text(width: Int) -> String { host.text(width: width > 0 ? width : nil) }
  /// The sections of the result.
  var sections: String { host.sections.compactText }

  /// Draws the figures; says why it does not.
  func draw(_ path: String) -> String? {
    do {
      return try host.draw(to: path) > 0 ? nil : "this result has no figure"
    } catch { return Ending(error).message }
  }

  /// A file that was written in memory.
  func file(_ index: Int) -> (path: String, bytes: [UInt8])? {
    let files = files.files
    return files.indices.contains(index) ? files[index] : nil
  }

  /// Keeps bytes for the host, with a zero behind them, once for every name.
  func keep(_ name: String, _ bytes: () -> [UInt8]) -> UnsafeRawPointer? {
    if let buffer = state.withLock({ $0.kept[name] }) {
      return UnsafeRawPointer(buffer.baseAddress)
    }
    let bytes = bytes()
    return state.withLock { state in
      if let buffer = state.kept[name] { return UnsafeRawPointer(buffer.baseAddress) }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 1, alignment: 64)
      buffer.copyBytes(from: bytes)
      buffer[bytes.count] = 0
      state.kept[name] = buffer
      return UnsafeRawPointer(buffer.baseAddress)
    }
  }
}
