import CKernels
import Randomness
import RealModule
import Testing

@Suite struct PhiloxTests {
  /// The known answers that come with Random123 (`kat_vectors`, philox4x32, 10 rounds).
  @Test func knownAnswers() {
    let zero = philox4x32(counter: (0, 0, 0, 0), key: (0, 0))
    #expect(zero == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let m = UInt32.max
    let ones = philox4x32(counter: (m, m, m, m), key: (m, m))
    #expect(ones == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = philox4x32(
      counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: (0xa409_3822, 0x299f_31d0))
    #expect(pi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func bulkWordsAreTheWordsOfTheStream() {
    let name = StreamName(
      seed: 0x1234_5678_9abc_def0, purpose: .updates, instance: 7, chain: 3, slot: 11)
    var words = [UInt32](repeating: 0, count: 400)
    RandomStream.fill(&words, from: name, block: 5)
    var stream = RandomStream(name, block: 5)
    for k in 0..<200 {
      let value = stream.next()
      #expect(words[2 * k] == UInt32(truncatingIfNeeded: value))
      #expect(words[2 * k + 1] == UInt32(value >> 32))
    }
  }

  /// Golden numbers of stream format 1: a change here is a change of every published run.
  @Test func streamFormatIsFrozen() {
    var stream = RandomStream(StreamName(seed: 1, purpose: .disorder, instance: 2))
    #expect(StreamName.formatVersion == 1)
    #expect(stream.next() == goldenWords[0])
    #expect(stream.next() == goldenWords[1])
    #expect(stream.uniform() == goldenUniform)
    #expect(abs(stream.normal() - goldenNormal) < 1e-15)
    #expect(stream.permutation(8) == goldenPermutation)
  }
}

@Suite struct StreamTests {
  @Test func namesGiveDisjointStreams() {
    var seen = Set<UInt64>()
    var count = 0
    for purpose in StreamPurpose.allCases {
      for instance in 0..<3 {
        for chain in 0..<3 {
          for slot in 0..<3 {
            var stream = RandomStream(
              StreamName(
                seed: 42, purpose: purpose, instance: instance, chain: chain, slot: slot))
            for _ in 0..<20 {
              seen.insert(stream.next())
              count += 1
            }
          }
        }
      }
    }
    #expect(seen.count == count)
  }

  /// Four moments of 400 000 normal numbers, each within 4.5 standard errors: false alarm 3·10⁻⁵.
  @Test func normalMoments() {
    var stream = RandomStream(StreamName(seed: 5, purpose: .weights))
    let n = 400_000
    var sums = [0.0, 0.0, 0.0, 0.0]
    for _ in 0..<n {
      let x = stream.normal()
      sums[0] += x
      sums[1] += x * x
      sums[2] += x * x * x
      sums[3] += x * x * x * x
    }
    let exact = [0.0, 1, 0, 3]
    let variance = [1.0, 2, 15, 96]
    for k in 0..<4 {
      let error = (variance[k] / Double(n)).squareRoot()
      #expect(abs(sums[k] / Double(n) - exact[k]) < 4.5 * error)
    }
  }

  /// Φ(Φ⁻¹(p)) = p, with Φ from the error function.
  @Test func quantileInvertsTheErrorFunction() {
    for p in [1e-300, 1e-20, 1e-9, 0.001, 0.07, 0.0749, 0.3, 0.5, 0.7, 0.92, 0.999] {
      let x = normalQuantile(p)
      let back = 0.5 * Double.erfc(-x / Double.sqrt(2))
      #expect(abs(back / p - 1) < 1e-12, "p = \(p)")
    }
  }

  /// Every one of the 24 orders of four equally often: χ² with 23 degrees, bound at p = 10⁻⁵.
  @Test func permutationsAreUniform() {
    var stream = RandomStream(StreamName(seed: 8, purpose: .analysis))
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[stream.permutation(4), default: 0] += 1 }
    let chiSquare = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(counts.count == 24 && chiSquare < 66.5)
  }

  @Test func uniformNeverTouchesItsEnds() {
    #expect(RandomStream.uniform(from: .max) < 1)
    #expect(RandomStream.uniform(from: .min) > 0)
    #expect(abs(RandomStream.uniform(from: 1 << 63) - 0.5) < 1e-15)
  }
}

// Computed by an independent implementation of Philox and by mpmath's inverse error function.
private let goldenWords: [UInt64] = [0x3be0_c1e9_08ca_f418, 0xb201_f538_cd5f_bf9a]
private let goldenUniform = 0.6926410032420603
private let goldenNormal = -0.74019504559513583
private let goldenPermutation = [1, 0, 3, 5, 4, 6, 7, 2]
