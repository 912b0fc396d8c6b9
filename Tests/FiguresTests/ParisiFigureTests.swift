import Figures
import Foundation
import Testing

@Suite struct ParisiFigureTests {
  /// Near the transition: q(x) = x/2 up to the greatest overlap.
  private static func smooth(_ greatest: Double, name: String) -> ParisiFigure.Series {
    let grid = (0...100).map { Double($0) / 100 }
    let overlaps = grid.map { greatest * $0 }
    return ParisiFigure.Series(
      name: name, x: grid, q: grid.map { min($0 / 2, greatest) },
      density: TheoryCurve(overlaps: overlaps, density: overlaps.map { 2 + $0 * $0 }),
      peaks: [TheoryPeak(position: greatest, weight: 1 - 2 * greatest)])
  }

  @Test func stepsHaveTheWeightsOfTheirLengths() throws {
    let series = ParisiFigure.Series(
      name: "2RSB", overlaps: [0.25, 0.5, 0.75], breakingPoints: [0.25, 0.375])
    #expect(series.x == [0, 0.25, 0.375, 1])
    #expect(series.q == [0.25, 0.5, 0.75, 0.75])
    #expect(series.peaks.map(\.weight) == [0.25, 0.125, 0.625])
    let files = try ParisiFigure(title: "", system: "", series: [series]).drawing().dataFiles
    #expect(files.map(\.content) == ["1-curve-1", "2-curve-1"])
    #expect(files[1].text == "# x y\n0.25 0.25\n0.5 0.125\n0.75 0.625\n")
  }

  @Test func peaksHaveAnAxisOfTheirOwnBesideADensity() throws {
    func script(_ series: [ParisiFigure.Series]) throws -> String {
      try ParisiFigure(title: "", system: "", series: series).drawing().commands
        .joined(separator: "\n")
    }
    let steps = ParisiFigure.Series(name: "RS", overlaps: [0.5], breakingPoints: [])
    #expect(try !script([steps]).contains("x1y2"))
    #expect(try script([Self.smooth(0.3, name: "")]).contains("axes x1y2 with impulses"))
  }

  @Test func numbersThatAreNone() {
    #expect(throws: FiguresError.tooFew(quantity: "Parisi functions", needed: 1, found: 0)) {
      _ = try ParisiFigure(title: "", system: "", series: []).drawing()
    }
    #expect(throws: FiguresError.notFinite(quantity: "the theory's overlaps", index: 0)) {
      _ = try ParisiFigure(
        title: "", system: "",
        series: [.init(name: "", overlaps: [.nan], breakingPoints: [])]
      ).drawing()
    }
    #expect(throws: FiguresError.self) {
      _ = try ParisiFigure(
        title: "", system: "",
        series: [.init(name: "", x: [0, 1], q: [0, .infinity], density: nil, peaks: [])]
      ).drawing()
    }
  }

  @Test(.enabled(if: Gnuplot().isInstalled, "needs gnuplot")) func pictures() throws {
    try drawEverywhere(
      ParisiFigure(
        title: "Parisi function", system: "SK model, h = 0",
        series: [0.4, 0.3, 0.2, 0.1].map { Self.smooth($0, name: "T = \(1 - $0)") }),
      name: "parisi-smooth")
    try drawEverywhere(
      ParisiFigure(
        title: "Steps", system: "SK model, T = 0.5",
        series: [
          .init(name: "RS", overlaps: [0.53], breakingPoints: []),
          .init(name: "1RSB", overlaps: [0.2, 0.6], breakingPoints: [0.3]),
          .init(name: "2RSB", overlaps: [-0.1, 0.35, 0.63], breakingPoints: [0.2, 0.4]),
        ]), name: "parisi-steps")
    try drawEverywhere(
      ParisiFigure(
        title: "", system: "",
        series: [.init(name: "", overlaps: [0], breakingPoints: [])]), name: "parisi-zero")
  }
}
