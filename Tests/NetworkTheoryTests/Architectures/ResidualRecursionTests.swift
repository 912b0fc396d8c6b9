import NetworkModels
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Residual networks against closed forms and the laws at great depth.
///
/// Calibrated by breaking the code: p − γ without σ_v², and p without the mean of x, each fail.
@Suite struct ResidualRecursionTests {
  /// ReLU without biases: p, γ and χ by the arc-cosine kernel, written out here.
  @Test func rectifierClosedForm() throws {
    let (w, v, a) = (1.3, 0.9, 0.4)
    let theory = try ResidualRecursion(
      ResidualModel(
        sigmaW: w, sigmaB: 0, sigmaV: v, sigmaA: a, nonlinearity: Activation.relu.function()))
    let trajectory = try theory.trajectory(q0: 0.7, c0: 0.3, depth: 12)
    var (p, gamma) = (0.7, 0.21)
    for layer in 1...12 {
      let c = gamma / p
      let kernel = ((1 - c * c).squareRoot() + (.pi - Double.acos(c)) * c) / (2 * .pi)
      gamma += v * v * w * w * p * kernel + a * a
      p += v * v * w * w * p / 2 + a * a
      #expect(abs(trajectory.q[layer] / p - 1) < 1e-12)
      #expect(abs(trajectory.c[layer] - gamma / p) < 1e-11)
      #expect(abs(trajectory.chi[layer] - (1 + v * v * w * w / 2)) < 1e-12)
    }
  }

  /// Linear blocks without biases multiply lengths and overlaps alike.
  @Test func linearKeepsCorrelations() throws {
    let theory = try ResidualRecursion(
      ResidualModel(
        reducedWithSigmaW: 0.8, sigmaB: 0, nonlinearity: Activation.linear.function()))
    let trajectory = try theory.trajectory(q0: 1, c0: 0.25, depth: 10)
    for layer in 0...10 {
      #expect(abs(trajectory.q[layer] / Double.pow(1.64, layer) - 1) < 1e-12)
      #expect(abs(trajectory.c[layer] - 0.25) < 1e-12)
    }
    #expect(try theory.fixedPoint().q == nil)
  }

  /// A reduced block of ReLU has x of positive mean: the first two layers by hand.
  ///
  /// E φ = √(s/2π) at variance s; p' = p + 2mEφ + s/2, m' = m + Eφ.
  @Test func reducedRectifierHasAMean() throws {
    let theory = try ResidualRecursion(
      ResidualModel(
        reducedWithSigmaW: 1, sigmaB: 0, nonlinearity: Activation.relu.function()))
    let trajectory = try theory.trajectory(q0: 1, c0: 1, depth: 2)
    let mean = (1 / (2 * Double.pi)).squareRoot()
    #expect(abs(trajectory.q[1] - 1.5) < 1e-12)
    let second = 1.5 + 2 * mean * (1.5 / (2 * Double.pi)).squareRoot() + 0.75
    #expect(abs(trajectory.q[2] - second) < 1e-12)
  }

  /// The distance 1 − c of ReLU falls as the inverse square of the depth.
  ///
  /// 1 − c ~ (9π²/2)(1 + 2/(σ_v² σ_w²))² l^(−2), from ε' = ε − Bε^(3/2),
  /// B = s/(1+s) 2√2/(3π), s = σ_v² σ_w²/2. The next term is of relative order ln l/l.
  @Test func rectifierCorrelationsConverge() throws {
    let theory = try ResidualRecursion(
      ResidualModel(
        sigmaW: 1.5, sigmaB: 0, sigmaV: 0.01, sigmaA: 0, nonlinearity: Activation.relu.function()))
    // Start on the curve, so that the local rate is tested: dε/dl = −Bε^(3/2).
    let s = 0.01 * 0.01 * 2.25 / 2
    let constant = 9 * Double.pi * Double.pi / 2 * (1 + 1 / s) * (1 + 1 / s)
    let epsilon = 1e-6
    let depth = (constant / epsilon).squareRoot()
    let next = try theory.trajectory(q0: 1, c0: 1 - epsilon, depth: 1).separation[1]
    #expect(abs((constant / next).squareRoot() - depth - 1) < 2e-3)
    #expect(theory.asymptotics?.correlationExponent == 2)
  }

  /// tanh: p grows by σ_v² + σ_a² − σ_v² √(2/(πs)), ln e falls by (1 − 2/π) d ln p at σ_a = 0.
  @Test func saturatingBlocks() throws {
    let theory = try ResidualRecursion(ResidualModel(reducedWithSigmaW: 1, sigmaB: 0))
    let law = try #require(theory.asymptotics)
    #expect(law.lengthGrowth == .linear(rate: 1))
    #expect(abs((law.gradientRate ?? 0) - 4 / 3 * (2 / Double.pi).squareRoot()) < 1e-12)
    #expect(law.fixedCorrelation == 0)
    #expect(abs((law.correlationExponent ?? 0) - (1 - 2 / Double.pi)) < 1e-12)
    let p = 4000.0
    let step = try theory.trajectory(q0: p, c0: 0.01, depth: 1)
    #expect(abs(step.q[1] - p - (1 - (2 / (.pi * p)).squareRoot())) < 1e-4)
    // E φ'² → (4/3)/√(2πp).
    #expect(abs((step.chi[0] - 1) * (2 * .pi * p).squareRoot() - 4.0 / 3) < 1e-3)
    let exponent = -Double.log(step.c[1] / step.c[0]) / Double.log(step.q[1] / step.q[0])
    #expect(abs(exponent - (1 - 2 / Double.pi)) < 0.03)
  }

  /// With σ_a > 0 the correlation tends to the root of e(σ_v² + σ_a²) = σ_v² (2/π) arcsin e + σ_a², where a
  /// step from great length does not move it.
  @Test func fixedCorrelation() throws {
    let theory = try ResidualRecursion(
      ResidualModel(sigmaW: 1, sigmaB: 0.2, sigmaV: 1.2, sigmaA: 0.7))
    let law = try #require(theory.asymptotics)
    let e = try #require(law.fixedCorrelation)
    #expect(e > 0 && e < 1)
    #expect(abs(e * (1.44 + 0.49) - 1.44 * 2 / .pi * Double.asin(e) - 0.49) < 1e-12)
    #expect(try theory.fixedPoint().separation == 1 - e)
    for (c, sign) in [(e - 0.1, 1.0), (e + 0.1, -1)] {
      let step = try theory.trajectory(q0: 2000, c0: c, depth: 1)
      #expect((step.c[1] - c) * sign > 0)
    }
  }

  @Test func refusesNumbers() {
    #expect(throws: NetworkModelError.self) {
      try ResidualRecursion(ResidualModel(reducedWithSigmaW: -1, sigmaB: 0))
    }
    #expect(throws: NetworkModelError.self) {
      try ResidualRecursion(ResidualModel(sigmaW: 1, sigmaB: 0, sigmaV: .nan, sigmaA: 0))
    }
    #expect(throws: NetworkTheoryError.self) {
      try ResidualRecursion(
        ResidualModel(
          sigmaW: 3, sigmaB: 0, sigmaV: 3, sigmaA: 0, nonlinearity: Activation.relu.function()
        )
      ).trajectory(q0: 1, c0: 0, depth: 60)
    }
  }
}
