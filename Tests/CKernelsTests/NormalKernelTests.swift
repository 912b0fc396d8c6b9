import CKernels
import RealModule
import Testing

/// Normal numbers and tanh against their formulas in libm, and every path against the plainest one.
///
/// Calibrated by breaking the code: sines and cosines not exchanged, one sign bit for both numbers, a
/// coefficient of the logarithm's, the cosine's or tanh's polynomial changed by 1e-8 to 1e-12, and no
/// limit on the argument of tanh each make a test here fail.
@Suite struct NormalKernelTests {
  private static let baseline = Int32(RK_BASELINE)
  private static let levels = Array(baseline...rk_cpu_level())
  private static let key: [UInt32] = [11, 5]

  private static func normals(_ level: Int32, first: UInt64, count: Int) -> [Double] {
    var out = [Double](repeating: 7, count: count + 1)
    rk_normals(level, key, first, 3, 2, 1, &out, count)
    #expect(out[count] == 7, "written beyond the end")
    return Array(out.prefix(count))
  }

  /// The formula, with the angle reduced to the quarter turn around 0 before sine and cosine are taken.
  private static func twin(_ words: ArraySlice<UInt32>) -> (Double, Double) {
    let w = Array(words)
    let (one, two) = (UInt64(w[1]) << 32 | UInt64(w[0]), UInt64(w[3]) << 32 | UInt64(w[2]))
    let u = (Double(one >> 12) + 0.5) * 0x1p-52
    let part = Double((two << 2) >> 12) - 0x1p51 + 0.5
    let (c, s) = (
      Double.cos(part * 0x1p-52 * .pi / 2), Double.sin(part * 0x1p-52 * .pi / 2)
    )
    let r = (-2 * Double.log(u)).squareRoot()
    switch two >> 62 {
    case 0: return (r * c, r * s)
    case 1: return (-r * s, r * c)
    case 2: return (-r * c, -r * s)
    default: return (r * s, -r * c)
    }
  }

  @Test func normalsAreThoseOfTheFormula() {
    let first: UInt64 = 0xffff_fff0
    let blocks = 20000
    var words = [UInt32](repeating: 0, count: 4 * blocks)
    rk_philox_fill(Self.baseline, Self.key, first, 3, 2, 1, &words, blocks)
    let values = Self.normals(Self.baseline, first: first, count: 2 * blocks)
    for block in 0..<blocks {
      let (x, y) = Self.twin(words[(4 * block)..<(4 * block + 4)])
      #expect(abs(values[2 * block] - x) <= 2e-15 * abs(x))
      #expect(abs(values[2 * block + 1] - y) <= 2e-15 * abs(y))
    }
  }

  /// Level 0.001 over 8 comparisons of 400000 numbers: 3.84 standard errors.
  @Test func normalsHaveTheirMoments() {
    let values = Self.normals(rk_cpu_level(), first: 0, count: 400_000)
    func check(_ terms: [Double], mean: Double, variance: Double, _ what: Comment) {
      let count = Double(terms.count)
      let z = (terms.reduce(0, +) / count - mean) / (variance / count).squareRoot()
      #expect(abs(z) < 3.84, what)
    }
    check(values, mean: 0, variance: 1, "mean")
    check(values.map { $0 * $0 }, mean: 1, variance: 2, "variance")
    check(values.map { $0 * $0 * $0 }, mean: 0, variance: 15, "skewness")
    check(values.map { $0 * $0 * $0 * $0 }, mean: 3, variance: 96, "fourth moment")
    check(values.map { abs($0) < 1 ? 1 : 0 }, mean: 0.682689492137086, variance: 0.2166, "inside")
    let pairs = stride(from: 0, to: values.count, by: 2).map { (values[$0], values[$0 + 1]) }
    check(pairs.map { $0 * $1 }, mean: 0, variance: 1, "numbers of a block")
    check(pairs.map { $0 * $0 * $1 * $1 }, mean: 1, variance: 8, "squares of a block")
    check(zip(values, values.dropFirst(2)).map { $0 * $1 }, mean: 0, variance: 1, "blocks")
  }

  @Test(arguments: [0, 1, 2, 15, 16, 17, 31, 1001])
  func normalPathsAgree(count: Int) {
    let reference = Self.normals(Self.baseline, first: 9, count: count)
    let more = Self.normals(Self.baseline, first: 9, count: count + 40)
    #expect(Array(more.prefix(count)) == reference)
    for level in Self.levels {
      let out = Self.normals(level, first: 9, count: count)
      #expect(out.map(\.bitPattern) == reference.map(\.bitPattern))
    }
  }

  @Test func hyperbolicTangentIsAccurateAndPathsAgree() {
    var x = (0..<6000).map { Double.exp(0.01 * Double($0) - 35) }.filter { $0 < 1e3 }
    x += x.map { -$0 }
    x += [
      0, -0.0, 1e308, -1e308, .infinity, -.infinity, .leastNonzeroMagnitude, 0x1p-1022, 19.06, 20,
      20.0001,
    ]
    var reference = x
    rk_tanh(Self.baseline, 1.5, &reference, x.count)
    for (x, value) in zip(x, reference) {
      let exact = Double.tanh(1.5 * x)
      #expect(abs(value - exact) <= 1e-15 * abs(exact), "tanh \(1.5 * x)")
      #expect(value.sign == x.sign)
    }
    for level in Self.levels {
      for count in [x.count, 13, 8, 1, 0] {
        var out = x
        rk_tanh(level, 1.5, &out, count)
        #expect(
          out.prefix(count).map(\.bitPattern) == reference.prefix(count).map(\.bitPattern))
        #expect(out.suffix(from: count).elementsEqual(x.suffix(from: count)))
      }
      var missing = [Double.nan, 1]
      rk_tanh(level, 1, &missing, 2)
      #expect(missing[0].isNaN && missing[1] == missing[1])
    }
  }
}
