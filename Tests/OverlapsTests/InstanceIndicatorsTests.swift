import Overlaps
import Randomness
import RealModule
import Statistics
import Testing

/// Indicators of one size against closed forms.
@Suite struct InstanceIndicatorsTests {
  private static func indicators(
    _ spins: Int, _ overlaps: [Double], disjoint: Double? = nil
  ) -> InstanceIndicators {
    InstanceIndicators(
      spinCount: spins, replicaCount: 64, eigenvalues: [0, 0, 0], significantEigenvalues: 0,
      siteVariance: 1, effects: [0, 0, 0, 0], overlaps: overlaps, disjoint: disjoint)
  }

  /// Every attainable overlap once: each stands for 2/N of the axis, of which 0.4 is in the window.
  @Test(arguments: [16, 33, 64, 65, 100, 256])
  func windowsCutIntervals(spins n: Int) {
    let overlaps = stride(from: -n, through: n, by: 2).map { Double($0) / Double(n) }
    let one = Self.indicators(n, overlaps)
    let axis = 2 + 2 / Double(n)
    #expect(abs(one.centralWeight - 0.4 / axis) < 1e-12)
    #expect(abs(one.centralPeak - 1 / axis) < 1e-12)
  }

  /// Pairs at q = 0.1 with a weight of 0.3, which each sign of an even P(q) shares: 0.15 over five values 0.02 apart.
  @Test func peaksAreDensitiesOfTheEvenDistribution() {
    let overlaps = (0..<10).map { $0 < 3 ? 0.1 : 0.8 }
    let one = Self.indicators(100, overlaps)
    #expect(abs(one.centralPeak - 0.15 / (5 * 0.02)) < 1e-12)
    #expect(abs(one.centralWeight - 0.3) < 1e-12)
    // The sign does not matter.
    #expect(Self.indicators(100, overlaps.map { -$0 }).centralPeak == one.centralPeak)
  }

  /// Weights of one-step states: Poisson–Dirichlet by the Chinese restaurant of many customers.
  private static func weights(_ m: Double, _ stream: inout RandomStream) -> [Double] {
    var counts: [Double] = []
    let customers = 4000
    for k in 0..<customers {
      var place = stream.uniform() * Double(k)
      var table = counts.count
      for (t, count) in counts.enumerated() {
        place -= count - m
        if place < 0 {
          table = t
          break
        }
      }
      if table == counts.count { counts.append(1) } else { counts[table] += 1 }
    }
    return counts.map { $0 / Double(customers) }
  }

  /// States of weights w and self-overlap q1, orthogonal to each other, with Y = Σ w².
  ///
  ///     [Y] = 1 − m,   [Y²] = [Y]/3 + 2 [Y]²/3
  ///     I = m,   var q² = q1⁴ m (1 − m),   A = m/(3 (1 − m)),   G = 1/3
  ///
  /// Four standard errors for five numbers: a false alarm in 3 · 10⁻⁴ of seeds. The error of the mean of m itself is
  /// checked against its own law: [Y²] − [Y]² = m (1 − m)/3.
  @Test func poissonDirichletStates() throws {
    let (m, q1, count) = (0.45, 0.8, 2000)
    var stream = RandomStream(StreamName(seed: 71, purpose: .planting))
    let values = (0..<count).map { _ in
      Self.weights(m, &stream).reduce(0) { $0 + $1 * $1 }
    }
    let instances = values.map { y -> InstanceIndicators in
      let inside = Int((y * 10_000).rounded())
      let overlaps =
        [Double](repeating: q1, count: inside)
        + [Double](repeating: 0, count: 10_000 - inside)
      return Self.indicators(1000, overlaps, disjoint: y * y * q1 * q1 * q1 * q1)
    }
    let size = SizeIndicators(instances)
    let q4 = q1 * q1 * q1 * q1
    let expected: [(SizeIndicator, Double)] = [
      (.centralWeight, m), (.squareVariance, q4 * m * (1 - m)),
      (.relativeVariance, m / (3 * (1 - m))), (.guerraRatio, 1.0 / 3),
      (.order, q1 * q1 * (1 - m)),
    ]
    for (indicator, value) in expected {
      let found = try #require(size[indicator])
      let error = try #require(found.error)
      #expect(abs(found.value - value) < 4 * error, "\(indicator): \(found), expected \(value)")
    }
    let weight = try #require(size[.centralWeight]?.error)
    #expect(abs(weight / (m * (1 - m) / 3 / Double(count)).squareRoot() - 1) < 0.1)
    // A weight of different states above its window, 49 values of q at a distance of 0.002, is a peak.
    let peaks = values.count { 10_000 - Int(($0 * 10_000).rounded()) > 980 }
    #expect(try #require(size[.peakFraction]).value == Double(peaks) / Double(count))
    #expect(size[.linkVariance] == nil)
  }

  /// Nothing in the window in any instance: zeros with errors, not zeros that are exact.
  @Test func zerosHaveErrors() throws {
    let size = SizeIndicators((0..<20).map { _ in Self.indicators(64, [0.75, 0.8125]) })
    for indicator in [
      SizeIndicator.centralWeight, .medianWeight, .peakFraction, .secondEigenvalue,
    ] {
      let found = try #require(size[indicator])
      #expect(found.value == 0 && (found.error ?? 0) > 0, "\(indicator)")
    }
    // One of 22 · 22 · 23 over 21: the deviation of a fraction of which none was seen in twenty.
    let error = size[.peakFraction]?.error ?? 0
    let expected = (21.0 / (22 * 22 * 23) + 0.004 * 0.004).squareRoot()
    #expect(abs(error - expected) < 1e-12)
  }
}
