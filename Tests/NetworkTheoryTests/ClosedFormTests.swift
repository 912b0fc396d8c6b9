import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Quadrature against the arcsine and arc-cosine kernels.
///
/// Calibrated by leaving the delta functions of the sign out of the slope.
@Suite struct ClosedFormTests {
  /// The angle θ with cos θ = 1 − x.
  private static func angle(_ x: Double) -> Double { 2 * Double.asin((x / 2).squareRoot()) }

  @Test(arguments: [0.05, 0.6, 4.1, 13.0])
  func errorFunction(q: Double) throws {
    let map = try LengthMap(sigmaW: 1.4, sigmaB: 0.3, nonlinearity: Activation.erf.function())
    let s = 2 * q / (1 + 2 * q)
    #expect(abs(map(q) - (1.96 * 2 / .pi * Double.asin(s) + 0.09)) < 1e-12)
    #expect(abs(map.meanSquareSlope(at: q) - 1.96 * 4 / .pi / (1 + 4 * q).squareRoot()) < 1e-12)
    let slope = 1.96 * 4 / .pi / ((1 + 2 * q) * (1 + 4 * q).squareRoot())
    #expect(abs(map.slope(at: q) - slope) < 1e-12)
    for c in [-0.9, -0.2, 0, 0.5, 0.99] {
      let expected = 1.96 * 2 / .pi * Double.asin(s * c) + 0.09
      #expect(abs(CorrelationMap(map).overlap(c: c, q11: q, q22: q) - expected) < 1e-12)
      let unequal =
        1.96 * 2 / .pi
        * Double.asin(2 * c * (q * 0.3).squareRoot() / ((1 + 2 * q) * 1.6).squareRoot()) + 0.09
      #expect(abs(CorrelationMap(map).overlap(c: c, q11: q, q22: 0.3) - unequal) < 1e-12)
    }
  }

  @Test(arguments: [0.05, 0.6, 4.1, 13.0])
  func rectifier(q: Double) throws {
    let map = try LengthMap(sigmaW: 1.3, sigmaB: 0.3, nonlinearity: Activation.relu.function())
    #expect(abs(map(q) - (1.69 * q / 2 + 0.09)) < 1e-12)
    #expect(abs(map.meanSquareSlope(at: q) - 0.845) < 1e-12)
    for c in [-0.9, -0.2, 0, 0.5, 0.99] {
      let theta = Double.acos(c)
      let kernel = Double.sin(theta) + (.pi - theta) * c
      let expected = 1.69 * q * kernel / (2 * .pi) + 0.09
      #expect(abs(CorrelationMap(map).overlap(c: c, q11: q, q22: q) - expected) < 1e-12)
      let unequal = 1.69 * (q * 0.3).squareRoot() * kernel / (2 * .pi) + 0.09
      #expect(abs(CorrelationMap(map).overlap(c: c, q11: q, q22: 0.3) - unequal) < 1e-12)
    }
  }

  /// Down to 1 − c = 1e-18 the map of ε keeps its relative accuracy.
  @Test(arguments: [1e-3, 1e-6, 1e-10, 1e-14, 1e-18])
  func closeInputs(separation: Double) throws {
    for q in [0.3, 4.0] {
      // erf: asin s − asin sc = asin(s √(1 − s²c²) − sc √(1 − s²)), without a difference of like numbers.
      let (s, c) = (2 * q / (1 + 2 * q), 1 - separation)
      let (near, far) = ((1 - s * s).squareRoot(), ((1 - s * c) * (1 + s * c)).squareRoot())
      let sine = s * separation * far + s * s * s * c * separation * (1 + c) / (near + far)
      let erf = try LengthMap(sigmaW: 1.4, sigmaB: 0.3, nonlinearity: Activation.erf.function())
      let expected = 1.96 * 2 / .pi * Double.asin(sine) / erf(q)
      let value = CorrelationMap(erf).separation(after: separation, q: q)
      #expect(abs(value / expected - 1) < 1e-11)

      // ReLU: 1 − (sin θ + (π − θ) cos θ)/π, with θ from ε.
      let theta = Self.angle(separation)
      let odd =
        theta < 1e-2
        ? theta * theta * theta / 3 - theta * theta * theta * theta * theta / 30
          + Double.pow(theta, 7) / 840
        : Double.sin(theta) - theta * Double.cos(theta)
      let relu = try LengthMap(sigmaW: 1.3, sigmaB: 0.3, nonlinearity: Activation.relu.function())
      let image = 1.69 * q / 2 * (separation - odd / .pi) / relu(q)
      let found = CorrelationMap(relu).separation(after: separation, q: q)
      #expect(abs(found / image - 1) < 1e-11)
    }
  }

  /// The slope of the map at ε → 0 is χ₁ for every function that does not jump.
  @Test(arguments: Activation.allCases.filter { $0 != .sign })
  func slopeAtOne(activation: Activation) throws {
    let map = try LengthMap(sigmaW: 1.2, sigmaB: 0.2, nonlinearity: activation.function())
    for q in [0.05, 0.9, 6.0] {
      let expected = map.meanSquareSlope(at: q) * q / map(q)
      for separation in [1e-18, 1e-21] {
        let slope = CorrelationMap(map).separation(after: separation, q: q) / separation
        #expect(abs(slope / expected - 1) < 1e-9, "\(activation) at \(q): \(slope)")
        let direct = CorrelationMap(map).slope(atSeparation: separation, q: q)
        // With kinks the slope itself differs from χ₁ by some √ε.
        let bend = activation.function().kinks.isEmpty ? 0 : 3 * separation.squareRoot()
        #expect(abs(direct / expected - 1) < 1e-9 + bend, "\(activation) at \(q): \(direct)")
      }
    }
  }

  /// sigmoid x = (1 + tanh(x/2))/2: its mean acts as a bias, so that the networks with (σ_w, σ_b) and the sigmoid and with
  /// (σ_w/2, √(σ_b² + σ_w²/4)) and tanh(x/2) are one.
  ///
  /// Calibrated by a gain of 0.51 and by leaving out σ_w²/4: both fail.
  @Test(arguments: [(3.0, 0.3), (14, 0), (18, 0.5), (40, 1.5)])
  func sigmoidIsATanhWithABias(sigmaW: Double, sigmaB: Double) throws {
    let sigmoid = try DeepNetworkTheory(
      sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: Activation.sigmoid.function())
    let tanh = try DeepNetworkTheory(
      sigmaW: sigmaW / 2, sigmaB: (sigmaB * sigmaB + sigmaW * sigmaW / 4).squareRoot(),
      nonlinearity: Tanh(gain: 0.5))
    #expect(sigmoid.fixedPoints.count == tanh.fixedPoints.count && sigmoid.phase == tanh.phase)
    #expect(abs(sigmoid.qStar / tanh.qStar - 1) < 1e-11)
    #expect(abs(sigmoid.chi1 / tanh.chi1 - 1) < 1e-11)
    #expect(abs(sigmoid.lengthSlope - tanh.lengthSlope) < 1e-11)
    #expect(abs(sigmoid.cStar - tanh.cStar) < 1e-10)
  }

  /// A sine of signals that span many waves, beside the double averages that serve at fewer.
  ///
  /// Calibrated by breaking the code: another distance of the images makes this fail.
  @Test(arguments: [(1.0, 51.0), (2, 13)])
  func sineOfManyWaves(gain: Double, q: Double) throws {
    let sine = Activation.sin.function(gain: gain)
    let lengths = try LengthMap(sigmaW: 1.4, sigmaB: 0.3, nonlinearity: sine)
    let map = CorrelationMap(lengths)
    let pairs = GaussianPairAverage(for: sine)
    for separation in [1e-9, 1e-3, 0.02, 0.4, 1.7, 2] {
      let squares = pairs.separated(variance: q, separation: separation) { p, d in
        let difference = sine.difference(center: p, halfWidth: d)
        return difference * difference
      }
      let expected = 1.96 * squares / (2 * lengths(q))
      #expect(abs(map.separation(after: separation, q: q) - expected) < 1e-9 * expected + 1e-12)
      let slopes = pairs.separated(variance: q, separation: separation) { p, d in
        sine.derivative(p + d) * sine.derivative(p - d)
      }
      let slope = 1.96 * q / lengths(q) * slopes
      #expect(abs(map.slope(atSeparation: separation, q: q) - slope) < 1e-9 * (1 + abs(slope)))
    }
    let product = pairs.product(q11: q, q22: 0.3, correlation: 0.6, sine.value, sine.value)
    #expect(abs(map.overlap(c: 0.6, q11: q, q22: 0.3) - 1.96 * product - 0.09) < 1e-10)
  }

  @Test func sign() throws {
    let theory = try DeepNetworkTheory(
      sigmaW: 1.3, sigmaB: 0.3, nonlinearity: Activation.sign.function())
    #expect(theory.chi1 == .infinity && theory.phase == .chaotic)
    #expect(abs(theory.qStar - 1.78) < 1e-12 && theory.xiQ == 0)
    let map = theory.correlationMap
    for separation in [1e-12, 0.01, 0.4, 1.7] {
      let expected = 1.69 * 2 / .pi * Self.angle(separation) / 1.78
      #expect(abs(map.separation(after: separation, q: 1.78) / expected - 1) < 1e-11)
      let sine = (separation * (2 - separation)).squareRoot()
      let slope = 1.69 * 2 / (.pi * sine * 1.78)
      #expect(abs(map.slope(atSeparation: separation, q: 1.78) / slope - 1) < 1e-10)
    }
    let c = theory.cStar
    #expect(abs(1.69 * 2 / .pi * Double.asin(c) + 0.09 - 1.78 * c) < 1e-12)
    #expect(map.slope(atSeparation: 0, q: 1.78) == .infinity)
  }
}
