package import Documents
package import Figures
package import NetworkTheory
import Parallelism

/// Fixed points and phases of recurrent networks on a grid, with the lines of transitions.
package struct RecurrentPhaseGrid: Reportable {
  /// A parameter and its values.
  package typealias Axis = (parameter: RecurrentPhasePlane.Parameter, values: [Double])

  private let network: RecurrentParameters
  private let output: String?
  private let seed: UInt64
  private let plane: RecurrentPhasePlane
  private let x: [Double]
  private let y: [Double]
  /// Row by row, one row per value of y.
  private let points: [RecurrentPhasePlane.Point]
  /// Places of the lines of transitions.
  private let transitions: [(x: Double, y: Double)]

  /// The quantities of a point; the phase as 0, 1, 2.
  private static let columns: [Column<RecurrentPhasePlane.Point>] = [
    Column(nil, "phase_number") {
      $0.phase.flatMap { RecurrentPhase.allCases.firstIndex(of: $0) }.map(Double.init)
    },
    Column(nil, "stable_count") { Double($0.stableCount) },
    Column(nil, "m") { $0.fixedPoint?.moments.mean },
    Column(nil, "q") { $0.fixedPoint?.moments.variance },
    Column(nil, "chi_1") { $0.fixedPoint?.chi1 },
    Column(nil, "fixed_point_exponent") { $0.fixedPoint?.largestLyapunovExponent },
  ]

  /// Finds fixed points, and transitions by halving the steps between unlike neighbours.
  ///
  /// - Parameters:
  ///   - network: The network; the parameters of the axes are replaced.
  ///   - horizontal: The horizontal axis.
  ///   - vertical: The vertical axis.
  ///   - output: Where the grid is written, for documents.
  ///   - session: Threads, and the seed, for documents.
  /// - Throws: ``NetworkTheoryError``.
  package init(
    _ network: RecurrentParameters, horizontal: Axis, vertical: Axis, output: String?,
    session: Session
  ) async throws {
    (self.network, self.output, seed) = (network, output, session.seed)
    let base = try network.map()
    let threads = session.threadCount
    let plane = RecurrentPhasePlane(
      base: base, horizontal: horizontal.parameter, vertical: vertical.parameter)
    let (x, y) = (horizontal.values, vertical.values)
    let rows = try await concurrentMap(count: y.count, threads: threads) { row in
      try x.map { try plane.point(x: $0, y: y[row]) }
    }
    let points = rows.flatMap { $0 }
    var steps: [(from: (x: Double, y: Double), to: (x: Double, y: Double))] = []
    for row in y.indices {
      for column in x.indices {
        let here = points[row * x.count + column]
        if column + 1 < x.count, !here.isSameRegion(as: points[row * x.count + column + 1]) {
          steps.append(((x[column], y[row]), (x[column + 1], y[row])))
        }
        if row + 1 < y.count, !here.isSameRegion(as: points[(row + 1) * x.count + column]) {
          steps.append(((x[column], y[row]), (x[column], y[row + 1])))
        }
      }
    }
    let found = steps
    transitions = try await concurrentMap(count: found.count, threads: threads) { index in
      try plane.transition(from: found[index].from, to: found[index].to, halvings: 8)
    }
    (self.plane, self.x, self.y, self.points) = (plane, x, y, points)
  }

  package var document: JSONValue {
    func grid(_ value: (RecurrentPhasePlane.Point) -> JSONValue) -> JSONValue {
      .array(
        y.indices.map { row in .array(x.indices.map { value(points[row * x.count + $0]) }) })
    }
    var object = network.document(seed: seed).merging([
      "horizontal": .string(plane.horizontal.key), "vertical": .string(plane.vertical.key),
      plane.horizontal.key: JSONValue(x), plane.vertical.key: JSONValue(y),
      "phase": grid { JSONValue($0.phase?.rawValue) },
      "stable_fixed_points": grid { .integer($0.stableCount) },
    ])
    for column in Self.columns { object[column.key ?? ""] = grid(column.value) }
    return object.merging([
      "transitions": .array(transitions.map { .array([.number($0.x), .number($0.y)]) }),
      "output": JSONValue(output),
    ])
  }

  package var sections: [ReportSection] {
    var table = ReportTable(
      header: ["phase", "points", "with several stable states"],
      rows: RecurrentPhase.allCases.map { phase in
        let points = points.filter { $0.phase == phase }
        return [phase.rawValue, "\(points.count)", "\(points.count { $0.stableCount > 1 })"]
      })
    let absent = points.count { $0.phase == nil }
    if absent > 0 { table.add(["no stationary state", "\(absent)", ""]) }
    return [
      .text(
        "\(network.phi.title): \(x.count) × \(y.count) values of "
          + "\(plane.horizontal.symbol) and \(plane.vertical.symbol)"), .table(table),
    ]
  }

  /// The grid as a file; NaN where there is no stationary state.
  package var file: GridFile {
    GridFile(
      axes: [(plane.horizontal.key, x), (plane.vertical.key, y)], isFirstInner: true,
      columns: Self.columns, rows: points)
  }

  /// χ₁ and the mean over the plane, with the lines of transitions.
  package var figures: [any Figure] {
    let line = CurvesFigure.Curve(
      x: transitions.map(\.x), y: transitions.map(\.y), style: .points, colour: .ink)
    func map(
      _ heading: String, _ quantity: String, _ colours: PlaneMap.Colours,
      _ range: ClosedRange<Double>?, labels: Bool,
      _ value: (RecurrentPhasePlane.Point) -> Double?
    ) -> PanelGridFigure.Panel {
      .map(
        PlaneMap(
          heading: heading, horizontal: .init(plane.horizontal.symbol),
          vertical: .init(plane.vertical.symbol), x: x, y: y,
          values: points.map { value($0).flatMap { $0.isFinite ? $0 : nil } },
          quantity: quantity, colours: colours, range: range,
          curves: transitions.isEmpty ? [] : [line], labels: labels ? self.labels : []))
    }
    return [
      PanelGridFigure(
        title: "Phases of a recurrent random network",
        system: network.title(leavingOut: [plane.horizontal, plane.vertical]),
        panels: [
          map("Random modes: χ_1", "χ_1", .diverging(around: 1), 0...2, labels: true) {
            $0.fixedPoint?.chi1
          },
          map("Mean of the fields", "m", .diverging(around: 0), nil, labels: false) {
            $0.fixedPoint?.moments.mean
          },
        ])
    ]
  }

  /// The name of each region at the point of it that is farthest from all others.
  private var labels: [CurvesFigure.Label] {
    var labels: [CurvesFigure.Label] = []
    var names: [(RecurrentPhasePlane.Point, String)] = []
    for point in points where !names.contains(where: { $0.0.isSameRegion(as: point) }) {
      let phase = point.phase?.rawValue ?? "no stationary state"
      names.append((point, point.stableCount > 1 ? "\(phase), \(point.stableCount) stable" : phase))
    }
    for (region, name) in names {
      var best = (depth: -1, row: 0, column: 0)
      for row in y.indices {
        for column in x.indices where points[row * x.count + column].isSameRegion(as: region) {
          let depth = self.depth(row, column, region)
          if depth > best.depth { best = (depth, row, column) }
        }
      }
      guard best.depth * 12 >= min(x.count, y.count) else { continue }
      labels.append(.init(name, x: x[best.column], y: y[best.row]))
    }
    return labels
  }

  /// How far one can go to all four sides without leaving a region or the plane.
  private func depth(_ row: Int, _ column: Int, _ region: RecurrentPhasePlane.Point) -> Int {
    func reach(_ rowStep: Int, _ columnStep: Int) -> Int {
      var (r, c, count) = (row, column, 0)
      while y.indices.contains(r), x.indices.contains(c),
        points[r * x.count + c].isSameRegion(as: region)
      {
        (r, c, count) = (r + rowStep, c + columnStep, count + 1)
      }
      return count
    }
    return min(reach(1, 0), reach(-1, 0), min(reach(0, 1), reach(0, -1)))
  }
}
