import ArgumentParser
import ReplicaKit

/// `replica recurrent simulate`: trajectories of finite recurrent networks.
struct RecurrentSimulateCommand: PagedVerb {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Trajectories, overlaps and correlations of networks.",
    discussion: """
      Several trajectories run in the same couplings from different initial states: they are replicas, and \
      their overlap matrix q_ab is analysed in every snapshot as that of a spin glass is. Amari's assumption, \
      that the h_i(t) of a network are normally distributed, is tested in every snapshot (Kolmogorov–Smirnov \
      distance with Lilliefors' p-value). Errors are those over networks.

      EXAMPLES
        replica recurrent simulate --sigma-w 1.5 --neurons 2000  # about 30 s
        replica recurrent simulate --sigma-w 2 --neurons 100 --trajectories 16 \\
          --figure chaos.svg
        replica recurrent simulate --sigma-w 2 --neurons 100 --trajectories 16 \\
          --report recurrent.html
        replica recurrent simulate --sigma-w 1.5 --w0 2 --neurons 200 \\
          --trajectories 8 --initial-correlation 0.9
        replica recurrent simulate --sigma-w 2.5 --sigma-b 0.3 --discrete --time 20
        replica recurrent simulate --sigma-w 1.5 --eta 0.5 --neurons 100 --response
        replica recurrent simulate --sigma-w 1.5 --neurons 4000 --time 500 \\
          -o run.zarr  # about 1 hour
      """)

  @OptionGroup var options: RecurrentOptions
  @OptionGroup var finite: RecurrentFiniteOptions

  @Option(parsing: .unconditional, help: "The number A of trajectories in each network.")
  var trajectories = 2

  @Option(parsing: .unconditional, help: "The correlation of the initial states, 0 to 1.")
  var initialCorrelation = 0.0

  @Option(
    help: ArgumentHelp(
      "Initial states with the overlaps q_ab of a square matrix, .npy, .npz or .csv.",
      valueName: "file"))
  var initialOverlaps: String?

  @Option(parsing: .unconditional, help: "The length of the trajectories; of the map, its steps.")
  var time = 50.0

  @Option(help: "The precision of the trajectories.")
  var precision = RecurrentPrecision.double

  @Option(parsing: .unconditional, help: "How many times after the first are recorded.")
  var records = 100

  @Option(
    parsing: .unconditional,
    help: "How many snapshots after the first: two-time correlations, normality, states.")
  var snapshots = 20

  @Flag(help: "The response R(t, t') to small kicks between the snapshots.")
  var response = false

  @OptionGroup var storage: RunOutputOptions
  @OptionGroup var page: PageOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try expect((1...10_000).contains(trajectories), "--trajectories", trajectories, "1 to 10000")
    try expect(
      (0...1).contains(initialCorrelation), "--initial-correlation", initialCorrelation, "0 to 1")
    try expect(time > 0 && time.isFinite, "--time", time, "a positive number")
    try expect((1...100_000).contains(records), "--records", records, "1 to 100000")
    try expect((1...1000).contains(snapshots), "--snapshots", snapshots, "1 to 1000")
    _ = try ifExistsRun()
  }

  var hasOutput: Bool { storage.output != nil || hasFiles }

  /// Whether files are written beside the run.
  private var hasFiles: Bool { figure.figure != nil || page.report != nil }

  private func ifExistsRun() throws -> ZarrStore.IfExists {
    try storage.ifExists(force: figure.force, hasFiles: hasFiles)
  }

  func outcome(_ session: Session) async throws -> RecurrentSimulation {
    let networks = finite.networks(options)
    let network = try networks.network()
    let overlaps = try initialOverlaps.map {
      try InputFile.array(at: $0, named: nil).matrix(path: $0)
    }
    let settings = try settings(overlaps)
    try finite.requireMemory(
      columns: settings.trajectoryCount,
      kept: 2 * settings.snapshotSteps.count * settings.trajectoryCount,
      single: precision == .single, threads: session.threadCount)
    try requireMemory(ofRecords: settings)
    let description = networks.description(seed: session.seed).merging([
      "trajectories": .integer(settings.trajectoryCount),
      "precision": .string(precision.rawValue),
      "initial_correlation": overlaps == nil ? .number(initialCorrelation) : .null,
      "initial_overlaps": overlaps.map { JSONValue($0) } ?? .null,
      "steps": .integer(settings.stepCount),
    ])
    let store = try storage.output.map { path in
      try Interruption.whileWriting {
        try RecurrentRunStore(
          at: path, settings: settings, neuronCount: finite.neurons,
          networkCount: finite.networks, description: description, notes: storage.notes,
          ifExists: try ifExistsRun())
      }
    }
    let records = try await NetworkRun(
      store: store, count: finite.networks, session: session, timeLimit: storage.timeLimit.seconds
    )
    .records("simulating", steps: settings.stepCount) { index, checkpoint, save, advanced in
      try network.simulate(
        settings, network: index, seed: session.seed, keepsStates: index == 0,
        from: checkpoint, save: save, advanced: advanced)
    }
    return try RecurrentSimulation(
      records, responses: response ? try await responses(network, settings, session) : [],
      networks: networks, settings: settings, description: description, output: store?.path,
      seed: session.seed)
  }

  /// Refuses records that do not fit: the overlaps of all networks at all recorded times are in memory at the end.
  private func requireMemory(ofRecords settings: RecurrentSettings) throws {
    let count = Double(settings.trajectoryCount)
    let snapshots = Double(settings.snapshotSteps.count)
    let numbers =
      Double(settings.recordedSteps.count) * count * (count + 1) + 2 * snapshots * snapshots
    try Limits.requireMemory(
      8 * Double(finite.networks) * numbers,
      for: "overlaps of \(settings.trajectoryCount) trajectories at "
        + "\(settings.recordedSteps.count) times in \(finite.networks) networks",
      change: "take fewer trajectories, --records or networks")
  }

  private func settings(_ overlaps: Matrix?) throws -> RecurrentSettings {
    var initial = RecurrentInitialState.normal(
      mean: finite.initialMean, variance: finite.initialVariance, correlation: initialCorrelation)
    if let overlaps, let initialOverlaps {
      initial = .given(
        try reading(initialOverlaps) {
          try NetworkInputs(overlaps: overlaps, dimension: finite.neurons, seed: common.seed)
        }.vectors)
    }
    return try RecurrentSettings(
      scheme: finite.scheme, time: time, trajectories: overlaps?.rows ?? trajectories,
      initialState: initial, precision: precision, records: records, snapshots: snapshots)
  }

  private func responses(
    _ network: RecurrentNetwork, _ settings: RecurrentSettings, _ session: Session
  ) async throws -> [Matrix] {
    try finite.requireMemory(
      columns: 2 * settings.snapshotSteps.count + 1, kept: 0, single: false,
      threads: session.threadCount)
    return try await session.concurrently("response", count: finite.networks) { index in
      try network.response(settings, network: index, seed: session.seed)
    }
  }

  func finish(_ outcome: RecurrentSimulation) throws {
    if let output = storage.output { common.hint("run: \(output)") }
  }
}
