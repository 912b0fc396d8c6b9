import LinearAlgebra
import Overlaps
import PlantedData
import Randomness
import RealModule
import SpinModels
import Statistics
import Testing

/// States, levels and weights against planted trees.
@Suite struct StatesOfPlantedTreesTests {
  /// How well two divisions of the same replicas agree beyond chance: the adjusted Rand index.
  private static func agreement(_ a: [Int], _ b: [Int]) -> Double {
    func pairs(_ counts: [Int]) -> Double { counts.reduce(0) { $0 + Double($1 * ($1 - 1) / 2) } }
    func counts(_ labels: [Int]) -> [Int] {
      Dictionary(grouping: labels, by: { $0 }).values.map(\.count)
    }
    let both = pairs(counts(zip(a, b).map { $0 * 10_000 + $1 }))
    let (left, right) = (pairs(counts(a)), pairs(counts(b)))
    let chance = left * right / pairs([a.count])
    return (both - chance) / ((left + right) / 2 - chance)
  }

  /// Blocks of unequal weight that are well apart: every replica finds its block.
  @Test(arguments: [false, true])
  func blocks(flips: Bool) throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 1024, replicaCount: 128, overlaps: [0.2, 0.6],
      partition: .poissonDirichlet([0.6]), flips: flips)
    for instance in 0..<4 {
      let sample = ensemble.sample(instance, seed: 21)
      let analysis = try ReplicaAnalysis(.configurations(sample.configurations))
      #expect(Self.agreement(analysis.states.labels, sample.labels) > 0.98)
    }
  }

  /// Two steps: the states are those of the finest level, not the coarse blocks that explain most.
  @Test func finestStates() throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 2048, replicaCount: 96, overlaps: [0.05, 0.6, 0.8],
      partition: .equalBlocks([3, 3]))
    for instance in 0..<3 {
      let sample = ensemble.sample(instance, seed: 22)
      let analysis = try ReplicaAnalysis(.configurations(sample.configurations))
      #expect(analysis.states.count == 9)
      #expect(Self.agreement(analysis.states.labels, sample.labels) > 0.98)
    }
  }

  /// Small states too: all blocks of a cascade are found, down to single replicas.
  @Test func smallStates() throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 2048, replicaCount: 128, overlaps: [0.05, 0.3, 0.55, 0.8],
      partition: .poissonDirichlet([0.3, 0.5, 0.8]))
    for instance in 0..<4 {
      let sample = ensemble.sample(instance, seed: 27)
      let analysis = try ReplicaAnalysis(
        .configurations(sample.configurations), correlatedSites: false)
      #expect(Partition(labels: analysis.states.labels) == Partition(labels: sample.labels))
    }
  }

  /// One state with strongly correlated sites is not split.
  @Test func oneState() throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 512, replicaCount: 96, overlaps: [0.5], partition: .equalBlocks([]),
      siteLaw: .correlated(0.9))
    for instance in 0..<4 {
      let sample = ensemble.sample(instance, seed: 23)
      #expect(try ReplicaAnalysis(.configurations(sample.configurations)).states.count == 1)
    }
  }

  /// Equal self-overlaps: 60 tests at 10 % fire at most 14 times (a false alarm of 0.1 %), and p is not
  /// stuck at 1; states of self-overlaps 0.6 and 0.8 are told apart.
  @Test func equalSelfOverlaps() throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 512, replicaCount: 48, overlaps: [0.1, 0.7], partition: .equalBlocks([4]))
    var probabilities: [Double] = []
    for instance in 0..<60 {
      let analysis = try ReplicaAnalysis(
        .configurations(ensemble.sample(instance, seed: 28).configurations))
      probabilities.append(try #require(analysis.selfOverlapTest).probability)
    }
    #expect(probabilities.count { $0 < 0.1 } <= 14)
    #expect(probabilities.count { $0 < 0.5 } >= 15)
    // The finer halves of one coarse block together have less overlap than a block that is one state.
    let unequal = try PlantedEnsemble(
      spinCount: 512, replicaCount: 48, overlaps: [0.1, 0.6], partition: .equalBlocks([2]))
    let other = try PlantedEnsemble(
      spinCount: 512, replicaCount: 24, overlaps: [0.85], partition: .equalBlocks([]))
    var both = unequal.sample(0, seed: 29).configurations
    both.append(contentsOf: other.sample(0, seed: 30).configurations)
    let analysis = try ReplicaAnalysis(.configurations(both))
    #expect(analysis.states.count == 3)
    #expect(try #require(analysis.selfOverlapTest).probability < 1e-6)
  }

  /// States of one step merge at one overlap, those of two steps at two.
  @Test func mergeLevels() throws {
    for (overlaps, counts) in [([0.2, 0.7], [6]), ([0.1, 0.4, 0.8], [3, 3])] {
      let ensemble = try PlantedEnsemble(
        spinCount: 4096, replicaCount: 90, overlaps: overlaps, partition: .equalBlocks(counts))
      let analysis = try ReplicaAnalysis(
        .configurations(ensemble.sample(0, seed: 31).configurations))
      let levels = analysis.states.mergeLevels(siteCount: 4096)
      #expect(levels.count == counts.count)
      for (level, planted) in zip(levels, overlaps) { #expect(abs(level - planted) < 0.03) }
    }
  }

  /// More replicas than sites: the spectrum comes from the sites' correlations and is that of q_ab.
  @Test func spectrumFromSites() throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 40, replicaCount: 90, overlaps: [0.2, 0.6], partition: .equalBlocks([3]))
    let configurations = ensemble.sample(0, seed: 26).configurations
    let analysis = try ReplicaAnalysis(.configurations(configurations))
    let direct = try SymmetricEigensystem(
      of: try OverlapMatrix(of: configurations).matrix, withVectors: false)
    for (value, exact) in zip(analysis.eigenvalues, direct.values) {
      #expect(abs(value - exact) < 1e-10)
    }
    #expect(analysis.eigenvalues.count == 90)
  }

  /// Ultrametricity of planted trees is that of their references; overlaps on a circle are between the
  /// two.
  @Test func ultrametricity() throws {
    let tree = try PlantedEnsemble(
      spinCount: 1024, replicaCount: 96, overlaps: [0.1, 0.4, 0.7],
      partition: .poissonDirichlet([0.3, 0.7]))
    let circle = try PlantedEnsemble(
      spinCount: 1024, replicaCount: 96, structure: .manifold(.ring, q0: 0.1, q1: 0.7))
    let planted = try #require(
      try ReplicaAnalysis(.configurations(tree.sample(0, seed: 24).configurations)).ultrametricity)
    #expect(abs(planted.value - planted.ofTree.value) < 0.03)
    #expect(planted.value > planted.ofIndependentOverlaps.value + 0.2)
    let ring = try #require(
      try ReplicaAnalysis(.configurations(circle.sample(0, seed: 24).configurations)).ultrametricity
    )
    #expect(ring.value < ring.ofTree.value - 0.1)
    #expect(ring.value > ring.ofIndependentOverlaps.value + 0.05)
  }

  /// Thirty Poisson–Dirichlet instances: m from the weights of the states and from the peaks of P(q)
  /// agree with the planted one within three errors each.
  @Test func breakingParameter() throws {
    let m = 0.6
    let ensemble = try PlantedEnsemble(
      spinCount: 512, replicaCount: 64, overlaps: [0.1, 0.7], partition: .poissonDirichlet([m]))
    let analyses = try (0..<30).map { instance in
      try ReplicaAnalysis(
        .configurations(ensemble.sample(instance, seed: 25).configurations), instance: instance)
    }
    let pooled = try PooledAnalysis(analyses, withPower: false)
    for estimate in [pooled.breakingParameter, pooled.breakingParameterFromPeaks] {
      let found = try #require(estimate)
      let error = try #require(found.error)
      #expect(abs(found.value - m) < 3 * error && error < 0.08)
    }
  }
}

/// The weights of two peaks whose shapes are known.
@Suite struct TwoPeakFitTests {
  private static func normals(_ count: Int, mean: Double, width: Double, _ seed: UInt64) -> [Double]
  {
    var stream = RandomStream(StreamName(seed: seed, purpose: .planting))
    return (0..<count).map { _ in mean + width * stream.normal() }
  }

  /// Separated peaks: the weights are the counts; nearly touching ones to the scatter of the counts.
  @Test(arguments: [(0.03, 1e-3), (0.15, 0.02)])
  func weights(width: Double, tolerance: Double) throws {
    let low = Self.normals(3000, mean: 0.1, width: width, 1)
    let high = Self.normals(7000, mean: 0.7, width: 0.04, 2)
    let fit = try #require(TwoPeakFit([low, high], q0: 0.2, q1: 0.6))
    #expect(abs(fit.lowerWeight - 0.3) < tolerance)
    #expect(abs(fit.q0 - 0.1) < 0.02 && abs(fit.q1 - 0.7) < 0.005)
    #expect(abs(fit.upperWidth - 0.04) < 0.005)
  }

  /// One peak is not taken for two.
  @Test func onePeak() {
    #expect(TwoPeakFit([Self.normals(5000, mean: 0.4, width: 0.05, 3)], q0: 0.35, q1: 0.45) == nil)
  }

  /// The jackknife error is the scatter over instances: weights 0.2, 0.4, …, in ten instances.
  @Test func jackknife() throws {
    let instances = (0..<10).map { k in
      Self.normals(200 + 60 * k, mean: 0, width: 0.02, UInt64(10 + k))
        + Self.normals(800 - 60 * k, mean: 0.6, width: 0.02, UInt64(30 + k))
    }
    let estimate = try #require(TwoPeakFit.breakingParameter(instances, q0: 0, q1: 0.6))
    // Weights 0.2 + 0.06 k: mean 0.47, variance 0.06² · 110/12, error of the mean from ten of them.
    #expect(abs(estimate.value - 0.47) < 1e-6)
    #expect(abs((estimate.error ?? 0) - (0.0036 * 110 / 12 / 10).squareRoot()) < 1e-6)
  }
}

/// The contingency test of states against runs.
@Suite struct OccupancyLevelTests {
  /// Independent draws: 1000 tests at 5 % fire 50 ± 20 times (a false alarm of 0.3 %); draws that stay
  /// for ten steps as often, because their number is corrected.
  @Test(arguments: [0.0, 0.9])
  func level(persistence: Double) {
    var stream = RandomStream(StreamName(seed: 31, purpose: .planting))
    var alarms = 0
    for _ in 0..<1000 {
      var labels: [Int] = []
      for _ in 0..<4 {
        var state = stream.index(below: 3)
        for _ in 0..<1000 {
          if stream.uniform() >= persistence { state = stream.index(below: 3) }
          labels.append(state)
        }
      }
      let test = OccupancyTest(labels: labels, runs: (0..<4000).map { $0 / 1000 })
      if (test.probability ?? 1) < 0.05 { alarms += 1 }
    }
    #expect(alarms >= 30 && alarms <= 70)
  }

  /// Runs that prefer different states are found.
  @Test func unequalRuns() throws {
    let labels = (0..<400).map { k in (k * 7 % 10) < (k < 200 ? 3 : 7) ? 0 : 1 }
    let test = OccupancyTest(labels: labels, runs: (0..<400).map { $0 / 200 })
    #expect(try #require(test.probability) < 1e-8)
    #expect(OccupancyTest(labels: [0, 0, 0], runs: [0, 1, 1]).probability == nil)
  }
}
