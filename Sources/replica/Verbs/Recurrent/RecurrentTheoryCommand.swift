import ArgumentParser
import ReplicaKit

/// `replica recurrent theory`: fixed points, chaotic states and the phase.
struct RecurrentTheoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theory",
    abstract: "Fixed points, stationary chaotic states, λ₁ and the phase of a recurrent network.",
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
        replica recurrent theory --sigma-w 2 --w0 3 --b0 0.1 --sigma-b 0.3 --figure flow.svg
        replica recurrent theory --sigma-w-range 0.5:4:71 --figure chaos.svg
        replica recurrent theory --activation relu --sigma-w 1.8 --sigma-b 0.3 --w0 -3 --b0 1
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

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      if sigmaWRange == nil { try printPoint() } else { try await printScan() }
    }
  }

  private func printPoint() throws {
    let theory = try RecurrentNetworkTheory(network.map())
    if common.json {
      Console.print(theory.json(network, seed: common.seed))
    } else {
      theory.printTables(network)
    }
    let drawing = RecurrentFlow(theory: theory, title: network.title).figure
    for picture in try figure.draw(drawing, common: common) where !common.json {
      print("\nfigure: \(picture)")
    }
  }

  private func printScan() async throws {
    let values = try deviations()
    let network = network
    let results = try await concurrentMap(count: values.count, threads: common.threadCount) {
      index -> RecurrentNetworkTheory? in
      do {
        return try RecurrentNetworkTheory(network.map(sigmaW: values[index]))
      } catch let error as NetworkTheoryError where error.isStationaryAbsence {
        return nil
      }
    }
    if common.json {
      func list(_ value: (RecurrentNetworkTheory) -> Double?) -> JSONValue {
        .array(results.map { JSONValue($0.flatMap(value)) })
      }
      var object = network.json(seed: common.seed)
      object["sigma_w"] = JSONValue(values)
      object["phase"] = .array(
        results.map { $0.map { JSONValue.string($0.phase.rawValue) } ?? .null })
      object["mean"] = list(\.mean)
      object["autocovariance_zero"] = list(\.autocovarianceZero)
      object["autocovariance_infinity"] = list(\.autocovarianceInfinity)
      object["largest_lyapunov_exponent"] = list(\.largestLyapunovExponent)
      object["rate_variance"] = list(\.rateVariance)
      object["error_estimate"] = list(\.errorEstimates.autocovariance)
      object["exponent_error_estimate"] = list(\.errorEstimates.exponent)
      Console.print(object)
    } else {
      var table = TextTable(["σ_w", "m", "Δ_0", "Δ_∞", "λ₁", "phase"])
      for (sigmaW, theory) in zip(values, results) {
        table.add([
          text(sigmaW, digits: 6), text(theory?.mean, digits: 8),
          text(theory?.autocovarianceZero, digits: 10),
          text(theory?.autocovarianceInfinity, digits: 10),
          text(theory?.largestLyapunovExponent, digits: 8),
          theory?.phase.rawValue ?? "no stationary state",
        ])
      }
      print(table.text)
    }
    for picture in try figure.draw(scanFigure(values, results), common: common)
    where !common.json {
      print("\nfigure: \(picture)")
    }
  }

  /// Δ_0, Δ_∞ and λ_1 against σ_w.
  private func scanFigure(
    _ values: [Double], _ results: [RecurrentNetworkTheory?]
  ) -> CurvesFigure {
    func curve(
      _ name: String, _ colour: CurvesFigure.Colour, _ value: (RecurrentNetworkTheory) -> Double
    ) -> CurvesFigure.Curve {
      let pairs = zip(values, results).compactMap { x, theory in
        theory.map { (x, value($0)) }.flatMap { $0.1.isFinite ? $0 : nil }
      }
      return CurvesFigure.Curve(
        name: name, x: pairs.map(\.0), y: pairs.map(\.1), colour: colour)
    }
    return CurvesFigure(
      title: "Stationary states of a recurrent random network",
      system: network.title(leavingOut: [.sigmaW]),
      panels: [
        CurvesFigure.Panel(
          horizontal: .init("σ_w"), vertical: .init("variance of h"),
          curves: [
            curve("Δ_0", .series(0), \.autocovarianceZero),
            curve("Δ_{∞}", .series(1), \.autocovarianceInfinity),
          ]),
        CurvesFigure.Panel(
          horizontal: .init("σ_w"), vertical: .init("λ_1 per unit time"),
          curves: [curve("λ_1", .series(3), \.largestLyapunovExponent)],
          guides: [.horizontal(at: 0)]),
      ])
  }
}

extension NetworkTheoryError {
  /// Whether a recurrent network is a proper one that has no stationary state.
  var isStationaryAbsence: Bool {
    switch self {
    case .activityGrows, .noStationaryState, .everyVarianceFixed: true
    default: false
    }
  }
}
