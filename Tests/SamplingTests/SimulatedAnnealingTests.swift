import LinearAlgebra
import Sampling
import SpinModels
import TestSupport
import Testing

/// Annealing: its schedule, its law where it is slow, and ground states that another method finds.
///
/// Calibrated by breaking the code: with a schedule off by one sweep `schedule` fails.
@Suite struct SimulatedAnnealingTests {
  @Test func schedule() throws {
    let settings = try SamplingSettings(
      temperatures: [0.5, 2], sweeps: 300, draws: 4, algorithm: SimulatedAnnealing())
    let betas = (0..<600).map {
      1 / SimulatedAnnealing.temperature(ofSweep: $0, settings: settings)
    }
    #expect(betas[0] == 0.5 / 128 && betas[299] == 0.5 && betas[599] == 2)
    #expect(zip(betas, betas.dropFirst()).allSatisfy { $0 <= $1 + 1e-15 })
    let firstHalf = Set(betas[..<300].map { ($0 * 256).rounded() })
    #expect(firstHalf == Set((1...128).map { Double($0) }))
    let short = try SamplingSettings(
      temperatures: [1], sweeps: 4, draws: 1, algorithm: SimulatedAnnealing())
    #expect(
      (0..<4).map { 1 / SimulatedAnnealing.temperature(ofSweep: $0, settings: short) }
        == [0.25, 0.5, 0.75, 1])
  }

  @Test func refusals() throws {
    #expect(throws: SamplingError.self) {
      try SamplingSettings(temperatures: [1], burnIn: 5, algorithm: SimulatedAnnealing())
    }
    #expect(throws: SamplingError.self) {
      try SamplingSettings(temperatures: [1], algorithm: SimulatedAnnealing(), start: .up)
    }
  }

  /// Cooled slowly, ten spins stay in equilibrium: enumeration at every temperature.
  @Test(arguments: [1, 6])
  func slowCooling(_ index: Int) async throws {
    let settings = try SamplingSettings(
      temperatures: [0.7, 1.2, 2.5], chainCount: 32, sweeps: 1500, draws: 16, seed: 9,
      algorithm: SimulatedAnnealing())
    let (failures, count) = try await checkAlgorithm(
      settings, on: SamplerLawsTests.models[index], level: 0.001 / 1000)
    #expect(failures.isEmpty, "\(failures.prefix(5))")
    #expect(count > 100 && count < 1000)
  }

  /// It never says that it is in equilibrium.
  @Test func isNotEquilibrated() async throws {
    let settings = try SamplingSettings(
      temperatures: [0.5, 1], sweeps: 50, draws: 32, algorithm: SimulatedAnnealing())
    let run = try await SamplingRun(try SherringtonKirkpatrick(spinCount: 8), settings: settings)
      .recorded(instances: 0..<1, threads: 1)
    let report = try run.equilibrationReport()
    #expect(report.temperatures.allSatisfy { $0.answer == .no && $0.reasons[0].kind == .cooled })
  }

  /// Ground states of periodic square lattices, against a transfer matrix at T = 0, spin after spin.
  @Test(arguments: [SpinModels.CouplingDistribution.plusMinusOne, .gaussian])
  func squareLattices(_ distribution: SpinModels.CouplingDistribution) async throws {
    let model = try EdwardsAnderson(dimension: 2, length: 6, distribution: distribution)
    let settings = try SamplingSettings(
      temperatures: [0.15], chainCount: 2, sweeps: 2000, draws: 64, seed: 5,
      algorithm: SimulatedAnnealing())
    let run = try await SamplingRun(model, settings: settings).recorded(
      instances: 0..<8, threads: 2)
    for k in 0..<8 {
      let exact = torusGroundStateEnergy(model.instance(k, seed: 5), length: 6)
      let states = try #require(try run.lowestStates(instance: k))
      #expect(abs(states.lowest.energy - exact) < 1e-6)
    }
  }

  /// The lowest energy of a square lattice with periodic boundaries: min-plus transfer of rows, for every first row.
  private func torusGroundStateEnergy(_ instance: SpinInstance, length l: Int) -> Double {
    let couplings = instance.couplings
    func spin(_ row: Int, _ site: Int) -> Double { row >> site & 1 == 1 ? -1 : 1 }
    func inside(_ row: Int, _ y: Int) -> Double {
      (0..<l).reduce(0) {
        let next = ($1 + 1) % l
        return $0 - couplings[y * l + $1, y * l + next] * spin(row, $1) * spin(row, next)
      }
    }
    var lowest = Double.infinity
    // A flip of all spins lets the first spin of the first row be up.
    for first in stride(from: 0, to: 1 << l, by: 2) {
      var energies = [Double](repeating: .infinity, count: 1 << l)
      energies[first] = inside(first, 0)
      for y in 1...l {
        let row = y % l
        // Spin after spin the old row is replaced by the new one.
        for site in 0..<l {
          let coupling = couplings[(y - 1) * l + site, row * l + site]
          energies = (0..<1 << l).map { state in
            min(energies[state] - coupling, energies[state ^ (1 << site)] + coupling)
          }
        }
        if y < l { for state in energies.indices { energies[state] += inside(state, row) } }
      }
      lowest = min(lowest, energies[first])
    }
    return lowest
  }
}
