import ArgumentParser
import ReplicaKit
import Synchronization

/// `replica recurrent simulate`: trajectories of finite recurrent networks.
struct RecurrentSimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Trajectories of finite recurrent networks: moments, overlaps, correlations in time.",
    discussion: """
      Several trajectories run in the same couplings from different initial states: they are replicas, and \
      their overlap matrix q_ab is analysed in every snapshot as that of a spin glass is. Amari's assumption, \
      that the h_i(t) of a network are normally distributed, is tested in every snapshot (Kolmogorov–Smirnov \
      distance with Lilliefors' p-value). Errors are those over networks.

      EXAMPLES
        replica recurrent simulate --sigma-w 1.5 --neurons 2000 --time 50
        replica recurrent simulate --sigma-w 2 --trajectories 16 --figure chaos.svg
        replica recurrent simulate --sigma-w 1.5 --w0 2 --trajectories 8 --initial-correlation 0.9
        replica recurrent simulate --sigma-w 2.5 --sigma-b 0.3 --discrete --time 20
        replica recurrent simulate --sigma-w 1.5 --eta 0.5 --response
        replica recurrent simulate --sigma-w 1.5 --neurons 4000 --time 500 -o run.zarr
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
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...10_000).contains(trajectories) else {
      throw ValidationError("--trajectories is \(trajectories); expected 1 to 10000")
    }
    guard (0...1).contains(initialCorrelation) else {
      throw ValidationError("--initial-correlation is \(initialCorrelation); expected 0 to 1")
    }
    guard time > 0, time.isFinite else {
      throw ValidationError("--time is \(time); expected a positive number")
    }
    guard (1...100_000).contains(records) else {
      throw ValidationError("--records is \(records); expected 1 to 100000")
    }
    guard (1...1000).contains(snapshots) else {
      throw ValidationError("--snapshots is \(snapshots); expected 1 to 1000")
    }
    _ = try storage.ifExists(force: figure.force)
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      let network = try finite.network(options)
      try network.requireStable(finite.scheme)
      let overlaps = try readOverlaps()
      let settings = try makeSettings(overlaps)
      try finite.requireMemory(
        columns: settings.trajectoryCount,
        kept: 2 * settings.snapshotSteps.count * settings.trajectoryCount,
        single: precision == .single, threads: common.threadCount)
      let description = description(settings, overlaps: overlaps)
      let store = try makeStore(settings, description)
      let ensemble = RecurrentEnsemble(network: network, settings: settings, seed: common.seed)
      let simulated = try await simulate(ensemble, store: store)
      let responses = response ? try await measureResponses(network, settings) : []
      let result = try RecurrentResult(
        simulated, responses: responses, settings: settings,
        theory: try RecurrentExpectation(options, finite, settings), seed: common.seed)
      if common.json {
        var object = description
        object["output"] = store.map { .string($0.path) } ?? .null
        for member in result.json.objectValue ?? [] { object[member.key] = member.value }
        Console.print(object)
      } else {
        print(finite.heading(options))
        print(result.table)
        for line in result.remarks { print(line) }
      }
      if let store { common.hint("run: \(store.path)") }
      for picture in try figure.draw(result.figure(finite.title(options)), common: common)
      where !common.json {
        print("\nfigure: \(picture)")
      }
    }
  }

  /// The prescribed overlaps of the initial states.
  private func readOverlaps() throws -> Matrix? {
    try initialOverlaps.map { try InputFile.array(at: $0, named: nil).matrix(path: $0) }
  }

  private func makeSettings(_ overlaps: Matrix?) throws -> RecurrentSettings {
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

  private func description(_ settings: RecurrentSettings, overlaps: Matrix?) -> JSONValue {
    var object = finite.description(options, seed: common.seed)
    object["trajectories"] = .integer(settings.trajectoryCount)
    object["precision"] = .string(precision.rawValue)
    object["initial_correlation"] = overlaps == nil ? .number(initialCorrelation) : .null
    object["initial_overlaps"] = overlaps.map { JSONValue($0) } ?? .null
    object["steps"] = .integer(settings.stepCount)
    return object
  }

  private func makeStore(
    _ settings: RecurrentSettings, _ description: JSONValue
  ) throws -> RecurrentRunStore? {
    guard let path = storage.output else { return nil }
    return try Interruption.whileWriting {
      try RecurrentRunStore(
        at: path, settings: settings, neuronCount: finite.neurons, networkCount: finite.networks,
        description: description, notes: storage.notes,
        ifExists: try storage.ifExists(force: figure.force))
    }
  }

  /// All networks: those of the store, and the others, which are simulated.
  private func simulate(
    _ ensemble: RecurrentEnsemble, store: RecurrentRunStore?
  ) async throws -> [RecurrentRecord] {
    let all = Array(0..<finite.networks)
    let missing = try all.filter { try store?.isDone($0) != true }
    let progress = Progress(
      "simulating", total: missing.count * ensemble.settings.stepCount, isEnabled: !common.quiet)
    defer { progress.finish() }
    let records = Mutex<[Int: RecurrentRecord]>([:])
    let clock = CheckpointClock()
    let start = Progress.now()
    let threads = common.threadCount
    do {
      try await Interruption.cancelling {
        try await ensemble.simulate(
          networks: missing, threads: threads, keepsStates: { $0 == 0 },
          from: { try store?.checkpoint($0) },
          save: { checkpoint in
            guard let store else { return }
            try clock.whenDue(network: checkpoint.network) { try store.save(checkpoint) }
          },
          advanced: { progress.advance($0) }
        ) { record in
          records.withLock { $0[record.network] = record }
          try Interruption.whileWriting {
            try store?.write(record, wallSeconds: Progress.now() - start)
          }
        }
      }
    } catch is CancellationError {
      progress.finish()
      throw finite.interruption(
        try store.map { store in (store.path, try all.filter { try store.isDone($0) }.count) })
    }
    let found = records.withLock { $0 }
    return try all.map { network in
      guard let record = try found[network] ?? store?.read(network) else {
        throw CancellationError()
      }
      return record
    }
  }

  private func measureResponses(
    _ network: RecurrentNetwork, _ settings: RecurrentSettings
  ) async throws -> [Matrix] {
    try finite.requireMemory(
      columns: 2 * settings.snapshotSteps.count + 1, kept: 0, single: false,
      threads: common.threadCount)
    let seed = common.seed
    return try await common.concurrently("response", count: finite.networks) { index in
      try network.response(settings, network: index, seed: seed)
    }
  }
}
