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

  /// By way of the spectrum: the same sums to rounding, with the same bits on every path.
  @Test(arguments: [(1, 1, 2), (5, 3, 8), (100, 28, 128), (700, 324, 1024)])
  func productsOfAllLags(count: Int, lags: Int, size: Int) {
    let series = words(count, seed: 12).map { Double($0) * 0x1p-32 - 0.5 }
    func sums(_ level: Int32) -> [Double] {
      var memory = [Double](repeating: 0, count: 5 * size)
      var sums = [Double](repeating: .nan, count: lags)
      rk_spectrum_prepare(size, &memory)
      rk_all_lagged_products(level, count, series, size, &memory, lags, &sums)
      return sums
    }
    let reference = sums(baseline)
    for level in levels { #expect(sums(level) == reference) }
    for k in 0..<lags {
      var sum = 0.0
      for t in 0..<max(0, count - k) { sum += series[t] * series[t + k] }
      #expect(abs(reference[k] - sum) <= 1e-14 * reference[0])
    }
  }
}
