import Documents
package import Experiments
import NetworkTheory
import Overlaps
import RandomNetworks
import Statistics

extension ReportPage {
  /// The page of simulated deep networks: the overlaps of their inputs after every layer.
  ///
  /// - Parameters:
  ///   - simulation: Networks of at least three inputs.
  ///   - request: What the page is made for.
  /// - Returns: The page; `nil` for fewer than three inputs, which form no clusters.
  package static func ofDeepNetworks(
    _ simulation: DeepNetSimulation, request: PageRequest
  ) -> ReportPage? {
    let rows = simulation.rows.filter { $0.analysis != nil }
    guard let last = rows.indices.last else { return nil }
    let settings = simulation.settings
    // The layer that is seen first: the last one in which clusters are told apart, or else the last.
    let current = rows.lastIndex { ($0.analysis?.states.count ?? 1) > 1 } ?? last
    let places = rows.enumerated().compactMap { k, row -> PagePlace? in
      guard let analysis = row.analysis else { return nil }
      let pairs = [analysis.overlaps.pairOverlaps]
      return PagePlace(
        hero: DeepNetworkWords(simulation: simulation, row: row).hero, value: Double(row.layer),
        reasons:
          "<ul class=\"reasons\">\(analysis.classification.reasons.map { "<li>\(prose: Words.sentence($0))</li>" as Markup })</ul>",
        matrices: PagePlace.Matrices(analyses: [analysis], names: [0]), index: k, instances: [0],
        keepsAll: true, isFirst: k == current,
        distribution: DistributionPlot(
          distribution: OverlapDistribution(instances: pairs), isAbsolute: false, unit: "input"),
        light: nil,
        unit: "input")
    }
    let layers = rows.map { Double($0.layer) }
    var curves = [
      CurvePlot(
        title: "Squared length", name: "q", axis: "layer", places: layers,
        values: rows.map(\.length),
        theory: rows.map(\.lengthTheory), theoryName: "theory")
    ]
    for (k, family) in settings.families.enumerated() {
      curves.append(
        CurvePlot(
          title: "Correlation \(family.name)",
          name: "c \(family.key)",
          axis: "layer", places: layers,
          values: rows.map {
            Estimate(value: $0.families[k].mean, error: $0.families[k].deviation)
          },
          theory: rows.map { $0.families[k].theory }, theoryName: "theory"))
    }
    if settings.families.isEmpty {
      curves.append(
        CurvePlot(
          title: "Correlation of inputs 0 and 1", name: "c", axis: "layer", places: layers,
          values: rows.map(\.correlation), theory: rows.map(\.correlationTheory),
          theoryName: "theory"))
    }
    curves.append(
      CurvePlot(
        title: "Eigenvalues above the line", name: "k", axis: "layer", places: layers,
        values: rows.map {
          Estimate(value: Double($0.analysis?.significantEigenvalues ?? 0), error: nil)
        }))
    let widths = settings.widths
    let width =
      widths.min() == widths.max()
      ? "\(widths[0])" : widths.map(String.init).joined(separator: ", ")
    return SystemPage(
      subject: [
        "Deep network", simulation.network.title,
        "\(Words.count(settings.inputs.count, "input")) · N = \(width) · \(Words.count(settings.networks, "network"))",
      ],
      places: places, current: current, axis: SystemPage.Axis(symbol: "layer", name: "Layer"),
      instances: [0], instanceCount: 1, replicaCount: settings.inputs.count, unit: "input",
      curves: curves,
      curveGuide:
        "Dots are means over networks, red is theory for wide networks. Bars: standard error of q, deviation of one network for correlations. The dotted line is where you are; a click on a dot goes there.",
      origin: [
        ("Network", simulation.network.title), ("Widths", width), ("Layers", "\(widths.count)"),
        (
          "Average",
          settings.networks == 1
            ? "one network"
            : "\(settings.networks) networks; matrices are those of the mean overlaps"
        ),
        (
          "Fixed point",
          simulation.theory.map {
            "q* = \(Words.plain($0.qStar)), c* = \(Words.plain($0.cStar)), χ₁ = \(Words.plain($0.chi1))"
              + ($0.xiC.map { xi in ", ξ_c = \(text(xi, digits: 3)) layers" } ?? "")
          } ?? "no stable length"
        ), ("Seed", "\(simulation.seed)"), ("Versions", "replica \(request.version)"),
      ],
      commands: [withoutFolders(request.command)], glossary: [.layers, .broken],
      version: request.version
    ).page
  }
}

/// What deep networks do with their inputs, in words.
private struct DeepNetworkWords {
  let simulation: DeepNetSimulation
  let row: DeepNetSimulation.Row

  private var within: DeepNetSimulation.Family? { family("within") }
  private var between: DeepNetSimulation.Family? { family("between") }

  private func family(_ key: String) -> DeepNetSimulation.Family? {
    simulation.settings.families.firstIndex { $0.key == key }.map { row.families[$0] }
  }

  private var headline: String {
    switch simulation.theory?.phase {
    case .ordered: "Ordered: inputs grow alike, layer by layer."
    case .chaotic:
      "Chaotic: inputs that are nearly equal drift apart, until all pairs look the same."
    case .critical: "Critical: differences neither grow nor shrink by a factor."
    case nil: "No stable length: signals grow without bound or vanish."
    }
  }

  private var sentence: String {
    var text: String
    let after =
      row.layer == 0 ? "Before the first layer" : "After \(Words.count(row.layer, "layer"))"
    if let within, let between {
      text =
        "\(after) two inputs of one cluster have the correlation \(Words.fixed(within.mean, 3)), two of different "
        + "clusters \(Words.fixed(between.mean, 3))."
    } else {
      text = "\(after) inputs 0 and 1 have the correlation \(Words.estimate(row.correlation))."
    }
    guard let theory = simulation.theory else { return text }
    let end = " Wide networks end at c* = \(Words.plain((theory.cStar * 1e4).rounded() / 1e4))"
    let chi = "χ₁\u{a0}=\u{a0}\(Documents.text(theory.chi1, digits: 3))"
    switch (theory.phase, theory.xiC) {
    case (.ordered, let xi?):
      text +=
        "\(end): differences shrink e‑fold every \(Documents.text(xi, digits: 2)) layers (\(chi)\u{a0}<\u{a0}1)."
    case (.chaotic, let xi?):
      text +=
        "\(end): what distinguishes pairs is forgotten e‑fold every \(Documents.text(xi, digits: 2)) layers (\(chi)\u{a0}>\u{a0}1)."
    default: text += "\(end) (\(chi))."
    }
    return text
  }

  private var facts: [Hero.Fact] {
    var facts: [Hero.Fact] = []
    if let within {
      facts.append(
        Hero.Fact(symbol: "c", value: Words.fixed(within.mean, 3), meaning: "within clusters"))
    }
    if let between {
      facts.append(
        Hero.Fact(symbol: "c", value: Words.fixed(between.mean, 3), meaning: "between clusters"))
    }
    facts.append(
      Hero.Fact(symbol: "q", value: Words.estimate(row.length), meaning: "squared length"))
    if let analysis = row.analysis {
      facts.append(
        Hero.Fact(
          symbol: "", value: "\(analysis.states.count)",
          meaning: analysis.states.count == 1 ? "state found" : "states found"))
    }
    return facts
  }

  /// The line from 0 to 1 with both families and the fixed point of the theory.
  private var sure: Markup {
    var plot = Plot(
      x: PlotScale(0...1), y: PlotScale(0...1, ticks: 0), xName: "correlation of two inputs",
      yName: "",
      alternative:
        "On a line from 0 to 1: within clusters \(Words.fixed(within?.mean)), between clusters "
        + "\(Words.fixed(between?.mean)), fixed point \(Words.fixed(simulation.theory?.cStar)).")
    plot.style = "gauge"
    func clamped(_ x: Double) -> Double { min(1, max(0, x)) }
    if let theory = simulation.theory {
      plot.add("<path class=\"thy\" d=\"M\(1000 * clamped(theory.cStar)) 1000V350\"/>")
    }
    if let within, let between {
      plot.line([(clamped(between.mean), 0.4), (clamped(within.mean), 0.4)], "data")
      plot.dots([(clamped(within.mean), 0.4)], "large")
      plot.dots([(clamped(between.mean), 0.4)], "large")
      plot.dots([(clamped(between.mean), 0.4)], "hollow-big")
    } else {
      plot.dots([(clamped(row.correlation.value), 0.4)], "large")
    }
    let legend: Markup =
      within == nil
      ? "Dot: inputs 0 and 1; red: where every pair ends."
      : "Filled: two inputs of one cluster; open: of different clusters; red: where every pair ends."
    return
      "<h2 class=\"kicker\">What is left of the \(within == nil ? "differences" : "clusters")</h2>\(plot.markup)<p class=\"quiet\">\(legend)</p>"
  }

  private var steps: [Hero.Step] {
    var steps: [Hero.Step] = []
    switch simulation.theory?.phase {
    case .chaotic:
      steps.append(
        Hero.Step(
          text:
            "To keep \(within == nil ? "what inputs have in common" : "clusters") longer, lower σ_w towards the critical line."
        ))
    case .ordered:
      steps.append(
        Hero.Step(text: "To keep differences longer, raise σ_w towards the critical line."))
    default: break
    }
    if let indistinct {
      steps.append(
        Hero.Step(
          text:
            "From layer \(indistinct) on both kinds of pairs are within two deviations of one network: there a single network shows no clusters, only the mean of many does."
        ))
    }
    return steps
  }

  /// The layer from which on pairs of both kinds are within two deviations of each other, to the end.
  private var indistinct: Int? {
    let families = simulation.settings.families
    guard let w = families.firstIndex(where: { $0.key == "within" }),
      let b = families.firstIndex(where: { $0.key == "between" })
    else { return nil }
    var found: Int?
    for row in simulation.rows.reversed() {
      let (within, between) = (row.families[w], row.families[b])
      guard let x = within.deviation, let y = between.deviation,
        abs(within.mean - between.mean) < 2 * max(x, y)
      else { break }
      found = row.layer
    }
    return found
  }

  var hero: Hero {
    Hero(
      place: "layer \(row.layer)", headline: headline, sentence: sentence, facts: facts, sure: sure,
      steps: steps)
  }
}
