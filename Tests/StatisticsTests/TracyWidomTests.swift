import Statistics
import Testing

@Suite struct TracyWidomTests {
  /// Published quantiles, to their printed digits.
  @Test(arguments: [(0.4501, 0.10), (0.9793, 0.05), (2.0234, 0.01)])
  func quantiles(s: Double, tail: Double) {
    #expect(abs(TracyWidom.quantile(exceededWithProbability: tail) - s) < 6e-5)
    #expect(abs(TracyWidom.upperTail(s) / tail - 1) < 2e-4)
  }

  /// The mean and the variance, from the tail by integration by parts.
  @Test func moments() {
    let (low, high, step) = (-6.0, 10.0, 1e-3)
    var (first, second) = (low, low * low)
    for k in 0..<16_000 {
      let s = low + (Double(k) + 0.5) * step
      first += step * TracyWidom.upperTail(s)
      second += step * 2 * s * TracyWidom.upperTail(s)
    }
    #expect(high > low && abs(first - TracyWidom.mean) < 2e-5)
    #expect(abs(second - first * first - TracyWidom.variance) < 2e-4)
  }
}
