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

      EXAMPLES
        replica status sk.zarr
        replica status sk.zarr --no-equilibration --json
      """)

  @Argument(help: ArgumentHelp("A run.", valueName: "run"))
  var runPath: String

  @Flag(
    inversion: .prefixedNo,
    help: "Judge whether the complete instances are in equilibrium. (default: up to 1000 of them)")
  var equilibration: Bool?

  @OptionGroup var common: CommonOptions

  var isRandom: Bool { false }
  var statesSeed: Bool { false }

  func outcome(_ session: Session) async throws -> RunStatus {
    let count = try UnitStore(at: runPath).unitCount
    return try RunStatus(file: runPath, judgesEquilibration: equilibration ?? (count <= 1000))
  }
}
