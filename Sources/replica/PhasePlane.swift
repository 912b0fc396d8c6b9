import ReplicaKit

/// Fixed points over the plane of σ_w and σ_b, for maps.
struct PhasePlane {
  let sigmaW: [Double]
  let sigmaB: [Double]
  /// The line χ₁ = 1 within the plane.
  let criticalLine: CurvesFigure.Curve
  private let diagram: NetworkPhaseDiagram
  private let function: any Nonlinearity

  init(sigmaW: [Double], sigmaB: [Double], function: any Nonlinearity) throws {
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.function = function
    criticalLine = Self.line(sigmaW, sigmaB, function)
    diagram = try NetworkPhaseDiagram(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: function)
  }

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
    let top = sigmaB[sigmaB.count - 1]
    guard let line = try? CriticalLine(function) else { return CurvesFigure.Curve(x: [], y: []) }
    // Dense where the line begins.
    let points = (0...60).compactMap { k -> CriticalPoint? in
      (try? line.points(sigmaB: top * Double(k * k) / 3600))?.last(where: \.isStable)
    }.filter { (sigmaW[0]...sigmaW[sigmaW.count - 1]).contains($0.sigmaW) }
    return CurvesFigure.Curve(
      x: points.map(\.sigmaW), y: points.map(\.sigmaB), style: .dashed, colour: .ink)
  }
}
