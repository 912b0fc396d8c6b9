import Randomness
import RealModule
package import Statistics

/// The course of energy and overlaps of one instance since half of the burn-in.
package struct DriftSeries: Sendable {
  /// Energies per spin by temperature, ladder and block of time.
  package let energies: [[[Double]]]
  /// q² between ladders at equal times, by temperature and block of time.
  package let squareOverlaps: [[Double]]
  /// The time of the middle of every block, from the start of the run, in sweeps.
  package let times: [Double]

  package init(energies: [[[Double]]], squareOverlaps: [[Double]], times: [Double]) {
    self.energies = energies
    self.squareOverlaps = squareOverlaps
    self.times = times
  }
}

/// Whether energy or overlaps still move.
///
/// ```
/// d = Σ_b c_b x_b,   c_b = ln t_b − mean,   var d = Σ c² Σ (x − x̄)²/(B − 1)
/// ```
///
/// x is the energy of a ladder, whose blocks of time are put into any other order independently of the other
/// ladders, or q² between all ladders, whose blocks are put into another order together. In a stationary run with
/// independent blocks every order is as likely; the largest |z| over temperatures and both is compared with
/// that of 2000 orders. Var d is exact over all orders.
package struct DriftTest {
  private static let orders = 2000
  private static let batch = 100
  private static let enoughReached = 50
  private static let uninteresting = 2.0

  /// The change of the energy per spin from the first to the last block, by temperature.
  package let energy: [Estimate]
  /// The change of q² between ladders, by temperature.
  package let squareOverlap: [Estimate]
  /// The p-value of a drift as large, by temperature.
  package let probability: [Double]

  /// Tests instances.
  ///
  /// - Parameters:
  ///   - instances: Their courses, at least one, all with the same number of blocks, at least three.
  ///   - seed: The user's seed, for the orders.
  package init(_ instances: [DriftSeries], seed: UInt64) {
    let temperatures = instances[0].energies.indices
    let blocks = instances[0].squareOverlaps[0].count
    let contrasts = instances.map { Contrast(times: $0.times) }
    let first = contrasts[0].change
    // Instances of other lengths are weighted so that what is added up are changes from the first to the last block.
    let weights = contrasts.map { contrast in
      let scale = contrast.change / first
      return contrast.weights.map { $0 * scale }
    }
    let count = Double(instances.count)

    var sums = [[Double]](repeating: [0, 0], count: temperatures.count)
    var variances = sums
    for (one, weights) in zip(instances, weights) {
      let norm = weights.reduce(0) { $0 + $1 * $1 }
      for t in temperatures {
        let ladders = one.energies[t]
        let share = 1 / Double(ladders.count)
        for ladder in ladders {
          sums[t][0] += share * trend(ladder, weights)
          variances[t][0] += share * share * norm * SampleMoments(ladder).variance
        }
        sums[t][1] += trend(one.squareOverlaps[t], weights)
        variances[t][1] += norm * SampleMoments(one.squareOverlaps[t]).variance
      }
    }
    let deviations = variances.map { $0.map { $0.squareRoot() } }
    func score(_ sums: [[Double]], _ t: Int) -> Double {
      (0..<2).map { deviations[t][$0] > 0 ? abs(sums[t][$0]) / deviations[t][$0] : 0 }.max() ?? 0
    }
    let change = first / count
    func estimates(_ kernel: Int) -> [Estimate] {
      temperatures.map { t in
        Estimate(value: change * sums[t][kernel], error: change * deviations[t][kernel])
      }
    }
    energy = estimates(0)
    squareOverlap = estimates(1)

    let scores = temperatures.map { score(sums, $0) }
    let largest = scores.max() ?? 0
    guard largest >= Self.uninteresting else {
      probability = scores.map { _ in 1 }
      return
    }
    var streams = instances.indices.map {
      // Slot 1: slot 0 relabels ladders.
      RandomStream(StreamName(seed: seed, purpose: .equilibration, instance: $0, slot: 1))
    }
    var null: [Double] = []
    while null.count < Self.orders {
      for _ in 0..<Self.batch {
        var sums = [[Double]](repeating: [0, 0], count: temperatures.count)
        for (i, one) in instances.enumerated() {
          let ladders = one.energies[0].count
          for ladder in 0..<ladders {
            let order = streams[i].permutation(blocks)
            for t in temperatures {
              var d = 0.0
              for b in 0..<blocks { d += weights[i][b] * one.energies[t][ladder][order[b]] }
              sums[t][0] += d / Double(ladders)
            }
          }
          let order = streams[i].permutation(blocks)
          for t in temperatures {
            for b in 0..<blocks { sums[t][1] += weights[i][b] * one.squareOverlaps[t][order[b]] }
          }
        }
        null.append(temperatures.map { score(sums, $0) }.max() ?? 0)
      }
      if null.count(where: { $0 >= largest }) >= Self.enoughReached { break }
    }
    let done = Double(1 + null.count)
    probability = scores.map { score in Double(1 + null.count { $0 >= score }) / done }
  }
}

/// The weights of blocks of time that find a straight line in ln t.
private struct Contrast {
  /// ln t_b − mean.
  let weights: [Double]
  /// The change of the line from the first to the last block, per unit of Σ_b c_b x_b.
  let change: Double

  init(times: [Double]) {
    let logarithms = times.map { Double.log($0) }
    let mean = logarithms.reduce(0, +) / Double(times.count)
    weights = logarithms.map { $0 - mean }
    let norm = weights.reduce(0) { $0 + $1 * $1 }
    change = (logarithms[times.count - 1] - logarithms[0]) / norm
  }
}

/// Σ_b c_b x_b.
private func trend(_ values: [Double], _ weights: [Double]) -> Double {
  zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
}
