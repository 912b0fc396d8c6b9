import ArgumentParser
import ReplicaKit

/// `replica recurrent theory`: fixed points, chaotic states and the phase.
struct RecurrentTheoryCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "theory",
    abstract: "Fixed points, chaotic states, λ₁ and the phase.",
    discussion: """
      ∂_t h_i = −h_i + Σ_j W_ij φ(g h_j) + b_i with W_ij ~ N(w_0/N, σ_w²/N) and b_i ~ N(b_0, σ_b²), N → ∞. Fixed \
      points obey m = w_0 E φ + b_0, q = σ_w² E φ² + σ_b². Each comes with the stability of the flow to uniform \
      modes (eigenvalues of the map of m and q) and to random modes (χ₁ = σ_w² E φ'² < 1), and with that of the \
      map h(t + 1) = W φ(h(t)) + b. Δ_0 and Δ_∞ are the autocovariance of h at lag 0 and ∞, λ₁ the largest \
      Lyapunov exponent per unit time. Of several stable states the one with the largest mean stands at top \
      level; `fixed_points` and `chaotic_states` hold all. Where activity grows without bound the exit code is 1.

      EXAMPLES
        replica recurrent theory --sigma-w 1.5
        replica recurrent theory --sigma-w 1.5 --sigma-b 0.3 --json
        replica recurrent theory --sigma-w 2 --w0 3 --b0 0.1 --sigma-b 0.3 \\
          --figure flow.svg
        replica recurrent theory --sigma-w-range 0.5:4:36 --figure chaos.svg
        replica recurrent theory --activation relu --sigma-w 1.8 --sigma-b 0.3 \\
          --w0 -3 --b0 1
      """)

  @OptionGroup var network: RecurrentOptions

  @Option(parsing: .unconditional, help: "Equally spaced deviations σ_w: low:high:count.")
  var sigmaWRange: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let values = try deviations()
    for value in values where !(0...100).contains(value) {
      throw ValidationError("--sigma-w-range reaches \(value); expected 0 to 100")
    }
    guard values.count <= 10_000 else {
      throw ValidationError("--sigma-w-range has \(values.count) values; expected up to 10000")
    }
  }

  private func deviations() throws -> [Double] {
    try sigmaWRange.map {
      try TemperatureOptions.range($0, option: "--sigma-w-range", of: "deviations")
    } ?? []
  }

  var isRandom: Bool { false }

  func outcome(_ session: Session) async throws -> AnyReport {
    guard sigmaWRange != nil else {
      return AnyReport(try RecurrentStationaryStates(network.parameters, session: session))
    }
    return AnyReport(
      try await RecurrentScan(network.parameters, sigmaW: deviations(), session: session))
  }
}
