import Documents
import Pages
import Sampling
import Statistics
import Testing

/// The escaping type, the numbers and the packing of pages.
@Suite struct MarkupTests {
  @Test func textIsEscapedAndMarkupIsNot() {
    let name = "<b>\"A&B\"</b>'s.npy"
    let cell: Markup = "<td title=\"\(name)\">\("<i>" as Markup)\(name)</td>"
    #expect(
      cell.text
        == "<td title=\"&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;&#39;s.npy\"><i>"
        + "&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;&#39;s.npy</td>")
  }

  /// Symbols get subscripts and exponents, options stay whole; names and files are left alone.
  @Test(arguments: [
    (
      "q_EA and σ_w² below σ_b, S_tree/S_rs.",
      "q<sub>EA</sub> and σ<sub>w</sub>² below σ<sub>b</sub>, S<sub>tree</sub>/S<sub>rs</sub>."
    ),
    (
      "median I_J falls as N^(-1/3) or N^-0.33.",
      "median I<sub>J</sub> falls as N<sup>−1/3</sup> or N<sup>−0.33</sup>."
    ),
    (
      "Double --time (--keep-all).",
      "Double <span class=\"nb\">--time</span> <span class=\"nb\">(--keep-all).</span>"
    ),
    ("x_1.npy, my_array, wall_seconds and a_<b", "x_1.npy, my_array, wall_seconds and a_&lt;b"),
    ("a < b & c", "a &lt; b &amp; c"),
  ])
  func prose(text: String, markup: String) {
    #expect(Prose.markup(text).text == markup)
  }

  @Test(arguments: [(12.34, "12.3"), (-0.26, "-0.3"), (3.0, "3"), (-0.04, "0"), (-7.96, "-8")])
  func coordinates(value: Double, text: String) { #expect(coordinate(value) == text) }

  @Test func valuesWithErrors() {
    #expect(Words.estimate(.init(value: 0.70034, error: 0.0029)) == "0.7003(29)")
    #expect(Words.estimate(.init(value: 0.4871, error: 0.069)) == "0.49(7)")
    #expect(Words.estimate(.init(value: -1.5, error: 0.31)) == "−1.5(3)")
    #expect(Words.estimate(.init(value: 123.4, error: 17)) == "123(17)")
    #expect(Words.estimate(nil) == "–")
  }

  @Test func percentages() {
    #expect(Words.percent(0.004) == "<1\u{a0}%")
    #expect(Words.percent(0.8) == "80\u{a0}%")
    #expect(Words.percent(0.9962) == "99.6\u{a0}%")
    #expect(Words.percent(1) == ">99.9\u{a0}%")
  }

  @Test func ticks() {
    #expect(Words.tick(0.7000000000000001) == "0.7")
    #expect(Words.tick(0) == "0")
    #expect(Words.tick(100_000) == "10⁵")
    #expect(Words.tick(-0.00025) == "−2.5·10⁻⁴")
    let scale = PlotScale(-0.1...0.83)
    #expect(scale.ticks.contains(0))
    #expect(scale.place(-0.1) == 0 && scale.place(0.83) == 1000 && scale.place(2) == 1000)
  }

  /// Axes of equal ratios have three numbers at least, and as few as may be.
  @Test(arguments: [
    (24.0...72.0, [30.0, 40, 50, 70]), (1.8...60, [2, 5, 10, 20, 50]), (0.05...90, [0.1, 1, 10]),
  ])
  func logarithmicTicks(range: ClosedRange<Double>, expected: [Double]) {
    let ticks = PlotScale(range, isLogarithmic: true).ticks
    #expect(ticks.count == expected.count)
    #expect(zip(ticks, expected).allSatisfy { abs($0 - $1) < 1e-9 * $1 }, "\(ticks)")
  }

  /// A cross speaks against equilibrium; what leaves it open, or only describes, is no cross.
  @Test func lights() {
    #expect(Light(.memory, passed: false, beside: .no) == .fail)
    #expect(Light(.drift, passed: false, beside: .no) == .fail)
    #expect(Light(.power, passed: false, beside: .no) == .warning)
    #expect(Light(.power, passed: false, beside: .cannotBeTold) == .warning)
    #expect(Light(.memory, passed: false, beside: .cannotBeTold) == .warning)
    #expect(Light(.rHat, passed: false, beside: .no) == .warning)
    #expect(Light(.power, passed: true, beside: .no) == .pass)
    #expect(Light(.roundTrips, passed: nil, beside: .yes) == .none)
  }

  @Test func base64() {
    #expect(Base64.text(Array("any carnal pleas".utf8)) == "YW55IGNhcm5hbCBwbGVhcw==")
    #expect(Base64.text(Array("any carnal pleasu".utf8)) == "YW55IGNhcm5hbCBwbGVhc3U=")
    #expect(Base64.text(Array("any carnal pleasur".utf8)) == "YW55IGNhcm5hbCBwbGVhc3Vy")
  }

  /// Blocks that are put together keep what is where: every array begins at a multiple of four.
  @Test func packing() {
    var first = PackedData()
    first.add("a", bytes: [1, 2, 3])
    var second = PackedData()
    second.add("b", words: [258])
    second.add("c", floats: [1])
    first.append(second)
    #expect(first.directory == ["a": [0, 0, 3], "b": [2, 4, 1], "c": [3, 8, 1]])
  }

  @Test func commandsLoseTheirFolders() {
    #expect(
      ReportPage.withoutFolders(
        "replica sample couplings --coupling-file ../secret/J.npy -o '/home/a b/r.zarr'")
        == "replica sample couplings --coupling-file J.npy -o 'r.zarr'")
  }

  /// Per cent are rounded, and certainty is never claimed.
  @Test(arguments: [
    (0.004, "<1\u{a0}%"), (0.876, "88\u{a0}%"), (0.8749, "87\u{a0}%"), (0.9944, "99\u{a0}%"),
    (0.9951, "99.5\u{a0}%"), (0.99996, ">99.9\u{a0}%"),
  ])
  func percents(probability: Double, text: String) {
    #expect(Words.percent(probability) == text)
  }
}
