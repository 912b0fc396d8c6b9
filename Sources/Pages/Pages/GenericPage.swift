import Documents
public import Experiments
import Statistics

/// The page of any report: its texts and tables in their order, and its figures as pictures.
struct GenericPage {
  let report: any Reportable
  /// What was asked, in a few words.
  let subject: [String]
  /// Pictures of the figures: SVG.
  let pictures: [[UInt8]]
  let request: PageRequest

  /// The paragraphs and tables, without gaps.
  private var pieces: [ReportSection] {
    report.sections.filter { section in
      if case .text(let text) = section { return !Self.trimmed(text).isEmpty }
      return true
    }
  }

  private static func trimmed(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    lines = lines.map { line in
      var line = Substring(line)
      while let first = line.first, first == " " || first == "·" { line = line.dropFirst() }
      return String(line)
    }
    return lines.joined(separator: " ")
  }

  /// The first paragraph.
  private var answer: String {
    for case .text(let text) in pieces { return Self.trimmed(text) }
    return subject.first ?? ""
  }

  /// The answer without what stands in brackets or behind the first full stop.
  private var headline: String {
    var text = answer
    for end in [" (", ". "] {
      if let range = text.firstRange(of: end) { text = String(text[..<range.lowerBound]) }
    }
    return Words.sentence(text)
  }

  private static func table(_ full: ReportTable) -> Markup {
    let table = withErrorsInBrackets(full)
    let header = table.header.map { name -> Markup in "<th scope=\"col\">\(prose: name)</th>" }
    let rows = table.rows.map { row -> Markup in
      let cells = row.enumerated().map { k, cell -> Markup in
        k == 0
          ? "<th scope=\"row\">\(prose: Words.signed(cell))</th>"
          : "<td>\(prose: Words.signed(cell))</td>"
      }
      return "<tr>\(cells)</tr>"
    }
    return """
      <div class="scroll"><table class="values"><thead><tr>\(header)</tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  /// A table with every column "± x" taken into its column "x", which saves half of the width.
  static func withErrorsInBrackets(_ table: ReportTable) -> ReportTable {
    let errors = table.header.map { name in
      table.header.firstIndex(of: "± " + name)
    }
    let kept = table.header.indices.filter { !errors.contains($0) }
    guard kept.count < table.header.count else { return table }
    var result = ReportTable(header: kept.map { table.header[$0] }, rows: [])
    for row in table.rows {
      result.add(
        kept.map { k in
          guard let error = errors[k], row.indices.contains(error) else { return row[k] }
          return withError(row[k], row[error])
        })
    }
    return result
  }

  /// A number with its error in brackets; without brackets where all of its digits are right.
  private static func withError(_ cell: String, _ errorCell: String) -> String {
    guard let value = Double(cell), let error = Double(errorCell), error > 0 else { return cell }
    // Nothing that is below its error is told from 0.
    guard abs(value) > error else { return "0" }
    guard !cell.contains("e") else { return "\(cell) ± \(errorCell)" }
    let decimals = cell.split(separator: ".").dropFirst().first?.count ?? 0
    let lastDigit = (0..<decimals).reduce(1.0) { unit, _ in unit / 10 }
    return error < lastDigit ? cell : Words.estimate(Estimate(value: value, error: error))
  }

  /// What follows the answer: a short text before a table is its title, "Next:" is a step.
  private var content: (results: Markup, steps: [Hero.Step], tables: [ReportTable]) {
    var results: [Markup] = []
    var steps: [Hero.Step] = []
    var tables: [ReportTable] = []
    let pieces = Array(pieces.drop { if case .text = $0 { false } else { true } }.dropFirst())
    let before =
      pieces.isEmpty ? self.pieces.filter { if case .table = $0 { true } else { false } } : pieces
    for (k, piece) in before.enumerated() {
      switch piece {
      case .text(let text):
        let text = Self.trimmed(text)
        var isTitle = false
        if k + 1 < before.count, case .table = before[k + 1], text.count < 140 { isTitle = true }
        if let own = report as? any PagePanels, own.isSaid(text) { continue }
        if text.hasPrefix("Next: ") {
          steps.append(Hero.Step(text: Words.sentence(String(text.dropFirst(6)))))
        } else {
          results.append(
            isTitle ? "<h3>\(prose: text)</h3>" : "<p>\(prose: Words.sentence(text))</p>")
        }
      case .remark(let text):
        if let own = report as? any PagePanels,
          own.isSaid(Self.trimmed(text)) || Self.trimmed(text).hasPrefix("Next: ")
        {
          continue
        }
        results.append("<p class=\"quiet\">\(prose: Words.sentence(Self.trimmed(text)))</p>")
      case .table(let table):
        tables.append(table)
        if let own = report as? any PagePanels, own.isShown(table) { continue }
        results.append(Self.table(table))
      }
    }
    return (results.joined, Array(steps.prefix(3)), tables)
  }

  /// Pictures of other programs, where the result has no panels of its own.
  private func pictureSection(_ headline: String) -> PageSection? {
    guard !pictures.isEmpty else { return nil }
    let images = pictures.enumerated().map { k, picture -> Markup in
      """
      <img class="picture" alt="\(headline) Figure \(k + 1); its numbers are in the tables below." src="data:image/svg+xml;base64,\(Base64.text(picture))">
      """
    }
    return PageSection(
      name: "figures", title: "Figures", guide: [], content: images.joined, style: "wide")
  }

  var page: ReportPage {
    let (results, steps, tables) = content
    let own = report as? any PagePanels
    let panels = own?.panels ?? Panels(sections: [])
    let hero =
      own?.hero
      ?? Hero(
        place: subject.dropFirst().joined(separator: " · "), headline: headline,
        sentence: Words.sentence(answer) == headline ? "" : Words.sentence(answer), facts: [],
        sure: .none, steps: steps)
    var sections = panels.sections + [pictureSection(hero.headline)].compactMap { $0 }
    sections.append(
      PageSection(
        name: "results", title: own == nil ? "Results" : "Numbers", guide: [], content: results,
        style: "wide"))
    sections.append(
      SystemPage.origin(
        (own?.origin ?? []) + [("Versions", "replica \(request.version)")],
        commands: [ReportPage.withoutFolders(request.command)]))
    if let own {
      sections.append(
        PageSection(
          name: "words", title: "Words", guide: [],
          content: Glossary(subjects: own.subjects).markup, style: "words-section"))
    }
    var data = PackedData()
    data.add("texts", text: "{}")
    panels.pack(into: &data)
    var settings: JSONValue = [
      "unit": "row", "place": 0, "instances": 0, "thumbnail": 0, "help": "", "tables": [:],
    ]
    var files: JSONValue = [:]
    var downloads: [(name: String, title: String, board: Int)] = []
    if !panels.plots.isEmpty {
      let rows = panels.plots.map(\.table)
      files["curves"] = .array(rows[0] + rows.dropFirst().flatMap { $0.dropFirst() })
      downloads.append(("curves", "All curves", 0))
    }
    for (k, table) in tables.enumerated() {
      files["table-\(k + 1)"] = .array(
        [JSONValue(table.header)] + table.rows.map { JSONValue($0) })
      downloads.append(("table-\(k + 1)", "Table \(k + 1)", 0))
    }
    settings["tables"] = files
    return ReportPage(
      PageContent(
        headline: hero.headline, subject: own?.subject ?? subject, hero: hero.markup,
        sections: sections,
        downloads: downloads, settings: settings, data: data, version: request.version,
        isOneBoard: false))
  }
}

extension ReportPage {
  /// Whether a report has panels of its own on a page, so that no pictures of its figures are needed.
  ///
  /// - Parameter report: The report.
  /// - Returns: Whether ``of(_:subject:pictures:request:)`` draws it.
  public static func draws(_ report: any Reportable) -> Bool { report is any PagePanels }

  /// The page of any report: its texts and tables in their order, and its figures as pictures.
  ///
  /// - Parameters:
  ///   - report: The report; its first text is the answer.
  ///   - subject: What was asked, in a few words each.
  ///   - pictures: Its figures, SVG files.
  ///   - request: What the page is made for.
  /// - Returns: The page.
  public static func of(
    _ report: any Reportable, subject: [String], pictures: [[UInt8]] = [], request: PageRequest
  ) -> ReportPage {
    GenericPage(report: report, subject: subject, pictures: pictures, request: request).page
  }
}
