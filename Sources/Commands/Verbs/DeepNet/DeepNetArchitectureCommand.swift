import ArgumentParser
import ReplicaKit

/// `replica deepnet architecture`: other architectures as recursions, with finite networks beside them.
struct DeepNetArchitectureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "architecture",
    abstract: "Residual, convolutional, gated and other networks.",
    discussion: """
      Squared length q, correlation c and growth χ of squared perturbations (of gradients with batch \
      normalisation) in every layer or time step, with the fixed point and its depth scales; with --simulate \
      the means over finite networks beside them.

      EXAMPLES
        replica deepnet architecture residual --sigma-w 1 --sigma-b 0.2 --depth 50
        replica deepnet architecture batch-norm --activation relu --batch 16 \\
          --simulate
        replica deepnet architecture minimal-rnn --gate 2,1,0,1.5 --depth 30 \\
          --figure rnn.svg
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
    try CommandLine.refuse(
      "--width", "--networks", unless: simulate, "applies to --simulate, which is not given")
    try expect((1...10_000).contains(depth), "--depth", depth, "1 to 10000")
    try expect((1e-6...1e6).contains(q0), "--q0", q0, "a positive number, 1e-6 to 1e6")
    try expect(abs(c0) <= 1, "--c0", c0, "−1 to 1")
    try expect((2...20_000).contains(width), "--width", width, "2 to 20000")
    try expect(
      (1...Limits.instances).contains(networks), "--networks", networks, "1 to \(Limits.instances)")
  }

  /// The same choices for the library.
  var settings: ArchitectureSettings {
    ArchitectureSettings(
      depth: depth, q0: q0, c0: c0, width: width, networks: simulate ? networks : 0)
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
