import Overlaps
import PlantedData
import Randomness
import SpinModels
import Statistics
import Testing

/// Phases from planted samples of several sizes; every seed is fixed.
@Suite struct PhaseScalingTests {
  private static let sizes = [64, 128, 256]
  private static let replicas = 48

  private static func analyses(
    _ size: Int, count: Int = 12, _ plant: (Int) throws -> PackedConfigurations
  ) throws -> [ReplicaAnalysis] {
    try (0..<count).map { index in
      try ReplicaAnalysis(.configurations(try plant(index)), instance: index)
    }
  }

  /// The scaling of replicas of one state.
  private static func scaling(selfOverlap q: Double) throws -> PhaseScaling {
    try PhaseScaling(
      sizes.map { size in
        try analyses(size) { try independent(size, replicas: replicas, q, $0) }
      })
  }

  /// Replicas of one state of self-overlap q, by hand: site i keeps its sign with m_i = √q.
  private static func independent(
    _ size: Int, replicas: Int, _ q: Double, _ index: Int
  ) throws -> PackedConfigurations {
    var stream = RandomStream(StreamName(seed: 42, purpose: .planting, instance: index, slot: size))
    let signs = (0..<size).map { _ in Int8(stream.sign()) }
    var result = PackedConfigurations(spinCount: size)
    for _ in 0..<replicas {
      result.append(signs.map { stream.uniform() < 0.5 + 0.5 * q.squareRoot() ? $0 : -$0 })
    }
    return result
  }

  /// The same law of weights and overlaps at every size has an extensive second eigenvalue.
  @Test func plantedStatesAreBroken() throws {
    let scaling = try PhaseScaling(
      Self.sizes.map { size in
        try Self.analyses(size) { index in
          try PlantedEnsemble(
            spinCount: size, replicaCount: Self.replicas, overlaps: [0.2, 0.7],
            partition: .weights([0.5, 0.3, 0.2])
          ).sample(index, seed: 41).configurations
        }
      })
    #expect(scaling[.firstEigenvalue].behaviour == .extensive)
    #expect(scaling[.secondEigenvalue].behaviour == .extensive)
    #expect(scaling.phase == .broken)
    #expect(scaling.statement.contains("replica symmetry is broken in the limit"))
    #expect(scaling.replicaCount == Self.replicas && scaling.spinCounts == Self.sizes)
  }

  @Test func oneStateHasNoSecondEigenvalue() throws {
    let scaling = try Self.scaling(selfOverlap: 0.5)
    #expect(scaling[.firstEigenvalue].behaviour == .extensive)
    #expect(scaling[.orderEffect].behaviour == .extensive)
    #expect(scaling[.secondEigenvalue].behaviour == .unseen)
    #expect(scaling.phase == .oneState)
  }

  @Test func freeSpinsAreAParamagnet() throws {
    let scaling = try Self.scaling(selfOverlap: 0)
    #expect(scaling[.firstEigenvalue].behaviour == .unseen)
    #expect(scaling.phase == .paramagnet)
  }

  /// Eigenvalues ℓ of the sites that stay as N grows, so that ℓ/N falls as 1/N, and fixed N S.
  @Test func boundedEffects() throws {
    var stream = RandomStream(StreamName(seed: 43, purpose: .planting))
    let samples = [64, 256, 1024].map { n in
      (0..<20).map { _ in
        let ell = 30 * (1 + 0.02 * stream.normal())
        let c = 64.0 / Double(n)
        let second = 15 * (1 + 0.02 * stream.normal())
        return InstanceEffects(
          spinCount: n, replicaCount: 64,
          eigenvalues: [ell, second].map { c * $0 + $0 / ($0 - 1) }, significantEigenvalues: 2,
          siteVariance: 1, effects: [1, 0.5, 0.2].map { $0 * (1 + 0.05 * stream.normal()) },
          betweenPeakMass: nil)
      }
    }
    let scaling = try PhaseScaling(measurements: samples)
    for quantity in ScalingQuantity.allCases where quantity != .betweenPeakMass {
      #expect(scaling[quantity].behaviour == .bounded, "\(scaling[quantity].text)")
    }
    #expect(scaling.phase == .paramagnet)
    #expect(scaling[.betweenPeakMass].leftOut.count == 3)
  }

  @Test func refusals() throws {
    func sample(_ n: Int, _ r: Int, significant: Int = 2) -> [InstanceEffects] {
      [
        InstanceEffects(
          spinCount: n, replicaCount: r, eigenvalues: [9, 3], significantEigenvalues: significant,
          siteVariance: 1, effects: [1, 1, 1], betweenPeakMass: 0.1)
      ]
    }
    #expect(throws: OverlapError.singleSize(64)) {
      try PhaseScaling(measurements: [sample(64, 8), sample(64, 8)])
    }
    #expect(throws: OverlapError.replicaCountsDiffer([8, 16])) {
      try PhaseScaling(measurements: [sample(64, 8), sample(128, 16)])
    }
    // One instance per size has no errors, so nothing is fitted.
    let single = try PhaseScaling(measurements: [sample(64, 8), sample(128, 8)])
    #expect(single.quantities.allSatisfy { $0.exponent == nil })
    #expect(single.phase == .undetermined)
    // An eigenvalue beyond the edge of independent sites that the instances' own noise explains.
    let noise = try PhaseScaling(
      measurements: [sample(64, 8, significant: 1), sample(128, 8, significant: 1)])
    #expect(
      noise[.secondEigenvalue].leftOut.map(\.reason) == ["within the noise", "within the noise"])
    #expect(
      noise[.firstEigenvalue].leftOut.map(\.reason) != ["within the noise", "within the noise"])
  }
}
