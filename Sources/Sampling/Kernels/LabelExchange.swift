import Randomness
import RealModule

/// Exchanges of neighbouring temperatures in which labels move and configurations stay.
enum LabelExchange {
  /// One round: even pairs at even indices, odd ones at odd.
  ///
  /// ```
  /// accept with probability min(1, exp((β_k − β_{k+1}) (E_k − E_{k+1}))),   E the total energy
  /// ```
  ///
  /// - Parameters:
  ///   - walkerAt: The walker in every slot.
  ///   - temperatures: One per slot, ascending.
  ///   - words: Memory for random words.
  ///   - index: The number of sweeps done before.
  ///   - streams: The names of the streams.
  ///   - counts: What is counted of exchanges.
  ///   - excess: By how much the total energy of one walker exceeds that of another.
  static func round(
    _ walkerAt: inout [Int], temperatures: [Double], words: inout [UInt32], index: Int,
    streams: LadderStreams, counts: inout ExchangeCounts,
    excess: (_ walker: Int, _ other: Int) -> Double
  ) {
    let count = (2 * temperatures.count + 3) / 4 * 4
    if words.count != count { words = [UInt32](repeating: 0, count: count) }
    RandomStream.fill(
      &words, from: streams.name(.exchange), block: UInt64(index) * UInt64(count / 4))
    for slot in stride(from: index & 1, to: temperatures.count - 1, by: 2) {
      let exponent =
        (1 / temperatures[slot] - 1 / temperatures[slot + 1])
        * excess(walkerAt[slot], walkerAt[slot + 1])
      let word = UInt64(words[2 * slot]) << 32 | UInt64(words[2 * slot + 1])
      let accepted = exponent >= 0 || RandomStream.uniform(from: word) < Double.exp(exponent)
      if accepted { walkerAt.swapAt(slot, slot + 1) }
      counts.record(pair: slot, accepted: accepted)
    }
    counts.visit(walkerAt)
  }
}
