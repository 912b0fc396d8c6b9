import Experiments
import LinearAlgebra
import NetworkTheory
import NumericalMethods
import RandomNetworks
import Reproduction
import Statistics
import Testing

/// Limits of infinite size from samples, and fluctuations to first order in one over it.
@Suite struct SizedSamplesTests {
  /// Samples whose means are 2 + 3/N and whose variances are 5/N + 7/N²: the limits are 2 and 5, and the error of the
  /// first is that of twice one mean minus the other.
  @Test func limits() {
    var samples = SizedSamples<Double>()
    for (size, count) in [(100, 400), (200, 400)] {
      let n = Double(size)
      let variance: Double = 5 / n + 7 / (n * n)
      let (mean, deviation) = (2 + 3 / n, variance.squareRoot())
      let above = [Double](repeating: mean + deviation, count: count / 2)
      samples.add(size: size, above + above.map { $0 - 2 * deviation })
    }
    let limit = samples.limit { $0 }
    #expect(abs(limit.value - 2) < 1e-12)
    let squares = [0.0507 / 399, 0.025175 / 399]
    let error = (4 * squares[1] + squares[0]).squareRoot()
    #expect(abs((limit.error ?? 0) - error) < 1e-9)
    // N Var = 5 + 7/N.
    #expect(abs(samples.scaledVariance { $0 }.value - 5) < 1e-6)
  }

  /// Without nonlinearity squared lengths are products of independent χ² of n degrees of freedom, each divided by n:
  /// Var q_l/q² = (1 + 2/n)^l − 1, in which n times the first order is 2 l q².
  @Test func fluctuationsOfLinearNetworks() throws {
    let map = try LengthMap(sigmaW: 1, sigmaB: 0, nonlinearity: Linear())
    for (layer, found) in map.fluctuations(from: 1.5, layers: 6).enumerated() {
      #expect(abs(found - 2 * Double(layer + 1) * 1.5 * 1.5) < 1e-9, "layer \(layer + 1)")
    }
  }

  /// Sampled tanh networks of N = 400: n Var q in layer 5 with its own error; 4 errors are passed once in 10⁴ seeds.
  @Test func fluctuationsOfSampledNetworks() async throws {
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
    let expected = try LengthMap(sigmaW: sigmaW, sigmaB: sigmaB).fluctuations(from: 1, layers: 5)[4]
    #expect(abs(found.value - expected) < 4 * (found.error ?? 0), "\(found) \(expected)")
  }

  /// C(t, t') = a(|t − t'|) + 10 before the network is at rest.
  @Test func lags() {
    let covariance = Matrix(rows: 6, columns: 6) {
      1 / Double(1 + abs($0 - $1)) + (min($0, $1) < 2 ? 10 : 0)
    }
    let record = RecurrentRecord(
      network: 0, means: Matrix(rows: 1, columns: 1), overlaps: [], normality: [],
      autocovariance: covariance, activationProducts: covariance)
    for lag in 0...3 {
      #expect(abs(record.autocovariance(lag: lag, from: 2) - 1 / Double(1 + lag)) < 1e-12)
    }
  }
}
