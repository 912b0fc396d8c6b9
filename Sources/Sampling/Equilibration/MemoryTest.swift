import Randomness

/// Whether ladders remember: draws of one ladder, half a run apart, against draws of different ladders.
///
/// Where ladders are independent and forget within a block of time, the labels of the ladders mean nothing, and
/// permuting them independently in every block gives the exact distribution of any statistic: no law of the
/// overlaps is supposed, no stationarity, and one maximum over temperatures, q² and energy needs no correction
/// for their number. Several instances are tested by their sum and by the worst of them.
package struct MemoryTest {
  /// The most relabellings.
  static let relabellings = 2000
  /// Relabellings between two looks at whether more are needed.
  private static let batch = 250
  /// Statistics reached so often by chance need not be known better.
  private static let enoughReached = 100
  /// Scores below this in one test, or in the worst of several instances, are not worth a relabelling.
  private static let uninteresting = 2.0

  /// What is tested: overlaps and energies, or the signed overlap.
  package enum Family: Int, CaseIterable {
    case states, sign

    var kernels: [BlockMemory.Kernel] {
      self == .states ? [.squareOverlap, .energy] : [.overlap]
    }
  }

  /// What was found at one temperature.
  package struct Result {
    /// The p-value of the sum over instances.
    package fileprivate(set) var pooled = 1.0
    /// The p-value of the worst instance, among all of them; 1 for a single instance.
    package fileprivate(set) var worst = 1.0
    /// The instance with the largest score, by its place.
    package fileprivate(set) var worstInstance = 0
  }

  /// By family and temperature.
  private(set) var results: [[Result]]

  /// The p-values at one temperature.
  package func result(_ family: Family, _ temperature: Int) -> Result {
    results[family.rawValue][temperature]
  }

  /// Tests instances.
  ///
  /// - Parameters:
  ///   - count: The number of instances, at least one.
  ///   - seed: The user's seed, for the relabellings.
  ///   - memory: The overlaps of an instance by its place; called once for each in order, and again for each
  ///     batch of relabellings.
  /// - Throws: What `memory` throws.
  package init(count: Int, seed: UInt64, memory: (_ instance: Int) throws -> BlockMemory) rethrows {
    let first = try memory(0)
    let temperatures = first.temperatureCount
    var sums = [Double](repeating: 0, count: first.columnCount)
    var variances = sums
    var worst = Family.allCases.map { _ in
      [(score: Double, instance: Int)](repeating: (-.infinity, 0), count: temperatures)
    }
    for instance in 0..<count {
      let found = instance == 0 ? first : try memory(instance)
      for k in sums.indices {
        sums[k] += found.statistic[k]
        variances[k] += found.deviation[k] * found.deviation[k]
      }
      let scores = found.scores
      for family in Family.allCases {
        for t in 0..<temperatures {
          let score = family.kernels.map { scores[found.column($0, t)] }.max() ?? 0
          if score > worst[family.rawValue][t].score {
            worst[family.rawValue][t] = (score, instance)
          }
        }
      }
    }
    let deviations = variances.map { $0.squareRoot() }
    func score(_ sums: [Double], _ family: Family, _ t: Int) -> Double {
      family.kernels.map { kernel in
        let k = first.column(kernel, t)
        return deviations[k] > 0 ? sums[k] / deviations[k] : 0
      }.max() ?? 0
    }
    let pooled = Family.allCases.map { family in
      (0..<temperatures).map { score(sums, family, $0) }
    }
    results = Family.allCases.map { family in
      (0..<temperatures).map { Result(worstInstance: worst[family.rawValue][$0].instance) }
    }
    let largest = (pooled.flatMap { $0 } + worst.flatMap { $0.map(\.score) }).max() ?? 0
    guard largest >= Self.uninteresting else { return }

    var streams = (0..<count).map {
      RandomStream(StreamName(seed: seed, purpose: .equilibration, instance: $0))
    }
    // Per family: the largest score of the sum and of the worst instance in every relabelling.
    var null = Family.allCases.map { _ in (pooled: [Double](), worst: [Double]()) }
    let order = (0..<first.blockCount).flatMap { _ in 0..<first.ladderCount }
    var labels = order
    while null[0].pooled.count < Self.relabellings {
      var totals = [[Double]](
        repeating: [Double](repeating: 0, count: sums.count), count: Self.batch)
      var largest = Family.allCases.map { _ in [Double](repeating: -.infinity, count: Self.batch) }
      var relabelled = [Double](repeating: 0, count: sums.count)
      for instance in 0..<count {
        let found = try memory(instance)
        for draw in 0..<Self.batch {
          labels = order
          streams[instance].shuffle(&labels, inGroupsOf: found.ladderCount)
          found.relabelled(labels, into: &relabelled)
          for k in sums.indices { totals[draw][k] += relabelled[k] }
          guard count > 1 else { continue }
          for family in Family.allCases {
            for kernel in family.kernels {
              for t in 0..<temperatures {
                let k = found.column(kernel, t)
                guard found.deviation[k] > 0 else { continue }
                largest[family.rawValue][draw] = max(
                  largest[family.rawValue][draw], relabelled[k] / found.deviation[k])
              }
            }
          }
        }
      }
      for family in Family.allCases {
        null[family.rawValue].pooled += totals.map { total in
          (0..<temperatures).map { score(total, family, $0) }.max() ?? 0
        }
        null[family.rawValue].worst += largest[family.rawValue]
      }
      let isKnown = Family.allCases.allSatisfy { family in
        let f = family.rawValue
        return reached(null[f].pooled, pooled[f].max() ?? 0) >= Self.enoughReached
          && (count == 1
            || reached(null[f].worst, worst[f].map(\.score).max() ?? 0) >= Self.enoughReached)
      }
      if isKnown { break }
    }
    for family in Family.allCases {
      let f = family.rawValue
      let done = Double(1 + null[f].pooled.count)
      for t in 0..<temperatures {
        results[f][t].pooled = Double(1 + reached(null[f].pooled, pooled[f][t])) / done
        guard count > 1 else { continue }
        results[f][t].worst = Double(1 + reached(null[f].worst, worst[f][t].score)) / done
      }
    }
  }
}

/// How many values reach a score, up to rounding.
private func reached(_ values: [Double], _ score: Double) -> Int {
  let limit = score - 1e-9 * abs(score)
  return values.reduce(0) { $0 + ($1 >= limit ? 1 : 0) }
}

extension RandomStream {
  /// Puts the numbers of every group into a random order.
  fileprivate mutating func shuffle(_ order: inout [Int], inGroupsOf count: Int) {
    for first in stride(from: 0, to: order.count, by: count) {
      for last in stride(from: count - 1, to: 0, by: -1) {
        order.swapAt(first + last, first + index(below: last + 1))
      }
    }
  }
}
