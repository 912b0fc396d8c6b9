import Archive
import Documents
import LinearAlgebra
import SpinModels
import Testing

/// Sample sets written by dimod 0.12.23, with what dimod itself reads back from them.
///
/// Calibrated by taking the bits of a word from the most significant one on: `asDimodReads` fails.
@Suite struct DimodSampleSetTests {
  @Test(arguments: ["dimod-packed", "dimod-binary", "dimod-binary-packed"])
  func asDimodReads(name: String) throws {
    let path = "\(Foreign.folder)/\(name)"
    let set = try DimodSampleSet(contentsOfFile: path + ".json")
    let expected = try NumPyFile.read(path + "-expected.npy")
    let isBinary = name != "dimod-packed"
    #expect(set.isBinary == isBinary)
    #expect([set.configurations.count, set.configurations.spinCount] == expected.shape)
    let spins = expected.values.map { isBinary ? 2 * $0 - 1 : $0 }
    #expect(set.configurations.unpacked().elements == spins)
    #expect(set.rowCount == (isBinary ? 4 : 5))
    #expect(
      set.variableLabels.prefix(2) == (isBinary ? ["y0", "[\"x\",1]"] : ["0", "1"]))
  }

  @Test func refusals() throws {
    let path = Foreign.folder + "/dimod-binary.json"
    let good = try JSONValue(contentsOfFile: path)
    func changed(_ key: String, _ value: JSONValue, in member: String? = nil) -> JSONValue {
      var document = good
      if let member {
        var part = document[member] ?? [:]
        part[key] = value
        document[member] = part
      } else {
        document[key] = value
      }
      return document
    }
    // OpenJij's own name for what it makes of a sample set.
    #expect(
      try DimodSampleSet(changed("type", "Response"), path: "s") == DimodSampleSet(good, path: "s"))
    let occurrences: JSONValue = ["num_occurrences": ["data": [1, 1, 1, 20_000]]]
    let cases: [(JSONValue, String)] = [
      (changed("type", "BinaryQuadraticModel"), "SampleSet"), ([:], "SampleSet"),
      (changed("version", ["sampleset_schema": "2.0.0"]), "3.x"),
      (changed("num_rows", 3), "3 whole numbers"),
      (changed("num_rows", 1_000_000_000), "at most 10000"),
      (changed("num_rows", -1), "from 0 on"), (changed("num_rows", 0), "samples"),
      (changed("num_variables", 2_000_000_000), "labels"),
      (changed("variable_type", "SPIN"), "-1 and 1 in row 0"),
      (changed("variable_type", "INTEGER"), "SPIN or BINARY"),
      (changed("sample_packed", true), "with 2 whole numbers"),
      (changed("use_bytes", true, in: "sample_data"), "use_bytes"),
      (changed("data", [1, 2, 3, 4], in: "sample_data"), "row 0"),
      (changed("vectors", occurrences), "20003"),
      (changed("vectors", ["num_occurrences": ["data": [1]]]), "4 whole numbers"),
    ]
    for (document, words) in cases {
      let error = #expect(throws: ArchiveError.self) { try DimodSampleSet(document, path: "s") }
      #expect(error?.description.contains(words) == true, "\(error.debugDescription)")
      #expect(error?.kind == .badData)
    }
    let bytes = try readFile(path)
    for length in stride(from: 0, to: bytes.count - 1, by: 7) {
      #expect(throws: DocumentsError.self) {
        try DimodSampleSet(JSONValue(parsing: Array(bytes[..<length])), path: "cut")
      }
    }
  }
}
