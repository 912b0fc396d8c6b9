import ArgumentParser
import ReplicaKit

/// `replica recurrent phase-diagram`: fixed points and phases on a grid of two parameters.
struct RecurrentPhaseDiagramCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "phase-diagram",
    abstract: "Phases on a grid of two parameters.",
    discussion: """
      Two of the ranges are to be given; the first of them, in the order σ_w, σ_b, w_0, b_0, is the horizontal \
      axis, the other parameters have the values of their options. Points without a stationary state are null in JSON and NaN in \
      files. Lines of transitions are found by halving the steps between unlike neighbours. Where no fixed point \
      is stable the network counts as chaotic if one is stable to uniform modes; `replica recurrent theory` finds \
      the chaotic state itself. Rows of arrays are values of the vertical parameter.

      EXAMPLES
        replica recurrent phase-diagram --sigma-w-range 0.2:3:11 \\
          --w0-range -1:3:7 --figure phases.svg
        replica recurrent phase-diagram --sigma-w-range 0.5:3:26 \\
          --sigma-b-range 0:1:21 -o phases.npz
        replica recurrent phase-diagram --w0-range -4:4:5 --b0-range -2:2:5 \\
          --sigma-w 1.5 --json
      """)

  @OptionGroup var network: RecurrentOptions

  @Option(parsing: .unconditional, help: "Equally spaced deviations σ_w: low:high:count.")
  var sigmaWRange: String?

  @Option(parsing: .unconditional, help: "Equally spaced deviations σ_b: low:high:count.")
  var sigmaBRange: String?

  @Option(
    name: [.customLong("w0-range"), .customLong("weight-mean-range")], parsing: .unconditional,
    help: "Equally spaced means w_0: low:high:count.")
  var weightMeanRange: String?

  @Option(
    name: [.customLong("b0-range"), .customLong("bias-mean-range")], parsing: .unconditional,
    help: "Equally spaced means b_0: low:high:count.")
  var biasMeanRange: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the grid: .npz or .csv.", valueName: "file"))
  var output: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let axes = try axes()
    guard axes[0].values.count * axes[1].values.count <= 1_000_000 else {
      throw ValidationError(
        "the grid has \(axes[0].values.count) × \(axes[1].values.count) points; expected up to 1000000"
      )
    }
    if let output, !output.hasSuffix(".npz"), !output.hasSuffix(".csv") {
      throw ValidationError("--output is '\(output)'; expected a name ending in .npz or .csv")
    }
  }

  private func axes() throws -> [RecurrentPhaseGrid.Axis] {
    let given: [(RecurrentPhasePlane.Parameter, String?)] = [
      (.sigmaW, sigmaWRange), (.sigmaB, sigmaBRange), (.weightMean, weightMeanRange),
      (.biasMean, biasMeanRange),
    ]
    let axes = try given.compactMap { parameter, range -> RecurrentPhaseGrid.Axis? in
      guard let range else { return nil }
      let option = "--\(parameter.rawValue)-range"
      let values = try TemperatureOptions.range(range, option: option, of: "values")
      let low = parameter == .sigmaW || parameter == .sigmaB ? 0.0 : -100
      for value in [values[0], values[values.count - 1]] where !(low...100).contains(value) {
        throw ValidationError("\(option) reaches \(value); expected \(text(low)) to 100")
      }
      guard values.count >= 2 else {
        throw ValidationError("\(option) has one value; expected two or more")
      }
      return (parameter, values)
    }
    guard axes.count == 2 else {
      throw ValidationError(
        "expected two of --sigma-w-range, --sigma-b-range, --w0-range and --b0-range, not \(axes.count)"
      )
    }
    return axes
  }

  var outputFiles: [String?] { [output] }

  var isRandom: Bool { false }

  func outcome(_ session: Session) async throws -> RecurrentPhaseGrid {
    let axes = try axes()
    return try await RecurrentPhaseGrid(
      network.parameters, horizontal: axes[0], vertical: axes[1], output: output,
      session: session)
  }

  func finish(_ outcome: RecurrentPhaseGrid) throws {
    try write(outcome.file, as: "grid", to: output, example: "grid.npz")
  }
}
