import CKernels

/// The integrated autocorrelation time of a stationary series.
///
/// ```
/// τ_int = ½ + Σ_{t=1}^{W} ρ(t),   W the smallest window with W ≥ 5 τ_int(W)
/// ```
///
/// The squared standard error of the series' mean is 2 τ_int variance / n.
///
/// **Source**: A. D. Sokal, *Monte Carlo Methods in Statistical Mechanics* (Cargèse lectures, 1996).
public enum AutocorrelationTime: Sendable, Equatable {
  /// The estimate, in steps of the series.
  case steps(Double)
  /// The series is shorter than 50 times the estimate, which is then only a lower bound.
  case seriesTooShort(atLeast: Double)
  /// The series never changes, so nothing can be said.
  case constant

  /// Estimates the time from a series.
  ///
  /// - Parameter series: Consecutive measurements.
  /// - Complexity: O(n W), and O(n log n) where W > 256.
  public init(of series: [Double]) {
    let moments = SampleMoments(series)
    let n = series.count
    guard moments.sumOfSquares > 1e-24 * Double(n) * max(1, moments.mean * moments.mean) else {
      self = .constant
      return
    }
    let centred = series.map { $0 - moments.mean }
    var time = 0.5
    var window = 1
    var sums = [Double](repeating: 0, count: Int(RK_LAGS))
    search: while window < n / 2 {
      // Long windows of long series are cheaper all at once.
      if window > 256 && n >= 4096 {
        sums = Array(Self.productsOfAllLags(centred, below: n / 2).dropFirst(window))
      } else {
        rk_lagged_products(rk_cpu_level(), n, centred, window, &sums)
      }
      for sum in sums.prefix(n / 2 - window) {
        time += sum / moments.sumOfSquares
        if Double(window) >= 5 * time { break search }
        window += 1
      }
    }
    time = max(time, 0.5)
    self = Double(n) < 50 * time ? .seriesTooShort(atLeast: time) : .steps(time)
  }

  /// Sums over t of x_t x_{t+k} for all lags k below a limit.
  private static func productsOfAllLags(_ series: [Double], below limit: Int) -> [Double] {
    var size = 4
    while size < series.count + limit { size *= 2 }
    var memory = [Double](repeating: 0, count: 3 * size)
    var sums = [Double](repeating: 0, count: limit)
    rk_spectrum_prepare(size, &memory)
    rk_all_lagged_products(
      rk_cpu_level(), series.count, series, size, &memory, limit, &sums)
    return sums
  }

  /// The estimate or its lower bound; `nil` for a constant series.
  public var value: Double? {
    switch self {
    case .steps(let time), .seriesTooShort(let time): time
    case .constant: nil
    }
  }
}
