import ArgumentParser
import ReplicaKit

extension DeepNetOverview.Subject: ExpressibleByArgument {}

/// `replica deepnet overview`: the maps, trajectories and phase diagrams of a kind of network in one figure.
struct DeepNetOverviewCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "overview",
    abstract: "Maps, trajectories and phase diagrams, four panels.",
    discussion: """
      'lengths': A the length map V(q), B lengths by layer, C q* over the plane of σ_w and σ_b, D how many \
      layers it takes to come within 1 % of q*.
      'correlations': A the correlation map C(c), B correlations by layer, C c* over the plane, D χ₁, \
      with the critical line χ₁ = 1.

      Lines are theory, points are means over finite networks with bars of one standard deviation of a \
      single network. Where no q* exists a map has a gap. The defaults are those of the figures 1 \
      and 2 of Poole et al. (2016).

      EXAMPLES
        replica deepnet overview lengths --figure lengths.svg
        replica deepnet overview correlations --figure correlations.pdf
        replica deepnet overview correlations --activation erf --sigma-w 1,1.8 \\
          --figure erf.svg
        replica deepnet overview lengths --json
      """)

  @Argument(help: "lengths or correlations.")
  var subject: DeepNetOverview.Subject

  @Option(parsing: .unconditional, help: "The standard deviations σ_w of panels A and B: s1,s2,…")
  var sigmaW = "1.3,2.5,4"

  @Option(parsing: .unconditional, help: "The standard deviation σ_b of panels A and B.")
  var sigmaB = 0.3

  @OptionGroup var phi: ActivationOptions

  @Option(
    parsing: .unconditional,
    help: "Squared lengths in the first layer, or correlations of the inputs, of panel B: a,b,…")
  var inputs: String?

  @Option(parsing: .unconditional, help: "The number of layers of panel B.")
  var depth = 15

  @Option(parsing: .unconditional, help: "The width N of the finite networks.")
  var width = 1000

  @Option(parsing: .unconditional, help: "The number of finite networks for each σ_w.")
  var networks = 20

  @Option(parsing: .unconditional, help: "The σ_w of the maps: low:high:count.")
  var sigmaWRange = "0.5:5:90"

  @Option(parsing: .unconditional, help: "The σ_b of the maps: low:high:count.")
  var sigmaBRange = "0:2:80"

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let deviations = try NumberList.numbers(sigmaW, "--sigma-w")
    guard (1...5).contains(deviations.count) else {
      throw ValidationError("--sigma-w has \(deviations.count) numbers; expected 1 to 5")
    }
    for value in deviations where !(1e-3...100).contains(value) {
      throw ValidationError("--sigma-w has \(value); expected 0.001 to 100")
    }
    try expect((0...100).contains(sigmaB), "--sigma-b", sigmaB, "0 to 100")
    for value in try starts() {
      guard subject == .lengths ? value > sigmaB * sigmaB && value <= 1e6 : abs(value) <= 1 else {
        throw ValidationError(
          "--inputs has \(value); expected "
            + (subject == .lengths
              ? "squared lengths q¹ = σ_w² q⁰ + σ_b² above σ_b² = \(text(sigmaB * sigmaB)), at most 1e6"
              : "correlations from −1 to 1"))
      }
    }
    guard (1...16).contains(try starts().count) else {
      throw ValidationError("--inputs has \(try starts().count) numbers; expected 1 to 16")
    }
    try expect((1...1000).contains(depth), "--depth", depth, "1 to 1000")
    try expect((20...100_000).contains(width), "--width", width, "20 to 100000")
    try expect((2...100_000).contains(networks), "--networks", networks, "2 to 100000")
    for (text, option) in [(sigmaWRange, "--sigma-w-range"), (sigmaBRange, "--sigma-b-range")] {
      let values = try TemperatureOptions.range(text, option: option, of: "values")
      guard (2...400).contains(values.count), (0...100).contains(values[0]),
        values[values.count - 1] <= 100
      else {
        throw ValidationError("\(option) is '\(text)'; expected 2 to 400 values from 0 to 100")
      }
    }
  }

  private func starts() throws -> [Double] {
    try inputs.map { try NumberList.numbers($0, "--inputs") }
      ?? (subject == .lengths
        ? [0.1, 1, 5, 15].map { $0 + sigmaB * sigmaB } : [0, 0.3, 0.6, 0.95])
  }

  func outcome(_ session: Session) async throws -> DeepNetOverview {
    try await DeepNetOverview(
      subject, phi.named, sigmaW: try NumberList.numbers(sigmaW, "--sigma-w"), sigmaB: sigmaB,
      starts: try starts(), depth: depth, width: width, networks: networks,
      plane: (
        try TemperatureOptions.range(sigmaWRange), try TemperatureOptions.range(sigmaBRange)
      ), session: session)
  }
}
