import ArgumentParser
import ReplicaKit

/// `replica deepnet trajectory`: lengths and correlations by layer.
struct DeepNetTrajectoryCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "trajectory",
    abstract: "Theory of two inputs from layer to layer.",
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
    try expect((0...1e6).contains(q0), "--q0", q0, "0 to 1e6")
    try expect(abs(c0) <= 1, "--c0", c0, "−1 to 1")
    try expect((1...100_000).contains(depth), "--depth", depth, "1 to 100000")
  }

  var isRandom: Bool { false }

  func outcome(_ session: Session) throws -> DeepNetTrajectory {
    try DeepNetTrajectory(network.parameters, q0: q0, c0: c0, depth: depth)
  }
}
