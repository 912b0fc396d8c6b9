import Documents
import Pages
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
}
