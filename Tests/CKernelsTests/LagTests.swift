import CKernels
import Testing

@Suite struct LagTests {
  /// Every sum in the order of time, to the last bit; some lags have few partners or none.
  @Test(arguments: [1, 20, 32, 33, 95, 400], [0, 1, 17, 64])
  func productsAreThoseOfThePlainLoopOnEveryPath(count: Int, first: Int) {
    let series = words(count, seed: 11).map { Double($0) * 0x1p-32 - 0.5 }
    let plain = (0..<Int(RK_LAGS)).map { k in
      var sum = 0.0
      for t in 0..<max(0, count - first - k) { sum += series[t] * series[t + first + k] }
      return sum
    }
    for level in levels {
      var sums = [Double](repeating: .nan, count: Int(RK_LAGS))
      rk_lagged_products(level, count, series, first, &sums)
      #expect(sums == plain)
    }
  }
}
