import LinearAlgebra
import NetworkTheory
import RandomNetworks
import Statistics
import Testing

/// Finite random networks against the length and correlation maps of infinite ones.
///
/// The maps hold for N → ∞; averages over networks of width N deviate by a series in 1/N. Two widths
/// remove its first term:
///
/// ```
/// x(∞) = 2 x(1000) − x(500) + O(1/N²),   error² = 4 error(1000)² + error(500)²
/// ```
///
/// Measured once with ten times as many networks at (σ_w, σ_b) = (2.5, 0.3): at both widths the mean
/// correlations of inputs 0 and 1 differ from the maps by less than 0.005, with errors up to 0.004, and
/// the largest |t| of the extrapolations is 2.4 in 48 comparisons. The term removed is thus smaller than
/// the errors of this test; the extrapolation keeps it so for any number of networks.
///
/// The errors are standard errors over networks, so the test is Student's, with the degrees of freedom
/// of the smaller sample. The level is 0.001 for all comparisons together.
/// Calibrated by breaking the code: a weight variance of σ_w²/N_l, a σ_w larger by 3 %, no biases, biases
/// of variance σ_b⁴, one weight stream for all networks, and no activation function all make it fail.
@Suite struct DeepNetworkTests {
  static let depth = 12
  static let networks = (wide: 24, narrow: 48)
  static let comparisons = 3 * 12 * 4

  @Test(arguments: [(1.3, 0.3), (2.5, 0.3), (4.0, 0.3)])
  func layersFollowTheMaps(sigmaW: Double, sigmaB: Double) async throws {
    // One length, three correlations: those of inputs 0 and 1, 0 and 2, 1 and 2.
    let overlaps = Matrix(rows: 3, columns: 3, elements: [1, 0.9, 0.3, 0.9, 1, 0, 0.3, 0, 1])
    let inputs = try NetworkInputs(overlaps: overlaps, dimension: 100, seed: 1)
    func statistics(width: Int, networks: Int, seed: UInt64) async throws -> DeepNetworkStatistics {
      let network = try DeepNetwork(
        sigmaW: sigmaW, sigmaB: sigmaB, width: width, depth: Self.depth)
      return try DeepNetworkStatistics(
        try await DeepNetworkEnsemble(network: network, inputs: inputs, seed: seed)
          .simulate(networks: networks, threads: 2))
    }
    let wide = try await statistics(width: 500, networks: Self.networks.wide, seed: 2)
    let narrow = try await statistics(width: 250, networks: Self.networks.narrow, seed: 3)
    let theory = try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: sigmaB)
    let expected = try theory.overlapMatrices(inputs: overlaps, depth: Self.depth)

    let degreesOfFreedom = Self.networks.wide - 1
    func check(_ wide: Estimate, _ narrow: Estimate, _ expected: Double, _ what: Comment) throws {
      let (wideError, narrowError) = (try #require(wide.error), try #require(narrow.error))
      let error = (4 * wideError * wideError + narrowError * narrowError).squareRoot()
      let t = (2 * wide.value - narrow.value - expected) / error
      #expect(
        studentTwoSidedProbability(t, degreesOfFreedom: degreesOfFreedom)
          > 0.001 / Double(Self.comparisons), what)
    }
    for layer in 1...Self.depth {
      let (one, two) = (wide.layers[layer], narrow.layers[layer])
      let q = expected[layer - 1]
      try check(one.length, two.length, q[0, 0], "length in layer \(layer)")
      for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        try check(
          one.correlation(a, b), two.correlation(a, b), q[a, b] / q[0, 0],
          "correlation of \(a) and \(b) in layer \(layer)")
      }
    }
    // The last layer is near the fixed point, and the networks are in the phase that χ₁ says.
    #expect(abs(wide.layers[Self.depth].length.value / theory.qStar - 1) < 0.1)
    let last = wide.layers[Self.depth].correlation(0, 1).value
    switch theory.phase {
    case .ordered: #expect(last > 0.9 && theory.cStar == 1)
    default: #expect(last < 0.5)
    }
  }

  /// N Var q in layer 5 of networks of N = 400, beside its first order in 1/N.
  ///
  /// Four errors are passed once in 10⁴ seeds; the error is 3 %, the next order 1 %.
  @Test func lengthsFluctuate() async throws {
    let (sigmaW, sigmaB) = (2.0, 0.3)
    let overlaps = Matrix(rows: 2, columns: 2) { $0 == $1 ? (1 - 0.09) / 4 : 0 }
    let ensemble = DeepNetworkEnsemble(
      network: try DeepNetwork(sigmaW: sigmaW, sigmaB: sigmaB, width: 400, depth: 5),
      inputs: try NetworkInputs(overlaps: overlaps, dimension: 50, seed: 3), seed: 3,
      engine: .exactLaw)
    let lengths = try await ensemble.simulate(networks: 3000, threads: 2)
      .map { $0.overlaps[5][0, 0] }
    let found = Estimate(jackknifeOf: [lengths, lengths.map { $0 * $0 }]) {
      400 * ($0[1] - $0[0] * $0[0])
    }
    let map = try LengthMap(sigmaW: sigmaW, sigmaB: sigmaB)
    let expected = map.fluctuations(from: 1, layers: 5)[4]
    #expect(abs(found.value - expected) < 4 * (found.error ?? 0), "\(found) \(expected)")
  }
}
