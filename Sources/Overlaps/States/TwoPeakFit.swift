import RealModule
public import Statistics

/// The weights of the two peaks of P(q), by a mixture of two normal distributions.
///
/// ```
/// P(q) = m N(q; q_0, s_0²) + (1 − m) N(q; q_1, s_1²)
/// ```
///
/// One-step breaking has δ-peaks of weights m and 1 − m; finite N broadens them. The weights are an
/// estimate of m that needs no assignment of replicas to states, to be compared with the one from the
/// weights of the states.
///
/// The fit maximises the likelihood by expectation and maximisation on a histogram (A. P. Dempster,
/// N. M. Laird and D. B. Rubin, *J. R. Statist. Soc. B* 39, 1, 1977).
public struct TwoPeakFit: Sendable, Equatable {
  /// The weight m of the lower peak.
  public let lowerWeight: Double
  /// The position of the lower peak.
  public let q0: Double
  /// The position of the upper peak.
  public let q1: Double
  /// The standard deviation of the lower peak.
  public let lowerWidth: Double
  /// The standard deviation of the upper peak.
  public let upperWidth: Double

  /// The number of bins between −1 and 1.
  private static let binCount = 800

  /// Fits the overlaps of one or several instances; `nil` when the two peaks do not separate: when they
  /// overlap within their widths, or one of them has no weight.
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps of the pairs of every instance, in a common gauge.
  ///   - q0: Where the lower peak is looked for.
  ///   - q1: Where the upper peak is looked for, above `q0`.
  public init?(_ overlaps: [[Double]], q0: Double, q1: Double) {
    self.init(counts: Self.sum(overlaps.map(Self.histogram)), q0: q0, q1: q1)
  }

  /// The weight m of the lower peak with its error, by jackknife over instances.
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps of the pairs of every instance.
  ///   - q0: Where the lower peak is looked for.
  ///   - q1: Where the upper peak is looked for.
  /// - Returns: `nil` when the peaks do not separate; without an error for fewer than two instances.
  public static func breakingParameter(
    _ overlaps: [[Double]], q0: Double, q1: Double
  ) -> Estimate? {
    let histograms = overlaps.map(histogram)
    let all = sum(histograms)
    guard let fit = TwoPeakFit(counts: all, q0: q0, q1: q1) else { return nil }
    let estimate = Estimate(jackknifeOver: overlaps.count) { leftOut in
      guard let leftOut else { return fit.lowerWeight }
      let rest = zip(all, histograms[leftOut]).map { $0 - $1 }
      return TwoPeakFit(counts: rest, q0: fit.q0, q1: fit.q1)?.lowerWeight ?? .nan
    }
    return estimate.error?.isNaN == true ? nil : estimate
  }

  private init?(counts: [Double], q0: Double, q1: Double) {
    let total = counts.reduce(0, +)
    guard total > 0, q1 > q0 else { return nil }
    let step = 2 / Double(Self.binCount)
    let filled = counts.indices.filter { counts[$0] > 0 }
    let centres = filled.map { -1 + (Double($0) + 0.5) * step }
    var (weight, low, high) = (0.5, q0, q1)
    var (lowVariance, highVariance) = ((q1 - q0) * (q1 - q0) / 16, (q1 - q0) * (q1 - q0) / 16)
    for _ in 0..<500 {
      var (sums, firsts, seconds) = ([0.0, 0.0], [0.0, 0.0], [0.0, 0.0])
      for (k, bin) in filled.enumerated() {
        let q = centres[k]
        let lower =
          weight / lowVariance.squareRoot()
          * Double.exp(-(q - low) * (q - low) / (2 * lowVariance))
        let upper =
          (1 - weight) / highVariance.squareRoot()
          * Double.exp(-(q - high) * (q - high) / (2 * highVariance))
        let share = lower + upper > 0 ? lower / (lower + upper) : (q < (low + high) / 2 ? 1 : 0)
        for (peak, part) in [share, 1 - share].enumerated() {
          sums[peak] += counts[bin] * part
          firsts[peak] += counts[bin] * part * q
          seconds[peak] += counts[bin] * part * q * q
        }
      }
      guard sums[0] > 0, sums[1] > 0 else { return nil }
      let next = sums[0] / total
      (low, high) = (firsts[0] / sums[0], firsts[1] / sums[1])
      lowVariance = max(seconds[0] / sums[0] - low * low, step * step / 12)
      highVariance = max(seconds[1] / sums[1] - high * high, step * step / 12)
      let change = abs(next - weight)
      weight = next
      if change < 1e-9 { break }
    }
    guard high - low > lowVariance.squareRoot() + highVariance.squareRoot(),
      weight > 1e-6, weight < 1 - 1e-6
    else { return nil }
    lowerWeight = weight
    self.q0 = low
    self.q1 = high
    lowerWidth = lowVariance.squareRoot()
    upperWidth = highVariance.squareRoot()
  }

  private static func histogram(_ overlaps: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: binCount)
    for q in overlaps {
      counts[min(max(Int((q + 1) / 2 * Double(binCount)), 0), binCount - 1)] += 1
    }
    return counts
  }

  private static func sum(_ histograms: [[Double]]) -> [Double] {
    histograms.reduce([Double](repeating: 0, count: binCount)) { zip($0, $1).map { $0 + $1 } }
  }
}
