import ArgumentParser
import ReplicaKit

/// `replica theory tap`: solutions of the TAP equations of one disorder instance.
struct TheoryTAPCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "tap",
    abstract: "TAP states of one instance.",
    discussion: """
      Solves m_i = tanh β(h_i + Σ_j J_ij m_j − R m_i) from many starts. Bolthausen's iteration converges \
      where replica symmetry is stable, and to retrieved patterns; elsewhere the reaction R is \
      switched on along a descent and least squares finish. In a spin glass of finite N many starts \
      end where a state and its saddle have annihilated: they are counted as unsolved, with the \
      smallest residual. Solutions of negative replicon are no states: 'spurious'.

      SK has R = β(1 − q), Hopfield αx/(1 − x) with x = β(1 − q). Your own couplings have \
      R_i = β Σ_j J_ij² (1 − m_j²), right for many weak independent couplings, wrong for \
      correlated ones. All are limits for N → ∞. A start takes about 0.1 s for N = 200, 2 s for \
      N = 1000.

      With a run instead of a model, its sampled states are starts too, and are compared with \
      the solutions that they lead to.

      EXAMPLES
        replica theory tap sk --spins 200 --temperature 0.5
        replica theory tap sk --spins 400 --field 0.5 --temperature 0.9 --json
        replica theory tap hopfield --spins 500 --load 0.05 --temperature 0.4 \\
          -o states.npy
        replica theory tap couplings --input J.npy --temperature 0.8  # your J
        replica theory tap sk.zarr --temperature 0.4 --figure tap.svg
      """)

  @Argument(
    help: ArgumentHelp("The model: sk, hopfield or couplings; or a run.", valueName: "model|run"))
  var source: String

  @OptionGroup var parameters: ModelParameters

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: "The temperature T > 0; one of the stored ones for a run.")
  var temperature: Double

  @Option(parsing: .unconditional, help: "The disorder instance.")
  var instance = 0

  @Option(
    parsing: .unconditional,
    help: "The number of random starts. (default: 16; for a run, 0)")
  var starts: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the magnetisations of the states, K × N, .npy.", valueName: "file"))
  var output: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let model = ModelName(argument: source) {
      try parameters.requireFit(model.name)
    } else if !InputFile.isRun(source) {
      let models = ModelCatalogue.names.joined(separator: ", ")
      throw ValidationError("'\(source)' is no model (\(models)) and no run")
    } else if parameters.isAnyGiven {
      throw ValidationError(
        "\(source) is a run, which holds its model; leave the model's options out")
    }
    try expect(
      (1e-100...1e100).contains(temperature), "--temperature", temperature,
      "a number above 0 (1e-100 to 1e100)")
    try expect(instance >= 0 && instance < 1 << 32, "--instance", instance, "0 to \((1 << 32) - 1)")
    if let starts, !(0...10_000).contains(starts) {
      throw ValidationError("--starts is \(starts); expected 0 to 10000")
    }
    if let output, !output.hasSuffix(".npy") {
      throw ValidationError("--output is '\(output)'; expected a name ending in .npy")
    }
  }

  var outputFiles: [String?] { [output] }

  func outcome(_ session: Session) async throws -> TAPAnalysis {
    var analysis: TAPAnalysis
    if let name = ModelName(argument: source)?.name {
      let model = try parameters.makeModel(name, copies: session.threadCount) { common.hint($0) }
      // The equations take couplings as a matrix, also where few spins are coupled.
      try Limits.requireCouplings(spins: model.spinCount, copies: 1)
      analysis = try await TAPProblem(
        model: model, instance: instance, seed: session.seed, temperature: temperature
      ).search(starts: starts ?? 16, sampled: [], session: session)
    } else {
      analysis = try await analysisOfRun(session)
    }
    analysis.output = output
    return analysis
  }

  private func analysisOfRun(_ session: Session) async throws -> TAPAnalysis {
    let run = try RunStore(at: source)
    let slot = try TemperatureSelection.slots(of: run, wanted: [temperature])[0]
    guard try run.doneInstances().contains(instance) else {
      throw Failure(.usage, "\(source) has no finished instance \(instance)")
    }
    let problem = try TAPProblem(
      model: run.model, instance: instance, seed: run.settings.seed,
      temperature: run.settings.temperatures[slot])
    let analysis = try RunAnalysis(run, replicaLimit: 256)
    let replicas = try analysis.replicas(ofInstance: instance, temperatureIndex: slot)
    let equilibration = analysis.equilibration.temperatures[slot]
    if !equilibration.isEquilibratedUpToSign {
      session.note(
        "replica: the sample is not known to be in equilibrium, and its states may be none: "
          + equilibration.reasons.map(\.text).joined(separator: " "))
    }
    return try await problem.search(
      starts: starts ?? 0,
      sampled: try SampledState.states(
        of: replicas.configurations, seed: session.seed),
      session: session)
  }

  func finish(_ outcome: TAPAnalysis) throws {
    guard let output else { return }
    let states = outcome.set.states
    let spins = states.first?.magnetizations.count ?? 0
    guard spins > 0 else {
      throw Failure(
        .computation, "no state was found, and \(output) is not written; take more --starts")
    }
    try Interruption.whileWriting {
      try NumPyFile.write(
        Matrix(rows: states.count, columns: spins, elements: states.flatMap(\.magnetizations)),
        to: output, ifExists: ifExists)
    }
  }
}
