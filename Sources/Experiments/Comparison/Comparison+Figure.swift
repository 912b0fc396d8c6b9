import Documents
import Figures
import LinearAlgebra
import NetworkTheory
import Overlaps
import Statistics

extension Comparison {
  /// Lengths, correlations and overlaps of spins along their trajectories, the spectra, and the overlap matrices.
  var grid: PanelGridFigure {
    let networks = systems.filter { $0.kind != .spinGlass }
    var panels: [PanelGridFigure.Panel] = [
      .curves(
        trajectoryPanel(
          networks, "Lengths of signals", symbol: "q", \.lengths, fixed: theory.qStar)),
      .curves(
        trajectoryPanel(
          networks, "Correlations of signals", symbol: "c", \.correlations, fixed: theory.cStar)),
      .curves(spectrumPanel),
    ]
    if let spinGlass = systems.first(where: { $0.kind == .spinGlass }) {
      panels.insert(.curves(Self.spinGlassPanel(spinGlass)), at: 2)
    }
    let matrices = systems.map(\.analysis.first.orderedOverlaps)
    panels += zip(systems, matrices).map { system, matrix in
      .map(PlaneMap(overlaps: matrix, heading: system.kind.name, onScaleOf: matrices))
    }
    return PanelGridFigure(
      title: "Feedforward, recurrent and spin-glass overlaps",
      system:
        "\(activationTitle), σ_w = \(text(sigmaW)), σ_b = \(text(sigmaB)): \(theory.phase.rawValue)",
      panels: panels, columns: 2)
  }

  private func trajectoryPanel(
    _ networks: [ComparedSystem], _ heading: String, symbol: String,
    _ series: (ComparedSystem) -> ComparedSystem.Series, fixed: Double
  ) -> CurvesFigure.Panel {
    var curves: [CurvesFigure.Curve] = []
    for (index, system) in networks.enumerated() {
      let values = series(system)
      let known = zip(system.places, values.theory).compactMap { place, value in
        value.map { (place, $0) }
      }
      curves.append(
        CurvesFigure.Curve(x: known.map(\.0), y: known.map(\.1), colour: .series(index)))
      // Some thirty points, so that they can be told apart.
      let stride = max(1, system.places.count / 30)
      let kept = system.places.indices.filter { $0.isMultiple(of: stride) }
      curves.append(
        CurvesFigure.Curve(
          name: system.kind.name, x: kept.map { system.places[$0] },
          y: kept.map { values.measured[$0].value },
          deviations: kept.map { values.measured[$0].error ?? 0 }, style: .points,
          colour: .series(index)))
    }
    return CurvesFigure.Panel(
      heading: heading, horizontal: .init("layer or time"), vertical: .init(symbol),
      curves: curves, guides: [.horizontal(at: fixed, name: "\(symbol)*")])
  }

  private static func spinGlassPanel(_ system: ComparedSystem) -> CurvesFigure.Panel {
    let known = zip(system.places, system.lengths.theory).compactMap { place, value in
      value.map { (place, $0) }
    }
    return CurvesFigure.Panel(
      heading: "Overlaps of spins", horizontal: .init("T"), vertical: .init("⟨|q|⟩"),
      curves: [
        CurvesFigure.Curve(
          name: "theory, N → ∞", x: known.map(\.0), y: known.map(\.1), colour: .ink),
        CurvesFigure.Curve(
          name: "sampled", x: system.places, y: system.lengths.measured.map(\.value),
          deviations: system.lengths.measured.map { $0.error ?? 0 }, style: .points,
          colour: .series(3)),
      ])
  }

  private var spectrumPanel: CurvesFigure.Panel {
    CurvesFigure.Panel(
      heading: "Spectra of the overlaps", horizontal: .init("rank", isLogarithmic: true),
      vertical: .init("λ/R", range: 1e-4...2, isLogarithmic: true),
      curves: systems.enumerated().map { index, system in
        let values = system.normalizedEigenvalues.enumerated().filter { $0.element > 1e-4 }
        return CurvesFigure.Curve(
          name: system.kind.name, x: values.map { Double($0.offset + 1) },
          y: values.map(\.element), colour: .series(index))
      })
  }
}
