import Figures
import Foundation
import Testing

/// Grids of curves and maps as a theory would hand them over.
private enum Grids {
  static let x = (0..<40).map { 0.5 + 0.1 * Double($0) }
  static let y = (0..<30).map { 0.05 * Double($0) }

  static func map(_ colours: PlaneMap.Colours, gap: Bool = false) -> PlaneMap {
    PlaneMap(
      heading: "χ_1 over the plane", horizontal: .init("σ_w"), vertical: .init("σ_b"), x: x, y: y,
      values: y.flatMap { b in x.map { w in gap && w > 3 && b > 1 ? nil : w * w / (1 + b + w) } },
      quantity: "χ_1", colours: colours,
      curves: [.init(x: [1, 1.4, 2.2], y: [0, 0.5, 1.4], style: .dashed, colour: .ink)],
      labels: [.init("ordered", x: 1, y: 1.1), .init("chaotic", x: 3.2, y: 0.4)])
  }

  static let curves = CurvesFigure.Panel(
    heading: "Trajectories", horizontal: .init("layer"), vertical: .init("q^l"),
    curves: [
      .init(name: "theory", x: [0, 1, 2, 3], y: [4, 2, 1.5, 1.4], colour: .series(0)),
      .init(
        name: "N = 1000", x: [0, 1, 2, 3], y: [4.1, 2.1, 1.4, 1.45],
        deviations: [0.1, 0.2, 0.3, 0.3], style: .points, colour: .series(0)),
    ])

  static let figure = PanelGridFigure(
    title: "Lengths", system: "tanh, σ_b = 0.3",
    panels: [
      .curves(curves), .map(map(.linear)), .map(map(.logarithmic, gap: true)),
      .map(map(.diverging(around: 1))),
    ])
}

/// Scripts and data of grids.
///
/// Calibrated by rows turned round, edges a fifth of a step off, a diverging scale of one side only, a logarithmic
/// scale that is left on, no pale line, and grids that keep room for panels they do not have.
@Suite struct PanelGridFigureTests {
  @Test func dataFiles() throws {
    let drawing = try Grids.figure.drawing()
    #expect(
      drawing.dataFiles.map(\.content) == [
        "a-curve-1", "a-curve-2", "b-map", "b-curve-1", "c-map", "c-curve-1", "d-map", "d-curve-1",
      ])
    // Bars are a third column, and a value that does not exist leaves a gap.
    #expect(drawing.dataFiles[1].text.contains("1.0 2.1 0.2"))
    let lines = drawing.dataFiles[4].text.split(separator: "\n")
    #expect(lines.count == 1 + 40 * 30)
    #expect(lines.count { $0.hasSuffix("NaN") } == 14 * 9)
    #expect(!drawing.dataFiles[2].text.contains("NaN"))
    for letter in ["A", "B", "C", "D"] {
      #expect(drawing.commands.contains { $0.contains("{/:Bold \(letter)}") })
    }
  }

  /// The lines of one panel, from its data to the end of its plot.
  private func commands(_ map: PlaneMap) throws -> String {
    try PanelGridFigure(title: "", system: "", panels: [.map(map)]).drawing().commands
      .joined(separator: "\n")
  }

  private func plain(
    _ values: [Double?], _ colours: PlaneMap.Colours = .linear, range: ClosedRange<Double>? = nil
  ) -> PlaneMap {
    PlaneMap(
      horizontal: .init("x"), vertical: .init("y"), x: [0, 1, 2], y: [10, 20], values: values,
      quantity: "z", colours: colours, range: range)
  }

  /// Rows are vertical places, and each value stands beside its own place.
  @Test func places() throws {
    let drawing = try PanelGridFigure(
      title: "", system: "", panels: [.map(plain([1, 2, 3, 4, nil, 6]))]
    ).drawing()
    #expect(
      drawing.dataFiles[0].text
        == "# x y value\n0.0 10.0 1.0\n1.0 10.0 2.0\n2.0 10.0 3.0\n0.0 20.0 4.0\n1.0 20.0 NaN\n"
        + "2.0 20.0 6.0\n")
  }

  /// Axes reach half a step beyond the outer places, where the coloured cells end.
  @Test func edges() throws {
    let text = try commands(plain([1, 2, 3, 4, 5, 6]))
    #expect(text.contains("set xrange [-0.5:2.5]"))
    #expect(text.contains("set yrange [5.0:25.0]"))
  }

  @Test func colourBars() throws {
    #expect(try commands(plain([1, 2, 3, 4, nil, 6])).contains("set cbrange [1.0:6.0]"))
    // A diverging scale ends where the values do, with paper at its middle; a given range is taken, a flat map gets room.
    let diverging = plain([1, 2, 3, 4, 5, 6], .diverging(around: 2))
    #expect(try commands(diverging).contains("set cbrange [1.0:6.0]"))
    #expect(try commands(diverging).contains("0.2 '#f7f4ec'"))
    #expect(
      try commands(plain([1, 2, 3, 4, 5, 6], range: 0...9)).contains("set cbrange [0.0:9.0]"))
    #expect(try commands(plain([2, 2, 2, 2, 2, 2])).contains("set cbrange [1.5:2.5]"))
    let flat = plain([2, 2, 2, 2, 2, 2], .logarithmic)
    let text = try commands(flat)
    #expect(text.contains("set cbrange [1.0:4.0]") && text.contains("set logscale cb"))
    // The scale is undone for the panel that follows.
    #expect(text.contains("unset logscale cb"))
  }

  /// Lines over a map have a pale one below; points do not.
  @Test func curvesOverMaps() throws {
    for (style, count) in [(CurvesFigure.CurveStyle.line, 2), (.dashed, 2), (.points, 1)] {
      let map = PlaneMap(
        horizontal: .init("x"), vertical: .init("y"), x: [0, 1], y: [0, 1], values: [1, 2, 3, 4],
        quantity: "z", curves: [.init(x: [0, 1], y: [0, 1], style: style)])
      let text = try commands(map)
      #expect(text.components(separatedBy: "a-curve-1.dat'").count == count + 1)
      #expect(text.contains("dt 2") == (style == .dashed))
    }
  }

  /// Panels follow row by row; a single panel has no empty one beside it.
  @Test func grid() throws {
    let one = try PanelGridFigure(title: "", system: "", panels: [.curves(Grids.curves)]).drawing()
    let three = try PanelGridFigure(
      title: "", system: "",
      panels: [.curves(Grids.curves), .curves(Grids.curves), .curves(Grids.curves)]
    ).drawing()
    let wide = try PanelGridFigure(
      title: "", system: "",
      panels: [.curves(Grids.curves), .curves(Grids.curves), .curves(Grids.curves)],
      columns: 3
    ).drawing()
    #expect(three.width == 2 * one.width)
    // No drawing is wider than a screen.
    #expect(wide.width <= 1280 && wide.width > 1200)
    #expect(wide.height == one.height && three.height > 1.5 * one.height)
  }

  @Test func refusals() {
    let nothing = PlaneMap(
      horizontal: .init("x"), vertical: .init("y"), x: [0, 1], y: [0, 1],
      values: [nil, nil, nil, nil], quantity: "z")
    #expect(throws: FiguresError.self) {
      try PanelGridFigure(title: "", system: "", panels: [.map(nothing)]).drawing()
    }
    let negative = PlaneMap(
      horizontal: .init("x"), vertical: .init("y"), x: [0, 1], y: [0, 1],
      values: [1, 2, -1, 3], quantity: "z", colours: .logarithmic)
    #expect(throws: FiguresError.self) {
      try PanelGridFigure(title: "", system: "", panels: [.map(negative)]).drawing()
    }
    #expect(throws: FiguresError.self) {
      try PanelGridFigure(title: "", system: "", panels: []).drawing()
    }
  }
}

@Suite(.enabled(if: Gnuplot().isInstalled, "needs gnuplot")) struct PanelGridFigureDrawingTests {
  @Test func fourPanels() throws { try drawEverywhere(Grids.figure, name: "grid") }
}
