import Documents
import Foundation
import Testing

/// `replica scan` as scripts see it: keys, exit codes, going on where it was.
@Suite struct ScanTests {
  /// SK far above its transition: a paramagnet.
  private static let command =
    "scan sk --spins 16,32,64,128 --temperature 2 --instances 8 --sweeps 512 --draws 16 --quiet -o scan"

  @Test func modelToAnswer() throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        Self.command + " --json --csv scan.csv --figure scan.svg", in: folder)
      try #require(outcome.code == 0, "\(outcome.errors)")
      let object = try outcome.object()
      #expect(object["answer"] == "heals", "\(outcome.output)")
      #expect(object["order"] == "heals")
      for key in [
        "sentence", "levels", "power", "false_alarm", "answers_if_stays", "answers_if_heals",
        "model",
        "temperature", "spins", "finite_dimensional", "sizes", "indicators", "advice", "seed",
      ] { #expect(object[key] != nil, "\(key)") }
      for key in ["spins", "instances", "replicas", "equilibrated", "verdict", "used", "file"] {
        #expect(object["sizes"]?[3]?[key] != nil, "\(key)")
      }
      let first = try #require(object["indicators"]?[0])
      #expect(first["indicator"] == "second_eigenvalue")
      for key in [
        "symbol", "meaning", "heals", "heals_probability", "stays", "stays_probability", "answer",
        "power", "votes", "points", "text",
      ] { #expect(first[key] != nil, "\(key)") }
      let lines = try String(contentsOfFile: folder + "/scan.csv", encoding: .utf8)
        .split(separator: "\n")
      #expect(lines.count == 5 && lines[0].hasPrefix("spins,instances,second_eigenvalue"))
      #expect(FileManager.default.fileExists(atPath: folder + "/scan.gp"))
      // The same runs by their names, and the same command again: the same answer, nothing sampled.
      let again = try Tool.run(Self.command + " --json", in: folder)
      #expect(again.output == outcome.output)
      let runs = try Tool.run(
        "scan scan/N32.zarr scan/N16.zarr scan/N128.zarr scan/N64.zarr --quiet --json -t 2",
        in: folder)
      #expect(runs.output == outcome.output)
      // --force replaces what is written beside the runs, never the runs.
      let written = "scan/N16.zarr/wall_seconds/c.0"
      let before = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + written))
      #expect(try Tool.run(Self.command + " --csv scan.csv", in: folder).code == 73)
      #expect(try Tool.run(Self.command + " --csv scan.csv --force", in: folder).code == 0)
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + written)) == before)
      // Verdicts side by side have the same answer.
      let sideBySide = "classify scan/N32.zarr scan/N16.zarr scan/N128.zarr -t 2 --quiet"
      let judged = try Tool.run(sideBySide + " --json", in: folder).object()
      #expect(judged["scans"]?[0]?["answer"] == "heals", "\(judged)")
      #expect(judged["scans"]?[0]?["sizes"]?[2]?["spins"]?.intValue == 128)
      #expect(
        try Tool.run(sideBySide, in: folder).output.contains("Sizes of sk at T = 2: nothing stays"))
      // The same instances count once.
      let twins = try Tool.run(
        "scan scan/N16.zarr scan/N32.zarr scan/N64.zarr ./scan/N16.zarr -t 2 -q", in: folder)
      #expect(twins.code == 64 && twins.errors.contains("same instances"), "\(twins)")
      let two = try Tool.run("classify scan/N32.zarr scan/N16.zarr -t 2 --json -q", in: folder)
      #expect(try two.object()["scans"] == .array([]))
      #expect(two.output.contains("N = 16, 32 of sk at T = 2 are not compared"))
      let text = try Tool.run(Self.command, in: folder).output
      #expect(text.hasPrefix("Nothing stays: overlaps vanish"))
      #expect(text.contains("\nPower: "))
    }
  }

  /// A scan that was stopped goes on with the same command and gives the same bytes.
  @Test func stoppedScansGoOn() throws {
    try withFolder { folder in
      let stopped = try Tool.run(
        Self.command.replacing("-o scan", with: "-o part") + " --time-limit 0.3", in: folder)
      #expect(stopped.code == 75 || stopped.code == 0, "\(stopped.errors)")
      if stopped.code == 75 { #expect(stopped.errors.contains("the same command")) }
      let part = try Tool.run(
        Self.command.replacing("-o scan", with: "-o part") + " --json", in: folder)
      let whole = try Tool.run(Self.command + " --json", in: folder)
      #expect(part.code == 0 && whole.code == 0, "\(part.errors)")
      #expect(part.output.replacing("part/N", with: "scan/N") == whole.output)
    }
  }

  @Test func refusals() throws {
    try withFolder { folder in
      func code(_ command: String, _ words: String) throws -> Int32 {
        let outcome = try Tool.run(command + " --quiet", in: folder)
        #expect(outcome.errors.contains(words), "\(command): \(outcome.errors)")
        return outcome.code
      }
      #expect(try code("scan sk --spins 16,32 -t 1 -o s", "at least 3") == 64)
      #expect(try code("scan sk --spins 16 -t 1 -o s", "several sizes") == 64)
      #expect(try code("scan sk --spins 16,32,16 -t 1 -o s", "twice") == 64)
      #expect(try code("scan sk --spins 16,32,64 -o s", "--temperature") == 64)
      #expect(try code("scan sk --spins 16,32,64 --length 3,4,5 -t 1 -o s", "one list") == 64)
      #expect(try code("scan couplings --spins 16,32,64 -t 1 -o s", "one size") == 64)
      #expect(try code("scan a.zarr b.zarr -t 1", "at least 3 runs") == 64)
      #expect(try code("scan a.zarr b.zarr c.zarr -t 1", "a.zarr") == 66)
      #expect(try code("scan a b c --sweeps 5", "--sweeps") == 64)
      #expect(try code("sample sk --spins 16,32 -t 1", "one number") == 64)
      // Eight sweeps are in equilibrium at no size: nothing counts, and the words say so.
      let poor = try Tool.run(
        "scan sk --spins 64,96,128 -t 0.3 --instances 4 --sweeps 8 --draws 4 --burn-in 0 --quiet -o p",
        in: folder)
      #expect(poor.code == 1)
      #expect(poor.errors.contains("takes at least three") && poor.errors.contains("N = 64"))
    }
  }

  /// Layers of one size grow together.
  @Test func bipartiteLayers() throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        "scan bipartite --spins 8,16,24 -t 2 --instances 4 --sweeps 512 --draws 16 -q --json -o b",
        in: folder)
      try #require(outcome.code == 0, "\(outcome.errors)")
      let object = try outcome.object()
      #expect(object["sizes"]?[2]?["spins"]?.intValue == 24)
      let half = try Tool.run("exact bipartite -s 8 -t 1 --seed 3 --json -q", in: folder)
      let layers = try Tool.run(
        "exact bipartite --visible 4 --hidden 4 -t 1 --seed 3 --json -q", in: folder)
      #expect(half.code == 0 && half.output == layers.output)
      for (options, word) in [("-s 9", "even"), ("-s 8 --visible 4", "without --visible")] {
        let bad = try Tool.run("exact bipartite \(options) -t 1", in: folder)
        #expect(bad.code == 64 && bad.errors.contains(word), "\(bad)")
      }
    }
  }
}
