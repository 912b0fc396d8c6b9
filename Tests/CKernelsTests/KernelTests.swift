import CKernels
import RealModule
import Testing

/// The levels that this processor can run.
let levels = Array(baseline...rk_cpu_level())

let baseline = Int32(RK_BASELINE)

/// Reproducible words for the tests.
func words(_ count: Int, seed: UInt32) -> [UInt32] {
  var words = [UInt32](repeating: 0, count: (count + 3) / 4 * 4)
  rk_philox_fill(baseline, [seed, 1], 0, 0, 0, 0, &words, words.count / 4)
  return Array(words.prefix(count))
}

@Suite struct KernelTests {
  @Test func philoxPathsAgree() {
    // One block after the other, across the end of a word of the counter.
    let reference = (0..<77).flatMap { block in
      var words = [UInt32](repeating: 0, count: 4)
      rk_philox_fill(baseline, [9, 8], 0xffff_fff0 + UInt64(block), 7, 6, 5, &words, 1)
      return words
    }
    for level in levels {
      for count in [1, 7, 8, 31, 32, 33, 77] {
        var out = [UInt32](repeating: 3, count: 4 * 78)
        rk_philox_fill(level, [9, 8], 0xffff_fff0, 7, 6, 5, &out, count)
        #expect(Array(out.prefix(4 * count)) == Array(reference.prefix(4 * count)))
        #expect(out[4 * count] == 3)
      }
    }
  }

  @Test func logisticDeviatesAreAccurateAndPathsAgree() {
    var bits = words(1003, seed: 3)
    bits[0] = 0
    bits[1] = .max
    bits[2] = 1 << 31
    var reference = [Float](repeating: 0, count: bits.count)
    rk_logistic(baseline, bits, &reference, bits.count)
    for (word, value) in zip(bits, reference) {
      let u = (Double(word >> 1) + 0.5) * 0x1p-31
      let exact = Double.log(u / (1 - u))
      #expect(abs(Double(value) - exact) < 3e-7 * max(1, abs(exact)))
    }
    for level in levels {
      var out = [Float](repeating: 0, count: bits.count)
      rk_logistic(level, bits, &out, bits.count)
      #expect(out.map(\.bitPattern) == reference.map(\.bitPattern))
    }
  }

  /// The kernel's plain twin: the definition, recomputing each field from the spins.
  private static func heatBath(
    rows: [[Int32]], fields external: [Int32], order: [UInt32], deviates: [Float], scale: Float,
    spins: inout [Int8]
  ) -> (flips: Int, energyChange: Int64) {
    var flips = 0
    var change: Int64 = 0
    let group = Int(RK_GROUP)
    let sites = order.flatMap { Array(Int($0) * group..<min(spins.count, (Int($0) + 1) * group)) }
    for i in sites {
      var field = external[i]
      for j in spins.indices { field += rows[i][j] / 2 * Int32(spins[j]) }
      let spin: Int8 = Float(field) > scale * deviates[i] ? 1 : -1
      if spin != spins[i] {
        change -= 2 * Int64(spin) * Int64(field)
        flips += 1
        spins[i] = spin
      }
    }
    return (flips, change)
  }

  /// The dense and the sparse kernel; a third of the pairs is not coupled.
  @Test(arguments: [3, 15, 16, 64, 101, 256])
  func heatBathAgreesWithItsTwinOnEveryPath(size n: Int) {
    let random = words(n * n + 8 * n, seed: UInt32(n))
    let stride = n + 3
    var rows = [[Int32]](repeating: [Int32](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0..<i {
        let value = (i + j) % 3 == 0 ? 0 : 2 * (Int32(random[i * n + j] >> 12) - (1 << 19))
        rows[i][j] = value
        rows[j][i] = value
      }
    }
    var flat = [Int32](repeating: 0, count: n * stride)
    for i in 0..<n { for j in 0..<n { flat[i * stride + j] = rows[i][j] } }
    let external = (0..<n).map { Int32(random[n * n + $0] >> 14) - (1 << 17) }
    let start = (0..<n).map { Int8(random[n * n + n + $0] >> 31) * 2 - 1 }
    let groups = (n + 15) / 16
    let order = (0..<groups).map { UInt32(($0 * 3 + 1) % groups) }
    #expect(Set(order).count == groups)
    var logistic = [Float](repeating: 0, count: n)
    rk_logistic(baseline, Array(random[(n * n + 2 * n)..<(n * n + 3 * n)]), &logistic, n)
    let scale = Float(1 << 19) * Float(n).squareRoot() / 2

    let coupled = rows.map { row in (0..<n).filter { row[$0] != 0 } }
    let starts = coupled.reduce(into: [UInt32(0)]) {
      $0.append($0[$0.count - 1] + UInt32($1.count))
    }
    let neighbours = coupled.flatMap { $0.map { UInt32($0) } }
    let doubled = (0..<n).flatMap { i in coupled[i].map { rows[i][$0] } }

    func localFields(of spins: [Int8]) -> [Int32] {
      (0..<n).map { i -> Int32 in
        var field = external[i]
        for j in 0..<n { field += rows[i][j] / 2 * Int32(spins[j]) }
        return field
      }
    }

    var expected = start
    let twin = Self.heatBath(
      rows: rows, fields: external, order: order, deviates: logistic, scale: scale,
      spins: &expected)
    #expect(twin.flips > 0)
    for level in levels {
      var spins = start
      let startFields = localFields(of: start)
      var fields = startFields
      var energy: Int64 = 1000
      let flips = rk_heat_bath_sweep(
        level, n, stride, flat, order, logistic, scale, &spins, &fields, &energy)
      #expect(spins == expected && flips == twin.flips && energy == 1000 + twin.energyChange)
      #expect(fields == localFields(of: spins))
      var sparseSpins = start
      var sparseFields = startFields
      var sparseEnergy: Int64 = 1000
      let sparseFlips = rk_sparse_heat_bath_sweep(
        level, n, starts, neighbours, doubled, order, logistic, scale, &sparseSpins, &sparseFields,
        &sparseEnergy)
      #expect(sparseSpins == spins && sparseFields == fields)
      #expect(sparseEnergy == energy && sparseFlips == flips)
    }
  }

  @Test(arguments: [(1, 1), (2, 1), (37, 5), (70, 16)])
  func pairDifferencesAgreeWithTheirDefinition(rows: Int, wordCount: Int) {
    let random = words(2 * rows * wordCount, seed: 77)
    let bits = (0..<rows * wordCount).map {
      UInt64(random[2 * $0]) << 32 | UInt64(random[2 * $0 + 1])
    }
    for level in levels {
      var out = [Int32](repeating: -1, count: rows * rows)
      rk_pair_differences(level, bits, rows, wordCount, &out)
      for a in 0..<rows {
        for b in 0..<rows {
          var expected = 0
          for k in 0..<wordCount {
            expected += (bits[a * wordCount + k] ^ bits[b * wordCount + k]).nonzeroBitCount
          }
          #expect(out[a * rows + b] == Int32(expected))
        }
      }
      // The block of the first row and the others, and the block of all with themselves.
      var block = [Int32](repeating: -1, count: rows * rows)
      rk_block_differences(level, bits, rows, bits, rows, wordCount, &block)
      #expect(block == out)
      let others = Array(bits.dropFirst(wordCount))
      var row = [Int32](repeating: -1, count: rows - 1)
      rk_block_differences(level, bits, 1, others, rows - 1, wordCount, &row)
      #expect(row == Array(out[1..<rows]))
    }
  }
}
