import Foundation
import ReplicaKit
import Synchronization

/// A progress bar with the time left, on standard error; silent unless that is a terminal, and for
/// work that takes less than two seconds.
final class Progress: ProgressMeter {
  private struct State {
    var done = 0.0
    var shown = 0.0
    var isVisible = false
  }

  private let total: Double
  private let label: String
  private let start = Progress.now()
  private let isEnabled: Bool
  private let state = Mutex(State())

  init(_ label: String, total: Int, isEnabled: Bool) {
    self.label = label
    self.total = Double(max(1, total))
    self.isEnabled = isEnabled && Console.errorIsTerminal
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
      state.isVisible = true
      let fraction = min(1, state.done / total)
      let filled = Int(fraction * 30)
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
      let left = fraction > 0 ? elapsed * (1 - fraction) / fraction : 0
      write("\r\(label) \(bar) \(Int(fraction * 100)) %, \(duration(left)) left   ")
    }
  }

  /// Removes the bar.
  func finish() {
    state.withLock { state in
      if state.isVisible { write("\r\u{1B}[K") }
      state.isVisible = false
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

extension CommonOptions {
  /// Seed and threads, with progress bars and hints on standard error.
  var session: Session {
    let isQuiet = quiet
    return Session(
      seed: seed, threadCount: threadCount,
      meter: { Progress($0, total: $1, isEnabled: !isQuiet) },
      listener: { if !isQuiet { Console.note($0) } })
  }
}
