import Documents
import Experiments
import LinearAlgebra
import NetworkTheory
import Overlaps
import Sampling
import Statistics

/// Networks and a spin glass side by side: matrices on one range of colours, lengths, correlations, spectra.
extension Comparison: PagePanels {
  private var networks: [ComparedSystem] { systems.filter { $0.kind != .spinGlass } }
  private var glass: ComparedSystem? { systems.first { $0.kind == .spinGlass } }

  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  private var headline: String {
    let start = "\(Self.capitalized(theory.phase.rawValue)) networks"
    let verdicts = systems.map(\.analysis.classification.verdict)
    let isBroken = systems.map(\.analysis.classification.isBroken)
    guard let glass else { return "\(start): the feedforward one and two recurrent ones." }
    if Set(verdicts.map(\.rawValue)).count == 1 {
      return "\(start) and a spin glass: one equation, the same overlaps."
    }
    let broken = zip(systems, isBroken).filter(\.1).map(\.0.kind.name)
    guard !broken.isEmpty, broken.count < systems.count else {
      return "\(start) and a \(glass.kind.name): one equation, different overlaps."
    }
    return
      "\(start) and a spin glass: one equation, but only the \(broken.joined(separator: " and the ")) "
      + "\(broken.count == 1 ? "looks" : "look") broken."
  }

  /// What is named, or what may be: nothing is named below the threshold.
  private static func likeliest(
    _ classification: Classification
  ) -> (name: String, p: Double, isNamed: Bool) {
    let broken = classification.brokenProbability
    if classification.isBroken { return ("broken", broken, true) }
    let k =
      classification.probabilities.indices.max {
        classification.probabilities[$0] < classification.probabilities[$1]
      } ?? 0
    let p = classification.probabilities[k]
    if p < Classification.threshold, broken > p { return ("broken", broken, false) }
    return (ClassBar.names[k], p, p >= Classification.threshold)
  }

  private var sentence: String {
    let parts = systems.map { system -> String in
      let classification = system.analysis.classification
      guard classification.verdict != .notEquilibrated, classification.judgesReplicas else {
        return "the \(system.kind.name) has no verdict"
      }
      let found = Self.likeliest(classification)
      return "the \(system.kind.name) "
        + (found.isNamed ? "looks" : "stays undecided, perhaps")
        + " \(found.name) (\(Words.percent(found.p)))"
    }
    var text =
      "At σ_w = \(Words.plain(sigmaW)), σ_b = \(Words.plain(sigmaB)) and N = \(neurons): \(parts.joined(separator: ", "))."
    if glass != nil {
      text +=
        " Replica symmetry of the glass is \(theory.chi1 > 1 ? "unstable where χ₁ = \(Documents.text(theory.chi1, digits: 3)) > 1" : "stable where χ₁ = \(Documents.text(theory.chi1, digits: 3)) ≤ 1")."
    }
    return text
  }

  var subject: [String] {
    [
      glass == nil ? "Networks side by side" : "Networks and a spin glass",
      "\(activationTitle), σ_w = \(Words.plain(sigmaW)), σ_b = \(Words.plain(sigmaB))",
    ]
  }

  var hero: Hero {
    let bars = systems.map { system -> Markup in
      let classification = system.analysis.classification
      let isJudged =
        classification.verdict != .notEquilibrated && classification.judgesReplicas
      let found = Self.likeliest(classification)
      let bar: Markup = isJudged ? ClassBar(classification).bar : ""
      let word = isJudged ? "\(Words.percent(found.p)) \(found.name)" : "no verdict"
      return """
        <div class="one"><div class="row"><h3>\(Self.capitalized(system.kind.name))</h3><span class="quiet">\(word)</span></div>\(bar)</div>
        """
    }
    let names = ClassBar.names.enumerated().map { k, name -> Markup in
      "<li><i class=\"sw c\(k)\"></i>\(name)</li>"
    }
    var facts = [
      Hero.Fact(symbol: "q*", value: Words.brief(theory.qStar), meaning: "fixed length"),
      Hero.Fact(
        symbol: "χ₁", value: Documents.text(theory.chi1, digits: 4), meaning: "slope of the map"),
    ]
    if let pair = bridge.last {
      facts.append(
        Hero.Fact(
          symbol: "", value: Documents.text(pair.value, digits: 4), meaning: pair.spinGlass))
    }
    var steps: [Hero.Step] = []
    if let glass, !glass.analysis.classification.isBroken || glass.equilibration?.answer != .yes {
      steps.append(
        Hero.Step(
          text:
            "The glass is small or short: more --spins and --sweeps say whether it is the size that hides breaking."
        ))
    } else if glass != nil {
      steps.append(
        Hero.Step(
          text: "One size shows no phase: compare sizes of the glass.",
          command: "replica scan sk --spins 64,128,256 --instances 32 --temperature "
            + "\(Words.exact(glass?.places.last ?? 0.5)) -o scan"))
    }
    steps.append(
      Hero.Step(
        text:
          "Is what the continuous network remembers a slow transient? Double --time and look again."
      ))
    return Hero(
      place: "σ_w = \(Words.plain(sigmaW)), σ_b = \(Words.plain(sigmaB))", headline: headline,
      sentence: sentence, facts: facts,
      sure:
        "<h2 class=\"kicker\">What their overlaps look like</h2>\(bars)<ul class=\"classes flow\">\(names)</ul>",
      steps: steps)
  }

  private func series(
    _ system: ComparedSystem, _ mark: Int, _ values: ComparedSystem.Series
  ) -> SeriesPlot.Series {
    // Some thirty places, so that markers can be told apart.
    let step = max(1, system.places.count / 30)
    return SeriesPlot.Series(
      name: system.kind.name,
      points: stride(from: 0, to: system.places.count, by: step).map {
        (system.places[$0], values.measured[$0])
      },
      theory: zip(system.places, values.theory).compactMap { place, value in
        value.map { (place, $0) }
      }, mark: mark)
  }

  func isSaid(_ text: String) -> Bool {
    text.hasPrefix("The bridge, ")
      || systems.contains { text == "\($0.kind.name): \($0.statement)" }
  }

  func isShown(_ table: ReportTable) -> Bool { table.header.first == "spin glass" }

  var panels: Panels {
    var panels = Panels()
    panels.add(
      systems.map { system in
        let q = system.analysis.first.orderedOverlaps
        let pairs = (0..<q.rows).flatMap { a in (0..<a).map { q[a, $0] } }
        let mean = pairs.reduce(0, +) / Double(max(1, pairs.count))
        return SmallMatrix(
          name: Self.capitalized(system.kind.name),
          caption:
            "mean q = \(Words.fixed(mean)), \(Words.count(system.analysis.first.states.count, "state"))",
          values: (0..<q.rows).map { Array(q.row($0)) })
      }, title: "Overlap matrices",
      guide: [
        "Inputs, trajectories and replicas after the last layer, at the last time, at the lowest temperature; of the first network or instance, sorted.",
        "<b>Paper</b>: nothing in common. <b>Ink</b>: the same.",
      ])
    var plots = [
      SeriesPlot(
        title: "Squared length of signals", name: "q", axis: "layer or time",
        series: networks.enumerated().map { series($1, $0, $1.lengths) },
        guides: [SeriesPlot.Guide(value: theory.qStar, name: "q*")]),
      SeriesPlot(
        title: "Correlation of two signals", name: "c", axis: "layer or time",
        series: networks.enumerated().map { series($1, $0, $1.correlations) },
        guides: [SeriesPlot.Guide(value: theory.cStar, name: "c*")]),
    ]
    if let glass {
      plots.append(
        SeriesPlot(
          title: "Mean overlap of the spin glass", name: "⟨|q|⟩", axis: "T",
          series: (0..<4).map { k in
            k < 3 ? SeriesPlot.Series(name: "") : series(glass, 3, glass.lengths)
          }))
    }
    plots.append(
      SeriesPlot(
        title: "Spectra of the overlaps", name: "λ/R", axis: "rank",
        series: systems.enumerated().map { k, system in
          SeriesPlot.Series(
            name: system.kind.name,
            points: system.normalizedEigenvalues.enumerated().filter { $0.element > 1e-4 }.map {
              (Double($0.offset + 1), Estimate(value: $0.element, error: nil))
            }, isJoined: true, mark: k)
        }, isLogarithmicX: true, isLogarithmic: true))
    panels.add(
      "way", "On the way there",
      guide: [
        "Marks with standard errors over networks or instances; lines are theory for N → ∞, in the colour of their system."
      ], key: systems.map { Self.capitalized($0.kind.name) }, plots)
    let statements = systems.map { system -> Markup in
      "<dt>\(Self.capitalized(system.kind.name))</dt><dd>\(prose: Words.sentence(system.statement))</dd>"
    }
    panels.sections.append(
      PageSection(
        name: "each", title: "What each one does", guide: [],
        content: "<dl class=\"defs\">\(statements)</dl>"))
    guard !bridge.isEmpty else { return panels }
    let rows = bridge.map { pair -> Markup in
      """
      <tr><th scope="row">\(prose: pair.spinGlass)</th><td>\(Documents.text(pair.value, digits: 11))</td><td>\(prose: pair.network)</td>\
      <td>\(Documents.text(pair.partner, digits: 11))</td><td>\(Words.minus(Documents.text(pair.relativeDifference, digits: 1)))</td></tr>
      """
    }
    panels.sections.append(
      PageSection(
        name: "bridge", title: "One equation",
        guide: [
          "At β = g σ<sub>w</sub> replica symmetry and the length map of the network are the same equation."
        ],
        content: """
          <div class="scroll"><table class="values"><thead><tr><th scope="col">spin glass</th><th scope="col">value</th>\
          <th scope="col">network</th><th scope="col">value</th><th scope="col">relative difference</th></tr></thead>\
          <tbody>\(rows)</tbody></table></div>
          """))
    return panels
  }

  var origin: [(String, String)] {
    [
      (
        "Networks",
        "\(neurons) neurons, \(activationTitle), σ_w = \(Words.plain(sigmaW)), σ_b = \(Words.plain(sigmaB))"
      )
    ]
      + (glass.map {
        [
          (
            "Spin glass",
            "SK, N = \(spins), \(Words.count($0.analysis.analyses.count, "instance")), T = \(Words.plain($0.places[$0.places.count - 1]))"
          )
        ]
      } ?? []) + [("Seed", "\(seed)")]
  }

  var subjects: Glossary.Subjects { [.layers, .broken] }
}
