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
