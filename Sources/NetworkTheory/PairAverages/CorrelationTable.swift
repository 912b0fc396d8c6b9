internal import NumericalMethods
import RealModule

/// The non-linear part of the correlation map over a range of lengths, interpolated in ln q and ε or √ε.
///
/// ```
/// H(ε) = Σ_{n≥2} a_n² (c − c^n)/(1 − c),   c = 1 − ε
/// ```
///
/// c* solves H = σ_b²/σ_w² + a_0² (see ``CorrelationMap/fixedSeparation(qStar:)``). All terms are positive,
/// and nothing is subtracted. H is a series in ε for an analytic φ and in √ε for one with kinks; for a
/// function that jumps √ε H takes its place.
struct CorrelationTable {
  /// Coefficients in ε or √ε for every order in ln q.
  private let series: [[SIMD8<Double>]]
  /// Whether √ε is the variable.
  private let isInRoot: Bool
  /// Whether √ε H is tabulated.
  private let isDiscontinuous: Bool
  /// The smallest separation at which the table holds.
  let shortest: Double

  /// Tabulates a panel of a ``LengthTable``; `nil` where that would take too many terms.
  init?(_ nonlinearity: any Nonlinearity, q: [Double]) {
    isInRoot = !nonlinearity.kinks.isEmpty
    isDiscontinuous = nonlinearity.isDiscontinuous
    guard let rows = Self.rows(nonlinearity, q: q, isInRoot: isInRoot) else { return nil }
    let count = rows.series[0].count
    shortest = rows.isCut ? HermiteSeries.shortest : 0
    series = ChebyshevSeries.transform(q.count).map { row in
      (0..<count / 8).map { block in
        var sum = SIMD8<Double>.zero
        for (weight, coefficients) in zip(row, rows.series) {
          for lane in 0..<8 { sum[lane] += weight * coefficients[8 * block + lane] }
        }
        return sum
      }
    }
  }

  /// The coefficients at every length: as many as the largest of them, the first, needs.
  private static func rows(
    _ phi: any Nonlinearity, q: [Double], isInRoot: Bool
  ) -> (series: [[Double]], isCut: Bool)? {
    var values: [([Double]) -> [Double]] = []
    var isCut = false
    for length in q {
      guard let part = phi.nonlinearPart(q: length) else { return nil }
      values.append(part.values)
      isCut = isCut || part.isCut
    }
    for count in isInRoot ? [32, 64, 128, 256] : [64, 128, 256, 512, 1024] {
      let u = ChebyshevSeries.nodes(count).map { ($0 + 1) / 2 }
      let transform = ChebyshevSeries.transform(count)
      var series: [[Double]] = []
      for row in values {
        let coefficients = ChebyshevSeries.coefficients(row(u), transform)
        // What is left at the end of the series is its error.
        let largest = coefficients.reduce(0) { Swift.max($0, abs($1)) }
        guard coefficients.suffix(4).allSatisfy({ abs($0) <= 2e-14 * largest }) else { break }
        series.append(coefficients)
      }
      if series.count == q.count { return (series, isCut) }
    }
    return nil
  }

  /// H by double averages, for kinks with curved pieces and for jumps.
  static func averages(
    _ phi: any Nonlinearity, q: Double, roots: [Double]
  ) -> [Double] {
    let single = GaussianAverage(variance: q, for: phi)
    let mean = single(phi.value)
    let slope = single { $0 * phi.value($0) } / q
    let residue = single {
      let rest = phi.value($0) - mean - slope * $0
      return rest * rest
    }
    let pair = GaussianPairAverage(for: phi)
    return roots.map { u in
      let sum = pair.separated(variance: q, separation: u * u) { p, d in
        let difference = phi.difference(center: p, halfWidth: d) - 2 * slope * d
        return difference * difference
      }
      return (sum / (2 * u * u) - residue) * (phi.isDiscontinuous ? u : 1)
    }
  }

  /// The solution of H(ε) = target at a place in the panel.
  ///
  /// - Parameters:
  ///   - target: σ_b²/σ_w² + a_0².
  ///   - x: The place of ln q on the panel, −1…1.
  /// - Returns: ε* and dH/dε there; ε* = 0 if the target is H(0) or more.
  func solve(target: Double, x: Double) -> (separation: Double, slope: Double) {
    let series = contract(x)
    // The excess falls with u from positive to negative.
    func excess(_ u: Double) -> (value: Double, slope: Double) {
      let (value, slope) = ChebyshevSeries.valueAndSlope(series, 2 * u - 1)
      guard isDiscontinuous else { return (value - target, 2 * slope) }
      return (value - target * u, 2 * slope - target)
    }
    var (low, high) = (0.0, 1.0)
    guard excess(0).value > 0 else { return (0, 0) }
    var u = 0.5
    if excess(1).value >= 0 {
      u = 1
    } else {
      for _ in 0..<100 {
        let (value, slope) = excess(u)
        if value > 0 { low = u } else { high = u }
        var next = u - value / slope
        if !(next > low && next < high) { next = (low + high) / 2 }
        let done = abs(next - u) <= 1e-15 + 4e-16 * u || high - low < 1e-16
        u = next
        if done { break }
      }
    }
    var (value, slope) = ChebyshevSeries.valueAndSlope(series, 2 * u - 1)
    slope *= 2
    if isDiscontinuous { (value, slope) = (value / u, (slope - value / u) / u) }
    return isInRoot ? (u * u, slope / (2 * Swift.max(u, 1e-150))) : (u, slope)
  }

  /// The coefficients in u at one length.
  private func contract(_ x: Double) -> [Double] {
    var sums = series[0]
    var (before, current) = (1.0, x)
    for order in 1..<series.count {
      for block in sums.indices { sums[block] += current * series[order][block] }
      (before, current) = (current, 2 * x * current - before)
    }
    var coefficients = [Double](repeating: 0, count: 8 * sums.count)
    for block in sums.indices {
      for lane in 0..<8 { coefficients[8 * block + lane] = sums[block][lane] }
    }
    return coefficients
  }
}
