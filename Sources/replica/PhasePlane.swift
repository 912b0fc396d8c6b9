import ReplicaKit

/// Fixed points over the plane of σ_w and σ_b, for maps.
struct PhasePlane {
  let sigmaW: [Double]
  let sigmaB: [Double]
  private let diagram: NetworkPhaseDiagram
  private let function: any Nonlinearity

  init(sigmaW: [Double], sigmaB: [Double], function: any Nonlinearity) throws {
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.function = function
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

  /// The line χ₁ = 1 within the plane.
  var criticalLine: CurvesFigure.Curve {
    var line: [(w: Double, b: Double)] = []
    let top = sigmaB[sigmaB.count - 1]
    for k in 0...200 {
      // Dense where the line begins.
      let sigmaB = top * Double(k * k) / 40_000
      guard let point = try? CriticalPoint(sigmaB: sigmaB, nonlinearity: function) else { continue }
      line.append((point.sigmaW, sigmaB))
    }
    let inside = line.filter { (sigmaW[0]...sigmaW[sigmaW.count - 1]).contains($0.w) }
    return CurvesFigure.Curve(x: inside.map(\.w), y: inside.map(\.b), style: .dashed, colour: .ink)
  }
}
