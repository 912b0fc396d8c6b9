import Figures
import LinearAlgebra
import Overlaps
import Testing

@Suite struct GnuplotTextTests {
  @Test func escaping() {
    #expect(GnuplotText.escaped("plain Σ αβ → 1") == "plain Σ αβ → 1")
    #expect(GnuplotText.escaped("q_ab^2") == #"q\_ab\^2"#)
    #expect(GnuplotText.escaped("{a} @ & ~") == #"\{a\} \@ \& \~"#)
    #expect(GnuplotText.escaped(#"\n"#) == #"\\n"#)
    #expect(GnuplotText.escaped(#"\U+03B1"#) == #"\\{U}+03B1"#)
    #expect(GnuplotText.escaped("a\nb\u{7F}c\r\nd") == "a b c  d")
    #expect(GnuplotText.escaped("") == "")
  }

  @Test func quoting() {
    #expect(GnuplotText.quoted("it's") == "'it''s'")
    // gnuplot 5.4 misreads four single quotes in a row.
    #expect(GnuplotText.quoted("a''b'") == #"'a'."''".'b'''"#)
    #expect(GnuplotText.literal("a_'b'") == #"'a\_''b'''"#)
  }
}

@Suite struct OverlapDistributionTests {
  @Test func densityIsNormalised() {
    let matrix = Examples.blocks([20, 10], q0: 0.1, q1: 0.8, spins: 100)
    let histogram = OverlapDistribution(of: matrix, binCount: 40)
    #expect(histogram.overlaps.count == 40)
    #expect(abs(histogram.densities.reduce(0, +) * histogram.binWidth - 1) < 1e-12)
  }

  @Test func theEndsBelongToBins() {
    let matrix = Matrix(rows: 3, columns: 3, elements: [1, -1, 1, -1, 1, .nan, 1, .nan, 1])
    let histogram = OverlapDistribution(of: matrix, binCount: 2)
    #expect(histogram.densities == [0.5, 0.5])
    #expect(OverlapDistribution(of: .identity(1), binCount: 2).densities == [0, 0])
  }
}

@Suite struct TextHeatMapTests {
  @Test func characters() {
    let matrix = Matrix(
      rows: 3, columns: 3, elements: [1, 0.5, -1, 0.5, 1, -0.3, -1, -0.3, .nan])
    #expect(
      TextHeatMap(matrix).rendered() == """
        @@++NN
        ++@@~~
        NN~~??
        q: -1 NXxoc^~`' .:-=+*#%@ 1

        """)
  }

  @Test func colours() {
    let matrix = Matrix(rows: 3, columns: 1, elements: [1, 0, -1])
    let full = TextHeatMap(matrix, colours: .full).rendered()
    #expect(
      full.hasPrefix(
        "\u{1B}[38;2;18;15;58;48;2;247;244;236m▀\u{1B}[0m\n\u{1B}[38;2;110;51;16m▀\u{1B}[0m\n"))
    let indexed = TextHeatMap(matrix, colours: .indexed).rendered()
    #expect(indexed.hasPrefix("\u{1B}[38;5;17;48;5;231m▀\u{1B}[0m\n"))
  }

  @Test func largeMatricesAreAveraged() {
    let matrix = Examples.blocks([100, 156], q0: 0, q1: 0.7, spins: 1000)
    let lines = TextHeatMap(matrix, maximumWidth: 40, maximumHeight: 30).rendered()
      .split(separator: "\n")
    #expect(lines.count == 21)
    #expect(lines.dropLast().allSatisfy { $0.count == 40 })
    let colour = TextHeatMap(matrix, maximumWidth: 40, maximumHeight: 10, colours: .full)
    #expect(colour.rendered().split(separator: "\n").count == 11)
    let narrow = TextHeatMap(Matrix(rows: 1, columns: 100), maximumWidth: 10).rendered()
    #expect(narrow.split(separator: "\n").first?.count == 10)
    #expect(TextHeatMap(Matrix(rows: 0, columns: 0)).rendered().hasPrefix("q: -1"))
  }
}
