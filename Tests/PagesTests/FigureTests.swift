import CCompression
import Experiments
import Foundation
import LinearAlgebra
import Overlaps
import Pages
import PlantedData
import Testing

/// The figures of a page are those of the numbers: colours, the line that decides, the order of states.
@Suite struct FigureTests {
  private static func page() throws -> (html: String, analysis: ReplicaAnalysis) {
    let ensemble = try PlantedEnsemble(
      spinCount: 1024, replicaCount: 40, overlaps: [0.15, 0.7], partition: .poissonDirichlet([0.5]))
    let system = try SystemAnalysis(
      [.configurations(ensemble.sample(0, seed: 3).configurations)],
      options: AnalysisOptions(withPower: false))
    let page = ReportPage.ofArray(
      ClassifiedPoint(file: "a.npy", system), remarks: [], preparation: [],
      request: PageRequest(version: "1", command: "replica"))
    return (page.html, system.first)
  }

  private static func part(_ html: String, from start: String, to end: String) throws -> Substring {
    let first = try #require(html.range(of: start))
    let last = try #require(html.range(of: end, range: first.upperBound..<html.endIndex))
    return html[first.upperBound..<last.lowerBound]
  }

  /// The content of a chunk of a PNG.
  private static func chunk(_ name: String, of picture: [UInt8]) -> [UInt8]? {
    var place = 8
    while place + 8 <= picture.count {
      let length = picture[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      if Array(picture[place + 4..<place + 8]) == Array(name.utf8) {
        return Array(picture[place + 8..<place + 8 + length])
      }
      place += 12 + length
    }
    return nil
  }

  /// More overlap is more ink, from paper to deep blue, and every pixel is that of its overlap.
  @Test func pictureOfTheMatrix() throws {
    let (html, analysis) = try Self.page()
    let base64 = try Self.part(html, from: "data:image/png;base64,", to: "\"")
    let picture = [UInt8](try #require(Data(base64Encoded: String(base64))))
    let palette = try #require(Self.chunk("PLTE", of: picture))
    #expect(palette.count == 768)
    #expect(Array(palette[..<3]) == [0xf7, 0xf4, 0xec])
    #expect(Array(palette[765...]) == [0x12, 0x0f, 0x3a])
    let ink = (0..<256).map { k in -palette[3 * k..<3 * k + 3].reduce(0) { $0 + Int($1) } }
    #expect(zip(ink, ink.dropFirst()).allSatisfy { $0 <= $1 })
    let packed = try #require(Self.chunk("IDAT", of: picture))
    let size = analysis.overlaps.replicaCount
    var rows = [UInt8](repeating: 0, count: size * (size + 1))
    var count = uLong(rows.count)
    #expect(uncompress(&rows, &count, packed, uLong(packed.count)) == Z_OK)
    let ordered = analysis.orderedOverlaps
    let pairs = (0..<size).flatMap { a in (0..<a).map { ordered[a, $0] } }
    let low = max(0, pairs.min() ?? 0)
    let high = pairs.max() ?? 1
    for a in 0..<size {
      for b in 0..<size {
        let shade = min(255, max(0, 255 * (ordered[a, b] - low) / (high - low)))
        #expect(abs(Double(rows[a * (size + 1) + 1 + b]) - shade) <= 0.51, "\(a), \(b)")
      }
    }
  }

  /// Filled dots lie above the line that is drawn, hollow ones below, and there are as many as the analysis counts.
  @Test func theLineDecides() throws {
    let (html, analysis) = try Self.page()
    let spectrum = try Self.part(html, from: "<div class=\"spec\">", to: "Distribution of overlaps")
    let line = try #require(
      spectrum.firstMatch(of: /class="thy" d="M0 ([0-9.]+)H1000"/).flatMap { Double($0.1) })
    func heights(_ name: String) throws -> [Double] {
      let path = try Self.part(String(spectrum), from: "class=\"dot \(name)\" d=\"", to: "\"")
      return path.matches(of: #/ ([0-9.]+)h0/#).compactMap { Double($0.1) }
    }
    // The picture's y grows downwards.
    let above = try heights("large")
    #expect(above.count == analysis.significantEigenvalues && above.count > 1)
    #expect(above.allSatisfy { $0 < line })
    #expect(try heights("small").allSatisfy { $0 > line })
  }

  @Test func statesByWeight() throws {
    let (html, analysis) = try Self.page()
    let table = try Self.part(html, from: "<table class=\"states\">", to: "</table>")
    let rows = table.matches(of: /data-s="(\d+)".*?<\/i>([A-Z])<.*?<td>(\d+)<\/td>/)
    let letters = rows.map { String($0.2) }
    let counts = rows.compactMap { Int($0.3) }
    #expect(letters == letters.sorted() && letters.first == "A" && counts.count > 2)
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 })
    let sizes = analysis.states.members.map(\.count).filter { $0 > 1 }
    #expect(counts == Array(sizes.prefix(12)))
  }
}
