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
        replica sample sk --spins 256 --temperature-range 0.4:1.5:18 -o sk.zarr
        replica classify sk.zarr --temperature 0.4 --figure sk.svg
        replica report sk.zarr -o page.html
        replica overlaps sk.zarr
        replica scan sk --spins 64,128,256 --temperature 0.5 --instances 32 -o scan
        replica theory sk --ansatz 1rsb --temperature 0.4
        replica deepnet simulate --sigma-w 2.5 --sigma-b 0.3 --width 500
        replica recurrent simulate --sigma-w 2 --trajectories 16

      EXIT CODES
        0 done, 1 computation failed or refused, 64 usage, 65 bad data in a file, 66 file missing, \
      73 cannot create output, 130 interrupted.
      """,
    version: toolVersion + revision,
    subcommands: [
      SampleCommand.self, PlanCommand.self, OverlapsCommand.self, ClassifyCommand.self,
      ReportCommand.self,
      ScanCommand.self,
      CheckCommand.self,
      ExactCommand.self,
      SynthCommand.self, TheoryCommand.self, DeepNetCommand.self, RecurrentCommand.self,
      CompareCommand.self,
    ])
}

extension Replica {
  /// Runs the command.
  static func main() async {
    do {
      try RepeatedOptions.check(Array(CommandLine.arguments.dropFirst()))
      var command = try parseAsRoot()
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

/// The revision of the sources in brackets, where the build states one.
private let revision: String = {
  let word = String(cString: rk_revision())
  return word.isEmpty ? "" : " (\(word))"
}()

/// The version of the tool, stored in every run.
let toolVersion = "0.1.0"
