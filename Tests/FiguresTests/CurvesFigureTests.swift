import Figures
import Foundation
import Testing

/// Figures of curves as a theory would hand them over.
private enum Curves {
  static let temperatures = (1...60).map { Double($0) / 40 }

  /// A phase diagram with a line, names of the phases and a guide.
  static let phases = CurvesFigure(
    title: "Phase diagram", system: "SK_model, p = 2",
    horizontal: .init("h"), vertical: .init("T"),
    curves: [
      .init(
        x: (0...40).map { 0.05 * Double($0) },
        y: (0...40).map { exp(-pow(0.05 * Double($0), 2.0 / 3)) })
    ],
    labels: [.init("stable RS", x: 1.3, y: 0.8), .init("RSB", x: 0.3, y: 0.25)],
    guides: [.horizontal(at: 1, name: "T_c(h = 0)")])

  /// Free energies with a name for each, in a narrow range.
  static let energies = CurvesFigure(
    title: "Free energy", system: "",
    horizontal: .init("T"), vertical: .init("f"),
    curves: ["RS", "1RSB, q_0 = 0", "1RSB", "2RSB", "Parisi"].enumerated().map { index, name in
      .init(
        name: name, x: temperatures,
        y: temperatures.map { -0.76317 - 0.0003 * $0 * $0 - 0.0004 / Double(index + 1) },
        style: [.line, .dashed, .points, .steps, .line][index])
    })

  /// q(x) and P(q) at several temperatures.
  static let order: CurvesFigure = {
    let grid = (0...50).map { Double($0) / 50 }
    let at = [0.25, 0.5, 0.75]
    return CurvesFigure(
      title: "Order function", system: "SK model, h = 0",
      panels: [
        .init(
          heading: "q(x)", horizontal: .init("x", range: 0...1), vertical: .init("q"),
          curves: at.enumerated().map { index, temperature in
            .init(
              name: "T = \(temperature)", x: grid,
              y: grid.map { min($0 / 2 / temperature, 1 - temperature) },
              style: index == 1 ? .steps : .line, colour: .ordered(index, of: 3))
          }),
        .init(
          heading: "P(q)", horizontal: .init("q"), vertical: .init("density"),
          impulseAxis: .init("weight of δ", range: 0...1),
          curves: at.enumerated().flatMap { index, temperature in
            [
              CurvesFigure.Curve(
                x: grid.map { $0 * (1 - temperature) }, y: grid.map { _ in 2 * temperature },
                colour: .ordered(index, of: 3)),
              CurvesFigure.Curve(
                x: [1 - temperature], y: [1 - 2 * temperature * (1 - temperature)],
                style: .impulses, colour: .ordered(index, of: 3)),
            ]
          }),
      ])
  }()
}

@Suite(.enabled(if: Gnuplot().isInstalled, "needs gnuplot")) struct CurvesFigureDrawingTests {
  @Test func phaseDiagram() throws { try drawEverywhere(Curves.phases, name: "phases") }

  @Test func narrowRange() throws { try drawEverywhere(Curves.energies, name: "energies") }

  @Test func orderFunction() throws { try drawEverywhere(Curves.order, name: "order") }

  @Test func logarithmicAxes() throws {
    let x = (0...40).map { pow(10, Double($0) / 10 - 2) }
    try drawEverywhere(
      CurvesFigure(
        title: "Error of k steps", system: "(k + c)^−4",
        horizontal: .init("k", isLogarithmic: true),
        vertical: .init("|f − f_{∞}|", isLogarithmic: true),
        curves: [
          .init(name: "error", x: x, y: x.map { 1e-3 * pow($0, -4) }, style: .points),
          .init(name: "k^{−4}", x: x, y: x.map { 2e-3 * pow($0, -4) }, style: .dashed),
        ], guides: [.vertical(at: 1, name: "k = 1"), .horizontal(at: 1e-6)]),
      name: "logarithmic")
  }

  @Test(arguments: [1, 2, 3, 4, 7]) func severalPanels(count: Int) throws {
    let panel = CurvesFigure.Panel(
      horizontal: .init("T"), vertical: .init("E"),
      curves: [
        .init(name: "flat_{1}", x: [0, 1], y: [-1, -1]),
        .init(name: "impulses", x: [0.2, 0.7], y: [-1.1, -0.9], style: .impulses),
      ])
    try drawEverywhere(
      CurvesFigure(title: "Panels", system: "", panels: Array(repeating: panel, count: count)),
      name: "curves-\(count)")
  }

  @Test func nothingButAPoint() throws {
    try drawEverywhere(
      CurvesFigure(
        title: "", system: "", horizontal: .init("x"), vertical: .init("y"),
        curves: [.init(name: "a {b", x: [0], y: [0]), .init(name: "none", x: [], y: [])]),
      name: "point")
  }
}

@Suite struct CurvesFigureTests {
  /// The place of the legend's upper left corner in a script.
  private func legend(_ figure: CurvesFigure) throws -> (x: Double, y: Double)? {
    let commands = try figure.drawing().commands.joined(separator: "\n")
    guard let match = commands.firstMatch(of: #/set key at graph ([-\d.e]+),graph ([-\d.e]+)/#),
      let x = Double(match.1), let y = Double(match.2)
    else { return nil }
    return (x, y)
  }

  private func figure(
    _ curves: [(Double) -> Double], range: ClosedRange<Double>? = nil
  ) -> CurvesFigure {
    let grid = (0...100).map { Double($0) / 100 }
    return CurvesFigure(
      title: "", system: "", horizontal: .init("x", range: 0...1),
      vertical: .init("y", range: range),
      curves: curves.enumerated().map { .init(name: "c\($0)", x: grid, y: grid.map($1)) })
  }

  @Test func theLegendAvoidsTheCurves() throws {
    let rising = try #require(try legend(figure([{ $0 }], range: 0...1)))
    #expect(rising.x < 0.1 && rising.y > 0.9)
    let falling = try #require(try legend(figure([{ 1 - $0 }], range: 0...1)))
    #expect(falling.x > 0.7 && falling.y > 0.9)
    let valley = try #require(try legend(figure([{ 4 * ($0 - 0.5) * ($0 - 0.5) }], range: 0...1)))
    #expect(valley.x > 0.7 && valley.y < 0.3)
  }

  @Test func withoutAFreePlaceTheLegendGoesOutside() throws {
    let crowd = (0..<14).map { k in { (_: Double) in (Double(k) + 0.5) / 14 } }
    let given = try #require(try legend(figure(crowd, range: 0...1)))
    #expect(given.x > 1)
    // Some room above the curves is enough for two.
    let pair = try #require(try legend(figure([{ _ in 1 }, { 0.8 * sin(40 * $0) }])))
    #expect(pair.x < 1)
  }

  @Test func theDataAreThoseOfTheCurves() throws {
    let files = try Curves.order.drawing().dataFiles
    #expect(files.count == 9)
    #expect(files[3].content == "2-curve-1")
    #expect(files[4] == .init(content: "2-curve-2", text: "# x y\n0.75 0.625\n"))
  }

  @Test func subscriptsInPanelsAndNoneInTitles() throws {
    let script = try Curves.phases.drawing().commands.joined(separator: "\n")
    #expect(script.contains(#"'T_{c}(h = 0)'"#))
    #expect(script.contains(#"SK\_model"#))
    let odd = CurvesFigure(
      title: "", system: "", horizontal: .init("a_ b^"), vertical: .init("q_{E_A}^2 {x} _{y"),
      curves: [.init(x: [0], y: [0])])
    let text = try odd.drawing().commands.joined(separator: "\n")
    #expect(text.contains(#"'a\_ b\^'"#))
    #expect(text.contains(#"'q_{E\_A}^{2} \{x\} \_\{y'"#))
  }

  @Test func numbersThatCannotBeDrawn() {
    let horizontal = CurvesFigure.Axis("x", isLogarithmic: true)
    func draw(_ x: [Double], _ y: [Double], guides: [CurvesFigure.Guide] = []) throws {
      _ = try CurvesFigure(
        title: "", system: "", horizontal: horizontal, vertical: .init("y"),
        curves: [.init(name: "f", x: x, y: y)], guides: guides
      ).drawing()
    }
    #expect(throws: FiguresError.notFinite(quantity: "the curve 'f' (vertical)", index: 1)) {
      try draw([1, 2], [1, .nan])
    }
    let error = FiguresError.notPositive(
      quantity: "the curve 'f' (horizontal, logarithmic)", index: 0)
    #expect(throws: error) { try draw([0, 2], [1, 1]) }
    #expect(error.description.contains("position 0 is not above zero"))
    #expect(throws: FiguresError.self) { try draw([1], [1], guides: [.vertical(at: -1)]) }
    #expect(throws: FiguresError.self) { try draw([1], [1], guides: [.horizontal(at: .infinity)]) }
    #expect(throws: FiguresError.tooFew(quantity: "panels", needed: 1, found: 0)) {
      _ = try CurvesFigure(title: "", system: "", panels: []).drawing()
    }
    #expect(throws: FiguresError.tooFew(quantity: "curves in a panel", needed: 1, found: 0)) {
      _ = try CurvesFigure(
        title: "", system: "", horizontal: .init("x"), vertical: .init("y"), curves: []
      ).drawing()
    }
  }
}
