import LinearAlgebra
import NetworkTheory
import NumericalMethods
import RandomNetworks
import RealModule
import Statistics
import Testing

/// Recurrent networks against the map of mean and variance.
///
/// What is left at finite N is removed to first order in 1/N by two sizes, x(∞) = 2 x(2N) − x(N); tests are Student's
/// with the degrees of freedom of the smaller sample, at the level 0.001 for all comparisons of a test together.
@Suite struct RecurrentNetworkTests {
  private static let networks = 40

  private func statistics(
    _ description: RecurrentNetwork, _ settings: RecurrentSettings, seed: UInt64
  ) async throws -> RecurrentStatistics {
    RecurrentStatistics(
      try await RecurrentEnsemble(network: description, settings: settings, seed: seed)
        .simulate(networks: Self.networks, threads: 2))
  }

  private func check(
    _ wide: Estimate, _ narrow: Estimate, _ expected: Double, comparisons: Int, _ what: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (one, two) = (try #require(wide.error), try #require(narrow.error))
    let error = (4 * one * one + two * two).squareRoot()
    let t = (2 * wide.value - narrow.value - expected) / error
    #expect(
      studentTwoSidedProbability(t, degreesOfFreedom: Self.networks - 1)
        > 0.001 / Double(comparisons), what, sourceLocation: sourceLocation)
  }

  /// The map h(t + 1) = W φ(h(t)) + b: its moments at equal times are those of the theory step by step.
  @Test(arguments: [(0.0, 0.0, 2.0, 0.3), (1.2, 0.1, 1.4, 0.5)])
  func mapFollowsTheMoments(
    weightMean: Double, biasMean: Double, sigmaW: Double, sigmaB: Double
  ) async throws {
    let steps = 6
    let settings = try RecurrentSettings(
      scheme: .map, time: Double(steps), trajectories: 2,
      initialState: .normal(mean: 0.3, variance: 0.5), records: steps, snapshots: steps)
    func simulated(_ n: Int, seed: UInt64) async throws -> RecurrentStatistics {
      try await statistics(
        try RecurrentNetwork(
          neuronCount: n, weightMean: weightMean, biasMean: biasMean, sigmaW: sigmaW, sigmaB: sigmaB
        ),
        settings, seed: seed)
    }
    let (wide, narrow) = (try await simulated(600, seed: 1), try await simulated(300, seed: 2))
    let map = try MomentMap(
      weightMean: weightMean, biasMean: biasMean, sigmaW: sigmaW, sigmaB: sigmaB)
    var moments = MomentMap.Moments(mean: 0.3, variance: 0.5)
    for t in 1...steps {
      moments = map(moments)
      try check(wide.mean[t], narrow.mean[t], moments.mean, comparisons: 24, "mean at \(t)")
      try check(
        wide.variance[t], narrow.variance[t], moments.variance, comparisons: 24, "variance at \(t)")
      // Amari's assumption holds in every snapshot; level 0.001 over 12 comparisons.
      let normality = try #require(wide.normality[t])
      #expect(normality.probability > 0.001 / 12)
    }
  }

  /// Both branches of a bistable network: the flow comes to rest at the fixed points of the theory.
  @Test(arguments: [1.5, -1.5])
  func flowReachesBothBranches(start: Double) async throws {
    let map = try MomentMap(weightMean: 1.8, biasMean: 0.05, sigmaW: 0.8, sigmaB: 0.3)
    let stable = try map.fixedPoints().filter { $0.stable && $0.chi1 < 1 }.map(\.moments)
    #expect(stable.count == 2)
    let point = try #require(stable.first { ($0.mean > 0) == (start > 0) })
    let settings = try RecurrentSettings(
      scheme: .rungeKutta(step: 0.2), time: 40, initialState: .normal(mean: start, variance: 0.5),
      records: 1, snapshots: 1)
    func simulated(_ n: Int, seed: UInt64) async throws -> RecurrentStatistics {
      try await statistics(
        try RecurrentNetwork(
          neuronCount: n, weightMean: 1.8, biasMean: 0.05, sigmaW: 0.8, sigmaB: 0.3), settings,
        seed: seed)
    }
    let (wide, narrow) = (try await simulated(400, seed: 3), try await simulated(200, seed: 4))
    try check(wide.mean[1], narrow.mean[1], point.mean, comparisons: 4, "mean")
    try check(wide.variance[1], narrow.variance[1], point.variance, comparisons: 4, "variance")
  }

  /// The largest exponent of the random tanh map is ½ ln χ₁: at σ_w = 2 the number of the bridge to the SK model at
  /// T = 0.5, half the logarithm of its 1 − replicon.
  @Test func largestExponentOfTheMap() throws {
    let theory = try DeepNetworkTheory(sigmaW: 2, sigmaB: 0)
    let expected = Double.log(theory.chi1) / 2
    #expect(abs(expected - 0.1547242298) < 1e-10)
    let settings = try LyapunovSettings(
      scheme: .map, exponents: 1, time: 400, stateWarmUp: 50, frameWarmUp: 20)
    func measured(_ n: Int, seed: UInt64) throws -> Estimate {
      let network = try RecurrentNetwork(neuronCount: n, sigmaW: 2)
      return LyapunovSpectrum(
        try (0..<Self.networks).map {
          try network.lyapunovExponents(settings, network: $0, seed: seed)
        }
      ).exponents[0]
    }
    try check(
      try measured(300, seed: 5), try measured(150, seed: 6), expected, comparisons: 1, "λ₁")
  }
}
