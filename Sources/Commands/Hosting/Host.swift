package import ReplicaKit
import Synchronization

/// A program that runs a command inside of itself, in the place of a process with its streams and signals.
///
/// While it is ``current``, the command is that of the host: nothing is printed, no signal is taken, and what would be
/// printed is kept here. Any number of hosts may run at a time.
package final class Host: Sendable {
  /// The host of the command that is running; `nil` in a process of its own.
  @TaskLocal static var current: Host?

  /// The words of the command after the name of the program.
  let words: [String]

  private struct State {
    var lines: [String] = []
    var notes: [String] = []
    var result: (outcome: any Reportable, document: JSONValue)?
    var work = Work()
  }

  /// How far the work has come that began last.
  package struct Work: Sendable {
    /// What is done, in a word; empty before anything is known of it.
    package var label = ""
    /// How much of it is done, 0 to 1.
    package var fraction = 0.0
  }

  private let state = Mutex(State())

  /// Prepares a command.
  ///
  /// - Parameter words: The words of the command line after the name of the program.
  package init(_ words: [String]) { self.words = words }

  /// Runs the command to its end; cancelling the task interrupts it, as Ctrl-C does.
  ///
  /// - Parameter files: The files in memory that it reads and writes.
  /// - Returns: How it ended.
  package func run(with files: MemoryFiles) async -> Ending {
    await MemoryFiles.$current.withValue(files) {
      await Host.$current.withValue(self) { await Ending(of: words) }
    }
  }

  /// Warnings and hints, in the order in which they came.
  package var notes: [String] { state.withLock { $0.notes } }

  /// How far the work has come.
  package var work: Work { state.withLock { $0.work } }

  /// The document that `--json` prints; `nil` without a result.
  package var document: JSONValue? { state.withLock { $0.result?.document } }

  /// What the tool prints without `--json`.
  ///
  /// - Parameter width: How many characters a line may have; `nil` for any number.
  /// - Returns: The sections of the result and further lines.
  package func text(width: Int?) -> String {
    let (result, lines) = state.withLock { ($0.result, $0.lines) }
    let sections = result?.outcome.sections ?? []
    return (Console.lines(of: sections, quiet: false, width: width) + lines)
      .joined(separator: "\n")
  }

  /// The sections of the result for a program that lays them out: a list of {"text"}, {"remark"} and {"header", "rows"}.
  package var sections: JSONValue {
    let sections = state.withLock { $0.result?.outcome.sections } ?? []
    return .array(
      sections.map { section in
        switch section {
        case .text(let text): ["text": .string(text)]
        case .remark(let text): ["remark": .string(text)]
        case .table(let table):
          [
            "header": .array(table.header.map { .string($0) }),
            "rows": .array(table.rows.map { .array($0.map { .string($0) }) }),
          ]
        }
      })
  }

  /// Draws the figure of the result, as `--figure` does.
  ///
  /// - Parameter path: The picture, `.svg`, `.pdf` or `.png`; its gnuplot script and data lie beside it.
  /// - Returns: The number of figures that were drawn.
  /// - Throws: ``Failure`` or an error of the library for what cannot be drawn or written.
  package func draw(to path: String) throws -> Int {
    let figures = try state.withLock { $0.result?.outcome }?.figures ?? []
    let command = Host.$current.withValue(self) { CommandLine.reproducingCommand }
    for figure in figures { _ = try figure.write(to: path, overwrite: true, command: command) }
    return figures.count
  }

  func hear(_ note: String) { state.withLock { $0.notes.append(note) } }

  func take(line: String) { state.withLock { $0.lines.append(line) } }

  func take(_ outcome: any Reportable, _ document: JSONValue) {
    state.withLock { $0.result = (outcome, document) }
  }

  func meter(_ label: String, total: Int) -> any ProgressMeter {
    state.withLock { $0.work = Work(label: label) }
    return Meter(host: self, total: Double(max(1, total)))
  }

  /// A meter that the host reads when it wants to.
  private struct Meter: ProgressMeter {
    let host: Host
    let total: Double

    func advance(_ amount: Int) {
      host.state.withLock {
        $0.work.fraction = min(1, $0.work.fraction + Double(amount) / total)
      }
    }

    func finish() { host.state.withLock { $0.work.fraction = 1 } }
  }
}

extension Ending {
  /// What there is to say of an error of ``Host/draw(to:)``.
  ///
  /// - Parameter error: The error.
  package init(_ error: any Error) {
    let failure = Failure(error)
    self.init(failure.code.rawValue, failure.message)
  }
}
