import Documents
import Experiments
import Overlaps
import RealModule
import Statistics

/// Two systems side by side: every figure twice on common axes and colours, and a table of their differences.
struct PairPage {
  let members: [PageMember]
  let request: PageRequest

  /// A quantity that both have, with the difference in standard errors.
  struct Difference {
    let symbol: String
    let meaning: String
    let values: [Estimate]

    /// B − A.
    var difference: Double { values[1].value - values[0].value }
    /// Its standard error; `nil` where one of the errors is not known.
    var error: Double? {
      guard let a = values[0].error, let b = values[1].error, a > 0 || b > 0 else { return nil }
      return Double.hypot(a, b)
    }
    var z: Double? { error.map { difference / $0 } }
    /// Whether it is beyond three standard errors.
    var isLarge: Bool { z.map { abs($0) > 3 } ?? false }
  }

  var differences: [Difference] {
    members[0].quantities.compactMap { first in
      members[1].quantities.first { $0.symbol == first.symbol }.map {
        Difference(symbol: first.symbol, meaning: first.meaning, values: [first.value, $0.value])
      }
    }
  }

  private var names: [String] {
    let titles = members.map { Words.fileName($0.point.file) }
    return titles[0] == titles[1]
      ? titles.enumerated().map { "\($1) (\($0 == 0 ? "A" : "B"))" } : titles
  }

  private var headline: String {
    let found = members.map { $0.point.classification.verdict }
    let tested = differences.filter { $0.z != nil }
    let large = tested.filter(\.isLarge)
    if found[0] != found[1] {
      return "Two answers: \(found[0].rawValue) and \(found[1].rawValue)."
    }
    guard !tested.isEmpty else { return "The same answer for both: \(found[0].rawValue)." }
    return large.isEmpty
      ? "The same answer, and no number that differs."
      : "The same answer, and \(large.count) of \(tested.count) numbers that differ."
  }

  private var sentence: String {
    let parts = zip(names, members).map { name, member in
      "\(name) is \(member.point.verdictText)"
    }
    let tested = differences.filter { $0.z != nil }
    let worst = tested.max { abs($0.z ?? 0) < abs($1.z ?? 0) }
    var text = parts.joined(separator: "; ") + "."
    let temperatures = members.compactMap(\.temperature)
    if temperatures.count == 2, temperatures[0] != temperatures[1] {
      text +=
        " The temperatures differ: \(Words.plain(temperatures[0])) and \(Words.plain(temperatures[1]))."
    }
    let sizes = members.map(\.point.analysis.pooled.features.siteCount)
    if sizes[0] != sizes[1] { text += " The sizes differ: N = \(sizes[0]) and \(sizes[1])." }
    if let worst, let z = worst.z {
      text += " The largest difference is that of \(worst.symbol), z = \(Words.fixed(z, 1))."
    } else {
      text +=
        " Without errors of both, differences cannot be weighed: several instances give errors."
    }
    if members.contains(where: { $0.temperature != nil && $0.point.analysis.analyses.count == 1 }) {
      text +=
        " Errors of a single instance are those within it: two instances of one model differ by more."
    }
    return text
  }

  private var table: Markup {
    let rows = differences.map { found -> Markup in
      let z = found.z.map { Words.fixed($0, 1) } ?? "–"
      let mark = found.isLarge ? "▲ differs" : found.z == nil ? "no error known" : "agrees"
      return """
        <tr><th scope="row">\(prose: found.symbol) <span class="quiet">\(found.meaning)</span></th><td>\(Words.estimate(found.values[0]))</td>\
        <td>\(Words.estimate(found.values[1]))</td><td>\(Words.estimate(Estimate(value: found.difference, error: found.error)))</td>\
        <td>\(z)</td><td>\(mark)</td></tr>
        """
    }
    return """
      <div class="scroll"><table class="values"><thead><tr><th scope="col">quantity</th><th scope="col">\(names[0])</th>\
      <th scope="col">\(names[1])</th><th scope="col">difference</th><th scope="col">z</th><th scope="col"></th></tr></thead>\
      <tbody>\(rows)</tbody></table></div>
      """
  }

  private var hero: Markup {
    let bars = zip(names, members).map { name, member -> Markup in
      let words = VerdictWords(point: member.point)
      return """
        <div class="one"><h3>\(name)</h3><p class="quiet">\(member.about)</p><p class="quiet">\(words.headline)</p>\(ClassBar(member.point.classification).bar)\
        <p class="quiet">\(member.note)</p></div>
        """
    }
    let names = ClassBar.names.enumerated().map { k, name -> Markup in
      "<li><i class=\"sw c\(k)\"></i>\(name)</li>"
    }
    return """
      <div class="answer"><p class="kicker">Side by side</p><h1>\(headline)</h1><p class="lead">\(prose: sentence)</p></div>\
      <div class="sure"><h2 class="kicker">How sure</h2>\(bars)<ul class="classes flow">\(names)</ul></div>
      """
  }

  var page: ReportPage {
    let views = members.map { member in
      MatrixView(member.point.analysis.first, patterns: member.point.analysis.patterns.first)
    }
    let frames = members.map(\.distribution.ownFrame)
    let frame = frames[0].union(frames[1])
    let spectra = views.map { SpectrumPlot(view: $0).ownFrame }
    let low = min(spectra[0].eigenvalues.lowerBound, spectra[1].eigenvalues.lowerBound)
    let high = max(spectra[0].eigenvalues.upperBound, spectra[1].eigenvalues.upperBound)
    var data = PackedData()
    var texts: [JSONValue.Member] = []
    var matrices: [Markup] = []
    var sides: [Markup] = []
    var states: [Markup] = []
    for (k, view) in views.enumerated() {
      var distribution = members[k].distribution
      if members[0].distribution.isAbsolute == members[1].distribution.isAbsolute {
        distribution.frame = frame
      }
      var spectrum = SpectrumPlot(view: view)
      spectrum.frame = (max(spectra[0].count, spectra[1].count), low...high)
      let count = members[k].point.analysis.analyses.count
      let board = Board(
        view: view, distribution: distribution, spectrum: spectrum, unit: "replica",
        which: count > 1 ? "instance \(members[k].point.analysis.instances[0]) of \(count)" : "")
      view.pack(into: &data, key: "\(k).0")
      texts.append(JSONValue.Member(key: "\(k).0", value: board.texts))
      matrices.append(
        board.matrix(
          name: "range\(k)",
          ranges: [("all", "common"), ("own", "own"), ("full", "full range")]))
      sides.append(board.side)
      states.append(board.states)
    }
    let columns = views.indices.map { k -> Markup in
      """
      <div class="board" data-view="\(k).0"><h3 class="big">\(names[k])</h3>\(matrices[k])\(sides[k])<div class="stack">\(states[k])</div></div>
      """
    }
    let sections = [
      PageSection(
        name: "differences", title: "Differences",
        guide: ["z is the difference in units of its standard error; beyond 3 it is marked."],
        content: table),
      PageSection(
        name: "overlaps", title: "Figures",
        guide: [
          "The same figures of both, on common axes and colours. <b>Paper</b>: nothing in common; <b>ink</b>: agreement.",
          "Matrix and tree are those of the first instance; P(q) is the mean over all.",
        ], content: "<div class=\"pair\">\(columns)</div>"),
      PageSection(
        name: "reasons", title: "Reasons", guide: ["What each verdict rests on."],
        content: zip(names, members).map { name, member -> Markup in
          "<h3>\(name)</h3>\(PagePlace.reasons(member.point))"
        }.joined),
      SystemPage.origin(
        members.flatMap(\.origin) + [("Versions", "page by replica \(request.version)")],
        commands: members.compactMap(\.command) + [ReportPage.withoutFolders(request.command)]),
      PageSection(
        name: "words", title: "Words", guide: [],
        content: Glossary(subjects: [.run, .broken, .differences]).markup, style: "words-section"),
    ]
    data.add("texts", text: JSONValue.object(texts).compactText)
    let range =
      min(
        views[0].range.lowerBound, views[1].range.lowerBound)...max(
        views[0].range.upperBound, views[1].range.upperBound)
    let settings: JSONValue = [
      "unit": "replica", "units": "replicas", "place": 0, "instances": 0, "thumbnail": 0,
      "common": PagePlace.colours(range),
      "help": "Point at the matrix or its tree, or focus it and use the arrow keys.",
      "tables": [
        "differences": .array(
          [["quantity", .string(names[0]), "error", .string(names[1]), "error", "z"]]
            + differences.map { found in
              [
                .string(found.symbol), JSONValue(found.values[0].value),
                JSONValue(found.values[0].error), JSONValue(found.values[1].value),
                JSONValue(found.values[1].error), JSONValue(found.z),
              ]
            })
      ],
    ]
    var downloads = [(name: "differences", title: "Differences", board: 0)]
    for k in names.indices {
      downloads += [
        ("matrix", "Overlap matrix of \(names[k])", k), ("spectrum", "Spectrum of \(names[k])", k),
        ("distribution", "P(q) of \(names[k])", k),
      ]
    }
    return ReportPage(
      PageContent(
        headline: headline, subject: ["Side by side"] + names, hero: hero, sections: sections,
        downloads: downloads, settings: settings, data: data, version: request.version,
        isOneBoard: false))
  }
}

extension ReportPage {
  /// The page of two systems side by side, with the differences of their numbers.
  ///
  /// - Parameters:
  ///   - first: The first system.
  ///   - second: The second one.
  ///   - request: What the page is made for.
  /// - Returns: The page.
  public static func sideBySide(
    _ first: PageMember, _ second: PageMember, request: PageRequest
  ) -> ReportPage {
    PairPage(members: [first, second], request: request).page
  }
}
