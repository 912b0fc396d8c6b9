import LinearAlgebra
import Parallelism
import RealModule
import Sampling
import SpinModels
import Statistics
import Testing

/// Parallel tempering against enumeration at every temperature of the ladder.
///
/// Sixty-four independent ladders of one instance; every average is compared by Student's t with 63
/// degrees of freedom, pair overlaps over 32 disjoint pairs of ladders. The false-alarm probability
/// of the whole suite is 0.001, divided by the number of comparisons. Checked by breaking the code:
/// with the energy per spin in the exchange the energies at the lowest temperature are off by more
/// than 190 errors in every case.
@Suite struct TemperingAgainstEnumerationTests {
  static let temperatures = [0.3, 0.5, 0.8, 1.2, 2.0]
  static let chains = 64
  /// More than the comparisons that all cases below make together.
  static let comparisons = 5000.0

  enum Case: String, CaseIterable {
    case gaussian
    case plusMinusOneWithBias
    case hopfield
    case userWithFields
    case gaussianInField

    var ensemble: any SpinEnsemble {
      get throws {
        switch self {
        case .gaussian: try SherringtonKirkpatrick(spinCount: 16)
        case .plusMinusOneWithBias:
          try SherringtonKirkpatrick(spinCount: 13, distribution: .plusMinusOne, bias: 0.5)
        case .hopfield: try Hopfield(spinCount: 14, patterns: .random(count: 3))
        case .gaussianInField: try SherringtonKirkpatrick(spinCount: 12, field: 0.4)
        case .userWithFields:
          try GivenCouplings(
            SpinInstance(
              couplings: Matrix(rows: 12, columns: 12) { i, j in
                i == j ? 0 : 0.7 * Double.cos(Double((i + 1) * (j + 1)))
              }, fields: (0..<12).map { 0.3 * Double.sin(Double($0)) }))
        }
      }
    }
  }

  @Test(arguments: Case.allCases)
  func everyTemperature(_ model: Case) async throws {
    let ensemble = try model.ensemble
    let settings = try SamplingSettings(
      temperatures: Self.temperatures, chainCount: Self.chains, burnIn: 512, sweeps: 4096,
      draws: 256, seed: 20)
    let instance = ensemble.instance(0, seed: settings.seed)
    let ladders = try await sampled(ensemble, settings).ladders
    let enumeration = try ExactEnumeration(instance)
    let n = ensemble.spinCount
    var judge = Judge(level: 0.001 / Self.comparisons)
    for (t, temperature) in Self.temperatures.enumerated() {
      let exact = try enumeration.equilibrium(at: temperature)
      judge.compare(
        "energy per spin at T = \(temperature)", ladders.map { $0.meanEnergyPerSpin[t] },
        exact.energyPerSpin)
      let averages = ladders.map { LadderAverages($0.draws[t]) }
      for i in 0..<n {
        judge.compare(
          "s_\(i) at T = \(temperature)", averages.map { $0.spins[i] }, exact.magnetizations[i])
        for j in 0..<i {
          judge.compare(
            "s_\(i) s_\(j) at T = \(temperature)", averages.map { $0.products[i, j] },
            exact.pairCorrelations[i, j])
        }
      }
      let histograms = stride(from: 0, to: ladders.count, by: 2).map {
        overlapHistogram(ladders[$0].draws[t], ladders[$0 + 1].draws[t])
      }
      // Rare overlaps have no normal error; their sum is tested by the other ones.
      for (k, value) in exact.overlapDistribution.enumerated() where value.probability > 0.01 {
        judge.compare(
          "P(q = \(value.overlap)) at T = \(temperature)", histograms.map { $0[k] },
          value.probability)
      }
    }
    #expect(judge.failures.isEmpty, "\(judge.failures.prefix(5))")
    #expect(judge.count > 300 && Double(judge.count) * 5 <= Self.comparisons)
  }

  private func overlapHistogram(_ a: PackedConfigurations, _ b: PackedConfigurations) -> [Double] {
    var histogram = [Double](repeating: 0, count: a.spinCount + 1)
    for k in 0..<a.count {
      let q = a.overlap(of: k, with: b, at: k)
      histogram[Int(((q + 1) * Double(a.spinCount) / 2).rounded())] += 1 / Double(a.count)
    }
    return histogram
  }
}

/// Samples the first instance of an ensemble.
func sampled(
  _ ensemble: any SpinEnsemble, _ settings: SamplingSettings, threads: Int = 2
) async throws -> InstanceRecord {
  var records: [InstanceRecord] = []
  try await SamplingRun(ensemble, settings: settings).sample(instances: [0], threads: threads) {
    records.append($0)
  }
  return try #require(records.first)
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
private struct Judge {
  let level: Double
  var count = 0
  var failures: [String] = []

  init(level: Double) {
    self.level = level
  }

  mutating func compare(_ name: String, _ units: [Double], _ exact: Double) {
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
