import Overlaps
import Randomness
import SpinModels
import Statistics
import Testing

/// Errors within one instance: as large as the scatter of repeated runs.
///
/// Checked by breaking the code: with ladders instead of blocks of ladders as units the errors of four ladders
/// scatter by 40 %, and without (n − 1) they are 5.6 times too small.
@Suite struct OverlapBlocksTests {
  /// Draws of 40 spins from two states, 70 % from the first, all independent.
  private func ladders(_ seed: Int, count: Int = 4, draws: Int = 32) -> [PackedConfigurations] {
    var stream = RandomStream(StreamName(seed: UInt64(seed), purpose: .updates))
    return (0..<count).map { _ in
      var result = PackedConfigurations(spinCount: 40)
      for _ in 0..<draws {
        let isFirst = stream.uniform() < 0.7
        let mirror = stream.sign()
        result.append(
          (0..<40).map { i in
            let state = isFirst || i < 20 ? 1.0 : -1
            return Int8(mirror * state * (stream.uniform() < 0.15 ? -1 : 1))
          })
      }
      return result
    }
  }

  /// The mean squared error over 300 runs against the variance of the 300 values: the ratio is 1 within 25 %, three
  /// of its errors √(2/300).
  @Test func errorsAreTheScatter() throws {
    var values = [[Double]](repeating: [], count: 6)
    var variances = values
    for seed in 0..<300 {
      let draws = ladders(seed)
      let overlaps = OverlapDistribution.overlaps(betweenLadders: draws)
      let blocks = try #require(OverlapBlocks(ladders: draws))
      let found = OverlapMoments(instances: [overlaps], spinCount: 40, blocks: blocks)
      let distribution = OverlapDistribution(instances: [overlaps], binCount: 8, blocks: blocks)
      let estimates = [
        found.mean, found.meanAbsolute, found.meanSquare, found.meanFourth, found.binder,
        Estimate(value: distribution.densities[6], error: distribution.errors?[6]),
      ]
      for (k, one) in estimates.enumerated() {
        values[k].append(one.value)
        variances[k].append((one.error ?? 0) * (one.error ?? 0))
      }
    }
    for k in values.indices {
      let ratio = SampleMoments(variances[k]).mean / SampleMoments(values[k]).variance
      // ⟨q⟩ vanishes for every first configuration: there the jackknife of pairs gives twice the variance.
      let expected = k == 0 ? 2.0 : 1
      #expect((0.75...1.33).contains(ratio / expected), "\(k): \(ratio)")
    }
  }

  /// The values are those without blocks; several instances keep their errors over the disorder.
  @Test func valuesStay() throws {
    let draws = ladders(1, count: 3, draws: 9)
    let overlaps = OverlapDistribution.overlaps(betweenLadders: draws)
    let blocks = try #require(OverlapBlocks(ladders: draws))
    #expect(blocks.blockCount == 8 && blocks.ladderCount == 3)
    let plain = OverlapMoments(instances: [overlaps], spinCount: 40)
    let found = OverlapMoments(instances: [overlaps], spinCount: 40, blocks: blocks)
    #expect(plain.meanSquare.error == nil && plain.errorText == nil)
    #expect(abs(plain.meanSquare.value - found.meanSquare.value) < 1e-14)
    #expect(abs(plain.binder.value - found.binder.value) < 1e-12)
    #expect(found.errorText?.contains("within one instance") == true)
    let several = [overlaps, overlaps.map { -$0 }]
    #expect(
      OverlapMoments(instances: several, spinCount: 40, blocks: blocks)
        == OverlapMoments(instances: several, spinCount: 40))
    #expect(
      OverlapDistribution(instances: [overlaps], blocks: blocks).densities
        == OverlapDistribution(instances: [overlaps]).densities)
    #expect(OverlapBlocks(ladders: ladders(1, count: 2, draws: 1)) == nil)
    #expect(OverlapBlocks(ladders: ladders(1, count: 1)) == nil)
  }
}
