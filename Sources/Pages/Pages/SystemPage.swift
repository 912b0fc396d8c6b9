import Documents
import Experiments
import Overlaps
import Sampling
import Statistics

/// The page of one system: a run at its temperatures, or an array.
struct SystemPage {
  /// What can be chosen along the axis.
  struct Axis {
    let symbol: String
    let name: String
  }

  let subject: [String]
  let places: [PagePlace]
  /// The place that is seen first.
  let current: Int
  var axis: Axis?
  /// The names of the instances that can be chosen.
  let instances: [Int]
  /// How many instances there are.
  let instanceCount: Int
  let replicaCount: Int
  let unit: String
  /// All instances, where there are more than can be chosen.
  var crowd: Crowd?
  /// Names of the rows, where they have names.
  var rowNames: [String] = []
  /// The states beside given classes.
  var labels: LabelComparison?
  /// Tests × temperatures.
  var lights: Markup?
  var curves: [CurvePlot] = []
  /// How to read the curves.
  var curveGuide: Markup =
    "Dots with standard errors; red is theory for N → ∞. The dotted line is where you are; a click on a dot goes there."
  /// What the page was made from, by name.
  let origin: [(String, String)]
  let commands: [String]
  let glossary: Glossary.Subjects
  let version: String

  private var place: PagePlace { places[current] }

  private var choices: PageSection? {
    var parts: [Markup] = []
    if let axis, places.count > 1 {
      let buttons = places.enumerated().map { k, place -> Markup in
        let value = Words.plain(place.value ?? 0)
        let light = place.light.map { "<br>\($0.markup)" as Markup } ?? .none
        return """
          <button type="button" role="radio" aria-checked="\(k == current ? "true" : "false")" tabindex="\(k == current ? 0 : -1)" \
          aria-label="\(axis.symbol) = \(value)\(place.light.map { ", equilibrium: \($0.word)" } ?? "")"><canvas width="24" height="24" aria-hidden="true"></canvas>\(Words.brief(place.value ?? 0))\(light)</button>
          """
      }
      parts.append(
        "<h3>\(axis.name) <span>all on one range of colours</span></h3><div class=\"strip\" id=\"places\" role=\"radiogroup\" aria-label=\"\(axis.name)\">\(buttons)</div>"
      )
    }
    if let crowd {
      parts.append("<div id=\"instance-choice\">\(crowd.markup)</div>")
    } else if instances.count > 1 {
      let buttons = instances.enumerated().map { k, name -> Markup in
        """
        <button type="button" role="radio" aria-checked="\(k == 0 ? "true" : "false")" tabindex="\(k == 0 ? 0 : -1)" \
        aria-label="instance \(name)"><canvas width="24" height="24" aria-hidden="true"></canvas>\(name)</button>
        """
      }
      let some = "the same system, other couplings"
      let here =
        places.count > 1
        ? "; kept at \(axis?.symbol ?? "") = \(Words.plain(place.value ?? 0)) only" : ""
      parts.append(
        """
        <div id="instance-choice"><h3>Instance <span>\(some + here)</span></h3>\
        <div class="strip big" id="instances" role="radiogroup" aria-label="Instance">\(buttons)</div></div>
        """)
    }
    guard !parts.isEmpty else { return nil }
    return PageSection(
      name: "choose", title: "Choose",
      guide: [
        "Every picture is an overlap matrix: <b>paper</b> where replicas have nothing in common, <b>ink</b> where they agree.",
        lights == nil
          ? "Arrow keys step along."
          : "The light tells whether the sampling passed its tests there.",
      ], content: parts.joined)
  }

  private var sections: [PageSection] {
    guard let board = place.board else { return [] }
    let many = Words.plural(unit)
    var sections = [choices].compactMap { $0 }
    sections.append(
      PageSection(
        name: "overlaps", title: "Overlaps",
        guide: [
          "\(many.prefix(1).uppercased() + many.dropFirst()) are sorted so that alike ones are neighbours; the <b>tree</b> above joins them, first inside states, then states.",
          "The <b>spectrum</b> counts directions that \(many) share: an eigenvalue above the red line is no noise. Point at one to see its direction under the matrix.",
          "<b>P(q)</b> sums up all pairs.",
        ], content: "<div class=\"two\">\(board.matrix)\(board.side)</div>"))
    sections.append(
      PageSection(
        name: "states", title: "States",
        guide: [
          "Groups of \(many) that differ from one another no more than one state allows. Point at a row or a cell: its block lights up."
        ],
        content:
          "<div class=\"pair\">\(board.states)</div>\(labels.map { LabelTable(comparison: $0).markup } ?? .none)"
      ))
    if let lights {
      sections.append(
        PageSection(
          name: "equilibrium", title: "Is it in equilibrium?",
          guide: [
            "Every test at every temperature; a click goes there.",
            "\(Light.pass.markup) passes \(Light.warning.markup) look \(Light.fail.markup) fails",
          ], content: lights))
    }
    let drawn = curves.map(\.markup).filter { $0 != .none }
    if !drawn.isEmpty {
      sections.append(
        PageSection(
          name: "curves-section", title: "By \(axis?.name.lowercased() ?? "temperature")",
          guide: [curveGuide], content: "<div id=\"curves\">\(drawn)</div>"))
    }
    sections.append(
      PageSection(
        name: "reasons", title: "Reasons",
        guide: ["What the verdict rests on, for all instances together."],
        content: "<div id=\"reasons-body\">\(place.reasons)</div>"))
    sections.append(Self.origin(origin, commands: commands))
    sections.append(
      PageSection(
        name: "words", title: "Words", guide: [], content: Glossary(subjects: glossary).markup,
        style: "words-section"))
    return sections
  }

  /// Where the page comes from, and the commands that make it again.
  static func origin(_ facts: [(String, String)], commands: [String]) -> PageSection {
    let list = facts.map { fact -> Markup in "<dt>\(prose: fact.0)</dt><dd>\(prose: fact.1)</dd>" }
    return PageSection(
      name: "again", title: "Make it again",
      guide: ["The same seed gives the same numbers, whatever the number of threads."],
      content: "<dl class=\"defs\">\(list)</dl>\(commands.map(commandBox))")
  }

  /// The page.
  var page: ReportPage {
    var data = PackedData()
    for place in places { data.append(place.data) }
    data.add("texts", text: JSONValue.object(places.flatMap(\.texts)).compactText)
    var settings: JSONValue = [
      "unit": .string(unit), "units": .string(Words.plural(unit)), "place": .integer(current),
      "instances": .integer(instances.count),
      "thumbnail": .integer(PagePlace.thumbnailSize(replicas: replicaCount)),
      "common": PagePlace.colours(place.range),
      "full": PagePlace.colours(
        places.map(\.range.lowerBound).min() ?? 0 < -0.3 ? -1...1 : 0...1),
      "help":
        "Point at the matrix or its tree, or focus it and use the arrow keys (with Shift: from state to state).",
      "tables": ["curves": CurvePlot.table(curves, axis: axis?.symbol ?? "")],
    ]
    if let axis {
      settings["axis"] = [
        "symbol": .string(axis.symbol),
        "names": JSONValue(places.map { Words.plain($0.value ?? 0) }),
      ]
    }
    if let crowd { settings["crowd"] = crowd.settings }
    if !rowNames.isEmpty { settings["rows"] = JSONValue(rowNames) }
    var downloads = [
      (name: "matrix", title: "Overlap matrix, as shown", board: 0), ("spectrum", "Spectrum", 0),
      ("distribution", "Distribution P(q)", 0),
    ]
    if curves.count > 0 {
      downloads.append(("curves", "All values by \(axis?.name.lowercased() ?? "place")", 0))
    }
    return ReportPage(
      PageContent(
        headline: place.headline, subject: subject, hero: place.hero, sections: sections,
        downloads: downloads, settings: settings, data: data, version: version))
  }
}
