import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Mean and variance with means of weights and biases.
///
/// Calibrated by E φ'' in place of E φ''/2 in the Jacobian.
@Suite struct MomentMapTests {
  /// E erf(h) = erf(m/√(1 + 2q)).
  @Test func meanOfErrorFunction() throws {
    let map = try MomentMap(
      weightMean: 2, biasMean: -0.3, sigmaW: 1.2, sigmaB: 0.1,
      nonlinearity: Activation.erf.function())
    for (m, q) in [(0.4, 0.7), (-2, 3), (5, 0.01), (0, 0)] {
      let image = map(.init(mean: m, variance: q))
      #expect(abs(image.mean - (2 * Double.erf(m / (1 + 2 * q).squareRoot()) - 0.3)) < 1e-13)
    }
  }

  /// ReLU: both moments in closed form.
  @Test func momentsOfRectifier() throws {
    let map = try MomentMap(
      weightMean: 0.7, biasMean: 0.2, sigmaW: 1.1, sigmaB: 0.3,
      nonlinearity: Activation.relu.function())
    for (m, q) in [(0.4, 0.7), (-2, 3), (3, 0.2)] {
      let z = m / q.squareRoot()
      let density = Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let probability = Double.erfc(-z / 2.0.squareRoot()) / 2
      let image = map(.init(mean: m, variance: q))
      let first = m * probability + q.squareRoot() * density
      let second = (m * m + q) * probability + m * q.squareRoot() * density
      #expect(abs(image.mean - (0.7 * first + 0.2)) < 1e-13)
      #expect(abs(image.variance - (1.21 * second + 0.09)) < 1e-13)
    }
  }

  @Test(arguments: Activation.allCases)
  func jacobian(activation: Activation) throws {
    let map = try MomentMap(
      weightMean: 1.5, biasMean: 0.1, sigmaW: 1.3, sigmaB: 0.2,
      nonlinearity: activation.function())
    for (m, q) in [(0.3, 0.8), (-1.2, 2.5)] {
      let j = map.jacobian(at: .init(mean: m, variance: q))
      let d = 1e-4
      func image(_ dm: Double, _ dq: Double) -> MomentMap.Moments {
        map(.init(mean: m + dm, variance: q + dq))
      }
      let (right, left) = (image(d, 0), image(-d, 0))
      let (up, down) = (image(0, d), image(0, -d))
      #expect(abs((right.mean - left.mean) / (2 * d) - j.meanByMean) < 1e-6)
      #expect(abs((right.variance - left.variance) / (2 * d) - j.varianceByMean) < 1e-6)
      #expect(abs((up.mean - down.mean) / (2 * d) - j.meanByVariance) < 1e-6)
      #expect(abs((up.variance - down.variance) / (2 * d) - j.varianceByVariance) < 1e-6)
    }
  }

  /// Without means it is the length map.
  @Test func withoutMeans() throws {
    let points = try MomentMap(sigmaW: 2.5, sigmaB: 0.3).fixedPoints()
    let theory = try DeepNetworkTheory(sigmaW: 2.5, sigmaB: 0.3)
    #expect(points.count == 1 && points[0].stable && points[0].moments.mean == 0)
    #expect(abs(points[0].moments.variance - theory.qStar) < 1e-11)
    #expect(abs(points[0].chi1 - theory.chi1) < 1e-11)
    #expect(abs(points[0].spectralRadius - theory.lengthSlope) < 1e-11)
  }

  /// A ferromagnet: two stable states of opposite mean and an unstable one between.
  @Test func ferromagnet() throws {
    let map = try MomentMap(weightMean: 2, sigmaW: 0.5, sigmaB: 0.1)
    let points = try map.fixedPoints()
    #expect(points.map(\.stable) == [true, false, true])
    #expect(abs(points[0].moments.mean + points[2].moments.mean) < 1e-12)
    for point in points {
      let image = map(point.moments)
      #expect(abs(image.mean - point.moments.mean) < 1e-12)
      #expect(abs(image.variance - point.moments.variance) < 1e-12)
    }
    // Iteration from a small mean ends in the upper state.
    var moments = MomentMap.Moments(mean: 0.01, variance: 1)
    for _ in 0..<300 { moments = map(moments) }
    #expect(abs(moments.mean - points[2].moments.mean) < 1e-12)
    // The silent state exists without bias, whatever else does.
    let silent = try MomentMap(weightMean: 3, sigmaW: 3, sigmaB: 0).fixedPoints()
    #expect(silent.contains { $0.moments == .init(mean: 0, variance: 0) && !$0.stable })
  }

  /// Correlations about the mean: at c = 1 the slope is χ, and 1 − c follows two signals.
  @Test func correlationAboutTheMean() throws {
    let map = try MomentMap(biasMean: 0.5, sigmaW: 2.5, sigmaB: 0.1)
    let point = try #require(map.fixedPoints().first)
    let correlations = try map.correlationMap(mean: 0.5)
    let q = point.moments.variance
    #expect(abs(correlations.slope(atSeparation: 0, q: q) - point.chi1) < 1e-11)
    // A plain double sum.
    let c = 0.3
    var sum = 0.0
    let nodes = (-240...240).map { Double($0) * 0.04 }
    for x in nodes {
      for y in nodes {
        let u = 0.5 + q.squareRoot() * x
        let v = 0.5 + q.squareRoot() * (c * x + (1 - c * c).squareRoot() * y)
        sum += Double.exp(-(x * x + y * y) / 2) * Double.tanh(u) * Double.tanh(v)
      }
    }
    let expected = (6.25 * sum * 0.0016 / (2 * Double.pi) + 0.01) / q
    #expect(abs(correlations.correlation(after: c, q: q) - expected) < 1e-11)
  }

  @Test func badInput() {
    #expect(throws: NetworkTheoryError.self) {
      try MomentMap(weightMean: .nan, sigmaW: 1, sigmaB: 0)
    }
    #expect(throws: NetworkTheoryError.invalidMean(2000)) {
      try MomentMap(biasMean: 2000, sigmaW: 1, sigmaB: 0)
    }
    #expect(throws: NetworkTheoryError.invalidSigmaB(-1)) { try MomentMap(sigmaW: 1, sigmaB: -1) }
  }
}
