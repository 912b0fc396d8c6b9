import ArgumentParser
import ReplicaKit

/// `replica deepnet theory`: fixed points of the length and correlation maps.
struct DeepNetTheoryCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "theory",
    abstract: "Fixed points q*, c*, slope χ₁, depth scales, phase.",
    discussion: """
      q* is the largest stable fixed point of the length; where there is none the exit code is 1. For \
      χ₁ ≤ 1 c* is 1, otherwise the one fixed point below 1, which all inputs approach. The convergence \
      depth is the layer from which on q is within 1 % of q*, and c within 0.01 of c*.

      EXAMPLES
        replica deepnet theory --sigma-w 2.5 --sigma-b 0.3
        replica deepnet theory --activation gelu --sigma-w 1.5 --sigma-b 0.05
        replica deepnet theory --sigma-w-range 0.5:4:36 --sigma-b 0.3
        replica deepnet theory --sigma-w 0.5 --sigma-b 0.1 --weight-mean 2
      """)

  @Option(parsing: .unconditional, help: "The standard deviation σ_w of the weights, times √N.")
  var sigmaW: Double?

  @Option(parsing: .unconditional, help: "Equally spaced deviations σ_w: low:high:count.")
  var sigmaWRange: String?

  @Option(parsing: .unconditional, help: "The standard deviation σ_b of the biases.")
  var sigmaB: Double

  @OptionGroup var phi: ActivationOptions

  @OptionGroup var means: MeanOptions

  @Option(parsing: .unconditional, help: "The squared length of the inputs, |x|²/N₀.")
  var q0 = 1.0

  @Option(parsing: .unconditional, help: "The correlation of the inputs.")
  var c0 = 0.5

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try CommandLine.refuse(
      "--q0", "--c0", unless: sigmaWRange == nil && !means.isGiven,
      "applies to one --sigma-w without --w0 and --b0")
    guard (sigmaW != nil) != (sigmaWRange != nil) else {
      throw ValidationError("expected --sigma-w, or --sigma-w-range low:high:count")
    }
    for value in try deviations() where !(0...100).contains(value) {
      throw ValidationError("--sigma-w is \(value); expected 0 to 100")
    }
    try expect((0...100).contains(sigmaB), "--sigma-b", sigmaB, "0 to 100")
    try expect((0...1e6).contains(q0), "--q0", q0, "0 to 1e6")
    try expect(abs(c0) <= 1, "--c0", c0, "−1 to 1")
    if means.isGiven, sigmaW == nil {
      throw ValidationError("--w0 and --b0 apply to --sigma-w")
    }
  }

  private func deviations() throws -> [Double] {
    if let sigmaW { return [sigmaW] }
    return try sigmaWRange.map {
      try TemperatureOptions.range($0, option: "--sigma-w-range", of: "deviations")
    } ?? []
  }

  var isRandom: Bool { false }

  func outcome(_ session: Session) throws -> AnyReport {
    guard let sigmaW else {
      return AnyReport(try DeepNetScan(phi.named, sigmaW: deviations(), sigmaB: sigmaB))
    }
    let network = DeepNetParameters(phi.named, sigmaW: sigmaW, sigmaB: sigmaB)
    guard !means.isGiven else {
      return AnyReport(
        try DeepNetMoments(
          network, weightMean: means.weightMean, biasMean: means.biasMean))
    }
    return AnyReport(try DeepNetFixedPoint(network, q0: q0, c0: c0))
  }
}
