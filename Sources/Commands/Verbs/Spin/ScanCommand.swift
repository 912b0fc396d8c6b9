import ArgumentParser
import Foundation
import ReplicaKit

/// `replica scan`: whether replica symmetry stays broken, from one model at several sizes.
struct ScanCommand: PagedVerb, BatchVerb {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Several sizes: does symmetry stay broken, or heal?",
    discussion: """
      Every size is sampled into its own run in a folder, analysed as replica classify does, and every \
      indicator is fitted against N twice: by a power law to zero, as where symmetry heals, and by a limit \
      with a correction, as where it stays broken. The answer is stays-broken, heals or undecided, with its \
      power: how probable it would be in samples drawn from either fit. Undecided means that both fit.

      A scan that was interrupted goes on when the same command is given again; finished sizes are only \
      analysed. Runs that are not in equilibrium do not count, and at least three sizes must. Without \
      --temperatures, --temperature-range or --beta-range a ladder for parallel tempering is chosen from --temperature up to \
      --top; it is judged at --temperature, or at the lowest of the ladder. Runs that exist already can be \
      scanned instead: at --temperature, or at the lowest temperature that they share.

      EXAMPLES
        replica scan sk --spins 64,128,256 --temperature 0.5 --instances 64 \\
          --sweeps 8192 -o sk  # about 3 minutes
        replica scan sk --spins 64,128,256 --temperature 0.5 --field 1 \\
          --instances 64 -o field  # about 2 minutes
        replica scan pspin --spins 16,24,32 --temperature 0.4 --instances 64 \\
          --sweeps 8192 -o p3  # about 2 minutes
        replica scan edwards-anderson --dimension 2 --length 6,8,12,16 \\
          --temperature 1 -o ea2  # about 30 s
        replica scan hierarchical-lattice --generations 2,3,4 \\
          --temperature 0.4 --instances 64 -o mk  # about 20 s
        replica scan sk --spins 64,128,256 --temperature 0.5 --instances 1000 \\
          --slurm many.sh --time 1:00:00 --figure many.svg -o many
        replica scan sk64.zarr sk128.zarr sk256.zarr --temperature 0.5 \\
          --figure scan.svg --csv scan.csv  # your runs
        replica scan sk64.zarr sk128.zarr sk256.zarr --temperature 0.5 \\
          --report scan.html  # your runs
      """)

  @Argument(
    help: ArgumentHelp(
      "A model, as in replica sample, or three or more runs of one model.", valueName: "model|runs")
  )
  var subjects: [String]

  @OptionGroup var parameters: ModelParameters

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: "The temperature that is judged. (default: the lowest)")
  var temperature: Double?

  @OptionGroup var givenLadder: LadderOptions

  @Option(
    parsing: .unconditional,
    help: """
      The highest temperature of a chosen ladder. (default: by the couplings, where configurations move freely)
      """)
  var top: Double?

  @Option(parsing: .unconditional, help: "The number M of disorder instances of every size.")
  var instances = 32

  @Option(
    parsing: .unconditional,
    help: """
      The measured sweeps of every size. (default: 4096; one per draw on hierarchical lattices, where a sweep draws \
      a new configuration)
      """)
  var sweeps: Int?

  @OptionGroup var effort: InstanceEffortOptions

  @Option(parsing: .unconditional, help: "The most replicas per instance that are analysed.")
  var replicas = 128

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder of the runs. (default: scan-MODEL)", valueName: "folder"))
  var output: String?

  @OptionGroup var timeLimit: TimeLimitOptions

  @Option(
    help: ArgumentHelp("Write the indicators, a row per size, as .csv or .npz.", valueName: "file"))
  var csv: String?

  @OptionGroup var page: PageOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var slurm: SlurmOptions
  @OptionGroup var common: CommonOptions

  var outputFiles: [String?] { [csv] }

  /// The model to sample; `nil` where runs are scanned.
  private var model: ModelName? {
    subjects.count == 1 ? ModelName(argument: subjects[0]) : nil
  }

  /// Options that only sampling takes, beside those of the model.
  private static let samplingOptions =
    LadderOptions.names + InstanceEffortOptions.names
    + [
      "--top", "--instances", "--sweeps", "-o", "--output", "--time-limit", "--slurm",
      "--array-task",
    ]

  /// Options of the analysis that is made when all instances are there, with the number of words each takes.
  private static let analysisOptions = [
    "--csv": 2, "--report": 2, "--keep-data": 1, "--figure": 2, "--replicas": 2, "--force": 1,
  ]

  func validate() throws {
    if let csv, !csv.hasSuffix(".csv"), !csv.hasSuffix(".npz") {
      throw ValidationError("--csv is '\(csv)'; expected a name ending in .csv or .npz")
    }
    guard replicas >= 4 else {
      throw ValidationError("--replicas is \(replicas); expected at least 4")
    }
    if let temperature {
      try expect(
        (1e-100...1e100).contains(temperature), "--temperature", temperature, "1e-100 to 1e100")
    }
    guard let model else {
      if let option = Self.samplingOptions.first(where: CommandLine.isGiven) {
        throw ValidationError("\(option) applies to a model that is sampled, not to runs")
      }
      guard !parameters.isAnyGiven else {
        throw ValidationError("options of a model apply to a model that is sampled, not to runs")
      }
      guard subjects.count >= SizeScan.fewestSizes else {
        throw ValidationError(
          "\(subjects.joined(separator: ", ")): expected a model (\(ModelCatalogue.names.joined(separator: ", "))) "
            + "or at least \(SizeScan.fewestSizes) runs")
      }
      return
    }
    try slurm.requireFit(instances: instances)
    if slurm.arrayTask != nil,
      let option = Self.analysisOptions.keys.sorted().first(where: CommandLine.isGiven)
    {
      throw ValidationError(
        "\(option) is of the result, which the command gives without --array-task when all tasks are done"
      )
    }
    guard model.name != "couplings" else {
      throw ValidationError(
        "couplings of a file have one size; sample every size with replica sample and scan the runs"
      )
    }
    try expect(
      (2...Limits.instances).contains(instances), "--instances", instances,
      "2 to \(Limits.instances), because errors come from the scatter of instances")
    if let output, output.isEmpty { throw ValidationError("--output is empty; expected a name") }
    let sizes = try parameters.sizes()
    guard sizes.count >= SizeScan.fewestSizes else {
      throw ValidationError(
        "\(sizes.count) sizes; the limit of many spins takes at least \(SizeScan.fewestSizes)")
    }
    for one in sizes { try one.requireFit(model.name) }
    guard givenLadder.givenCount <= 1 else {
      throw ValidationError("\(LadderOptions.names.joined(separator: ", ")) exclude each other")
    }
    if let ladder = try givenLadder.values() {
      guard top == nil else { throw ValidationError("--top belongs to a chosen ladder") }
      do { _ = try settings(ladder) } catch { throw ValidationError("\(error)") }
      if let temperature {
        guard ladder.contains(where: { abs($0 - temperature) <= 5e-4 * temperature }) else {
          throw ValidationError("--temperature \(text(temperature)) is none of the ladder's")
        }
      }
    } else {
      guard let temperature else {
        throw ValidationError(
          "expected --temperature T, --temperatures T1,T2,…, --temperature-range or --beta-range")
      }
      if let top {
        try expect(top > temperature && top <= 1e100, "--top", top, "above --temperature")
      }
      do { _ = try settings([temperature]) } catch { throw ValidationError("\(error)") }
    }
  }

  private func settings(
    _ temperatures: [Double], drawnExactly isExact: Bool = false
  ) throws -> SamplingSettings {
    try SamplingSettings(
      temperatures: temperatures, chainCount: effort.chains, burnIn: effort.burnIn,
      sweeps: sweeps ?? (isExact ? effort.keptDraws() : 4096), draws: effort.keptDraws(),
      seed: common.seed)
  }

  func outcome(_ session: Session) async throws -> ScanReport {
    let stores =
      if let model {
        try await sampled(model, 0..<instances, session).map(\.store)
      } else {
        try opened()
      }
    try ScanReport.requireOneModel(stores.map { ($0.path, $0.ensemble) })
    let judged = try judgedTemperature(stores)
    let runs = try await session.concurrently("analysing", count: stores.count) { k in
      try ScannedRun(
        stores[k], file: stores[k].path, temperature: judged, replicaLimit: replicas,
        seed: common.seed)
    }
    return try ScanReport(runs, seed: common.seed)
  }

  private func opened() throws -> [RunStore] {
    try subjects.map { path in
      guard InputFile.isRun(path) else {
        throw Failure(
          FileManager.default.fileExists(atPath: path) ? .badData : .missingInput,
          "\(path) is neither a run nor a model; models are \(ModelCatalogue.names.joined(separator: ", "))"
        )
      }
      return try RunStore(at: path)
    }
  }

  /// The temperature that was asked for, or the lowest that all runs share.
  private func judgedTemperature(_ stores: [RunStore]) throws -> Double {
    if let temperature { return temperature }
    let shared = stores[0].settings.temperatures.first { value in
      stores.allSatisfy { $0.settings.temperatureIndex(of: value) != nil }
    }
    guard let shared else {
      throw Failure(
        .usage,
        "the runs share no temperature: "
          + stores.map { store in
            "\(store.path) has \(store.settings.temperatures.map { text($0) }.joined(separator: ", "))"
          }.joined(separator: "; "))
    }
    return shared
  }

  /// The folder of the runs.
  private func folder(_ model: ModelName) -> String { output ?? "scan-\(model.name)" }

  func script() throws -> SlurmScript? {
    guard let model else { return nil }
    let folder = folder(model)
    let runs = try sizes(model, copies: 1).map { ensemble, settings in
      let path = path(ensemble, in: folder)
      try StoreSampling.requireSameRun(
        at: path, model: ensemble, settings: settings, instanceCount: instances)
      return path
    }
    return try slurm.script(
      runs: runs, instances: runs.map { _ in instances }, onlyLast: Self.analysisOptions, last: [],
      common: common)
  }

  func compute(_ part: ArrayPart, _ session: Session) async throws -> PartReport {
    guard let model else { preconditionFailure("a part of runs that are not sampled") }
    let start = Progress.now()
    let runs = try await sampled(model, part.instances(of: instances), session)
    return PartReport(part, of: runs, wallSeconds: Progress.now() - start)
  }

  /// The file of the run of one size.
  private func path(_ ensemble: any SpinEnsemble, in folder: String) -> String {
    "\(folder)/N\(ensemble.spinCount).zarr"
  }

  /// The sizes and how each is sampled.
  private func sizes(
    _ model: ModelName, copies: Int
  ) throws -> [(ensemble: any SpinEnsemble, settings: SamplingSettings)] {
    let given = try givenLadder.values()
    return try parameters.sizes().map { one in
      let ensemble = try one.makeModel(model.name, copies: copies) { common.hint($0) }
      let first = ensemble.instance(0, seed: common.seed)
      let ladder =
        given ?? LadderChoice.temperatures(from: temperature ?? 1, for: first, top: top)
      let settings = try settings(ladder, drawnExactly: first.isDecimable)
      try StoreSampling.requireMemory(ensemble, settings, copies: copies)
      return (ensemble: ensemble, settings: settings)
    }
  }

  /// Samples what the runs in the folder lack of some instances.
  private func sampled(
    _ model: ModelName, _ chosen: Range<Int>, _ session: Session
  ) async throws -> [(store: RunStore, sampledCount: Int)] {
    let folder = folder(model)
    let copies = min(
      session.threadCount, ProcessInfo.processInfo.activeProcessorCount,
      instances * effort.chains)
    // All sizes are looked at before anything is written.
    let sizes = try sizes(model, copies: copies)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(.cannotCreate, "\(folder): the folder cannot be made")
    }
    let stores = try sizes.map { ensemble, settings in
      try Interruption.whileWriting {
        try RunStore.create(
          at: path(ensemble, in: folder), model: ensemble, settings: settings,
          instanceCount: instances, command: CommandLine.reproducingCommand, version: toolVersion,
          ifExists: .open)
      }
    }
    let start = Progress.now()
    let limit = timeLimit.seconds
    var runs: [(store: RunStore, sampledCount: Int)] = []
    for store in stores {
      let lacking = try store.lacking(chosen)
      runs.append((store, lacking.count))
      guard !lacking.isEmpty else { continue }
      let left = limit.map { max(0, $0 - (Progress.now() - start)) }
      _ = try await StoreSampling(checkpointInterval: effort.checkpointInterval, timeLimit: left)
        .sample(
          lacking, into: store, session, label: "N = \(store.model.spinCount)"
        ) {
          let done = try stores.reduce(0) { try $0 + $1.doneInstances().count }
          return
            "\(done) of \(stores.count * instances) instances are complete in \(folder); the same command "
            + "computes the others"
        }
    }
    return runs
  }

  /// The page, with the sizes at all temperatures.
  func page(
    of outcome: ScanReport, _ request: PageRequest, _ session: Session
  ) async throws -> ReportPage {
    var report = outcome
    for run in outcome.runs where run.reason == nil {
      report.curves.append(try await SizeCurves(try RunStore(at: run.file), session: session))
    }
    return .of(report, subject: ["Sizes of one model"], request: request)
  }

  func finish(_ outcome: ScanReport) throws {
    guard let csv else { return }
    try Interruption.whileWriting { try outcome.grid.write(to: csv, ifExists: ifExists) }
    common.hint("indicators: \(csv)")
  }
}
