import ArgumentParser
import ReplicaKit

/// `replica compare`: feedforward, recurrent and spin-glass overlaps side by side.
struct CompareCommand: PagedVerb {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Deep, recurrent and spin-glass overlaps side by side.",
    discussion: """
      At one (σ_w, σ_b) four systems start and end: a deep network (new weights in every layer), the same \
      map with one weight matrix (layers become times), the network in continuous time, and the SK model \
      at β = σ_w in random fields of deviation σ_b/σ_w. Signals of several inputs, trajectories of \
      several initial states and replicas of the spin glass give the same kind of overlap matrix, whose \
      spectrum and structure are judged in the same way.

      Replica symmetry of the spin glass and the length map of the network are one equation: \
      σ_w² q + σ_b² = q*, and its replicon is 1 − χ₁. Where the network is chaotic replica symmetry is \
      unstable. For other activation functions than tanh there is no spin glass.

      EXAMPLES
        replica compare --sigma-w 2  # about 30 s
        replica compare --sigma-w 1.3 --sigma-b 0.3 --figure c.svg  # about 30 s
        replica compare --sigma-w 1.3 --sigma-b 0.3 --report p.html  # about 30 s
        replica compare --sigma-w 2.5 --sigma-b 0.3 --neurons 1000 --networks 10 \\
          --json  # about 2 minutes
        replica compare --sigma-w 1.2 --sigma-b 0.1 --neurons 100 --networks 2 \\
          --time 10 --activation relu
      """)

  @Option(
    parsing: .unconditional,
    help: "The standard deviation σ_w of the weights, times √N; the inverse temperature β.")
  var sigmaW: Double

  @Option(
    parsing: .unconditional,
    help: "The standard deviation σ_b of the biases; β times that of the random fields.")
  var sigmaB = 0.0

  @OptionGroup var phi: ActivationOptions

  @Option(parsing: .unconditional, help: "The number N of neurons of the networks.")
  var neurons = 500

  @Option(parsing: .unconditional, help: "The number of networks of each kind.")
  var networks = 8

  @Option(
    parsing: .unconditional,
    help: "The number R of inputs, trajectories and analysed configurations of the spin glass.")
  var replicas = 48

  @Option(parsing: .unconditional, help: "The number of layers, and of steps of the map.")
  var steps = 30

  @Option(parsing: .unconditional, help: "How long the network in continuous time runs.")
  var time = 60.0

  @Option(
    parsing: .unconditional,
    help: "The squared length of the signals at the start. (default: 1, more for strong biases)")
  var q0: Double?

  @Option(parsing: .unconditional, help: "The correlation of the signals at the start.")
  var c0 = 0.6

  @Option(parsing: .unconditional, help: "The number of spins of the spin glass.")
  var spins = 256

  @Option(parsing: .unconditional, help: "The number of disorder instances of the spin glass.")
  var instances = 4

  @Option(
    parsing: .unconditional, help: "The measured sweeps of the spin glass, after as many more.")
  var sweeps = 4096

  @OptionGroup var page: PageOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  /// The number of independent ladders of the spin glass.
  private static let chains = 4

  func validate() throws {
    func require(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws {
      guard range.contains(value) else {
        throw ValidationError(
          "\(name) is \(text(value)); expected \(text(range.lowerBound)) to \(text(range.upperBound))"
        )
      }
    }
    try require("--sigma-w", sigmaW, 1e-3...100)
    try require("--sigma-b", sigmaB, 0...100)
    try require("--neurons", Double(neurons), 10...1e5)
    try require("--networks", Double(networks), 2...1e4)
    try require("--replicas", Double(replicas), 8...1024)
    try require("--steps", Double(steps), 1...1e4)
    try require("--time", time, 1...1e4)
    try require("--c0", c0, 0...1)
    try require("--spins", Double(spins), 16...8192)
    try require("--instances", Double(instances), 2...1e4)
    try require("--sweeps", Double(sweeps), 64...1e9)
    if sigmaB > 0, c0 < 0.01 {
      throw ValidationError(
        "--c0 is \(text(c0)); expected 0.01 or more with biases, which correlate inputs")
    }
    if let q0 {
      try require("--q0", q0, 1e-6...1e4)
      // Inputs have overlaps (q − σ_b²)/σ_w², which must be those of vectors.
      guard c0 * q0 >= sigmaB * sigmaB else {
        throw ValidationError(
          "--q0 is \(text(q0)); expected \(text(sigmaB * sigmaB / c0)) or more: biases alone give two "
            + "inputs the overlap σ_b² = \(text(sigmaB * sigmaB))")
      }
    }
    let input = (length - sigmaB * sigmaB) / (sigmaW * sigmaW)
    guard input <= 1e6 else {
      throw ValidationError(
        "--sigma-w is \(text(sigmaW)); so weak weights need inputs of squared length "
          + "\(text(input, digits: 3)) for signals of \(text(length)); take a larger --sigma-w or a smaller --q0"
      )
    }
  }

  /// The squared length at the start.
  private var length: Double {
    q0 ?? (sigmaB > 0 ? max(1, 1.1 * sigmaB * sigmaB / c0) : 1)
  }

  func outcome(_ session: Session) async throws -> Comparison {
    let theory = try DeepNetworkTheory(
      sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: phi.function)
    try Limits.requireMemory(
      8 * Double(common.threadCount) * Double(neurons)
        * (Double(neurons) + 4 * Double(replicas)),
      for: "\(common.threadCount) networks of \(neurons) neurons at a time",
      change: "take fewer neurons or threads")
    return try await Comparison(
      activation: phi.activation, gain: phi.gain,
      networks: ComparedNetworks(
        theory: theory, neurons: neurons, replicas: replicas, networks: networks, steps: steps,
        duration: time, length: length, correlation: c0),
      spinGlass: ComparedSpinGlass(
        sigmaW: sigmaW, sigmaB: sigmaB, gain: phi.gain, spins: spins, instances: instances,
        chains: Self.chains, sweeps: sweeps, replicas: replicas), session: session)
  }
}
