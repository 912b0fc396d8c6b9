import LinearAlgebra
import RandomNetworks
import Statistics
import Testing

@Suite struct DeepNetworkStatisticsTests {
  /// Every number of the statistics, recomputed plainly from the records.
  ///
  /// Calibrated: correlations divided by q_aa instead of √(q_aa q_bb) make it fail.
  @Test func statisticsAreThoseOfTheRecords() async throws {
    let inputs = try NetworkInputs(overlaps: .identity(3), dimension: 10, seed: 3)
    let network = try DeepNetwork(sigmaW: 1.5, sigmaB: 0.2, widths: [20, 30])
    let records = try await DeepNetworkEnsemble(network: network, inputs: inputs, seed: 1)
      .simulate(networks: 5)
    let layer = try DeepNetworkStatistics(records).layers[2]
    let overlaps = records.map { $0.overlaps[2] }
    func close(_ x: Double?, _ y: Double?) -> Bool {
      guard let x, let y else { return false }
      return abs(x - y) < 1e-14
    }
    for a in 0..<3 {
      for b in 0..<3 {
        let q = SampleMoments(overlaps.map { $0[a, b] })
        let c = SampleMoments(
          overlaps.map { $0[a, b] / ($0[a, a] * $0[b, b]).squareRoot() })
        #expect(close(layer.overlapMean[a, b], q.mean))
        #expect(close(layer.overlapDeviation?[a, b], q.deviation))
        #expect(close(layer.correlationMean[a, b], c.mean))
        #expect(close(layer.correlationDeviation?[a, b], c.deviation))
        #expect(close(layer.overlap(a, b).error, q.deviation / 5.0.squareRoot()))
        #expect(close(layer.correlation(a, b).error, c.deviation / 5.0.squareRoot()))
      }
    }
    let lengths = Estimate(meanOf: overlaps.map { ($0[0, 0] + $0[1, 1] + $0[2, 2]) / 3 })
    #expect(close(layer.length.value, lengths.value) && close(layer.length.error, lengths.error))
    let variances = (0..<3).map { a in SampleMoments(overlaps.map { $0[a, a] }).variance }
    #expect(close(layer.lengthDeviation, (variances.reduce(0, +) / 3).squareRoot()))
    #expect(layer.networkCount == 5 && layer.inputCount == 3)
    #expect(layer.lengthMeans == layer.overlapMean.diagonal)
  }

  @Test func oneNetworkHasNoErrors() throws {
    let inputs = try NetworkInputs(overlaps: .identity(2), dimension: 10, seed: 3)
    let network = try DeepNetwork(sigmaW: 1.5, sigmaB: 0.2, widths: [20])
    let layer = try DeepNetworkStatistics([network.propagate(inputs, seed: 1)]).layers[1]
    #expect(layer.overlapDeviation == nil && layer.correlationDeviation == nil)
    #expect(layer.lengthDeviation == nil && layer.lengthDeviations == nil)
    #expect(layer.length.error == nil && layer.correlation(0, 1).error == nil)
    #expect(layer.networkCount == 1)
  }
}
