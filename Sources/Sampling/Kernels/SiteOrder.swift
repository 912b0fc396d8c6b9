import CKernels
import Randomness

/// The order in which a sweep visits the sites: groups of neighbours, the groups in random order.
///
/// Any order that does not look at the spins leaves the Gibbs measure invariant, and a heat bath may stay at
/// every site, so no order traps it.
enum SiteOrder {
  /// The number of groups.
  static func groups(spinCount: Int) -> Int { (spinCount + Int(RK_GROUP) - 1) / Int(RK_GROUP) }

  /// Draws the order of the next sweep from that of the last one, the same for all temperatures.
  ///
  /// Multiply-shift without rejection is as good as uniform here.
  static func shuffle(
    _ order: inout [UInt32], words: inout [UInt32], index: Int, streams: LadderStreams
  ) {
    RandomStream.fill(
      &words, from: streams.name(.visitOrder), block: UInt64(index) * UInt64(words.count / 4))
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      let other = Int(UInt64(words[last]) &* UInt64(last + 1) >> 32)
      order.swapAt(last, other)
    }
  }
}

/// Standard exponential deviates, by which Metropolis' rule decides.
enum ExponentialDeviates {
  private static let level = rk_cpu_level()

  /// Turns random words into deviates; one in eight is −∞, which is no attempt.
  static func fill(_ deviates: inout [Float], from words: [UInt32]) {
    rk_exponential(level, words, &deviates, words.count)
  }
}

/// Standard logistic deviates, by which a heat bath decides.
enum LogisticDeviates {
  private static let level = rk_cpu_level()

  /// Turns random words into deviates.
  static func fill(_ deviates: inout [Float], from words: [UInt32]) {
    rk_logistic(level, words, &deviates, words.count)
  }
}
