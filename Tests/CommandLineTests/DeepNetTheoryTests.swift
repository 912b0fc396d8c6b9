import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// `replica deepnet theory`, `critical-line` and `phase-diagram`: keys, files, and what is refused.
@Suite struct DeepNetTheoryTests {
  @Test func theoryOfFunctions() throws {
    try withFolder { folder in
      let object = try Tool.run(
        "deepnet theory --activation erf --sigma-w 1.3 --sigma-b 0.3 --json", in: folder
      ).object()
      // The values of Tests/ReferenceData/DeepNetworks/maps.json.
      #expect(abs((object["q_star"]?.doubleValue ?? 0) - 0.80531814749141527) < 1e-10)
      #expect(abs((object["c_star"]?.doubleValue ?? 0) - 0.82924354893510340) < 1e-10)
      #expect(object["convergence_depth"]?["q"]?.intValue != nil)
      let sign = try Tool.run(
        "deepnet theory --activation sign --sigma-w 1.3 --sigma-b 0.3 --json", in: folder
      ).object()
      #expect(sign["chi_1"] == .null && sign["phase"]?.stringValue == "chaotic")
      let he = try Tool.run(
        "deepnet theory --activation relu --sigma-w 1.4142135623731 --sigma-b 0 --json", in: folder
      ).object()
      #expect(he["q_star"] == .null && he["every_length_fixed"]?.boolValue == true)
    }
  }

  @Test func refusals() throws {
    try withFolder { folder in
      let cases: [(String, Int32, String)] = [
        ("theory --activation relu --sigma-w 1.5 --sigma-b 0.1", 1, "no stable fixed point"),
        ("theory --activation gelu --sigma-w 2.5 --sigma-b 0", 1, "only unstable ones at q = 0"),
        ("theory --activation step --sigma-w 1 --sigma-b 0", 64, "leaky-relu"),
        ("theory --sigma-w -1 --sigma-b 0", 64, "--sigma-w is -1"),
        ("theory --sigma-w nan --sigma-b 0", 64, "--sigma-w is nan"),
        ("theory --sigma-w 1 --sigma-b 0 --gain 0", 64, "--gain is 0"),
        ("theory --sigma-b 0", 64, "--sigma-w-range"),
        (
          "trajectory --activation gelu --sigma-w 1.5 --sigma-b 0.05 --q0 9 --depth 999", 1, "grows"
        ),
        ("critical-line --activation sign --sigma-b 0", 1, "every network is chaotic"),
        ("critical-line --activation relu --sigma-b 0.2", 1, "σ_w = 1.41421356237"),
        ("critical-line", 64, "exactly one of"),
        ("phase-diagram --sigma-w-range 0:1:3 --sigma-b-range -1:1:3", 64, "reaches -1"),
        ("phase-diagram --sigma-w-range 0:1:3 --sigma-b-range 0:1:3 -o x.txt", 64, ".npz or .csv"),
      ]
      for (command, code, words) in cases {
        let outcome = try Tool.run("deepnet " + command, in: folder)
        #expect(outcome.code == code, "\(command): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(command): \(outcome.errors)")
      }
    }
  }

  @Test func criticalLine() throws {
    try withFolder { folder in
      let one = try Tool.run(
        "deepnet critical-line --sigma-b 0.223606797749979 --json", in: folder
      ).object()
      let sigmaW = try #require(one["sigma_w"]?.doubleValue)
      #expect(abs(sigmaW * sigmaW - 1.7609546396) < 1e-9)
      let line = try Tool.run(
        "deepnet critical-line --q-range 0:2:5 --json --figure line.svg", in: folder
      ).object()
      #expect(line["sigma_w"]?.arrayValue?.count == 5)
      #expect(line["q_star"]?.arrayValue?.last?.doubleValue == 2)
      #expect(FileManager.default.fileExists(atPath: folder + "/line.gp"))
    }
  }

  /// Published fixed points of tanh, the line of ReLU, and depth scales from their definition.
  @Test func theoryOfPoints() throws {
    try withFolder { folder in
      func number(_ options: String, _ key: String) throws -> Double {
        let outcome = try Tool.run("deepnet theory \(options) --json", in: folder)
        #expect(outcome.code == 0, "\(options): \(outcome.errors)")
        return try #require(try outcome.object()[key]?.doubleValue)
      }
      let ordered = "--sigma-w 1.3 --sigma-b 0.3"
      #expect(abs(try number(ordered, "q_star") - 0.6070467919) < 1e-10)
      let chi = try number(ordered, "chi_1")
      #expect(abs(chi - 0.9398074287) < 1e-10)
      #expect(abs(try number(ordered, "xi_c") + 1 / log(chi)) < 1e-9)
      let slope = try number(ordered, "length_slope")
      #expect(abs(try number(ordered, "xi_q") + 1 / log(slope)) < 1e-9)
      #expect(abs(try number("--sigma-w 4 --sigma-b 0.3", "c_star") - 0.0296959216) < 1e-10)
      let relu = "--activation relu --sigma-w 1.2 --sigma-b 0.5"
      #expect(abs(try number(relu, "q_star") - 0.25 / (1 - 0.72)) < 1e-12)
      #expect(abs(try number(relu, "chi_1") - 0.72) < 1e-12)
      let table = try Tool.run("deepnet theory \(ordered)", in: folder)
      #expect(table.code == 0 && table.output.contains("ordered"))
      #expect(table.output.contains("0.60704679"))
    }
  }

  /// Long signals end soon: a steep tanh is nearly a sign, and nothing overflows.
  @Test func longSignals() throws {
    try withFolder { folder in
      func object(_ options: String) throws -> JSONValue {
        let outcome = try Tool.run("deepnet theory \(options) --json", in: folder)
        #expect(outcome.code == 0, "\(options): \(outcome.errors)")
        return try outcome.object()
      }
      let steep = try object("--sigma-w 1.3 --sigma-b 0.3 --gain 1000")
      let sign = try object("--activation sign --sigma-w 1.3 --sigma-b 0.3")
      for key in ["q_star", "c_star"] {
        let (a, b) = (steep[key]?.doubleValue ?? 0, sign[key]?.doubleValue ?? 9)
        #expect(abs(a - b) < 0.003, "\(key): \(a), \(b)")
      }
      // Two inputs of opposite sign and length 1000, whose halves were ∞ and 0 in exponentials.
      let opposite = try object("--activation selu --sigma-w 1.3 --sigma-b 0.3 --q0 1e6 --c0 -1")
      #expect(opposite["convergence_depth"]?["q"]?.intValue != nil)
      let grows = try Tool.run(
        "deepnet theory --activation gelu --sigma-w 1.3 --sigma-b 0.3 --gain 1000", in: folder)
      #expect(grows.code == 1 && grows.errors.contains("no stable fixed point"))
    }
  }
}
