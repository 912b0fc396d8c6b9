import ArgumentParser
import CRevision
import Dispatch
import Foundation

/// The start of the tool, before the system's queues of work: they end a process that may open too few files.
@main
enum Start {
  static func main() {
    Console.openMissingStreams()
    Limits.requireOpenFiles()
    Console.limitThreadsOfBLAS()
    Task {
      await Replica.main()
      exit(0)
    }
    dispatchMain()
  }
}

/// The command-line tool: parsing, progress and printing; the physics is in the library.
struct Replica: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replica",
    abstract: "Overlaps, spectra and replica-symmetry breaking of sampled networks.",
    discussion: """
      Sample a network of spins, see its overlap matrices and their spectra, and learn whether they \
      show replica symmetry or its breaking, how sure that is, and when the data cannot tell. The \
      same overlaps in deep networks, and the theory of both.

      EXAMPLES
        replica sample sk --spins 64 --temperature-range 0.4:1.5:12 -o sk.zarr
        replica classify sk.zarr --temperature 0.4 --figure sk.svg
        replica report sk.zarr -o page.html
        replica overlaps sk.zarr
        replica synth one-step --spins 1024 --replicas 128 -o planted.npy
        replica scan sk --spins 64,128,256 -t 0.5 -o scan  # about 1 minute
        replica theory sk --ansatz 1rsb --temperature 0.4
        replica deepnet simulate --sigma-w 2.5 --sigma-b 0.3 --width 500
        replica recurrent simulate --sigma-w 2 --neurons 200 --trajectories 16
        replica --version --verbose

      EXIT CODES
          0 done                          66 file missing
          1 computation failed, refused   73 cannot create output
         64 usage                         75 unfinished, goes on with --resume
         65 bad data in a file           130 interrupted
      """,
    version: toolVersion + revision,
    groupedSubcommands: [
      CommandGroup(
        name: "Sample", subcommands: [SampleCommand.self, PlanCommand.self, ScanCommand.self]),
      CommandGroup(
        name: "Analyse",
        subcommands: [
          OverlapsCommand.self, ClassifyCommand.self, ReportCommand.self, CheckCommand.self,
        ]),
      CommandGroup(name: "Theory", subcommands: [TheoryCommand.self, ExactCommand.self]),
      CommandGroup(
        name: "Networks",
        subcommands: [DeepNetCommand.self, RecurrentCommand.self, CompareCommand.self]),
      CommandGroup(
        name: "Tools",
        subcommands: [SynthCommand.self, DoctorCommand.self, ManualCommand.self]),
    ])
}

extension Replica {
  /// Runs the command.
  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    if Set(words) == ["--version", "--verbose"] {
      print(Versions.text)
      return
    }
    // The parser shows the help of the tool for a verb that does not exist.
    if words.first == "help" { refuseMisspelt(words) }
    var command: any ParsableCommand
    do {
      try RepeatedOptions.check(words)
      command = try parseAsRoot()
    } catch {
      if exitCode(for: error) != .success { refuseMisspelt(words) }
      exit(withError: error)
    }
    do {
      if var verb = command as? any AsyncParsableCommand {
        try await verb.run()
      } else {
        try command.run()
      }
    } catch {
      exit(withError: error)
    }
  }
}

extension Replica {
  /// Ends the program with a message where a verb or an option does not exist, whatever else is wrong.
  private static func refuseMisspelt(_ words: [String]) {
    guard let tree = try? CommandTree.ofTool(), let misspelt = MisspeltWords(words, in: tree) else {
      return
    }
    Console.note(
      "Error: \(misspelt.message)\n  See '\(misspelt.command) --help' for more information.")
    exit(withError: ExitCode(Failure.Code.usage.rawValue))
  }
}

/// The revision of the sources in brackets, where the build states one.
let revision: String = {
  let word = String(cString: rk_revision())
  return word.isEmpty ? "" : " (\(word))"
}()

/// The version of the tool, stored in every run.
let toolVersion = "0.1.0"
