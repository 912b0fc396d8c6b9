import RealModule
import Statistics
import Testing

/// The test of normality against closed moments, published quantiles and its own false alarms.
///
/// Calibrated by breaking the code: a fourth moment off by 0.01, n − 1 in the scale of the moments, D* without Stephens'
/// terms, a wrong quantile, one side of the distance, and deviations of the moments off by 10 %.
@Suite struct NormalityTestTests {
  /// Deterministic normal numbers: a linear congruence and Box and Muller's method.
  private struct Numbers {
    var state: UInt64
    mutating func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 12) + 0.5) * 0x1p-52
    }
    mutating func normal() -> Double {
      (-2 * Double.log(uniform())).squareRoot() * Double.cos(2 * .pi * uniform())
    }
  }

  /// Two values, half of each: skewness 0, kurtosis 1; three to one: −p(1 − p) in closed form.
  @Test func momentsOfTwoValues() throws {
    let even = try #require(NormalityTest((0..<20).map { $0 < 10 ? -1.0 : 3 }))
    #expect(abs(even.skewness) < 1e-14 && abs(even.excessKurtosis + 2) < 1e-14)
    #expect(even.mean == 1 && abs(even.variance - 80.0 / 19) < 1e-13)
    let uneven = try #require(NormalityTest((0..<20).map { $0 < 15 ? 0.0 : 1 }))
    let p = 0.25
    let scale = p * (1 - p)
    #expect(abs(uneven.skewness - (1 - 2 * p) / scale.squareRoot()) < 1e-13)
    #expect(abs(uneven.excessKurtosis - (1 - 6 * scale) / scale) < 1e-12)
  }

  /// The formula of Dallal and Wilkinson (*American Statistician* 40, 294, 1986) for p < 0.1 and n up to 100, where the
  /// table says up to 10 % more.
  @Test func publishedFormula() throws {
    let n = 100.0
    var numbers = Numbers(state: 5)
    var compared = 0
    for _ in 0..<3000 {
      let test = try #require(NormalityTest((0..<100).map { _ in numbers.normal() }))
      let d = test.distance
      let first = -7.01256 * d * d * (n + 2.78019) + 2.99587 * d * (n + 2.78019).squareRoot()
      let published = Double.exp(first - 0.122119 + 0.974598 / n.squareRoot() + 1.67997 / n)
      guard (0.002..<0.1).contains(published) else { continue }
      compared += 1
      #expect((0.97...1.17).contains(test.probability / published), "\(published)")
    }
    #expect((220...380).contains(compared))
  }

  /// p-values of normal samples are uniform, for small samples too; others are found out.
  @Test(arguments: [20, 200]) func falseAlarms(count: Int) throws {
    var numbers = Numbers(state: UInt64(count))
    let probabilities = try (0..<3000).map { _ in
      try #require(NormalityTest((0..<count).map { _ in 3 + 2 * numbers.normal() })).probability
    }
    let uniform = KolmogorovSmirnovTest(probabilities) { min(1, max(0, $0)) }
    // At n = 20 p is up to 0.03 too large.
    #expect(uniform.distance < 0.05)
    let skewed = try #require(
      NormalityTest((0..<1000).map { _ in Double.exp(0.4 * numbers.normal()) }))
    #expect(skewed.probability < 1e-6)
  }

  /// Spread of skewness and kurtosis of 20 000 normal samples of 50.
  ///
  /// The relative error of the spread is 1 % for the kurtosis, whose law has long tails, and less for the skewness; at
  /// a level of 0.001 for both 3.5 of these.
  @Test func deviationsOfTheMoments() throws {
    var numbers = Numbers(state: 77)
    let tests = try (0..<20_000).map { _ in
      try #require(NormalityTest((0..<50).map { _ in numbers.normal() }))
    }
    for (values, expected) in [
      (tests.map(\.skewness), tests[0].skewnessDeviation),
      (tests.map(\.excessKurtosis), tests[0].kurtosisDeviation),
    ] {
      let ratio = SampleMoments(values).deviation / expected
      #expect((0.965...1.035).contains(ratio), "\(ratio)")
    }
  }

  @Test func refusals() {
    #expect(NormalityTest([1, 2, 3]) == nil)
    #expect(NormalityTest([Double](repeating: 2, count: 50)) == nil)
    #expect(NormalityTest([Double](repeating: 0, count: 50)) == nil)
    #expect(NormalityTest((0..<20).map { $0 == 3 ? .nan : Double($0) }) == nil)
  }
}
