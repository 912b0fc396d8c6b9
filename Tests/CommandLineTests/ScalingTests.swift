import Archive
import Documents
import Foundation
import Testing

/// One size alone, identities of the disorder and retrieval, as scripts see them.
@Suite struct ScalingTests {
  private static func sample(_ spins: Int, more: String = "") -> String {
    "sample sk --spins \(spins) --temperatures 0.5,1,2 --sweeps 400 --draws 8 --instances 4"
      + " --quiet -o n\(spins).zarr" + more
  }

  @Test func oneSizeShowsNoPhase() throws {
    try withFolder { folder in
      let synth = "synth one-step --spins 512 --replicas 32 --blocks 2 -o s.npy"
      #expect(try Tool.run(synth, in: folder).code == 0)
      let output = try Tool.run("classify s.npy --no-power", in: folder).output
      #expect(output.contains("one size (N = 512) and one temperature do not show a phase"))
      #expect(output.contains("replica scan"))
    }
  }

  /// The keys of the identities, and the caveat below their table.
  @Test func ensembleRelations() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.sample(16), in: folder).code == 0)
      let object = try Tool.run("overlaps n16.zarr --json", in: folder).object()
      let relations = try #require(object["temperatures"]?[0]?["ensemble_relations"])
      for key in [
        "a", "g", "stochastic_stability", "ghirlanda_guerra", "density_at_zero", "window",
      ] { #expect(relations[key] != nil, "\(key)") }
      for key in ["mean", "error", "z"] {
        #expect(relations["ghirlanda_guerra"]?[key] != nil)
        #expect(relations["stochastic_stability"]?[key] != nil)
      }
      for key in ["a", "g", "density_at_zero"] { #expect(relations[key]?["mean"] != nil) }
      let text = try Tool.run("overlaps n16.zarr", in: folder).output
      #expect(text.contains("no violation"))
    }
  }

  /// Runs of the same couplings have no disorder average: no identities, and errors that are called what they are.
  ///
  /// Calibrated by taking given couplings for drawn ones.
  @Test func sameCouplingsHaveNoDisorder() throws {
    try withFolder { folder in
      try "0 1 1\n1 2 -0.5\n0 2 0.3\n".write(
        toFile: folder + "/J.txt", atomically: true, encoding: .utf8)
      let sample = "sample couplings --input J.txt -t 1 --sweeps 32 --instances 3 -q -o j.zarr"
      #expect(try Tool.run(sample, in: folder).code == 0)
      let point = try Tool.run("overlaps j.zarr --json", in: folder).object()["temperatures"]?[0]
      #expect(point?["ensemble_relations"] == .null)
      #expect(point?["ensemble_relations_reason"]?.stringValue?.contains("same couplings") == true)
      let text = try Tool.run("overlaps j.zarr", in: folder).output
      #expect(text.contains("errors are those of repeated runs") && !text.contains("no violation"))
    }
  }

  @Test func retrievalIsNamed() throws {
    try withFolder { folder in
      let sample =
        "sample hopfield --spins 128 --patterns 1 --temperatures 0.3,0.6,0.9,1.3 --sweeps 600"
        + " --draws 8 --instances 1 --quiet -o h.zarr"
      #expect(try Tool.run(sample, in: folder).code == 0)
      let object = try Tool.run("classify h.zarr -t 0.3 --no-power --json", in: folder).object()
      let pattern = try #require(object["states"]?[0]?["patterns"])
      #expect(pattern["kind"] == "retrieval" && pattern["pattern"]?.doubleValue == 0)
      for key in ["patterns", "magnetizations", "explained_fraction", "magnetization"] {
        #expect(pattern[key] != nil, "\(key)")
      }
      let text = try Tool.run("classify h.zarr -t 0.3 --no-power", in: folder).output
      #expect(text.contains("retrieval of pattern 0"))
    }
  }
}
