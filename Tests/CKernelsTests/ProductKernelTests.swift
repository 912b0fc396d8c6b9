import CKernels
import Testing

/// The kernel of products of p spins against its plain twin on every path.
///
/// Checked by breaking the code: with products that leave out their highest spin, fields and spins differ from the
/// twin's (84 issues).
@Suite struct ProductKernelTests {
  /// The sets of `size` spins among n in colexicographic order.
  private static func sets(_ n: Int, _ size: Int) -> [[Int]] {
    guard size > 0 else { return [[]] }
    return (0..<n).flatMap { top in sets(top, size - 1).map { $0 + [top] } }
  }

  /// The definition: every field is summed up anew from all products.
  private static func field(
    _ i: Int, _ products: [(spins: [Int], coupling: Int32)], _ spins: [Int8]
  )
    -> Int32
  {
    products.reduce(0) { sum, product in
      guard product.spins.contains(i) else { return sum }
      return sum
        + product.spins.reduce(product.coupling) { $1 == i ? $0 : $0 * Int32(spins[$1]) }
    }
  }

  @Test(arguments: [(3, 3), (3, 16), (3, 37), (4, 4), (4, 14), (5, 11), (7, 9)])
  func sweepAgreesWithItsTwinOnEveryPath(p: Int, n: Int) {
    let tuples = Self.sets(n, p)
    let random = words(tuples.count + 3 * n, seed: UInt32(p * 1000 + n))
    let products = tuples.enumerated().map {
      (spins: $1, coupling: Int32(random[$0] >> 17) - (1 << 14))
    }
    let others = Self.sets(n, p - 1)
    let stride = others.count + 5
    let table = Dictionary(uniqueKeysWithValues: products.map { ($0.spins, $0.coupling) })
    var wide = [Int32](repeating: 0, count: n * stride)
    for i in 0..<n {
      for (k, set) in others.enumerated() where !set.contains(i) {
        wide[i * stride + k] = table[(set + [i]).sorted()] ?? 0
      }
    }
    let narrow = wide.map { Int16($0) }
    let start = (0..<n).map { Int8(random[tuples.count + $0] >> 31) * 2 - 1 }
    var deviates = [Float](repeating: 0, count: n)
    rk_logistic(baseline, Array(random[(tuples.count + n)...].prefix(n)), &deviates, n)
    let groups = (n + 15) / 16
    let order = (0..<groups).map { UInt32(groups - 1 - $0) }
    let scale = Float(1 << 12)

    var expected = start
    var change: Int64 = 0
    var flips = 0
    for g in order {
      for i in Int(g) * 16..<min(n, Int(g) * 16 + 16) {
        let field = Self.field(i, products, expected)
        let spin: Int8 = Float(field) > scale * deviates[i] ? 1 : -1
        guard spin != expected[i] else { continue }
        expected[i] = spin
        change -= 2 * Int64(spin) * Int64(field)
        flips += 1
      }
    }
    #expect(flips > 0)
    for level in levels {
      for isNarrow in [true, false] {
        var spins = start
        var fields = [Int32](repeating: 0, count: n)
        var energy: Int64 = 7
        let done: Int
        if isNarrow {
          rk_product_fields(level, n, p, 1, stride, narrow, spins, &fields)
          #expect(fields == (0..<n).map { Self.field($0, products, start) })
          done = rk_product_heat_bath_sweep(
            level, n, p, 1, stride, narrow, order, deviates, scale, &spins, &fields, &energy)
        } else {
          rk_product_fields(level, n, p, 0, stride, wide, spins, &fields)
          #expect(fields == (0..<n).map { Self.field($0, products, start) })
          done = rk_product_heat_bath_sweep(
            level, n, p, 0, stride, wide, order, deviates, scale, &spins, &fields, &energy)
        }
        #expect(spins == expected && done == flips && energy == 7 + change)
        #expect(fields == (0..<n).map { Self.field($0, products, expected) })
      }
    }
  }
}
