import Documents
import Overlaps
import RealModule
import Sampling
import SpinModels
import Statistics

/// Exact relations that the draws of a run must satisfy, whatever it is in: energies that are those of the
/// configurations, the identity of Callen, the symmetry of P(q), and enumeration of small systems.
///
/// ```
/// ⟨Σ_i H_i s_i⟩ = ⟨Σ_i H_i tanh(H_i/T)⟩,   H_i the local field on spin i
/// ```
///
/// H_i does not depend on s_i, so that the relation holds for every Gibbs measure, also within a metastable state:
/// it sees a wrong temperature or a wrong kernel, not a missing state.
///
/// **Source**: H. B. Callen, *Physics Letters* 4, 161 (1963).
struct ExactChecks {
  /// The level of each test over all temperatures.
  private static let level = 0.002
  /// Draws looked at per ladder, evenly spaced.
  private static let drawsPerLadder = 16
  /// Instances looked at.
  private static let mostInstances = 16
  /// The largest system that is enumerated.
  private static let largestEnumeration = 16

  private let run: any SampledRun
  private let instances: [Int]
  /// By temperature.
  private var energyErrors: [Double]
  private var callen: [[Double]]
  private var signedOverlaps: [[Estimate]]
  private var excessEnergies: [[Double]]
  private var excessOverlaps: [[Estimate]]
  private let isEnumerated: Bool

  /// Looks at the draws of a run.
  init(_ run: any SampledRun) throws {
    self.run = run
    instances = Array(try run.requiredInstances().prefix(Self.mostInstances))
    let slots = run.settings.temperatures.indices
    energyErrors = slots.map { _ in 0 }
    callen = slots.map { _ in [] }
    signedOverlaps = slots.map { _ in [] }
    excessEnergies = callen
    excessOverlaps = signedOverlaps
    isEnumerated = run.ensemble.spinCount <= Self.largestEnumeration
    for instance in instances { try add(instance) }
  }

  private mutating func add(_ instance: Int) throws {
    let model = run.ensemble.instance(instance, seed: run.settings.seed)
    let n = Double(model.spinCount)
    let draws = try run.configurations(instance: instance)
    let energies = try run.drawEnergyPerSpin(instance: instance)
    let means = try run.meanEnergyPerSpin(instance: instance)
    let enumeration = isEnumerated ? try ExactEnumeration(model) : nil
    for (t, temperature) in run.settings.temperatures.enumerated() {
      for (ladder, all) in draws[t].enumerated() {
        let kept = min(Self.drawsPerLadder, all.count)
        var sum = 0.0
        for k in (0..<kept).map({ $0 * all.count / kept }) {
          let spins = all[k]
          let stored = energies[t][ladder][k]
          let energy = model.energy(of: spins) / n
          energyErrors[t] = max(energyErrors[t], abs(stored - energy) / (1 + abs(energy)))
          for (spin, field) in zip(spins, model.localFields(of: spins)) {
            sum += field * (Double(spin) - Double.tanh(field / temperature))
          }
        }
        callen[t].append(sum / (n * Double(kept)))
      }
      let overlaps = OverlapDistribution.overlaps(betweenLadders: draws[t])
      let moments = OverlapMoments(
        instances: [overlaps], spinCount: model.spinCount, blocks: OverlapBlocks(ladders: draws[t]))
      signedOverlaps[t].append(moments.mean)
      if let exact = try enumeration?.equilibrium(at: temperature) {
        excessEnergies[t] += means[t].map { $0 - exact.energyPerSpin }
        excessOverlaps[t].append(
          Estimate(
            value: moments.meanSquare.value - exact.meanSquareOverlap,
            error: moments.meanSquare.error))
      }
    }
  }

  /// The tests of one temperature.
  func checks(_ t: Int) -> [RunCheck] {
    let temperature = run.settings.temperatures[t]
    let level = Self.level / Double(run.settings.temperatures.count)
    var checks = [
      RunCheck(
        temperature, "stored_energies", energyErrors[t] < 1e-6,
        "energies of draws differ from those of their configurations by \(text(energyErrors[t], digits: 2)) at most, "
          + "relative to 1 + |e|; expected below 1e-6"),
      tested(
        temperature, "callen_identity", callen[t], level,
        "⟨H (s − tanh(H/T))⟩ per spin, exactly 0"),
    ]
    if run.ensemble.isSpinFlipSymmetric {
      checks.append(
        tested(
          temperature, "even_distribution", signedOverlaps[t], level,
          "⟨q⟩, exactly 0 where the energy is even"))
    }
    if isEnumerated {
      checks += [
        tested(
          temperature, "exact_energy", excessEnergies[t], level,
          "e less its value by enumeration"),
        tested(
          temperature, "exact_square_overlap", excessOverlaps[t], level,
          "⟨q²⟩ less its value by enumeration"),
      ]
    }
    return checks
  }

  /// Independent values whose mean is zero.
  private func tested(
    _ temperature: Double, _ name: String, _ values: [Double], _ level: Double, _ what: String
  ) -> RunCheck {
    guard values.count >= 3 else {
      return RunCheck(temperature, name, nil, "\(what): needs three ladders")
    }
    let test = StudentTest(values)
    return RunCheck(
      temperature, name, test.probability >= level,
      "\(what): \(text(Estimate(value: test.mean, error: test.error))), p = \(text(test.probability, digits: 2))"
    )
  }

  /// Values with errors of their own, whose mean is zero.
  private func tested(
    _ temperature: Double, _ name: String, _ values: [Estimate], _ level: Double, _ what: String
  ) -> RunCheck {
    if values.count >= 8 { return tested(temperature, name, values.map(\.value), level, what) }
    let errors = values.compactMap(\.error)
    let variance = errors.reduce(0) { $0 + $1 * $1 }
    guard errors.count == values.count, variance > 0 else {
      return RunCheck(temperature, name, nil, "\(what): the draws give no error")
    }
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + $1.value } / count
    let error = variance.squareRoot() / count
    // As many degrees of freedom as there are blocks of the ladders at most; five errors are never chance.
    let score = abs(mean) / error
    return RunCheck(
      temperature, name, score < 5,
      "\(what): \(text(Estimate(value: mean, error: error))) from blocks of time, z = \(text(score, digits: 2)); "
        + "expected below 5")
  }
}
