import Foundation
import Synchronization

/// What Ctrl-C and a request to terminate do: they end the process with exit code 130, but not while a
/// file is being written, and a run that is being sampled is left to come to a stop by itself.
enum Interruption {
  private struct State {
    var sources: [any DispatchSourceSignal] = []
    var cancel: (@Sendable () -> Void)?
  }

  private static let state = Mutex(State())
  private static let writing = NSLock()
  private static let queue = DispatchQueue(label: "interruption", qos: .userInteractive)

  /// Takes over the signals; once is enough.
  static func install() {
    state.withLock { state in
      guard state.sources.isEmpty else { return }
      state.sources = [SIGINT, SIGTERM].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler { interrupt() }
        source.resume()
        return source
      }
    }
  }

  private static func interrupt() {
    // The first signal cancels what can be cancelled, the second one ends it.
    let cancel = state.withLock { state in
      defer { state.cancel = nil }
      return state.cancel
    }
    if let cancel {
      cancel()
      return
    }
    writing.lock()
    Console.note((Console.errorIsTerminal ? "\n" : "") + "replica: interrupted")
    _exit(Failure.Code.interrupted.rawValue)
  }

  /// Writes files; an interruption waits until they are whole.
  static func whileWriting<Result>(_ write: () throws -> Result) rethrows -> Result {
    writing.lock()
    defer { writing.unlock() }
    return try write()
  }

  /// Runs work that an interruption cancels instead of ending the process.
  static func cancelling(_ work: @escaping @Sendable () async throws -> Void) async throws {
    let task = Task { try await work() }
    state.withLock { $0.cancel = { task.cancel() } }
    defer { state.withLock { $0.cancel = nil } }
    try await task.value
  }
}
