import RealModule
import Sampling
import SpinModels
import TestSupport
import Testing

/// Ladders of equal exchange rates.
///
/// Calibrated by breaking the code: with one temperature too few in the ratio `geometricSpacing` fails, with new
/// temperatures interpolated in T instead of β `gaussianEnergies` does.
@Suite struct LadderTuningTests {
  @Test func geometricSpacing() {
    let ladder = TemperatureSpacing.geometric(from: 0.3, to: 1.7, count: 7)
    #expect(ladder.count == 7 && ladder[0] == 0.3 && ladder[6] == 1.7)
    for (a, b) in zip(ladder, ladder.dropFirst()) {
      #expect(abs(Double.pow(b / a, 6) - 1.7 / 0.3) < 1e-12)
    }
    #expect(TemperatureSpacing.geometric(from: 0.5, to: 0.5, count: 1) == [0.5])
  }

  @Test func evenSpacing() {
    #expect(
      TemperatureSpacing.even(from: 0.1, to: 0.7, count: 7) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    #expect(TemperatureSpacing.even(from: -0.3, to: 0.6, count: 4) == [-0.3, 0, 0.3, 0.6])
    #expect(TemperatureSpacing.even(from: 0, to: 1, count: 4)[1] == 0.333_333_333_333_33)
    #expect(TemperatureSpacing.even(from: 2e9, to: 3e9, count: 3) == [2e9, 2.5e9, 3e9])
    #expect(TemperatureSpacing.even(from: 0.5, to: 0.5, count: 1) == [0.5])
  }

  /// Energies with a Gaussian density of states exchange at rates erfc(½ σ Δβ): any ladder becomes one that is linear
  /// in β, at once.
  @Test func gaussianEnergies() {
    let betas = [2.0, 1.9, 1.2, 1.1, 0.5, 0.4]
    let rates = zip(betas, betas.dropFirst()).map { Double.erfc(0.5 * 1.7 * ($0 - $1)) }
    let tuned = LadderTuning.equalised(betas.map { 1 / $0 }, rates: rates)
    #expect(tuned[0] == 0.5 && tuned[5] == 2.5)
    for (k, temperature) in tuned.enumerated() {
      #expect(abs(1 / temperature - (2 - 0.32 * Double(k))) < 1e-4)
    }
  }

  /// Rates of 0 and 1 and ends that nearly agree leave an ascending ladder.
  @Test func extremes() {
    for rates in [[0.0, 0, 1], [1.0, 1, 1], [0.0, 0, 0]] {
      let tuned = LadderTuning.equalised([0.1, 0.5, 2, 30], rates: rates)
      #expect(zip(tuned, tuned.dropFirst()).allSatisfy { $0 < $1 } && tuned.count == 4)
    }
    let narrow = [1, 1 + 1e-9, 1 + 2e-9]
    let tuned = LadderTuning.equalised(narrow, rates: [0.2, 0.9])
    #expect(zip(tuned, tuned.dropFirst()).allSatisfy { $0 < $1 } && tuned.count == 3)
  }

  /// A bad ladder of the SK model: rates from near 0 to near 1 become equal up to the errors of a pilot of 512 proposals
  /// in 8 ladders (standard errors of 0.02), whatever the number of threads.
  @Test func tunedSK() async throws {
    let model = try SherringtonKirkpatrick(spinCount: 128)
    let settings = try SamplingSettings(
      temperatures: [0.4, 0.41, 0.42, 0.45, 0.9, 1, 1.4, 1.5], seed: 3)
    let tuning = try await LadderTuning(model, settings: settings, instanceCount: 2, threads: 1)
    let again = try await LadderTuning(model, settings: settings, instanceCount: 2, threads: 3)
    #expect(tuning == again)
    #expect(tuning.temperatures.first == 0.4 && tuning.temperatures.last == 1.5)
    let spread = { (rates: [Double]) in (rates.max() ?? 0) - (rates.min() ?? 0) }
    #expect(spread(tuning.ratesBefore) > 0.6)
    #expect(spread(tuning.rates) < 0.15, "\(tuning.rates)")
    #expect(tuning.recommendedCount >= 4 && tuning.recommendedCount <= 16)
  }

  @Test func refusals() async throws {
    let two = try SamplingSettings(temperatures: [1, 2])
    let apart = try SamplingSettings(temperatures: [1, 2, 3], algorithm: HeatBath())
    for settings in [two, apart] {
      #expect(throws: SamplingError.self) { try LadderTuning.check(settings) }
    }
  }
}
