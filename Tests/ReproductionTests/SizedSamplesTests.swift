import Reproduction
import Statistics
import Testing

/// Limits of infinite size from samples.
@Suite struct SizedSamplesTests {
  /// Samples whose means are 2 + 3/N and whose variances are 5/N + 7/N²: the limits are 2 and 5, and the error of the
  /// first is that of twice one mean minus the other.
  @Test func limits() {
    var samples = SizedSamples<Double>()
    for (size, count) in [(100, 400), (200, 400)] {
      let n = Double(size)
      let variance: Double = 5 / n + 7 / (n * n)
      let (mean, deviation) = (2 + 3 / n, variance.squareRoot())
      let above = [Double](repeating: mean + deviation, count: count / 2)
      samples.add(size: size, above + above.map { $0 - 2 * deviation })
    }
    let limit = samples.limit { $0 }
    #expect(abs(limit.value - 2) < 1e-12)
    let squares = [0.0507 / 399, 0.025175 / 399]
    let error = (4 * squares[1] + squares[0]).squareRoot()
    #expect(abs((limit.error ?? 0) - error) < 1e-9)
    // N Var = 5 + 7/N.
    #expect(abs(samples.scaledVariance { $0 }.value - 5) < 1e-6)
  }
}
