import Documents
import Experiments
import Overlaps
import Sampling
import Statistics

/// A verdict as a page says it: a headline, a sentence, facts, and what to do next.
struct VerdictWords {
  typealias Fact = Hero.Fact
  typealias Step = Hero.Step

  let point: ClassifiedPoint
  /// The mean of |q|, where it is known.
  var meanOverlap: Estimate?
  /// How many instances there are and shall be; `nil` for arrays.
  var instances: (done: Int, planned: Int)?
  /// The command that made the run.
  var command: String?
  /// Whether another run is planned at this temperature: the command for several sizes.
  var sizesCommand: String?

  private var classification: Classification { point.classification }
  private var verdict: Verdict { classification.verdict }
  private var pooled: PooledAnalysis { point.analysis.pooled }
  private var isRun: Bool { point.temperature != nil }
  private var thing: String { isRun ? "samples" : point.time == nil ? "rows" : "trajectories" }

  /// The answer in a few words.
  var headline: String {
    var text = finishedHeadline
    if let instances, instances.done < instances.planned {
      text += " So far: \(instances.done) of \(Words.count(instances.planned, "instance"))."
    }
    return text
  }

  private var finishedHeadline: String {
    switch verdict {
    case .paramagnetic: return "Paramagnetic: the replicas share no order."
    case .replicaSymmetric:
      return classification.isExplained(point.analysis)
        ? "The network remembers: the states are stored patterns."
        : "Replica-symmetric: there is one pure state."
    case .oneStep: return "One step of replica-symmetry breaking."
    case .hierarchical: return "Hierarchical breaking: states within states."
    case .nonHierarchical: return "Broken, but the states form no tree."
    case .notEquilibrated: return "No verdict: the samples have not reached equilibrium."
    case .undetermined:
      guard classification.judgesReplicas else {
        return classification.tests == nil
          ? "No verdict: too few replicas." : "Undetermined: the sample itself leaves it open."
      }
      switch classification.openReading {
      case .oneStepOrMore: return "Several states: one step or more, these data cannot tell."
      case .some: return "Replica symmetry is broken. How, these data cannot tell."
      case nil: return "Undetermined: the data do not decide."
      }
    }
  }

  /// The answer with its probability, and what is not known.
  var sentence: String {
    var place = point.temperature.map { "At T\u{a0}=\u{a0}\(Words.plain($0)) " } ?? ""
    if let time = point.time { place = "At t\u{a0}=\u{a0}\(Words.plain(time)) " }
    func at(_ text: String) -> String {
      place.isEmpty ? Words.sentence(text) : place + text + (text.hasSuffix(".") ? "" : ".")
    }
    let p = classification.probabilities
    func sure(_ k: Int) -> String { "(\(Words.percent(p[k])))" }
    let broken = Words.percent(classification.brokenProbability)
    switch verdict {
    case .paramagnetic:
      return at("two \(thing) agree no more than chance and their correlations allow \(sure(0))")
    case .replicaSymmetric:
      if let patterns = point.analysis.patternText {
        return at(
          "the states are those of stored patterns: \(patterns). This is no replica-symmetry breaking"
        )
      }
      let q = point.q1.map { " with the overlap q\u{a0}=\u{a0}\(Words.estimate($0))" } ?? ""
      return at("all \(thing) share one state\(q) \(sure(1))")
    case .oneStep:
      let inside = Words.estimate(point.q1)
      return at(
        "the \(thing) fall into separate states: inside one they overlap by \(inside), between two by "
          + "\(Words.estimate(point.q0)), with nothing in between \(sure(2))")
    case .hierarchical:
      return at("overlaps take more than two levels, and the states form a tree \(sure(3))")
    case .nonHierarchical:
      return at("there is more than one state, and no tree describes their overlaps \(sure(4))")
    case .notEquilibrated:
      let reason = point.equilibration?.reasons.first?.text ?? lower(classification.answer)
      // A reason names its temperature itself.
      let text = reason.contains("at T = ") ? Words.sentence(reason) : at(reason)
      return text + " What follows describes the sampler, not the model."
    case .undetermined:
      guard classification.judgesReplicas, classification.openReading != nil else {
        return place.isEmpty ? classification.answer : place + lower(classification.answer)
      }
      return at("the \(thing) fall into more than one state (\(broken))") + " "
        + classification.answer
    }
  }

  /// Three numbers or so that belong to the verdict.
  var facts: [Fact] {
    var facts: [Fact] = []
    if verdict == .oneStep {
      facts += [
        Fact(symbol: "q₁", value: Words.estimate(point.q1), meaning: "inside a state"),
        Fact(symbol: "q₀", value: Words.estimate(point.q0), meaning: "between states"),
        Fact(
          symbol: "m", value: Words.estimate(point.breakingParameter),
          meaning: "two replicas in different states"),
      ]
    } else if verdict == .replicaSymmetric, let q1 = point.q1 {
      facts.append(Fact(symbol: "q", value: Words.estimate(q1), meaning: "inside the state"))
    }
    if let meanOverlap {
      facts.append(
        Fact(symbol: "⟨|q|⟩", value: Words.estimate(meanOverlap), meaning: "mean overlap"))
    }
    if verdict != .oneStep, point.analysis.first.states.count > 1 {
      facts.append(
        Fact(
          symbol: "", value: "\(point.analysis.first.states.count)", meaning: "states in the matrix"
        ))
    }
    if verdict != .oneStep {
      facts.append(
        Fact(
          symbol: "", value: "\(point.analysis.first.significantEigenvalues)",
          meaning: "eigenvalues above noise"))
    }
    if let power = pooled.power {
      facts.append(
        Fact(symbol: "", value: Words.fixed(power), meaning: "power of the one-step test"))
    }
    return facts
  }

  /// What to do next, three steps at most.
  var steps: [Step] {
    var steps: [Step] = []
    switch verdict {
    case .paramagnetic:
      steps.append(
        Step(
          text: isRun
            ? "Nothing is missing here: look lower. Near a transition, compare sizes."
            : "Nothing is missing here: the rows share nothing that a test would see.",
          command: sizesCommand))
    case .replicaSymmetric where point.analysis.patternText != nil:
      steps.append(Step(text: "Raise the load or the temperature until retrieval ends."))
    case .replicaSymmetric:
      steps.append(
        Step(
          text: isRun
            ? "Is it a state or a slow sampler? Look at the tests of equilibrium; compare sizes."
            : "Is it one state, or what all rows have in common? Subtract the mean of every site and look again.",
          command: isRun ? sizesCommand : nil))
    case .notEquilibrated:
      steps.append(
        Step(
          text: "Sample longer: four times the sweeps.",
          command: command(replacing: "--sweeps", by: { 4 * $0 }, output: "longer.zarr")))
    default:
      steps += classification.advice.map { advice in
        // A run holds its instances: more of them are sampled, not pooled from files.
        isRun && advice.contains("--ensemble")
          ? Step(
            text: "Sample more instances of the same system and size.",
            command: command(replacing: "--instances", by: { 4 * $0 }, output: "more.zarr"))
          : Step(text: Words.sentence(advice))
      }
      if let k = steps.firstIndex(where: {
        $0.text.contains("sizes") || $0.text.contains("larger systems")
      }) {
        steps[k].command = sizesCommand
      }
      if classification.isBroken, verdict == .undetermined {
        steps.append(Step(text: "Do not quote a number of steps, q₀, q₁ or m from this alone."))
      }
    }
    if let instances, instances.done < instances.planned, let command {
      steps.insert(
        Step(
          text: "The probabilities will move: finish the run.",
          command: command + " -o \(Words.fileName(point.file).quotedForShell) --resume"), at: 0)
    }
    return Array(steps.prefix(3))
  }

  /// The command of the run with another number, where it has one.
  private func command(
    replacing option: String, by change: (Int) -> Int, output: String
  ) -> String? {
    guard let command else { return nil }
    var words = command.split(separator: " ").map(String.init)
    guard let k = words.firstIndex(of: option), k + 1 < words.count, let n = Int(words[k + 1])
    else { return nil }
    words[k + 1] = "\(change(n))"
    return words.joined(separator: " ") + " -o \(output.quotedForShell)"
  }

  private func lower(_ text: String) -> String {
    (text.first?.lowercased() ?? "") + text.dropFirst()
  }

  /// The answer with its bar.
  ///
  /// - Parameter note: A line under the bar: equilibrium, or why nothing is known about it.
  /// - Returns: The head of the page.
  func hero(note: Markup) -> Hero {
    let place =
      point.temperature.map { "T\u{a0}=\u{a0}\(Words.plain($0))" }
      ?? point.time.map { "t\u{a0}=\u{a0}\(Words.plain($0))" } ?? Words.fileName(point.file)
    return Hero(
      place: place, headline: headline, sentence: sentence, facts: facts,
      sure: "\(ClassBar(classification).markup)<p class=\"note\">\(note)</p>", steps: steps)
  }
}

extension Classification {
  /// Whether stored patterns are what the states are.
  fileprivate func isExplained(_ analysis: SystemAnalysis) -> Bool { analysis.areStatesExplained }
}
