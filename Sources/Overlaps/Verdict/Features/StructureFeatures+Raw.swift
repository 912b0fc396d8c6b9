import Statistics

/// The features as plain numbers, for the study that calibrates the verdict.
extension StructureFeatures {
  /// The names of ``rawValues``.
  package static let rawNames =
    [
      "R", "N", "M", "flips", "sites", "one_state", "block_state", "between", "noise", "q0", "q1",
      "mean", "q0_error", "q1_error",
    ]
    + PairModel.allCases.flatMap { model in ["S", "e", "z", "c"].map { "\($0)_\(model.rawValue)" } }

  /// What the tests found, number by number.
  package var rawValues: [Double] {
    let head: [Double] = [
      Double(replicaCount), Double(siteCount), Double(instanceCount), isSpinFlipSymmetric ? 1 : 0,
      knowsSites ? 1 : 0, oneStateScore, blockStateScore, betweenBlocksScore, split.noise,
      split.q0.value, split.q1.value, split.mean.value, split.q0.error ?? .nan,
      split.q1.error ?? .nan,
    ]
    return head
      + PairModel.allCases.flatMap { model in
        let part = split[model]
        return [part.value, part.error, part.score, part.coherent]
      }
  }

  /// Features from their numbers, in the order of ``rawNames``.
  package init(rawValues raw: [Double]) {
    precondition(raw.count == Self.rawNames.count, "\(raw.count) raw features")
    func part(_ index: Int) -> UnexplainedVariance {
      let k = 14 + 4 * index
      return UnexplainedVariance(
        value: raw[k], error: raw[k + 1], score: raw[k + 2], coherent: raw[k + 3])
    }
    self.init(
      replicaCount: Int(raw[0]), siteCount: Int(raw[1]), instanceCount: Int(raw[2]),
      isSpinFlipSymmetric: raw[3] != 0, knowsSites: raw[4] != 0, oneStateScore: raw[5],
      blockStateScore: raw[6], betweenBlocksScore: raw[7],
      split: SplitTest(
        zero: part(0), constant: part(1), state: part(2), twoLevels: part(3), blocks: part(4),
        tree: part(5), noise: raw[8], q0: Estimate(value: raw[9], error: raw[12]),
        q1: Estimate(value: raw[10], error: raw[13]), mean: Estimate(value: raw[11], error: nil)))
  }
}
