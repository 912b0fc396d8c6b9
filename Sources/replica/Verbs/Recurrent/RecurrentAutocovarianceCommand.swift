import ArgumentParser
import ReplicaKit

/// `replica recurrent autocovariance`: Δ(τ) of a stationary chaotic state.
struct RecurrentAutocovarianceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "autocovariance",
    abstract: "The autocovariance Δ(τ) of h in the stationary chaotic state.",
    discussion: """
      Δ(τ) = (1/N) Σ_i (h_i(t) − m)(h_i(t + τ) − m) for N → ∞, from Δ_0 to the frozen part Δ_∞. It is integrated along \
      the separatrix and decays exponentially to its last digit: `fluctuation` is Δ(τ) − Δ_∞. Where there is no \
      stationary chaotic state the exit code is 1. A gain g acts inside φ: at σ_w = 1 it gives Δ(σ_w = g)/g².

      EXAMPLES
        replica recurrent autocovariance --sigma-w 1.5
        replica recurrent autocovariance --sigma-w 2 --sigma-b 0.3 --max-lag 60 --points 601 -o delta.csv
        replica recurrent autocovariance --gain 3 --figure delta.svg
        replica recurrent autocovariance --sigma-w 2 --sigma-b 0.3 --w0 -3 --b0 0.5 --json
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
    guard (2...1_000_000).contains(points) else {
      throw ValidationError("--points is \(points); expected 2 to 1000000")
    }
    if let branch, branch < 0 {
      throw ValidationError("--branch is \(branch); expected 0 or more")
    }
    if let output, !output.hasSuffix(".npz"), !output.hasSuffix(".csv") {
      throw ValidationError("--output is '\(output)'; expected a name ending in .npz or .csv")
    }
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      try OutputFile.require(output, force: figure.force)
      let state = try state()
      let covariance = state.autocovariance
      let end = maxLag ?? covariance.lag(atShare: 1e-6)
      let lags = (0..<points).map { end * Double($0) / Double(points - 1) }
      let values = lags.map { covariance($0) }
      if common.json {
        var object = network.json(seed: common.seed)
        if case .object(let members) = state.json {
          for member in members { object[member.key] = member.value }
        }
        object["tau"] = JSONValue(lags)
        object["autocovariance"] = JSONValue(values)
        object["fluctuation"] = JSONValue(lags.map { covariance.fluctuation($0) })
        object["output"] = output.map { .string($0) } ?? .null
        Console.print(object)
      } else {
        printTable(state, lags)
      }
      if let output { try write(covariance, lags, to: output) }
      let drawing = PanelGridFigure(
        title: "Autocovariance of a chaotic recurrent network", system: network.title,
        panels: RecurrentDecay.panels(state, lags: maxLag == nil ? nil : lags).map { .curves($0) },
        columns: 3)
      for picture in try figure.draw(drawing, common: common) where !common.json {
        print("\nfigure: \(picture)")
      }
    }
  }

  private func state() throws -> ChaoticState {
    let states = try network.map().requiredChaoticStates()
    if let branch {
      guard branch < states.count else {
        throw Failure(
          .computation,
          "--branch is \(branch), but there \(states.count == 1 ? "is" : "are") \(states.count) "
            + "stationary chaotic state\(states.count == 1 ? "" : "s")")
      }
      return states[branch]
    }
    if let state = states.last(where: \.isStableToUniformModes) { return state }
    throw Failure(
      .computation,
      "the chaotic states at m = \(states.map { text($0.autocovariance.mean) }.joined(separator: ", ")) "
        + "are unstable to uniform modes; --branch shows one all the same")
  }

  private func printTable(_ state: ChaoticState, _ lags: [Double]) {
    let covariance = state.autocovariance
    print(network.title)
    print(
      "m = \(text(covariance.mean, digits: 9)), Δ_0 = \(text(covariance.zero, digits: 12)), "
        + "Δ_∞ = \(text(covariance.infinity, digits: 12)), error "
        + "\(text(covariance.errorEstimate, digits: 2)); 1/κ = "
        + text(1 / covariance.decayRate, digits: 8))
    var table = TextTable(["τ", "Δ(τ)", "Δ(τ) − Δ_∞"])
    let stride = max(1, (lags.count - 1) / 20)
    for index in Swift.stride(from: 0, to: lags.count, by: stride) {
      table.add([
        text(lags[index], digits: 6), text(covariance(lags[index]), digits: 12),
        text(covariance.fluctuation(lags[index]), digits: 6),
      ])
    }
    print(table.text)
    if stride > 1 { common.hint("hint: -o delta.csv or --json gives all \(lags.count) values") }
  }

  private func write(
    _ covariance: StationaryAutocovariance, _ lags: [Double], to path: String
  ) throws {
    let ifExists: IfFileExists = figure.force ? .replace : .fail
    let columns: [(String, [Double])] = [
      ("tau", lags), ("autocovariance", lags.map { covariance($0) }),
      ("fluctuation", lags.map { covariance.fluctuation($0) }),
    ]
    try Interruption.whileWriting {
      if path.hasSuffix(".csv") {
        let matrix = Matrix(rows: lags.count, columns: 3) { columns[$1].1[$0] }
        try CSVFile.write(matrix, to: path, header: columns.map(\.0), ifExists: ifExists)
      } else {
        func array(_ index: Int) -> NumPyArray {
          NumPyArray(shape: [lags.count], values: columns[index].1)
        }
        try NPZFile.write(
          [columns[0].0: array(0), columns[1].0: array(1), columns[2].0: array(2)], to: path,
          ifExists: ifExists)
      }
    }
    common.hint("autocovariance: \(path)")
  }
}
