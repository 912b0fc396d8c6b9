import RealModule
import Statistics

/// The numbers that the calibration looks at: what the tests found, brought to comparable scales.
///
/// Effects enter as asinh of N S, plain and in units of the scatter v = N var(q) of a single overlap; as
/// fractions of what a simpler description leaves; and relative to the squared gap (q1 − q0)². Errors are
/// never taken below 0.1/N: O(1/N) is what finite systems have. Whether flips were allowed, the numbers of
/// replicas and of instances are no inputs: they say nothing about a system.
package struct CalibrationInputs {
  /// The names of ``values``.
  package static let names: [String] = {
    var names = [
      "ln_N", "ln_v", "q0", "q1", "mean", "ln_gap", "ln_directions",
    ]
    names += PairModel.allCases.map { "NS_\($0.rawValue)" } + ["NS_two"]
    names += scaled.map { "NS_\($0.rawValue)_of_v" }
    names += ["significance_zero", "significance_state", "error_state", "error_tree"]
    names += fractions.map { "fraction_\($0.part)_of_\($0.whole)" }
    names += [
      "ln_D", "ln_D_limit", "ln_E", "ln_t", "ln_three", "inside", "between", "fine", "steps",
      "product_gain", "tree_failure",
    ]
    return names
  }()

  private static let scaled: [PairModel] = [.zero, .oneState, .twoLevels, .tree]
  /// Which fractions of unexplained variances are looked at.
  private static let fractions: [(part: String, whole: String)] = [
    ("state", "constant"), ("constant", "zero"), ("two", "constant"), ("two", "state"),
    ("three", "two"), ("tree", "constant"), ("tree", "state"), ("product", "constant"),
    ("product", "state"),
  ]

  /// One number for every name.
  package let values: [Double]

  package init(_ features: StructureFeatures) {
    let split = features.split
    let n = Double(features.siteCount)
    let v = min(1, max(0.01, split.noise))
    func effect(_ name: String) -> UnexplainedVariance {
      if name == "two" { return split.two }
      return PairModel(rawValue: name).map { split[$0] } ?? split.two
    }
    /// A variance that others are compared with is no smaller than this.
    func whole(_ s: Double, _ floor: Double = 0.1) -> Double { max(s, floor / n) }
    func scale(_ x: Double) -> Double { Double.asinh(x / 0.1) }
    func error(_ part: UnexplainedVariance) -> Double { max(part.error, 0.1 / n) }
    let (tree, two) = (split[.tree], split.two)
    let gap = max(split.gapSquare, 1e-4)
    var values: [Double] = [
      Double.log(n), Double.log(v), split.q0.value, split.q1.value, split.mean.value,
      Double.log(gap) / 2, Double.log(1 + split.directions),
    ]
    values += PairModel.allCases.map { scale(n * split[$0].value) } + [scale(n * two.value)]
    values += Self.scaled.map { Double.asinh(n * split[$0].value / v / 0.1) }
    values += [split[.zero], split[.oneState]].map { Double.asinh($0.value / error($0)) }
    values += [split[.oneState], tree].map { Double.log(n * error($0)) }
    values += Self.fractions.map {
      min(max(effect($0.part).value / whole(effect($0.whole).value), -0.5), 1.5)
    }
    values += [
      Double.log(max(tree.value / gap, 2e-4)),
      Double.log(max((max(tree.value, 0) + 2 * error(tree)) / gap, 2e-4)),
      Double.log(max(two.value / gap, 5e-4)),
      Double.log(max(tree.value / whole(split[.twoLevels].value, 0.3), 0.02)),
      Double.log(max(split[.threeLevels].value / whole(split[.constant].value), 0.002)),
      scale(n * split.insideBlocks), scale(n * (split[.twoLevels].value - split.insideBlocks)),
      scale(n * (two.value - tree.value)), scale(n * (split[.threeLevels].value - tree.value)),
      scale(n * (split[.rankOne].value - tree.value)),
      scale(n * max(tree.value, 0) * max(tree.value, 0) / whole(split[.constant].value)),
    ]
    self.values = values.map { $0.isFinite ? $0 : 0 }
  }
}
