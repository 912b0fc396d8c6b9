package import Documents
package import Figures
import NetworkTheory

extension DeepNetOverview: Reportable {
  private var symbol: String { subject == .lengths ? "q" : "c" }

  private var columns: [Column<Network>] {
    let (symbol, abscissa) = (symbol, abscissa)
    let start = subject == .lengths ? "\(symbol)¹" : "\(symbol)⁰"
    let last = starts.enumerated().map { index, value in
      Column<Network>("\(start) = \(text(value))", nil) {
        $0.measured.indices.contains(index) ? $0.measured[index].last?.mean : nil
      }
    }
    return [
      Column("σ_w", "sigma_w") { $0.sigmaW },
      Column(text: "phase") { $0.theory?.phase.rawValue ?? "no q*" },
      Column("q*", "q_star", digits: 8) { $0.theory?.qStar },
      Column("c*", "c_star", digits: 8) { $0.theory?.cStar },
      Column("χ₁", "chi_1", digits: 8) { $0.theory?.chi1 },
      Column(key: "phase") { JSONValue($0.theory?.phase.rawValue) },
      Column(key: "map") { [symbol: JSONValue(abscissa), "image": JSONValue($0.map)] },
    ] + last + [
      Column("theory", "\(symbol)_theory") {
        text($0.predicted.first?.last)
      } value: {
        .array($0.predicted.map { JSONValue($0) })
      },
      Column(key: "\(symbol)_mean") { .array($0.measured.map { JSONValue($0.map(\.mean)) }) },
      Column(key: "\(symbol)_deviation") {
        .array($0.measured.map { JSONValue($0.map(\.deviation)) })
      },
    ]
  }

  package var document: JSONValue {
    var plane: JSONValue = [
      "sigma_w": JSONValue(plane.sigmaW), "sigma_b": JSONValue(plane.sigmaB),
      "q_star": rows(plane.values(\.qStar)), "c_star": rows(plane.values(\.cStar)),
      "chi_1": rows(plane.values(\.chi1)),
    ]
    if let convergence { plane["convergence_depth"] = rows(convergence) }
    return [
      "subject": .string(subject.rawValue), "activation": .string(phi.name),
      "gain": .number(phi.gain), "sigma_b": .number(sigmaB), "width": .integer(width),
      "inputs": JSONValue(starts), "networks": JSONValue(columns, rows: networks),
      "plane": plane,
    ]
  }

  /// A map as one list per σ_b.
  private func rows(_ values: [Double?]) -> JSONValue {
    let width = plane.sigmaW.count
    return .array(
      plane.sigmaB.indices.map { JSONValue(Array(values[($0 * width)..<(($0 + 1) * width)])) })
  }

  /// The fixed points and the last layer.
  package var sections: [ReportSection] {
    [
      .text("\(phi.title), σ_b = \(text(sigmaB)), N = \(width)"),
      .table(ReportTable(columns, networks)),
      .text(
        "\(symbol)… = …: the last layer of finite networks that begin there; theory: of the first of them."
      ),
    ]
  }

  /// The four panels.
  package var figures: [any Figure] {
    let isLengths = subject == .lengths
    return [
      PanelGridFigure(
        title: isLengths
          ? "Lengths in deep random networks" : "Correlations in deep random networks",
        system: "\(phi.title); A, B: σ_b = \(text(sigmaB)), points N = \(width)",
        panels: [.curves(mapPanel), .curves(trajectoryPanel)]
          + (convergence.map { [plane.lengthPanel, plane.convergencePanel($0)] }
            ?? [plane.correlationPanel, plane.slopePanel]))
    ]
  }

  private var mapPanel: CurvesFigure.Panel {
    let isLengths = subject == .lengths
    let end = abscissa[abscissa.count - 1]
    var curves = [
      CurvesFigure.Curve(x: [0, end], y: [0, end], style: .dashed, colour: .grey)
    ]
    for (index, network) in networks.enumerated() where !network.map.isEmpty {
      curves.append(
        CurvesFigure.Curve(
          name: "σ_w = \(text(network.sigmaW))", x: abscissa, y: network.map,
          colour: .series(index)))
      let fixed = isLengths ? network.theory?.qStar : network.theory?.cStar
      if let fixed, fixed <= end {
        curves.append(
          CurvesFigure.Curve(x: [fixed], y: [fixed], style: .points, colour: .series(index)))
      }
    }
    return CurvesFigure.Panel(
      heading: isLengths ? "Length map" : "Correlation map",
      horizontal: .init(isLengths ? "q^{l−1}" : "c^{l−1}", range: 0...end),
      vertical: .init(isLengths ? "q^l" : "c^l"), curves: curves)
  }

  private var trajectoryPanel: CurvesFigure.Panel {
    let isLengths = subject == .lengths
    var curves: [CurvesFigure.Curve] = []
    for (index, network) in networks.enumerated() {
      for (start, predicted) in network.predicted.enumerated() {
        let layers = predicted.indices.map { Double($0 + firstLayer) }
        curves.append(
          CurvesFigure.Curve(
            name: start == 0 ? "σ_w = \(text(network.sigmaW))" : "", x: layers, y: predicted,
            colour: .series(index)))
        curves.append(
          CurvesFigure.Curve(
            x: layers, y: network.measured[start].map(\.mean),
            deviations: network.measured[start].map(\.deviation), style: .points,
            colour: .series(index)))
      }
    }
    return CurvesFigure.Panel(
      heading: isLengths ? "Lengths by layer" : "Correlations by layer",
      horizontal: .init("layer l"), vertical: .init(isLengths ? "q^l" : "c^l"),
      curves: curves.isEmpty ? [CurvesFigure.Curve(x: [], y: [])] : curves)
  }
}
