import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// Ladders, tuning, lowest energies and algorithms from the command line.
@Suite struct SampleOptionTests {
  private func temperatures(_ object: JSONValue) -> [Double] {
    (object["temperatures"]?.arrayValue ?? []).compactMap { $0["temperature"]?.doubleValue }
  }

  @Test func ladders() throws {
    try withFolder { folder in
      let model = "sample sk -s 12 --sweeps 16 --draws 2 --json -q --force -o a.zarr"
      let betas = try Tool.run(model + " --beta-range 0.5:2:4", in: folder)
      #expect(try temperatures(betas.object()) == [0.5, 1 / 1.5, 1, 2])
      let geometric = try Tool.run(model + " --temperatures geometric:0.5:4:4", in: folder)
      for (found, expected) in zip(temperatures(try geometric.object()), [0.5, 1, 2, 4]) {
        #expect(abs(found - expected) < 1e-12)
      }
      for bad in [
        "--beta-range 0:2:4", "--beta-range 2:1:4", "--temperatures geometric:0:1:3",
        "--temperatures geometric:1:2", "--beta-range 1:2:3 -t 1",
      ] {
        let outcome = try Tool.run(model + " " + bad, in: folder)
        #expect(outcome.code == 64 && !outcome.errors.isEmpty, "\(bad): \(outcome)")
      }
    }
  }

  /// The ground state of a frustrated triangle with a field, and its configuration in the array that is written.
  @Test func lowestStates() throws {
    try withFolder { folder in
      try "0 1 1\n1 2 1\n0 2 -1\n0 0 0.25\n".write(
        toFile: folder + "/t.txt", atomically: true, encoding: .utf8)
      let command =
        "sample couplings -i t.txt -t 0.3 --sweeps 64 -o t.zarr --json -q --lowest-states low.npy"
      let object = try Tool.run(command, in: folder).object()
      #expect(object["lowest_energy_per_spin"]?.doubleValue == -1.25 / 3)
      let state = try #require(object["lowest_states"]?.arrayValue?.first)
      #expect(state["energy"]?.doubleValue == -1.25 && state["chains_that_met_it"] == 4)
      let signs = try #require(state["configuration"]?.stringValue)
      let spins = signs.map { $0 == "+" ? 1.0 : -1 }
      #expect(
        -spins[0] * spins[1] - spins[1] * spins[2] + spins[0] * spins[2] - 0.25 * spins[0] == -1.25)
      #expect(
        try Array(NumPyFile.read(folder + "/low.npy").matrix(path: "low.npy").row(0)) == spins)
      // Of a complete run, and never over a file that is there.
      let again = try Tool.run(
        command.replacingOccurrences(of: "low.npy", with: "again.npy") + " --resume", in: folder)
      #expect(again.code == 0)
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: folder + "/low.npy"))
          == Data(contentsOf: URL(fileURLWithPath: folder + "/again.npy")))
      #expect(try Tool.run(command + " --resume", in: folder).code == 73)
    }
  }

  /// The command that is kept with a tuned run makes the same run without a pilot; `--resume` goes on in it.
  @Test func tuned() throws {
    try withFolder { folder in
      let model = "sample sk -s 32 --sweeps 32 --draws 4 --instances 2 --json -q"
      let command = model + " --temperature-range 0.4:1.4:5 --tune"
      let tuned = try Tool.run(command + " -o tuned.zarr", in: folder)
      #expect(tuned.code == 0, "\(tuned.errors)")
      let ladder = temperatures(try tuned.object())
      #expect(ladder.count == 5 && ladder[0] == 0.4 && ladder[4] == 1.4)
      #expect(ladder != [0.4, 0.65, 0.9, 1.15, 1.4])
      #expect(try tuned.object()["tuning"]?["swap_rates"]?.arrayValue?.count == 4)
      let byHand = try Tool.run(
        model + " --temperatures " + ladder.map { "\($0)" }.joined(separator: ",")
          + " -o hand.zarr", in: folder)
      #expect(byHand.code == 0)
      #expect(
        try lastingContents(of: folder + "/tuned.zarr")
          == lastingContents(of: folder + "/hand.zarr"))
      let attributes = try JSONValue(
        parsing: String(contentsOfFile: folder + "/tuned.zarr/zarr.json", encoding: .utf8))
      let kept = try #require(attributes["attributes"]?["command"]?.stringValue)
      #expect(!kept.contains("--tune") && kept.contains("--temperatures \(ladder[0]),\(ladder[1])"))
      #expect(try Tool.run(command + " -o tuned.zarr --resume", in: folder).code == 0)
      let other = model + " --temperature-range 0.4:1.5:5 --tune -o tuned.zarr --resume"
      #expect(try Tool.run(other, in: folder).code == 73)
    }
  }

  @Test func refusals() throws {
    try withFolder { folder in
      for (bad, word) in [
        ("--temperatures 0.5,1 --tune", "temperatures"), ("-t 1 --tune", "exchanged"),
        ("-t 1 --algorithm cluster-tempering", "temperatures"),
        ("--temperatures 0.5,1 --algorithm cluster-tempering", "lattices"),
        ("-t 1 --algorithm annealing --burn-in 3", "burn-in"),
        ("-t 1 --lowest-states x.csv", ".npy"),
      ] {
        let outcome = try Tool.run(
          "sample sk -s 12 --sweeps 64 --draws 8 -o a.zarr \(bad)", in: folder)
        #expect(outcome.code == 64 && outcome.errors.contains(word), "\(bad): \(outcome)")
        #expect(!FileManager.default.fileExists(atPath: folder + "/a.zarr"))
      }
    }
  }

  @Test func kernelsAreCertified() throws {
    let outcome = try Tool.run("check --kernels --json -q", in: "/")
    #expect(outcome.code == 0)
    let object = try outcome.object()
    #expect(object["invariant"] == true && (object["kernels"]?.arrayValue?.count ?? 0) >= 50)
    #expect(try Tool.run("check", in: "/").code == 64)
    #expect(try Tool.run("check a.zarr --kernels", in: "/").code == 64)
  }

  @Test func plan() throws {
    let command =
      "plan sk -s 16 --temperatures 1,1.5 --pilot-instances 4 --pilot-sweeps 4096 --error 0.02 --json -q"
    let outcome = try Tool.run(command, in: "/")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let object = try outcome.object()
    let sweeps = try #require(object["sweeps"]?.intValue)
    let instances = try #require(object["instances"]?.intValue)
    #expect(sweeps >= 512 && instances >= 2)
    #expect(
      object["command"]?.stringValue
        == "replica sample sk -s 16 --temperatures 1,1.5 --chains 4 --sweeps \(sweeps) --instances \(instances)"
    )
    #expect(try Tool.run("plan sk -s 16 -t 1 --error 0", in: "/").code == 64)
    // More instances than any run has are no plan.
    for error in ["1e-9", "1e-300"] {
      let absurd = try Tool.run(
        "plan sk -s 16 -t 1.5 --pilot-instances 4 --pilot-sweeps 256 --error \(error)", in: "/")
      #expect(absurd.code == 1, "\(absurd.output)")
      #expect(absurd.errors.contains("at most 10⁹ instances"), "\(absurd.errors)")
    }
  }
}
