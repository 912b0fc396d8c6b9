import Documents
import Experiments
import ReplicaTheory
import Statistics

/// Replica theory: q(x) and P(q) of some temperatures, free energy, entropy and overlaps of many.
extension SpinGlassSolutions: PagePanels {
  /// Temperatures whose functions are drawn; of more the lowest, the highest and some between.
  private var drawn: [SpinGlassSolution] {
    guard solutions.count > 6 else { return solutions }
    let order = solutions.sorted { $0.temperature < $1.temperature }
    return (0..<6).map { order[$0 * (order.count - 1) / 5] }
  }

  private static func name(_ solution: SpinGlassSolution) -> String {
    "T = \(Words.brief(solution.temperature))"
  }

  /// The replicon with its error, where that is known: 0 where it is not told from it.
  private static func replicon(_ solution: SpinGlassSolution) -> String {
    let error = solution.repliconError ?? 0
    return abs(solution.replicon) <= 3 * error
      ? "0" : Words.minus(Documents.text(solution.replicon, digits: 3))
  }

  /// A number with one digit.
  private static func rounded(_ value: Double) -> Double {
    Double(Documents.text(value, digits: 1)) ?? value
  }

  var subject: [String] { ["Replica theory", system] }

  var hero: Hero {
    guard let first = solutions.min(by: { $0.temperature < $1.temperature }),
      let last = solutions.max(by: { $0.temperature < $1.temperature })
    else {
      return Hero(
        place: system, headline: "No temperature.", sentence: "", facts: [], sure: .none,
        steps: [])
    }
    func isBroken(_ solution: SpinGlassSolution) -> Bool {
      solution.isContinuous || solution.function.overlaps.count > 1
    }
    let broken = solutions.filter(isBroken)
    let headline: String
    if solutions.count == 1 || first.temperature == last.temperature {
      headline =
        first.isContinuous
        ? "Replica symmetry is broken continuously."
        : isBroken(first)
          ? "Replica symmetry is broken in \(Words.count(first.function.overlaps.count - 1, "step"))."
          : first.stable
            ? "Replica-symmetric, and stable." : "Replica-symmetric here, and wrong: unstable."
    } else if broken.isEmpty {
      headline =
        solutions.allSatisfy(\.stable)
        ? "Replica-symmetric at all of these temperatures."
        : "Replica-symmetric by choice, and unstable at some of these temperatures."
    } else if broken.count == solutions.count {
      headline = "Replica symmetry is broken at all of these temperatures."
    } else {
      let highest = broken.map(\.temperature).max() ?? 0
      headline =
        "Replica symmetry is broken up to T = \(Words.brief(highest)), and not from the next temperature on."
    }
    var sentence =
      "At T\u{a0}=\u{a0}\(Words.plain(first.temperature)): f = \(text(first.freeEnergy, digits: 7)), "
      + "q_EA = \(text(first.edwardsAndersonParameter, digits: 5)); \(first.note)."
    if !first.stable, !first.isContinuous {
      sentence += " The ansatz is not the true solution there."
    }
    return Hero(
      place: system, headline: headline, sentence: Words.sentence(sentence),
      facts: [
        Hero.Fact(
          symbol: "f", value: Words.minus(text(first.freeEnergy, digits: 6)),
          meaning: "free energy per spin"),
        Hero.Fact(
          symbol: "e", value: Words.minus(text(first.energy, digits: 5)), meaning: "energy per spin"
        ),
        Hero.Fact(
          symbol: "q_EA", value: text(first.edwardsAndersonParameter, digits: 4),
          meaning: "overlap inside a state"),
        Hero.Fact(
          symbol: "", value: Self.replicon(first), meaning: "replicon"),
      ],
      sure:
        "<h2 class=\"kicker\">How sure</h2><p class=\"quiet\">A calculation for N → ∞, no sample. Error of f at the lowest temperature: \(Words.tick(Self.rounded(first.errorEstimate))).</p>",
      steps: [
        Hero.Step(
          text: "See what a finite sample shows beside it.",
          command: "replica sample sk --spins 256 --instances 16 -o sk.zarr")
      ])
  }

  /// q(x) from 0 to 1: plateaus run on to both ends.
  private static func function(_ solution: SpinGlassSolution) -> [(x: Double, y: Double)] {
    let curve = zip(solution.curve.x, solution.curve.q).map { (x: $0, y: $1) }
    guard solution.isContinuous, let first = curve.first, let last = curve.last else {
      return curve
    }
    return [(0, first.y)] + curve + [(1, last.y)]
  }

  var panels: Panels {
    var panels = Panels()
    let shown = drawn
    panels.add(
      "functions", "Overlap functions",
      guide: [
        "<b>q(x)</b>: two replicas have an overlap below q(x) with probability x.",
        "<b>P(q)</b> is its derivative: lines are the smooth part, stems are peaks whose height is their weight.",
      ], key: shown.map(Self.name),
      [
        SeriesPlot(
          title: "Overlap function", name: "q(x)", axis: "x",
          series: shown.enumerated().map { k, one in
            SeriesPlot.Series(name: Self.name(one), theory: Self.function(one), mark: k)
          }),
        SeriesPlot(
          title: "Smooth part of P(q)", name: "P(q)", axis: "q",
          series: shown.enumerated().map { k, one in
            SeriesPlot.Series(
              name: Self.name(one),
              theory: one.distribution.density.map { ($0.overlap, $0.density) }, mark: k)
          }),
        SeriesPlot(
          title: "Peaks of P(q)", name: "weight", axis: "q",
          series: shown.enumerated().map { k, one in
            SeriesPlot.Series(
              name: Self.name(one),
              points: one.distribution.peaks.map {
                ($0.overlap, Estimate(value: $0.weight, error: nil))
              }, mark: k)
          }, range: 0...1.08, hasStems: true),
      ])
    guard solutions.count > 1 else { return panels }
    let order = solutions.sorted { $0.temperature < $1.temperature }
    func line(
      _ name: String, _ mark: Int, _ value: (SpinGlassSolution) -> Double?
    ) -> SeriesPlot.Series {
      SeriesPlot.Series(
        name: name,
        theory: order.compactMap { one in
          value(one).flatMap { $0.isFinite ? (x: one.temperature, y: $0) : nil }
        }, mark: mark, isDashed: mark == 1)
    }
    panels.add(
      "temperatures", "By temperature",
      guide: [
        "Free energy and overlaps with two curves: the first is a solid line, the second a dashed one."
      ],
      [
        SeriesPlot(
          title: "Free energy f, energy e (dashed)", name: "per spin", axis: "T",
          series: [
            line("f", 0) { $0.freeEnergy }, line("e", 1) { $0.energy },
          ]),
        SeriesPlot(
          title: "q_EA, mean overlap (dashed)", name: "overlap", axis: "T",
          series: [
            line("q_EA", 0) { $0.edwardsAndersonParameter },
            line("mean", 1) { $0.meanOverlap },
          ]),
        SeriesPlot(
          title: "Entropy per spin", name: "s", axis: "T", series: [line("s", 0) { $0.entropy }]),
      ])
    return panels
  }

  var origin: [(String, String)] { [("Model", system)] }

  var subjects: Glossary.Subjects { [.theory] }
}
