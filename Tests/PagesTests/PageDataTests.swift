import Archive
import Documents
import Experiments
import Foundation
import Overlaps
import Pages
import PlantedData
import Testing

/// The folder of a page's data makes the same page again, and says what is wrong with it.
@Suite struct PageDataTests {
  private static func page(instances: Int = 2, replicas: Int = 16) throws -> ReportPage {
    let ensemble = try PlantedEnsemble(
      spinCount: 256, replicaCount: replicas, overlaps: [0.2, 0.7], partition: .equalBlocks([4]))
    let sets = try (0..<instances).map {
      ReplicaSet.configurations(try ensemble.sample($0, seed: 5).configurations)
    }
    let system = try SystemAnalysis(sets, options: AnalysisOptions(withPower: false))
    return .ofArray(
      ClassifiedPoint(file: "a \"b\", <c>.npy", system), remarks: ["one, two"], preparation: [],
      request: PageRequest(version: "1.2.3", command: "replica report a.npy -o page.html"))
  }

  private static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  @Test func theSamePageByteForByte() throws {
    let page = try Self.page()
    try Self.withFolder { folder in
      let data = PageData.folder(of: folder + "/page.html")
      #expect(data == folder + "/page.data")
      #expect(!PageData.isPage(at: data))
      try PageData.write(page, to: data)
      #expect(PageData.isPage(at: data))
      #expect(try PageData.page(at: data).bytes == page.bytes)
      // A second time only where it may be replaced.
      #expect(throws: ArchiveError.self) { try PageData.write(page, to: data) }
      try PageData.write(page, to: data, ifExists: .replace)
      // Numbers are there for other programs: overlaps of instance 1 in bytes, eigenvalues.
      let arrays = try JSONValue(contentsOfFile: data + "/arrays.json")
      #expect(arrays["m0.1"]?.arrayValue?.count == 120)
      #expect(arrays["e0.0"]?.arrayValue?.count == 16)
    }
  }

  @Test func whatIsWrongIsNamed() throws {
    let page = try Self.page()
    try Self.withFolder { folder in
      let data = folder + "/page.data"
      try PageData.write(page, to: data)
      for (file, old, new) in [
        ("arrays.json", "\"o0.0\":[", "\"o0.0\":[70000,"),
        ("arrays.json", "\"l0.0\":[", "\"k0.0\":["),
        ("page.json", "\"page_data\":1", "\"page_data\":2"),
        ("page.json", "\"headline\":", "\"head\":"),
      ] {
        let path = data + "/" + file
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        #expect(whole.contains(old))
        try whole.replacing(old, with: new, maxReplacements: 1).write(
          toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: ArchiveError.self, "\(new)") { try PageData.page(at: data) }
        try whole.write(toFile: path, atomically: true, encoding: .utf8)
      }
      #expect(try PageData.page(at: data).bytes == page.bytes)
    }
  }

  @Test func aRunThatGoesOn() throws {
    let page = try Self.page()
    let now = page.inProgress("1 of 3 instances & more")
    #expect(now.html.contains("<meta http-equiv=\"refresh\""))
    #expect(now.html.contains("1 of 3 instances &amp; more</p>"))
    #expect(!page.html.contains("http-equiv=\"refresh\""))
    #expect(now.inProgress(nil).bytes == page.bytes)
  }

  /// Of more than 64 instances 64 are kept whole, the least and the most ordered among them, and a picture of each.
  @Test func manyInstances() throws {
    let page = try Self.page(instances: 70, replicas: 12)
    let html = page.html
    let start = try #require(html.range(of: "id=\"page\">"))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    let settings = try JSONValue(parsing: String(html[start.upperBound..<end.lowerBound]))
    let list = try #require(settings["crowd"]?["kept"]?.arrayValue)
    let kept = list.compactMap(\.intValue)
    #expect(settings["crowd"]?["names"]?.arrayValue?.count == 70)
    #expect(kept.count == 64 && Set(kept).count == 64)
    let directory = try #require(settings["directory"])
    #expect(directory["cm"]?.arrayValue?[2] == 70)
    #expect(directory["ct"]?.arrayValue?[2] == .integer(70 * 12 * 13 / 2))
    #expect(directory["m0.63"] != nil && directory["m0.64"] == nil)
    #expect(html.contains("type=\"number\" min=\"0\" max=\"69\""))
  }
}
