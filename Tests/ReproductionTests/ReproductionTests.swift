import Documents
import Experiments
import Figures
import Reproduction
import Sampling
import SpinModels
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

  /// A figure of ladders that stay where they start says so, in words and for programs; one that is exempt is not judged, and
  /// one of runs in equilibrium has no warning.
  @Test func figuresAreHeldToEquilibrium() async throws {
    let session = Session(seed: 1, threadCount: 2)
    func made(_ temperatures: [Double], exempt: Bool = false) async throws -> Reproduction {
      try await Reproduction(
        of: Cold(temperatures: temperatures, exemption: exempt ? "it is a test" : nil), .quick,
        session)
    }
    func lines(_ reproduction: Reproduction) -> String {
      reproduction.sections.map { "\($0)" }.joined(separator: "\n")
    }
    let frozen = try await made([0.1])
    let run = try #require(frozen.document["runs"]?.arrayValue?.first)
    #expect(run["run"] == "N64" && run["instances"] == 12 && run["judged"] == 12)
    #expect(run["equilibrated"] == false)
    #expect(frozen.found.runs[0].isRefuted)
    #expect(lines(frozen).contains("NOT IN EQUILIBRIUM: N64."))
    #expect(lines(frozen).contains("a ladder remembers"))
    let exempt = try await made([0.1], exempt: true)
    #expect(exempt.document["runs"]?.arrayValue?.first?["equilibrated"] == nil)
    #expect(lines(exempt).contains("N64 not judged: it is a test"))
    #expect(!lines(exempt).contains("NOT IN EQUILIBRIUM"))
    let hot = try await made([1.5, 2])
    #expect(hot.document["runs"]?.arrayValue?.first?["equilibrated"] == true)
    #expect(lines(hot).contains("N64 equilibrated at all 2 temperatures"))
    #expect(!lines(hot).contains("NOT IN EQUILIBRIUM"))
  }
}

/// A figure of one run without numbers.
private struct Cold: SampledFigure {
  let name = "cold"
  let title = "A test"
  let source = "none"
  let temperatures: [Double]
  let exemption: String?

  func runs(_ effort: Effort, seed: UInt64) throws -> [FigureRun] {
    [
      FigureRun(
        "N64", try SherringtonKirkpatrick(spinCount: 64),
        try SamplingSettings(
          temperatures: temperatures, chainCount: 2, sweeps: 512, draws: 64, seed: seed),
        instanceCount: 12)
    ]
  }

  func figure(
    of runs: [any SampledRun], _ effort: Effort, _ session: Session
  ) async throws -> ReproducedFigure {
    ReproducedFigure(
      [],
      figure: CurvesFigure(
        title: title, system: "", horizontal: .init("x"), vertical: .init("y"),
        curves: [.init(x: [0, 1], y: [0, 1])]))
  }
}
