import NetworkTheory
import RandomNetworks
import Statistics
import Testing

/// Networks of two widths N and 2N against their recursion, which holds for N → ∞.
///
/// ```
/// x(∞) = 2 x(2N) − x(N) + O(1/N²),   error² = 4 error(2N)² + error(N)²
/// ```
///
/// Student's test at the level of 0.001 for all comparisons of one call together.
struct ArchitectureComparison {
  let wide: ArchitectureStatistics
  let narrow: ArchitectureStatistics
  let degreesOfFreedom: Int

  init(
    narrow: some FiniteArchitecture, wide: some FiniteArchitecture, networks: Int, seed: UInt64
  ) async throws {
    self.wide = ArchitectureStatistics(
      try await wide.simulate(networks: networks, seed: seed, threads: 2))
    self.narrow = ArchitectureStatistics(
      try await narrow.simulate(networks: networks, seed: seed + 1_000_000, threads: 2))
    degreesOfFreedom = networks - 1
  }

  /// The probability of a deviation as large as this one.
  func probability(_ wide: Estimate, _ narrow: Estimate, _ expected: Double) throws -> Double {
    let (one, two) = (try #require(wide.error), try #require(narrow.error))
    let error = (4 * one * one + two * two).squareRoot()
    let difference = 2 * wide.value - narrow.value - expected
    // What no network changes agrees to rounding.
    guard error > 1e-12 * abs(expected) else { return abs(difference) < 1e-9 ? 1 : 0 }
    return studentTwoSidedProbability(difference / error, degreesOfFreedom: degreesOfFreedom)
  }

  /// Compares lengths, correlations and growth in the given layers.
  func check(_ theory: RecursionTrajectory, layers: ClosedRange<Int>, growth: Bool = true) throws {
    let level = 0.001 / Double(layers.count * (growth ? 3 : 2))
    for layer in layers {
      #expect(
        try probability(wide.q[layer], narrow.q[layer], theory.q[layer]) > level,
        "length \(wide.q[layer]), \(narrow.q[layer]), \(theory.q[layer]) in layer \(layer)")
      #expect(
        try probability(wide.c[layer], narrow.c[layer], theory.c[layer]) > level,
        "correlation \(wide.c[layer]), \(narrow.c[layer]), \(theory.c[layer]) in layer \(layer)")
      guard growth else { continue }
      let (one, two) = (wide.growth[layer - 1], narrow.growth[layer - 1])
      #expect(
        try probability(one, two, theory.chi[layer - 1]) > level,
        "growth \(one), \(two), \(theory.chi[layer - 1]) in layer \(layer)")
    }
  }
}
