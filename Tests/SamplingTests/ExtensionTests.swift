import Documents
import Foundation
import Sampling
import SpinModels
import Synchronization
import TestSupport
import Testing

/// Runs that go on until they are twice as long are, bit for bit, runs that were begun so long.
///
/// Checked by breaking the code: without the earlier logarithmic bins every case of `goesOnToTheSameBits` fails.
@Suite struct ExtensionTests {
  /// The states of ladders, written down as a checkpoint does.
  private final class KeptStates: LadderCheckpoints {
    let interval = Duration.seconds(1000)
    let requests = 0
    let keepsFinalStates = true
    private let states = Mutex<[[Int]: Data]>([:])

    func state<State: Codable & Sendable>(
      _ type: State.Type, instance: Int, chain: Int, extensions: Int
    ) throws -> State? {
      try states.withLock { $0[[instance, chain, extensions]] }.map {
        try PropertyListDecoder().decode([State].self, from: $0)[0]
      }
    }

    func keep<State: Codable & Sendable>(
      _ state: State, instance: Int, chain: Int, extensions: Int
    ) throws {
      let data = try PropertyListEncoder().encode([state])
      states.withLock { $0[[instance, chain, extensions]] = data }
    }
  }

  private func records(
    _ ensemble: any SpinEnsemble, _ settings: SamplingSettings, _ states: KeptStates?, threads: Int
  ) async throws -> (record: InstanceRecord, largestStep: Int) {
    var found: [InstanceRecord] = []
    let largest = Mutex(0)
    try await SamplingRun(ensemble, settings: settings).sample(
      instances: [1], threads: threads, checkpoints: states,
      advanced: { steps in largest.withLock { $0 = max($0, steps) } },
      finished: { found.append($0) })
    return (try #require(found.first), largest.withLock { $0 })
  }

  /// Everything that a run keeps of an instance.
  private func numbers(
    _ record: InstanceRecord, _ settings: SamplingSettings, without: Set<String> = []
  ) -> [String: [UInt64]] {
    RecordedQuantity.all(settings).reduce(into: [:]) { result, recorded in
      guard !without.contains(recorded.quantity.name) else { return }
      switch recorded.values(record) {
      case .numbers(let values): result[recorded.quantity.name] = values.map(\.bitPattern)
      case .bytes(let bytes): result[recorded.quantity.name] = bytes.map { UInt64($0) }
      }
    }
  }

  @Test(
    arguments: ["parallel-tempering", "heat-bath", "metropolis", "cluster-tempering"], [32, 96])
  func goesOnToTheSameBits(algorithm: String, burnIn: Int) async throws {
    let ensemble: any SpinEnsemble =
      algorithm == "cluster-tempering"
      ? try EdwardsAnderson(dimension: 2, length: 4)
      : try SherringtonKirkpatrick(spinCount: 24, field: 0.1)
    let settings = try SamplingSettings(
      temperatures: [0.4, 0.7, 1.1], chainCount: 3, burnIn: burnIn, sweeps: 96, draws: 16, seed: 3,
      algorithm: AlgorithmCatalogue.algorithm(named: algorithm))
    let states = KeptStates()
    for count in 0...3 {
      let longer = settings.extended(by: count)
      let (goneOn, step) = try await records(ensemble, longer, states, threads: 2)
      let (begun, _) = try await records(ensemble, longer, nil, threads: 1)
      #expect(numbers(goneOn, longer) == numbers(begun, longer), "\(count) doublings")
      // It did go on: what was done before is told at once.
      if count > 0 { #expect(step == longer.burnIn) }
      // And it is the run of a user who asks for these lengths, but for the number of bins.
      let plain = try SamplingSettings(
        temperatures: settings.temperatures, chainCount: 3, burnIn: longer.burnIn,
        sweeps: longer.sweeps, draws: 16, seed: 3, algorithm: settings.algorithm)
      let (asked, _) = try await records(ensemble, plain, nil, threads: 1)
      let others: Set = ["extensions", "bin_energy_per_spin", "bin_mean_square_overlap"]
      #expect(
        numbers(goneOn, longer, without: others) == numbers(asked, plain, without: others))
      #expect(goneOn.equilibration.extensions == count)
    }
  }

  /// A bit-coded lattice, whose walkers are words.
  @Test func multispinLattice() async throws {
    let lattice = try EdwardsAnderson(dimension: 3, length: 4, distribution: .plusMinusOne)
    let settings = try SamplingSettings(
      temperatures: [0.8, 1.2, 1.8], chainCount: 2, sweeps: 128, draws: 32)
    let states = KeptStates()
    for count in 0...1 {
      let longer = settings.extended(by: count)
      let goneOn = try await records(lattice, longer, states, threads: 2).record
      let begun = try await records(lattice, longer, nil, threads: 1).record
      #expect(numbers(goneOn, longer) == numbers(begun, longer))
    }
  }

  /// Without the state of the shorter run the longer one begins anew, to the same bits.
  @Test func lengths() throws {
    let settings = try SamplingSettings(temperatures: [1], burnIn: 10, sweeps: 50, draws: 32)
    #expect(settings.extended(by: 0) == settings)
    for (count, sweeps) in [(1, 60), (2, 120), (5, 960)] {
      let longer = settings.extended(by: count)
      #expect(longer.burnIn == sweeps && longer.sweeps == sweeps && longer.extensions == count)
      #expect(longer.logarithmicBins.count == settings.logarithmicBins.count)
      #expect(longer.driftBlocks.count == settings.driftBlocks.count)
      #expect(longer.drawSweeps.last == 2 * sweeps && longer.drawSweeps.count == 32)
    }
    #expect(settings.extensions(within: 119) == 1 && settings.extensions(within: 120) == 2)
    #expect(settings.extensions(within: 59) == 0)
  }

  /// What no extension can help is refused.
  @Test func refusals() throws {
    let cooled = try SamplingSettings(
      temperatures: [1], burnIn: 0, sweeps: 64, draws: 32, algorithm: SimulatedAnnealing())
    #expect(throws: SamplingError.self) { try cooled.checkExtension() }
    let few = try SamplingSettings(temperatures: [1], sweeps: 64, draws: 8)
    #expect(throws: SamplingError.self) { try few.checkExtension() }
    let short = try SamplingSettings(temperatures: [1], burnIn: 0, sweeps: 16, draws: 16)
    try short.checkExtension()
  }

  /// Averages after a doubling are those of enumeration; false alarms 0.001 in all.
  @Test func enumeration() async throws {
    let settings = try SamplingSettings(
      temperatures: [0.3, 0.6, 1.2], chainCount: 64, burnIn: 128, sweeps: 512, draws: 128, seed: 11)
    let (failures, count) = try await checkAlgorithm(
      settings.extended(by: 2), on: SherringtonKirkpatrick(spinCount: 12), level: 0.001 / 400)
    #expect(failures.isEmpty, "\(failures.prefix(5))")
    #expect(count > 100 && count <= 400)
  }
}
