import Figures
import Foundation
import FoundationXML
import LinearAlgebra
import Overlaps
import Testing

/// Draws a figure in every format and checks that gnuplot has nothing to complain about.
func drawEverywhere(_ figure: any Figure, name: String) throws {
  try withFolder { folder in
    for format in FigureFormat.allCases {
      let written = try figure.write(
        to: "\(folder)/\(name).\(format.rawValue)", overwrite: true, command: "replica classify x")
      #expect(written.warnings.isEmpty)
      let picture = try #require(FileManager.default.contents(atPath: written.picture))
      switch format {
      case .svg:
        let parser = XMLParser(data: picture)
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(String(decoding: picture, as: UTF8.self).contains("<svg"))
      case .pdf: #expect(picture.starts(with: Array("%PDF".utf8)))
      case .png: #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      }
      #expect(FileManager.default.fileExists(atPath: written.script))
      for data in written.data { #expect(FileManager.default.fileExists(atPath: data)) }
    }
  }
}

@Suite(.enabled(if: Gnuplot().isInstalled, "needs gnuplot")) struct DrawingTests {
  @Test func oneStep() throws {
    let sizes = [6, 15, 2, 1, 2, 9, 7, 5, 7, 27, 22, 26, 127]
    let peaks = [
      TheoryPeak(position: 0.2, weight: 0.68), TheoryPeak(position: 0.7, weight: 0.32),
    ]
    try drawEverywhere(
      Examples.sheet(
        verdict: "One-step replica symmetry breaking", sizes: sizes, q0: 0.2, q1: 0.7,
        peaks: peaks, significant: 13, stateOverlaps: false),
      name: "one-step")
    try drawEverywhere(
      Examples.sheet(
        verdict: "One-step replica symmetry breaking", sizes: [12, 30, 64, 90, 60], q0: 0.1,
        q1: 0.62, peaks: peaks, significant: 5),
      name: "one-step-states")
  }

  @Test func replicaSymmetric() throws {
    try drawEverywhere(
      Examples.sheet(
        verdict: "Replica symmetric", sizes: [128], q0: 0, q1: 0.48,
        peaks: [TheoryPeak(position: 0.48, weight: 1)], significant: 1),
      name: "symmetric")
  }

  @Test func paramagnet() throws {
    try drawEverywhere(
      Examples.sheet(
        verdict: "Paramagnetic", sizes: [512], q0: 0, q1: 0, spins: 512, edge: 4.2, tree: false,
        withStates: false, stateOverlaps: false),
      name: "paramagnet")
  }

  @Test func manyStates() throws {
    try drawEverywhere(
      Examples.sheet(
        verdict: "Hierarchical", sizes: Array(repeating: 2, count: 60), q0: -0.1, q1: 0.9,
        peaks: (0..<3).map { TheoryPeak(position: 0.1 * Double($0), weight: 0.3) },
        significant: 60),
      name: "many")
  }

  @Test(arguments: [2, 3, 40, 41]) func smallMatrices(replicas: Int) throws {
    try drawEverywhere(
      Examples.sheet(
        verdict: "Undetermined_{x}", sizes: [1, replicas - 1], q0: -0.5, q1: 0.9, spins: 100,
        significant: 1),
      name: "small-\(replicas)")
  }

  @Test(arguments: [[1.5, 0.5, 0, -0.2], [-1, -2], [1e-17, 3], []])
  func awkwardEigenvalues(eigenvalues: [Double]) throws {
    let matrix = Examples.blocks([2, 2], q0: 0.1, q1: 0.8, spins: 100)
    try drawEverywhere(
      OverlapSheet(
        verdict: "Awkward", system: "", overlaps: matrix, order: [3, 2, 0, 1],
        eigenvalues: eigenvalues, significantCount: 1),
      name: "awkward" + eigenvalues.map { "_\($0)" }.joined())
  }

  @Test func emptyDistributionAndCurve() throws {
    let matrix = Examples.blocks([3, 4], q0: 0.1, q1: 0.8, spins: 100)
    let nothing = OverlapDistribution(overlaps: [0], binWidth: 0.1, densities: [0])
    let grid = (0...50).map { Double($0) / 50 }
    for curve in [nil, TheoryCurve(overlaps: grid, density: grid.map { 1 + $0 })] {
      try drawEverywhere(
        OverlapSheet(
          verdict: "Empty", system: "nothing measured", overlaps: matrix, eigenvalues: [2, 1],
          noiseEdge: 1.5, distribution: nothing, theoryCurve: curve,
          stateOverlaps: Matrix(rows: 12, columns: 12) { $0 == $1 ? 1 : -0.5 }),
        name: "empty")
    }
  }

  @Test func depth() throws {
    let pairs = [0.1, 0.5, 0.9, 0.99].map {
      Examples.relaxation(name: "c⁰ = \($0)", from: $0, to: 0.27, depth: 2.4, layers: 20)
    }
    try drawEverywhere(
      DepthFigure(
        phase: "Chaotic phase", system: "tanh network, σw = 2.5, σb = 0.3, width 1000",
        lengths: [0.2, 1, 3].map {
          Examples.relaxation(name: "q⁰ = \($0)", from: $0, to: 0.71, depth: 1, layers: 20)
        },
        correlations: pairs, lengthFixedPoint: 0.71, correlationFixedPoint: 0.27),
      name: "depth-chaotic")
    let ordered = [0.0, 0.4, 0.8].map {
      Examples.relaxation(name: "c⁰ = \($0)", from: $0, to: 1, depth: 6, layers: 40)
    }
    try drawEverywhere(
      DepthFigure(
        phase: "Ordered phase", system: "tanh network, σw = 0.9, σb = 0.3",
        lengths: [Examples.relaxation(name: "", from: 1, to: 0.3, depth: 2, layers: 40)],
        correlations: ordered, lengthFixedPoint: 0.3, correlationFixedPoint: 1),
      name: "depth-ordered")
    try drawEverywhere(
      DepthFigure(
        phase: "Theory only", system: "", lengths: [.init(means: [], theory: [1, 1, 1])],
        correlations: []),
      name: "depth-theory")
  }

  @Test func distributions() throws {
    let grid = (0...100).map { Double($0) / 50 - 1 }
    let series = [0.4, 0.6, 0.8, 1.0, 1.2].map { temperature in
      let q = max(0, 1 - temperature)
      let width = 0.08 + 0.05 * temperature
      let bell = { (x: Double) in exp(-x * x / (2 * width * width)) / width / 2.5066 }
      let density = grid.map { 0.5 * (bell($0 - q) + bell($0 + q)) + 0.2 * (1 - $0 * $0) }
      return OverlapDistributionFigure.Series(
        name: "T = \(temperature)",
        distribution: OverlapDistribution(
          overlaps: grid, binWidth: 0.02, densities: density,
          errors: density.map { 0.05 + 0.03 * $0 }),
        theoryPeaks: temperature < 0.5
          ? [TheoryPeak(position: q, weight: 0.5), TheoryPeak(position: -q, weight: 0.5)] : [],
        theoryCurve: temperature > 1 ? TheoryCurve(overlaps: grid, density: density) : nil)
    }
    try drawEverywhere(
      OverlapDistributionFigure(
        title: "Sherrington–Kirkpatrick model", system: "N = 256, 200 samples", series: series),
      name: "distributions")
  }

  @Test(arguments: [1, 2, 4, 7]) func panels(count: Int) throws {
    let panels = try (1...count).map { index in
      let matrix = Examples.blocks(
        [20, 30, 14], q0: 0.1 * Double(index), q1: min(0.95, 0.3 + 0.15 * Double(index)),
        spins: 400)
      return OverlapPanelsFigure.Panel(
        title: "layer \(index * index)", overlaps: matrix,
        eigenvalues: try Examples.eigenvalues(matrix), noiseEdge: 1.2, significantCount: 3)
    }
    try drawEverywhere(
      OverlapPanelsFigure(
        title: "Deep network, chaotic phase", system: "64 inputs in three clusters, width 400",
        panels: panels),
      name: "panels-\(count)")
  }
}
