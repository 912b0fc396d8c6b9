import RealModule
import Statistics
import Testing

/// Kolmogorov and Smirnov's test against its exact law, and intervals against tables.
///
/// Calibrated by breaking the code: another correction of λ, the distance on one side only, and ties of one
/// sample counted one by one make tests here fail.
@Suite struct KolmogorovSmirnovTests {
  /// P(D ≥ k/n) for two samples of n, by counting paths: Gnedenko and Koroljuk, 1951.
  private static func exact(_ k: Int, of n: Int) -> Double {
    func logChoose(_ m: Int) -> Double {
      Double.logGamma(Double(2 * n + 1)) - Double.logGamma(Double(n + m + 1))
        - Double.logGamma(Double(n - m + 1))
    }
    var sum = 0.0
    for j in 1...(n / k) {
      sum += (j % 2 == 1 ? 2 : -2) * Double.exp(logChoose(j * k) - logChoose(0))
    }
    return sum
  }

  /// Two samples of n whose distribution functions differ by k/n at most: the first starts k ahead.
  private static func samples(_ k: Int, of n: Int) -> ([Double], [Double]) {
    ((0..<n).map { Double($0) }, (0..<n).map { Double($0 + k) - 0.5 })
  }

  @Test(arguments: [(400, 20), (400, 30), (400, 39), (400, 55), (1000, 40), (1000, 60)])
  func twoSamples(n: Int, k: Int) {
    let (x, y) = Self.samples(k, of: n)
    let test = KolmogorovSmirnovTest(x, y)
    #expect(abs(test.distance - Double(k) / Double(n)) < 1e-12)
    // The exact law is one of steps of 1/n; the asymptotic one runs between P(D ≥ k/n) and P(D > k/n).
    #expect(test.probability < 1.01 * Self.exact(k, of: n))
    #expect(test.probability > 0.93 * Self.exact(k + 1, of: n))
    let reversed = KolmogorovSmirnovTest(y, x)
    #expect(reversed == test)
  }

  @Test func tiesCountTogether() {
    let test = KolmogorovSmirnovTest([1, 1, 1, 2], [1, 1, 1, 2, 2, 2])
    #expect(abs(test.distance - 0.25) < 1e-15)
    #expect(abs(KolmogorovSmirnovTest([1, 1, 1, 1], [1, 1, 2]).distance - 1.0 / 3) < 1e-15)
    #expect(KolmogorovSmirnovTest([1, 2, 3], [1, 2, 3]).probability == 1)
    #expect(KolmogorovSmirnovTest([1, 2], [3, 4]).distance == 1)
  }

  /// The table of Kolmogorov's law: λ = 0.8276, 1.2238, 1.3581, 1.6276 at p = 0.5, 0.1, 0.05, 0.01.
  @Test(arguments: [(0.8276, 0.5), (1.2238, 0.1), (1.3581, 0.05), (1.6276, 0.01)])
  func oneSample(lambda: Double, probability: Double) {
    let n = 100_000
    let distance = lambda / Double(n).squareRoot()
    // Evenly spread values, moved to one side.
    let values = (0..<n).map { (Double($0) + 0.5) / Double(n) }
    let test = KolmogorovSmirnovTest(values) { min(1, max(0, $0 + distance - 0.5 / Double(n))) }
    #expect(abs(test.distance - distance) < 1e-9)
    // The correction for finite n still moves p by 0.4 % at the last of them.
    #expect(abs(test.probability / probability - 1) < 5e-3)
  }

  /// Two-sided points of Student's law (tables of 3 decimals).
  @Test(arguments: [(1, 0.05, 12.706), (4, 0.01, 4.604), (9, 0.05, 2.262), (30, 0.001, 3.646)])
  func quantiles(degrees: Int, probability: Double, t: Double) throws {
    #expect(
      abs(studentQuantile(twoSided: probability, degreesOfFreedom: degrees) - t) < 5.1e-4)
    let interval = try #require(
      Estimate(value: 3, error: 2).interval(level: 1 - probability, degreesOfFreedom: degrees))
    #expect(abs(interval.lowerBound - (3 - 2 * t)) < 1.1e-3)
    #expect(abs(interval.upperBound - (3 + 2 * t)) < 1.1e-3)
    #expect(Estimate(value: 3, error: nil).interval(level: 0.9, degreesOfFreedom: 4) == nil)
  }
}
