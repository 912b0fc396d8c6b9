import Documents
import Experiments
import Overlaps
import RealModule
import Statistics

/// Sizes of one model: curves over temperature with their crossings, indicators against N with both readings.
extension ScanReport: PagePanels {
  private static func name(_ curves: SizeCurves) -> String {
    curves.length.map { "L = \($0)" } ?? "N = \(curves.spinCount)"
  }

  private typealias Curve = [(temperature: Double, value: Estimate)]

  private static func curve(_ one: SizeCurves, _ values: [Estimate?]) -> Curve {
    zip(one.temperatures, values).compactMap { t, value in value.map { (t, $0) } }
  }

  /// A quantity of all sizes over temperature, with the crossing of the two largest and of the others in words.
  private func plot(
    _ title: String, _ symbol: String, _ values: (SizeCurves) -> [Estimate?],
    crosses: Bool = true, isLogarithmic: Bool = false
  ) -> (plot: SeriesPlot, crossings: [(pair: String, crossing: CurveCrossing)]) {
    let found = curves.map { Self.curve($0, values($0)) }
    var crossings: [(String, CurveCrossing)] = []
    if crosses {
      for k in curves.indices.dropLast() {
        guard let one = CurveCrossing(of: found[k], with: found[k + 1]) else { continue }
        crossings.append(("\(Self.name(curves[k])) and \(Self.name(curves[k + 1]))", one))
      }
    }
    var guides: [SeriesPlot.Guide] = []
    if let last = crossings.last {
      guides.append(
        SeriesPlot.Guide(
          value: last.1.temperature.value, name: "T× = \(Words.estimate(last.1.temperature))",
          isVertical: true, error: last.1.temperature.error))
    }
    return (
      SeriesPlot(
        title: title, name: symbol, axis: "T",
        series: zip(curves, found).enumerated().map { k, pair in
          SeriesPlot.Series(
            name: Self.name(pair.0), points: pair.1.map { ($0.temperature, $0.value) },
            isJoined: true, mark: k)
        }, guides: guides, isLogarithmic: isLogarithmic), crossings
    )
  }

  /// An indicator against N with the two readings.
  private func plot(_ scan: IndicatorScan) -> SeriesPlot? {
    guard let heals = scan.heals, let stays = scan.stays, let first = scan.points.first,
      let last = scan.points.last
    else { return nil }
    let (low, high) = (0.95 * Double(first.spinCount), 1.05 * Double(last.spinCount))
    let places = (0...40).map { low * Double.pow(high / low, Double($0) / 40) }
    let values = scan.points.map(\.estimate.value)
    let isLogarithmic = (values.min() ?? 0) > 0 && (values.max() ?? 0) > 8 * (values.min() ?? 0)
    return SeriesPlot(
      title: "\(scan.indicator.symbol): \(scan.answer.ofIndicator)", name: scan.indicator.symbol,
      axis: "N",
      series: [
        SeriesPlot.Series(
          name: "",
          points: scan.points.map { (Double($0.spinCount), $0.estimate) }, mark: 0),
        SeriesPlot.Series(
          name: "limit", theory: places.map { ($0, stays.value(at: $0)) }, mark: 1),
        SeriesPlot.Series(
          name: "to zero", theory: places.map { ($0, heals.value(at: $0)) }, mark: 2,
          isDashed: true),
      ], isLogarithmicX: true, isLogarithmic: isLogarithmic,
      ticks: scan.points.count <= 6 ? scan.points.map { Double($0.spinCount) } : nil)
  }

  /// The probabilities of the answer under both readings.
  private var sure: Markup {
    let rows: [(String, [ScanAnswer: Double])] = [
      ("were the limits true", scan.answersIfStays),
      ("were the power laws to zero true", scan.answersIfHeals),
    ]
    let bars = rows.map { name, answers -> Markup in
      let parts = ScanAnswer.allCases.enumerated().map { k, answer -> Markup in
        "<i class=\"c\(k == 0 ? 2 : k == 1 ? 1 : 0)\" style=\"flex:\(Words.exact(max(answers[answer] ?? 0, 0.002))) 0 2px\"></i>"
      }
      let text = ScanAnswer.allCases.map {
        "\($0.rawValue) \(Words.percent(answers[$0] ?? 0))"
      }.joined(separator: ", ")
      return """
        <div class="one"><h3>\(name)</h3><div class="bar" role="img" aria-label="\(text)">\(parts)</div>\
        <p class="quiet">\(text)</p></div>
        """
    }
    return "<h2 class=\"kicker\">What these sizes would answer</h2>\(bars)"
  }

  var subject: [String] {
    [
      ReportPage.modelName(ensemble), "T = \(Words.plain(temperature))",
      "N = \(scan.spinCounts.map(String.init).joined(separator: ", "))",
    ]
  }

  var hero: Hero {
    let used = runs.filter { $0.reason == nil }
    let sizes = scan.spinCounts.map(String.init).joined(separator: ", ")
    let headline: String
    switch scan.answer {
    case .staysBroken:
      headline =
        patternsExplainStates
        ? "Several states stay, and stored patterns are what they are."
        : "Replica symmetry stays broken as N grows."
    case .heals: headline = "What looks like breaking heals as N grows."
    case .undecided: headline = "These sizes do not decide whether breaking stays."
    }
    let facts = scan.voting.prefix(3).compactMap { vote -> Hero.Fact? in
      vote.points.last.map {
        Hero.Fact(
          symbol: vote.indicator.symbol, value: Words.estimate($0.estimate),
          meaning: "at N = \($0.spinCount): \(vote.answer.ofIndicator)")
      }
    }
    return Hero(
      place: "T\u{a0}=\u{a0}\(Words.plain(temperature)) · N = \(sizes)", headline: headline,
      sentence: Words.sentence(sentence), facts: Array(facts), sure: sure,
      steps: scan.advice.prefix(3).map { Hero.Step(text: Words.sentence($0)) }
        + (used.count < runs.count
          ? [
            Hero.Step(
              text: "\(runs.count - used.count) of \(runs.count) runs do not count; see why below.")
          ]
          : []))
  }

  var panels: Panels {
    var panels = Panels()
    if curves.contains(where: { $0.temperatures.count > 1 }) {
      let isLattice = curves.contains { $0.correlationRatio.contains { $0 != nil } }
      var found = [plot("Binder ratio", "g") { $0.binder }]
      if isLattice { found.append(plot("Correlation length", "ξ_L/L") { $0.correlationRatio }) }
      found.append(
        plot(
          "Susceptibility", "N⟨q²⟩", { $0.susceptibility }, crosses: false, isLogarithmic: true))
      let rows = found.flatMap { one in
        one.crossings.map { crossing -> Markup in
          """
          <tr><th scope="row">\(one.plot.title)</th><td>\(crossing.pair)</td><td>\(Words.estimate(crossing.crossing.temperature))</td>\
          <td>\(Words.fixed(crossing.crossing.value, 3))</td></tr>
          """
        }
      }
      panels.add(
        "sizes", "By size",
        guide: [
          "Marks with standard errors over instances. The dotted red line is where the two largest sizes cross, with its error as a band.",
          "Curves that meet without crossing by two errors have no crossing.",
        ], key: curves.map(Self.name), found.map(\.plot))
      let table: Markup =
        rows.isEmpty
        ? "<p>No two neighbouring sizes cross by two errors within these temperatures.</p>"
        : """
        <div class="scroll"><table class="values"><thead><tr><th scope="col">curve</th><th scope="col">sizes</th><th scope="col">T×</th>\
        <th scope="col">value there</th></tr></thead><tbody>\(rows)</tbody></table></div>
        """
      panels.sections.append(
        PageSection(
          name: "crossings", title: "Crossings",
          guide: [
            "Between two temperatures curves are taken as straight. No correction to scaling is made."
          ],
          content: table))
    }
    panels.add(
      "indicators", "Indicators against N",
      guide: [
        "What vanishes where symmetry heals, and tends to a limit where it stays broken.",
        "Solid line: the best limit with a correction. Dashed line: the best power law to zero.",
      ], scan.indicators.compactMap(plot))
    return panels
  }

  var origin: [(String, String)] {
    [
      ("Model", ReportPage.modelName(ensemble)),
      (
        "Sizes",
        runs.map { "N = \($0.spinCount), \(Words.count($0.instanceCount, "instance"))" }
          .joined(separator: "; ")
      ),
      ("Temperature", Words.plain(temperature)),
    ]
  }

  var subjects: Glossary.Subjects { [.sizes] }
}
