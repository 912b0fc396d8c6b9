import Overlaps

extension OverlapDistribution {
  /// Refuses values that cannot be drawn.
  func check() throws(FiguresError) {
    try requireFinite(overlaps, "the overlap distribution's bins")
    try requireFinite(densities, "the overlap distribution")
    try requireFinite(errors ?? [], "the overlap distribution's errors")
  }

  /// The least and the greatest overlap at which there is anything.
  var support: ClosedRange<Double>? {
    let occupied = zip(overlaps, densities).filter { $0.1 > 0 }.map(\.0)
    guard let low = occupied.min(), let high = occupied.max() else { return nil }
    return (low - binWidth / 2)...(high + binWidth / 2)
  }
}
