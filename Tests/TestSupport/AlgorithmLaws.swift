import LinearAlgebra
public import Sampling
public import SpinModels
import Statistics

/// Whether an algorithm samples a small model right, by enumeration at every temperature: energies, means and
/// products of spins, and P_J(q) of pairs of ladders.
///
/// Averages over independent ladders of one instance are compared by Student's t, pair overlaps over disjoint
/// pairs of ladders.
///
/// - Parameters:
///   - settings: Temperatures, lengths and algorithm; at least 32 ladders.
///   - ensemble: A model of at most 20 spins.
///   - level: The false-alarm probability of one comparison.
/// - Returns: What is not as enumeration says, in words, and the number of comparisons.
/// - Throws: What sampling and enumeration throw.
public func checkAlgorithm(
  _ settings: SamplingSettings, on ensemble: any SpinEnsemble, level: Double
) async throws -> (failures: [String], count: Int) {
  var records: [InstanceRecord] = []
  try await SamplingRun(ensemble, settings: settings).sample(instances: [0], threads: 2) {
    records.append($0)
  }
  let ladders = records[0].ladders
  let enumeration = try ExactEnumeration(ensemble.instance(0, seed: settings.seed))
  let n = ensemble.spinCount
  var judge = Judge(level: level)
  for (t, temperature) in settings.temperatures.enumerated() {
    let exact = try enumeration.equilibrium(at: temperature)
    judge.compare(
      "energy per spin at T = \(temperature)", ladders.map { $0.meanEnergyPerSpin[t] },
      exact.energyPerSpin)
    let averages = ladders.map { LadderAverages($0.draws[t]) }
    let samples = Double(ladders.count * ladders[0].draws[t].count)
    for i in 0..<n {
      judge.compareSigns(
        "s_\(i) at T = \(temperature)", averages.map { $0.spins[i] }, exact.magnetizations[i],
        samples: samples)
      for j in 0..<i {
        judge.compareSigns(
          "s_\(i) s_\(j) at T = \(temperature)", averages.map { $0.products[i, j] },
          exact.pairCorrelations[i, j], samples: samples)
      }
    }
    let histograms = stride(from: 0, to: ladders.count, by: 2).map {
      overlapHistogram(ladders[$0].draws[t], ladders[$0 + 1].draws[t])
    }
    // Rare overlaps have no normal error; their sum is tested by the other ones.
    for (k, value) in exact.overlapDistribution.enumerated()
    where value.probability > max(0.01, Judge.fewEvents / samples) {
      judge.compare(
        "P(q = \(value.overlap)) at T = \(temperature)", histograms.map { $0[k] },
        value.probability)
    }
  }
  return (judge.failures, judge.count)
}

private func overlapHistogram(_ a: PackedConfigurations, _ b: PackedConfigurations) -> [Double] {
  var histogram = [Double](repeating: 0, count: a.spinCount + 1)
  for k in 0..<a.count {
    let q = a.overlap(of: k, with: b, at: k)
    histogram[Int(((q + 1) * Double(a.spinCount) / 2).rounded())] += 1 / Double(a.count)
  }
  return histogram
}

/// Averages of spins and their products over the draws of one ladder.
private struct LadderAverages {
  let spins: [Double]
  let products: Matrix

  init(_ draws: PackedConfigurations) {
    let matrix = draws.unpacked()
    let scale = 1 / Double(draws.count)
    spins = (0..<draws.spinCount).map { matrix.column($0).reduce(0, +) * scale }
    products = matrix.transposed.gramMatrix(scale: scale)
  }
}

/// Collects comparisons of independent estimates with exact values.
public struct Judge {
  let level: Double
  /// The number of comparisons.
  public private(set) var count = 0
  /// What differs, in words.
  public private(set) var failures: [String] = []

  /// Judges at a false-alarm probability of one comparison.
  public init(level: Double) {
    self.level = level
  }

  /// With fewer expected events than this Student's t says nothing.
  static let fewEvents = 16.0

  /// Compares means of numbers +1 and −1.
  ///
  /// Where one of the signs is expected fewer than ``fewEvents`` times, there are to
  /// be no more than three times as many.
  public mutating func compareSigns(
    _ name: String, _ units: [Double], _ exact: Double, samples: Double
  ) {
    let expected = (1 - abs(exact)) / 2 * samples
    guard expected < Self.fewEvents else { return compare(name, units, exact) }
    count += 1
    let mean = units.reduce(0, +) / Double(units.count)
    let seen = (1 - (exact < 0 ? -mean : mean)) / 2 * samples
    if seen > 3 * Self.fewEvents {
      failures.append("\(name): \(seen) of the rare sign, \(expected) expected")
    }
  }

  /// Compares independent estimates with an exact value by Student's t.
  public mutating func compare(_ name: String, _ units: [Double], _ exact: Double) {
    count += 1
    let test = StudentTest(units.map { $0 - exact })
    guard test.error > 0 else {
      // Nothing fluctuated: only right when the exact value says so.
      if abs(test.mean) > 1e-3 { failures.append("\(name): constant \(units[0])") }
      return
    }
    if test.probability < level {
      failures.append(
        "\(name): \(test.mean + exact) ± \(test.error), exactly \(exact), "
          + "\(test.mean / test.error) errors off")
    }
  }
}
