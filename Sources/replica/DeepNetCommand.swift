import ArgumentParser
import ReplicaKit

/// `replica deepnet`: deep random networks and their mean-field theory.
struct DeepNetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deepnet", abstract: "Deep random networks: theory and simulation.",
    subcommands: [
      DeepNetTheoryCommand.self, DeepNetTrajectoryCommand.self, DeepNetSimulateCommand.self,
      DeepNetKernelCommand.self, DeepNetOverviewCommand.self,
      DeepNetArchitectureCommand.self,
      DeepNetJacobianCommand.self,
    ])
}

/// `replica deepnet theory`: fixed points of the length and correlation maps.
struct DeepNetTheoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theory",
    abstract: "Fixed points q* and c*, the slope χ₁, depth scales and the phase.",
    discussion: """
      EXAMPLES
        replica deepnet theory --sigma-w 2.5 --sigma-b 0.3
      """)

  @OptionGroup var network: DeepNetOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await reportingFailures {
      let theory = try network.theory()
      if common.json {
        var object = theory.json
        object["seed"] = JSONValue(seed: common.seed)
        Console.print(object)
        return
      }
      print(
        "σ_w = \(text(network.sigmaW)), σ_b = \(text(network.sigmaB)): \(theory.phase.rawValue)")
      var table = TextTable(["quantity", "value", "meaning"])
      table.add(["q*", text(theory.qStar, digits: 11), "length of activations"])
      table.add(["c*", text(theory.cStar, digits: 11), "correlation of two inputs"])
      table.add(["χ₁", text(theory.chi1, digits: 11), "slope of the correlation map at c = 1"])
      table.add(["V'(q*)", text(theory.lengthSlope, digits: 11), "slope of the length map"])
      table.add(["ξ_q", text(theory.xiQ, digits: 8), "layers over which lengths settle"])
      table.add(["ξ_c", text(theory.xiC, digits: 8), "layers over which correlations settle"])
      print(table.text)
    }
  }
}

extension DeepNetworkTheory {
  /// The object for scripts.
  var json: JSONValue {
    [
      "q_star": .number(qStar), "c_star": .number(cStar), "chi_1": .number(chi1),
      "length_slope": .number(lengthSlope), "xi_q": JSONValue(xiQ), "xi_c": JSONValue(xiC),
      "phase": .string(phase.rawValue),
      "fixed_points": .array(
        fixedPoints.map { ["q": .number($0.q), "stable": .bool($0.stable)] }),
    ]
  }
}

/// `replica deepnet trajectory`: lengths and correlations by layer.
struct DeepNetTrajectoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trajectory",
    abstract: "Lengths and correlations of two inputs from layer to layer, in theory.",
    discussion: """
      Entry 0 is the input: q⁰ = |x|²/N₀ and the cosine of two inputs; q¹ = σ_w² q⁰ + σ_b².

      EXAMPLES
        replica deepnet trajectory --sigma-w 2.5 --sigma-b 0.3 --c0 0.9
      """)

  @OptionGroup var network: DeepNetOptions

  @Option(parsing: .unconditional, help: "The squared length of the inputs, |x|²/N₀.")
  var q0 = 1.0

  @Option(parsing: .unconditional, help: "The correlation of the inputs.")
  var c0 = 0.5

  @Option(parsing: .unconditional, help: "The number of layers.")
  var depth = 20

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...1e6).contains(q0) else {
      throw ValidationError("--q0 is \(q0); expected 0 to 1e6")
    }
    guard abs(c0) <= 1 else { throw ValidationError("--c0 is \(c0); expected −1 to 1") }
    guard (1...100_000).contains(depth) else {
      throw ValidationError("--depth is \(depth); expected 1 to 100000")
    }
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      let theory = try network.theory()
      let trajectory = try theory.trajectory(q0: q0, c0: c0, depth: depth)
      if common.json {
        var object = theory.json
        object["q"] = JSONValue(trajectory.q)
        object["c"] = JSONValue(trajectory.c)
        object["seed"] = JSONValue(seed: common.seed)
        Console.print(object)
      } else {
        var table = TextTable(["layer", "q", "c", "1 − c"])
        for layer in 0...depth {
          table.add([
            "\(layer)", text(trajectory.q[layer], digits: 10),
            text(trajectory.c[layer], digits: 10), text(trajectory.separation[layer], digits: 4),
          ])
        }
        print(table.text)
      }
      let drawing = DepthFigure(
        phase: theory.phase.rawValue,
        system: "tanh, σ_w = \(text(network.sigmaW)), σ_b = \(text(network.sigmaB))",
        lengths: [.init(means: [], theory: trajectory.q)],
        correlations: [.init(name: "c⁰ = \(text(c0))", means: [], theory: trajectory.c)],
        lengthFixedPoint: theory.qStar, correlationFixedPoint: theory.cStar)
      for picture in try figure.draw(drawing, common: common) where !common.json {
        print("\nfigure: \(picture)")
      }
    }
  }
}
