import ArgumentParser
import ReplicaKit

/// Whether the sign of a whole replica means something, in the words of the command line.
enum FlipsOption: String, ExpressibleByArgument, CaseIterable {
  case yes
  case no
  case auto

  /// The same choice for the library.
  var treatment: FlipTreatment {
    switch self {
    case .yes: .yes
    case .no: .no
    case .auto: .auto
    }
  }
}

/// How the replicas of runs, arrays and overlap matrices are read and judged.
struct VerdictOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "The time of trajectories of recurrent networks. (default: the last one recorded)")
  var time: Double?

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: "The number N of spins behind an overlap matrix.")
  var spins: Int?

  @Option(parsing: .unconditional, help: "The most replicas per instance of a run.")
  var replicas = 128

  @Flag(
    help: """
      Suppose that sites are independent given the states, as planted ones are; by default they may be \
      correlated, as in samples of a Gibbs measure.
      """)
  var independentSites = false

  @Option(
    help: ArgumentHelp(
      """
      Whether the sign of a whole replica means nothing, so that replicas may be flipped: yes, no, or auto \
      (never for real numbers; for spins where overlaps are even and flips undo the negative ones).
      """, valueName: "yes|no|auto"))
  var flips = FlipsOption.auto

  @OptionGroup var knowledge: KnowledgeOptions
  @OptionGroup var arrays: ArrayOptions

  func validate() throws {
    if let spins, spins < 2 { throw ValidationError("--spins is \(spins); expected at least 2") }
    guard replicas >= 4 else {
      throw ValidationError("--replicas is \(replicas); expected at least 4")
    }
  }

  /// How to analyse.
  ///
  /// - Parameters:
  ///   - seed: The seed of the tests' random splits.
  ///   - withPower: Whether to compute the power of the one-step test.
  /// - Returns: The options of the library.
  func analysis(seed: UInt64, withPower: Bool) -> AnalysisOptions {
    AnalysisOptions(
      seed: seed, withPower: withPower, correlatedSites: !independentSites, flips: flips.treatment)
  }

  /// Refuses options of runs of recurrent networks.
  func requireNoTime(for file: String) throws {
    guard time == nil else {
      throw Failure(
        .usage, "\(file) is no run of recurrent networks; --time applies to their trajectories")
    }
  }

  /// Refuses options of arrays where all files are runs.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - files: All files.
  /// - Throws: A ``Failure`` that names the option.
  func requireNoArrayOptions(for run: String, among files: [String]) throws {
    guard files.allSatisfy(InputFile.isRun) else { return }
    guard spins == nil else {
      throw Failure(.usage, "\(run) is a run; --spins applies to overlap matrices")
    }
    try arrays.requireNone(for: run)
    try knowledge.requireNone(for: run)
  }
}
