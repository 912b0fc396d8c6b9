import RealModule
import Statistics

/// The numbers that the calibrated questions look at: what the tests found, brought to comparable
/// scales.
///
/// Effects enter as asinh of N S in units of 0.05 v, with v the scatter N var(q) of a single overlap, and
/// as fractions of what a simpler description leaves; scores as asinh(z); errors of fractions through
/// the logarithm of an upper limit.
package struct CalibrationInputs {
  /// The names of ``values``.
  package static let names: [String] = {
    var names = [
      "ln_N", "ln_R", "flips", "ln_v", "one_state", "block_state", "between", "S_zero", "gap", "q0",
      "fine", "score_difference",
    ]
    names += PairModel.allCases.dropFirst().map { "S_\($0.rawValue)" }
    names += PairModel.allCases.map { "z_\($0.rawValue)" }
    names += PairModel.allCases.filter(\.isBeyondOneState).map { "coherence_\($0.rawValue)" }
    names += ["t_constant", "t_state"]
    names += fractions.map { "fraction_\($0.part.rawValue)_of_\($0.whole.rawValue)" }
    names += limits.map { "limit_\($0.part.rawValue)_of_\($0.whole.rawValue)" }
    return names
  }()

  private typealias Comparison = (part: PairModel, whole: PairModel)
  /// Which fractions of unexplained variances are looked at.
  private static let fractions: [Comparison] = [
    (.constant, .zero), (.oneState, .constant), (.twoLevels, .constant), (.blocks, .oneState),
    (.tree, .twoLevels), (.blocks, .constant), (.tree, .constant),
  ]
  /// Of which fractions an upper limit is looked at.
  private static let limits: [Comparison] = [
    (.oneState, .constant), (.twoLevels, .constant), (.blocks, .constant), (.tree, .twoLevels),
    (.tree, .constant), (.tree, .blocks),
  ]

  /// One number for every name.
  package let values: [Double]

  package init(_ features: StructureFeatures) {
    let split = features.split
    let n = Double(features.siteCount)
    let v = min(1, max(0.001, split.noise))
    /// The smallest variance that another is compared with.
    func whole(_ model: PairModel) -> Double { max(split[model].value, 0.05 / n) }
    func scaled(_ effect: Double) -> Double { Double.asinh(n * effect / v / 0.05) }
    let all = PairModel.allCases.map { split[$0] }
    var values: [Double] = [
      Double.log(n), Double.log(Double(features.replicaCount)),
      features.isSpinFlipSymmetric ? 1 : 0, Double.log(v),
      Double.asinh(features.oneStateScore / 2), Double.asinh(features.blockStateScore / 2),
      Double.asinh(features.betweenBlocksScore / 2), Double.asinh(n * split.zero.value / 0.02),
      Double.log(max(split.q1.value - split.q0.value, 1e-3)), split.q0.value,
      scaled(split.blocks.value - split.tree.value),
      Double.asinh(split.blocks.score - split.tree.score),
    ]
    values += all.dropFirst().map { scaled($0.value) }
    values += all.map { Double.asinh($0.score) }
    values += PairModel.allCases.filter(\.isBeyondOneState).map { split[$0] }
      .map { min(max($0.coherent / max(abs($0.value), 0.02 / n), -2), 2) }
    values += [split.constant, split.state].map { Double.asinh($0.value / max($0.error, 1e-12)) }
    values += Self.fractions.map { min(max(split[$0.part].value / whole($0.whole), -0.5), 1.5) }
    values += Self.limits.map {
      let (part, whole) = (split[$0.part], whole($0.whole))
      return Double.log(max(max(part.value / whole, 0) + 2 * part.error / whole, 1e-5))
    }
    self.values = values.map { $0.isFinite ? $0 : 0 }
  }
}
