import Figures
import NetworkTheory
import NumericalMethods

/// Fixed points over the plane of σ_w and σ_b, and their maps for figures.
struct PhasePlane: Sendable {
  let diagram: NetworkPhaseDiagram
  /// The line χ₁ = 1 within the plane.
  let criticalLine: CurvesFigure.Curve
  private let function: any Nonlinearity

  /// - Parameters:
  ///   - diagram: Points with ascending deviations in equal steps, at least two by two.
  ///   - function: The activation function of the diagram.
  init(_ diagram: NetworkPhaseDiagram, function: any Nonlinearity) {
    self.diagram = diagram
    self.function = function
    criticalLine = Self.line(diagram.sigmaW, diagram.sigmaB, function)
  }

  var sigmaW: [Double] { diagram.sigmaW }
  var sigmaB: [Double] { diagram.sigmaB }

  /// A quantity row by row, one row per σ_b, as maps want it.
  func values(_ quantity: (NetworkPhaseDiagram.Point) -> Double?) -> [Double?] {
    sigmaB.indices.flatMap { b in
      sigmaW.indices.map { w in quantity(diagram[w, b]).flatMap { $0.isFinite ? $0 : nil } }
    }
  }

  /// How many layers a length of 1 in the first layer takes to come within 1 % of q*.
  func convergenceDepths() throws -> [Double?] {
    try sigmaB.indices.flatMap { b in
      try sigmaW.indices.map { w -> Double? in
        guard let qStar = diagram[w, b].qStar, qStar > 0 else { return nil }
        let map = try LengthMap(sigmaW: sigmaW[w], sigmaB: sigmaB[b], nonlinearity: function)
        return map.convergenceDepth(to: qStar, from: 1).map(Double.init)
      }
    }
  }

  /// The line χ₁ = 1 within a plane.
  private static func line(
    _ sigmaW: [Double], _ sigmaB: [Double], _ function: any Nonlinearity
  ) -> CurvesFigure.Curve {
    let (low, high) = (sigmaB[0], sigmaB[sigmaB.count - 1])
    guard let line = try? CriticalLine(function) else { return CurvesFigure.Curve(x: [], y: []) }
    // Dense where the line begins.
    let points = (0...60).compactMap { k -> CriticalPoint? in
      let sigmaB = low + (high - low) * Double(k * k) / 3600
      return (try? line.points(sigmaB: sigmaB))?.last(where: \.isStable)
    }.filter { (sigmaW[0]...sigmaW[sigmaW.count - 1]).contains($0.sigmaW) }
    return CurvesFigure.Curve(
      x: points.map(\.sigmaW), y: points.map(\.sigmaB), style: .dashed, colour: .ink)
  }
}

extension PhasePlane {
  /// The fixed point of the length.
  var lengthPanel: PanelGridFigure.Panel {
    panel("Fixed point of the length", values(\.qStar), quantity: "q*")
  }

  /// How many layers lengths take to their fixed point.
  ///
  /// - Parameter depths: What ``convergenceDepths()`` gave.
  /// - Returns: The panel.
  func convergencePanel(_ depths: [Double?]) -> PanelGridFigure.Panel {
    panel("Layers to within 1 % of q*", depths, quantity: "layers", range: 1...20)
  }

  /// The fixed point of the correlation.
  var correlationPanel: PanelGridFigure.Panel {
    panel("Fixed point of the correlation", values(\.cStar), quantity: "c*", range: 0...1)
  }

  /// The slope of the correlation map at c = 1, with the names of the phases.
  var slopePanel: PanelGridFigure.Panel {
    let values = values(\.chi1)
    let largest = max(2, values.compactMap { $0 }.max() ?? 2)
    return panel(
      "Slope at c = 1", values, quantity: "χ_1", .diverging(around: 1),
      range: 0...largest, labels: phaseNames)
  }

  /// The depth scale of correlations, which is infinite on the critical line.
  var depthPanel: PanelGridFigure.Panel {
    panel(
      "Depth scale of correlations", values(\.xiC).map { $0.map { max($0, 1e-3) } },
      quantity: "ξ_c", .logarithmic, range: 0.3...100)
  }

  private func panel(
    _ heading: String, _ values: [Double?], quantity: String,
    _ colours: PlaneMap.Colours = .linear, range: ClosedRange<Double>? = nil,
    labels: [CurvesFigure.Label] = []
  ) -> PanelGridFigure.Panel {
    guard values.contains(where: { $0 != nil }) else {
      let place = CurvesFigure.Label(
        "no \(quantity)", x: (sigmaW[0] + sigmaW[sigmaW.count - 1]) / 2,
        y: (sigmaB[0] + sigmaB[sigmaB.count - 1]) / 2)
      return .curves(
        .init(
          heading: heading,
          horizontal: .init("σ_w", range: sigmaW[0]...sigmaW[sigmaW.count - 1]),
          vertical: .init("σ_b", range: sigmaB[0]...sigmaB[sigmaB.count - 1]),
          curves: [criticalLine], labels: [place]))
    }
    return .map(
      PlaneMap(
        heading: heading, horizontal: .init("σ_w"), vertical: .init("σ_b"), x: sigmaW, y: sigmaB,
        values: values, quantity: quantity, colours: colours, range: range,
        curves: [criticalLine], labels: labels))
  }

  /// The name of each phase in the middle of its points, if it has a tenth of the plane.
  private var phaseNames: [CurvesFigure.Label] {
    [NetworkPhase.ordered, .chaotic].compactMap { phase in
      let places = sigmaW.indices.flatMap { w in
        sigmaB.indices.filter { diagram[w, $0].phase == phase }.map { (sigmaW[w], sigmaB[$0]) }
      }
      guard 10 * places.count > sigmaW.count * sigmaB.count else { return nil }
      let count = Double(places.count)
      return CurvesFigure.Label(
        phase.rawValue, x: places.reduce(0) { $0 + $1.0 } / count,
        y: places.reduce(0) { $0 + $1.1 } / count)
    }
  }
}
