import Experiments
import Reproduction
import Statistics
import Testing

/// Published figures: the fit through sizes, z, and the quick figures that take seconds.
@Suite struct ReproductionTests {
  /// Means on the line are fitted exactly, and the error is that of the weighted mean of two points:
  /// x(∞) = (u₂x₁ − u₁x₂)/(u₂ − u₁).
  @Test func extrapolation() {
    let means = [
      (size: 8, mean: Estimate(value: 1 + 3 * 0.25, error: 0.02)),
      (size: 64, mean: Estimate(value: 1 + 3.0 / 16, error: 0.01)),
    ]
    let fit = SizeExtrapolation(means, exponent: 2.0 / 3)
    #expect(abs(fit.limit.value - 1) < 1e-12 && abs(fit.slope - 3) < 1e-12)
    let (u, v) = (0.25, 1.0 / 16)
    let error = ((v * 0.02) * (v * 0.02) + (u * 0.01) * (u * 0.01)).squareRoot() / (u - v)
    #expect(abs((fit.limit.error ?? 0) - error) < 1e-12)
  }

  @Test func differences() {
    let exact = Estimate(value: 1, error: nil)
    let number = ReproducedNumber("x", Estimate(value: 1.3, error: 0.1), exact, .exact)
    #expect(abs((number.z ?? 0) - 3) < 1e-12)
    #expect(ReproducedNumber("x", exact, exact, .exact).z == nil)
  }

  /// The names are different, and each is found.
  @Test func catalogue() {
    let names = FigureCatalogue.figures.map(\.name)
    #expect(Set(names).count == names.count && !names.isEmpty)
    for name in names { #expect(FigureCatalogue.figure(named: name)?.name == name) }
    #expect(FigureCatalogue.figure(named: "nothing") == nil)
  }

  /// Exact and mean-field numbers: with this seed no |z| is above 4, which chance would do once in 10³ seeds.
  @Test(arguments: ["nishimori", "poole-1", "schoenholz-depth", "bridge"])
  func quick(name: String) async throws {
    let published = try #require(FigureCatalogue.figure(named: name))
    let found = try await Reproduction(of: published, .quick, Session(seed: 1, threadCount: 2))
    #expect(!found.found.numbers.isEmpty)
    for number in found.found.numbers { #expect(abs(number.z ?? .infinity) < 4, "\(number)") }
  }
}
