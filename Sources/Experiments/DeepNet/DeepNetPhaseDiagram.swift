package import Documents
package import Figures
import NetworkTheory

extension NetworkPhaseDiagram.Point {
  /// The quantities of a point; the number is missing where there is no stable length.
  static let columns: [Column<NetworkPhaseDiagram.Point>] = [
    Column("q*", "q_star", digits: 10) { $0.qStar },
    Column("c*", "c_star", digits: 10) { $0.cStar },
    Column(nil, "separation_star") { $0.fixedSeparation },
    Column("χ₁", "chi_1", digits: 10) { $0.chi1 },
    Column(nil, "length_slope") { $0.lengthSlope }, Column("ξ_q", "xi_q", digits: 6) { $0.xiQ },
    Column("ξ_c", "xi_c", digits: 6) { $0.xiC },
    Column("phase", "phase") {
      $0.phase?.rawValue ?? "no stable length"
    } value: {
      JSONValue($0.phase?.rawValue)
    },
  ]
}

/// Fixed points of deep networks on a grid of deviations.
package struct DeepNetPhaseDiagram: Reportable {
  private let phi: NamedActivation
  private let diagram: NetworkPhaseDiagram
  private let output: String?

  /// Finds the fixed points.
  ///
  /// - Parameters:
  ///   - phi: The activation function.
  ///   - sigmaW: Ascending deviations of the weights.
  ///   - sigmaB: Ascending deviations of the biases.
  ///   - output: Where the grid is written, for documents.
  /// - Throws: ``NetworkTheoryError``.
  package init(
    _ phi: NamedActivation, sigmaW: [Double], sigmaB: [Double], output: String?
  ) throws {
    self.phi = phi
    self.output = output
    diagram = try NetworkPhaseDiagram(
      sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: phi.function)
  }

  package var document: JSONValue {
    var object: JSONValue = [
      "activation": .string(phi.name), "gain": .number(phi.gain),
      "sigma_w": JSONValue(diagram.sigmaW), "sigma_b": JSONValue(diagram.sigmaB),
    ]
    for column in NetworkPhaseDiagram.Point.columns {
      object[column.key ?? ""] = .array(
        diagram.sigmaW.indices.map { row in
          .array(diagram.sigmaB.indices.map { column.value(diagram[row, $0]) })
        })
    }
    object["output"] = JSONValue(output)
    return object
  }

  package var sections: [ReportSection] {
    var table = ReportTable(
      header: ["phase", "points"],
      rows: NetworkPhase.allCases.map { phase in
        [phase.rawValue, "\(diagram.points.count { $0.phase == phase })"]
      })
    let absent = diagram.points.count { $0.phase == nil }
    if absent > 0 { table.add(["no stable length", "\(absent)"]) }
    return [
      .text(
        "\(phi.title): \(diagram.sigmaW.count) × \(diagram.sigmaB.count) values of σ_w and σ_b"),
      .table(table),
    ]
  }

  /// The grid as a file; NaN where there is no stable length.
  package var file: GridFile {
    GridFile(
      axes: [("sigma_w", diagram.sigmaW), ("sigma_b", diagram.sigmaB)],
      columns: NetworkPhaseDiagram.Point.columns, rows: diagram.points)
  }

  /// Maps over the plane, or curves if the grid is a line.
  package var figures: [any Figure] {
    guard diagram.sigmaW.count > 1, diagram.sigmaB.count > 1 else {
      return [PhaseLine(diagram, phi: phi).figure]
    }
    let plane = PhasePlane(diagram, function: phi.function)
    return [
      PanelGridFigure(
        title: "Phases of a deep random network", system: "\(phi.title); broken line: χ₁ = 1",
        panels: [
          plane.lengthPanel, plane.correlationPanel, plane.slopePanel, plane.depthPanel,
        ])
    ]
  }
}

/// Fixed points of deep networks along a line of deviations of the weights.
package struct DeepNetScan: Reportable {
  private struct Row {
    let sigmaW: Double
    let point: NetworkPhaseDiagram.Point
  }

  private let phi: NamedActivation
  private let sigmaB: Double
  private let rows: [Row]

  /// Finds the fixed points.
  ///
  /// - Parameters:
  ///   - phi: The activation function.
  ///   - sigmaW: Ascending deviations of the weights.
  ///   - sigmaB: The deviation of the biases.
  /// - Throws: ``NetworkTheoryError``.
  package init(_ phi: NamedActivation, sigmaW: [Double], sigmaB: Double) throws {
    (self.phi, self.sigmaB) = (phi, sigmaB)
    let diagram = try NetworkPhaseDiagram(
      sigmaW: sigmaW, sigmaB: [sigmaB], nonlinearity: phi.function)
    rows = sigmaW.indices.map { Row(sigmaW: sigmaW[$0], point: diagram[$0, 0]) }
  }

  private static let columns: [Column<Row>] =
    [Column("σ_w", "sigma_w", digits: 6) { $0.sigmaW }]
    + NetworkPhaseDiagram.Point.columns.filter { $0.key != "separation_star" }
    .map { $0.of(\.point) }

  package var document: JSONValue {
    JSONValue(lists: Self.columns, rows).merging([
      "sigma_b": .number(sigmaB), "activation": .string(phi.name),
    ])
  }

  package var sections: [ReportSection] {
    [
      .text("\(phi.title), σ_b = \(text(sigmaB))"), .table(ReportTable(Self.columns, rows)),
    ]
  }
}
