import Statistics

/// The features as plain numbers, for the study that calibrates the verdict.
extension StructureFeatures {
  /// The names of ``rawValues``.
  package static let rawNames =
    [
      "R", "N", "M", "flips", "sites", "noise", "q0", "q1", "mean", "q0_error", "q1_error",
      "inside", "gap_square", "directions",
    ]
    + PairModel.allCases.flatMap { model in ["S", "e"].map { "\($0)_\(model.rawValue)" } }

  /// What the tests found, number by number.
  package var rawValues: [Double] {
    let head: [Double] = [
      Double(replicaCount), Double(siteCount), Double(instanceCount), isSpinFlipSymmetric ? 1 : 0,
      knowsSites ? 1 : 0, split.noise, split.q0.value, split.q1.value, split.mean.value,
      split.q0.error ?? .nan, split.q1.error ?? .nan, split.insideBlocks, split.gapSquare,
      split.directions,
    ]
    return head
      + PairModel.allCases.flatMap { model in
        let part = split[model]
        return [part.value, part.error]
      }
  }

  /// Features from their numbers, in the order of ``rawNames``.
  package init(rawValues raw: [Double]) {
    precondition(raw.count == Self.rawNames.count, "\(raw.count) raw features")
    self.init(
      replicaCount: Int(raw[0]), siteCount: Int(raw[1]), instanceCount: Int(raw[2]),
      isSpinFlipSymmetric: raw[3] != 0, knowsSites: raw[4] != 0,
      split: SplitTest(
        parts: PairModel.allCases.indices.map {
          UnexplainedVariance(value: raw[14 + 2 * $0], error: raw[15 + 2 * $0])
        },
        insideBlocks: raw[11], gapSquare: raw[12], directions: raw[13], noise: raw[5],
        q0: Estimate(value: raw[6], error: raw[9]), q1: Estimate(value: raw[7], error: raw[10]),
        mean: Estimate(value: raw[8], error: nil)))
  }
}
