import Documents
import Figures
import NetworkTheory

/// Fixed points along one line of the plane of σ_w and σ_b, for grids of a single row or column.
struct PhaseLine {
  private let diagram: NetworkPhaseDiagram
  private let phi: NamedActivation

  init(_ diagram: NetworkPhaseDiagram, phi: NamedActivation) {
    self.diagram = diagram
    self.phi = phi
  }

  private var isAlongWeights: Bool { diagram.sigmaB.count == 1 }
  private var deviations: [Double] { isAlongWeights ? diagram.sigmaW : diagram.sigmaB }

  /// The critical points on the line, where σ_w varies.
  private var critical: [CriticalPoint] {
    guard isAlongWeights, let line = try? CriticalLine(phi.function) else { return [] }
    let range = deviations[0]...deviations[deviations.count - 1]
    return ((try? line.points(sigmaB: diagram.sigmaB[0])) ?? []).filter {
      $0.isStable && range.contains($0.sigmaW)
    }
  }

  /// q*, c*, χ₁ and the depth scale of correlations, with the critical points as dots.
  var figure: CurvesFigure {
    let fixed =
      isAlongWeights
      ? "σ_b = \(text(diagram.sigmaB[0]))" : "σ_w = \(text(diagram.sigmaW[0]))"
    return CurvesFigure(
      title: "Phases of a deep random network", system: "\(phi.title), \(fixed)",
      panels: [
        panel("q*", \.qStar, marks: \.qStar),
        panel("c*", \.cStar, range: 0...1.05, marks: { _ in 1 }),
        panel("χ_1", \.chi1, marks: { _ in 1 }), panel("ξ_c", \.xiC, marks: nil),
      ])
  }

  private func panel(
    _ label: String, _ value: (NetworkPhaseDiagram.Point) -> Double?,
    range: ClosedRange<Double>? = nil, marks: ((CriticalPoint) -> Double)?
  ) -> CurvesFigure.Panel {
    let pairs = zip(deviations, diagram.points).compactMap { place, point in
      value(point).flatMap { $0.isFinite ? (place, $0) : nil }
    }
    var curves = [
      CurvesFigure.Curve(
        x: pairs.map(\.0), y: pairs.map(\.1), style: pairs.count > 1 ? .line : .points,
        colour: .series(0))
    ]
    if let marks, !critical.isEmpty {
      curves.append(
        CurvesFigure.Curve(
          name: label == "c*" ? "critical" : "", x: critical.map(\.sigmaW),
          y: critical.map(marks), style: .points, colour: .ink))
    }
    return CurvesFigure.Panel(
      horizontal: .init(isAlongWeights ? "σ_w" : "σ_b"), vertical: .init(label, range: range),
      curves: curves)
  }
}
