import Sampling
import SpinModels
import TestSupport
import Testing

/// Metropolis' rule on every storage.
///
/// Calibrated by breaking the code: with deviates 1.1 times too large `invariance` and `wideInvariance` fail, without the
/// pauses `freeSpinsMix` does.
@Suite struct MetropolisTests {
  @Test(arguments: [0, 1, 2, 5, 6, 7, 9, 10, 11, 12, 14, 16, 17])
  func invariance(_ index: Int) throws {
    let instance = SamplerLawsTests.models[index].instance(0, seed: 4)
    let kernel = try instance.kernel(walkers: 4, coldest: 0.7, rule: .metropolis)
    #expect(try checkKernel(kernel, of: instance) == [])
  }

  /// The storage in 64 bits.
  @Test func wideInvariance() throws {
    let instance = SamplerLawsTests.models[6].instance(0, seed: 4)
    #expect(try checkKernel(MetropolisKernel(WideKernel(instance)), of: instance) == [])
  }

  @Test(arguments: [1, 6, 9])
  func enumeration(_ index: Int) async throws {
    let settings = try SamplingSettings(
      temperatures: [0.7, 1, 1.6], chainCount: 48, burnIn: 200, sweeps: 4000, draws: 200, seed: 9,
      algorithm: Metropolis())
    let (failures, count) = try await checkAlgorithm(
      settings, on: SamplerLawsTests.models[index], level: 0.001 / 1000)
    #expect(failures.isEmpty, "\(failures.prefix(5))")
    #expect(count > 100 && count < 1000)
  }

  /// Dense and sparse storage make the same decisions, and groups of sites in their order.
  @Test func denseAndSparseAreTwins() throws {
    let instance = try EdwardsAnderson(dimension: 2, length: 6).instance(1, seed: 4)
    #expect(
      try checkTwins(
        MetropolisKernel(DenseKernel(instance)), MetropolisKernel(SparseKernel(instance))) == [])
  }

  /// A free spin turns with probability 7/8 a sweep: the product with the spin before is −3/4 on average.
  ///
  /// 4000 independent products have a standard error of 0.0105; 5 of them.
  @Test func freeSpinsMix() throws {
    let instance = try SpinInstance(
      bonds: BondList(spinCount: 4000, pairs: [(0, 1, 1)]))
    let kernel = MetropolisKernel(SparseKernel(instance))
    let start = [Int8](repeating: 1, count: 4000)
    var walkers = kernel.walkers(in: [start])
    let streams = LadderStreams(seed: 5, instance: 0, chain: 0)
    kernel.sweep(&walkers, temperatures: [0.5], index: 0, streams: streams)
    let mean = kernel.configuration(of: walkers, slot: 0)[2...].reduce(0) { $0 + Double($1) } / 3998
    #expect(abs(mean + 0.75) < 0.053)
  }
}
