import CCompression
import Documents
import Experiments
import Foundation
import LinearAlgebra
import Overlaps
import Pages
import PlantedData
import Testing

/// Pages of planted data: they say their answer without a script, ask nothing of a network, and their data can be read.
@Suite struct PageTests {
  private static func page(
    _ overlaps: [Double], _ partition: PlantedEnsemble.Partition, replicas: Int = 64,
    file: String = "planted.npy"
  ) throws -> (page: ReportPage, point: ClassifiedPoint) {
    let ensemble = try PlantedEnsemble(
      spinCount: 1024, replicaCount: replicas, overlaps: overlaps, partition: partition)
    let system = try SystemAnalysis(
      [.configurations(ensemble.sample(0, seed: 3).configurations)],
      options: AnalysisOptions(withPower: false))
    let point = ClassifiedPoint(file: file, system)
    return (
      .ofArray(
        point, remarks: ["read from /home/someone/secret.npy"], preparation: [],
        request: PageRequest(
          version: "1.2.3", command: "replica report /home/someone/planted.npy -o page.html")),
      point
    )
  }

  /// The element with a name.
  private static func content(_ id: String, of html: String) throws -> String {
    let start = try #require(html.range(of: "id=\"\(id)\">"))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    return String(html[start.upperBound..<end.lowerBound])
  }

  @Test func staticAnswerAndFigures() throws {
    let (page, point) = try Self.page([0.2, 0.7], .equalBlocks([4]))
    #expect(point.classification.verdict == .oneStep)
    let script = try #require(page.html.range(of: "<script"))
    let fixed = page.html[..<script.lowerBound]
    for text in [
      "<h1>One step of replica-symmetry breaking.</h1>", "What to do next", "How sure",
      "q<sub>αα</sub>",
      "eigenvalues above the line", "Distribution of overlaps", "data:image/png;base64,",
      "Make it again",
      "noise ends at", "<title>One step of replica-symmetry breaking. ",
    ] {
      #expect(fixed.contains(text), "\(text)")
    }
    // The verdict of the page is that of the analysis.
    #expect(fixed.contains(Words.percent(point.classification.probabilities[2])))
  }

  @Test func dataCanBeRead() throws {
    let (page, point) = try Self.page([0.2, 0.7], .equalBlocks([4]))
    let settings = try JSONValue(parsing: Self.content("page", of: page.html))
    #expect(settings["unit"] == "replica")
    let directory = try #require(settings["directory"])
    let count = point.analysis.first.overlaps.replicaCount
    #expect(directory["m0.0"]?.arrayValue?[2] == .integer(count * (count - 1) / 2))
    #expect(directory["o0.0"]?.arrayValue?[2] == .integer(count))
    #expect(directory["g0.0"]?.arrayValue?[2] == .integer(3 * (count - 1)))
  }

  /// What the script reads is what was found: overlaps, order and eigenvalues at their places in the block.
  @Test func arraysAreThoseOfTheAnalysis() throws {
    let (page, point) = try Self.page([0.2, 0.7], .poissonDirichlet([0.5]), replicas: 40)
    let settings = try JSONValue(parsing: Self.content("page", of: page.html))
    let base64 = try Self.content("data", of: page.html)
    let packed = [UInt8](try #require(Data(base64Encoded: base64)))
    var block = [UInt8](repeating: 0, count: 1 << 22)
    var count = uLong(block.count)
    #expect(uncompress(&block, &count, packed, uLong(packed.count)) == Z_OK)
    func place(_ name: String) throws -> (offset: Int, count: Int) {
      let entry = try #require(settings["directory"]?[name]?.arrayValue)
      return (try #require(entry[1].intValue), try #require(entry[2].intValue))
    }
    func words(_ name: String) throws -> [Int] {
      let (offset, count) = try place(name)
      return (0..<count).map { Int(block[offset + 2 * $0]) | Int(block[offset + 2 * $0 + 1]) << 8 }
    }
    let analysis = point.analysis.first
    let view = MatrixView(analysis)
    let m = try place("m0.0")
    #expect(Array(block[m.offset..<m.offset + m.count]) == view.bytes)
    #expect(try words("o0.0") == analysis.order)
    #expect(try words("l0.0") == analysis.order.map { analysis.states.labels[$0] })
    let e = try place("e0.0")
    let eigenvalues = (0..<e.count).map { k -> Float in
      let bytes = block[e.offset + 4 * k..<e.offset + 4 * k + 4].reversed()
      return Float(bitPattern: bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }
    #expect(eigenvalues == analysis.eigenvalues.map(Float.init))
  }

  /// Commands stand on a page as they are typed: words stay whole, and their text is that of the command.
  @Test func commandsCanBeCopied() throws {
    let (page, _) = try Self.page([0, 0.5], .equalBlocks([1]))
    let code = try #require(page.html.firstMatch(of: /<code>(.*?)<\/code>/)).1
    #expect(
      code.replacing("<span>", with: "").replacing("</span>", with: "")
        == "replica report planted.npy -o page.html")
    #expect(code.contains("<span>-o</span> "))
  }

  @Test func nothingFromElsewhere() throws {
    let (page, _) = try Self.page([0, 0.5], .equalBlocks([1]))
    let html = page.html
    for address in [
      "http://", "https://", "src=\"//", "@import", "url(", "fetch(", "XMLHttp", "WebSocket",
    ] {
      // The name space of SVG is a name, no address.
      let rest = html.replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!rest.contains(address), "\(address)")
    }
    #expect(html.contains("default-src 'none'"))
  }

  @Test func namesAreEscapedAndHaveNoFolders() throws {
    let (page, _) = try Self.page(
      [0, 0.5], .equalBlocks([1]), file: "/home/someone/<script>\"x\".npy")
    #expect(page.html.contains("&lt;script&gt;&quot;x&quot;.npy"))
    #expect(!page.html.contains("<script>\"x\""))
    #expect(!page.html.contains("/home"))
    #expect(!page.html.contains("someone"))
  }

  @Test func sizes() throws {
    #expect(ReportPage.resourceSize <= 44_700)
    let (page, _) = try Self.page([0.1, 0.4, 0.7], .equalBlocks([4, 4]), replicas: 512)
    #expect(page.bytes.count < 1_000_000, "\(page.bytes.count) bytes at R = 512")
  }

  /// The bytes of the matrix are its overlaps to half a step, and the line that decides separates the eigenvalues.
  @Test func numbersAreThoseOfTheAnalysis() throws {
    let (_, point) = try Self.page([0.2, 0.7], .poissonDirichlet([0.5]))
    let view = MatrixView(point.analysis.first)
    let step = (view.range.upperBound - view.range.lowerBound) / 255
    var bytes = view.bytes.makeIterator()
    for a in 0..<view.replicaCount {
      for b in a + 1..<view.replicaCount {
        let byte = bytes.next()
        let q = view.range.lowerBound + step * Double(try #require(byte))
        #expect(abs(q - view.ordered[a, b]) <= 0.5001 * step)
      }
    }
    let line = try #require(view.line)
    #expect(
      view.analysis.eigenvalues.count { $0 > line } == view.analysis.significantEigenvalues)
    #expect(view.directions.count >= 2)
  }
}
