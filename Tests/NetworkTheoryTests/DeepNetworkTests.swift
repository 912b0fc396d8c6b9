import LinearAlgebra
import NetworkModels
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

@Suite struct DeepNetworkTests {
  @Test func knownDigits() throws {
    let ordered = try DeepNetworkTheory(sigmaW: 1.3, sigmaB: 0.3)
    #expect(abs(ordered.qStar - 0.6070467919) < 1e-10)
    #expect(abs(ordered.chi1 - 0.9398074287) < 1e-10)
    #expect(ordered.cStar == 1 && ordered.phase == .ordered)
    let chaotic = try DeepNetworkTheory(sigmaW: 2.5, sigmaB: 0.3)
    #expect(abs(chaotic.qStar - 4.0791238753) < 1e-10)
    #expect(abs(chaotic.chi1 - 1.5852247650) < 1e-10)
    #expect(abs(chaotic.cStar - 0.1221037473) < 1e-10)
    #expect(chaotic.phase == .chaotic)
    let deep = try DeepNetworkTheory(sigmaW: 4, sigmaB: 0.3)
    #expect(abs(deep.qStar - 12.6041494978) < 1e-10)
    #expect(abs(deep.chi1 - 2.3672610355) < 1e-10)
    #expect(abs(deep.cStar - 0.0296959216) < 1e-10)
  }

  @Test func depthScales() throws {
    for (w, b) in [(1.3, 0.3), (2.5, 0.3), (0.9, 0.1)] {
      let theory = try DeepNetworkTheory(sigmaW: w, sigmaB: b)
      let d = 1e-5
      let v = theory.lengthMap
      let slope = (v(theory.qStar + d) - v(theory.qStar - d)) / (2 * d)
      #expect(abs(slope - theory.lengthSlope) < 1e-9)
      #expect(abs(try #require(theory.xiQ) + 1 / Double.log(slope)) < 1e-6)
      let c = theory.correlationMap
      let s = theory.fixedSeparation
      let rate =
        s == 0
        ? c.separation(after: 1e-9, q: theory.qStar) / 1e-9
        : (c.separation(after: s + d, q: theory.qStar)
          - c.separation(after: s - d, q: theory.qStar)) / (2 * d)
      #expect(abs(try #require(theory.xiC) + 1 / Double.log(rate)) < 1e-5)
    }
  }

  @Test func zeroBias() throws {
    let quiet = try DeepNetworkTheory(sigmaW: 0.5, sigmaB: 0)
    #expect(quiet.qStar == 0 && quiet.cStar == 1 && quiet.chi1 == 0.25)
    #expect(quiet.fixedPoints.map(\.q) == [0] && quiet.lengthSlope == 0.25)
    let edge = try DeepNetworkTheory(sigmaW: 1, sigmaB: 0)
    #expect(edge.qStar == 0 && edge.phase == .critical && edge.xiQ == nil && edge.xiC == nil)
    let loud = try DeepNetworkTheory(sigmaW: 5, sigmaB: 0)
    #expect(loud.fixedPoints.map(\.stable) == [false, true] && loud.fixedPoints[0].q == 0)
    #expect(loud.cStar == 0)
    // Just above σ_w = 1: σ_w² (1 − 2q + 17q²/3) = 1 gives q* to second order.
    let above = try DeepNetworkTheory(sigmaW: 1.0005, sigmaB: 0)
    let g = 1 - 1 / (1.0005 * 1.0005)
    #expect(abs(above.qStar - (g / 2 + 17 * g * g / 24)) < 1e-8)
    // A gain inside φ is the same knob as σ_w when there is no bias.
    let gained = try DeepNetworkTheory(sigmaW: 1, sigmaB: 0, nonlinearity: Tanh(gain: 2))
    let plain = try DeepNetworkTheory(sigmaW: 2, sigmaB: 0)
    #expect(abs(4 * gained.qStar - plain.qStar) < 1e-12 && abs(gained.chi1 - plain.chi1) < 1e-12)
  }

  @Test func criticalLine() throws {
    let point = try CriticalPoint(sigmaB: 0.05.squareRoot())
    #expect(abs(point.sigmaW * point.sigmaW - 1.7609546396) < 1e-10)
    let theory = try DeepNetworkTheory(sigmaW: point.sigmaW, sigmaB: point.sigmaB)
    #expect(theory.phase == .critical && theory.cStar == 1 && theory.xiC == nil)
    #expect(abs(theory.qStar - point.qStar) < 1e-12)
    #expect(try CriticalPoint(sigmaB: 0).sigmaW == 1)
    // A little on either side: c* → 1 continuously, without slowing down.
    let chaotic = try DeepNetworkTheory(sigmaW: point.sigmaW + 1e-6, sigmaB: point.sigmaB)
    #expect(chaotic.phase == .chaotic && chaotic.fixedSeparation > 0)
    #expect(chaotic.fixedSeparation < 1e-5)
    let image = chaotic.correlationMap.separation(
      after: chaotic.fixedSeparation, q: chaotic.qStar)
    #expect(abs(image / chaotic.fixedSeparation - 1) < 1e-13)
  }

  /// As ε → 0 the slope of the separation map is χ₁; its first correction is of the order of ε.
  @Test(arguments: [1e-10, 1e-14, 1e-18, 1e-30])
  func separationNearOne(separation: Double) throws {
    for w in [1.3, 2.5, 4] {
      let theory = try DeepNetworkTheory(sigmaW: w, sigmaB: 0.3)
      let image = theory.correlationMap.separation(after: separation, q: theory.qStar)
      #expect(abs(image / separation / theory.chi1 - 1) < 1e-9)
    }
  }

  @Test(arguments: [-1, -0.6, 0, 0.3, 0.95, 1.0])
  func twoFormsOfTheCorrelationMap(c: Double) throws {
    for q in [0.1, 4, 20] {
      let length = try LengthMap(sigmaW: 2.5, sigmaB: 0.3)
      let map = CorrelationMap(length)
      let plain = map.overlap(c: c, q11: q, q22: q) / length(q)
      #expect(abs(plain - map.correlation(after: c, q: q)) < 1e-12)
    }
  }

  /// Unequal lengths against a plain double sum, and the slope against differences.
  @Test func correlationMapByDefinition() throws {
    let map = CorrelationMap(try LengthMap(sigmaW: 1.7, sigmaB: 0.2))
    let (q11, q22, c) = (3.0, 0.4, -0.35)
    var sum = 0.0
    let nodes = (-360...360).map { Double($0) * 0.025 }
    for z1 in nodes {
      for z2 in nodes {
        let u2 = q22.squareRoot() * (c * z1 + (1 - c * c).squareRoot() * z2)
        sum +=
          Double.exp(-(z1 * z1 + z2 * z2) / 2) * Double.tanh(q11.squareRoot() * z1)
          * Double.tanh(u2)
      }
    }
    let expected = 2.89 * sum * 0.025 * 0.025 / (2 * Double.pi) + 0.04
    #expect(abs(map.overlap(c: c, q11: q11, q22: q22) - expected) < 1e-12)
    #expect(abs(map.overlap(c: c, q11: q22, q22: q11) - expected) < 1e-12)
    let d = 1e-5
    for s in [0.01, 0.5, 1.4] {
      let slope =
        (map.separation(after: s + d, q: 2) - map.separation(after: s - d, q: 2)) / (2 * d)
      #expect(abs(slope - map.slope(atSeparation: s, q: 2)) < 1e-8)
    }
  }

  @Test func trajectoryReachesTheFixedPoint() throws {
    let theory = try DeepNetworkTheory(sigmaW: 2.5, sigmaB: 0.3)
    let t = try theory.trajectory(q0: 1, c0: 0.5, depth: 60)
    #expect(t.q.count == 61 && t.c.count == 61 && t.q[0] == 1 && t.c[0] == 0.5)
    #expect(abs(t.q[1] - 6.34) < 1e-14 && abs(t.c[1] - (6.25 * 0.5 + 0.09) / 6.34) < 1e-14)
    #expect(abs(t.q[60] - theory.qStar) < 1e-12)
    #expect(abs(t.c[60] - theory.cStar) < 1e-4)
    // Equal inputs stay equal, and lengths follow the length map alone.
    let equal = try theory.trajectory(q0: 1, c0: 1, depth: 5)
    #expect(equal.c == [1, 1, 1, 1, 1, 1])
    #expect(equal.q == [1] + theory.lengthMap.iterate(from: 6.25 + 0.3 * 0.3, layers: 4))
  }

  @Test func matrixOfOverlaps() throws {
    let theory = try DeepNetworkTheory(sigmaW: 1.8, sigmaB: 0.2)
    let inputs = Matrix(rows: 3, columns: 3, elements: [1, 0.4, 0.1, 0.4, 1, -0.9, 0.1, -0.9, 2])
    let layers = try theory.overlapMatrices(inputs: inputs, depth: 6)
    #expect(layers.count == 6)
    let pair = try theory.trajectory(q0: 1, c0: 0.4, depth: 6)
    for (k, layer) in layers.enumerated() {
      #expect(layer.largestAsymmetry() == nil)
      #expect(abs(layer[0, 0] - pair.q[k + 1]) < 1e-13)
      #expect(abs(layer[0, 1] / layer[0, 0] - pair.c[k + 1]) < 1e-12)
    }
    #expect(abs(layers[0][1, 2] - (3.24 * -0.9 + 0.04)) < 1e-14)
  }

  @Test func badInput() throws {
    #expect(throws: NetworkTheoryError.invalidSigmaW(-1)) {
      try DeepNetworkTheory(sigmaW: -1, sigmaB: 0)
    }
    #expect(throws: NetworkTheoryError.self) { try DeepNetworkTheory(sigmaW: 1, sigmaB: .nan) }
    let theory = try DeepNetworkTheory(sigmaW: 1.3, sigmaB: 0.3)
    #expect(throws: NetworkTheoryError.invalidCorrelation(1.5)) {
      try theory.trajectory(q0: 1, c0: 1.5, depth: 3)
    }
    #expect(throws: NetworkTheoryError.invalidLength(-1)) {
      try theory.trajectory(q0: -1, c0: 0, depth: 3)
    }
    #expect(throws: NetworkTheoryError.notAnOverlap(row: 1, column: 0, value: 1.1)) {
      try theory.overlapMatrices(
        inputs: Matrix(rows: 2, columns: 2, elements: [1, 1.1, 1.1, 1]), depth: 1)
    }
    #expect(throws: NetworkTheoryError.notSymmetric(row: 1, column: 0)) {
      try theory.overlapMatrices(
        inputs: Matrix(rows: 2, columns: 2, elements: [1, 0.2, 0.3, 1]), depth: 1)
    }
    #expect(throws: NetworkTheoryError.invalidSigmaB(-0.1)) { try CriticalPoint(sigmaB: -0.1) }
  }

  /// The feedforward network among the other architectures: χ of a deep layer is χ₁, and the fixed point is the same.
  @Test func isARecursionLikeOthers() throws {
    let theory = try DeepNetworkTheory(FeedforwardModel(sigmaW: 2.5, sigmaB: 0.3))
    let trajectory = try theory.trajectory(q0: 1, c0: 0.6, depth: 160)
    #expect(trajectory.chi[0] == 6.25 && abs(trajectory.q[1] - 6.34) < 1e-14)
    #expect(abs(trajectory.chi[160] - theory.chi1) < 1e-9)
    #expect(abs(trajectory.c[160] - theory.cStar) < 1e-9)
    let point = theory.fixedPoint()
    #expect(point.q == theory.qStar && point.chi == theory.chi1 && point.c == theory.cStar)
    #expect(point.xiQ == theory.xiQ && point.xiC == theory.xiC)
  }
}
