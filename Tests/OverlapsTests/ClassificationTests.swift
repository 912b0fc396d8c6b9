import LinearAlgebra
import Overlaps
import PlantedData
import RealModule
import Sampling
import SpinModels
import Statistics
import Testing

/// Verdicts on data whose right answer is known, from configurations and from overlaps alone.
///
/// Calibrated by breaking the code: learnt and tested on the same sites, equal blocks become
/// undetermined, and weak blocks and too few replicas are called replica-symmetric.
@Suite struct PlantedVerdictTests {
  struct Planted: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let spins: Int
    let replicas: Int
    let overlaps: [Double]
    let partition: PlantedEnsemble.Partition
    var flips = false
    let verdict: Verdict
  }

  static let cases = [
    Planted(
      testDescription: "independent spins", spins: 256, replicas: 128, overlaps: [0],
      partition: .equalBlocks([]), verdict: .paramagnetic),
    Planted(
      testDescription: "one state", spins: 256, replicas: 128, overlaps: [0.5],
      partition: .equalBlocks([]), verdict: .replicaSymmetric),
    Planted(
      testDescription: "one state of small overlap", spins: 1000, replicas: 64, overlaps: [0.07],
      partition: .equalBlocks([]), verdict: .replicaSymmetric),
    Planted(
      testDescription: "ferromagnet without flip", spins: 256, replicas: 128, overlaps: [0.8],
      partition: .equalBlocks([]), verdict: .replicaSymmetric),
    Planted(
      testDescription: "ferromagnet with flip", spins: 256, replicas: 128, overlaps: [0.8],
      partition: .equalBlocks([]), flips: true, verdict: .replicaSymmetric),
    Planted(
      testDescription: "equal blocks", spins: 512, replicas: 128, overlaps: [0.2, 0.7],
      partition: .equalBlocks([4]), verdict: .oneStep),
    Planted(
      testDescription: "equal blocks with flips", spins: 1024, replicas: 96,
      overlaps: [0.1, 0.6], partition: .equalBlocks([6]), flips: true, verdict: .oneStep),
    Planted(
      testDescription: "unequal blocks", spins: 1024, replicas: 128, overlaps: [0.2, 0.7],
      partition: .poissonDirichlet([0.5]), verdict: .oneStep),
    Planted(
      testDescription: "unequal blocks with flips", spins: 1024, replicas: 128,
      overlaps: [0.2, 0.7], partition: .poissonDirichlet([0.5]), flips: true, verdict: .oneStep),
    Planted(
      testDescription: "two clear steps", spins: 2048, replicas: 128,
      overlaps: [0.05, 0.4, 0.8], partition: .equalBlocks([3, 3]), verdict: .hierarchical),
    Planted(
      testDescription: "weak blocks, beyond the noise", spins: 1024, replicas: 96,
      overlaps: [0.3, 0.38], partition: .equalBlocks([8]), verdict: .oneStep),
    Planted(
      testDescription: "three replicas", spins: 48, replicas: 3, overlaps: [0.5],
      partition: .equalBlocks([]), verdict: .undetermined),
    Planted(
      testDescription: "two blocks of two replicas", spins: 30, replicas: 4,
      overlaps: [0.3, 0.8], partition: .equalBlocks([2]), verdict: .undetermined),
  ]

  /// Eight samples of every case: the verdict is right at least six times and otherwise undetermined.
  ///
  /// Unequal blocks may realise a single block, so their truth is the realised partition.
  @Test(arguments: cases, [false, true])
  func verdict(planted: Planted, fromOverlapsOnly: Bool) throws {
    let ensemble = try PlantedEnsemble(
      spinCount: planted.spins, replicaCount: planted.replicas, overlaps: planted.overlaps,
      partition: planted.partition, flips: planted.flips)
    var right = 0
    var verdicts: [Verdict] = []
    for index in 0..<8 {
      let sample = ensemble.sample(index, seed: 3)
      let replicas: ReplicaSet =
        fromOverlapsOnly
        ? .overlaps(try OverlapMatrix(of: sample.configurations), siteCount: planted.spins)
        : .configurations(sample.configurations)
      let analysis = try ReplicaAnalysis(replicas, instance: index, correlatedSites: false)
      let expected =
        planted.verdict == .undetermined ? .undetermined : Verdict(sample.realisedClass)
      // One replica apart from all others is a state of its own, or a stray that a term of this replica explains.
      let first = sample.labels.count { $0 == sample.labels[0] }
      let isStray = min(first, sample.labels.count - first) == 1
      let verdict = analysis.classification.verdict
      verdicts.append(verdict)
      if verdict == expected || isStray && verdict == .replicaSymmetric { right += 1 }
      let sum = analysis.classification.probabilities.reduce(0, +)
      #expect(abs(sum - 1) < 1e-12)
    }
    #expect(right >= 6, "\(verdicts)")
    #expect(right + verdicts.count { $0 == .undetermined } >= 8, "\(verdicts)")
  }

  /// Blocks whose eigenvalue R (q1 − q0)/K is below the edge (1 − q1) √(R/N) of the noise are never
  /// called one-step, nor is anything else made of them but one state or nothing.
  @Test(arguments: [false, true])
  func belowDetectability(fromOverlapsOnly: Bool) throws {
    // 12 · 0.012 = 0.14 against 0.69 · 0.306 = 0.21.
    let ensemble = try PlantedEnsemble(
      spinCount: 1024, replicaCount: 96, overlaps: [0.3, 0.312], partition: .equalBlocks([8]))
    for index in 0..<12 {
      let sample = ensemble.sample(index, seed: 41)
      let replicas: ReplicaSet =
        fromOverlapsOnly
        ? .overlaps(try OverlapMatrix(of: sample.configurations), siteCount: 1024)
        : .configurations(sample.configurations)
      for correlatedSites in [false, true] {
        let verdict = try ReplicaAnalysis(
          replicas, instance: index, correlatedSites: correlatedSites
        ).classification.verdict
        #expect(verdict == .replicaSymmetric || verdict == .undetermined)
      }
    }
  }

  /// Two crossed factors and a ring are never taken for a hierarchy, and mostly seen for what they are,
  /// with correlated sites too.
  @Test(arguments: [SiteLaw.gaussian, .correlated(0.8)])
  func nonHierarchicalControls(law: SiteLaw) throws {
    let crossed = PlantedEnsemble.Structure.crossed(
      q0: 0.1, first: .init(count: 4, gain: 0.25), second: .init(count: 4, gain: 0.25))
    var right = 0
    for (k, structure) in [crossed, .manifold(.ring, q0: 0.1, q1: 0.7)].enumerated() {
      let ensemble = try PlantedEnsemble(
        spinCount: 1024, replicaCount: 96, structure: structure, siteLaw: law)
      for index in 0..<6 {
        let verdict = try ReplicaAnalysis(
          .configurations(ensemble.sample(index, seed: UInt64(42 + k)).configurations),
          instance: index
        ).classification.verdict
        #expect(verdict == .nonHierarchical || verdict == .undetermined)
        if verdict == .nonHierarchical { right += 1 }
      }
    }
    #expect(right >= 10)
  }

  /// The blocks found are the blocks planted, and the levels are those planted.
  @Test(arguments: [false, true])
  func blocksAndLevels(flips: Bool) throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 2048, replicaCount: 120, overlaps: [0.2, 0.6], partition: .equalBlocks([5]),
      flips: flips)
    let sample = ensemble.sample(1, seed: 4)
    let analysis = try ReplicaAnalysis(.configurations(sample.configurations))
    #expect(analysis.states.count == 5)
    #expect(Partition(labels: analysis.states.labels) == Partition(labels: sample.labels))
    #expect(analysis.isSpinFlipSymmetric == flips)
    // Errors are the scatter over sites; 4.5 of them.
    for (level, planted) in [(analysis.features.q0, 0.2), (analysis.features.q1, 0.6)] {
      let error = try #require(level.error)
      #expect(abs(level.value - planted) < 4.5 * error)
      #expect(error < 0.02)
    }
    #expect(abs((analysis.breakingParameter ?? 0) - 0.8) < 0.02)
    let ordered = analysis.orderedOverlaps
    #expect(ordered[0, 23] > 0.4 && ordered[0, 24] < 0.4)
  }

  /// The errors of the levels are those of repeated samples: 60 pulls have variance 1.
  @Test func errorsOfLevels() throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 512, replicaCount: 48, overlaps: [0.2, 0.6], partition: .equalBlocks([4]))
    var pulls: [Double] = []
    for index in 0..<30 {
      let features = try ReplicaAnalysis(
        .configurations(ensemble.sample(index, seed: 12).configurations), instance: index
      ).features
      for (level, planted) in [(features.q0, 0.2), (features.q1, 0.6)] {
        pulls.append((level.value - planted) / (try #require(level.error)))
      }
    }
    // χ² with 60 degrees of freedom lies between 26 and 113 but for a probability of 10⁻⁴.
    let chiSquare = pulls.reduce(0) { $0 + $1 * $1 }
    #expect(chiSquare > 26 && chiSquare < 113)
  }

  /// Pooling instances makes the verdict firmer; a refusal keeps the probabilities.
  @Test func poolingAndRefusal() throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 512, replicaCount: 64, overlaps: [0.2, 0.7], partition: .equalBlocks([4]))
    let analyses = try (0..<4).map {
      try ReplicaAnalysis(.configurations(ensemble.sample($0, seed: 5).configurations))
    }
    let pooled = try PooledAnalysis(analyses)
    #expect(pooled.classification.verdict == .oneStep)
    let q1 = try #require(pooled.q1)
    let error = try #require(q1.error)
    #expect(abs(q1.value - 0.7) < 5 * error && error < 0.03)
    let refused = pooled.classification.refused(because: ["too short"])
    #expect(refused.verdict == .notEquilibrated && refused.reasons[0] == "too short")
    #expect(refused.probabilities == pooled.classification.probabilities)
  }
}

@Suite struct RecognitionPowerTests {
  /// The classes of planted data are the verdicts that are hypotheses, under the same names.
  @Test func verdictsOfPlantedClasses() {
    #expect(PlantedClass.allCases.map { Verdict($0) } == Verdict.classes)
    for planted in PlantedClass.allCases { #expect(Verdict(planted).rawValue == planted.rawValue) }
  }

  /// Large systems with well separated levels are told apart, small ones are not.
  @Test func powerGrowsWithSize() throws {
    let large = try RecognitionPower(
      spinCount: 4096, replicaCount: 96, instanceCount: 1, q0: 0.05, q1: 0.85,
      breakingParameter: 0.7)
    let small = try RecognitionPower(
      spinCount: 64, replicaCount: 16, instanceCount: 1, q0: 0.3, q1: 0.5,
      breakingParameter: 0.5)
    #expect(large.value > 0.6 && large.value <= 1)
    #expect(small.value < 0.2)
  }
}

/// Real Monte Carlo samples, with sites that are not independent.
@Suite struct SampledVerdictTests {
  /// SK at N = 256: paramagnetic above the transition, never so far below it, and broken there when
  /// six instances are pooled.
  @Test func sherringtonKirkpatrick() async throws {
    let temperatures = (0..<16).map { 0.4 + 0.06 * Double($0) }
    let settings = try SamplingSettings(
      temperatures: temperatures, sweeps: 6000, draws: 32, seed: 7)
    var cold: [ReplicaAnalysis] = []
    var hot: [ReplicaAnalysis] = []
    try await SamplingRun(SherringtonKirkpatrick(spinCount: 256), settings: settings).sample(
      instances: Array(0..<6), threads: 2
    ) { record in
      cold.append(try analysis(of: record, temperature: 0))
      hot.append(try analysis(of: record, temperature: 15))
    }
    for instance in hot { #expect(instance.classification.verdict == .paramagnetic) }
    for instance in cold {
      #expect(instance.classification.probabilities[0] < 0.01)
      #expect(instance.classification.verdict != .nonHierarchical)
      #expect(instance.classification.verdict != .replicaSymmetric)
    }
    let pooled = try PooledAnalysis(cold, withPower: false)
    #expect(pooled.classification.brokenProbability > 0.9)
    // Broken, and no more: small spin glasses do not show how.
    #expect(pooled.classification.verdict == .undetermined)
    #expect(pooled.classification.openReading == .unresolved)
    #expect(pooled.q0 == nil && pooled.q1 == nil && pooled.breakingParameter == nil)
    #expect(try PooledAnalysis(hot).classification.verdict == .paramagnetic)
  }

  /// A ferromagnet in zero field: one state up to the global flip, correlated sites or not.
  @Test func ferromagnet() async throws {
    let settings = try SamplingSettings(
      temperatures: [0.6, 0.8, 1.0, 1.3], sweeps: 2000, draws: 32, seed: 7)
    let n = 200
    let couplings = Matrix(rows: n, columns: n) { $0 == $1 ? 0 : 1 / Double(n) }
    let model = GivenCouplings(try SpinInstance(couplings: couplings))
    var cold: ReplicaAnalysis?
    try await SamplingRun(model, settings: settings).sample(instances: [0], threads: 2) {
      cold = try analysis(of: $0, temperature: 0)
    }
    let result = try #require(cold)
    #expect(result.isSpinFlipSymmetric)
    #expect(result.classification.verdict == .replicaSymmetric)
    // m = tanh(m/T) at T = 0.6 gives m² = 0.8237.
    let self0 = try #require(result.states.selfOverlap(of: 0))
    #expect(abs(self0 - 0.8237) < 0.03)
  }

  /// Replica-symmetric phases with frustration and correlated sites: in a field above the AT line
  /// (T_AT = 0.535 at h = 0.5), and with a ferromagnetic bias.
  @Test(arguments: [(0.5, 0.0, 1.0), (0.0, 2.0, 0.9)])
  func replicaSymmetricPhases(field: Double, bias: Double, temperature: Double) async throws {
    let settings = try SamplingSettings(
      temperatures: [temperature, 1.3 * temperature, 1.7 * temperature], sweeps: 2000, draws: 32,
      seed: 3)
    var analyses: [ReplicaAnalysis] = []
    try await SamplingRun(
      SherringtonKirkpatrick(spinCount: 256, field: field, bias: bias), settings: settings
    ).sample(instances: Array(0..<4), threads: 2) {
      analyses.append(try analysis(of: $0, temperature: 0))
    }
    #expect(try PooledAnalysis(analyses).classification.verdict == .replicaSymmetric)
    for analysis in analyses {
      let verdict = analysis.classification.verdict
      #expect(verdict == .replicaSymmetric || verdict == .undetermined)
    }
  }

  /// Hopfield below the load of α_c: states are patterns, and that is not symmetry breaking.
  @Test func hopfieldRetrieval() async throws {
    let ensemble = try Hopfield(spinCount: 300, patterns: .random(count: 3))
    let settings = try SamplingSettings(
      temperatures: [0.4, 0.55, 0.7, 0.85, 1.0, 1.2], chainCount: 4, sweeps: 3000, draws: 24,
      seed: 9)
    var record: InstanceRecord?
    try await SamplingRun(ensemble, settings: settings).sample(instances: [0], threads: 2) {
      record = $0
    }
    let replicas = try #require(record).configurations(temperatureIndex: 0)
    let analysis = try ReplicaAnalysis(.configurations(replicas))
    let patterns = PatternOverlaps(
      states: analysis.states, configurations: replicas, gauge: analysis.tree.gauge,
      patterns: ensemble.patterns(ofInstance: 0, seed: settings.seed))
    #expect(patterns.areExplained(analysis.states))
    for (state, kind) in patterns.kinds.enumerated() where analysis.states.weights[state] > 0.05 {
      guard case .retrieval(_, let magnetization) = kind else {
        Issue.record("state \(state) is \(kind)")
        continue
      }
      #expect(magnetization > 0.95)
    }
    let verdict = analysis.classification.explainedByPatterns("stored patterns").verdict
    #expect(verdict == .replicaSymmetric)
  }

  private func analysis(of record: InstanceRecord, temperature: Int) throws -> ReplicaAnalysis {
    try ReplicaAnalysis(
      .configurations(record.configurations(temperatureIndex: temperature)),
      instance: record.instance)
  }
}
