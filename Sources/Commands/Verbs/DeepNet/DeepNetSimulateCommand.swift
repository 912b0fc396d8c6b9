import ArgumentParser
import ReplicaKit

/// `replica deepnet simulate`: finite networks against their theory.
struct DeepNetSimulateCommand: PagedVerb {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Overlaps of inputs in finite networks, by layer.",
    discussion: """
      Inputs have a prescribed overlap, lie in clusters or on a circle, or come from a file (one input per \
      row). In every layer the mean overlaps q_ab of the inputs are analysed as those of the replicas of a \
      spin glass are. Structure is what different networks have in common: a single network of width N \
      deviates by O(1/√N) from its law, which looks like structure at every N. Pre-activations are drawn from their exact law given the layer before, without any \
      weights; --engine weights draws the weights instead.

      EXAMPLES
        replica deepnet simulate --sigma-w 1.3 --sigma-b 0.3 --inputs 24
        replica deepnet simulate --sigma-w 2.5 --sigma-b 0.3 --figure deep.svg
        replica deepnet simulate --sigma-w 2.5 --sigma-b 0.3 --input x.npy  # yours
        replica deepnet simulate --sigma-w 2 --sigma-b 0.3 --clusters 4 \\
          --report deep.html
        replica deepnet simulate --sigma-w 1.3 --sigma-b 0.3 --clusters 4 --c0 0.8
        replica deepnet simulate --sigma-w 2 --sigma-b 0 --circle --widths 900,500
        replica deepnet simulate --sigma-w 1 --sigma-b 0 --weights orthogonal
      """)

  @OptionGroup var network: DeepNetOptions

  @Option(parsing: .unconditional, help: "The number of neurons of every layer.")
  var width = 1000

  @Option(parsing: .unconditional, help: "The number of layers.")
  var depth: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The numbers of neurons of all layers, instead of --width and --depth.",
      valueName: "n1,n2,..."))
  var widths: String?

  @Option(help: "The law of the weights: independent normal numbers, or orthogonal matrices.")
  var weights = WeightLaw.gaussian

  @Option(
    help: "Draw pre-activations from their exact law, or multiply by explicit weights.")
  var engine = PropagationEngine.exactLaw

  @OptionGroup var inputOptions: DeepNetInputOptions

  @Option(parsing: .unconditional, help: "The number of networks.")
  var networks = 10

  @Flag(help: "Print the matrices of all pairs of inputs too (with --json).")
  var matrices = false

  @Option(
    help: ArgumentHelp(
      "Write the activations of the last layer of the first network, .npy.", valueName: "file"))
  var saveLayer: String?

  @OptionGroup var page: PageOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard network.sigmaW > 1e-6 else {
      throw ValidationError(
        "--sigma-w is \(network.sigmaW); expected a positive number (1e-6 or more), since weights "
          + "that vanish leave no signal")
    }
    try expect((2...1_000_000).contains(width), "--width", width, "2 to 1000000")
    if let depth {
      try expect((1...10_000).contains(depth), "--depth", depth, "1 to 10000")
      guard widths == nil else {
        throw ValidationError("--widths says how many layers there are; leave out --depth")
      }
    }
    _ = try layerWidths
    try expect(
      (1...Limits.instances).contains(networks), "--networks", networks, "1 to \(Limits.instances)")
    if page.report != nil, let count = inputOptions.knownCount, count < 3 {
      throw ValidationError("--report needs three inputs; --inputs is \(count)")
    }
    if let saveLayer, !saveLayer.hasSuffix(".npy") {
      throw ValidationError("--save-layer is '\(saveLayer)'; expected a name ending in .npy")
    }
  }

  /// The widths of all layers.
  private var layerWidths: [Int] {
    get throws {
      guard let widths else { return [Int](repeating: width, count: depth ?? 12) }
      let list = try widths.split(separator: ",", omittingEmptySubsequences: false).map { word in
        guard let value = Int(word), (1...1_000_000).contains(value) else {
          throw ValidationError(
            "--widths: a width is '\(word)'; expected whole numbers from 1 to 1000000 with commas")
        }
        return value
      }
      guard list.count <= 10_000 else {
        throw ValidationError("--widths has \(list.count) layers; expected at most 10000")
      }
      return list
    }
  }

  var outputFiles: [String?] { [saveLayer] }

  func outcome(_ session: Session) async throws -> DeepNetSimulation {
    let widths = try layerWidths
    if let count = inputOptions.knownCount { try requireMemory(inputs: count, widths, session) }
    let inputs = try inputOptions.make(width: widths[0], seed: session.seed)
    try requireMemory(inputs: inputs.count, widths, session)
    return try await DeepNetSimulation(
      network.parameters,
      DeepNetSettings(
        widths: widths, weights: weights, engine: engine, networks: networks, inputs: inputs,
        families: inputOptions.pairFamilies, showsMatrices: matrices), session: session)
  }

  func page(
    of outcome: DeepNetSimulation, _ request: PageRequest, _ session: Session
  ) throws -> ReportPage {
    guard let page = ReportPage.ofDeepNetworks(outcome, request: request) else {
      throw Failure(.usage, "--report needs at least three inputs")
    }
    return page
  }

  func finish(_ outcome: DeepNetSimulation) throws {
    guard let saveLayer, let last = outcome.lastLayer else { return }
    try Interruption.whileWriting {
      try NumPyFile.write(last, to: saveLayer, ifExists: ifExists)
    }
    common.hint("activations of layer \(try layerWidths.count): \(saveLayer)")
  }

  /// Refuses what does not fit: signals, the statistics, and square matrices of orthogonal weights.
  private func requireMemory(inputs: Int, _ widths: [Int], _ session: Session) throws {
    let count = Double(inputs)
    let widest = Double(widths.reduce(inputs) { max($0, $1) })
    // All layers of the first network, and of those that are being computed.
    let signals =
      count
      * (Double(widths.reduce(0, +)) * Double(1 + min(networks - 1, session.threadCount)) + 6
        * widest * Double(session.threadCount))
    let overlaps = Double(widths.count + 1) * count * count * (12 + 4 * Double(session.threadCount))
    let matrices =
      engine == .weights && weights == .orthogonal
      ? 4 * widest * widest * Double(session.threadCount) : 0
    try Limits.requireMemory(
      8 * (signals + overlaps + matrices),
      for: "\(inputs) inputs in networks of \(widths.count) layers of up to \(widths.max() ?? 0) "
        + "neurons",
      change: "take fewer inputs, neurons or layers")
  }
}
