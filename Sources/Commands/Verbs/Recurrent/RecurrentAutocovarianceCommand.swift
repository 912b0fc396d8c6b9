import ArgumentParser
import ReplicaKit

/// `replica recurrent autocovariance`: Δ(τ) of a stationary chaotic state.
struct RecurrentAutocovarianceCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "autocovariance",
    abstract: "Δ(τ) of h in the stationary chaotic state.",
    discussion: """
      Δ(τ) = (1/N) Σ_i (h_i(t) − m)(h_i(t + τ) − m) for N → ∞, from Δ_0 to the frozen part Δ_∞. It is integrated along \
      the separatrix and decays exponentially to its last digit: `fluctuation` is Δ(τ) − Δ_∞. Where there is no \
      stationary chaotic state the exit code is 1. A gain g acts inside φ: at σ_w = 1 it gives Δ(σ_w = g)/g².

      EXAMPLES
        replica recurrent autocovariance --sigma-w 1.5
        replica recurrent autocovariance --sigma-w 2 --sigma-b 0.3 --max-lag 60 \\
          --points 601 -o delta.csv
        replica recurrent autocovariance --gain 3 --figure delta.svg
        replica recurrent autocovariance --sigma-w 2 --sigma-b 0.3 --w0 -3 \\
          --b0 0.5 --json
      """)

  @OptionGroup var network: RecurrentOptions

  @Option(
    parsing: .unconditional,
    help: "The largest lag. (default: until 1e-6 of the fluctuations is left)")
  var maxLag: Double?

  @Option(parsing: .unconditional, help: "The number of lags from 0 on.")
  var points = 201

  @Option(
    parsing: .unconditional,
    help:
      "Which of several chaotic states, from 0 by ascending mean. (default: the last stable one)")
  var branch: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write lags and values: .csv or .npz.", valueName: "file"))
  var output: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let maxLag, !(maxLag > 0 && maxLag <= 1e9) {
      throw ValidationError("--max-lag is \(maxLag); expected above 0, up to 1e9")
    }
    try expect((2...1_000_000).contains(points), "--points", points, "2 to 1000000")
    if let branch, branch < 0 {
      throw ValidationError("--branch is \(branch); expected 0 or more")
    }
    if let output, !output.hasSuffix(".npz"), !output.hasSuffix(".csv") {
      throw ValidationError("--output is '\(output)'; expected a name ending in .npz or .csv")
    }
  }

  var outputFiles: [String?] { [output] }

  var isRandom: Bool { false }

  func outcome(_ session: Session) throws -> RecurrentAutocovariance {
    try RecurrentAutocovariance(
      network.parameters, branch: branch, maxLag: maxLag, points: points, output: output,
      session: session)
  }

  func finish(_ outcome: RecurrentAutocovariance) throws {
    guard let output else {
      if let count = outcome.unlistedCount, !common.json {
        common.hint("hint: -o delta.csv or --json gives all \(count) values")
      }
      return
    }
    try Interruption.whileWriting { try outcome.file.write(to: output, ifExists: ifExists) }
    common.hint("autocovariance: \(output)")
  }
}
