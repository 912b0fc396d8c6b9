import Foundation
import ReplicaKit
import Synchronization

/// What signals and a limit of time do.
///
/// Ctrl-C, a request to terminate, the loss of the terminal and the end of the allotted time end the process, but not while a file is being
/// written; a run that is being computed is left to keep a checkpoint and to come to a stop by itself. SIGUSR1 asks
/// for checkpoints of all that is running, which then goes on.
enum Interruption {
  /// Why work stops before its end.
  enum Reason {
    case interrupted, terminated, outOfTime, outOfBudget

    /// What scripts are told.
    ///
    /// A batch system that terminates a run, or a limit of time, means that the same command shall be given again.
    var code: Failure.Code {
      switch self {
      case .interrupted: .interrupted
      case .terminated: BatchJob.isRunning ? .unfinished : .terminated
      case .outOfTime, .outOfBudget: .unfinished
      }
    }

    /// The reason in a word.
    var word: String {
      switch self {
      case .interrupted: "interrupted"
      case .terminated: "terminated"
      case .outOfTime: "out of time"
      case .outOfBudget: "out of budget"
      }
    }
  }

  private struct State {
    var sources: [any DispatchSourceSignal] = []
    var cancel: (@Sendable (Reason) -> Void)?
  }

  /// Why one piece of work was cancelled; the first reason counts.
  private final class Stop: Sendable {
    private let first = Mutex<Reason?>(nil)
    var reason: Reason? { first.withLock { $0 } }
    func set(_ reason: Reason) { first.withLock { $0 = $0 ?? reason } }
  }

  private static let state = Mutex(State())
  private static let writing = NSLock()
  private static let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
  private static let requests = Atomic(0)

  /// How often checkpoints were asked for by SIGUSR1.
  static var checkpointRequests: Int { requests.load(ordering: .relaxed) }

  /// Takes over the signals; once is enough.
  static func install() {
    state.withLock { state in
      guard state.sources.isEmpty else { return }
      state.sources = [
        source(SIGINT) { interrupt(.interrupted) }, source(SIGTERM) { interrupt(.terminated) },
        source(SIGUSR1) { requests.add(1, ordering: .relaxed) },
      ]
      // nohup has it ignored.
      if !isIgnored(SIGHUP) { state.sources.append(source(SIGHUP) { interrupt(.terminated) }) }
    }
  }

  /// Whether whoever started this process has it ignore a signal.
  private static func isIgnored(_ number: Int32) -> Bool {
    let former = signal(number, SIG_IGN)
    let isIgnored = unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    if !isIgnored { signal(number, former) }
    return isIgnored
  }

  private static func source(
    _ number: Int32, _ handler: @escaping @Sendable () -> Void
  ) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
    source.setEventHandler(handler: handler)
    source.resume()
    return source
  }

  private static func interrupt(_ reason: Reason) {
    // The first signal cancels what can be cancelled, the second one ends it.
    let cancel = state.withLock { state in
      defer { state.cancel = nil }
      return state.cancel
    }
    if let cancel {
      cancel(reason)
      return
    }
    // Nothing can be continued here, whoever asked.
    // Files appear whole or not at all; a writer that is stuck, as in a pipe that nobody reads, is not waited for.
    Gnuplot.stop()
    _ = writing.lock(before: Date(timeIntervalSinceNow: 2))
    Console.note((Console.errorIsTerminal ? "\n" : "") + "replica: \(reason.word)")
    _exit((reason == .terminated ? Failure.Code.terminated : .interrupted).rawValue)
  }

  /// Writes files; an interruption waits until they are whole.
  static func whileWriting<Result>(_ write: () throws -> Result) rethrows -> Result {
    writing.lock()
    defer { writing.unlock() }
    return try write()
  }

  /// Runs work that keeps checkpoints: an interruption cancels it instead of ending the process.
  ///
  /// - Parameters:
  ///   - limit: After how many seconds the work is cancelled; `nil` for never.
  ///   - budget: After how many seconds the work is cancelled because that was all it should take; `nil` for never.
  ///   - stopped: What is said of work that was stopped: what was kept and how to go on.
  ///   - work: The work.
  /// - Returns: Whether the work was done; it is not where the budget was spent.
  /// - Throws: ``Failure`` with the reason and its exit code, and what the work throws.
  @discardableResult
  static func cancelling(
    after limit: Double?, budget: Double? = nil, stopped: () throws -> String,
    work: @escaping @Sendable () async throws -> Void
  ) async throws -> Bool {
    let task = Task { try await work() }
    let stop = Stop()
    // Signals are those of the process; a host cancels the task that awaits the work.
    let isHosted = Host.current != nil
    if !isHosted {
      state.withLock { state in
        state.cancel = { reason in
          stop.set(reason)
          task.cancel()
        }
      }
    }
    defer { if !isHosted { state.withLock { $0.cancel = nil } } }
    let ends: [(Double?, Reason)] = [(limit, .outOfTime), (budget, .outOfBudget)]
    let timers = ends.compactMap { seconds, reason -> (any DispatchSourceTimer)? in
      guard let seconds else { return nil }
      let timer = DispatchSource.makeTimerSource(queue: queue)
      timer.schedule(deadline: .now() + max(0, seconds))
      timer.setEventHandler {
        stop.set(reason)
        task.cancel()
      }
      timer.resume()
      return timer
    }
    defer { for timer in timers { timer.cancel() } }
    do {
      try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        task.cancel()
      }
      return true
    } catch is CancellationError {
      let reason = stop.reason ?? .interrupted
      if reason == .outOfBudget { return false }
      throw Failure(reason.code, "\(reason.word); \(try stopped())")
    }
  }
}
