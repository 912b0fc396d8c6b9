import Overlaps
import PlantedData
import SpinModels
import Testing

/// Pools of instances whose structure is weak.
@Suite struct WeakPoolTests {
  private func analysis(
    states: Int, overlap: Double = 0.8, seed: UInt64
  ) throws -> ReplicaAnalysis {
    let ensemble = try PlantedEnsemble(
      spinCount: 64, replicaCount: 96, overlaps: states > 1 ? [0, overlap] : [0],
      partition: .equalBlocks(states > 1 ? [states] : []), flips: true)
    return try ReplicaAnalysis(.configurations(ensemble.sample(0, seed: seed).configurations))
  }

  /// States that leave less than the noise of an overlap, N S = N (q₁ − q₀)² 2/9 = 0.7, are not named together, as what
  /// systems above a transition have; with N S = 2.3 they are.
  @Test(arguments: [(0.22, false), (0.4, true)])
  func weakStates(overlap: Double, isNamed: Bool) throws {
    let instances = try (1...8).map { try analysis(states: 3, overlap: overlap, seed: $0) }
    let found = try PooledAnalysis(instances, withPower: false).classification
    #expect((found.verdict == .oneStep) == isNamed, "\(found.probabilities)")
    // However sure the network is.
    let rule = try #require(found.tests).rule
    let held = rule.restrained([0.01, 0.01, 0.96, 0.01, 0.01])
    #expect((held[2] > 0.8) == isNamed && isNamed == (held[0] < 0.05), "\(held)")
  }
}
