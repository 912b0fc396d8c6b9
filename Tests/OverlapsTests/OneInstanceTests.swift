import Overlaps
import PlantedData
import SpinModels
import Testing

/// Pools in which one instance is not like the others.
@Suite struct OneInstanceTests {
  private func analysis(states: Int, seed: UInt64) throws -> ReplicaAnalysis {
    let ensemble = try PlantedEnsemble(
      spinCount: 64, replicaCount: 96, overlaps: states > 1 ? [0, 0.8] : [0],
      partition: .equalBlocks(states > 1 ? [states] : []), flips: true)
    return try ReplicaAnalysis(.configurations(ensemble.sample(0, seed: seed).configurations))
  }

  /// Seven paramagnets and an instance of three states are not one-step together, though their mean overlaps are.
  @Test func oneOfEight() throws {
    var instances = try (1...7).map { try analysis(states: 1, seed: $0) }
    instances.insert(try analysis(states: 3, seed: 8), at: 2)
    let found = try PooledAnalysis(instances, withPower: false).classification
    #expect(found.verdict == .undetermined || found.verdict == .paramagnetic)
    #expect(found.probabilities[2] < 0.5, "\(found.probabilities)")
    #expect(found.reasons[0].contains("instance 2 alone"), "\(found.reasons)")
  }

  /// Seven instances of three states and a paramagnet are one-step as they were.
  @Test func sevenOfEight() throws {
    var instances = try (1...7).map { try analysis(states: 3, seed: $0) }
    instances.append(try analysis(states: 1, seed: 8))
    let found = try PooledAnalysis(instances, withPower: false).classification
    #expect(found.verdict == .oneStep, "\(found.probabilities)")
  }
}
