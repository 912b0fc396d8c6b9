import Archive
import Documents
import Foundation
import Testing

/// `replica recurrent theory`, `autocovariance` and `phase-diagram`: keys, files, and what is refused.
@Suite struct RecurrentTheoryTests {
  @Test func theory() throws {
    try withFolder { folder in
      let chaos = try Tool.run("recurrent theory --sigma-w 1.5 --json", in: folder).object()
      func number(_ object: JSONValue, _ key: String) -> Double { object[key]?.doubleValue ?? -9 }
      #expect(chaos["phase"]?.stringValue == "chaotic")
      #expect(abs(number(chaos, "autocovariance_zero") - 0.7476863806) < 1e-9)
      #expect(number(chaos, "autocovariance_infinity") == 0)
      #expect(abs(number(chaos, "largest_lyapunov_exponent") - 0.0467462) < 1e-7)
      #expect(abs(number(chaos, "rate_variance") - 0.342093488684) < 1e-9)
      #expect((0...1e-8).contains(number(chaos, "error_estimate")))
      #expect(chaos["fixed_points"]?[1]?["stable"]?.boolValue == false)
      let quiet = try Tool.run("recurrent theory --sigma-w 0.6 --json", in: folder).object()
      #expect(quiet["phase"]?.stringValue == "quiescent")
      #expect(abs(number(quiet, "largest_lyapunov_exponent") + 0.4) < 1e-12)
      let two = try Tool.run(
        "recurrent theory --sigma-w 2 --w0 3 --b0 0.1 --sigma-b 0.3 --json --figure flow.svg",
        in: folder
      ).object()
      #expect(two["phase"]?.stringValue == "fixed-point" && two["stable_states"]?.intValue == 2)
      #expect(FileManager.default.fileExists(atPath: folder + "/flow.gp"))
      let scan = try Tool.run(
        "recurrent theory --activation relu --sigma-b 0.2 --sigma-w-range 1:2:3 --json", in: folder
      ).object()
      #expect(scan["phase"]?[0]?.stringValue == "fixed-point" && scan["phase"]?[2] == .null)
    }
  }

  /// A gain g at σ_w = 1 has Δ(σ_w = g)/g².
  @Test func autocovariance() throws {
    try withFolder { folder in
      let plain = try Tool.run(
        "recurrent autocovariance --sigma-w 2 --max-lag 40 --points 5 --json -o delta.csv",
        in: folder
      ).object()
      let gain = try Tool.run(
        "recurrent autocovariance --gain 2 --max-lag 40 --points 5 --json", in: folder
      ).object()
      #expect(plain["tau"]?[4]?.doubleValue == 40)
      for index in 0..<5 {
        let one = try #require(plain["autocovariance"]?[index]?.doubleValue)
        let other = try #require(gain["autocovariance"]?[index]?.doubleValue)
        #expect(abs(one / 4 - other) < 1e-11)
      }
      #expect(abs((plain["autocovariance_zero"]?.doubleValue ?? 0) - 1.9248054137) < 1e-9)
      let lines = try String(contentsOfFile: folder + "/delta.csv", encoding: .utf8).split(
        separator: "\n")
      #expect(lines.count == 6 && lines[0] == "tau,autocovariance,fluctuation")
    }
  }

  @Test func phaseDiagram() throws {
    try withFolder { folder in
      let command =
        "recurrent phase-diagram --sigma-w-range 0.5:2:4 --w0-range 0:2:3 --json -o grid.npz"
      let one = try Tool.run(command + " --threads 1", in: folder).object()
      let two = try Tool.run(command + " --threads 2 --force", in: folder).object()
      #expect(one == two)
      #expect(one["phase"]?[0]?[0]?.stringValue == "quiescent")
      #expect(one["phase"]?[0]?[3]?.stringValue == "chaotic")
      #expect(one["stable_fixed_points"]?[2]?[0]?.intValue == 2)
      #expect(FileManager.default.fileExists(atPath: folder + "/grid.npz"))
    }
  }

  @Test func refusals() throws {
    try withFolder { folder in
      let cases: [(String, Int32, String)] = [
        ("autocovariance --sigma-w 0.9", 1, "no stationary chaotic state"),
        ("autocovariance --activation relu --sigma-w 2 --sigma-b 0.3", 1, "grows without bound"),
        ("autocovariance --sigma-w 1.5 --branch 3", 1, "--branch is 3"),
        ("autocovariance --sigma-w 1.5 --max-lag 0", 64, "--max-lag is 0"),
        ("autocovariance --sigma-w 2 --w0 3 --b0 0.1 --sigma-b 0.3", 1, "unstable to uniform"),
        ("theory --activation gelu --sigma-w 3", 1, "grows without bound"),
        ("theory --sigma-w nan", 64, "--sigma-w is nan"),
        ("theory --sigma-w -1", 64, "--sigma-w is -1"),
        ("theory --gain 0", 64, "--gain is 0"),
        ("theory --activation relu --sigma-w 1.4142135623730951", 1, "every variance"),
        ("phase-diagram --sigma-w-range 0:1:3", 64, "expected two of"),
        ("phase-diagram --sigma-w-range 0:1:3 --sigma-b-range -1:1:3", 64, "reaches -1"),
      ]
      for (command, code, words) in cases {
        let outcome = try Tool.run("recurrent " + command, in: folder)
        #expect(outcome.code == code, "\(command): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(command): \(outcome.errors)")
      }
    }
  }
}
