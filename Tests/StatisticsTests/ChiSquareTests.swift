import Statistics
import Testing

/// Tail probabilities of χ² against tabulated quantiles (NIST/SEMATECH e-Handbook, 1.3.6.7.4).
@Suite struct ChiSquareTests {
  @Test(arguments: [
    (1, 3.841, 0.05), (2, 5.991, 0.05), (3, 11.345, 0.01), (10, 18.307, 0.05), (25, 37.652, 0.05),
    (100, 149.449, 0.001),
  ])
  func quantiles(degreesOfFreedom: Int, square: Double, probability: Double) {
    let found = chiSquareProbability(square, degreesOfFreedom: degreesOfFreedom)
    #expect(abs(found / probability - 1) < 2e-3)
  }

  @Test func ends() {
    #expect(chiSquareProbability(0, degreesOfFreedom: 3) == 1)
    #expect(chiSquareProbability(.infinity, degreesOfFreedom: 3) == 0)
    #expect(chiSquareProbability(1e4, degreesOfFreedom: 7) < 1e-300)
  }
}
