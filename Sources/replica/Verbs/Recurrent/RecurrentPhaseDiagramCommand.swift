import ArgumentParser
import ReplicaKit

/// `replica recurrent phase-diagram`: fixed points and phases on a grid of two parameters.
struct RecurrentPhaseDiagramCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phase-diagram",
    abstract: "Phases of a recurrent network on a grid of two parameters.",
    discussion: """
      Two of the ranges are to be given; the first of them, in the order σ_w, σ_b, w_0, b_0, is the horizontal \
      axis, the other parameters have the values of their options. Points without a stationary state are null in JSON and NaN in \
      files. Lines of transitions are found by halving the steps between unlike neighbours. Where no fixed point \
      is stable the network counts as chaotic if one is stable to uniform modes; `replica recurrent theory` finds \
      the chaotic state itself. Rows of arrays are values of the vertical parameter.

      EXAMPLES
        replica recurrent phase-diagram --sigma-w-range 0.2:3:57 --w0-range -1:3:81 --figure phases.svg
        replica recurrent phase-diagram --sigma-w-range 0.5:3:51 --sigma-b-range 0:1:41 -o phases.npz
        replica recurrent phase-diagram --w0-range -4:4:41 --b0-range -2:2:41 --sigma-w 1.5 --json
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

  private typealias Axis = (parameter: RecurrentPhasePlane.Parameter, values: [Double])

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

  private func axes() throws -> [Axis] {
    let given: [(RecurrentPhasePlane.Parameter, String?)] = [
      (.sigmaW, sigmaWRange), (.sigmaB, sigmaBRange), (.weightMean, weightMeanRange),
      (.biasMean, biasMeanRange),
    ]
    let axes = try given.compactMap { parameter, range -> Axis? in
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

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      try OutputFile.require(output, force: figure.force)
      let diagram = try await RecurrentPhaseGrid(
        base: network.map(), horizontal: axes()[0], vertical: axes()[1],
        threads: common.threadCount)
      if common.json { Console.print(json(diagram)) } else { printSummary(diagram) }
      if let output { try write(diagram, to: output) }
      for picture in try figure.draw(drawing(diagram), common: common)
      where !common.json {
        print("\nfigure: \(picture)")
      }
    }
  }

  private func drawing(_ diagram: RecurrentPhaseGrid) -> PanelGridFigure {
    diagram.figure(
      title: network.title(leavingOut: [diagram.plane.horizontal, diagram.plane.vertical]))
  }

  private func json(_ diagram: RecurrentPhaseGrid) -> JSONValue {
    func grid(_ value: (RecurrentPhasePlane.Point) -> JSONValue) -> JSONValue {
      .array(
        diagram.y.indices.map { row in
          .array(diagram.x.indices.map { value(diagram.points[row * diagram.x.count + $0]) })
        })
    }
    var object = network.json(seed: common.seed)
    object["horizontal"] = .string(diagram.plane.horizontal.key)
    object["vertical"] = .string(diagram.plane.vertical.key)
    object[diagram.plane.horizontal.key] = JSONValue(diagram.x)
    object[diagram.plane.vertical.key] = JSONValue(diagram.y)
    object["phase"] = grid { $0.phase.map { .string($0.rawValue) } ?? .null }
    object["stable_fixed_points"] = grid { .integer($0.stableCount) }
    for quantity in RecurrentPhaseGrid.quantities {
      object[quantity.name] = grid { JSONValue(quantity.value($0)) }
    }
    object["transitions"] = .array(
      diagram.transitions.map { .array([.number($0.x), .number($0.y)]) })
    object["output"] = output.map { .string($0) } ?? .null
    return object
  }

  private func printSummary(_ diagram: RecurrentPhaseGrid) {
    let plane = diagram.plane
    print(
      "\(network.phi.title): \(diagram.x.count) × \(diagram.y.count) values of "
        + "\(plane.horizontal.symbol) and \(plane.vertical.symbol)")
    var table = TextTable(["phase", "points", "with several stable states"])
    for phase in RecurrentPhase.allCases {
      let points = diagram.points.filter { $0.phase == phase }
      table.add([
        phase.rawValue, "\(points.count)", "\(points.count { $0.stableCount > 1 })",
      ])
    }
    let absent = diagram.points.count { $0.phase == nil }
    if absent > 0 { table.add(["no stationary state", "\(absent)", ""]) }
    print(table.text)
    if output == nil, figure.figure == nil {
      common.hint("hint: -o grid.npz or --json gives the numbers, --figure a picture")
    }
  }

  private func write(_ diagram: RecurrentPhaseGrid, to path: String) throws {
    let ifExists: IfFileExists = figure.force ? .replace : .fail
    let quantities = RecurrentPhaseGrid.quantities
    let names = [diagram.plane.horizontal.key, diagram.plane.vertical.key]
    try Interruption.whileWriting {
      if path.hasSuffix(".csv") {
        let matrix = Matrix(rows: diagram.points.count, columns: 2 + quantities.count) {
          k, column in
          switch column {
          case 0: diagram.x[k % diagram.x.count]
          case 1: diagram.y[k / diagram.x.count]
          default: quantities[column - 2].value(diagram.points[k]) ?? .nan
          }
        }
        try CSVFile.write(
          matrix, to: path, header: names + quantities.map(\.name), ifExists: ifExists)
      } else {
        let shape = [diagram.y.count, diagram.x.count]
        func grid(_ index: Int) -> NumPyArray {
          NumPyArray(
            shape: shape, values: diagram.points.map { quantities[index].value($0) ?? .nan })
        }
        try NPZFile.write(
          [
            names[0]: NumPyArray(shape: [shape[1]], values: diagram.x),
            names[1]: NumPyArray(shape: [shape[0]], values: diagram.y),
            quantities[0].name: grid(0), quantities[1].name: grid(1), quantities[2].name: grid(2),
            quantities[3].name: grid(3), quantities[4].name: grid(4), quantities[5].name: grid(5),
          ], to: path, ifExists: ifExists)
      }
    }
    common.hint("grid: \(path)")
  }
}
