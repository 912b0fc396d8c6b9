import Experiments
import LinearAlgebra
import RealModule
import Reproduction
import Sampling
import Statistics
import Synchronization
import Testing

/// The pieces of recipes, with planted numbers.
@Suite struct RecipePartsTests {
  /// A linear function of the means of two samples has the error of the sum, exactly.
  @Test func independentSamples() {
    let first: [[Double]] = [[1, 4], [2, 3], [4, 8]]
    let second: [[Double]] = [[5], [7], [6], [10]]
    let found = Estimate(jackknifeOf: [first, second]) { 2 * $0[0][0] - $0[0][1] + 3 * $0[1][0] }
    let a = Estimate(meanOf: first.map { 2 * $0[0] - $0[1] })
    let b = Estimate(meanOf: second.map { 3 * $0[0] })
    #expect(abs(found.value - (a.value + b.value)) < 1e-12)
    let square = (a.error ?? 0) * (a.error ?? 0) + (b.error ?? 0) * (b.error ?? 0)
    #expect(abs((found.error ?? 0) - square.squareRoot()) < 1e-12)
  }

  @Test func parabola() {
    let x = [1.0, 1.1, 1.3, 1.4, 1.8]
    let curve = Parabola(x, x.map { 2 * ($0 - 1.25) * ($0 - 4) })
    #expect(abs(curve.root - 1.25) < 1e-10)
    #expect(abs(curve(3) - 2 * 1.75 * -1) < 1e-10)
    #expect(abs(Parabola(x, x.map { 3 * ($0 - 1.2) }).root - 1.2) < 1e-10)
    // Without a root the place that is nearest to one.
    #expect(abs(Parabola(x, x.map { 1 + ($0 - 1.5) * ($0 - 1.5) }).root - 1.5) < 1e-9)
  }

  @Test func powerLaw() {
    let points = [2.0, 4, 16].map {
      (place: $0, value: Estimate(value: 3 * Double.pow($0, -0.26), error: 0.01 * $0))
    }
    let fit = PowerLaw(points)
    #expect(abs(fit.power.value + 0.26) < 1e-12)
    #expect(abs(fit(9) - 3 * Double.pow(9, -0.26)) < 1e-12)
    let two = PowerLaw([
      (place: 1, value: Estimate(value: 2, error: 0.2)),
      (place: .exp(2), value: Estimate(value: 1, error: 0.05)),
    ])
    // (0.1² + 0.05²)/(ln x₂ − ln x₁)²
    #expect(abs((two.power.error ?? 0) - (0.0125).squareRoot() / 2) < 1e-12)
  }

  /// Curves that cross at T* = T_c + a L^(−1.5103) give T_c back.
  @Test func crossings() {
    let temperatures = [1.0, 1.1, 1.2, 1.3]
    let (critical, drift) = (1.1, 0.8)
    let found = [(4, 8), (6, 12)].map { small, large -> (size: Int, mean: Estimate) in
      let crossing = critical + drift * Double.pow(Double(small), -1.5103)
      let samples = [small, large].map { length in
        LatticeSample(
          length: length, temperatures: temperatures,
          rows: [-1.0, 1].map { sign in
            temperatures.flatMap { t -> [Double] in
              // ⟨q²⟩ = 1, ⟨q⁴⟩ = U₄ and a χ(k_min) that gives the wanted ξ/L.
              let slope = Double.pow(Double(length), 0.39)
              let ratio = 0.6 - 0.3 * slope * (t - crossing)
              let binder = 1.5 + 0.4 * slope * (t - crossing)
              let sine = 2 * Double(length) * .sin(.pi / Double(length)) * ratio
              let volume = Double(length * length * length)
              return [1, binder + 0.01 * sign, volume / (1 + sine * sine)]
            }
          })
      }
      #expect(
        abs(
          LatticeRatio.correlationLength.crossing(of: samples[0], samples[1], 0..<4).value
            - crossing)
          < 1e-9)
      return (small, LatticeRatio.binder.crossing(of: samples[0], samples[1], 0..<4))
    }
    for (_, mean) in found { #expect((mean.error ?? 0) > 0) }
    let limit = SizeExtrapolation(found, exponent: 1.5103)
    #expect(abs(limit.limit.value - critical) < 1e-9 && abs(limit.slope - drift) < 1e-8)
  }

  /// Numbers in print of a size that has some, at their temperatures.
  @Test func published() {
    let entry = LatticeRatio.binder.published(length: 8)[3]
    #expect(entry.temperature == 1.4 && entry.value == Estimate(value: 1.8565, error: 0.0066))
    #expect(LatticeRatio.binder.published(length: 5).isEmpty)
    #expect(
      LatticeRatio.correlationLength.publishedCrossing(of: 4)
        == Estimate(value: 1.204, error: 0.017))
    #expect(LatticeRatio.binder.publishedCrossing(of: 3) == nil)
  }

  /// A straight line in the number of the shot leaves nothing behind, and what is at right angles to it stays.
  @Test func drift() throws {
    let times = [-1.5, -0.5, 0.5, 1.5]
    let signal = [1.0, -1, -1, 1]
    let rows = Matrix(rows: 4, columns: 3) { 5 + Double($1) + times[$0] * Double($1) + signal[$0] }
    let corrected = try ShotTreatment.corrected.fluctuations(rows)
    let uncorrected = try ShotTreatment.drifting.fluctuations(rows)
    for a in 0..<4 {
      for k in 0..<3 {
        #expect(abs(corrected[a, k] - signal[a]) < 1e-12)
        #expect(abs(uncorrected[a, k] - signal[a] - times[a] * Double(k)) < 1e-12)
      }
    }
  }

  /// Three states that are orthogonal within every eight wavelengths have the overlaps that are expected of planted ones with
  /// the gain that drifts; without it ⟨q²⟩ would be 1 % off.
  @Test func plantedOverlapsOfShots() throws {
    let signs = [[1.0, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
    let labels = (0..<24).map { $0 * 7 % 24 / 8 }
    let treatment = ShotTreatment.corrected
    let light = treatment.light(shots: 24, wavelengths: 8192)
    let spectra = Matrix(rows: 24, columns: 8192) {
      light[$0, $1] * (1 + signs[labels[$0]][$1 / 2 % 4] / 5)
    }
    let halves = try [0, 1].map { try treatment.overlaps(of: spectra, everySecondFrom: $0) }
    let planted = Matrix(rows: 24, columns: 24) { labels[$0] == labels[$1] ? 1 : 0 }
    let expected = try treatment.overlaps(expected: planted, weights: light.gramMatrix())
    for (k, value) in expected.enumerated() {
      #expect(abs(halves[0][k] - value) < 0.001 && abs(halves[1][k] - value) < 0.001)
    }
  }

  /// Shares 1, 0.75, 0.25, 0 at even loads: one half is in the middle.
  @Test func retrieval() {
    let overlaps = [4, 3, 1, 0].map { kept in (0..<4).map { $0 < kept ? 0.97 : 0.4 } }
    let sample = RetrievalSample(
      spinCount: 100, loads: [0.05, 0.12, 0.14, 0.16, 0.18], overlaps: [[1, 1]] + overlaps,
      above: 0.8)
    let half = sample.halfLoad(from: 1)
    #expect(abs(half.value - 0.15) < 1e-9 && (half.error ?? 0) > 0)
  }

  /// One meter counts the updates of all runs of a figure to their sum.
  @Test func jointProgress() async throws {
    let meter = Count()
    let session = Session(
      seed: 3, threadCount: 2,
      meter: { _, total in
        meter.begin(total)
        return meter
      })
    let figure = try #require(FigureCatalogue.figure(named: "sk-e0") as? any SampledFigure)
    let wanted = try figure.runs(.quick, seed: 3).prefix(1).map {
      FigureRun($0.name, $0.model, $0.settings, instanceCount: 10)
    }
    let runs = try await MemoryRuns().runs(wanted, of: "test", session)
    #expect(try runs[0].doneInstances() == Array(0..<10))
    #expect(meter.done > 0 && abs(Double(meter.done) / Double(meter.total) - 1) < 0.02)
  }
}

/// A meter that adds up.
private final class Count: ProgressMeter {
  private let sums = Mutex((done: 0, total: 0))
  var done: Int { sums.withLock { $0.done } }
  var total: Int { sums.withLock { $0.total } }
  func begin(_ total: Int) { sums.withLock { $0.total += total } }
  func advance(_ amount: Int) { sums.withLock { $0.done += amount } }
  func finish() {}
}
