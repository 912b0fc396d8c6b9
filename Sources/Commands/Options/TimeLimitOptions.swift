import ArgumentParser
import ReplicaKit

/// How long a run may take before it keeps its checkpoints and stops.
struct TimeLimitOptions: ParsableArguments {
  /// A time: seconds, or hours, minutes and seconds with colons.
  struct Limit: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
      let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map {
        Double($0)
      }
      guard (1...3).contains(parts.count) else { return nil }
      var seconds = 0.0
      for (place, part) in parts.enumerated() {
        guard let part, part >= 0, part.isFinite, place == 0 || part < 60 else { return nil }
        seconds = 60 * seconds + part
      }
      guard seconds > 0, seconds <= 1e9 else { return nil }
      self.seconds = seconds
    }
  }

  /// What the last checkpoint and the end of the process may take.
  private static let margin = 60.0

  @Option(
    help: ArgumentHelp(
      "Keep checkpoints and stop with exit code 75 after this time; the same command goes on, sample and check with --resume. "
        + "(default: in a Slurm job, a minute before its end)",
      valueName: "seconds|h:m:s"))
  var timeLimit: Limit?

  /// The seconds that work may take from now on; `nil` for any.
  var seconds: Double? {
    timeLimit?.seconds ?? BatchJob.secondsLeft.map { max($0 - Self.margin, $0 / 2) }
  }
}
