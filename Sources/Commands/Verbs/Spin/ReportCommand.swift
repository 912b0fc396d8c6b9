import ArgumentParser
import ReplicaKit

/// `replica report`: one page of HTML that shows what was found, to be read and to be sent.
struct ReportCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "A page of HTML with all that was found.",
    discussion: """
      The page is one file that asks nothing of any network. It begins with the answer in a sentence, how sure it is and \
      what to do next; then come the ordered overlap matrix with its tree, the spectrum with the line that decides, P(q) \
      with its error and the theory, the states with their overlaps, the tests of equilibrium, all temperatures, reasons, \
      and the commands that make it again. Point at anything, or use the arrow keys: what belongs together lights up. \
      All numbers can be saved as CSV. It prints, is light or dark, and says its answer without a script.

      Of a run every temperature can be chosen; the one of --temperature, the lowest without it, is seen first, with all \
      its instances (64 of more). At the other temperatures the matrices of the first instance are kept, with --keep-all \
      those of all. Two files stand side by side, on common axes, with a table of the differences in standard errors. Arrays are read from the same files as by replica classify. The page has names of files and no names \
      of folders.

      EXAMPLES
        replica report sk.zarr -o page.html
        replica report sk.zarr --temperature 0.4 -o page.html --force
        replica report planted.npy -o planted.html
        replica report sk.zarr planted.npy --temperature 0.4 -o pair.html
        replica report overlaps.npy --spins 1024 -o q.html  # your overlaps, R × R
        replica report shots.csv --transpose --subtract site-mean -o s.html  # yours
      """)

  @Argument(
    help: ArgumentHelp(
      "A run, an array or an overlap matrix; two of them stand side by side.", valueName: "file"))
  var files: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The page to write, .html.", valueName: "file"))
  var output: String

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: "The stored temperature of a run that is seen first. (default: the lowest)")
  var temperature: Double?

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

  @Flag(help: "Keep the matrices of all instances at all temperatures; the page grows.")
  var keepAll = false

  @Flag(help: "Suppose that sites are independent given the states.")
  var independentSites = false

  @Option(
    help: ArgumentHelp(
      "Whether the sign of a whole replica means nothing: yes, no, or auto.",
      valueName: "yes|no|auto"))
  var flips = FlipsOption.auto

  @Flag(help: "Overwrite existing output.")
  var force = false

  @OptionGroup var knowledge: KnowledgeOptions
  @OptionGroup var arrays: ArrayOptions
  @OptionGroup var common: CommonOptions

  var outputFiles: [String?] { [output] }

  func validate() throws {
    if let spins, spins < 2 { throw ValidationError("--spins is \(spins); expected at least 2") }
    guard files.count == 1 || files.count == 2 else {
      throw ValidationError("\(files.count) files; a page shows one or two")
    }
    guard files.count == 1 || !keepAll else {
      throw ValidationError("--keep-all applies to the page of one run")
    }
    guard replicas >= 4 else {
      throw ValidationError("--replicas is \(replicas); expected at least 4")
    }
    guard output.hasSuffix(".html") || output.hasSuffix(".htm") else {
      throw ValidationError("--output is '\(output)'; expected a name that ends in .html")
    }
  }

  private var options: AnalysisOptions {
    AnalysisOptions(
      seed: common.seed, withPower: false, correlatedSites: !independentSites,
      flips: flips.treatment)
  }

  private var request: PageRequest {
    PageRequest(
      version: toolVersion, command: CommandLine.reproducingCommand + " -o " + output,
      keepsAll: keepAll)
  }

  func outcome(_ session: Session) async throws -> PageReport {
    PageReport(try await page(session), path: output)
  }

  private func page(_ session: Session) async throws -> ReportPage {
    guard files.count == 1 else {
      guard knowledge.isEmpty else {
        throw Failure(
          .usage,
          "--pattern-file, --labels and --order apply to the page of one array, not to two side by side"
        )
      }
      return .sideBySide(
        try await member(files[0], session), try await member(files[1], session), request: request)
    }
    let file = files[0]
    guard InputFile.isRun(file) else {
      let (point, remarks) = try arrayPoint(file)
      var preparation: [(String, String)] = []
      if arrays.subtract != .none { preparation.append(("Subtracted", arrays.subtract.rawValue)) }
      if arrays.transpose { preparation.append(("Replicas", "columns of the file")) }
      return .ofArray(point, remarks: remarks, preparation: preparation, request: request)
    }
    if (try? RunKind(ofRunAt: file)) == .recurrentSimulation {
      return .ofArray(
        try trajectoryPoint(file), remarks: [TrajectoryAnalysis.remark], preparation: [],
        request: request)
    }
    let (run, slot) = try spinRun(file)
    return try await ReportPage.ofRun(
      run, file: file, temperatureIndex: slot, replicaLimit: replicas, options: options,
      request: request, session: session)
  }

  /// One of two systems.
  private func member(_ file: String, _ session: Session) async throws -> PageMember {
    guard InputFile.isRun(file) else {
      let (point, remarks) = try arrayPoint(file)
      return PageMember(point, remarks: remarks)
    }
    if (try? RunKind(ofRunAt: file)) == .recurrentSimulation {
      return PageMember(try trajectoryPoint(file), remarks: [TrajectoryAnalysis.remark])
    }
    let (run, slot) = try spinRun(file)
    return try await PageMember(
      run, file: file, temperatureIndex: slot, replicaLimit: replicas, options: options,
      session: session)
  }

  /// A run of a spin model with the temperature that is wanted, by its index.
  private func spinRun(_ file: String) throws -> (RunStore, Int) {
    guard spins == nil || !files.allSatisfy(InputFile.isRun) else {
      throw Failure(.usage, "\(file) is a run; --spins applies to overlap matrices")
    }
    if files.allSatisfy(InputFile.isRun) {
      try arrays.requireNone(for: file)
      try knowledge.requireNone(for: file)
    }
    guard time == nil || files.count == 2 else {
      throw Failure(
        .usage, "\(file) is no run of recurrent networks; --time applies to their trajectories")
    }
    let run = try RunStore(at: file)
    _ = try run.requiredInstances()
    return (
      run, try TemperatureSelection.slots(of: run, wanted: temperature.map { [$0] } ?? [])[0]
    )
  }

  /// Refuses options that no file here is for.
  private func requireNoTemperature(_ file: String) throws {
    guard temperature == nil || files.contains(where: InputFile.isRun) && files.count == 2 else {
      throw Failure(.usage, "\(file) is no run of a spin model; --temperature applies to those")
    }
    guard !keepAll else {
      throw Failure(
        .usage, "\(file) has no temperatures; --keep-all applies to runs of spin models")
    }
  }

  private func trajectoryPoint(_ file: String) throws -> ClassifiedPoint {
    try requireNoTemperature(file)
    let run = try RecurrentRunStore(at: file)
    return ClassifiedPoint(
      file: file,
      try reading(file) { try TrajectoryAnalysis(run, time: time, options: options) })
  }

  /// The verdict on an array, with what must be said beside it.
  private func arrayPoint(_ file: String) throws -> (ClassifiedPoint, [String]) {
    try requireNoTemperature(file)
    guard time == nil || files.count == 2 else {
      throw Failure(
        .usage, "\(file) is no run of recurrent networks; --time applies to their trajectories")
    }
    let input = try ArrayInput(file, spins: spins, options: arrays, order: knowledge.rowOrder)
    var options = options
    options.withPower = files.count == 1
    options.checksSample = true
    options.timeOrders = input.timeOrders
    let patterns = try knowledge.patterns(for: input.sets, file)
    let classes = try knowledge.classes(for: input.sets)
    var point = ClassifiedPoint(
      file: file,
      try reading(file) {
        try SystemAnalysis(
          input.sets, chainCount: input.chainCount, patterns: patterns, options: options)
      })
    point.labels = classes.map { LabelComparison(point.analysis.analyses, labels: $0) }
    return (point, input.remarks + [ArrayOptions.remark])
  }

  func finish(_ outcome: PageReport) throws {
    try Interruption.whileWriting { try outcome.page.write(to: output, ifExists: ifExists) }
  }
}
