import Documents
import Experiments

/// A result with panels of its own on a page, drawn from its numbers: no other program is needed.
protocol PagePanels: Reportable {
  /// What it is about, in a few words each, for the line at the top.
  var subject: [String] { get }
  /// The answer at the top.
  var hero: Hero { get }
  /// The figures.
  var panels: Panels { get }
  /// What the page was made from, by name.
  var origin: [(String, String)] { get }
  /// Whether the head of the page or its panels say already what a paragraph of the report says.
  ///
  /// - Parameter text: The paragraph without the gaps around it.
  /// - Returns: Whether it stands there.
  func isSaid(_ text: String) -> Bool

  /// Whether the panels show a table of the report already.
  ///
  /// - Parameter table: The table.
  /// - Returns: Whether it stands there.
  func isShown(_ table: ReportTable) -> Bool

  /// The subjects whose words are explained.
  var subjects: Glossary.Subjects { get }
}

extension PagePanels {
  func isSaid(_ text: String) -> Bool { false }
  func isShown(_ table: ReportTable) -> Bool { false }
}

/// The figures of a result, with their numbers.
struct Panels {
  var sections: [PageSection]
  /// The curves, for tables.
  private(set) var plots: [SeriesPlot] = []
  /// Matrices that are painted by the script on one range of colours.
  private(set) var matrices: [SmallMatrix] = []
  private var matrixRange = 0.0...1

  init(sections: [PageSection] = []) { self.sections = sections }

  /// Puts the numbers of the matrices into the data of a page.
  func pack(into data: inout PackedData) {
    for (k, matrix) in matrices.enumerated() {
      matrix.pack(into: &data, key: k, on: matrixRange)
    }
  }

  /// Curves side by side under one title.
  ///
  /// - Parameters:
  ///   - name: The name in addresses.
  ///   - title: The title.
  ///   - guide: How to read them.
  ///   - key: What colours and markers mean, where they mean anything.
  ///   - plots: The curves.
  mutating func add(
    _ name: String, _ title: String, guide: [Markup], key: [String] = [], _ plots: [SeriesPlot]
  ) {
    let drawn = plots.map(\.markup).filter { $0 != .none }
    guard !drawn.isEmpty else { return }
    self.plots += plots
    let key = key.isEmpty ? .none : SeriesPlot.key(key)
    sections.append(
      PageSection(
        name: name, title: title, guide: guide,
        content: "\(key)<div class=\"curves\">\(drawn)</div>"))
  }

  /// Matrices side by side, with one cursor and one range of colours.
  mutating func add(_ matrices: [SmallMatrix], title: String, guide: [Markup]) {
    guard let low = matrices.map(\.range.lowerBound).min(),
      let high = matrices.map(\.range.upperBound).max()
    else { return }
    let range = (low < -0.1 * high ? low : max(0, low))...max(high, low + 1e-9)
    self.matrices = matrices
    matrixRange = range
    let figures = matrices.enumerated().map { k, matrix -> Markup in matrix.markup(k, on: range) }
    sections.append(
      PageSection(
        name: "matrices", title: title, guide: guide,
        content: """
          <div class="minis" data-range="\(Words.exact(range.lowerBound)),\(Words.exact(range.upperBound))"><div class="key">\
          <span class="ends">\(Words.fixed(range.lowerBound))</span><i class="ramp"></i><span>\(Words.fixed(range.upperBound))</span>\
          <span>\(matrices.count > 1 ? "one range of colours for all" : "")</span></div><div class="grid">\(figures)</div><p class="readout" aria-live="polite">\
          \(matrices.count > 1 ? "Point at one to see the same place in all," : "Point at it,") or focus it and use the arrow keys.</p></div>
          """))
  }
}

/// A matrix among others.
struct SmallMatrix {
  let name: String
  let caption: String
  /// Its rows, n × n; symmetric unless `isSymmetric` is false.
  let values: [[Double]]
  /// The names of rows and columns; their numbers when left out.
  var places: [String] = []
  /// Whether the diagonal is 1 by definition and no part of the range.
  var hasUnitDiagonal = true

  var range: ClosedRange<Double> {
    var (low, high) = (Double.infinity, -Double.infinity)
    for (a, row) in values.enumerated() {
      for (b, value) in row.enumerated() where !hasUnitDiagonal || a != b {
        low = min(low, value)
        high = max(high, value)
      }
    }
    return low <= high ? low...high : 0...1
  }

  private func byte(_ value: Double, on range: ClosedRange<Double>) -> UInt8 {
    let scale = 255 / max(range.upperBound - range.lowerBound, 1e-12)
    return UInt8(min(255, max(0, ((value - range.lowerBound) * scale).rounded())))
  }

  func markup(_ k: Int, on range: ClosedRange<Double>) -> Markup {
    let pixels = values.flatMap { $0.map { byte($0, on: range) } }
    let own = self.range
    let alternative =
      "\(name): matrix of \(values.count) rows, from \(Words.fixed(own.lowerBound)) to \(Words.fixed(own.upperBound))"
    return """
      <figure class="mini" data-mini="\(k)" data-name="\(name)"\(places.isEmpty ? "" : " data-places=\"\(places.joined(separator: "|"))\"" as Markup)>\
      <figcaption>\(name)</figcaption><div class="sq"><img alt="\(alternative)" src="\(PalettePicture.address(size: values.count, pixels: pixels))"></div>\
      <p class="quiet">\(prose: caption)</p></figure>
      """
  }

  /// Puts its numbers into the data of a page, in 8 bits on a range.
  func pack(into data: inout PackedData, key: Int, on range: ClosedRange<Double>) {
    data.add("x\(key)", bytes: values.flatMap { $0.map { byte($0, on: range) } })
  }
}
