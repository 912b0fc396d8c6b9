import LinearAlgebra
import Overlaps
import Randomness
import Sampling
import SpinModels
import Statistics
import Testing

/// States of planted configurations beside the patterns that they know, and those that they do not.
@Suite struct PatternOverlapsTests {
  private static func stream(_ instance: Int = 0) -> RandomStream {
    RandomStream(StreamName(seed: 51, purpose: .planting, instance: instance))
  }

  private static func patterns(
    _ count: Int, spins: Int, _ stream: inout RandomStream
  ) -> Matrix {
    Matrix(rows: count, columns: spins) { _, _ in stream.sign() }
  }

  /// Replicas of a state with ⟨s_i⟩ = m σ_i, every other one flipped.
  private static func replicas(
    of profiles: [[Double]], magnetization m: Double, each count: Int, _ stream: inout RandomStream
  ) -> (configurations: PackedConfigurations, gauge: [Double]) {
    var result = PackedConfigurations(spinCount: profiles[0].count)
    var gauge: [Double] = []
    for profile in profiles {
      for k in 0..<count {
        let flip: Double = k % 2 == 0 ? 1 : -1
        gauge.append(flip)
        result.append(
          profile.map { Int8((stream.uniform() < 0.5 + 0.5 * m * $0 ? 1 : -1) * flip) })
      }
    }
    return (result, gauge)
  }

  /// Compares states of equally many replicas with patterns.
  private static func compare(
    _ profiles: [[Double]], magnetization: Double, each count: Int = 16, with patterns: Matrix,
    _ stream: inout RandomStream
  ) throws -> (overlaps: PatternOverlaps, states: PureStates) {
    let (configurations, gauge) = replicas(
      of: profiles, magnetization: magnetization, each: count, &stream)
    let overlaps = Matrix(rows: configurations.count, columns: configurations.count) { a, b in
      gauge[a] * gauge[b] * configurations.overlap(of: a, with: configurations, at: b)
    }
    let states = PureStates(
      Partition(labels: (0..<configurations.count).map { $0 / count }), overlaps: overlaps)
    return (
      PatternOverlaps(
        states: states, configurations: configurations, gauge: gauge, patterns: patterns), states
    )
  }

  private static func sign(of rows: [Int], _ patterns: Matrix) -> [Double] {
    (0..<patterns.columns).map { i in rows.reduce(0) { $0 + patterns[$1, i] } > 0 ? 1 : -1 }
  }

  /// ⟨s_i⟩ = −m ξ_i: the pattern, m > 0 and f = 1 within 4 standard errors.
  ///
  /// The mean of m over n replicas has the error √((1 − m²)/(nN)) = 0.0125, with which the reported one
  /// agrees within a third (n = 16: 18 % per standard error); f = m²/q_αα has both of the same replicas,
  /// so only their common noise cancels.
  @Test func patternWithNoise() throws {
    var stream = Self.stream()
    let patterns = Self.patterns(6, spins: 256, &stream)
    let state = patterns.row(3).map { -$0 }
    let (found, states) = try Self.compare([state], magnetization: 0.6, with: patterns, &stream)
    let error = (0.64 / (16.0 * 256)).squareRoot()
    guard case .retrieval(3, let magnetization) = found.kinds[0] else {
      Issue.record("\(found.kinds[0])")
      return
    }
    #expect(abs(magnetization - 0.6) < 4 * error)
    let estimate = try #require(found.states[0].magnetizations.first)
    #expect(abs(estimate.value - magnetization) < 1e-12)
    let scatter = try #require(estimate.error)
    #expect(scatter > 0.4 * error && scatter < 1.9 * error)
    #expect(abs(try #require(found.states[0].explainedFraction) - 1) < 0.03)
    #expect(found.areExplained(states))
  }

  /// Without a = b, f q_αα is unbiased at few replicas.
  ///
  /// Its mean over 400 states of three replicas is m² = 0.25 within 4 standard errors, a false alarm in
  /// 15 000; with a = b it would be 0.38.
  @Test func explainedFractionIsUnbiased() throws {
    var stream = Self.stream(1)
    var numerators: [Double] = []
    for _ in 0..<400 {
      let patterns = Self.patterns(1, spins: 64, &stream)
      let (found, states) = try Self.compare(
        [Array(patterns.row(0))], magnetization: 0.5, each: 3, with: patterns, &stream)
      guard let q = states.selfOverlap(of: 0), let f = found.states[0].explainedFraction else {
        continue
      }
      numerators.append(f * q)
    }
    #expect(numerators.count > 395)
    let mean = numerators.reduce(0, +) / Double(numerators.count)
    let variance =
      numerators.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numerators.count - 1)
    #expect(abs(mean - 0.25) < 4 * (variance / Double(numerators.count)).squareRoot())
  }

  /// sign(ξ¹ + ξ² + ξ³) has m = ½ for each and is explained whole; 5-mixtures have 3/8.
  ///
  /// √N (m − ½) has variance 3/4, so five standard deviations are 0.19 at N = 512.
  @Test(arguments: [3, 5]) func mixtures(count: Int) throws {
    var stream = Self.stream(10 + count)
    let patterns = Self.patterns(8, spins: 512, &stream)
    let chosen = Array([1, 2, 4, 6, 7].prefix(count))
    let (found, states) = try Self.compare(
      [Self.sign(of: chosen, patterns)], magnetization: 0.95, with: patterns, &stream)
    #expect(found.kinds[0] == .mixture(patterns: chosen))
    let state = found.states[0]
    #expect(state.isSymmetric)
    #expect(try #require(state.explainedFraction) > 0.97)
    let ideal = count == 3 ? 0.5 : 0.375
    for estimate in state.magnetizations {
      #expect(abs(estimate.value - 0.95 * ideal) < 0.19)
      #expect(try #require(estimate.error) < 0.02)
    }
    #expect(found.areExplained(states))
  }

  /// Replicas in the states of three patterns that were taken for one state are no mixture of them: its mean is one, but no
  /// replica has the magnetisations.
  @Test func retrievalStatesTakenTogether() throws {
    var stream = Self.stream(30)
    let patterns = Self.patterns(6, spins: 512, &stream)
    let profiles = (0..<3).map { k in (0..<512).map { patterns[k, $0] } }
    let (configurations, gauge) = Self.replicas(
      of: profiles, magnetization: 0.95, each: 16, &stream)
    let overlaps = Matrix(rows: 48, columns: 48) { a, b in
      gauge[a] * gauge[b] * configurations.overlap(of: a, with: configurations, at: b)
    }
    let states = PureStates(Partition(labels: [Int](repeating: 0, count: 48)), overlaps: overlaps)
    let found = PatternOverlaps(
      states: states, configurations: configurations, gauge: gauge, patterns: patterns)
    #expect(found.kinds[0] == .unexplained)
    #expect(!found.areExplained(states))
  }

  /// A majority that hesitates where the first pattern dissents is a mixture, and no symmetric one:
  /// m = 0.64, 0.31 and 0.31.
  @Test func asymmetricMixture() throws {
    var stream = Self.stream(20)
    let patterns = Self.patterns(4, spins: 1024, &stream)
    let state = Self.sign(of: [0, 1, 2], patterns).enumerated().map { i, majority in
      majority == patterns[0, i] ? 0.95 * majority : 0.3 * majority
    }
    let (found, _) = try Self.compare([state], magnetization: 1, with: patterns, &stream)
    #expect(found.kinds[0] == .mixture(patterns: [0, 1, 2]))
    #expect(!found.states[0].isSymmetric)
  }

  @Test func randomStateIsUnexplained() throws {
    var stream = Self.stream(30)
    let patterns = Self.patterns(8, spins: 256, &stream)
    let state = (0..<256).map { _ in stream.sign() }
    // Half known, half not: m = 1/2, f = 1/4.
    let half = (0..<256).map { $0 < 128 ? patterns[5, $0] : stream.sign() }
    let (found, states) = try Self.compare(
      [state, half], magnetization: 0.95, with: patterns, &stream)
    #expect(found.kinds == [.unexplained, .unexplained])
    #expect(try #require(found.states[0].explainedFraction) < 0.1)
    #expect(found.states[1].patterns == [5])
    #expect(!found.areExplained(states) && found.explainedWeight(of: states) == 0)
  }

  /// Several patterns, negatives and flipped replicas: each state is named.
  @Test func severalPatterns() throws {
    var stream = Self.stream(40)
    let patterns = Self.patterns(5, spins: 200, &stream)
    let profiles = [4, 0, 2].map { mu in patterns.row(mu).map { mu == 0 ? -$0 : $0 } }
    let (found, states) = try Self.compare(profiles, magnetization: 0.9, with: patterns, &stream)
    let retrieved = found.kinds.map { kind in
      if case .retrieval(let pattern, _) = kind { pattern } else { -1 }
    }
    #expect(retrieved == [4, 0, 2])
    #expect(found.areExplained(states))
  }

  /// Near the threshold: states of f = m²/q slightly below and above it.
  ///
  /// At N = 4096 and 24 replicas f scatters by less than 0.015 around 0.75 and 0.85 (patterned sites are
  /// chosen site by site: σ(m²) = 2m √(1 − m²)/√N ≈ 0.014), so an error in 1000 of each is 3.3 standard
  /// deviations and none of 20 states may be misjudged (false alarm 0.01 for the whole test).
  @Test func nearTheThreshold() throws {
    var stream = Self.stream(50)
    for (fraction, isRetrieval) in [(0.74, false), (0.86, true)] {
      for _ in 0..<10 {
        let patterns = Self.patterns(3, spins: 4096, &stream)
        // m = √fraction of a state with q = 1: ξ on the fraction (1 + m)/2 of the sites.
        let m = fraction.squareRoot()
        let state = (0..<4096).map { i in
          stream.uniform() < 0.5 + 0.5 * m ? patterns[0, i] : -patterns[0, i]
        }
        let (found, _) = try Self.compare(
          [state], magnetization: 0.97, each: 24, with: patterns, &stream)
        #expect((found.kinds[0] != .unexplained) == isRetrieval)
      }
    }
  }

  /// Chance overlaps with 100 patterns make no mixtures of states that one pattern explains in part.
  ///
  /// f = 0.6 at q = 1 and N = 64, where functions of five patterns fit a good part of the rest by chance.
  /// 300 states at a level of 0.001 or less: four mixtures or more happen for 3 seeds in 10 000.
  ///
  /// Calibrated by a chance level of 0, which gives mixtures.
  @Test func chanceMakesNoMixtures() throws {
    var stream = Self.stream(60)
    var mixtures = 0
    for _ in 0..<300 {
      let patterns = Self.patterns(100, spins: 64, &stream)
      let m = 0.6.squareRoot()
      let state = (0..<64).map { i in
        stream.uniform() < 0.5 + 0.5 * m ? patterns[0, i] : -patterns[0, i]
      }
      let (found, _) = try Self.compare(
        [state], magnetization: 1, each: 2, with: patterns, &stream)
      if case .mixture = found.kinds[0] { mixtures += 1 }
    }
    #expect(mixtures <= 3)
  }

  /// A sampled network at α = 0.02, T = 0.2 retrieves; its verdict is no symmetry breaking.
  @Test func sampledNetwork() async throws {
    let ensemble = try Hopfield(spinCount: 200, patterns: .random(count: 4))
    let settings = try SamplingSettings(
      temperatures: [0.2, 0.4, 0.6, 0.8, 1.0, 1.3], chainCount: 4, sweeps: 1000, draws: 12, seed: 52
    )
    var record: InstanceRecord?
    try await SamplingRun(ensemble, settings: settings).sample(instances: [0], threads: 2) {
      record = $0
    }
    let replicas = try #require(record).configurations(temperatureIndex: 0)
    let analysis = try ReplicaAnalysis(.configurations(replicas))
    let found = PatternOverlaps(
      states: analysis.states, configurations: replicas, gauge: analysis.tree.gauge,
      patterns: ensemble.patterns(ofInstance: 0, seed: settings.seed))
    #expect(found.areExplained(analysis.states))
    for (state, kind) in zip(found.states, found.kinds) where state.explainedFraction != nil {
      guard case .retrieval(_, let magnetization) = kind else {
        Issue.record("\(kind)")
        continue
      }
      #expect(magnetization > 0.97)
    }
  }
}
