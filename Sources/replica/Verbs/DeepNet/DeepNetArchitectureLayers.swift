import ArgumentParser
import ReplicaKit

/// `replica deepnet architecture residual`.
struct ResidualCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "residual",
    abstract: "Residual networks (Yang and Schoenholz 2017).",
    discussion: """
      reduced: x' = φ(W x + b) + x; full: x' = V φ(W x + b) + x + a. The growth laws at great depth are \
      printed for saturating odd functions and for rectifiers.

      EXAMPLES
        replica deepnet architecture residual --sigma-w 1 --sigma-b 0.2 --depth 50
        replica deepnet architecture residual --variant full --sigma-w 1 --sigma-b 0.2 --sigma-v 0.8 \
      --activation relu --simulate
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

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      let isFull = variant == .full
      guard isFull || (sigmaV == 1 && sigmaA == 0) else {
        throw Failure(.usage, "--sigma-v and --sigma-a belong to --variant full")
      }
      let recursion =
        isFull
        ? try ResidualRecursion(
          sigmaW: network.sigmaW, sigmaB: network.sigmaB, sigmaV: sigmaV, sigmaA: sigmaA,
          nonlinearity: network.function)
        : try ResidualRecursion(
          reducedWithSigmaW: network.sigmaW, sigmaB: network.sigmaB,
          nonlinearity: network.function)
      var title =
        "residual (\(variant.rawValue)), \(network.phi.title), σ_w = \(text(network.sigmaW)), "
        + "σ_b = \(text(network.sigmaB))"
      if isFull { title += ", σ_v = \(text(sigmaV)), σ_a = \(text(sigmaA))" }
      var report = try await ArchitectureReport(
        recursion, title: title, options: options, common: common
      ) {
        try ResidualNetwork(
          inputs: try options.signals(2, seed: common.seed), sigmaW: network.sigmaW,
          sigmaB: network.sigmaB, outer: isFull ? (sigmaV, sigmaA) : nil,
          nonlinearity: network.function, depth: options.depth)
      }
      if let law = recursion.asymptotics { add(law, to: &report) }
      try report.present(options: options, figure: figure, common: common)
    }
  }

  private func add(_ law: ResidualAsymptotics, to report: inout ArchitectureReport) {
    switch law.lengthGrowth {
    case .linear(let rate):
      report.remarks.append("At great depth q grows by \(text(rate, digits: 8)) per layer.")
      report.extra.append(("length_rate", .number(rate)))
    case .exponential(let factor):
      report.remarks.append("At great depth q grows by the factor \(text(factor, digits: 8)).")
      report.extra.append(("length_factor", .number(factor)))
    }
    if let rate = law.gradientRate {
      report.remarks.append("Squared gradients grow as exp(\(text(rate, digits: 8)) √L).")
    }
    if let exponent = law.correlationExponent {
      report.remarks.append("c approaches c* as the power −\(text(exponent, digits: 6)) of depth.")
    }
    report.extra += [
      ("gradient_rate", JSONValue(law.gradientRate)),
      ("correlation_exponent", JSONValue(law.correlationExponent)),
    ]
  }
}

/// `replica deepnet architecture batch-norm`.
struct BatchNormCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch-norm",
    abstract: "Batch normalisation before every activation (Yang et al. 2019).",
    discussion: """
      The inputs of a batch have equal lengths and correlations --c0, below 1. χ is the growth of squared \
      gradients per layer: (B − 2)/(B − 3) for a linear network, π/(π − 1) for ReLU and B → ∞.

      EXAMPLES
        replica deepnet architecture batch-norm --activation relu
        replica deepnet architecture batch-norm --activation linear --batch 8 --simulate
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

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      let recursion = try BatchNormRecursion(batchSize: batch, nonlinearity: phi.function)
      let report = try await ArchitectureReport(
        recursion, title: "batch-norm, \(phi.title), B = \(batch.map(String.init) ?? "∞")",
        options: options, common: common
      ) {
        try BatchNormNetwork(
          inputs: try options.signals(batch ?? 4, seed: common.seed), nonlinearity: phi.function,
          width: options.width, depth: options.depth)
      }
      try report.present(options: options, figure: figure, common: common)
    }
  }
}

/// `replica deepnet architecture convolutional`.
struct ConvolutionalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convolutional",
    abstract: "Convolutional networks on a ring of positions (Xiao et al. 2018).",
    discussion: """
      The covariance of all pairs of positions by layer; q and c are means over positions and pairs. For every \
      Fourier mode k the kernel's eigenvalue λ_k and the depth scale of χ_c λ_k; a kernel of one entry, as of \
      delta-orthogonal weights, passes all modes alike. --width is the number of channels.

      EXAMPLES
        replica deepnet architecture convolutional --sigma-w 1.3 --sigma-b 0.3 --kernel 1,1,1
        replica deepnet architecture convolutional --sigma-w 1.3 --sigma-b 0.3 --kernel 1 --simulate
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

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      let shares = try shares()
      let recursion = try ConvolutionalRecursion(
        sigmaW: network.sigmaW, sigmaB: network.sigmaB, nonlinearity: network.function,
        positions: positions, kernel: shares)
      var report = try await ArchitectureReport(
        recursion,
        title: "convolutional, \(network.phi.title), σ_w = \(text(network.sigmaW)), "
          + "σ_b = \(text(network.sigmaB)), kernel \(kernel) on \(positions) positions",
        options: options, common: common
      ) {
        try ConvolutionalNetwork(
          fields: try options.signals(positions, seed: common.seed), sigmaW: network.sigmaW,
          sigmaB: network.sigmaB, kernel: shares, nonlinearity: network.function,
          depth: options.depth)
      }
      var table = TextTable(["k", "λ_k", "ξ_k"])
      var modes: [JSONValue] = []
      for momentum in 0...(positions / 2) {
        let eigenvalue = recursion.kernelEigenvalue(momentum: momentum)
        let scale = recursion.modeScale(momentum: momentum, at: report.point)
        table.add([
          "\(momentum)",
          text(eigenvalue.real, digits: 7)
            + (abs(eigenvalue.imaginary) > 1e-12
              ? " \(eigenvalue.imaginary > 0 ? "+" : "−") "
                + "\(text(abs(eigenvalue.imaginary), digits: 7)) i" : ""),
          text(scale, digits: 7),
        ])
        modes.append([
          "momentum": .integer(momentum), "eigenvalue_real": .number(eigenvalue.real),
          "eigenvalue_imaginary": .number(eigenvalue.imaginary), "xi": JSONValue(scale),
        ])
      }
      report.remarks.append("\nFourier modes of correlations:\n" + table.text)
      report.extra.append(("modes", .array(modes)))
      try report.present(options: options, figure: figure, common: common)
    }
  }
}

/// `replica deepnet architecture graph`.
struct GraphCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Graph layers on two communities (after Kawamoto et al. 2018).",
    discussion: """
      In every layer each node averages over --own nodes of its community and --other nodes of the other one, \
      drawn afresh. Features are correlated with --c0 within a community and −c0 between. q is of a node, c is \
      within a community, and the separation of the communities is m = (k_1 − k_2)/(2 k_0). Linear layers keep \
      it above the Kesten–Stigum threshold (own − other)² > own + other. Neighbours shared by simulated nodes are \
      noise of order 1/nodes, which grows where a covariance common to all nodes does. --width is the number of \
      features.

      EXAMPLES
        replica deepnet architecture graph --sigma-w 1.5 --sigma-b 0 --own 5 --other 1
        replica deepnet architecture graph --sigma-w 1.5 --sigma-b 0 --own 4 --other 3 --nodes 200 --simulate
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
    guard (4...5000).contains(nodes), nodes % 2 == 0 else {
      throw ValidationError("--nodes is \(nodes); expected an even number, 4 to 5000")
    }
    guard options.c0 >= 0 else {
      throw ValidationError("--c0 is \(options.c0); expected 0 to 1 within a community")
    }
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      let recursion = try CommunityRecursion(
        sigmaW: network.sigmaW, sigmaB: network.sigmaB, nonlinearity: network.function,
        ownNeighbours: own, otherNeighbours: other)
      var theory: [Double] = []
      var state = try recursion.start(q: options.q0, c: options.c0)
      for _ in 0...options.depth {
        theory.append(state.communitySeparation)
        state = recursion.next(state)
      }
      var quiet = options
      quiet.simulate = false
      var report = try await ArchitectureReport(
        recursion,
        title: "graph, \(network.phi.title), σ_w = \(text(network.sigmaW)), "
          + "σ_b = \(text(network.sigmaB)), \(own) + \(other) neighbours",
        options: quiet, common: common
      ) { throw Failure(.computation, "no network") }
      report.columns.append(("m", theory.map { text($0, digits: 7) }))
      report.extra.append(("community_separation", JSONValue(theory)))
      if options.simulate { try await simulate(&report) }
      try report.present(options: quiet, figure: figure, common: common)
    }
  }

  /// Overlaps within and between communities of finite networks.
  private func simulate(_ report: inout ArchitectureReport) async throws {
    let half = nodes / 2
    // Features need as many components as nodes to have given overlaps.
    var wide = options
    wide.width = max(options.width, nodes)
    let network = try GraphNetwork(
      fields: try wide.inputs(seed: common.seed, count: nodes) {
        $0 == $1 ? options.q0 : options.q0 * (($0 < half) == ($1 < half) ? 1 : -1) * options.c0
      }, sigmaW: network.sigmaW, sigmaB: network.sigmaB, nonlinearity: network.function,
      neighbours: try SampledNeighbours(nodes: nodes, own: own, other: other),
      depth: options.depth)
    let records = try await ArchitectureReport.records(network, options: wide, common: common)
    let overlaps = records.map { $0.overlaps.map { CommunityOverlaps($0) } }
    func estimates(_ value: (CommunityOverlaps) -> Double) -> [Estimate] {
      (0...options.depth).map { layer in Estimate(meanOf: overlaps.map { value($0[layer]) }) }
    }
    let columns = [
      ("q simulated", "q", estimates(\.own)),
      ("c simulated", "c", estimates { $0.own > 0 ? $0.within / $0.own : 0 }),
      ("m simulated", "community_separation", estimates(\.communitySeparation)),
    ]
    for (header, key, values) in columns {
      report.columns.append((header, values.map { text($0) }))
      report.extra += [
        ("\(key)_mean", .array(values.map { JSONValue($0.value) })),
        ("\(key)_error", .array(values.map { JSONValue($0.error) })),
      ]
    }
    let growth = (0..<options.depth).map { layer in
      Estimate(meanOf: records.map { $0.growth[layer] })
    }
    report.columns.append(("growth", growth.map { text($0) } + [""]))
    report.extra += [
      ("growth_mean", .array(growth.map { JSONValue($0.value) })),
      ("growth_error", .array(growth.map { JSONValue($0.error) })),
      ("width", .integer(wide.width)), ("networks", .integer(options.networks)),
      ("nodes", .integer(nodes)),
    ]
    report.remarks.append(
      "Simulated: means over \(options.networks) networks of \(nodes) nodes and \(wide.width) features."
    )
  }
}
