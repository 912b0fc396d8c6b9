import RealModule
import Statistics

/// The verdict on a set of overlaps, with its probabilities and reasons.
///
/// A chain of four questions, each answered from an effect size that carries no noise and its error:
/// is there order, is there more than one state, are there more than two levels, do they form a tree.
/// The effects are those of ``StructureFeatures``; they are compared with the fluctuations that a
/// single state or a paramagnet of correlated sites may show, which at criticality grow as
///
/// ```
/// N ⟨δq²⟩ ~ N^{1/3} v,   v = 1 in a paramagnet, about (1 − q)² within a state
/// ```
///
/// Probabilities are degrees of belief computed from effects and errors by fixed rules. They are not
/// yet calibrated on ensembles of known class.
public struct Classification: Sendable, Equatable {
  /// The verdict: the class whose probability reaches 0.8, or `undetermined`.
  public let verdict: Verdict
  /// The probability of every class, in the order of ``Verdict/classes``; they add up to 1.
  public let probabilities: [Double]
  /// The tests behind the verdict, in words.
  public let reasons: [String]

  /// The probability that a verdict needs.
  public static let threshold = 0.8

  /// The probability of more than one state: one-step, hierarchical or non-hierarchical.
  public var brokenProbability: Double { probabilities[2] + probabilities[3] + probabilities[4] }

  /// Judges the features of one instance or of several pooled ones.
  ///
  /// - Parameter features: What the tests found.
  public init(_ features: StructureFeatures) {
    let n = Double(features.siteCount)
    let split = features.split
    // The size of critical fluctuations of N⟨q²⟩.
    let critical = Double.pow(n, 1.0 / 3)
    var reasons: [String] = []

    let order = Belief(effect: n * split.zero.value, error: n * split.zero.error, scale: critical)
    reasons.append(
      "order: N S_0 = \(order.text), where a paramagnet has χ_SG − 1 and criticality about "
        + "\(rounded(critical))")

    let resolution = Self.gapResolution(features)
    let several = Self.severalStates(features, critical: critical, resolution: resolution)
    reasons.append(
      "more than one state: N S_rs = \(rounded(n * split.state.value)) ± "
        + "\(rounded(n * split.state.error)), where one critical state has about "
        + "\(rounded(critical * features.overlapNoise)); score \(rounded(split.state.score)), one-state "
        + "test \(rounded(features.oneStateScore)) standard deviations; a gap q1 − q0 below about "
        + "\(rounded(resolution)) would not be seen")

    // Two levels are enough only if what they leave is small both beside what they explain and beside
    // the fluctuations of a state.
    let unexplained = max(
      Belief(
        effect: split.blocks.value, error: split.blocks.error,
        scale: 0.1 * max(split.state.value, 1e-12)
      ).probability,
      Belief(
        effect: n * split.blocks.value, error: n * split.blocks.error,
        scale: max(0.5 * critical * features.overlapNoise, 1e-12)
      ).probability)
    let fine = Belief(
      effect: n * (split.blocks.value - split.tree.value),
      error: n * max(split.blocks.error, split.tree.error), scale: 0.5 * critical)
    let notTree = Belief(
      effect: n * split.tree.value, error: n * split.tree.error, scale: 1.5 * critical)
    reasons.append(
      "two levels: they leave the fraction "
        + "\(fractionText(split.blocks, of: split.state)) of the variance unexplained")
    reasons.append(
      "tree: it leaves the fraction \(fractionText(split.tree, of: split.state)), N S_tree = "
        + "\(notTree.text)")

    // More levels need an effect beyond what fluctuations within states may show.
    let beyondTwo = min(
      unexplained,
      0.5 + 0.5 * max(fine.probability, notTree.probability))
    let p1 = max(order.probability, Self.commonOverlap(features))
    let p2 = several
    let probabilities = [
      1 - p1,
      p1 * (1 - p2),
      p1 * p2 * (1 - beyondTwo),
      p1 * p2 * beyondTwo * (1 - notTree.probability),
      p1 * p2 * beyondTwo * notTree.probability,
    ]
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    let verdict = probabilities[best] >= Self.threshold ? Verdict.classes[best] : .undetermined
    if verdict == .undetermined {
      let broken = probabilities[2] + probabilities[3] + probabilities[4]
      if broken >= Self.threshold {
        reasons.insert(
          "replica symmetry is broken (probability \(rounded(broken))), but these data cannot "
            + "tell how", at: 0)
      } else {
        reasons.insert("the evidence does not single out one class", at: 0)
      }
      let open = Verdict.classes.indices.filter { probabilities[$0] > 0.05 }
      reasons.append(
        "not excluded: "
          + open.map { "\(Verdict.classes[$0].rawValue) (\(rounded(probabilities[$0])))" }
          .joined(separator: ", "))
    }
    self.init(verdict: verdict, probabilities: probabilities, reasons: reasons)
  }

  /// The refusal to judge a sample that is not in equilibrium.
  ///
  /// - Parameter reasons: What failed, in words; put before the tests' own reasons.
  /// - Returns: The same probabilities with the verdict `not-equilibrated`.
  public func refused(because reasons: [String]) -> Classification {
    Classification(
      verdict: .notEquilibrated, probabilities: probabilities, reasons: reasons + self.reasons)
  }

  /// The verdict when the several states are known to be those of stored patterns.
  ///
  /// Such states differ by a symmetry of the couplings' construction, not by replica-symmetry
  /// breaking: their probability goes to the replica-symmetric class.
  ///
  /// - Parameter reason: Which patterns, in words.
  /// - Returns: The verdict with the probabilities moved.
  public func explainedByPatterns(_ reason: String) -> Classification {
    let all = [probabilities[0], probabilities[1] + brokenProbability, 0, 0, 0]
    return Classification(
      verdict: all[1] >= Self.threshold ? .replicaSymmetric : verdict, probabilities: all,
      reasons: [reason] + reasons)
  }

  init(verdict: Verdict, probabilities: [Double], reasons: [String]) {
    self.verdict = verdict
    self.probabilities = probabilities
    self.reasons = reasons
  }

  /// The probability that the replicas share one small overlap, as in a field.
  ///
  /// Fluctuations of a paramagnet give overlaps of both signs around zero; a single state gives all
  /// pairs the same overlap, which then explains most of S_0 however small N S_0 is. Where the sign of
  /// a replica means nothing, a common overlap cannot be told from chance.
  private static func commonOverlap(_ features: StructureFeatures) -> Double {
    let (zero, constant) = (features.split.zero, features.split.constant)
    guard !features.isSpinFlipSymmetric, zero.value > 0 else { return 0 }
    let significance = logistic(2 * (zero.value / max(zero.error, 1e-300) - 3.5))
    let explained = 1 - constant.value / zero.value
    return significance * logistic(20 * (explained - 0.6))
  }

  /// The smallest gap q1 − q0 of two equal blocks that would be seen.
  ///
  /// Two equal blocks give S_rs = (q1 − q0)²/4, which is seen from twice its error on; and their
  /// eigenvalue R (q1 − q0)/2 leaves the noise only beyond (1 − q) √(R/N), in each half of the sites.
  private static func gapResolution(_ features: StructureFeatures) -> Double {
    let split = features.split
    let r = Double(features.replicaCount)
    let n = Double(features.siteCount) / 2
    let byVariance = 4 * (split.state.error / 2).squareRoot()
    let bySpectrum = 2 * (1 - max(0, features.q1.value)) / (r * n).squareRoot()
    return max(byVariance, bySpectrum)
  }

  /// The probability of more than one state, given order.
  private static func severalStates(
    _ features: StructureFeatures, critical: Double, resolution: Double
  ) -> Double {
    let n = Double(features.siteCount)
    let (constant, state) = (features.split.constant, features.split.state)
    // Structure beyond replica terms, in units of a state's fluctuations; or replica terms too large
    // for them, as of single replicas that are far from all others.
    let effect = max(
      Belief(
        effect: n * state.value, error: n * state.error,
        scale: max(0.5 * critical * features.overlapNoise, 1e-12)
      ).probability,
      Belief(
        effect: n * constant.value, error: n * constant.error, scale: 0.5 * critical
      ).probability)
    // Both tests must find it: the one supposes independent sites, the other is less powerful. Without
    // sites the law of their means is guessed, and the split score depends on the guess.
    let evidence =
      features.knowsSites
      ? min(max(constant.score, state.score), features.oneStateScore) : features.oneStateScore
    let significance = logistic(2 * (evidence - 3.5))
    var probability = effect * significance
    // Blocks that replicate between halves but are no larger than thermal fluctuations may be:
    // too small an effect to call, too significant to deny. Thermal fluctuations are not blocks.
    let blocks = features.split.blocks
    if blocks.value - blocks.error < 0.4 * state.value {
      probability = max(probability, 0.5 * significance)
    }
    // Structure too weak to be seen is not excluded: the gap may lie anywhere between 0 and 1 − q0.
    let unseen = min(1, resolution / max(1 - max(0, features.q0.value), 1e-6))
    return max(probability, 0.5 * unseen)
  }
}

/// The belief that an effect exceeds a scale, given its error.
private struct Belief {
  let effect: Double
  let error: Double
  let scale: Double

  /// The logistic function of 3 ln(effect/scale), averaged over the error by five Gaussian nodes.
  var probability: Double {
    let nodes = [
      (0.0, 8.0 / 15), (1.355_626_180_0, 0.222_075_922_0), (-1.355_626_180_0, 0.222_075_922_0),
      (2.856_970_013_9, 0.011_257_411_3), (-2.856_970_013_9, 0.011_257_411_3),
    ]
    let belief = nodes.reduce(0) { sum, node in
      let ratio = (effect + error * node.0) / scale
      let cube = ratio > 0 ? min(ratio * ratio * ratio, 1e300) : 0
      return sum + node.1 * cube / (1 + cube)
    }
    return min(1, belief)
  }

  var text: String { "\(rounded(effect)) ± \(rounded(error))" }
}

private func logistic(_ x: Double) -> Double { 1 / (1 + Double.exp(-x)) }

/// The fraction of the structured variance that a model leaves, as text.
private func fractionText(_ part: UnexplainedVariance, of whole: UnexplainedVariance) -> String {
  guard whole.value > whole.error else { return "(undefined: no structured variance)" }
  return "\(rounded(part.value / whole.value)) ± \(rounded(part.error / whole.value))"
}

/// A number with three significant digits, for messages.
func rounded(_ x: Double) -> String {
  guard x.isFinite, x != 0 else { return "\(x)" }
  let magnitude = Double.pow(10, 2 - Double.log10(abs(x)).rounded(.down))
  return "\((x * magnitude).rounded() / magnitude)"
}
