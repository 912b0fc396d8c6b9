import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Critical lines of all functions.
///
/// Calibrated by σ_b² one part in 10⁹ too large.
@Suite struct CriticalLineTests {
  /// A critical point solved as a network is critical there.
  @Test(arguments: [Activation.tanh, .erf, .erfScaled, .hardTanh, .sin, .selu])
  func pointsAreCritical(activation: Activation) throws {
    let phi = activation.function()
    let line = try CriticalLine(phi)
    #expect(line.branches.count == 1 && line.singlePoint == nil)
    for sigmaB in [0.1, 0.4] {
      let points = try line.points(sigmaB: sigmaB)
      #expect(points.count == 1)
      let point = try #require(points.first)
      #expect(abs(point.sigmaB / sigmaB - 1) < 1e-9)
      let theory = try DeepNetworkTheory(
        sigmaW: point.sigmaW, sigmaB: sigmaB, nonlinearity: phi)
      #expect(theory.phase == .critical && abs(theory.qStar - point.qStar) < 1e-8)
    }
  }

  /// erf: χ = 4σ_w²/(π√(1 + 4q)), so that the line is known in closed form.
  @Test func errorFunction() throws {
    for q in [1e-9, 1e-4, 0.3, 7] {
      let point = try CriticalPoint(qStar: q, nonlinearity: Activation.erf.function())
      let weight = Double.pi / 4 * (1 + 4 * q).squareRoot()
      #expect(abs(point.sigmaW * point.sigmaW / weight - 1) < 1e-12)
      guard q > 0.1 else { continue }
      let bias = q - weight * 2 / .pi * Double.asin(2 * q / (1 + 2 * q))
      #expect(abs(point.sigmaB * point.sigmaB - bias) < 1e-12)
    }
    // For small q, σ_b² = (4/3) q³ + …: nothing is lost where plain subtraction has no digit left.
    let small = try CriticalPoint(qStar: 1e-6, nonlinearity: Activation.erf.function())
    #expect(abs(small.sigmaB * small.sigmaB / (4.0 / 3 * 1e-18) - 1) < 1e-4)
  }

  @Test func singlePoints() throws {
    for (activation, sigmaW) in [
      (Activation.relu, 2.0.squareRoot()), (.leakyReLU, (2 / 1.01).squareRoot()), (.linear, 1),
    ] {
      let line = try CriticalLine(activation.function())
      #expect(abs(try #require(line.singlePoint).sigmaW - sigmaW) < 1e-12)
      #expect(line.singlePoint?.sigmaB == 0)
      #expect(try line.points(sigmaB: 0).count == 1 && line.points(sigmaB: 0.1).isEmpty)
    }
  }

  @Test func noPoints() throws {
    #expect(try CriticalLine(Activation.sign.function()).points(sigmaB: 0.2).isEmpty)
    #expect(try CriticalLine(Activation.softplus.function()).branches.isEmpty)
    #expect(throws: NetworkTheoryError.noCriticalLine(activation: "sign")) {
      try CriticalPoint(qStar: 1, nonlinearity: Activation.sign.function())
    }
    #expect(throws: NetworkTheoryError.notOnCriticalLine(q: 1)) {
      try CriticalPoint(qStar: 1, nonlinearity: Activation.softplus.function())
    }
    #expect(throws: NetworkTheoryError.noCriticalPoint(sigmaB: 0.2)) {
      try CriticalPoint(sigmaB: 0.2, nonlinearity: Activation.relu.function())
    }
  }

  /// The lower part of the line of GELU is at unstable lengths and separates nothing.
  @Test func unstablePart() throws {
    let line = try CriticalLine(Activation.gelu.function())
    let low = try #require(line.points(sigmaB: 0.2).first)
    let high = try #require(line.points(sigmaB: 0.5).last)
    #expect(!low.isStable && high.isStable)
    let theory = try DeepNetworkTheory(
      sigmaW: high.sigmaW, sigmaB: 0.5, nonlinearity: Activation.gelu.function())
    #expect(theory.phase == .critical)
  }
}
