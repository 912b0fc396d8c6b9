import CKernels
import RealModule
import Testing

/// The decisions of this kernel are those of a twin in `SamplerLawsTests`; here every path makes the same ones.
@Suite struct MultispinTests {
  /// The neighbours of several sites at a time, in runs of a few.
  private static func runs(_ entries: [UInt32], degree: Int) -> [UInt32] {
    let count = degree == 0 ? 0 : entries.count / degree
    return stride(from: 0, to: count, by: 8).flatMap { first in
      (0..<degree).flatMap { turn in
        let own = (first..<min(first + 8, count)).map { entries[$0 * degree + turn] }
        var starts: [UInt32: UInt32] = [:]
        var head: UInt32 = 0
        for (lane, entry) in own.enumerated() {
          head |= (entry & 1) << UInt32(lane)
          starts[entry >> 1 &- UInt32(lane), default: 0] |= 1 << UInt32(lane)
        }
        let pairs = starts.flatMap { [$0.value, $0.key] }
        return [head | UInt32(starts.count) << 8 | pairs[0] << 16] + pairs.dropFirst()
      }
    }
  }

  /// The laws of 64 walkers, each with a stream of its own.
  private static func withLaws<Result>(
    key: (UInt32, UInt32), density: Double, scale: Double, survival: [UInt64], guide: [UInt16],
    deeper: [UInt64], _ body: ([rk_exception_law]) -> Result
  ) -> Result {
    survival.withUnsafeBufferPointer { survival in
      guide.withUnsafeBufferPointer { guide in
        deeper.withUnsafeBufferPointer { deeper in
          body(
            (0..<64).map { walker in
              rk_exception_law(
                bit: 1 << UInt64(walker), key: key, middle: 3, third: UInt32(walker), fourth: 5,
                density: density, scale: scale, survival: survival.baseAddress,
                guide: guide.baseAddress, deeper: deeper.baseAddress)
            })
        }
      }
    }
  }

  /// Spins of one walker, and spins as bits, one by one.
  @Test(arguments: [1, 7, 8, 63, 64, 65, 130, 403])
  func configurations(n: Int) {
    let random = words(3 * n, seed: 8)
    let words = (0..<n).map { UInt64(random[2 * $0]) << 32 | UInt64(random[2 * $0 + 1]) }
    let places = (0..<n).map { ($0 * 5 + 3) % n }
    for walker in [0, 17, 63] {
      var spins = [Int8](repeating: 0, count: n)
      rk_spins_of_walker(n, places, words, walker, &spins)
      #expect(spins == places.map { words[$0] >> UInt64(walker) & 1 == 1 ? 1 : -1 })
    }
    let spins = (0..<n).map { Int8(truncatingIfNeeded: Int(random[2 * n + $0] % 7) - 3) * 42 }
    var packed = [UInt64](repeating: .max, count: (n + 63) / 64)
    rk_pack_spins(n, spins, &packed)
    for place in 0..<64 * packed.count {
      let isUp = packed[place / 64] >> UInt64(place % 64) & 1 == 1
      #expect(isUp == (place < n && spins[place] > 0))
    }
  }

  @Test(arguments: 0...8)
  func pathsAgree(degree: Int) {
    let n = 403
    let first = 203
    let end = 402
    let random = words(4 * n * (degree + 1), seed: 5)
    func longs(_ offset: Int) -> [UInt64] {
      (0..<n).map { UInt64(random[offset + 2 * $0]) << 32 | UInt64(random[offset + 2 * $0 + 1]) }
    }
    let survival = (0...1024).map { UInt64(Double.exp(-0.03 * Double($0)) * 0x1p63) }
    let guide = [UInt16](repeating: 1, count: 1024)
    let depth = max(1, degree)
    let deeper = [UInt64](repeating: 1 << 62, count: depth)
    // Neighbours among sites that are not updated, some of them beside those of the site before.
    var entries = random.prefix((end - first) * degree).map { $0 % UInt32(2 * first) }
    for place in entries.indices where place >= degree && random[n + place] % 3 > 0 {
      entries[place] = (entries[place - degree] + 2) % UInt32(2 * first)
    }
    let runs = Self.runs(entries, degree: degree)
    func results(_ level: Int32) -> ([UInt64], [UInt64], [Int64], Int) {
      var levels = [UInt64](repeating: 0, count: depth * n)
      let marked = Self.withLaws(
        key: (1, 2), density: 0.03, scale: 0, survival: survival, guide: guide, deeper: deeper
      ) {
        rk_multispin_exceptions(level, n, $0, 64, 0xffff_fff0, 1024, depth, &levels)
      }
      var spins = longs(n)
      var counts = [Int64](repeating: 7, count: 64)
      rk_multispin_heat_bath(
        level, n, first, end, degree, degree % 2 == 0 ? 1 : 0, entries, runs, random, levels,
        &spins, &counts)
      return (levels, spins, counts, marked)
    }
    let reference = results(baseline)
    #expect(reference.0.prefix(n).reduce(0) { $0 + $1.nonzeroBitCount } == reference.3)
    #expect(reference.3 > 0)
    for level in levels { #expect(results(level) == reference) }

    // Bond by bond.
    let ends = (first..<end).flatMap { site in
      entries[(site - first) * degree..<(site - first + 1) * degree].flatMap { [$0, UInt32(site)] }
    }
    for walker in 0..<64 {
      let unsatisfied = stride(from: 0, to: ends.count, by: 2).count { bond in
        let one = reference.1[Int(ends[bond] >> 1)] ^ reference.1[Int(ends[bond + 1])]
        return one >> UInt64(walker) & 1 != UInt64(ends[bond] & 1)
      }
      #expect(reference.2[walker] == 7 + Int64(unsatisfied))
    }
    for level in levels {
      var counts = [Int64](repeating: 0, count: 64)
      rk_multispin_unsatisfied(level, ends.count / 2, ends, reference.1, &counts)
      #expect(counts == reference.2.map { $0 - 7 })
    }
  }

  /// Lengths of jumps by logarithms are those of the table.
  @Test(arguments: [1e-6, 3e-4, 0.0033, 0.03])
  func jumpsByLogarithms(probability: Double) {
    let n = 60_000
    let decay = Double.log(onePlus: -probability)
    let survival = (0...1024).map { j in
      j == 0 ? UInt64.max : UInt64(Double.exp(Double(j) * decay) * 0x1p64)
    }
    // A guide that tells nothing.
    let guide = [UInt16](repeating: 1, count: 1024)
    func marks(_ level: Int32, scale: Double, density: Double) -> [UInt64] {
      var levels = [UInt64](repeating: 0, count: n)
      _ = Self.withLaws(
        key: (3, 4), density: density, scale: scale, survival: survival, guide: guide, deeper: [0]
      ) {
        rk_multispin_exceptions(level, n, $0, 64, 77, 1024, 1, &levels)
      }
      return levels
    }
    let reference = marks(baseline, scale: 0, density: probability)
    for level in levels {
      #expect(marks(level, scale: 1 / decay, density: probability) == reference)
      // What is thought of their number only decides how many are drawn at a time.
      #expect(marks(level, scale: 1 / decay, density: 0) == reference)
      #expect(marks(level, scale: 1 / decay, density: 1) == reference)
    }
    let expected = 64 * Double(n) * probability
    let found = Double(reference.reduce(0) { $0 + $1.nonzeroBitCount })
    #expect(abs(found - expected) < 5 * (expected + 1).squareRoot())
  }
}
