import Foundation
import ReplicaKit
import Synchronization

/// How far work has come and the time left, on standard error: a bar in a terminal, one line elsewhere.
///
/// Both are silent for the first two seconds, and with them for all work that takes no longer.
final class Progress: ProgressMeter {
  private struct State {
    var done = 0.0
    var shown = 0.0
    var isVisible = false
    var isTold = false
    var isOver = false
    var lines: [String] = []
    var areLinesShown = false
  }

  private let total: Double
  private let label: String
  private let start = Progress.now()
  private let isEnabled: Bool
  /// Whether lines can be drawn anew; elsewhere, as in the log of a batch job, one line must do.
  private let isBar: Bool
  private let isWatch: Bool
  private let state = Mutex(State())

  init(_ label: String, total: Int, isEnabled: Bool, isWatch: Bool = false) {
    if !isWatch { Self.isMetered.withLock { $0 = true } }
    self.isWatch = isWatch
    self.label = label
    self.total = Double(max(1, total))
    self.isEnabled = isEnabled
    isBar =
      Console.errorIsTerminal && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    guard isEnabled else { return }
    // A first step that takes long is no reason to be silent.
    DispatchQueue.global().asyncAfter(deadline: .now() + 2.2) { [weak self] in self?.tellOfStart() }
  }

  /// Seconds since some moment in the past.
  static func now() -> Double { ProcessInfo.processInfo.systemUptime }

  /// Adds finished work; may be called from any thread.
  func advance(_ amount: Int) {
    guard isEnabled else { return }
    state.withLock { state in
      state.done += Double(amount)
      let elapsed = Progress.now() - start
      guard elapsed > 2, elapsed - state.shown > 0.2 else { return }
      state.shown = elapsed
      showLines(&state)
      let fraction = min(1, state.done / total)
      let rest = fraction > 0 ? elapsed * (1 - fraction) / fraction : 0
      guard isBar else {
        // What is nearly done is not announced.
        if !state.isTold, rest > 1 { write("replica: \(label), about \(duration(rest)) left\n") }
        state.isTold = true
        return
      }
      state.isVisible = true
      let filled = Int(fraction * 30)
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
      write("\r\(label) \(bar) \(Int(fraction * 100)) %, \(duration(rest)) left   ")
    }
  }

  /// Shows a result above the bar, and all before it, once the work takes long.
  func tell(_ line: String) {
    guard isEnabled, total > 1 else { return }
    state.withLock { state in
      state.lines.append(line)
      if Progress.now() - start > 2 { showLines(&state) }
    }
  }

  private func showLines(_ state: inout State) {
    guard !state.lines.isEmpty else { return }
    if state.isVisible { write("\r\u{1B}[K") }
    for line in state.lines { write("replica: \(line)\n") }
    state.lines = []
    state.areLinesShown = true
  }

  /// Says what is going on where nothing is known yet of how long it takes.
  private func tellOfStart() {
    if isWatch, Self.isMetered.withLock({ $0 }) { return }
    state.withLock { state in
      guard !state.isOver, !state.isVisible, !state.isTold, state.done == 0 else { return }
      if isBar {
        state.isVisible = true
        write("\r\(label) …")
      } else {
        guard
          !Self.isAnnounced.withLock({ announced in
            defer { announced = true }
            return announced
          })
        else { return }
        write("replica: \(label); the time is not known yet\n")
      }
    }
  }

  /// Removes the bar.
  func finish() {
    state.withLock { state in
      if state.areLinesShown { showLines(&state) }
      if state.isVisible { write("\r\u{1B}[K") }
      state.isVisible = false
      state.isOver = true
    }
  }

  private func write(_ text: String) {
    Console.writeError(text)
  }

  private func duration(_ seconds: Double) -> String {
    guard seconds < 1e9 else { return "years" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}

extension Progress {
  /// Whether any work has a meter of its own.
  fileprivate static let isMetered = Mutex(false)
  /// Whether it was said once that the time is not known.
  fileprivate static let isAnnounced = Mutex(false)

  /// What tells of work that has no meter of its own: that it goes on.
  ///
  /// - Parameter isEnabled: Whether anything is told.
  /// - Returns: A meter that nobody advances.
  static func watch(isEnabled: Bool) -> Progress {
    Progress("computing", total: 1, isEnabled: isEnabled, isWatch: true)
  }
}

extension CommonOptions {
  /// Seed and threads, with progress bars and hints on standard error.
  var session: Session {
    let isQuiet = quiet
    return Session(
      seed: seed, threadCount: threadCount,
      meter: {
        Host.current?.meter($0, total: $1) ?? Progress($0, total: $1, isEnabled: !isQuiet)
      },
      listener: { if !isQuiet { Console.note($0) } })
  }
}
