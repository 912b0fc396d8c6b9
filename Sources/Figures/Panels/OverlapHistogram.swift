public import LinearAlgebra

/// A measured distribution of overlaps over bins of equal width.
public struct OverlapHistogram: Sendable, Equatable {
  /// The middle of each bin, ascending.
  public let centres: [Double]

  /// The width of every bin.
  public let binWidth: Double

  /// The probability density in each bin.
  public let density: [Double]

  /// One standard deviation of each density, or `nil` if it is unknown.
  public let deviations: [Double]?

  /// Describes a distribution that was binned elsewhere.
  ///
  /// - Parameters:
  ///   - centres: The middle of each bin, ascending.
  ///   - binWidth: The width of every bin, above 0.
  ///   - density: The probability density in each bin, as many as bins.
  ///   - deviations: One standard deviation of each density, as many as bins.
  public init(
    centres: [Double], binWidth: Double, density: [Double], deviations: [Double]? = nil
  ) {
    precondition(binWidth > 0, "a bin cannot be \(binWidth) wide")
    precondition(
      centres.count == density.count,
      "\(density.count) densities for \(centres.count) bins")
    precondition(
      deviations.map { $0.count == centres.count } ?? true,
      "\(deviations?.count ?? 0) deviations for \(centres.count) bins")
    self.centres = centres
    self.binWidth = binWidth
    self.density = density
    self.deviations = deviations
  }

  /// Bins the overlaps of all pairs of different replicas.
  ///
  /// - Parameters:
  ///   - overlaps: The matrix q_ab, R × R; only a < b is read. Values that are no numbers are
  ///     left out.
  ///   - bins: The number of bins between −1 and 1.
  public init(of overlaps: Matrix, bins: Int = 100) {
    precondition(overlaps.isSquare, "overlaps cannot be \(overlaps.rows) × \(overlaps.columns)")
    precondition(bins > 0, "\(bins) bins")
    var counts = [Double](repeating: 0, count: bins)
    var total = 0.0
    for a in 0..<overlaps.rows {
      for b in (a + 1)..<max(a + 1, overlaps.rows) where overlaps[a, b].isFinite {
        let place = ((overlaps[a, b] + 1) / 2 * Double(bins)).rounded(.down)
        counts[Int(min(max(place, 0), Double(bins - 1)))] += 1
        total += 1
      }
    }
    let width = 2 / Double(bins)
    self.init(
      centres: (0..<bins).map { -1 + (Double($0) + 0.5) * width }, binWidth: width,
      density: counts.map { $0 / max(total, 1) / width })
  }

  /// Refuses values that cannot be drawn.
  func check() throws(FiguresError) {
    try requireFinite(centres, "the overlap distribution's bins")
    try requireFinite(density, "the overlap distribution")
    try requireFinite(deviations ?? [], "the overlap distribution's errors")
  }

  /// The least and the greatest overlap at which there is anything.
  var support: ClosedRange<Double>? {
    let occupied = zip(centres, density).filter { $0.1 > 0 }.map(\.0)
    guard let low = occupied.min(), let high = occupied.max() else { return nil }
    return (low - binWidth / 2)...(high + binWidth / 2)
  }
}

/// A delta peak that a theory predicts in the overlap distribution.
public struct TheoryPeak: Sendable, Equatable {
  /// The overlap at which the peak is.
  public let position: Double

  /// The probability in the peak, between 0 and 1.
  public let weight: Double

  /// The text at the peak; `nil` prints its overlap and weight.
  public let label: String?

  /// Describes a peak.
  ///
  /// - Parameters:
  ///   - position: The overlap at which the peak is.
  ///   - weight: The probability in the peak.
  ///   - label: The text at the peak; `nil` prints its overlap and weight.
  public init(position: Double, weight: Double, label: String? = nil) {
    self.position = position
    self.weight = weight
    self.label = label
  }
}

/// A smooth overlap distribution that a theory predicts.
public struct TheoryCurve: Sendable, Equatable {
  /// The overlaps, ascending.
  public let overlaps: [Double]

  /// The probability density at each overlap.
  public let density: [Double]

  /// Describes a curve.
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps, ascending.
  ///   - density: The probability density at each overlap, as many as overlaps.
  public init(overlaps: [Double], density: [Double]) {
    precondition(
      overlaps.count == density.count, "\(density.count) densities at \(overlaps.count) overlaps")
    self.overlaps = overlaps
    self.density = density
  }
}

/// Refuses predictions that cannot be drawn.
func requireFinite(_ peaks: [TheoryPeak], _ curve: TheoryCurve?) throws(FiguresError) {
  try requireFinite(peaks.map(\.position), "the theory's overlaps")
  try requireFinite(peaks.map(\.weight), "the theory's weights")
  try requireFinite(curve?.overlaps ?? [], "the theory's overlaps")
  try requireFinite(curve?.density ?? [], "the theory's distribution")
}
