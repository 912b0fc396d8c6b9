import ArgumentParser
import ReplicaKit

/// `replica recurrent lyapunov`: Lyapunov exponents of finite recurrent networks.
struct RecurrentLyapunovCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "lyapunov",
    abstract: "Lyapunov exponents of finite networks.",
    discussion: """
      The first k exponents with errors, the dimension of the attractor by Kaplan and Yorke, and the sum of \
      the positive exponents (the entropy rate, where Pesin's identity holds); both need k so large that the \
      sum of the exponents, or the last exponent, is negative. Errors are those over networks; for a single \
      network those over time, with its autocorrelation. Exponents are per unit of time, or per step of the \
      map.

      EXAMPLES
        replica recurrent lyapunov --sigma-w 3 --exponents 8  # about 3 minutes
        replica recurrent lyapunov --sigma-w 3 --neurons 200 --exponents 60 \\
          --figure lyapunov.svg  # about 1 minute
        replica recurrent lyapunov --sigma-w 2 --discrete --neurons 300 \\
          --exponents 300  # about 10 s
        replica recurrent lyapunov --sigma-w 3 --neurons 2000 --time 5000 \\
          -o exponents.zarr  # about 2 hours
      """)

  @OptionGroup var options: RecurrentOptions
  @OptionGroup var finite: RecurrentFiniteOptions

  @Option(
    name: [.customShort("k"), .long], parsing: .unconditional, help: "The number k of exponents.")
  var exponents = 8

  @Option(parsing: .unconditional, help: "The measured time; of the map, its steps.")
  var time = 500.0

  @Option(parsing: .unconditional, help: "The time between two orthonormalisations.")
  var interval = 1.0

  @Option(parsing: .unconditional, help: "The time that the state is given to settle.")
  var warmUp = 100.0

  @Option(parsing: .unconditional, help: "The time that the tangent frame is given to settle.")
  var frameWarmUp = 50.0

  @OptionGroup var storage: RunOutputOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try expect(
      exponents >= 1 && exponents <= finite.neurons, "--exponents", exponents,
      "1 to --neurons \(finite.neurons)")
    for (name, value) in [("--time", time), ("--interval", interval)]
    where !(value > 0 && value.isFinite) {
      throw ValidationError("\(name) is \(value); expected a positive number")
    }
    for (name, value) in [("--warm-up", warmUp), ("--frame-warm-up", frameWarmUp)]
    where !(value >= 0 && value.isFinite) {
      throw ValidationError("\(name) is \(value); expected 0 or more")
    }
    _ = try ifExistsRun()
  }

  var hasOutput: Bool { storage.output != nil || hasFiles }

  /// Whether files are written beside the run.
  private var hasFiles: Bool { figure.figure != nil }

  private func ifExistsRun() throws -> ZarrStore.IfExists {
    try storage.ifExists(force: figure.force, hasFiles: hasFiles)
  }

  func outcome(_ session: Session) async throws -> RecurrentLyapunov {
    let networks = finite.networks(options)
    let network = try networks.network()
    let settings = try LyapunovSettings(
      scheme: finite.scheme, exponents: exponents, time: time, interval: interval,
      stateWarmUp: warmUp, frameWarmUp: frameWarmUp,
      initialState: .normal(mean: finite.initialMean, variance: finite.initialVariance))
    try finite.requireMemory(
      columns: exponents + 1, kept: finite.neurons + 2 * exponents, single: false,
      threads: session.threadCount)
    let description = networks.description(seed: session.seed).merging([
      "interval": .number(Double(settings.interval) * settings.scheme.step),
      "measured_time": .number(settings.measuredTime), "warm_up": .number(warmUp),
      "frame_warm_up": .number(frameWarmUp),
    ])
    let store = try storage.output.map { path in
      try Interruption.whileWriting {
        try LyapunovRunStore(
          at: path, settings: settings, neuronCount: finite.neurons,
          networkCount: finite.networks, description: description, notes: storage.notes,
          ifExists: try ifExistsRun())
      }
    }
    let records = try await NetworkRun(
      store: store, count: finite.networks, session: session, timeLimit: storage.timeLimit.seconds
    )
    .records("tangent frames", steps: settings.totalSteps) { index, checkpoint, save, advanced in
      try network.lyapunovExponents(
        settings, network: index, seed: session.seed, from: checkpoint, save: save,
        advanced: advanced)
    }
    return try RecurrentLyapunov(
      records, networks: networks, description: description, output: storage.output,
      session: session)
  }
}
