import Overlaps
import Parallelism
import Testing

/// The power of the verdict against the number of instances.
@Suite struct PowerCurveTests {
  private func curve(_ spins: Int, q0: Double, q1: Double, m: Double) async throws -> PowerCurve {
    try await PowerCurve(
      spinCount: spins, replicaCount: 64,
      levels: PlantedLevels(q0: q0, q1: q1, breakingParameter: m), correlatedSites: false
    ) { count, compute in
      try await concurrentMap(count: count, threads: 2) { try compute($0) }
    }
  }

  /// Levels far apart on many sites are told apart by few instances; on few sites no number of them does.
  @Test func sizesThatDecide() async throws {
    let large = try await curve(2048, q0: 0, q1: 0.8, m: 0.5)
    #expect(large.points.map(\.instances) == PowerCurve.sizes)
    #expect(large.largest() > 0.9)
    let few = try #require(large.fewestInstances(for: 0.8))
    #expect(few <= 16)
    #expect(large.points.allSatisfy { $0.wrong >= 0 && $0.value + $0.wrong <= 1 })
    #expect(large.points.filter { $0.instances >= few }.allSatisfy { $0.value >= 0.8 })
    let small = try await curve(24, q0: 0.2, q1: 0.6, m: 0.5)
    #expect(small.fewestInstances(for: 0.9) == nil && small.largest() < 0.9)
  }

  /// Pools of one are the instances, the pool of all is one.
  @Test func pools() throws {
    let levels = PlantedLevels(q0: -0.2, q1: 1.4, breakingParameter: 0.02)
    #expect(levels.low == 0 && levels.high == 0.98 && levels.breakingParameter == 0.1)
  }
}
