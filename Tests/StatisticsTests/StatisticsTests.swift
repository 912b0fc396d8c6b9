import RealModule
import Statistics
import Testing

@Suite struct EstimateTests {
  /// The jackknife of a mean is the textbook standard error.
  @Test func jackknifeOfTheMean() throws {
    let values = [1.0, 4, 2, 8, 5, 7]
    let plain = Estimate(meanOf: values)
    let jackknife = Estimate(jackknifeOf: [values]) { $0[0] }
    let error = try #require(plain.error)
    let jackknifeError = try #require(jackknife.error)
    #expect(abs(plain.value - 4.5) < 1e-14 && abs(jackknife.value - 4.5) < 1e-14)
    #expect(abs(error - jackknifeError) < 1e-14)
    // Σ (x − x̄)² = 37.5 and n (n − 1) = 30.
    #expect(abs(error - (37.5 / 30).squareRoot()) < 1e-14)
  }

  /// A linear function of two means has the error of the linear combination of the columns.
  @Test func jackknifeOfALinearFunction() throws {
    let a = [1.0, 2, 4, 7]
    let b = [0.5, 3, 1, 2]
    let estimate = Estimate(jackknifeOf: [a, b]) { 2 * $0[0] - $0[1] }
    let combined = Estimate(meanOf: zip(a, b).map { 2 * $0 - $1 })
    #expect(abs(estimate.value - combined.value) < 1e-14)
    let error = try #require(estimate.error)
    let combinedError = try #require(combined.error)
    #expect(abs(error - combinedError) < 1e-13)
  }

  @Test func oneInstanceHasNoError() {
    #expect(Estimate(meanOf: [3]).error == nil)
    #expect(Estimate(jackknifeOf: [[3]]) { $0[0] } == Estimate(value: 3, error: nil))
  }
}

@Suite struct AutocorrelationTests {
  /// An AR(1) process with coefficient a has τ_int = ½ (1 + a)/(1 − a).
  ///
  /// The estimate's own error is about τ √(2(2W + 1)/n); the bound is four of them.
  /// The last one has a window long enough for sums of all lags at once, which are those of the definition too.
  @Test(arguments: [0.0, 0.5, 0.9, 0.99])
  func autoregressiveProcess(coefficient a: Double) {
    var state: UInt64 = 12
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53 - 0.5
    }
    let n = 40_000
    var x = 0.0
    var series: [Double] = []
    for t in 0..<n + 1000 {
      x = a * x + uniform()
      if t >= 1000 { series.append(x) }
    }
    let exact = 0.5 * (1 + a) / (1 - a)
    guard case .steps(let time) = AutocorrelationTime(of: series) else {
      Issue.record("no estimate")
      return
    }
    let error = exact * (2 * (10 * exact + 1) / Double(n)).squareRoot()
    #expect(abs(time - exact) < 4 * error)
    let moments = SampleMoments(series)
    let centred = series.map { $0 - moments.mean }
    var plain = 0.5
    for window in 1..<n / 2 {
      var sum = 0.0
      for t in 0..<n - window { sum += centred[t] * centred[t + window] }
      plain += sum / moments.sumOfSquares
      if Double(window) >= 5 * plain { break }
    }
    #expect(abs(time - plain) < 1e-10 * plain)
  }

  @Test func shortAndConstantSeriesAreNotJudged() {
    #expect(AutocorrelationTime(of: [Double](repeating: 2.5, count: 100)) == .constant)
    let ramp = (0..<100).map(Double.init)
    guard case .seriesTooShort = AutocorrelationTime(of: ramp) else {
      Issue.record("a ramp has no autocorrelation time")
      return
    }
    #expect(AutocorrelationTime(of: []) == .constant)
  }
}

@Suite struct ProbabilityTests {
  @Test func tails() {
    #expect(abs(twoSidedProbability(0) - 1) < 1e-15)
    #expect(abs(twoSidedProbability(1.959963984540054) - 0.05) < 1e-14)
    #expect(abs(twoSidedProbability(-10) / (2 * 7.61985302416047e-24) - 1) < 1e-10)
  }

  /// One degree of freedom is Cauchy, two have a closed form, many are normal.
  @Test func studentTails() {
    for t in [0.1, 1, 3, 12.7, 60] {
      let cauchy = 1 - 2 * Double.atan(t) / .pi
      #expect(abs(studentTwoSidedProbability(t, degreesOfFreedom: 1) - cauchy) < 1e-13)
      let two = 1 - t / (t * t + 2).squareRoot()
      #expect(abs(studentTwoSidedProbability(-t, degreesOfFreedom: 2) - two) < 1e-13)
    }
    let many = studentTwoSidedProbability(2.5, degreesOfFreedom: 1_000_000)
    #expect(abs(many - twoSidedProbability(2.5)) < 1e-6)
    #expect(abs(studentTwoSidedProbability(0, degreesOfFreedom: 5) - 1) < 1e-14)
  }

  /// Three values: x̄ = 2, error = 1/√3, t = 2√3 with two degrees of freedom, in closed form.
  @Test func studentTest() {
    let test = StudentTest([1, 2, 3])
    let t = 2 * 3.0.squareRoot()
    #expect(abs(test.mean - 2) < 1e-15 && abs(test.error - 1 / 3.0.squareRoot()) < 1e-15)
    #expect(abs(test.probability - (1 - t / (t * t + 2).squareRoot())) < 1e-13)
    #expect(StudentTest([0, 0]).probability == 1 && StudentTest([0.5, 0.5]).probability == 0)
  }
}
