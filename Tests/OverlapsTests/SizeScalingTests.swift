import Overlaps
import Randomness
import RealModule
import Statistics
import Testing

/// Fits of exponents against closed forms and against synthetic power laws of known exponent.
@Suite struct SizeScalingTests {
  private static func measurement(
    _ n: Int, _ value: Double, _ error: Double?
  ) -> SizeScaling.Measurement {
    SizeScaling.Measurement(spinCount: n, estimate: Estimate(value: value, error: error))
  }

  /// Two points give the slope and its error in closed form.
  ///
  /// b = ln(y₂/y₁)/ln(N₂/N₁), σ_b² = (σ₁²/y₁² + σ₂²/y₂²)/ln²(N₂/N₁).
  @Test func twoSizes() throws {
    let fit = SizeScaling(
      .structureEffect, [Self.measurement(256, 6, 0.3), Self.measurement(64, 2, 0.2)])
    let exponent = try #require(fit.exponent)
    #expect(abs(exponent.value - Double.log(3) / Double.log(4)) < 1e-12)
    let error = (0.01 + 0.0025).squareRoot() / Double.log(4)
    #expect(abs(try #require(exponent.error) - error) < 1e-12)
    #expect(fit.chiSquare == nil && fit.fitProbability == nil)
    #expect(fit.points.map(\.spinCount) == [64, 256])
  }

  /// Three points at equal distances and errors e: χ² is (y₁ − 2y₂ + y₃)²/(6e²).
  @Test func threeSizes() throws {
    let logs = [0.0, 0.5, 1.3]
    let fit = SizeScaling(
      .firstEigenvalue,
      zip([10, 20, 40], logs).map { n, y in
        Self.measurement(n, Double.exp(y), 0.1 * Double.exp(y))
      })
    let exponent = try #require(fit.exponent)
    #expect(abs(exponent.value - 1.3 / Double.log(4)) < 1e-12)
    let square = 0.3 * 0.3 / (6 * 0.01)
    #expect(abs(try #require(fit.chiSquare) - square) < 1e-10)
    #expect(
      abs(
        try #require(fit.fitProbability) - twoSidedProbability(square.squareRoot())) < 1e-10)
    // χ² > 1 widens the error.
    let error = 0.1 / (2.0.squareRoot() * Double.log(2)) * square.squareRoot()
    #expect(abs(try #require(exponent.error) - error) < 1e-10)
  }

  /// The exponent of 2000 noisy power laws is within 3 errors as often as a normal number is, 0.9973;
  /// fixed seed, the bound is 4 standard errors of that frequency, a false alarm in 15 000.
  @Test func errorsAreRight() throws {
    var stream = RandomStream(StreamName(seed: 31, purpose: .planting))
    let trials = 2000
    var squares = 0.0
    var (covered, tails) = (0, 0)
    for _ in 0..<trials {
      let fit = SizeScaling(
        .orderEffect,
        [64, 128, 256, 512].map { n in
          let y = 0.3 * Double.pow(Double(n), 0.4)
          return Self.measurement(n, y * (1 + 0.02 * stream.normal()), 0.02 * y)
        })
      let exponent = try #require(fit.exponent)
      // The error without the widening by χ²: 0.02/√Σ(ln N − mean)².
      let plain = 0.02 / (5.0.squareRoot() * Double.log(2))
      let z = (exponent.value - 0.4) / plain
      squares += z * z / Double(trials)
      if abs(z) < 3 { covered += 1 }
      if try #require(fit.fitProbability) < 0.05 { tails += 1 }
      #expect(try #require(exponent.error) >= plain * 0.9)
    }
    #expect(abs(squares - 1) < 4 * (2.0 / Double(trials)).squareRoot())
    #expect(abs(Double(covered) - 1994.6) < 4 * 2.3 + 1)
    #expect(abs(Double(tails) - 100) < 4 * 9.75)
  }

  /// Ideal exponents and their borders, two errors away.
  @Test func behaviours() {
    let cases: [(ScalingQuantity, Double, Double, SizeScaling.Behaviour)] = [
      (.secondEigenvalue, -0.02, 0.05, .extensive), (.secondEigenvalue, -0.02, 0.2, .undetermined),
      (.secondEigenvalue, -0.25, 0.01, .undetermined),
      (.secondEigenvalue, -0.67, 0.05, .criticalLike),
      (.secondEigenvalue, -0.67, 0.1, .undetermined), (.secondEigenvalue, -1, 0.05, .bounded),
      (.secondEigenvalue, -1, 0.1, .undetermined), (.structureEffect, 0.97, 0.1, .extensive),
      (.structureEffect, 0.33, 0.05, .criticalLike), (.structureEffect, 0.02, 0.05, .bounded),
      (.betweenPeakMass, 0.1, 0.1, .extensive), (.betweenPeakMass, -0.6, 0.1, .bounded),
      (.betweenPeakMass, -0.4, 0.1, .undetermined),
    ]
    for (quantity, exponent, error, behaviour) in cases {
      #expect(
        quantity.behaviour(of: Estimate(value: exponent, error: error)) == behaviour,
        "\(quantity) \(exponent) ± \(error)")
    }
    #expect(
      ScalingQuantity.firstEigenvalue.behaviour(of: Estimate(value: 0, error: nil))
        == .undetermined)
  }

  @Test func valuesWithoutLogarithms() {
    let fit = SizeScaling(
      .structureEffect,
      [
        Self.measurement(64, -1, 0.3), Self.measurement(128, 4, nil), Self.measurement(32, 3, 0),
        Self.measurement(16, .nan, 1), Self.measurement(256, 5, 0.1),
        Self.measurement(512, 10, 0.1),
        Self.measurement(8, 1, 2),
      ])
    #expect(fit.points.map(\.spinCount) == [256, 512])
    #expect(fit.leftOut.map(\.spinCount) == [8, 16, 32, 64, 128])
    #expect(fit.leftOut.map(\.reason)[3] == "not positive")
    #expect(fit.behaviour == .extensive)
    let nothing = SizeScaling(
      .structureEffect, [Self.measurement(64, 0.2, 0.3), Self.measurement(128, 0.4, 0.3)])
    #expect(nothing.exponent == nil && nothing.behaviour == .unseen)
    let single = SizeScaling(.structureEffect, [Self.measurement(64, 2, 0.1)])
    #expect(single.exponent == nil && single.behaviour == .undetermined)
    let errorless = SizeScaling(
      .structureEffect, [Self.measurement(64, 2, nil), Self.measurement(128, 2, nil)])
    #expect(errorless.behaviour == .undetermined)
  }

  @Test func text() {
    let relative = 0.05 * Double.log(4) / 2.0.squareRoot()
    let fit = SizeScaling(
      .secondEigenvalue,
      [64, 256].map { n in
        let y = Double.pow(Double(n), -0.02)
        return Self.measurement(n, y, relative * y)
      })
    #expect(fit.text == "λ₂/R ~ N^(−0.02 ± 0.05): a second extensive eigenvalue")
  }

  /// The eigenvalue of the sites from that of the replicas undoes λ = cℓ + vℓ/(ℓ − v).
  @Test func noiseOfAnEigenvalue() throws {
    for (n, r, v) in [(64.0, 64.0, 1.0), (256, 64, 0.7), (100, 300, 0.3)] {
      let c = r / n
      for ell in [1.2, 2, 5, 40].map({ v * (1 + (1 / c).squareRoot()) * $0 }) {
        let lambda = c * ell + v * ell / (ell - v)
        let found = InstanceEffects.withoutNoise(
          lambda, siteVariance: v, spinCount: n, replicaCount: r)
        #expect(abs(try #require(found) * n - ell) < 1e-9 * ell)
      }
      let edge = v * (1 + c.squareRoot()) * (1 + c.squareRoot())
      #expect(
        InstanceEffects.withoutNoise(0.99 * edge, siteVariance: v, spinCount: n, replicaCount: r)
          == nil)
    }
  }
}
