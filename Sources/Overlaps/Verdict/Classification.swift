import Documents
import RealModule
import Statistics

/// The verdict on a set of overlaps, with its probabilities and reasons.
///
/// A small network answers from effect sizes that carry no noise, and their errors: is there order, more than one
/// state, more than two levels, and do they form a tree. The effects are those of ``StructureFeatures``. Where sites
/// may be correlated, it also knows structure that is not resolved: below its transition a small spin glass has
/// broken symmetry, but not states that could be told apart.
///
/// The probabilities are calibrated on planted ensembles whose truth is the realised overlap matrix, and
/// for correlated sites also on samples of models whose phase is known; the article *From overlaps to a
/// verdict* has the figures.
public struct Classification: Sendable, Equatable {
  /// The verdict: the class whose probability reaches 0.8, or `undetermined`.
  public let verdict: Verdict
  /// The probability of every class, in the order of ``Verdict/classes``; they add up to 1.
  public let probabilities: [Double]
  /// The numbers behind the verdict; `nil` where too few replicas were judged.
  public let tests: VerdictTests?
  /// What stays open where symmetry is broken and no class is named; else `nil`.
  public let openReading: StructureRule.Reading?
  /// What the sample itself has that keeps the tests from naming a class; else `nil`.
  let obstacle: Obstacle?
  /// The stored patterns that the states are, in words; else `nil`.
  let patterns: String?
  /// What was found besides the tests, in words, the most important first.
  let notes: [String]

  /// The probability that a verdict needs.
  public static let threshold = 0.8

  /// The probability of more than one state: one-step, hierarchical or non-hierarchical.
  public var brokenProbability: Double { probabilities[2] + probabilities[3] + probabilities[4] }

  /// Whether there is evidence for more than one state, at the level of a verdict; states are shown only then.
  public var isBroken: Bool { brokenProbability >= Self.threshold }

  /// Whether the probabilities are those of independent replicas in equilibrium, as far as is known.
  public var judgesReplicas: Bool {
    switch obstacle {
    case .openEquilibrium, .dependentRows: false
    case .oddRows, .rarelyApart, nil: tests != nil
    }
  }

  /// Judges the features of one instance or of several pooled ones.
  ///
  /// - Parameters:
  ///   - features: What the tests found.
  ///   - correlatedSites: Whether sites may be correlated, as in samples of a Gibbs measure, beyond what
  ///     the states explain.
  public init(_ features: StructureFeatures, correlatedSites: Bool = true) {
    let calibration = Calibration.fitted(
      knowsSites: features.knowsSites, correlatedSites: correlatedSites)
    let rule = StructureRule(features)
    let probabilities = rule.restrained(calibration.probabilities(features))
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    let verdict = probabilities[best] >= Self.threshold ? Verdict.classes[best] : .undetermined
    let broken = probabilities[2...].reduce(0, +)
    var reading: StructureRule.Reading?
    if verdict == .undetermined, broken >= Self.threshold {
      let isNested = probabilities[2] + probabilities[3] >= Self.threshold
      reading =
        isNested && rule.resolution.value <= rule.resolutionLimit
        ? .oneStepOrMore : rule.reading == .nonHierarchical ? .nonHierarchical : .unresolved
    }
    let isDoubtful = verdict == Verdict.classes[best] && best >= 2 && rule.rivals(of: best) != nil
    self.init(
      verdict: verdict, probabilities: probabilities,
      reasons: isDoubtful
        ? [
          "the limits below, of what two overlaps and a tree leave and of the resolution, alone say \"\(rule.reading.rawValue)\", "
            + "if not beyond three errors; so the class has a probability of 0.9 at most"
        ] : [],
      tests: VerdictTests(features), openReading: reading)
  }

  /// Judges instances whose copies and strays may have made the answer.
  ///
  /// Where the answer without them is another, the probabilities are mixed, three parts of four without them, and
  /// both answers are said.
  ///
  /// - Parameters:
  ///   - given: The features of all replicas.
  ///   - rest: The features without copies and strays; `nil` where there are too few replicas left.
  ///   - correlatedSites: Whether sites may be correlated.
  /// - Returns: The verdict.
  static func comparing(
    _ given: StructureFeatures, without rest: StructureFeatures?, correlatedSites: Bool
  ) -> Classification {
    let first = Classification(given, correlatedSites: correlatedSites)
    guard let rest else {
      return first.mixed(
        with: [0.25, 0.25, 1.0 / 6, 1.0 / 6, 1.0 / 6],
        noting: "without repeated rows and strays too few replicas are left to judge",
        obstacle: .oddRows(with: first.verdict, without: nil))
    }
    let second = Classification(rest, correlatedSites: correlatedSites)
    return first.mixed(
      with: second.probabilities,
      noting: second.verdict == first.verdict
        ? "without repeated rows and strays the answer is the same"
        : "with all rows the answer would be \(first.verdict.rawValue), without repeated rows and strays "
          + "\(second.verdict.rawValue)",
      obstacle: second.verdict == first.verdict
        ? nil : .oddRows(with: first.verdict, without: second.verdict))
  }

  /// The verdict of other probabilities, of which a quarter are one's own; the obstacle stands where no class is named.
  private func mixed(
    with others: [Double], noting note: String, obstacle: Obstacle?
  ) -> Classification {
    let all = zip(probabilities, others).map { 0.25 * $0 + 0.75 * $1 }
    let best = all.indices.max { all[$0] < all[$1] } ?? 0
    let isNamed = all[best] >= Self.threshold
    return Classification(
      verdict: isNamed ? Verdict.classes[best] : .undetermined, probabilities: all,
      reasons: [note] + notes, tests: tests,
      openReading: isNamed || all[2...].reduce(0, +) < Self.threshold
        ? nil : openReading ?? .unresolved,
      obstacle: isNamed ? nil : obstacle)
  }

  /// The verdict on replicas that depend on each other: half way to ignorance.
  func doubted(because note: String) -> Classification {
    let all = probabilities.map { 0.5 * $0 + 0.5 / Double(Verdict.classes.count) }
    return Classification(
      verdict: .undetermined, probabilities: all, reasons: [note] + notes, tests: tests,
      obstacle: .dependentRows)
  }

  /// The verdict where replicas are hardly ever in different states, so that one step has not been seen.
  ///
  /// - Parameter breaking: The breaking parameter m of several instances, 0 within its error.
  /// - Returns: The same probability of broken symmetry, of which one step is not named.
  func withoutSeparateStates(_ breaking: Estimate) -> Classification {
    var all = probabilities
    let most = min(all[2], StructureRule.mostWhereContradicted)
    all[3] += all[2] - most
    all[2] = most
    return Classification(
      verdict: .undetermined, probabilities: all, reasons: notes, tests: tests,
      openReading: .unresolved, obstacle: obstacle ?? .rarelyApart(breaking: breaking))
  }

  /// The refusal to judge a sample that is not in equilibrium.
  ///
  /// - Parameter reasons: What failed, in words; put before the tests' own reasons.
  /// - Returns: The same probabilities with the verdict `not-equilibrated`.
  public func refused(because reasons: [String]) -> Classification {
    Classification(
      verdict: .notEquilibrated, probabilities: probabilities, reasons: reasons + notes,
      tests: tests)
  }

  /// The verdict when the several states are known to be those of stored patterns.
  ///
  /// Such states differ by a symmetry of the couplings' construction, not by replica-symmetry
  /// breaking: their probability goes to the replica-symmetric class.
  ///
  /// - Parameter patterns: Which patterns, in words.
  /// - Returns: The verdict with the probabilities moved.
  public func explainedByPatterns(_ patterns: String) -> Classification {
    let all = [probabilities[0], probabilities[1] + brokenProbability, 0, 0, 0]
    return Classification(
      verdict: all[1] >= Self.threshold ? .replicaSymmetric : verdict, probabilities: all,
      reasons: [
        "stored patterns explain the states: \(patterns), not replica-symmetry breaking"
      ] + notes, tests: tests, patterns: patterns)
  }

  init(
    verdict: Verdict, probabilities: [Double], reasons: [String], tests: VerdictTests?,
    openReading: StructureRule.Reading? = nil, obstacle: Obstacle? = nil, patterns: String? = nil
  ) {
    self.verdict = verdict
    self.probabilities = probabilities
    notes = reasons
    self.tests = tests
    self.openReading = openReading
    self.obstacle = obstacle
    self.patterns = patterns
  }
}
