import ArgumentParser
import ReplicaKit

/// `replica deepnet architecture residual`.
struct ResidualCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "residual",
    abstract: "Residual networks (Yang and Schoenholz 2017).",
    discussion: """
      reduced: x' = φ(W x + b) + x; full: x' = V φ(W x + b) + x + a. The growth laws at great depth are \
      printed for saturating odd functions and for rectifiers.

      EXAMPLES
        replica deepnet architecture residual --sigma-w 1 --sigma-b 0.2 --depth 50
        replica deepnet architecture residual --variant full --sigma-w 1 \\
          --sigma-b 0.2 --sigma-v 0.8 --activation relu --simulate
      """)

  @OptionGroup var network: DeepNetOptions

  @Option(help: "The kind of block: reduced or full.")
  var variant = ResidualVariant.reduced

  @Option(parsing: .unconditional, help: "The deviation σ_v of the outer weights (full), times √N.")
  var sigmaV = 1.0

  @Option(parsing: .unconditional, help: "The deviation σ_a of the outer biases (full).")
  var sigmaA = 0.0

  @OptionGroup var options: ArchitectureOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func outcome(_ session: Session) async throws -> ArchitectureReport {
    let isFull = variant == .full
    guard isFull || (sigmaV == 1 && sigmaA == 0) else {
      throw Failure(.usage, "--sigma-v and --sigma-a belong to --variant full")
    }
    let model =
      isFull
      ? try ResidualModel(
        sigmaW: network.sigmaW, sigmaB: network.sigmaB, sigmaV: sigmaV, sigmaA: sigmaA,
        nonlinearity: network.function)
      : try ResidualModel(
        reducedWithSigmaW: network.sigmaW, sigmaB: network.sigmaB,
        nonlinearity: network.function)
    let recursion = ResidualRecursion(model)
    var title = "residual (\(variant.rawValue)), \(network.title)"
    if isFull { title += ", σ_v = \(text(sigmaV)), σ_a = \(text(sigmaA))" }
    var report = try await ArchitectureReport(
      recursion, title: title, settings: options.settings, session: session
    ) {
      try ResidualNetwork(
        model, inputs: try options.signals(2, seed: session.seed), depth: options.depth)
    }
    if let law = recursion.asymptotics { report.add(law) }
    return report
  }
}

/// `replica deepnet architecture batch-norm`.
struct BatchNormCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "batch-norm",
    abstract: "Batch normalisation (Yang et al. 2019).",
    discussion: """
      The inputs of a batch have equal lengths and correlations --c0, below 1. χ is the growth of squared \
      gradients per layer: (B − 2)/(B − 3) for a linear network, π/(π − 1) for ReLU and B → ∞.

      EXAMPLES
        replica deepnet architecture batch-norm --activation relu
        replica deepnet architecture batch-norm --activation linear --batch 8 \\
          --simulate
      """)

  @OptionGroup var phi: ActivationOptions

  @Option(parsing: .unconditional, help: "The number B of inputs of a batch. (default: infinite)")
  var batch: Int?

  @OptionGroup var options: ArchitectureOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let batch, !(4...1_000_000).contains(batch) {
      throw ValidationError(
        "--batch is \(batch); expected 4 to 1000000, since gradients of smaller batches have no mean square"
      )
    }
    if options.simulate && batch == nil {
      throw ValidationError("--simulate needs a --batch")
    }
  }

  func outcome(_ session: Session) async throws -> ArchitectureReport {
    let model = try BatchNormModel(batchSize: batch, nonlinearity: phi.function)
    return try await ArchitectureReport(
      BatchNormRecursion(model),
      title: "batch-norm, \(phi.title), B = \(batch.map(String.init) ?? "∞")",
      settings: options.settings, session: session
    ) {
      try BatchNormNetwork(
        model, inputs: try options.signals(batch ?? 4, seed: session.seed), width: options.width,
        depth: options.depth)
    }
  }
}

/// `replica deepnet architecture convolutional`.
struct ConvolutionalCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "convolutional",
    abstract: "Convolutional networks (Xiao et al. 2018).",
    discussion: """
      The covariance of all pairs of positions by layer; q and c are means over positions and pairs. For every \
      Fourier mode k the kernel's eigenvalue λ_k and the depth scale of χ_c λ_k; a kernel of one entry, as of \
      delta-orthogonal weights, passes all modes alike. --width is the number of channels.

      EXAMPLES
        replica deepnet architecture convolutional --sigma-w 1.3 --sigma-b 0.3 \\
          --kernel 1,1,1
        replica deepnet architecture convolutional --sigma-w 1.3 --sigma-b 0.3 \\
          --kernel 1 --simulate
      """)

  @OptionGroup var network: DeepNetOptions

  @Option(parsing: .unconditional, help: "The number of positions on the ring.")
  var positions = 8

  @Option(help: "The shares of the weights' variance, an odd number of them: 1,2,1.")
  var kernel = "1,1,1"

  @OptionGroup var options: ArchitectureOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { _ = try shares() }

  private func shares() throws -> [Double] {
    try kernel.split(separator: ",", omittingEmptySubsequences: false).map {
      guard let value = Double($0), value.isFinite, value >= 0 else {
        throw ValidationError(
          "--kernel has '\($0)'; expected numbers that are not negative, as in 1,2,1")
      }
      return value
    }
  }

  func outcome(_ session: Session) async throws -> ArchitectureReport {
    let model = try ConvolutionalModel(
      sigmaW: network.sigmaW, sigmaB: network.sigmaB, nonlinearity: network.function,
      positions: positions, kernel: try shares())
    let recursion = ConvolutionalRecursion(model)
    var report = try await ArchitectureReport(
      recursion,
      title: "convolutional, \(network.title), kernel \(kernel) on \(positions) positions",
      settings: options.settings, session: session
    ) {
      try ConvolutionalNetwork(
        model, fields: try options.signals(positions, seed: session.seed), depth: options.depth)
    }
    report.addModes(of: recursion)
    return report
  }
}

/// `replica deepnet architecture graph`.
struct GraphCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Graph layers (after Kawamoto et al. 2018).",
    discussion: """
      In every layer each node averages over --own nodes of its community and --other nodes of the other one, \
      drawn afresh. Features are correlated with --c0 within a community and −c0 between. q is of a node, c is \
      within a community, and the separation of the communities is m = (k_1 − k_2)/(2 k_0). Linear layers keep \
      it above the Kesten–Stigum threshold (own − other)² > own + other. Neighbours shared by simulated nodes are \
      noise of order 1/nodes, which grows where a covariance common to all nodes does. --width is the number of \
      features.

      EXAMPLES
        replica deepnet architecture graph --sigma-w 1.5 --sigma-b 0 --own 5 \\
          --other 1
        replica deepnet architecture graph --sigma-w 1.5 --sigma-b 0 --own 4 \\
          --other 3 --nodes 200 --simulate
      """)

  @OptionGroup var network: DeepNetOptions

  @Option(parsing: .unconditional, help: "The number of neighbours in a node's own community.")
  var own = 5

  @Option(parsing: .unconditional, help: "The number of neighbours in the other community.")
  var other = 1

  @Option(parsing: .unconditional, help: "The number of simulated nodes, even.")
  var nodes = 128

  @OptionGroup var options: ArchitectureOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    for (name, value) in [("--own", own), ("--other", other)]
    where !(0...1_000_000).contains(value) {
      throw ValidationError("\(name) is \(value); expected 0 to 1000000")
    }
    guard own + other > 0 else {
      throw ValidationError("--own and --other are 0; a node needs a neighbour")
    }
    try expect(
      (4...5000).contains(nodes) && nodes % 2 == 0, "--nodes", nodes, "an even number, 4 to 5000")
    guard options.c0 >= 0 else {
      throw ValidationError("--c0 is \(options.c0); expected 0 to 1 within a community")
    }
  }

  func outcome(_ session: Session) async throws -> ArchitectureReport {
    let model = try CommunityGraphModel(
      sigmaW: network.sigmaW, sigmaB: network.sigmaB, nonlinearity: network.function,
      ownNeighbours: own, otherNeighbours: other)
    let recursion = CommunityRecursion(model)
    var theory = options
    theory.simulate = false
    var report = try await ArchitectureReport(
      recursion, title: "graph, \(network.title), \(own) + \(other) neighbours",
      settings: theory.settings, session: session
    ) { throw Failure(.computation, "no network") }
    try report.addCommunities(of: recursion)
    guard options.simulate else { return report }
    let half = nodes / 2
    // Features need as many components as nodes to have given overlaps.
    var wide = options
    wide.width = max(options.width, nodes)
    let simulated = try GraphNetwork(
      model,
      fields: try wide.inputs(seed: session.seed, count: nodes) {
        $0 == $1 ? options.q0 : options.q0 * (($0 < half) == ($1 < half) ? 1 : -1) * options.c0
      }, depth: options.depth)
    try await report.simulateCommunities(
      simulated, nodes: nodes, width: wide.width, networks: options.networks, session: session)
    return report
  }
}
