import ArgumentParser
import ReplicaKit

/// `replica status`: what of a run is there.
struct StatusCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "What of a run is done, begun or missing.",
    discussion: """
      RUN is a run of replica sample, recurrent simulate or recurrent lyapunov. It may be in progress, on any number of \
      machines: only names and times of files are looked at, and the times that the complete parts took. The rate is that \
      of the last 20 parts that became complete. Where nothing has changed for ten minutes and for ten times as long as \
      a part takes, nobody seems to compute, and there is no estimate.

      Equilibrium is judged from the complete instances, which are read for that; up to 1000 unless --equilibration says \
      otherwise.

      --unfinished-tasks n is for scripts that fill a run by a job array of n elements, each with --array-task k/n: it \
      prints which k have something left to do, and nothing else.

      --verify reads every chunk of the complete parts, as after a copy from another machine.

      EXAMPLES
        replica status sk.zarr
        replica status sk.zarr --verify
        replica status sk.zarr --no-equilibration --json
        replica status sk.zarr --unfinished-tasks 4
      """)

  @Argument(help: ArgumentHelp("A run.", valueName: "run"))
  var runPath: String

  @Flag(
    inversion: .prefixedNo,
    help: "Judge whether the complete instances are in equilibrium. (default: up to 1000 of them)")
  var equilibration: Bool?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Print only which of n elements of a job array are not complete, from 0, as sbatch --array takes them; with exit code "
        + "75 where there are any.",
      valueName: "n"))
  var unfinishedTasks: Int?

  @Flag(
    help:
      "Read every chunk of the complete parts and compare it with its checksums; with exit code 65 where one is damaged."
  )
  var verify = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard let unfinishedTasks else { return }
    guard !verify else {
      throw ValidationError("--verify has no effect with --unfinished-tasks")
    }
    try expect(
      (1...Limits.instances).contains(unfinishedTasks), "--unfinished-tasks", unfinishedTasks,
      "1 to \(Limits.instances)")
    guard equilibration != true else {
      throw ValidationError("--equilibration has no effect with --unfinished-tasks")
    }
  }

  var isRandom: Bool { false }
  var statesSeed: Bool { false }

  func outcome(_ session: Session) async throws -> RunStatus {
    let units = try UnitStore(at: runPath)
    let judges = equilibration ?? (units.unitCount <= 1000)
    if equilibration != nil, [.recurrentSimulation, .lyapunovExponents].contains(units.kind) {
      throw Failure(
        .usage,
        "\(runPath) is a run of networks, whose equilibrium is not judged; leave out "
          + (judges ? "--equilibration" : "--no-equilibration"))
    }
    return try RunStatus(
      file: runPath, judgesEquilibration: judges && unfinishedTasks == nil, tasks: unfinishedTasks,
      verifies: verify)
  }

  func finish(_ outcome: RunStatus) throws {
    if unfinishedTasks != nil, !outcome.isComplete {
      throw ExitCode(Failure.Code.unfinished.rawValue)
    }
    if outcome.verification?.damages.isEmpty == false {
      throw ExitCode(Failure.Code.badData.rawValue)
    }
  }
}
