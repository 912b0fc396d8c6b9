import ArgumentParser
import ReplicaKit

/// `replica deepnet phase-diagram`: fixed points on a grid of deviations.
struct DeepNetPhaseDiagramCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phase-diagram",
    abstract: "q*, c*, χ₁, depth scales and phases on a grid of σ_w and σ_b.",
    discussion: """
      Rows are values of σ_w, columns values of σ_b. Points without a stable length are null in JSON and NaN \
      in files. An .npz file has one array for each quantity, a .csv file one row for each point. The figure \
      has maps of q*, c*, χ₁ and ξ_c with the critical line, or curves where the grid is a single line.

      EXAMPLES
        replica deepnet phase-diagram --sigma-w-range 0.5:4:100 --sigma-b-range 0:1:50 -o grid.npz
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

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      try OutputFile.require(output, force: figure.force)
      let diagram = try NetworkPhaseDiagram(
        sigmaW: range(sigmaWRange, "--sigma-w-range"),
        sigmaB: range(sigmaBRange, "--sigma-b-range"), nonlinearity: phi.function)
      if common.json { Console.print(json(diagram)) } else { printSummary(diagram) }
      if let output { try write(diagram, to: output) }
      for picture in try draw(diagram) where !common.json { print("\nfigure: \(picture)") }
    }
  }

  private typealias Quantity = (name: String, value: (NetworkPhaseDiagram.Point) -> Double?)

  private var quantities: [Quantity] {
    [
      ("q_star", \.qStar), ("c_star", \.cStar), ("separation_star", \.fixedSeparation),
      ("chi_1", \.chi1), ("length_slope", \.lengthSlope), ("xi_q", \.xiQ), ("xi_c", \.xiC),
    ]
  }

  private func json(_ diagram: NetworkPhaseDiagram) -> JSONValue {
    func grid(_ value: (NetworkPhaseDiagram.Point) -> JSONValue) -> JSONValue {
      .array(
        diagram.sigmaW.indices.map { row in
          .array(diagram.sigmaB.indices.map { value(diagram[row, $0]) })
        })
    }
    var object: JSONValue = [
      "activation": .string(phi.activation.rawValue), "gain": .number(phi.gain),
      "sigma_w": JSONValue(diagram.sigmaW), "sigma_b": JSONValue(diagram.sigmaB),
    ]
    for quantity in quantities { object[quantity.name] = grid { JSONValue(quantity.value($0)) } }
    object["phase"] = grid { $0.phase.map { .string($0.rawValue) } ?? .null }
    object["output"] = output.map { .string($0) } ?? .null
    object["seed"] = JSONValue(seed: common.seed)
    return object
  }

  private func printSummary(_ diagram: NetworkPhaseDiagram) {
    print("\(phi.title): \(diagram.sigmaW.count) × \(diagram.sigmaB.count) values of σ_w and σ_b")
    var table = TextTable(["phase", "points"])
    for phase in NetworkPhase.allCases {
      table.add([phase.rawValue, "\(diagram.points.count { $0.phase == phase })"])
    }
    let absent = diagram.points.count { $0.phase == nil }
    if absent > 0 { table.add(["no stable length", "\(absent)"]) }
    print(table.text)
    if output == nil, figure.figure == nil {
      common.hint("hint: -o grid.npz or --json gives the numbers, --figure a picture")
    }
  }

  private func write(_ diagram: NetworkPhaseDiagram, to path: String) throws {
    let ifExists: IfFileExists = figure.force ? .replace : .fail
    if path.hasSuffix(".csv") {
      let names = ["sigma_w", "sigma_b"] + quantities.map(\.name)
      let matrix = Matrix(rows: diagram.points.count, columns: names.count) { k, column in
        let (row, place) = k.quotientAndRemainder(dividingBy: diagram.sigmaB.count)
        switch column {
        case 0: return diagram.sigmaW[row]
        case 1: return diagram.sigmaB[place]
        default: return quantities[column - 2].value(diagram.points[k]) ?? .nan
        }
      }
      try Interruption.whileWriting {
        try CSVFile.write(matrix, to: path, header: names, ifExists: ifExists)
      }
    } else {
      let shape = [diagram.sigmaW.count, diagram.sigmaB.count]
      func grid(_ index: Int) -> NumPyArray {
        NumPyArray(
          shape: shape, values: diagram.points.map { quantities[index].value($0) ?? .nan })
      }
      try Interruption.whileWriting {
        try NPZFile.write(
          [
            "sigma_w": NumPyArray(shape: [shape[0]], values: diagram.sigmaW),
            "sigma_b": NumPyArray(shape: [shape[1]], values: diagram.sigmaB),
            quantities[0].name: grid(0), quantities[1].name: grid(1), quantities[2].name: grid(2),
            quantities[3].name: grid(3), quantities[4].name: grid(4), quantities[5].name: grid(5),
            quantities[6].name: grid(6),
          ], to: path, ifExists: ifExists)
      }
    }
    common.hint("grid: \(path)")
  }

  /// Draws maps over the plane, or curves if the grid is a line.
  private func draw(_ diagram: NetworkPhaseDiagram) throws -> [String] {
    guard figure.figure != nil else { return [] }
    guard diagram.sigmaW.count > 1, diagram.sigmaB.count > 1 else {
      return try figure.draw(PhaseLine(diagram, phi: phi).figure, common: common)
    }
    let plane = PhasePlane(diagram, function: phi.function)
    return try figure.draw(
      PanelGridFigure(
        title: "Phases of a deep random network", system: "\(phi.title); broken line: χ₁ = 1",
        panels: [
          plane.lengthPanel, plane.correlationPanel, plane.slopePanel, plane.depthPanel,
        ]), common: common)
  }
}
