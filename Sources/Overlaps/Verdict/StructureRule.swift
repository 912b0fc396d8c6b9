import RealModule
public import Statistics

/// The three numbers that tell one step from several and from structure without states, with their limits.
///
/// ```
/// D = S_tree/(q1 − q0)²     what even a tree leaves: small where states are there
/// N S_two                   what two levels leave, S_two = min(S_levels, S_one)
/// t = S_tree/S_levels       the part of it that a tree leaves too: small for a hierarchy
/// ```
///
/// Every finite system has collective fluctuations of overlaps inside and between states, soft clusters of
/// sites and scatter of the state overlaps, of order 1/√N, so that N S_two is of order 1 and D of order 1/N;
/// under a second step N S_two grows as N. In p-spin samples below the static transition N S_two is 0.1 to
/// 0.4 at every N; in Sherrington–Kirkpatrick samples below theirs D is above its limit until N ≈ 500. The
/// limits were read from planted ensembles with such fluctuations and from samples of both models.
public struct StructureRule: Sendable, Equatable {
  /// What the numbers say of data with more than one state.
  public enum Reading: String, Sendable {
    /// Two levels up to what finite systems have.
    case oneStep = "one step"
    /// One step or more: two levels leave more than finite systems have, and less than a second step.
    case oneStepOrMore = "one step or more"
    /// More levels, which a tree describes.
    case hierarchical = "two or more steps"
    /// More levels, which no tree describes.
    case nonHierarchical = "no tree"
    /// No states that could be told apart at this size.
    case unresolved = "states do not separate"
  }

  /// D with its error.
  public let resolution: Estimate
  /// D above which states do not separate: 0.02 min(1, 64/N)^{1/3}.
  public let resolutionLimit: Double
  /// N S_two with its error.
  public let beyondTwoLevels: Estimate
  /// The part t of it that a tree leaves.
  public let treeShare: Double
  /// S_two/(q1 − q0)².
  public let relativeRest: Double
  /// The number N of sites.
  public let siteCount: Int
  /// N S_rs with its error: what one state leaves.
  private let beyondOneState: Estimate
  /// Whether what one state leaves in the mean over several instances is no more than systems above a transition have.
  private let isPrecursor: Bool
  /// Whether there is more order than a paramagnet has.
  private let isOrdered: Bool
  /// Whether one state leaves more than critical ones do.
  private let isSplit: Bool

  /// The largest N S_two that finite systems of one step have.
  public static let finiteSizeLimit = 0.7
  /// N S_two from which a second step is named.
  public static let secondStepLimit = 2.0
  /// The largest t of a hierarchy.
  public static let treeLimit = 0.2

  /// The largest probability of one state where it leaves more than twice its error and more than 0.1.
  private static let mostForOneState = 0.9
  /// The largest probability of more than one state where overlaps scatter no more than those of one state.
  private static let mostBrokenWithoutScatter = 0.1
  /// The largest probability of a class that the numbers contradict by more than three errors: below
  /// ``Classification/threshold``, and no less, because among planted ensembles it is right in four of five cases.
  static let mostWhereContradicted = 0.79
  /// The largest probability of a class that the numbers contradict within three errors, or leave open.
  static let mostWhereDoubtful = 0.9
  /// What one state leaves in the mean over instances, in units of the noise of an overlap, that systems above a
  /// transition have: p-spin models of 32 to 64 spins up to 1.5 at T = 0.8, and 1.75 to 40 at T ≤ 0.5.
  private static let precursorLimit = 1.6
  /// N times the mean squared overlap, in units of N^{1/3}, that a paramagnet does not have, beyond three errors.
  ///
  /// Free spins have 0, critical mean-field models about 1. Of p-spin samples above T_d 3 of 1268 have more than 3, of groups of
  /// sites that flip together 27 of 1686, of lattices near their transition 39 of 1084.
  private static let orderLimit = 3.0
  /// What one state does not leave beyond three errors, in units of what a critical one leaves, N^{1/3} times the noise of an
  /// overlap: states with soft clusters, gains or temperatures of their own leave up to 2 with few exceptions.
  private static let oneStateLimit = 2.0
  /// N S_two beyond which one step is excluded, whatever fluctuates.
  private static let oneStepExcluded = 6.0
  /// The largest probability of one step there.
  private static let mostWhereExcluded = 0.1
  /// The part that a tree leaves from which structure is no hierarchy, whatever two levels leave.
  private static let treeExcluded = 0.6

  init(_ features: StructureFeatures) {
    let split = features.split
    let n = Double(features.siteCount)
    let gap = max(split.gapSquare, 1e-6)
    let (tree, two) = (split[.tree], split.two)
    siteCount = features.siteCount
    resolution = Estimate(value: tree.value / gap, error: tree.error / gap)
    resolutionLimit = 0.02 * Double.pow(min(1, 64 / n), 1.0 / 3)
    beyondTwoLevels = Estimate(value: n * two.value, error: n * two.error)
    beyondOneState = Estimate(
      value: n * split[.oneState].value, error: n * split[.oneState].error)
    let critical = features.criticalOrder
    isSplit =
      beyondOneState.value - 3 * (beyondOneState.error ?? 0)
      > Self.oneStateLimit * critical * features.overlapNoise
    isOrdered =
      n * (split[.zero].value - 3 * split[.zero].error)
      > Self.orderLimit * critical
    isPrecursor =
      features.instanceCount > 1
      && beyondOneState.value < Self.precursorLimit * features.overlapNoise
    treeShare = tree.value / max(split[.twoLevels].value, 0.3 / n)
    relativeRest = two.value / gap
  }

  /// What the numbers say, supposing that replica symmetry is broken.
  public var reading: Reading { reading(slack: 0) }

  /// What the numbers say when each may be off by so many errors in favour of one step.
  private func reading(slack: Double) -> Reading {
    let rest = beyondTwoLevels.value - slack * (beyondTwoLevels.error ?? 0)
    let depth = resolution.value - slack * (resolution.error ?? 0)
    if depth > resolutionLimit {
      return rest > 6 && treeShare > 0.4 && depth > 0.02 ? .nonHierarchical : .unresolved
    }
    if rest < Self.finiteSizeLimit { return .oneStep }
    if relativeRest > 0.002 {
      if rest > Self.secondStepLimit, treeShare < Self.treeLimit { return .hierarchical }
      if rest > 1.2, treeShare < Self.treeLimit / 2 { return .hierarchical }
    }
    return .oneStepOrMore
  }

  /// The probabilities of the classes as far as the numbers allow: what they contradict is not named, and what they
  /// contradict within three errors is named with 0.9 at most.
  ///
  /// - Parameter probabilities: In the order of ``Verdict/classes``.
  /// - Returns: The probabilities; what a contradicted class has above its largest share goes in equal parts to the
  ///   classes that the numbers leave open.
  package func restrained(_ probabilities: [Double]) -> [Double] {
    func holding(_ k: Int, at most: Double, inFavourOf open: [Int]) -> [Double] {
      var result = probabilities
      result[k] = most
      for other in open { result[other] += (probabilities[k] - most) / Double(open.count) }
      return result
    }
    let broken = probabilities[2...].reduce(0, +)
    if beyondOneState.value <= 0, broken > Self.mostBrokenWithoutScatter {
      // One state leaves nothing, or less than noise: that is no sign of several.
      let others = probabilities[0] + probabilities[1]
      return probabilities.enumerated().map { k, p in
        k >= 2
          ? p * Self.mostBrokenWithoutScatter / broken
          : others > 0 ? p * (1 - Self.mostBrokenWithoutScatter) / others : k == 1 ? 0.9 : 0
      }
    }
    if probabilities[1] > Self.mostWhereContradicted, isSplit {
      return holding(1, at: Self.mostWhereContradicted, inFavourOf: [2, 3, 4])
    }
    let largestOfOneState = max(2 * (beyondOneState.error ?? 0), 0.1)
    if probabilities[1] > Self.mostForOneState, beyondOneState.value > largestOfOneState {
      // Weak structure is not excluded where one state leaves something.
      return holding(1, at: Self.mostForOneState, inFavourOf: [2, 3, 4])
    }
    if probabilities[0] > Self.mostWhereContradicted, isOrdered {
      let hasStates = beyondOneState.value > 3 * (beyondOneState.error ?? 0)
      return holding(0, at: Self.mostWhereContradicted, inFavourOf: hasStates ? [2, 3, 4] : [1])
    }
    guard let named = (2..<5).first(where: { probabilities[$0] >= Classification.threshold }) else {
      return probabilities
    }
    let least = beyondTwoLevels.value - 3 * (beyondTwoLevels.error ?? 0)
    if named == 2, least > Self.oneStepExcluded {
      return holding(
        2, at: Self.mostWhereExcluded,
        inFavourOf: treeShare < Self.treeLimit ? [3] : treeShare > Self.treeExcluded ? [4] : [3, 4])
    }
    if named == 2, isPrecursor {
      return holding(2, at: Self.mostWhereContradicted, inFavourOf: [0, 1])
    }
    if let open = rivalsBeyondErrors(of: named) {
      return holding(named, at: Self.mostWhereContradicted, inFavourOf: open)
    }
    if probabilities[named] > Self.mostWhereDoubtful, let open = rivals(of: named) {
      return holding(named, at: Self.mostWhereDoubtful, inFavourOf: open)
    }
    return probabilities
  }

  /// The classes that the numbers leave open beside a class; `nil` where they say this class.
  func rivals(of named: Int) -> [Int]? {
    switch named {
    case 2: rivalsOfOneStep(slack: 1)
    case 3:
      switch reading {
      case .hierarchical: nil
      case .oneStep, .oneStepOrMore: [2]
      case .unresolved, .nonHierarchical: [2, 4]
      }
    default: reading == .oneStep || reading == .hierarchical ? [2, 3] : nil
    }
  }

  /// The classes that are left where three errors in favour of a class do not help it; `nil` where they do.
  ///
  /// Whether a hierarchy is one is asked of N S_two and t alone: deep trees leave little gaps, so that D is large.
  private func rivalsBeyondErrors(of named: Int) -> [Int]? {
    let rest = beyondTwoLevels.value + 3 * (beyondTwoLevels.error ?? 0)
    switch named {
    case 2: return rivalsOfOneStep(slack: 3)
    case 3:
      if treeShare > Self.treeExcluded { return [2, 4] }
      return rest < Self.finiteSizeLimit ? [2] : nil
    default: return rest < Self.finiteSizeLimit ? [2, 3] : rivals(of: named)
    }
  }

  /// What is left beside one step, if the numbers are so many errors nearer to it.
  private func rivalsOfOneStep(slack: Double) -> [Int]? {
    switch reading(slack: slack) {
    case .oneStep: nil
    case .oneStepOrMore, .hierarchical: [3]
    case .unresolved, .nonHierarchical: [3, 4]
    }
  }

  /// The number of sites at which N S_two would pass the limit of a second step, if there is one.
  ///
  /// Under a second step N S_two grows as N.
  public var decidingSiteCount: Int? {
    let rest = beyondTwoLevels.value
    guard rest > 0.05, rest < Self.secondStepLimit else { return nil }
    let needed = Double(siteCount) * Self.secondStepLimit / rest
    return needed < 1e7 ? Int(needed.rounded(.up)) : nil
  }
}
