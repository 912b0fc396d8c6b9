import Figures
import Foundation
import LinearAlgebra
import Overlaps
import Testing

/// A folder of its own, whatever the environment says.
private func withEmptyFolder(_ body: (_ folder: String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.path + "/figures-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

private let small = OverlapSheet(
  verdict: "Replica symmetric", system: "two replicas",
  overlaps: Matrix(rows: 2, columns: 2, elements: [1, 0.3, 0.3, 1]), eigenvalues: [1.3, 0.7])

private func files(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

@Suite struct WritingTests {
  @Test func formatsFollowTheExtension() throws {
    #expect(try FigureFormat(path: "a/b.SVG") == .svg)
    #expect(try FigureFormat(path: "a.b/c") == .svg)
    #expect(try FigureFormat(path: "x.pdf") == .pdf)
    #expect(try FigureFormat(path: "x.y.png") == .png)
    let error = FiguresError.unknownFormat(path: "x.jpg", pathExtension: "jpg")
    #expect(throws: error) { try FigureFormat(path: "x.jpg") }
    #expect(error.description.contains(".svg, .pdf or .png"))
  }

  @Test func withoutGnuplotScriptAndDataAreWritten() throws {
    try withEmptyFolder { folder in
      let gnuplot = Gnuplot(searchPath: folder)
      #expect(!gnuplot.isInstalled)
      #expect(throws: FiguresError.notInstalled(script: "\(folder)/sheet.gp")) {
        try small.write(to: "\(folder)/sheet", gnuplot: gnuplot)
      }
      #expect(
        try files(in: folder) == ["sheet.gp", "sheet.svg.data"])
      #expect(
        try files(in: folder + "/sheet.svg.data") == [
          "distribution.dat", "matrix.dat", "spectrum.dat",
        ])
      let matrix = try String(
        contentsOfFile: "\(folder)/sheet.svg.data/matrix.dat", encoding: .utf8)
      #expect(matrix == "1 0.3\n0.3 1\n")
      #expect(FiguresError.notInstalled(script: "f.gp").description.contains("gnuplot-nox"))
    }
  }

  @Test func theScriptNamesItsCommand() throws {
    let script = try small.drawing().script(
      name: "it's", format: .pdf, command: "replica classify 'a\nb' \\")
    let lines = script.split(separator: "\n")
    #expect(lines[0] == "# Draw with \"gnuplot it's.gp\" in this folder.")
    #expect(lines[1] == "# Made by \"replica classify 'a b' \\\".")
    #expect(lines.contains("data = './it''s.pdf.data/'"))
    #expect(lines.contains { $0.hasPrefix("set terminal pdfcairo size") })
  }

  @Test func missingFolderAndStrangeNames() throws {
    try withEmptyFolder { folder in
      #expect(
        throws: FiguresError.cannotWrite(
          path: "\(folder)/no/x.svg", reason: "there is no folder \(folder)/no")
      ) { try small.write(to: "\(folder)/no/x.svg") }
      #expect(throws: FiguresError.self) { try small.write(to: "\(folder)/x\ny.svg") }
      #expect(throws: FiguresError.self) { try small.write(to: folder) }
      let left = try files(in: folder)
      #expect(left.isEmpty)
    }
  }

  @Test func nothingIsOverwrittenUnasked() throws {
    try withEmptyFolder { folder in
      for name in ["x.svg", "x.gp", "x.svg.data"] {
        let path = "\(folder)/\(name)"
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: FiguresError.wouldOverwrite(path: path)) {
          try small.write(to: "\(folder)/x.svg")
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        #expect(try files(in: folder) == [name])
        try FileManager.default.removeItem(atPath: path)
      }
    }
  }

  @Test func numbersThatAreNone() throws {
    var broken = small.overlaps
    broken[1, 0] = .nan
    let sheet = OverlapSheet(verdict: "", system: "", overlaps: broken, eigenvalues: [])
    #expect(throws: FiguresError.notFinite(quantity: "the overlap matrix", index: 2)) {
      _ = try sheet.drawing()
    }
    #expect(throws: FiguresError.notFinite(quantity: "the eigenvalues", index: 1)) {
      _ = try OverlapSheet(
        verdict: "", system: "", overlaps: small.overlaps, eigenvalues: [1, .infinity]
      ).drawing()
    }
    #expect(
      throws: FiguresError.tooFew(quantity: "an overlap matrix's replicas", needed: 2, found: 1)
    ) {
      _ = try OverlapSheet(
        verdict: "", system: "", overlaps: .identity(1), eigenvalues: [1]
      ).drawing()
    }
    #expect(throws: FiguresError.self) {
      _ = try OverlapPanelsFigure(title: "", system: "", panels: []).drawing()
    }
    #expect(throws: FiguresError.self) {
      _ = try OverlapPanelsFigure(
        title: "", system: "", panels: [.init(title: "a", overlaps: broken)]
      ).drawing()
    }
    #expect(throws: FiguresError.self) {
      _ = try DepthFigure(
        phase: "", system: "", lengths: [.init(means: [1, .nan])], correlations: []
      ).drawing()
    }
    #expect(throws: FiguresError.self) {
      let histogram = OverlapDistribution(overlaps: [0], binWidth: 1, densities: [.nan])
      _ = try OverlapDistributionFigure(
        title: "", system: "", series: [.init(name: "", distribution: histogram)]
      ).drawing()
    }
  }
}

@Suite(.enabled(if: Gnuplot().isInstalled, "needs gnuplot")) struct GnuplotTests {
  @Test(arguments: [
    "with space", "it's \"quoted\"", "-e", "<true", "|true", "`true`$(true)", "größe.v1", "a@b_{c}",
  ]) func anyNameWorks(name: String) throws {
    try withEmptyFolder { folder in
      let written = try small.write(to: "\(folder)/\(name).svg", command: name)
      #expect(written.picture == "\(folder)/\(name).svg")
      #expect(written.warnings.isEmpty)
      #expect(
        try files(in: folder) == [".gp", ".svg", ".svg.data"].map { name + $0 }.sorted())
      // The script draws the same again when a user runs it.
      try FileManager.default.removeItem(atPath: written.picture)
      #expect(try Gnuplot().run(script: "\(name).gp", in: folder).isEmpty)
      #expect(FileManager.default.fileExists(atPath: written.picture))
    }
  }

  /// A figure that the same command made is replaced, with its data; that of another command is not.
  @Test func theSameCommandDrawsAgain() throws {
    try withEmptyFolder { folder in
      let path = "\(folder)/x.svg"
      _ = try small.write(to: path, command: "replica classify a.npy")
      let stale = "\(folder)/x.svg.data/stale.dat"
      try Data("1".utf8).write(to: URL(fileURLWithPath: stale))
      _ = try small.write(to: path, command: "replica classify a.npy")
      #expect(!FileManager.default.fileExists(atPath: stale))
      #expect(throws: FiguresError.wouldOverwrite(path: path)) {
        try small.write(to: path, command: "replica classify b.npy")
      }
      #expect(throws: FiguresError.wouldOverwrite(path: path)) { try small.write(to: path) }
    }
  }

  /// What gnuplot leaves out of an SVG is put in: a title, and the spaces between the pieces of a text.
  @Test func picturesHaveATitleAndTheirSpaces() throws {
    try withEmptyFolder { folder in
      let sheet = OverlapSheet(
        verdict: "one-step & more", system: "a < b", overlaps: small.overlaps,
        eigenvalues: small.eigenvalues, stateOverlaps: small.overlaps)
      let written = try sheet.write(to: "\(folder)/x.svg")
      let text = try String(contentsOfFile: written.picture, encoding: .utf8)
      #expect(text.contains("<title>one-step &amp; more; a &lt; b</title>"))
      #expect(!text.contains("<text>"))
      #expect(text.contains("xml:space='preserve'"))
    }
  }

  @Test func overwritingWhenAsked() throws {
    try withEmptyFolder { folder in
      try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(folder)/x.svg"))
      try small.write(to: "\(folder)/x.svg", overwrite: true)
      let picture = try String(contentsOfFile: "\(folder)/x.svg", encoding: .utf8)
      #expect(picture.contains("</svg>"))
    }
  }

  @Test func aFailureLeavesNoPicture() throws {
    struct Broken: Figure {
      func drawing() -> Drawing {
        Drawing(
          width: 100, height: 100, commands: ["plot x", "plot undefined_variable"], dataFiles: [])
      }
    }
    try withEmptyFolder { folder in
      let error = #expect(throws: FiguresError.self) {
        try Broken().write(to: "\(folder)/x.svg")
      }
      #expect(error?.description.contains("undefined") == true)
      let left = try files(in: folder)
      #expect(left == ["x.gp", "x.svg.data"])
    }
  }

  @Test func textIsPrintedAsItIs() throws {
    struct Words: Figure {
      let text: String
      func drawing() -> Drawing {
        Drawing(
          width: 900, height: 100,
          commands: ["set title \(GnuplotText.literal(text))", "plot 1 notitle"], dataFiles: [])
      }
    }
    let text = #"σ_w^2 {a} @b & ~c it's "d" `e` \n \U+03B1 \101 %g $f λ q_αβ"#
    try withEmptyFolder { folder in
      let written = try Words(text: text).write(to: "\(folder)/x.svg")
      let svg = try String(contentsOfFile: written.picture, encoding: .utf8)
      let plain = svg.replacing(#/<[^>]*>/#, with: "").replacing("&amp;", with: "&")
        .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      #expect(plain.contains(text))
    }
  }
}
