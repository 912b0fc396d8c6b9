public import ArgumentParser
public import ReplicaKit

extension JacobianSpectrum.Weights: ExpressibleByArgument {}

/// `replica deepnet jacobian`: singular values of the input–output Jacobian.
struct DeepNetJacobianCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "jacobian",
    abstract: "Singular values of the input–output Jacobian.",
    discussion: """
      J = D^L W^L … D¹ W¹ with D = diag φ'(h), all layers at the length q*. The density is that of \
      wide networks; 'dynamical_isometry' says whether all singular values stay near 1.

      EXAMPLES
        replica deepnet jacobian --sigma-w 1.05 --sigma-b 0.1 --depth 10 \\
          --weights orthogonal
        replica deepnet jacobian --at-criticality --sigma-b 0.05 --depth 10 \\
          --figure jacobian.svg
        replica deepnet jacobian --at-criticality --activation relu --depth 4 \\
          --sample --width 400
      """)

  @Option(parsing: .unconditional, help: "The standard deviation σ_w of the weights, times √N.")
  var sigmaW: Double?

  @Option(
    parsing: .unconditional, help: "The standard deviation σ_b of the biases. (default: 0)")
  var sigmaB: Double?

  @Flag(help: "Choose σ_w on the critical line, by --sigma-b or --q-star.")
  var atCriticality = false

  @Option(parsing: .unconditional, help: "With --at-criticality: the length q*, which fixes σ_b.")
  var qStar: Double?

  @OptionGroup var phi: ActivationOptions

  @Option(parsing: .unconditional, help: "The number of layers L.")
  var depth = 10

  @Option(help: "The law of the weights.")
  var weights = JacobianSpectrum.Weights.gaussian

  @Option(parsing: .unconditional, help: "About how many points of the density.")
  var points = 400

  @Flag(help: "Sample finite networks too.")
  var sample = false

  @Option(
    parsing: .unconditional, help: "The number of neurons of every layer of sampled networks.")
  var width = 400

  @Option(parsing: .unconditional, help: "The number of sampled networks.")
  var networks = 10

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try CommandLine.refuse(
      "--width", "--networks", unless: sample, "applies to --sample, which is not given")
    if atCriticality {
      guard sigmaW == nil else {
        throw ValidationError("--at-criticality chooses σ_w; leave out --sigma-w")
      }
      guard qStar == nil || sigmaB == nil else {
        throw ValidationError("--q-star fixes σ_b; leave out --sigma-b")
      }
    } else {
      guard sigmaW != nil else {
        throw ValidationError("no --sigma-w is given; expected it or --at-criticality")
      }
      guard qStar == nil else {
        throw ValidationError("--q-star needs --at-criticality; otherwise q* follows from σ_w, σ_b")
      }
    }
    if let sigmaW, !(sigmaW > 0 && sigmaW <= 100) {
      throw ValidationError("--sigma-w is \(sigmaW); expected a positive number up to 100")
    }
    if let sigmaB, !(0...100).contains(sigmaB) {
      throw ValidationError("--sigma-b is \(sigmaB); expected 0 to 100")
    }
    if let qStar, !(0...1e4).contains(qStar) {
      throw ValidationError("--q-star is \(qStar); expected 0 to 10000")
    }
    try expect((1...10_000).contains(depth), "--depth", depth, "1 to 10000")
    try expect((2...100_000).contains(points), "--points", points, "2 to 100000")
    try expect((2...20_000).contains(width), "--width", width, "2 to 20000")
    try expect(
      (1...Limits.instances).contains(networks), "--networks", networks, "1 to \(Limits.instances)")
  }

  func outcome(_ session: Session) async throws -> DeepNetJacobian {
    guard !phi.function.isDiscontinuous else {
      throw NetworkTheoryError.noSlope(activation: phi.activation.rawValue)
    }
    if sample {
      let size = Double(width)
      try Limits.requireMemory(
        8 * 5 * size * size * Double(min(session.threadCount, networks))
          + 8 * size * Double(networks),
        for: "Jacobians of \(width) neurons on \(session.threadCount) threads",
        change: "take a smaller --width or --threads 1")
    }
    return try await DeepNetJacobian(
      phi.named,
      at: JacobianPlace(
        sigmaW: sigmaW, sigmaB: sigmaB ?? 0, qStar: qStar, nonlinearity: phi.function),
      depth: depth, weights: weights, points: points, width: width,
      networks: sample ? networks : 0, session: session)
  }
}
