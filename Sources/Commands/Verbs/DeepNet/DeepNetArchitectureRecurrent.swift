import ArgumentParser
import ReplicaKit

/// The weights of one gate on the command line: σ_w,σ_v,σ_b,μ.
struct GateArgument: ExpressibleByArgument {
  let values: [Double]

  init(_ sigmaW: Double, _ sigmaV: Double, _ sigmaB: Double, _ bias: Double) {
    values = [sigmaW, sigmaV, sigmaB, bias]
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, (2...4).contains(numbers.count),
      numbers.allSatisfy(\.isFinite)
    else { return nil }
    values = numbers + [Double](repeating: 0, count: 4 - numbers.count)
  }

  var defaultValueDescription: String { values.map { text($0) }.joined(separator: ",") }

  /// Checks the numbers.
  func require(_ option: String) throws {
    guard values.prefix(3).allSatisfy({ (0...100).contains($0) }), abs(values[3]) <= 100 else {
      throw ValidationError(
        "\(option) is '\(defaultValueDescription)'; expected σ_w,σ_v,σ_b from 0 to 100 and a mean bias "
          + "from −100 to 100")
    }
  }

  /// The weights of the gate.
  func weights() throws -> GateWeights {
    try GateWeights(sigmaW: values[0], sigmaV: values[1], sigmaB: values[2], bias: values[3])
  }
}

/// The inputs of a recurrent cell.
struct CellInputOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The squared length R per component of the inputs z_t.")
  var power = 1.0

  @Option(parsing: .unconditional, help: "The correlation of the two input sequences.")
  var inputCorrelation = 1.0

  func validate() throws {
    try expect((0...1e6).contains(power), "--power", power, "0 to 1e6")
    try expect(abs(inputCorrelation) <= 1, "--input-correlation", inputCorrelation, "−1 to 1")
  }

  /// The law of the inputs.
  func law() throws -> RecurrentInput {
    try RecurrentInput(power: power, correlation: inputCorrelation)
  }

  var title: String { "inputs of R = \(text(power)), c = \(text(inputCorrelation))" }
}

/// `replica deepnet architecture minimal-rnn`.
struct MinimalRNNCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "minimal-rnn",
    abstract: "Minimal recurrent network (Chen et al. 2018).",
    discussion: """
      h' = u h + (1 − u) z, u = σ(W h + V z + b), weights fresh in every step, inputs z independent in time. \
      --gate is σ_w,σ_v,σ_b,μ. The critical mean bias is that at which χ = 1.

      EXAMPLES
        replica deepnet architecture minimal-rnn --gate 2,1,0,1.5 --depth 30
        replica deepnet architecture minimal-rnn --gate 6,1 \\
          --input-correlation 0.8 --simulate
      """)

  @Option(parsing: .unconditional, help: "The gate: σ_w,σ_v,σ_b,μ.")
  var gate = GateArgument(1, 1, 0, 0)

  @OptionGroup var input: CellInputOptions
  @OptionGroup var options: ArchitectureOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { try gate.require("--gate") }

  func outcome(_ session: Session) async throws -> ArchitectureReport {
    let model = MinimalRNNModel(gate: try gate.weights(), input: try input.law())
    var report = try await ArchitectureReport(
      MinimalRNNRecursion(model),
      title: "minimal-rnn, gate \(gate.defaultValueDescription), \(input.title)",
      settings: options.settings, session: session
    ) {
      try MinimalRNN(
        model, initial: try options.signals(2, seed: session.seed), depth: options.depth)
    }
    report.add(
      criticalBias: try MinimalRNNRecursion.criticalBias(
        sigmaW: gate.values[0], sigmaV: gate.values[1], sigmaB: gate.values[2],
        input: model.input))
    return report
  }
}

/// `replica deepnet architecture gru`.
struct GRUCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "gru",
    abstract: "Gated recurrent units (Gilboa et al. 2019).",
    discussion: """
      h' = u h + (1 − u) tanh(W (r h) + V z + b) with gates u, r = σ(W h + V z + b), weights fresh in every \
      step. Gates are σ_w,σ_v,σ_b,μ.

      EXAMPLES
        replica deepnet architecture gru --update 1,1,0,2 --candidate 1.5,1
        replica deepnet architecture gru --update 1,1,0,-60 --reset 0,0,0,60 \\
          --candidate 2.5,0,0.3 --power 0
      """)

  @Option(parsing: .unconditional, help: "The update gate u: σ_w,σ_v,σ_b,μ.")
  var update = GateArgument(1, 1, 0, 0)

  @Option(parsing: .unconditional, help: "The reset gate r: σ_w,σ_v,σ_b,μ.")
  var reset = GateArgument(1, 1, 0, 0)

  @Option(parsing: .unconditional, help: "The candidate: σ_w,σ_v,σ_b.")
  var candidate = GateArgument(1, 1, 0, 0)

  @OptionGroup var input: CellInputOptions
  @OptionGroup var options: ArchitectureOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try update.require("--update")
    try reset.require("--reset")
    try candidate.require("--candidate")
  }

  func outcome(_ session: Session) async throws -> ArchitectureReport {
    let model = try GRUModel(
      update: try update.weights(), reset: try reset.weights(),
      candidate: try candidate.weights(), input: try input.law())
    return try await ArchitectureReport(
      GRURecursion(model),
      title: "gru, update \(update.defaultValueDescription), "
        + "reset \(reset.defaultValueDescription), "
        + "candidate \(candidate.defaultValueDescription), \(input.title)",
      settings: options.settings, session: session
    ) {
      try GRUNetwork(
        model, initial: try options.signals(2, seed: session.seed), depth: options.depth)
    }
  }
}

/// `replica deepnet architecture lstm`.
struct LSTMCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "lstm",
    abstract: "Long short-term memory (Gilboa et al. 2019).",
    discussion: """
      c' = f c + i tanh(W h + V z + b), h' = o tanh c', gates f, i, o = σ(W h + V z + b), weights fresh in \
      every step. Gates are σ_w,σ_v,σ_b,μ. The law of the cell is computed without sampling.

      EXAMPLES
        replica deepnet architecture lstm --forget 1,1,0,2 --depth 5
        replica deepnet architecture lstm --forget 1,1,0,2 --depth 5 \\
          --input-correlation 0.8 --simulate
      """)

  @Option(parsing: .unconditional, help: "The forget gate f: σ_w,σ_v,σ_b,μ.")
  var forget = GateArgument(1, 1, 0, 0)

  @Option(parsing: .unconditional, help: "The input gate i: σ_w,σ_v,σ_b,μ.")
  var inputGate = GateArgument(1, 1, 0, 0)

  @Option(parsing: .unconditional, help: "The output gate o: σ_w,σ_v,σ_b,μ.")
  var output = GateArgument(1, 1, 0, 0)

  @Option(parsing: .unconditional, help: "The candidate: σ_w,σ_v,σ_b.")
  var candidate = GateArgument(1, 1, 0, 0)

  @OptionGroup var input: CellInputOptions
  @OptionGroup var options: ArchitectureOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try forget.require("--forget")
    try inputGate.require("--input-gate")
    try output.require("--output")
    try candidate.require("--candidate")
  }

  func outcome(_ session: Session) async throws -> ArchitectureReport {
    let model = try LSTMModel(
      forget: try forget.weights(), inputGate: try inputGate.weights(),
      output: try output.weights(), candidate: try candidate.weights(), input: try input.law())
    return try await ArchitectureReport(
      LSTMRecursion(model),
      title: "lstm, forget \(forget.defaultValueDescription), "
        + "input \(inputGate.defaultValueDescription), output \(output.defaultValueDescription), "
        + "candidate \(candidate.defaultValueDescription), \(input.title)",
      settings: options.settings, errorEstimate: 1e-6, session: session
    ) {
      try LSTMNetwork(
        model, initial: try options.signals(2, seed: session.seed), depth: options.depth)
    }
  }
}
