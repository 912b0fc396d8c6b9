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
