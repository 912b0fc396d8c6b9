import ArgumentParser
import Foundation
import ReplicaKit

/// `replica sample`: runs a sampler and writes a run.
struct SampleCommand: BatchVerb {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Sample a model and write a run.",
    discussion: """
      Heat bath and parallel tempering, or another algorithm. Several independent ladders of temperatures are run for every disorder instance; overlaps are \
      taken between ladders. The lowest energy that was met after any sweep is reported with its \
      configuration. The run is a Zarr store that xarray.open_zarr opens, complete or not. \
      The result does not depend on the number of threads.

      EXAMPLES
        replica sample sk --spins 256 --temperature-range 0.4:1.5:18 -o sk.zarr
        replica sample sk --spins 128 --temperature 0.8 --field -0.3 -o field.zarr
        replica sample hopfield --spins 500 --patterns 5 --temperature 0.5
        replica sample couplings --input J.npy --temperatures 0.5,0.7,1.0  # your J
        replica sample couplings -i J.npy -t 0.1 --lowest-states s.npy  # your J
        replica sample sk -s 256 --temperatures geometric:0.3:1.5:16 --tune -o e.zarr
        replica sample pspin -s 20 --spherical --temperatures 0.6,0.8,1.2
        replica sample sk -s 64 --algorithm annealing -t 0.1 --draws 64 -o cold.zarr
        replica sample sk -s 128 --temperature-range 0.3:1.5:16 --instances 100 \\
          --until-equilibrated --budget 2:00:00 -o all.zarr  # up to 2 hours
        replica sample sk -s 64 --temperature-range 0.4:1.6:12 --instances 1000 \\
          --slurm many.sh --time 1:00:00 -o many.zarr

      A command that was interrupted or killed goes on where it was when it is given again with \
      --resume; --instance-range and --array-task let several processes or machines fill one run, and --slurm writes the \
      jobs that do. SIGUSR1 asks for a \
      checkpoint. Exit codes of a run that stopped before its end: 130 after Ctrl-C, 143 after SIGTERM, \
      75 after --time-limit and after SIGTERM in a batch job, where the same command shall be given again.
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var temperatures: TemperatureOptions

  @Flag(
    help: ArgumentHelp(
      "pspin: real spins with Σ s² = N instead of ±1, in the same couplings, by geodesic Monte Carlo and parallel tempering; "
        + "a sweep is a trajectory of 8 steps at every temperature. What is complete when a run is stopped is whole "
        + "instances: there are no checkpoints inside of one."))
  var spherical = false

  @Flag(
    help: ArgumentHelp(
      "Move the temperatures between the ends to nearly equal exchange rates, by a short pilot; the ladder is printed, "
        + "and the command that is kept with the run has it."))
  var tune = false

  @Option(parsing: .unconditional, help: "The number M of disorder instances.")
  var instances = 1

  @Option(
    parsing: .unconditional,
    help: """
      The measured sweeps: one update of every spin at every temperature. (default: 4096; 128 of a population at each \
      of its temperatures)
      """)
  var sweeps: Int?

  @OptionGroup var effort: InstanceEffortOptions

  @Option(
    help: """
      heat-bath or metropolis (each temperature on its own), parallel-tempering, cluster-tempering (with \
      isoenergetic cluster moves among four replicas of each temperature; lattices and graphs), replica-monte-carlo (with \
      cluster moves between neighbouring temperatures; lattices and graphs), population-annealing (then \
      --draws is the size of the population), or annealing (the lowest energy: --draws walkers cool in --sweeps \
      sweeps from infinite temperature to the hottest temperature, and from each to the next, in equal steps of β). \
      (default: tempering for several temperatures)
      """)
  var algorithm: AlgorithmName?

  @Option(
    help: ArgumentHelp(
      "From where every second ladder starts: random, up (all spins +1), patterns (Hopfield), or a file of "
        + "configurations, R × N of +1 and −1; the others start at random. Both must agree, which finds "
        + "states that random starts never reach.",
      valueName: "random|up|patterns|file"))
  var start = "random"

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The run. (default: MODEL.zarr)", valueName: "file"))
  var output: String?

  @OptionGroup var extensions: ExtensionOptions

  @OptionGroup var timeLimit: TimeLimitOptions

  @Flag(help: "Store the couplings of every instance.")
  var storeCouplings = false

  @Option(
    help: ArgumentHelp(
      "Write the configurations of the lowest energy that was met, instances × N, .npy; also of a complete "
        + "run, with --resume.",
      valueName: "file"))
  var lowestStates: String?

  @Flag(help: "Continue a run: compute the instances that it lacks.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Compute only these instances of the run, from 0, a up to and including b; several processes "
        + "may share one run.",
      valueName: "a..b"))
  var instanceRange: String?

  @Flag(
    help: ArgumentHelp(
      "Overwrite an existing run, with --resume the file of --lowest-states only, or with --slurm an existing script."
    ))
  var force = false

  @OptionGroup var slurm: SlurmOptions

  @OptionGroup var common: CommonOptions

  var outputFiles: [String?] { [lowestStates] }

  /// The name of an algorithm of the catalogue.
  struct AlgorithmName: ExpressibleByArgument {
    let algorithm: any SamplingAlgorithm

    init?(argument: String) {
      guard let found = AlgorithmCatalogue.algorithm(named: argument) else { return nil }
      algorithm = found
    }

    static var allValueStrings: [String] { AlgorithmCatalogue.names }
  }

  func validate() throws {
    guard (1...Limits.instances).contains(instances) else {
      throw ValidationError(
        "--instances is \(instances); expected 1 to \(Limits.instances)")
    }
    if let output, output.isEmpty { throw ValidationError("--output is empty; expected a name") }
    if let algorithm, algorithm.algorithm is ParallelTempering,
      try temperatures.values().count < 2
    {
      throw ValidationError("--algorithm parallel-tempering needs at least two temperatures")
    }
    if let lowestStates, !lowestStates.hasSuffix(".npy") {
      throw ValidationError(
        "--lowest-states is '\(lowestStates)'; expected a name ending in .npy")
    }
    try validateSpherical()
    if resume, force, lowestStates == nil {
      throw ValidationError(
        "--resume and --force exclude each other, but for a file of --lowest-states that is there")
    }
    try validateJobs()
    if start.isEmpty {
      throw ValidationError("--start is empty; expected random, up, patterns or a file")
    }
    // A file is read when it is needed.
    let checked: LadderStart =
      ["random", "up", "patterns"].contains(start) ? try ladderStart() : .up
    do {
      let settings = try makeSettings(start: checked)
      if tune { try LadderTuning.check(settings) }
      if extensions.untilEquilibrated { try settings.checkExtension() }
    } catch { throw ValidationError("\(error)") }
    _ = try range()
  }

  /// Refuses what does not go together with many jobs.
  private func validateJobs() throws {
    try slurm.requireFit(instances: instances)
    if slurm.slurm != nil || slurm.arrayTask != nil, instanceRange != nil {
      throw ValidationError(
        "--instance-range and \(slurm.slurm == nil ? "--array-task" : "--slurm") exclude each other"
      )
    }
    if slurm.arrayTask != nil {
      if force {
        throw ValidationError("--force would delete what other tasks of --array-task have computed")
      }
      if lowestStates != nil {
        throw ValidationError(
          "--lowest-states is of the whole run; expected with --resume when all tasks are done")
      }
    }
    if slurm.slurm != nil {
      if extensions.budget != nil {
        throw ValidationError("--budget has no effect with --slurm, whose jobs end with --time")
      }
    }
  }

  /// From where every second ladder starts.
  private func ladderStart() throws -> LadderStart {
    switch start {
    case LadderStart.random.name: return .random
    case LadderStart.up.name: return .up
    case LadderStart.patterns.name: return .patterns
    default:
      let matrix = try InputFile.matrix(at: start)
      var packed = PackedConfigurations(spinCount: max(1, matrix.columns))
      for row in 0..<matrix.rows {
        if let bad = matrix.row(row).firstIndex(where: { abs($0) != 1 }) {
          throw Failure(
            .badData,
            "\(start): row \(row), column \(bad) is \(matrix[row, bad]); expected +1 or −1")
        }
        packed.append(matrix.row(row).map { Int8($0) })
      }
      return .configurations(packed)
    }
  }

  /// Whether the draws are the members of a population.
  private var isPopulation: Bool { algorithm?.algorithm is PopulationAnnealing }

  func makeSettings(
    start: LadderStart, ladder: [Double]? = nil
  ) throws -> SamplingSettings {
    try SamplingSettings(
      temperatures: try ladder ?? temperatures.values(), chainCount: effort.chains,
      burnIn: effort.burnIn,
      sweeps: sweeps ?? (isPopulation ? 128 : 4096),
      draws: effort.keptDraws(ofPopulation: isPopulation),
      seed: common.seed, algorithm: algorithm?.algorithm, start: start)
  }

  /// The instances to compute.
  func range() throws -> ClosedRange<Int> {
    guard let instanceRange else { return 0...instances - 1 }
    let parts = instanceRange.components(separatedBy: "..")
    guard parts.count == 2, let low = Int(parts[0]), let high = Int(parts[1]), low >= 0,
      low <= high, high < instances
    else {
      throw ValidationError(
        "--instance-range is '\(instanceRange)'; expected a..b within 0..\(instances - 1)")
    }
    return low...high
  }

  func outcome(_ session: Session) async throws -> AnyReport {
    if spherical { return AnyReport(try await sphericalOutcome(session)) }
    return AnyReport(try await isingOutcome(session))
  }

  private func isingOutcome(_ session: Session) async throws -> SamplingReport {
    let sampled = try await sampled(Array(try range()), isShared: instanceRange != nil, session)
    return try SamplingReport(
      sampled.store, sampledCount: sampled.count, wallSeconds: sampled.seconds,
      tuning: sampled.tuning, extension: sampled.extension,
      extensionSeconds: sampled.extensionSeconds)
  }

  func compute(_ part: ArrayPart, _ session: Session) async throws -> PartReport {
    let sampled = try await sampled(
      Array(part.instances(of: instances)), isShared: true, session)
    return PartReport(
      part, of: [(store: sampled.store, sampledCount: sampled.count)],
      wallSeconds: sampled.seconds + sampled.extensionSeconds, extension: sampled.extension)
  }

  func script() throws -> SlurmScript? {
    let (model, settings) = try prepared(copies: 1)
    let path = path(model)
    try OutputFile.requireOutsideOfRuns(path)
    if !tune {  // The ladder of the jobs is not known yet.
      try StoreSampling.requireSameRun(
        at: path, model: model, settings: settings, instanceCount: instances)
    }
    return try slurm.script(
      runs: [path], instances: [instances], dropped: ["--force": 1],
      onlyLast: ["--lowest-states": 2],
      last: ["--resume"] + (extensions.untilEquilibrated ? ["--budget", "1"] : []),
      common: common)
  }

  /// The file of the run.
  func path(_ model: any SpinEnsemble) -> String { output ?? "\(model.name).zarr" }

  /// The model and how it is sampled, with all that can be refused before anything is computed.
  private func prepared(
    copies: Int
  ) throws -> (model: any SpinEnsemble, settings: SamplingSettings) {
    let settings = try makeSettings(start: try ladderStart())
    let model = try model.makeModel(copies: copies) { common.hint($0) }
    if common.json, let given = model.givenSummary { common.hint(given.sentence) }
    try StoreSampling.requireMemory(model, settings, copies: copies)
    do { try settings.start.check(model) } catch {
      throw Failure(settings.start == .patterns ? .usage : .badData, "--start \(start): \(error)")
    }
    try requireCouplings(settings, model)
    return (model, settings)
  }

  /// What was sampled just now.
  private struct Sampled {
    let store: RunStore
    /// The number of instances.
    let count: Int
    let seconds: Double
    let tuning: LadderTuning?
    let `extension`: RunExtension?
    let extensionSeconds: Double
  }

  /// Samples those of some instances that the store lacks, and runs them on where that is asked for.
  private func sampled(
    _ chosen: [Int], isShared: Bool, _ session: Session
  ) async throws -> Sampled {
    let copies = min(
      session.threadCount, ProcessInfo.processInfo.activeProcessorCount, instances * effort.chains)
    var (model, settings) = try prepared(copies: copies)
    let shared = resume || isShared
    let path = path(model)
    let tuned =
      tune ? try await tunedLadder(settings, model, path: path, isShared: shared, session) : nil
    if let tuned { settings = try makeSettings(start: settings.start, ladder: tuned.ladder) }
    let command = tuned?.command ?? CommandLine.reproducingCommand
    try OutputFile.requireOutsideOfRuns(path)
    let isNew = !FileManager.default.fileExists(atPath: path)
    let store = try Interruption.whileWriting {
      try RunStore.create(
        at: path, model: model, settings: settings,
        instanceCount: instances, command: command, version: toolVersion,
        storesCouplings: storeCouplings,
        ifExists: resume ? .open : force ? .replace : shared ? .open : .fail)
    }
    if extensions.untilEquilibrated { try RunExtension.check(store) }
    let wanted = try store.lacking(chosen, keepsStates: extensions.untilEquilibrated)
    let sampling = StoreSampling(
      checkpointInterval: effort.checkpointInterval, timeLimit: timeLimit.seconds,
      keepsFinalStates: extensions.untilEquilibrated)
    let seconds: Double
    do {
      seconds = try await sampling.sample(wanted, into: store, session) {
        "\(try store.doneInstances().count) of \(store.instanceCount) instances are complete in "
          + "\(store.path); the same command with --resume computes the others"
      }
    } catch {
      let failure = Failure(error)
      if isNew, !shared, failure.code != .cannotCreate, !failure.canGoOn { Self.removeEmpty(store) }
      throw error
    }
    let sampled = Progress.now()
    let extended =
      extensions.untilEquilibrated
      ? try await extensions.extended(store, instances: chosen, sampling, session) : nil
    return Sampled(
      store: store, count: wanted.count, seconds: seconds, tuning: tuned?.report,
      extension: extended, extensionSeconds: Progress.now() - sampled)
  }

  /// Removes a run that was refused before anything of it was computed.
  private static func removeEmpty(_ store: RunStore) {
    let checkpoints = try? FileManager.default.contentsOfDirectory(
      atPath: store.path + "/.checkpoint")
    guard checkpoints?.isEmpty ?? true, (try? store.doneInstances().isEmpty) == true else { return }
    try? FileManager.default.removeItem(atPath: store.path)
  }

  /// Refuses couplings that the algorithm cannot use, before anything is written.
  private func requireCouplings(_ settings: SamplingSettings, _ model: any SpinEnsemble) throws {
    guard !settings.algorithm.takesAllCouplings else { return }
    do { try SamplingRun(model, settings: settings).check() } catch {
      throw Failure(.usage, "--algorithm \(error)")
    }
  }

  func finish(_ outcome: AnyReport) throws {
    if let report = outcome.base as? SphericalSamplingReport { finish(report) }
    if let report = outcome.base as? SamplingReport { try finish(report) }
  }

  private func finish(_ outcome: SamplingReport) throws {
    if let lowestStates {
      guard let lowest = outcome.summary.lowest else {
        throw Failure(
          .computation,
          "\(outcome.file) was begun by a version that kept no lowest energies; sample it anew")
      }
      try Interruption.whileWriting {
        try NumPyFile.write(
          lowest.configurations, to: lowestStates, as: .int8, ifExists: force ? .replace : .fail)
      }
    }
    if !common.json {
      for line in outcome.summary.problems.prefix(4) { common.hint(line) }
      if outcome.summary.problems.count > 4 {
        common.hint("and \(outcome.summary.problems.count - 4) temperatures more")
      }
      if let assurance = outcome.summary.assurance { common.hint(assurance) }
      if outcome.summary.canBeClassified { common.hint("next: replica classify \(outcome.file)") }
    }
    try ExtensionOptions.finish(outcome.extension)
  }
}
