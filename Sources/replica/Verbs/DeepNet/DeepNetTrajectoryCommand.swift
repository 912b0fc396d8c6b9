import ArgumentParser
import ReplicaKit

/// `replica deepnet trajectory`: lengths and correlations by layer.
struct DeepNetTrajectoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trajectory",
    abstract: "Lengths and correlations of two inputs from layer to layer, in theory.",
    discussion: """
      Entry 0 is the input: q⁰ = |x|²/N₀ and the cosine of two inputs; q¹ = σ_w² q⁰ + σ_b².

      EXAMPLES
        replica deepnet trajectory --sigma-w 2.5 --sigma-b 0.3 --c0 0.9
        replica deepnet trajectory --activation relu --sigma-w 1.4 --sigma-b 0
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
        object["separation"] = JSONValue(trajectory.separation)
        object["convergence_depth"] = try theory.convergenceDepth(q0: q0, c0: c0).json
        object["activation"] = .string(network.phi.activation.rawValue)
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
        system:
          "\(network.phi.title), σ_w = \(text(network.sigmaW)), σ_b = \(text(network.sigmaB))",
        lengths: [.init(means: [], theory: trajectory.q)],
        correlations: [.init(name: "c⁰ = \(text(c0))", means: [], theory: trajectory.c)],
        lengthFixedPoint: theory.everyLengthIsFixed ? nil : theory.qStar,
        correlationFixedPoint: theory.cStar)
      for picture in try figure.draw(drawing, common: common) where !common.json {
        print("\nfigure: \(picture)")
      }
    }
  }
}
