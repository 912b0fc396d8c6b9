import Documents
import RealModule
import Statistics

/// The verdict on a set of overlaps, with its probabilities and reasons.
///
/// A chain of four questions, each answered from effect sizes that carry no noise, and their errors: is
/// there order, is there more than one state, are there more than two levels, do they form a tree. The
/// effects are those of ``StructureFeatures``. Where sites may be correlated, a fifth question asks whether
/// the structure is resolved at all: below its transition a small spin glass has broken symmetry, but not
/// states that could be told apart.
///
/// The probabilities are calibrated on planted ensembles whose truth is the realised overlap matrix, and
/// for correlated sites also on samples of models whose phase is known; the article *From overlaps to a
/// verdict* has the figures.
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
  /// - Parameters:
  ///   - features: What the tests found.
  ///   - correlatedSites: Whether sites may be correlated, as in samples of a Gibbs measure, beyond what
  ///     the states explain.
  public init(_ features: StructureFeatures, correlatedSites: Bool = true) {
    let n = Double(features.siteCount)
    let split = features.split
    // The size of critical fluctuations of N⟨q²⟩.
    let critical = Double.pow(n, 1.0 / 3)
    var reasons: [String] = []

    let order = n * split.zero.value
    reasons.append(
      "order: N S_0 = \(roundedText(order)) ± \(roundedText(n * split.zero.error)), where a paramagnet has "
        + "χ_SG − 1 and criticality about \(roundedText(critical))")
    reasons.append(
      "more than one state: N S_rs = \(roundedText(n * split.state.value)) ± "
        + "\(roundedText(n * split.state.error)), where one critical state has about "
        + "\(roundedText(critical * features.overlapNoise)); score \(roundedText(split.state.score)), one-state "
        + "test \(roundedText(features.oneStateScore)) standard deviations; a gap q1 − q0 below about "
        + "\(roundedText(Self.gapResolution(features))) would not be seen")
    reasons.append(
      "two levels: they leave the fraction "
        + "\(fractionText(split.blocks, of: split.state)) of the variance unexplained; states inside "
        + "blocks \(roundedText(features.blockStateScore)), equal overlaps between them "
        + "\(roundedText(features.betweenBlocksScore)) standard deviations")
    reasons.append(
      "tree: it leaves the fraction \(fractionText(split.tree, of: split.state)), N S_tree = "
        + "\(roundedText(n * split.tree.value)) ± \(roundedText(n * split.tree.error))")
    if 2 * features.replicaCount < Calibration.fewestReplicas {
      reasons.append(
        "only \(features.replicaCount) replicas: the calibration knows \(Calibration.fewestReplicas) and "
          + "more, so that the probabilities are moved towards ignorance")
    }
    let calibration = Calibration.fitted(
      knowsSites: features.knowsSites, correlatedSites: correlatedSites)
    let probabilities = calibration.probabilities(features)
    let resolved = calibration.resolved(features)
    if resolved < 0.5, probabilities[2...].reduce(0, +) > 0.5 {
      reasons.append(
        "the structure is not resolved: it is like that of a small spin glass, whose states do not "
          + "separate, rather than like planted states (probability of being resolved "
          + "\(roundedText(resolved)))")
    }
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    let verdict = probabilities[best] >= Self.threshold ? Verdict.classes[best] : .undetermined
    if verdict == .undetermined {
      let broken = probabilities[2] + probabilities[3] + probabilities[4]
      if broken >= Self.threshold {
        reasons.insert(
          "replica symmetry is broken (probability \(roundedText(broken))), but these data cannot "
            + "tell how", at: 0)
      } else {
        reasons.insert("the evidence does not single out one class", at: 0)
      }
      let open = Verdict.classes.indices.filter { probabilities[$0] > 0.05 }
      reasons.append(
        "not excluded: "
          + open.map { "\(Verdict.classes[$0].rawValue) (\(roundedText(probabilities[$0])))" }
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
}

/// The fraction of the structured variance that a model leaves, as text.
private func fractionText(_ part: UnexplainedVariance, of whole: UnexplainedVariance) -> String {
  guard whole.value > whole.error else { return "(undefined: no structured variance)" }
  return "\(roundedText(part.value / whole.value)) ± \(roundedText(part.error / whole.value))"
}
