import ArgumentParser
import CRevision

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
        replica recurrent simulate --sigma-w 2 --neurons 100 --trajectories 16
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
          StatusCommand.self,
        ]),
      CommandGroup(name: "Theory", subcommands: [TheoryCommand.self, ExactCommand.self]),
      CommandGroup(
        name: "Networks",
        subcommands: [DeepNetCommand.self, RecurrentCommand.self, CompareCommand.self]),
      CommandGroup(
        name: "Tools",
        subcommands: [
          SynthCommand.self, ReproduceCommand.self, DoctorCommand.self, ManualCommand.self,
        ]),
    ])
}

/// The revision of the sources in brackets, where the build states one.
let revision: String = {
  let word = String(cString: rk_revision())
  return word.isEmpty ? "" : " (\(word))"
}()

/// The version of the tool, stored in every run.
let toolVersion = "0.1.0"
