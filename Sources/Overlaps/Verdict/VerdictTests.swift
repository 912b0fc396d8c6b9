import Documents
public import Statistics

/// One number behind a verdict, with what it is compared with.
public struct VerdictTest: Sendable, Equatable {
  /// The name, as in JSON.
  public let name: String
  /// The number.
  public let value: Double
  /// Its standard error, where there is one.
  public let error: Double?
  /// What it is compared with, where there is something.
  public let reference: Double?
  /// What the number is and what the reference says, in words without jargon.
  public let meaning: String

  /// The number with its error.
  var text: String { errorText(value, error) }
}

/// All numbers behind a verdict, and the sentences that are made of them.
public struct VerdictTests: Sendable, Equatable {
  /// The numbers, in the order of the questions.
  public let numbers: [VerdictTest]
  /// What tells one step from several.
  public let rule: StructureRule
  /// The number R of replicas of an instance.
  let replicaCount: Int
  /// One sentence for every question.
  let sentences: [String]

  /// Collects the numbers of one instance or of several pooled ones.
  init(_ features: StructureFeatures) {
    let n = Double(features.siteCount)
    let split = features.split
    let rule = StructureRule(features)
    self.rule = rule
    replicaCount = features.replicaCount
    let critical = features.criticalOrder
    let gap = Self.gapResolution(features)
    func fraction(_ part: UnexplainedVariance, _ whole: UnexplainedVariance) -> (
      value: Double, error: Double
    )? {
      guard whole.value > 2 * whole.error, whole.value > 0 else { return nil }
      return (1 - part.value / whole.value, part.error / whole.value)
    }
    let two = fraction(split.two, split[.constant])
    let order = VerdictTest(
      name: "order", value: n * split[.zero].value, error: n * split[.zero].error,
      reference: critical,
      meaning:
        "N times the mean squared overlap without noise: about 0 without order, about the reference at "
        + "a critical point, of order N with order")
    let states = VerdictTest(
      name: "more_than_one_state", value: n * split[.oneState].value,
      error: n * split[.oneState].error, reference: critical * features.overlapNoise,
      meaning:
        "N times the variance of overlaps that one state leaves: about 0 for one state, about the "
        + "reference for a critical one")
    let product = VerdictTest(
      name: "one_state_of_several_depths", value: n * split[.rankOne].value,
      error: n * split[.rankOne].error, reference: nil,
      meaning:
        "N times the variance that q_ab = x_a x_b leaves: about 0 for one state whose replicas have "
        + "gains or temperatures of their own")
    let smallestGap = VerdictTest(
      name: "smallest_visible_gap", value: gap, error: nil, reference: nil,
      meaning: "a gap q1 − q0 of two equal states below this would not be seen")
    let rest = VerdictTest(
      name: "beyond_two_levels", value: rule.beyondTwoLevels.value,
      error: rule.beyondTwoLevels.error, reference: StructureRule.finiteSizeLimit,
      meaning:
        "N times the variance that two levels leave: finite systems leave up to the reference, a "
        + "second step more than \(Documents.text(StructureRule.secondStepLimit, digits: 2)) and growing as N"
    )
    let share = VerdictTest(
      name: "share_not_of_a_tree", value: rule.treeShare, error: nil,
      reference: StructureRule.treeLimit,
      meaning:
        "the part of what two levels leave that a tree leaves too: below the reference for a hierarchy"
    )
    let depth = VerdictTest(
      name: "resolution", value: rule.resolution.value, error: rule.resolution.error,
      reference: rule.resolutionLimit,
      meaning:
        "what even a tree leaves, relative to (q1 − q0)²: above the reference states do not separate "
        + "at this size")
    let lower = VerdictTest(
      name: "lower_level", value: features.q0.value, error: features.q0.error, reference: nil,
      meaning: "the mean overlap between blocks; q0 where the verdict names several states")
    let upper = VerdictTest(
      name: "upper_level", value: features.q1.value, error: features.q1.error, reference: nil,
      meaning: "the mean overlap inside blocks; q1 where the verdict names several states")
    var numbers = [order, states, product, smallestGap]
    if let two {
      numbers.append(
        VerdictTest(
          name: "explained_by_two_levels", value: two.value, error: two.error, reference: nil,
          meaning:
            "the part of the variance of overlaps that one overlap inside blocks and one between them "
            + "explain"))
    }
    numbers += [rest, share, depth, lower, upper]
    self.numbers = numbers

    var sentences = [
      "order: \(order.text); without order about 0, at a critical point about "
        + "\(Documents.text(critical, digits: 2))",
      "more than one state: \(states.text); one state has about 0, a critical one about "
        + "\(Documents.text(critical * features.overlapNoise, digits: 2)); a gap q1 − q0 below about "
        + "\(Documents.text(gap, digits: 2)) between two states would not be seen",
    ]
    if let two {
      // What a tree leaves of next to nothing says nothing.
      let ofTree =
        rest.value > StructureRule.finiteSizeLimit
        ? "; a tree leaves \(percentText(rule.treeShare)) of it, of a hierarchy less than "
          + percentText(StructureRule.treeLimit)
        : ""
      sentences.append(
        "two overlaps, one inside states and one between them, explain "
          + "\(percentText(two.value, two.error)) of the structure; what they leave, N times its variance, is "
          + "\(rest.text): finite systems leave up to \(Documents.text(StructureRule.finiteSizeLimit, digits: 2)), a second "
          + "step more than \(Documents.text(StructureRule.secondStepLimit, digits: 2))\(ofTree)")
      sentences.append(
        "resolution: what even a tree leaves is \(depth.text) of (q1 − q0)²; above "
          + "\(Documents.text(rule.resolutionLimit, digits: 2)) states do not separate at this size"
      )
    }
    self.sentences = sentences
  }

  /// The smallest gap q1 − q0 of two equal blocks that would be seen.
  ///
  /// Two equal blocks give S_rs = (q1 − q0)²/4, which is seen from twice its error on; and their
  /// eigenvalue R (q1 − q0)/2 leaves the noise only beyond (1 − q) √(R/N), in each half of the sites.
  private static func gapResolution(_ features: StructureFeatures) -> Double {
    let r = Double(features.replicaCount)
    let n = Double(features.siteCount) / 2
    let byVariance = 4 * (features.split[.oneState].error / 2).squareRoot()
    let bySpectrum = 2 * (1 - max(0, features.q1.value)) / (r * n).squareRoot()
    return max(byVariance, bySpectrum)
  }
}

/// A fraction as a percentage, with its error.
private func percentText(_ fraction: Double, _ error: Double? = nil) -> String {
  let percent = 100 * min(1, max(0, fraction))
  guard let error else { return "\(Int(percent.rounded())) %" }
  return errorText(percent, 100 * error) + " %"
}
