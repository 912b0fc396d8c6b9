import CKernels
import Testing

/// Updates by panels of sites: every path against the plain sweep.
@Suite struct DelayedUpdateTests {
  /// The spins of some walkers, and the groups in an order that is none of the numbers.
  private static func start(_ n: Int, walkers: Int) -> (spins: [[Int8]], order: [UInt32]) {
    let random = words(n * walkers, seed: 21)
    let spins = (0..<walkers).map { w in (0..<n).map { Int8(random[w * n + $0] >> 31) * 2 - 1 } }
    let groups = (n + 15) / 16
    return (spins, (0..<groups).map { UInt32(($0 * 7 + 3) % groups) })
  }

  private static func deviates(_ n: Int, _ walker: Int) -> [Float] {
    var deviates = [Float](repeating: 0, count: n)
    rk_logistic(baseline, words(n, seed: UInt32(100 + walker)), &deviates, n)
    // As Metropolis has them: no attempt, and flips that nothing stops.
    deviates[n / 2] = .infinity
    deviates[n / 3] = -.infinity
    return deviates
  }

  @Test(arguments: [16, 33, 64, 144, 300, 1030, 2530])
  func rowsOfNumbers(n: Int) {
    let walkers = 3
    let (start, order) = Self.start(n, walkers: walkers)
    let random = words(n * n, seed: 5)
    let stride = (n + 15) / 16 * 16 + 16
    var rows = [Int32](repeating: 0, count: n * stride)
    for i in 0..<n {
      for j in 0..<i {
        rows[i * stride + j] = 2 * (Int32(random[i * n + j] >> 12) - (1 << 19))
        rows[j * stride + i] = rows[i * stride + j]
      }
    }
    let fields = start.map { spins in
      (0..<n).map { i in
        (0..<n).reduce(Int32(1000)) { $0 + rows[i * stride + $1] / 2 * Int32(spins[$1]) }
      }
    }
    let scale = Float(1 << 19) * Float(n).squareRoot() / 3
    var expected = (start, fields, [Int64](repeating: 5, count: walkers), 0)
    for w in 0..<walkers {
      expected.3 += rk_heat_bath_sweep(
        baseline, n, stride, rows, order, Self.deviates(n, w), scale, &expected.0[w],
        &expected.1[w], &expected.2[w])
    }
    #expect(expected.3 > n / 4)
    for level in levels {
      var spins = start
      var energies = [Int64](repeating: 5, count: walkers)
      var block = [Int32](repeating: 0, count: walkers * stride)
      for w in 0..<walkers { block.replaceSubrange(w * stride..<w * stride + n, with: fields[w]) }
      var flipped = [UInt32](repeating: 0, count: walkers * Int(RK_PANEL))
      var counts = [UInt32](repeating: 0, count: walkers * 2)
      var flips = 0
      // Where couplings are many, as many are asked for before they are used.
      var request = rk_panel_request()
      request.flips = .max
      for first in Swift.stride(from: 0, to: order.count, by: Int(RK_PANEL / RK_GROUP)) {
        let groups = min(Int(RK_PANEL / RK_GROUP), order.count - first)
        rk_panel_begin(level, n, stride, rows, order, first, groups, &request)
        for w in 0..<walkers {
          rk_panel_flips(
            level, n, stride, rows, order, first, groups, Self.deviates(n, w), scale, w, &spins[w],
            block, &energies[w], &flipped, &counts, &request)
        }
        flips += counts.reduce(0) { $0 + Int($1) }
        rk_panel_fields(
          level, n, stride, rows, walkers, flipped, counts, &block, &request)
      }
      #expect(spins == expected.0 && energies == expected.2 && flips == expected.3)
      for w in 0..<walkers {
        #expect(Array(block[w * stride..<w * stride + n]) == expected.1[w])
      }
    }
  }

  /// Against the definition: fields from the spins, one site after the other.
  @Test(arguments: [2, 16, 33, 64, 144, 300, 530, 1030])
  func rowsOfBits(n: Int) {
    let (start, order) = Self.start(n, walkers: 1)
    let random = words(n * n, seed: 6)
    let stride = (n + 15) / 16
    var rows = [UInt16](repeating: 0, count: n * stride)
    for i in 0..<n {
      for j in 0..<i where random[i * n + j] >> 31 == 1 {
        rows[i * stride + j / 16] |= 1 << UInt16(j % 16)
        rows[j * stride + i / 16] |= 1 << UInt16(i % 16)
      }
    }
    func field(_ spins: [Int8], _ i: Int) -> Int16 {
      (0..<n).reduce(0) { sum, j in
        guard j != i else { return sum }
        let isNegative = rows[i * stride + j / 16] >> UInt16(j % 16) & 1 == 1
        return sum + Int16(isNegative ? -spins[j] : spins[j])
      }
    }
    let coupling: Int32 = 1_234_567 / Int32(n)
    let scale = Float(coupling) * Float(n).squareRoot() / 3
    let deviates = Self.deviates(n, 0)
    var expected = start[0]
    var flips = 0
    for i in order.flatMap({ Array(Int($0) * 16..<min(n, Int($0) * 16 + 16)) }) {
      let spin: Int8 =
        Float(coupling * Int32(field(expected, i))) > scale * deviates[i] ? 1 : -1
      if spin != expected[i] { flips += 1 }
      expected[i] = spin
    }
    let expectedFields = (0..<n).map { field(expected, $0) }
    let groupsPerPanel = Int(RK_BIT_PANEL / RK_GROUP)
    for level in levels {
      for isPrepared in [false, true] {
        var spins = start[0]
        var fields = (0..<n).map { field(spins, $0) }
        var found = 0
        for first in Swift.stride(from: 0, to: order.count, by: groupsPerPanel) {
          let groups = min(groupsPerPanel, order.count - first)
          var panel = [UInt16](repeating: .max, count: Int(RK_BIT_PANEL) * groupsPerPanel)
          rk_bit_panel(n, stride, rows, order, first, groups, &panel)
          found += panel.withUnsafeBufferPointer { bits in
            rk_bit_heat_bath(
              level, n, stride, rows, isPrepared ? bits.baseAddress : nil, coupling, order, first,
              groups, deviates, scale, &spins, &fields)
          }
        }
        #expect(spins == expected && fields == expectedFields && found == flips)
        let sum = zip(spins, fields).reduce(Int64(0)) { $0 + Int64($1.0) * Int64($1.1) }
        #expect(rk_spins_times_fields(level, n, spins, fields) == sum)
      }
    }
  }
}
