import Documents
import LinearAlgebra
import Overlaps
import Statistics

extension ClassifiedPoint {
  /// The columns of a table of verdicts, in which states and eigenvalues are those of the first instance.
  static var columns: [Column<ClassifiedPoint>] {
    [
      Column(text: "system") { $0.title }, Column(text: "verdict") { $0.verdictText },
      Column(text: "p", "the probability of the verdict") { point in
        let verdict = point.classification
        let index = Verdict.classes.firstIndex(of: verdict.verdict)
        return text(index.map { verdict.probabilities[$0] }, digits: 2)
      },
      Column(
        text: "broken", "the probability that there is more than one state, in one way or another"
      ) { text($0.brokenProbability, digits: 2) },
      Column(text: "q0", "the mean overlap of replicas of different states") { text($0.q0) },
      Column(text: "q1", "the mean overlap of replicas of one state") { text($0.q1) },
      Column(text: "m", "the probability that two replicas are in different states") {
        text($0.breakingParameter)
      },
      Column(text: "states", "how many states the replicas of the first instance form") {
        "\($0.analysis.first.states.count)"
      },
      Column(
        text: "λ₁/R", "the largest eigenvalue of q_ab: the part of the replicas that lean one way"
      ) { $0.eigenvalueText(0) },
      Column(text: "λ₂/R", "the second one: about 1/R without a second direction") {
        $0.eigenvalueText(1)
      },
      Column(text: "beyond noise", "how many eigenvalues are larger than noise makes them") {
        "\($0.analysis.first.significantEigenvalues)"
      },
      Column(
        text: "power",
        "how often planted one-step and two-step systems of this size and these levels are told apart"
      ) { text($0.analysis.pooled.power, digits: 2) },
    ]
  }

  /// The verdict in a line, for those who wait for others.
  public var line: String {
    let columns = Self.columns.headed("system", "verdict", "p", "broken")
    let cells = columns.map { $0.text(self) }
    return "\(cells[0]): \(cells[1]), p \(cells[2]), broken \(cells[3])"
  }

  private func eigenvalueText(_ k: Int) -> String {
    text(analysis.first.eigenvalues[k] / Double(analysis.first.overlaps.replicaCount), digits: 3)
  }

  /// Reasons and states, where there is room for them.
  var details: [ReportSection] {
    var sections: [ReportSection] = [.text("\n\(system)")]
    sections += analysis.warnings.map { .text("  ! \($0)") }
    sections += analysis.timeOrderSentences.map { .text("  · \($0)") }
    sections += classification.reasons.map { .text("  · \($0)") }
    if let spectrum = paramagnetSpectrum(0) { sections.append(.text("  · \(spectrum.sentence)")) }
    return sections + stateSections + (labels?.sections ?? [])
  }

  /// What to do next.
  var nextSteps: [ReportSection] {
    let steps = classification.advice
    return steps.isEmpty ? [] : [.remark("\nNext: \(steps.joined(separator: "; ")).")]
  }

  /// What every number of the tests is.
  var glossary: [ReportSection] {
    guard let tests = classification.tests else { return [] }
    let columns = Self.columns.filter { !$0.meaning.isEmpty }
      .map { ReportSection.text("  \($0.header ?? ""): \($0.meaning)") }
    return [.text("\nWhat the columns are")] + columns + [.text("\nWhat the numbers are")]
      + tests.numbers.map { test in
        .text(
          "  \(test.name) = \(text(Estimate(value: test.value, error: test.error)))"
            + (test.reference.map { ", reference \(text($0, digits: 3))" } ?? "")
            + ": \(test.meaning)")
      }
  }

  private var stateSections: [ReportSection] {
    let one = analysis.first
    // A single state that no verdict names is no result.
    guard one.states.count > 1 || hasResults || !analysis.patterns.isEmpty else { return [] }
    var table = ReportTable(header: ["state", "weight", "replicas", "q_αα", "is"], rows: [])
    for state in 0..<min(8, one.states.count) {
      table.add([
        "\(state)", text(one.states.weights[state], digits: 3),
        "\(one.states.members[state].count)", text(one.states.selfOverlap(of: state)),
        analysis.patterns.first.map { $0.states[state].sentence } ?? "",
      ])
    }
    var sections: [ReportSection] = [.text(""), .table(table)]
    if one.states.count > 8 { sections.append(.text("and \(one.states.count - 8) smaller ones")) }
    sections += structureSentences.map { .text($0) }
    let overlaps = one.states.overlapsOfHeaviest(6)
    guard overlaps.rows > 1 else { return sections }
    let values = analysis.stateEigenvalues[0].prefix(8).map { text($0, digits: 3) }
    return sections + [
      .text(""), .table(ReportTable(stateOverlaps: overlaps, count: overlaps.rows)),
      .text("eigenvalues of q_αβ: \(values.joined(separator: ", "))"),
    ]
  }

  /// Where states merge, what m is, and how ultrametric the overlaps are.
  private var structureSentences: [String] {
    let one = analysis.first
    var sentences: [String] = []
    let levels = one.states.mergeLevels(siteCount: one.features.siteCount)
    if !levels.isEmpty {
      sentences.append(
        "states merge at the overlap\(levels.count > 1 ? "s" : "") "
          + levels.map { text($0, digits: 3) }.joined(separator: ", ")
          + (one.selfOverlapTest.map {
            "; equal self-overlaps have p = \(text($0.probability, digits: 2))"
          } ?? ""))
    }
    if let m = breakingParameterFromPeaks {
      sentences.append(
        "m from the weights of the states \(text(breakingParameter)), from the two peaks of "
          + "P(q) \(text(m))")
    }
    if let power = analysis.pooled.power {
      sentences.append(
        "power \(text(power, digits: 2)): how often planted one-step and two-step systems of this N, R and these "
          + "levels, with resolved states, are told apart")
    }
    if let found = one.ultrametricity {
      sentences.append(
        "triangles isosceles: \(percent(found.value)); \(percent(found.ofTree.value)) for spins on the tree of "
          + "the data, \(percent(found.ofIndependentOverlaps.value)) without structure")
    }
    return sentences
  }
}

/// A fraction as a percentage.
private func percent(_ fraction: Double) -> String { "\(text(100 * fraction, digits: 3)) %" }
