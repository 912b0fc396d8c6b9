package import Overlaps

extension OverlapDistribution {
  /// The histogram of |q|, whose errors are its own: those of q and −q cannot be added.
  ///
  /// - Parameters:
  ///   - instances: Per instance, the overlaps of its replica pairs; at least one each.
  ///   - binCount: The number of bins between −1 and 1; half of them, rounded up, are left.
  ///   - blocks: How the overlaps of a single instance fall into blocks of time, for errors within it.
  /// - Returns: The bins above 0.
  package static func ofAbsoluteOverlaps(
    instances: [[Double]], binCount: Int = 64, blocks: OverlapBlocks? = nil
  ) -> OverlapDistribution {
    // 0 is the border of two bins.
    let both = OverlapDistribution(
      instances: instances.map { $0.map { abs($0) } }, binCount: binCount + binCount % 2,
      blocks: blocks)
    let half = both.overlaps.count / 2
    return OverlapDistribution(
      overlaps: Array(both.overlaps[half...]), binWidth: both.binWidth,
      densities: Array(both.densities[half...]), errors: both.errors.map { Array($0[half...]) })
  }
}
