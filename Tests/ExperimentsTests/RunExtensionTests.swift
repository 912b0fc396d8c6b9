import Archive
import Experiments
import Foundation
import Sampling
import SpinModels
import Statistics
import Testing

/// Instances that are run on until they are equilibrated: those that need it and no others, without a bias.
@Suite struct RunExtensionTests {
  private func withRun(
    _ model: any SpinEnsemble, _ settings: SamplingSettings, instances: Int,
    _ body: (RunStore) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/extension-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try RunStore.create(
      at: folder, model: model, settings: settings, instanceCount: instances, command: "test",
      version: "test")
    try await sample(store, Array(0..<instances), 0)
    try await body(store)
  }

  private func sample(_ store: RunStore, _ instances: [Int], _ extensions: Int) async throws {
    try await SamplingRun(store.model, settings: store.settings.extended(by: extensions)).sample(
      instances: instances, threads: 2,
      checkpoints: RunCheckpoints(store, interval: .seconds(1000), keepsFinalStates: true)
    ) { try store.write($0, wallSeconds: 0, keepsStates: true) }
  }

  /// Energies and q² of instances that stopped when a test said so have no bias that forty of them show.
  ///
  /// Differences from enumeration, instance by instance; false-alarm probability 0.001 over six comparisons.
  @Test func stoppingDoesNotBias() async throws {
    let model = try SherringtonKirkpatrick(spinCount: 14)
    let settings = try SamplingSettings(
      temperatures: [0.25, 0.5, 1], burnIn: 16, sweeps: 64, draws: 32, seed: 8)
    try await withRun(model, settings, instances: 40) { store in
      let found = try await RunExtension(
        store, instances: Array(0..<40), mostSweeps: 1 << 20, session: Session(threadCount: 2)
      ) { group, extensions in
        try await sample(store, group, extensions)
        return true
      }
      #expect(found.end == .equilibrated && found.unequilibrated.isEmpty)
      let extensions = try (0..<40).map { try store.extensions(instance: $0) }
      // Some needed it, and more than once, others did not.
      #expect(extensions.contains(0) && (extensions.max() ?? 0) >= 2)
      #expect(found.rounds.map(\.extensions) == Array(1...(extensions.max() ?? 1)))
      #expect(
        found.rounds.map(\.instances)
          == found.rounds.map { round in
            extensions.count { $0 >= round.extensions }
          })
      var energies = [[Double]](repeating: [], count: 3)
      var squares = energies
      for instance in 0..<40 {
        let exact = try ExactEnumeration(model.instance(instance, seed: 8))
        let data = try store.equilibrationData(instance: instance)
        let measured = try store.meanEnergyPerSpin(instance: instance)
        for (t, temperature) in settings.temperatures.enumerated() {
          let law = try exact.equilibrium(at: temperature)
          energies[t].append(SampleMoments(measured[t]).mean - law.energyPerSpin)
          let square = law.overlapDistribution.reduce(0) {
            $0 + $1.overlap * $1.overlap * $1.probability
          }
          squares[t].append(SampleMoments(data.betweenSquareOverlap[t]).mean - square)
        }
      }
      for differences in energies + squares {
        let test = StudentTest(differences)
        #expect(test.probability > 0.001 / 6, "\(test.mean) ± \(test.error)")
      }
    }
  }

  /// A budget that is spent leaves a whole run, and says what is left; a larger one goes on.
  @Test func budgets() async throws {
    let model = try SherringtonKirkpatrick(spinCount: 64)
    let settings = try SamplingSettings(
      temperatures: [0.2, 0.3], burnIn: 32, sweeps: 32, draws: 16, seed: 2)
    try await withRun(model, settings, instances: 3) { store in
      let sweeps = try await RunExtension(
        store, instances: [0, 1, 2], mostSweeps: 100, session: Session()
      ) {
        try await sample(store, $0, $1)
        return true
      }
      #expect(sweeps.end == .sweeps && sweeps.rounds.map(\.sweeps) == [32 * 2])
      #expect(sweeps.unequilibrated.map(\.instance) == [0, 1, 2])
      #expect(sweeps.unequilibrated.allSatisfy { $0.sweeps == 64 && !$0.reason.isEmpty })
      let time = try await RunExtension(
        store, instances: [0, 1, 2], mostSweeps: 1 << 20, session: Session()
      ) { group, extensions in
        try await sample(store, [group[0]], extensions)
        return false
      }
      #expect(time.end == .time && time.rounds.map(\.instances) == [1])
      #expect(try (0..<3).map { try store.extensions(instance: $0) } == [2, 1, 1])
      // The pooled answer takes instances of different lengths.
      _ = try store.equilibrationReport()
    }
  }
}
