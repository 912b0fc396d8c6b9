import Statistics

extension StructureFeatures {
  /// The names of ``rawValues``.
  package static let rawNames: [String] = {
    let models = ["zero", "constant", "state", "levels", "blocks", "tree"]
    return [
      "R", "N", "M", "flips", "sites", "one_state", "block_state",
      "between", "noise", "q0", "q1", "mean", "q0_error", "q1_error",
    ]
      + models.flatMap { name in ["S", "e", "z", "c"].map { "\($0)_\(name)" } }
  }()

  /// What the tests found, number by number.
  package var rawValues: [Double] {
    [
      Double(replicaCount), Double(siteCount), Double(instanceCount), isSpinFlipSymmetric ? 1 : 0,
      knowsSites ? 1 : 0, oneStateScore, blockStateScore, betweenBlocksScore, split.noise,
      split.q0.value, split.q1.value,
      split.mean.value, split.q0.error ?? .nan, split.q1.error ?? .nan,
    ]
      + [split.zero, split.constant, split.state, split.twoLevels, split.blocks, split.tree].flatMap
    {
      [$0.value, $0.error, $0.score, $0.coherent]
    }
  }
}
