import ArgumentParser
import ReplicaKit

/// `replica deepnet simulate`: finite networks against their theory.
struct DeepNetSimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Overlaps of several inputs in finite random networks, layer by layer, with theory.",
    discussion: """
      Inputs have a prescribed overlap, or come from a file (one input per row). In every layer the \
      overlap matrix q_ab of the inputs is analysed as that of the replicas of a spin glass is.

      EXAMPLES
        replica deepnet simulate --sigma-w 1.3 --sigma-b 0.3 --inputs 24
        replica deepnet simulate --sigma-w 2.5 --sigma-b 0.3 --figure deep.svg
        replica deepnet simulate --sigma-w 2.5 --sigma-b 0.3 --input data.npy
      """)

  @OptionGroup var network: DeepNetOptions

  @Option(parsing: .unconditional, help: "The number of neurons of every layer.")
  var width = 1000

  @Option(parsing: .unconditional, help: "The number of layers.")
  var depth = 12

  @Option(parsing: .unconditional, help: "The number A of random inputs.")
  var inputs = 16

  @Option(parsing: .unconditional, help: "The squared length of random inputs, |x|²/N₀.")
  var q0 = 1.0

  @Option(parsing: .unconditional, help: "The correlation of random inputs.")
  var c0 = 0.5

  @Option(
    parsing: .unconditional,
    help: "Random inputs in this many clusters; --c0 holds within a cluster.")
  var clusters: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Inputs: a matrix of one row each, .npy or .csv.", valueName: "file"))
  var input: String?

  @Option(parsing: .unconditional, help: "The number of networks.")
  var networks = 10

  @Option(
    help: ArgumentHelp(
      "Write the activations of the last layer of the first network, .npy.", valueName: "file"))
  var saveLayer: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard network.sigmaW > 1e-6 else {
      throw ValidationError(
        "--sigma-w is \(network.sigmaW); expected a positive number (1e-6 or more), since weights "
          + "that vanish leave no signal")
    }
    guard (2...100_000).contains(width) else {
      throw ValidationError("--width is \(width); expected 2 to 100000")
    }
    guard (1...10_000).contains(depth) else {
      throw ValidationError("--depth is \(depth); expected 1 to 10000")
    }
    guard (1...Limits.instances).contains(networks) else {
      throw ValidationError(
        "--networks is \(networks); expected 1 to \(Limits.instances)")
    }
    guard input != nil || inputs >= 2 else {
      throw ValidationError("--inputs is \(inputs); overlaps need at least 2")
    }
    guard (1e-6...1e6).contains(q0) else {
      throw ValidationError("--q0 is \(q0); expected a positive number, 1e-6 to 1e6")
    }
    guard c0 >= 0, c0 < 1 else {
      throw ValidationError("--c0 is \(c0); expected 0 to below 1")
    }
    if let clusters, clusters < 1 || inputs % clusters != 0 {
      throw ValidationError(
        "--clusters is \(clusters); expected a number that divides --inputs \(inputs)")
    }
    if let saveLayer, !saveLayer.hasSuffix(".npy") {
      throw ValidationError("--save-layer is '\(saveLayer)'; expected a name ending in .npy")
    }
  }

  private func makeInputs() throws -> NetworkInputs {
    if let input {
      let matrix = try InputFile.matrix(at: input)
      return try reading(input) { try NetworkInputs(matrix) }
    }
    let count = inputs
    let size = count / (clusters ?? 1)
    let overlaps = Matrix(rows: count, columns: count) { a, b in
      a == b ? q0 : a / size == b / size ? q0 * c0 : 0
    }
    return try NetworkInputs(
      overlaps: overlaps, dimension: max(width, count), seed: common.seed)
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      try OutputFile.require(saveLayer, force: figure.force)
      if input == nil { try requireMemory(inputs: self.inputs) }
      let inputs = try makeInputs()
      try requireMemory(inputs: inputs.count)
      let theory = try network.theory()
      let ensemble = DeepNetworkEnsemble(
        network: try DeepNetwork(
          sigmaW: network.sigmaW, sigmaB: network.sigmaB, width: width, depth: depth),
        inputs: inputs, seed: common.seed)
      let records = try await simulate(ensemble)
      let result = try DeepNetResult(
        records, theory: theory, inputs: inputs, width: width, seed: common.seed)
      if common.json { Console.print(json(result)) } else { printTable(result) }
      if let saveLayer, let last = records[0].preActivations[depth] {
        try Interruption.whileWriting {
          try NumPyFile.write(last, to: saveLayer, ifExists: figure.force ? .replace : .fail)
        }
        common.hint("activations of layer \(depth): \(saveLayer)")
      }
      for picture in try figure.draw(result.figure(network), common: common) where !common.json {
        print("\nfigure: \(picture)")
      }
    }
  }

  /// Refuses what does not fit: the layers of one network, and the overlaps of all.
  private func requireMemory(inputs: Int) throws {
    let layers = Double(depth + 3) * Double(inputs) * Double(max(width, inputs))
    let overlaps = Double(networks) * Double(depth + 1) * Double(inputs) * Double(inputs)
    try Limits.requireMemory(
      8 * (layers + overlaps),
      for: "\(inputs) inputs in \(networks) networks of \(depth) layers of \(width) neurons",
      change: "take fewer inputs, layers or networks")
  }

  private func simulate(_ ensemble: DeepNetworkEnsemble) async throws -> [DeepNetworkRecord] {
    let layers = Set(1...depth)
    return try await common.concurrently("simulating", count: networks) { index in
      try ensemble.network.propagate(
        ensemble.inputs, network: index, seed: ensemble.seed, keeping: index == 0 ? layers : [])
    }
  }

  private func json(_ result: DeepNetResult) -> JSONValue {
    var object = result.theory.json
    object["width"] = .integer(width)
    object["depth"] = .integer(depth)
    object["networks"] = .integer(networks)
    object["inputs"] = .integer(result.inputCount)
    object["seed"] = JSONValue(seed: common.seed)
    for member in result.json.objectValue ?? [] { object[member.key] = member.value }
    return object
  }

  private func printTable(_ result: DeepNetResult) {
    print(
      "tanh, σ_w = \(text(network.sigmaW)), σ_b = \(text(network.sigmaB)): "
        + "\(result.theory.phase.rawValue), q* = \(text(result.theory.qStar, digits: 6)), "
        + "c* = \(text(result.theory.cStar, digits: 6)), χ₁ = \(text(result.theory.chi1, digits: 6))"
    )
    var table = TextTable([
      "layer", "q", "q theory", "c", "c theory", "λ₁/A", "λ₂/A", "inputs look",
    ])
    for (layer, row) in result.rows.enumerated() {
      table.add([
        "\(layer)", text(row.length), text(row.lengthTheory, digits: 5), text(row.correlation),
        text(row.correlationTheory, digits: 5), text(row.eigenvalues.first, digits: 3),
        text(row.eigenvalues.dropFirst().first, digits: 3), row.verdict?.rawValue ?? "",
      ])
    }
    print(table.text)
    print("q and c are means over \(networks) networks; c is that of inputs 0 and 1.")
  }
}

/// The layers of simulated networks beside their theory.
private struct DeepNetResult {
  struct Row {
    let length: Estimate
    let lengthDeviation: Double?
    let lengthTheory: Double
    let correlation: Estimate
    let correlationDeviation: Double?
    let correlationTheory: Double
    /// Eigenvalues of the normalised overlaps of the first network, divided by A; largest first.
    let eigenvalues: [Double]
    let verdict: Verdict?
  }

  let theory: DeepNetworkTheory
  let inputCount: Int
  let rows: [Row]

  init(
    _ records: [DeepNetworkRecord], theory: DeepNetworkTheory, inputs: NetworkInputs, width: Int,
    seed: UInt64
  ) throws {
    self.theory = theory
    inputCount = inputs.count
    let statistics = try DeepNetworkStatistics(records)
    let depth = statistics.layers.count - 1
    // Inputs 0 and 1 stand for all: exact where all inputs have one length and one correlation.
    let pair = Matrix(rows: 2, columns: 2) { inputs.overlaps[$0, $1] }
    let predicted = [pair] + (try theory.overlapMatrices(inputs: pair, depth: depth))
    let meanLength = try (0..<inputs.count).map { a in
      try Self.lengths(theory, from: inputs.overlaps[a, a], depth: depth)
    }
    rows = try statistics.layers.enumerated().map { layer, measured in
      let overlaps = predicted[layer]
      let replicas: ReplicaSet = .vectors(
        layer == 0 ? inputs.vectors : records[0].preActivations[layer] ?? inputs.vectors)
      let analysis = inputs.count >= 3 ? try ReplicaAnalysis(replicas, seed: seed) : nil
      return Row(
        length: measured.length, lengthDeviation: measured.lengthDeviation,
        lengthTheory: SampleMoments(meanLength.map { $0[layer] }).mean,
        correlation: measured.correlation(0, 1),
        correlationDeviation: measured.correlationDeviation?[0, 1],
        correlationTheory: overlaps[0, 1] / (overlaps[0, 0] * overlaps[1, 1]).squareRoot(),
        eigenvalues: (analysis?.eigenvalues ?? []).map { $0 / Double(inputs.count) },
        verdict: analysis?.classification.verdict)
    }
  }

  /// The predicted lengths of one input, from the input itself to the last layer.
  private static func lengths(
    _ theory: DeepNetworkTheory, from q0: Double, depth: Int
  ) throws -> [Double] {
    try theory.trajectory(q0: q0, c0: 1, depth: depth).q
  }

  var json: JSONValue {
    func list(_ value: (Row) -> Double?) -> JSONValue {
      .array(rows.map { JSONValue(value($0)) })
    }
    return [
      "q_mean": list { $0.length.value }, "q_error": list { $0.length.error },
      "q_deviation": list { $0.lengthDeviation }, "q_theory": list { $0.lengthTheory },
      "c_mean": list { $0.correlation.value }, "c_error": list { $0.correlation.error },
      "c_deviation": list { $0.correlationDeviation }, "c_theory": list { $0.correlationTheory },
      "verdicts": .array(
        rows.map { $0.verdict.map { .string($0.rawValue) } ?? .null }),
      "eigenvalues": .array(
        rows.map { row in JSONValue(row.eigenvalues.map { $0 * Double(inputCount) }) }),
    ]
  }

  func figure(_ network: DeepNetOptions) -> DepthFigure {
    DepthFigure(
      phase: theory.phase.rawValue,
      system: "tanh, σ_w = \(text(network.sigmaW)), σ_b = \(text(network.sigmaB))",
      lengths: [
        .init(
          means: rows.map(\.length.value), deviations: rows.compactMap(\.lengthDeviation),
          theory: rows.map(\.lengthTheory))
      ],
      correlations: [
        .init(
          name: "inputs 0 and 1", means: rows.map(\.correlation.value),
          deviations: rows.compactMap(\.correlationDeviation),
          theory: rows.map(\.correlationTheory))
      ],
      lengthFixedPoint: theory.qStar, correlationFixedPoint: theory.cStar)
  }
}
