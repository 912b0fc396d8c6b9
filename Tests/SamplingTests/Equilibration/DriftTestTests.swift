import Randomness
import RealModule
import Sampling
import Statistics
import Testing

/// The drift test against enumeration of all orders, and on courses whose trend is known.
///
/// Checked by breaking the code: with B instead of B − 1 in the variance enumeration disagrees.
@Suite struct DriftTestTests {
  /// The middles of the blocks of the last three quarters of a run of length 1.
  private func times(_ blocks: Int = 12) -> [Double] {
    (0..<blocks).map { b in
      let share = (Double(b) + 0.5) / Double(blocks)
      return (1 + 3 * share) / 4
    }
  }

  private func series(
    _ seed: Int, ladders: Int = 4, blocks: Int = 12, energyTrend: Double = 0,
    overlapTrend: Double = 0
  ) -> DriftSeries {
    var stream = RandomStream(StreamName(seed: UInt64(seed), purpose: .updates))
    func course(_ trend: Double) -> [Double] {
      times(blocks).map { trend * Double.log($0) + stream.normal() }
    }
    return DriftSeries(
      energies: [(0..<ladders).map { _ in course(energyTrend) }],
      squareOverlaps: [course(overlapTrend)], times: times(blocks))
  }

  /// Mean 0 and the variance of the formula over all 24² orders of four blocks of two ladders.
  @Test func enumeration() {
    let one = series(1, ladders: 2, blocks: 4)
    let found = DriftTest([one], seed: 1)
    let logarithms = (0..<4).map { Double.log(times(4)[$0]) }
    let mean = logarithms.reduce(0, +) / 4
    let norm = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // The change of the line that fits best.
    let length = logarithms[3] - logarithms[0]
    func change(_ values: [Double]) -> Double {
      zip(logarithms, values).reduce(0) { $0 + ($1.0 - mean) * $1.1 } / norm * length
    }
    func orders(_ values: [Double]) -> [[Double]] {
      guard values.count > 1 else { return [values] }
      return values.indices.flatMap { k -> [[Double]] in
        var rest = values
        let first = rest.remove(at: k)
        return orders(rest).map { [first] + $0 }
      }
    }
    let e = one.energies[0]
    #expect(abs((change(e[0]) + change(e[1])) / 2 - found.energy[0].value) < 1e-12)
    var values: [Double] = []
    for a in orders(e[0]) { for b in orders(e[1]) { values.append((change(a) + change(b)) / 2) } }
    let moments = SampleMoments(values)
    #expect(values.count == 576 && abs(moments.mean) < 1e-12)
    let deviation = (moments.sumOfSquares / 576).squareRoot()
    #expect(abs(deviation - (found.energy[0].error ?? 0)) < 1e-12)
    let overlaps = SampleMoments(orders(one.squareOverlaps[0]).map { change($0) })
    #expect(
      abs((overlaps.sumOfSquares / 24).squareRoot() - (found.squareOverlap[0].error ?? 0)) < 1e-12)
    #expect(abs(change(one.squareOverlaps[0]) - found.squareOverlap[0].value) < 1e-12)
  }

  /// p-values below 0.02 in 2 % of 400 stationary courses: outside of 1 … 18 with a probability of 10⁻³.
  @Test(arguments: [1, 5])
  func falseAlarms(instances: Int) {
    let low = (0..<400).count { seed in
      DriftTest((0..<instances).map { series(10 * seed + $0) }, seed: UInt64(seed))
        .probability[0] < 0.02
    }
    #expect((1...18).contains(low))
  }

  /// Trends of 2 deviations per unit of ln t in four ladders, or of 8 in one series, whose own trend is in its
  /// variance over orders: z is at most √11.
  @Test func trends() {
    let energies = (0..<100).count {
      DriftTest([series($0, energyTrend: 2)], seed: 1).probability[0] < 0.004
    }
    #expect(energies >= 95)
    let overlaps = (0..<100).count {
      DriftTest([series($0, overlapTrend: 8)], seed: 1).probability[0] < 0.004
    }
    #expect(overlaps >= 90)
    let found = DriftTest([series(3, energyTrend: 50)], seed: 1)
    #expect(abs(found.energy[0].value - 50 * Double.log(31.0 / 9)) < 3)
  }
}
