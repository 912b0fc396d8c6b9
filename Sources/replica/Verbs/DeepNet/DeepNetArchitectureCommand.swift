import ArgumentParser
import ReplicaKit

/// `replica deepnet architecture`: other architectures as recursions, with finite networks beside them.
struct DeepNetArchitectureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "architecture",
    abstract: "Residual, normalised, convolutional, recurrent and graph networks, layer by layer.",
    discussion: """
      Squared length q, correlation c and growth χ of squared perturbations (of gradients with batch \
      normalisation) in every layer or time step, with the fixed point and its depth scales; with --simulate \
      the means over finite networks beside them.

      EXAMPLES
        replica deepnet architecture residual --sigma-w 1 --sigma-b 0.2 --depth 50
        replica deepnet architecture batch-norm --activation relu --batch 16 --simulate
        replica deepnet architecture minimal-rnn --gate 2,1,0,1.5 --depth 30 --figure rnn.svg
      """,
    subcommands: [
      ResidualCommand.self, BatchNormCommand.self, ConvolutionalCommand.self,
      MinimalRNNCommand.self, LSTMCommand.self, GRUCommand.self, GraphCommand.self,
    ])
}

/// What every architecture takes.
struct ArchitectureOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The number of layers or time steps.")
  var depth = 10

  @Option(parsing: .unconditional, help: "The squared length per component of the inputs.")
  var q0 = 1.0

  @Option(parsing: .unconditional, help: "The correlation of the inputs.")
  var c0 = 0.5

  @Flag(help: "Finite networks beside the theory.")
  var simulate = false

  @Option(parsing: .unconditional, help: "The width N of simulated networks.")
  var width = 200

  @Option(parsing: .unconditional, help: "The number of simulated networks.")
  var networks = 20

  func validate() throws {
    guard (1...10_000).contains(depth) else {
      throw ValidationError("--depth is \(depth); expected 1 to 10000")
    }
    guard (1e-6...1e6).contains(q0) else {
      throw ValidationError("--q0 is \(q0); expected a positive number, 1e-6 to 1e6")
    }
    guard abs(c0) <= 1 else { throw ValidationError("--c0 is \(c0); expected −1 to 1") }
    guard (2...20_000).contains(width) else {
      throw ValidationError("--width is \(width); expected 2 to 20000")
    }
    guard (1...Limits.instances).contains(networks) else {
      throw ValidationError("--networks is \(networks); expected 1 to \(Limits.instances)")
    }
  }

  /// Signals of equal lengths and correlations, as wide as the network.
  func signals(_ count: Int, seed: UInt64) throws -> NetworkInputs {
    try inputs(seed: seed, count: count) { $0 == $1 ? q0 : q0 * c0 }
  }

  /// Signals of given overlaps, as wide as the network.
  func inputs(seed: UInt64, count: Int, overlap: (Int, Int) -> Double) throws -> NetworkInputs {
    guard width >= count else {
      throw Failure(
        .usage, "--width is \(width); \(count) signals need a width of at least \(count)")
    }
    try Limits.requireMemory(
      8
        * (3 * Double(count) * Double(count) + 4 * Double(count) * Double(width)
          + Double(networks * (depth + 1)) * Double(count) * Double(count)),
      for: "\(count) signals in \(networks) networks of width \(width)",
      change: "take fewer networks or a smaller width")
    return try NetworkInputs(
      overlaps: Matrix(rows: count, columns: count, overlap), dimension: width, seed: seed)
  }
}

/// The result of one architecture: theory and, if asked for, simulation.
struct ArchitectureReport {
  let title: String
  let signal: String
  let trajectory: RecursionTrajectory
  let point: RecursionFixedPoint
  let simulated: ArchitectureStatistics?
  /// What else the theory says, as text and for scripts.
  var remarks: [String] = []
  var extra: [(String, JSONValue)] = []
  /// The largest relative error of the theory's numbers.
  var errorEstimate = 1e-8
  /// Further columns: a header and a cell per layer.
  var columns: [(header: String, cells: [String])] = []

  /// Computes the theory and runs the networks.
  ///
  /// - Parameters:
  ///   - recursion: The theory.
  ///   - title: The architecture with its parameters in words.
  ///   - options: Depth, inputs and networks.
  ///   - common: Seed and threads.
  ///   - network: The finite network; called only with `--simulate`.
  /// - Throws: Errors of the theory and of the networks.
  init(
    _ recursion: some MeanFieldRecursion, title: String, options: ArchitectureOptions,
    common: CommonOptions, network: () throws -> any FiniteArchitecture
  ) async throws {
    self.title = title
    signal = recursion.signal
    trajectory = try recursion.trajectory(q0: options.q0, c0: options.c0, depth: options.depth)
    point = try recursion.fixedPoint()
    simulated =
      options.simulate
      ? ArchitectureStatistics(
        try await Self.records(try network(), options: options, common: common)) : nil
  }

  /// Runs the networks.
  static func records(
    _ network: any FiniteArchitecture, options: ArchitectureOptions, common: CommonOptions
  ) async throws -> [ArchitectureRecord] {
    let seed = common.seed
    return try await common.concurrently("simulating", count: options.networks) { index in
      try network.propagate(network: index, seed: seed)
    }
  }

  /// Prints the result and draws the figure.
  func present(
    options: ArchitectureOptions, figure: FigureOptions, common: CommonOptions
  ) throws {
    if common.json { Console.print(json(options, seed: common.seed)) } else { printTable(options) }
    for picture in try figure.draw(drawing(options), common: common) where !common.json {
      print("\nfigure: \(picture)")
    }
  }

  private func json(_ options: ArchitectureOptions, seed: UInt64) -> JSONValue {
    var object: JSONValue = [
      "architecture": .string(title), "signal": .string(signal), "depth": .integer(options.depth),
      "q": JSONValue(trajectory.q), "c": JSONValue(trajectory.c),
      "separation": JSONValue(trajectory.separation),
      "chi_by_layer": .array(trajectory.chi.map { JSONValue($0) }),
      "q_star": JSONValue(point.q), "c_star": JSONValue(point.c), "chi": JSONValue(point.chi),
      "length_slope": JSONValue(point.lengthSlope),
      "correlation_slope": JSONValue(point.correlationSlope), "xi_q": JSONValue(point.xiQ),
      "xi_c": JSONValue(point.xiC), "xi_gradient": JSONValue(point.xiGradient),
      "error_estimate": .number(errorEstimate), "seed": JSONValue(seed: seed),
    ]
    if let simulated {
      object["width"] = .integer(options.width)
      object["networks"] = .integer(options.networks)
      for (name, estimates) in [
        ("q", simulated.q), ("c", simulated.c), ("growth", simulated.growth),
      ] {
        object["\(name)_mean"] = .array(estimates.map { JSONValue($0.value) })
        object["\(name)_error"] = .array(estimates.map { JSONValue($0.error) })
      }
    }
    for (key, value) in extra { object[key] = value }
    return object
  }

  private func printTable(_ options: ArchitectureOptions) {
    print("\(title); q and c of \(signal)")
    var header = ["layer", "q", "c", "1 − c", "χ"]
    if simulated != nil { header += ["q simulated", "c simulated", "growth"] }
    var table = TextTable(header + columns.map(\.header))
    for layer in 0...options.depth {
      var cells = [
        "\(layer)", text(trajectory.q[layer], digits: 8), text(trajectory.c[layer], digits: 8),
        text(trajectory.separation[layer], digits: 4), text(trajectory.chi[layer], digits: 7),
      ]
      if let simulated {
        // Growth is from this layer to the next, as χ is.
        cells += [
          text(simulated.q[layer]), text(simulated.c[layer]),
          layer < options.depth ? text(simulated.growth[layer]) : "",
        ]
      }
      table.add(cells + columns.map { $0.cells[layer] })
    }
    print(table.text)
    var fixed = TextTable(["quantity", "value", "meaning"])
    fixed.add(["q*", text(point.q, digits: 10), "fixed squared length"])
    fixed.add(["c*", text(point.c, digits: 10), "fixed correlation"])
    fixed.add(["χ", text(point.chi, digits: 10), "growth of squared perturbations there"])
    fixed.add(["ξ_q", text(point.xiQ, digits: 7), "layers over which lengths settle"])
    fixed.add(["ξ_c", text(point.xiC, digits: 7), "layers over which correlations settle"])
    fixed.add(["ξ_χ", text(point.xiGradient, digits: 7), "layers in which χ makes a factor e"])
    print("\n" + fixed.text)
    for remark in remarks { print(remark) }
    if simulated != nil {
      print("Simulated: means over \(options.networks) networks of width \(options.width).")
    }
  }

  /// Lengths, correlations and growth against the layer.
  private func drawing(_ options: ArchitectureOptions) -> CurvesFigure {
    func panel(
      _ label: String, _ theory: [Double], _ measured: [Estimate]?, isLogarithmic: Bool = false
    ) -> CurvesFigure.Panel {
      let layers = theory.indices.map(Double.init)
      var curves = [
        CurvesFigure.Curve(name: "theory", x: layers, y: theory, colour: .series(0))
      ]
      if let measured {
        curves.append(
          CurvesFigure.Curve(
            name: "N = \(options.width)", x: measured.indices.map(Double.init),
            y: measured.map(\.value), style: .points, colour: .series(1)))
      }
      return CurvesFigure.Panel(
        horizontal: .init("layer"), vertical: .init(label, isLogarithmic: isLogarithmic),
        curves: curves)
    }
    let positive = trajectory.q.allSatisfy { $0 > 0 }
    let range = (trajectory.q.max() ?? 1) / max(trajectory.q.min() ?? 1, 1e-300)
    return CurvesFigure(
      title: "Signals by layer", system: title,
      panels: [
        panel("q", trajectory.q, simulated?.q, isLogarithmic: positive && range > 100),
        panel("c", trajectory.c, simulated?.c),
        panel("χ", trajectory.chi, simulated?.growth),
      ])
  }
}
