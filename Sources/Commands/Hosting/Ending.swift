import ArgumentParser
import Dispatch
import Foundation
import ReplicaKit

/// How a command ended.
package struct Ending: Sendable {
  /// The exit code that scripts rely on; 0 for a command that is done.
  package let code: Int32
  /// What there is to say about it: what went wrong, or the help that was asked for; empty for nothing.
  package let message: String
  let style: Style

  /// How the tool prints the message.
  enum Style {
    /// A sentence of a verb.
    case sentence
    /// A sentence that is folded like others.
    case hint
    /// A text that the parser laid out.
    case text
  }

  init(_ code: Int32, _ message: String, _ style: Style = .text) {
    self.code = code
    self.message = message
    self.style = style
  }

  /// Runs a command to its end.
  ///
  /// - Parameter words: The words of the command line after the name of the program.
  package init(of words: [String]) async {
    do {
      try await Self.run(words)
      self.init(0, "")
    } catch let ending as Misspelt {
      self.init(Failure.Code.usage.rawValue, ending.message, .hint)
    } catch let failure as Failure {
      let mark = failure.canGoOn ? "" : "error: "
      self.init(failure.code.rawValue, mark + failure.message, .sentence)
    } catch {
      let text = Replica.fullMessage(for: error)
      let mark = "Error: "  // of the parser
      self.init(
        Replica.exitCode(for: error).rawValue,
        text.hasPrefix(mark) ? Self.errorMark + text.dropFirst(mark.count) : text)
    }
  }

  /// What every message about an error begins with.
  private static let errorMark = "replica: error: "

  /// A verb or an option that does not exist.
  private struct Misspelt: Error { let message: String }

  private static func run(_ words: [String]) async throws {
    if Set(words) == ["--version", "--verbose"] { return print(Versions.text) }
    // The parser shows the help of the tool for a verb that does not exist.
    if words.first == "help" { try refuseMisspelt(words) }
    var command: any ParsableCommand
    do {
      try RepeatedOptions.check(words)
      command = try Replica.parseAsRoot(words)
    } catch {
      if Replica.exitCode(for: error) != .success { try refuseMisspelt(words) }
      throw error
    }
    if var verb = command as? any AsyncParsableCommand {
      try await verb.run()
    } else {
      try command.run()
    }
  }

  /// Throws where a verb or an option does not exist, whatever else is wrong.
  private static func refuseMisspelt(_ words: [String]) throws {
    guard let tree = try? CommandTree.ofTool(), let misspelt = MisspeltWords(words, in: tree) else {
      return
    }
    throw Misspelt(
      message:
        "\(Self.errorMark)\(misspelt.message)\n  See '\(misspelt.command) --help' for more information."
    )
  }

  /// Prints the message where the tool prints it.
  fileprivate func tell() {
    guard !message.isEmpty else { return }
    switch style {
    case .sentence: Console.note("replica: \(message)")
    case .hint: Console.note(message)
    case .text: code == 0 ? print(message) : Console.writeError(message + "\n")
    }
  }
}

/// Runs the command of this process and ends the process; before anything, what the system's queues of work need: they
/// end a process that may open too few files.
package func runTool() -> Never {
  Console.openMissingStreams()
  Limits.requireOpenFiles()
  Limits.requireStack()
  Limits.requireKnownInstructionSet()
  Limits.requireReadableArguments()
  Console.limitThreadsOfBLAS()
  LinearAlgebraLibrary.onLackOfMemory {
    Console.note("replica: error: \($0)")
    exit(Failure.Code.computation.rawValue)
  }
  Task {
    let ending = await Ending(of: Array(CommandLine.arguments.dropFirst()))
    ending.tell()
    exit(ending.code)
  }
  dispatchMain()
}
