import Archive
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

  @Test func phaseDiagram() throws {
    try withFolder { folder in
      let command =
        "deepnet phase-diagram --activation relu --sigma-w-range 1:2:3 --sigma-b-range 0:0.5:2"
      let object = try Tool.run(command + " --json -o grid.npz", in: folder).object()
      let q = try #require(object["q_star"]?.arrayValue).map { $0.arrayValue ?? [] }
      #expect(q.count == 3 && q[0].count == 2)
      #expect(q[0][1].doubleValue == 0.5 && q[2][1] == .null)
      #expect(object["phase"]?.arrayValue?[2].arrayValue?[0] == .null)
      #expect(try NPZFile.names(in: folder + "/grid.npz").count == 9)
      let array = try NPZFile.read(folder + "/grid.npz", array: "q_star")
      #expect(array.shape == [3, 2] && array.values[1] == 0.5 && array.values[5].isNaN)
      #expect(try Tool.run(command + " -o grid.npz", in: folder).code == 73)
      #expect(try Tool.run(command + " -o grid.csv --figure grid.svg", in: folder).code == 0)
      let table = try CSVFile.read(folder + "/grid.csv", allowsNonFinite: true)
      #expect(table.matrix.rows == 6 && table.header?.first == "sigma_w")
    }
  }
}
