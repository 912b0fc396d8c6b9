import ArgumentParser
import ReplicaKit

/// Whether instances that are not equilibrated are run on, and how far.
struct ExtensionOptions: ParsableArguments {
  /// The most doublings without `--most-sweeps`.
  private static let doublings = 6

  @Flag(
    help: ArgumentHelp(
      "Run those instances on that are not equilibrated, or of which it cannot be told, each judged alone: until they "
        + "are twice as long, again and again, within the budget. Only the last doubling is measured."
    ))
  var untilEquilibrated = false

  @Option(
    help: ArgumentHelp(
      "The most time for running instances on; what is not equilibrated then is said, with exit code 75. (default: any)",
      valueName: "seconds|h:m:s"))
  var budget: TimeLimitOptions.Limit?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most measured sweeps of an instance that is run on; what is not equilibrated then is said, with exit code 1. "
        + "(default: 64 times those of the run)"
    ))
  var mostSweeps: Int?

  func validate() throws {
    for (name, isGiven) in [("--budget", budget != nil), ("--most-sweeps", mostSweeps != nil)]
    where isGiven && !untilEquilibrated {
      throw ValidationError("\(name) has an effect with --until-equilibrated only")
    }
    if let mostSweeps { try expect(mostSweeps >= 1, "--most-sweeps", mostSweeps, "at least 1") }
  }

  /// Ends with exit code 75 where the budget of time is spent and 1 where no more sweeps are allowed, if instances are left
  /// that are not equilibrated.
  ///
  /// - Parameter found: Which instances were run on; `nil` where none should be.
  /// - Throws: ``Failure`` that says how many are left.
  static func finish(_ found: RunExtension?) throws {
    guard let found, !found.unequilibrated.isEmpty else { return }
    throw Failure(found.end == .time ? .unfinished : .computation, found.sentence)
  }

  /// Runs instances of a store on.
  ///
  /// - Parameters:
  ///   - store: A run of which all these instances are complete.
  ///   - instances: The instances.
  ///   - sampling: How.
  ///   - session: Threads and progress.
  /// - Returns: What was done.
  /// - Throws: ``Failure`` for work that was stopped, and what sampling throws.
  func extended(
    _ store: RunStore, instances: [Int], _ sampling: StoreSampling, _ session: Session
  ) async throws -> RunExtension {
    let start = Progress.now()
    return try await RunExtension(
      store, instances: instances,
      mostSweeps: mostSweeps ?? store.settings.extended(by: Self.doublings).sweeps,
      session: session
    ) { group, extensions in
      try await sampling.extend(
        group, to: extensions, in: store, session,
        budget: budget.map { max(0, $0.seconds - (Progress.now() - start)) })
    }
  }
}
