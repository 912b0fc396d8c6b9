import ArgumentParser
import ReplicaKit

/// `replica deepnet phase-diagram`: fixed points on a grid of deviations.
struct DeepNetPhaseDiagramCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "phase-diagram",
    abstract: "q*, c*, χ₁ and phases on a grid of σ_w and σ_b.",
    discussion: """
      Rows are values of σ_w, columns values of σ_b. Points without a stable length are null in JSON and NaN \
      in files. An .npz file has one array for each quantity, a .csv file one row for each point. The figure \
      has maps of q*, c*, χ₁ and ξ_c with the critical line, or curves where the grid is a single line.

      EXAMPLES
        replica deepnet phase-diagram --sigma-w-range 0.5:4:100 \\
          --sigma-b-range 0:1:50 -o grid.npz
        replica deepnet phase-diagram --activation erf --sigma-w-range 0.5:4:60 \\
          --sigma-b-range 0:2:60 --figure phases.svg
      """)

  @OptionGroup var phi: ActivationOptions

  @Option(parsing: .unconditional, help: "Equally spaced deviations σ_w: low:high:count.")
  var sigmaWRange: String

  @Option(parsing: .unconditional, help: "Equally spaced deviations σ_b: low:high:count.")
  var sigmaBRange: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the grid: .npz or .csv.", valueName: "file"))
  var output: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let (rows, columns) = try (
      range(sigmaWRange, "--sigma-w-range"), range(sigmaBRange, "--sigma-b-range")
    )
    guard rows.count * columns.count <= 4_000_000 else {
      throw ValidationError(
        "the grid has \(rows.count) × \(columns.count) points; expected up to 4000000")
    }
    if let output, !output.hasSuffix(".npz"), !output.hasSuffix(".csv") {
      throw ValidationError("--output is '\(output)'; expected a name ending in .npz or .csv")
    }
  }

  private func range(_ text: String, _ option: String) throws -> [Double] {
    let values = try TemperatureOptions.range(text, option: option, of: "deviations")
    for value in [values[0], values[values.count - 1]] where !(0...100).contains(value) {
      throw ValidationError("\(option) reaches \(value); expected 0 to 100")
    }
    return values
  }

  var outputFiles: [String?] { [output] }

  var isRandom: Bool { false }

  func outcome(_ session: Session) throws -> DeepNetPhaseDiagram {
    try DeepNetPhaseDiagram(
      phi.named, sigmaW: range(sigmaWRange, "--sigma-w-range"),
      sigmaB: range(sigmaBRange, "--sigma-b-range"), output: output)
  }

  func finish(_ outcome: DeepNetPhaseDiagram) throws {
    try write(outcome.file, as: "grid", to: output, example: "grid.npz")
  }
}
