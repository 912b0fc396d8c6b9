import ArgumentParser
import ReplicaKit

/// `replica classify`: spectrum, ordering, states, q_αβ and verdict.
struct ClassifyCommand: PagedVerb {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Spectrum, order, states and verdict of overlaps.",
    discussion: """
      FILE is a run, an R × N array of spins or activations, or an R × R overlap matrix (then --spins \
      gives the noise level). Arrays are .npy, .npz, .safetensors or text files (.csv, .tsv, .txt, .dat, also .gz), \
      .xlsx sheets, HDF5 (.h5), netCDF (.nc), MATLAB (.mat), Zarr stores of version 2 or 3 (folders or .zarr.zip), dimod \
      sample sets (.json, written by json.dump(sampleset.to_serializable(), file)), or a folder of text files with one \
      spectrum each. An array of ±1 or of truth values \
      holds spins; rows of any other numbers are normalised by their lengths. Three-dimensional arrays \
      hold several instances, unless their dimensions have names, or --dimensions says what they are: \
      replica,site,component are vector spins. Several files stand side by side, in one table and one figure; with \
      --ensemble they are instances of one system and have one verdict.

      Verdicts: paramagnetic, replica-symmetric, one-step, hierarchical, non-hierarchical, \
      undetermined, not-equilibrated. Their probabilities are calibrated on planted ensembles whose truth \
      is the realised overlap matrix; sites may be correlated, unless --independent-sites says that they \
      are not. The column 'broken' is the probability that replica symmetry is broken in one way or \
      another; a verdict 'undetermined: replica symmetry is broken' means that it is, but that the data \
      cannot tell how.

      In the figure of one temperature of an SK run stands the P(q) of replica theory, for N → ∞: Parisi's \
      below the AT line, RS above it, after the global flip has been fixed.

      A run of replica recurrent simulate has networks as instances and trajectories as replicas, at its \
      last time or at --time.

      Whether broken symmetry survives as N grows is no question for one size. Runs of one model at three sizes or \
      more are judged together at every temperature that they share, as replica scan does.

      The states of Hopfield runs are compared with the patterns: retrieval of one, mixtures of 3 or 5, \
      with the fraction of q_αα explained; states that patterns explain are no symmetry breaking.

      EXAMPLES
        replica classify sk.zarr
        replica classify sk.zarr --temperature 0.4 --figure sheet.svg
        replica classify sk.zarr --temperature 0.4 --report classified.html
        replica classify overlaps.npy --spins 1024 --json  # your overlaps, R × R
        replica classify sk64.zarr sk128.zarr sk256.zarr -t 0.4  # your runs
        replica classify sk.zarr planted.npy --temperature 0.4 --figure both.pdf
        replica classify layers.npz --array layer3 --subtract replica-mean  # yours
        replica classify shots.csv --transpose --subtract site-mean  # your spectra
        replica classify activations.zarr --array model/layer3  # your file
        replica classify spectra/ --subtract site-mean  # your folder of spectra
        replica classify heisenberg.npy --dimensions replica,site,component  # yours
        replica classify samples.json  # your dimod sample set
        replica classify chain.csv --order sweep  # your chain
        replica classify spins.npy --pattern-file xi.npy --labels y.npy  # your files
        replica classify --ensemble a.npy b.npy c.npy  # your instances of one system
      """)

  @Argument(help: "Runs, arrays or overlap matrices.")
  var files: [String]

  @Option(
    name: .shortAndLong, parsing: .unconditionalSingleValue,
    help: "A stored temperature of the runs; may be repeated. (default: all of them)")
  var temperature: [Double] = []

  @Flag(
    inversion: .prefixedNo,
    help: """
      Compute the power of the one-step test by planting. (default: where one thing is judged)
      """)
  var power: Bool?

  @Flag(help: "Say what every number of the tests is.")
  var explain = false

  @Flag(help: "All files are instances of one system, of equal R and N, and have one verdict.")
  var ensemble = false

  @Flag(
    inversion: .prefixedNo,
    help: "Print the ordered overlaps in text. (default: in a terminal)")
  var heatMap: Bool?

  @Option(
    parsing: .unconditional,
    help: "The instance that the figure shows, from 0; P(q) is that of all. (default: the first)")
  var instance: Int?

  @OptionGroup var verdict: VerdictOptions
  @OptionGroup var page: PageOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if common.json, let heatMap {
      throw ValidationError(
        "\(heatMap ? "--heat-map" : "--no-heat-map") changes nothing with --json, which prints one object"
      )
    }
    if instance != nil, figure.figure == nil {
      throw ValidationError("--instance applies to --figure, which is not given")
    }
    if page.report != nil, !ensemble, files.count > 2 {
      throw ValidationError(
        "--report shows one file, two side by side, or an --ensemble; there are \(files.count) files"
      )
    }
    guard !files.isEmpty else { throw ValidationError("expected at least one file") }
    if ensemble, let twin = files.enumerated().first(where: { files[..<$0].contains($1) })?.element
    {
      throw ValidationError("\(twin) stands twice; an instance counts once")
    }
  }

  func outcome(_ session: Session) async throws -> ClassifyReport {
    var points: [ClassifiedPoint] = []
    var readings: [String] = []
    var sources: [SizeComparisons.Source] = []
    if ensemble {
      points = [try ensemblePoint(&readings)]
    } else {
      for file in files {
        points += try await self.points(of: file, session, &readings, &sources)
      }
    }
    let shown = try shownInstance(of: points)
    return ClassifyReport(
      points, sizes: try SizeComparisons(sources, seed: common.seed), files: files,
      isEnsemble: ensemble, seed: common.seed,
      remarks: readings + remarks(on: points), explains: explain,
      shownInstance: shown)
  }

  /// The place of the instance that a figure shows among those that were analysed.
  private func shownInstance(of points: [ClassifiedPoint]) throws -> Int {
    guard let instance else { return 0 }
    guard points.count == 1 else {
      throw Failure(
        .usage,
        "--instance chooses one of a single matrix; \(points.count) files or temperatures stand side by side"
      )
    }
    guard let place = points[0].analysis.instances.firstIndex(of: instance) else {
      throw Failure(
        .usage,
        "--instance is \(instance); there are \(points[0].analysis.instances.count), from "
          + "\(points[0].analysis.instances.first ?? 0) on")
    }
    return place
  }

  func finish(_ outcome: ClassifyReport) throws {
    guard !common.json, heatMap ?? Console.outputIsTerminal, let overlaps = outcome.orderedOverlaps
    else { return }
    print(
      "\n"
        + TextHeatMap(
          overlaps, maximumWidth: 48, maximumHeight: 24,
          colours: Console.outputHasColours ? .full : .none
        ).rendered())
  }

  /// The page that `replica report` makes of the same files.
  func page(
    of outcome: ClassifyReport, _ request: PageRequest, _ session: Session
  ) async throws -> ReportPage {
    if ensemble {
      return .ofArray(
        outcome.points[0], remarks: outcome.remarks,
        preparation: files.map { ("Instance", $0) }, request: request)
    }
    guard
      files.count == 2 || outcome.points.allSatisfy({ $0.temperature != nil })
        || outcome.points.count == 1
    else {
      throw Failure(
        .usage, "--report shows one array; --array names \(outcome.points.count) of \(files[0])")
    }
    let known = outcome.points.count == 1 && outcome.points[0].temperature == nil
    return try await FilePage(
      files: files, temperature: temperature.first, verdict,
      options: verdict.analysis(seed: common.seed, withPower: false), request: request
    ).page(knowing: known ? outcome.points[0] : nil, session)
  }

  /// How to analyse one of so many things.
  private func options(ofOneOf count: Int) -> AnalysisOptions {
    verdict.analysis(
      seed: common.seed, withPower: power ?? (count == 1 && (files.count == 1 || ensemble)))
  }

  /// What must be said beside verdicts on what is no sample of a Gibbs measure.
  private func remarks(on points: [ClassifiedPoint]) -> [String] {
    (points.contains { $0.temperature == nil && $0.time == nil } ? [ArrayOptions.remark] : [])
      + (points.contains { $0.time != nil } ? [TrajectoryAnalysis.remark] : [])
  }

  private func points(
    of file: String, _ session: Session, _ readings: inout [String],
    _ sources: inout [SizeComparisons.Source]
  ) async throws -> [ClassifiedPoint] {
    guard InputFile.isRun(file) else {
      try verdict.requireNoTime(for: file)
      // A run that is not there is missing, and no array.
      let isMissing = !InputFile.exists(file)
      if !isMissing, CommandLine.isGiven("--replicas"), !files.contains(where: InputFile.isRun) {
        throw Failure(
          .usage, "\(file) is no run; --replicas applies to runs, of an array all rows are taken")
      }
      guard isMissing || temperature.isEmpty || files.contains(where: InputFile.isRun) else {
        throw InputFile.noTemperatures(file)
      }
      // Several arrays of one file stand side by side.
      let names = verdict.arrays.array.map { $0.split(separator: ",").map(String.init) } ?? []
      guard names.count > 1 else {
        var only = try point(file, [try read(file, &readings)])
        only.array = verdict.arrays.array
        return [only]
      }
      return try names.map { name in
        try point("\(file): \(name)", [try read(file, &readings, named: name)])
      }
    }
    guard verdict.spins == nil || !files.allSatisfy(InputFile.isRun) else {
      throw Failure(.usage, "\(file) is a run; --spins applies to overlap matrices")
    }
    try verdict.arrays.requireNone(for: file)
    try verdict.knowledge.requireNone(for: file)
    if (try? RunKind(ofRunAt: file)) == .recurrentSimulation { return [try trajectories(of: file)] }
    try verdict.requireNoTime(for: file)
    let run = try RunStore(at: file)
    let done = try run.doneInstances().count
    if done < run.instanceCount {
      readings.append("\(file) has \(done) of \(run.instanceCount) instances so far")
    }
    let slots = try TemperatureSelection.slots(of: run, wanted: temperature)
    var options = options(ofOneOf: slots.count)
    options.patterns = try verdict.knowledge.patterns(ofRun: run, file)
    let analysis = try RunAnalysis(run, replicaLimit: verdict.replicas, options: options)
    func line(_ found: TemperatureAnalysis) -> String { ClassifiedPoint(file: file, found).line }
    let found = try await session.concurrently("classifying", count: slots.count, line: line) { k in
      try analysis.at(temperatureIndex: slots[k])
    }
    if files.count(where: InputFile.isRun) >= 2 {
      sources += found.map { SizeComparisons.Source(run, file: file, $0) }
    }
    return found.map { ClassifiedPoint(file: file, $0) }
  }

  private func trajectories(of file: String) throws -> ClassifiedPoint {
    guard temperature.isEmpty, verdict.knowledge.patternFile == nil else {
      throw Failure(
        .usage,
        "\(file) is a run of recurrent networks; --temperature and --pattern-file apply to spin models"
      )
    }
    let run = try RecurrentRunStore(at: file)
    guard run.trajectoryCount <= verdict.replicas else {
      throw Failure(
        .usage,
        "\(file) has \(run.trajectoryCount) trajectories in each network, which are the replicas; "
          + "--replicas \(verdict.replicas) does not choose among them")
    }
    return ClassifiedPoint(
      file: file,
      try reading(file) {
        try TrajectoryAnalysis(run, time: verdict.time, options: options(ofOneOf: 1))
      })
  }

  private func read(
    _ file: String, _ readings: inout [String], named name: String? = nil
  ) throws -> ArrayInput {
    let input = try ArrayInput(
      file, spins: verdict.spins, options: verdict.arrays, order: verdict.knowledge.rowOrder,
      named: name)
    readings += input.remarks
    return input
  }

  /// The verdict on files that are instances of one system.
  private func point(_ name: String, _ inputs: [ArrayInput]) throws -> ClassifiedPoint {
    let sets = inputs.flatMap(\.sets)
    var options = options(ofOneOf: 1)
    options.checksSample = true
    options.timeOrders = inputs.flatMap(\.timeOrders)
    // What is wrong with these files is said before anything is computed.
    let patterns = try verdict.knowledge.patterns(for: sets, name)
    let classes = try verdict.knowledge.classes(for: sets)
    var point = ClassifiedPoint(
      file: name,
      try reading(name) {
        try SystemAnalysis(
          sets, chainCount: inputs.count == 1 ? inputs[0].chainCount : nil, patterns: patterns,
          options: options)
      })
    point.labels = classes.map { LabelComparison(point.analysis.analyses, labels: $0) }
    return point
  }

  private func ensemblePoint(_ readings: inout [String]) throws -> ClassifiedPoint {
    guard temperature.isEmpty else {
      throw Failure(.usage, "--ensemble pools arrays; --temperature applies to runs")
    }
    if let run = files.first(where: InputFile.isRun) {
      throw Failure(
        .usage, "\(run) is a run, which holds its instances already; --ensemble pools arrays")
    }
    let inputs = try files.map { try read($0, &readings) }
    try ArrayInput.requireEqualSizes(inputs)
    return try point(files[0] + (files.count > 1 ? " and \(files.count - 1) more" : ""), inputs)
  }
}
