import Documents
import Statistics

extension Classification {
  /// Why, in words: what was found besides, then one sentence for every test, then what stays open.
  public var reasons: [String] {
    var all = notes + (tests?.sentences ?? [])
    if verdict == .undetermined, judgesReplicas {
      let open = Verdict.classes.indices.filter { probabilities[$0] > 0.05 }
      all.append(
        "not excluded: "
          + open.map { "\(Verdict.classes[$0].rawValue) (\(text(probabilities[$0], digits: 2)))" }
          .joined(separator: ", "))
    }
    return all
  }

  /// The answer in one plain sentence.
  public var answer: String {
    switch verdict {
    case .paramagnetic:
      return "No order: the overlaps of different replicas vanish but for fluctuations."
    case .replicaSymmetric:
      return patterns.map {
        "The states are those of stored patterns, which is no replica-symmetry breaking: \($0)."
      }
        ?? "One state: all replicas belong to it, up to fluctuations and the sign of whole replicas."
    case .oneStep:
      return
        "Several states with two overlaps, one inside a state and one between states: one step of "
        + "replica-symmetry breaking."
    case .hierarchical:
      return "Several states within states, like the leaves of a tree: two or more steps of "
        + "replica-symmetry breaking."
    case .nonHierarchical:
      return "More than one state, with overlaps that no tree describes."
    case .notEquilibrated:
      return "The sample is not in equilibrium, so it shows nothing about its Gibbs measure."
    case .undetermined:
      return undeterminedAnswer
    }
  }

  private var undeterminedAnswer: String {
    guard let tests else { return "Too few replicas to say anything." }
    if let obstacle { return obstacle.answer }
    let rule = tests.rule
    switch openReading {
    case .oneStepOrMore:
      let needed =
        rule.decidingSiteCount.map { "; if there is a second step, N ≈ \($0) would show it" } ?? ""
      return
        "Several states, one step or more: what two overlaps leave of the structure, N times its variance, is "
        + "\(text(rule.beyondTwoLevels.value, digits: 2)), where finite systems have up to "
        + "\(text(StructureRule.finiteSizeLimit, digits: 2)) and a second step makes more than "
        + "\(text(StructureRule.secondStepLimit, digits: 2))\(needed)."
    case .nonHierarchical:
      return
        "Replica symmetry is broken, and a tree leaves \(Int((100 * min(1, rule.treeShare)).rounded())) % of what two "
        + "overlaps leave: either no tree describes the states, or they fluctuate as those of small systems near "
        + "a transition do, and several sizes tell."
    case .some:
      return
        "Replica symmetry is broken, but states do not separate at this size, so these data cannot tell "
        + "how."
    case nil:
      // Broken symmetry counts as one where how it is broken is open.
      var likely = [
        ("no order", probabilities[0]), ("one state", probabilities[1]),
        ("broken replica symmetry", brokenProbability),
      ]
      likely.sort { $0.1 > $1.1 }
      let names = likely.filter { $0.1 > 0.1 }
        .map { "\($0.0) (\(Int((100 * $0.1).rounded())) %)" }
      let isCritical = probabilities[0] > 0.1 && brokenProbability > 0.1
      return "These data cannot tell: \(names.joined(separator: " or "))"
        + (isCritical ? "; a critical point looks like both, and several sizes tell." : ".")
    }
  }

  /// What to do next.
  public var advice: [String] {
    var advice: [String] = []
    switch verdict {
    case .notEquilibrated:
      return [
        "sample longer, or by parallel tempering with temperatures up to where nothing is slow"
      ]
    case .paramagnetic, .replicaSymmetric:
      break
    case .undetermined:
      guard let tests else {
        return [
          "use at least \(Self.fewestReplicas) replicas, better \(Calibration.fewestReplicas)"
        ]
      }
      if let obstacle { return obstacle.advice }
      advice.append("pool more instances of the same system and size (--ensemble)")
      if let needed = tests.rule.decidingSiteCount, openReading == .oneStepOrMore {
        advice.append("use larger systems: N ≈ \(needed) would tell one step from several")
      } else {
        advice.append(
          "compare several sizes: order and broken symmetry grow with N, criticality slowly")
      }
    case .oneStep, .hierarchical, .nonHierarchical:
      advice.append("compare several sizes at the same temperature: one size shows no phase")
    }
    if let n = tests?.rule.siteCount, n < Calibration.fewestSites {
      advice.append(
        "use larger systems: N = \(n) is small, N ≥ \(Calibration.fewestSites) is better")
    }
    if let r = tests?.replicaCount, r < Calibration.fewestReplicas {
      advice.append("use more replicas: \(r) are few, R ≥ \(Calibration.fewestReplicas) is better")
    }
    return advice
  }
}
