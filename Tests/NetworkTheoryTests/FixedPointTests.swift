import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Which fixed points there are, and which are stable.
///
/// Calibrated by skipping the search for extrema of V(q)/q, and by a depth counted from 1.
@Suite struct FixedPointTests {
  private func theory(_ activation: Activation, _ w: Double, _ b: Double) throws
    -> DeepNetworkTheory
  {
    try DeepNetworkTheory(sigmaW: w, sigmaB: b, nonlinearity: activation.function())
  }

  @Test func noFixedPoint() throws {
    let cases: [(Activation, Double, Double)] = [
      (.relu, 1.5, 0.05), (.relu, 2.0.squareRoot(), 0.1), (.linear, 1, 0.1), (.linear, 2, 0.3),
      (.leakyReLU, 1.5, 0.05), (.selu, 1.5, 0.05), (.gelu, 2.5, 0.3), (.silu, 2.5, 0.3),
      (.softplus, 1.5, 0.05),
    ]
    for (activation, w, b) in cases {
      #expect(throws: NetworkTheoryError.noStableLength(sigmaW: w, sigmaB: b)) {
        try theory(activation, w, b)
      }
    }
    // Without bias silence is a fixed point, but an unstable one.
    for activation in [Activation.relu, .linear, .gelu] {
      #expect(
        throws: NetworkTheoryError.onlyUnstableLengths(sigmaW: 2.5, sigmaB: 0, lengths: [0])
      ) { try theory(activation, 2.5, 0) }
    }
  }

  @Test func everyLength() throws {
    for (activation, w) in [
      (Activation.relu, 2.0.squareRoot()), (.relu, 1.4142135624), (.linear, 1),
      (.leakyReLU, (2 / 1.01).squareRoot()),
    ] {
      let critical = try theory(activation, w, 0)
      #expect(critical.everyLengthIsFixed && critical.phase == .critical)
      #expect(critical.cStar == 1 && critical.xiQ == nil && critical.xiC == nil)
      #expect(abs(critical.chi1 - 1) < 1e-9)
    }
    #expect(try !theory(.relu, 1.3, 0).everyLengthIsFixed)
    #expect(try theory(.relu, 1.3, 0).qStar == 0)
    // Far above what a search would find.
    let long = try theory(.relu, (2 - 1e-7).squareRoot(), 3)
    #expect(abs(long.qStar / 1.8e8 - 1) < 1e-8)
  }

  @Test(arguments: [Activation.gelu, .silu])
  func unstableLength(activation: Activation) throws {
    let theory = try theory(activation, 1.5, 0.05)
    #expect(theory.fixedPoints.map(\.stable) == [true, false])
    let unstable = theory.fixedPoints[1].q
    let map = theory.lengthMap
    #expect(abs(map(unstable) - unstable) < 1e-12)
    #expect(map(unstable * 1.01) > unstable * 1.01 && map(unstable * 0.99) < unstable * 0.99)
    // Beyond it lengths grow, and are not followed for ever.
    #expect(throws: NetworkTheoryError.self) {
      try theory.trajectory(q0: 100, c0: 1, depth: 100_000)
    }
    #expect(
      try theory.convergenceDepth(q0: 100, c0: 0.5)
        == theory.convergenceDepth(q0: 1e4, c0: 0.1))
    #expect(try theory.convergenceDepth(q0: 100, c0: 0.5).length == nil)
  }

  /// M(q)/q has a maximum, below which two roots are born together.
  private struct Steps: Nonlinearity {
    var name: String { "steps" }
    var analyticHalfWidth: Double { 1 }
    func value(_ x: Double) -> Double { x * x / (1 + x * x) }
    func derivative(_ x: Double) -> Double { 2 * x / ((1 + x * x) * (1 + x * x)) }
    func secondDerivative(_ x: Double) -> Double {
      (2 - 6 * x * x) / ((1 + x * x) * (1 + x * x) * (1 + x * x))
    }
  }

  /// Just above the σ_w at which they are born two roots lie between neighbouring points of the scan.
  @Test func pairOfRoots() throws {
    let steps = Steps()
    // The smallest σ_w² = min q/M(q) by a fine search of its own.
    let unit = try LengthMap(sigmaW: 1, sigmaB: 0, nonlinearity: steps)
    var low = 0.1
    var high = 1000.0
    for _ in 0..<200 {
      let (a, b) = (low * Double.pow(high / low, 0.4), low * Double.pow(high / low, 0.6))
      if a / unit(a) < b / unit(b) { high = b } else { low = a }
    }
    let threshold = (low / unit(low)).squareRoot()
    let theory = try DeepNetworkTheory(
      sigmaW: threshold * (1 + 1e-6), sigmaB: 0, nonlinearity: steps)
    #expect(theory.fixedPoints.map(\.stable) == [true, false, true])
    #expect(abs(theory.qStar / low - 1) < 0.05)
    #expect(
      try DeepNetworkTheory(
        sigmaW: threshold * (1 - 1e-6), sigmaB: 0, nonlinearity: steps
      ).fixedPoints.count == 1)
  }

  @Test func depthOfConvergence() throws {
    let theory = try theory(.tanh, 2.5, 0.3)
    let depth = try theory.convergenceDepth(q0: 1, c0: 0.5)
    let t = try theory.trajectory(q0: 1, c0: 0.5, depth: 60)
    let far = t.q.indices.filter { abs(t.q[$0] - theory.qStar) > 0.01 * theory.qStar }
    #expect(depth.length == (far.last ?? -1) + 1)
    let apart = t.c.indices.filter { abs(t.c[$0] - theory.cStar) > 0.01 }
    #expect(depth.correlation == (apart.last ?? -1) + 1)
    // q ≈ 1/(2l) at the critical point of tanh.
    let slow = try self.theory(.tanh, 1, 0).convergenceDepth(q0: 1, c0: 0.5)
    #expect(try #require(slow.length) > 40 && #require(slow.length) < 60)
  }

  /// Every pair approaches c*, also from c < 0, for functions that are odd, even in part, or not monotone.
  @Test(arguments: [Activation.tanh, .sin, .selu, .hardTanh, .erf])
  func everyPairApproaches(activation: Activation) throws {
    let theory = try theory(activation, activation == .selu ? 0.9 : 2.5, 0.3)
    let map = theory.correlationMap
    for start in [1e-3, 0.5, 1.4, 2] {
      var separation = start
      for _ in 0..<(activation == .selu ? 400 : 150) {
        separation = map.separation(after: separation, q: theory.qStar)
      }
      #expect(abs(separation - theory.fixedSeparation) < (activation == .selu ? 0.02 : 1e-5))
    }
  }
}
