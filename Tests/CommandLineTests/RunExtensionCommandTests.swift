import Documents
import Foundation
import Testing

/// `--until-equilibrated`: the same bytes whatever the threads and interruptions, and a budget that is kept.
@Suite struct RunExtensionCommandTests {
  static let model =
    "sample sk --spins 32 --temperatures 0.3,0.5,0.8,1.2 --sweeps 64 --instances 6 -q"
  static let until = model + " --until-equilibrated --most-sweeps 4096"

  private func extensions(_ run: String) throws -> [Double] {
    try (0..<6).map { instance in
      let path = "\(run)/extensions/c.\(instance)"
      return try Data(contentsOf: URL(fileURLWithPath: path)).withUnsafeBytes {
        $0.loadUnaligned(as: Double.self)
      }
    }
  }

  /// What has been lost is computed again as long as it was.
  @Test func sameBytes() throws {
    try withFolder { folder in
      for threads in [1, 2] {
        let outcome = try Tool.run(
          Self.until + " --threads \(threads) -o \(threads).zarr", in: folder)
        try #require(outcome.code == 0, "\(outcome.errors)")
      }
      let whole = try lastingContents(of: folder + "/1.zarr")
      #expect(try lastingContents(of: folder + "/2.zarr") == whole)
      let counts = try extensions(folder + "/1.zarr")
      #expect(counts.contains(0) && counts.contains { $0 > 0 }, "\(counts)")
      // The mark of a complete instance, and a block, of one that was run on.
      let longer = try #require(counts.firstIndex { $0 > 0 })
      for lost in ["wall_seconds/c.\(longer)", "round_trips/c.\(longer).0"] {
        try FileManager.default.removeItem(atPath: "\(folder)/2.zarr/\(lost)")
        let outcome = try Tool.run(
          Self.model + " --threads 2 -o 2.zarr --resume", in: folder)
        try #require(outcome.code == 0, "\(outcome.errors)")
        #expect(try lastingContents(of: folder + "/2.zarr") == whole, "\(lost)")
      }
      // A run that was sampled without it, and is run on by `check`.
      #expect(try Tool.run(Self.model + " -o 3.zarr", in: folder).code == 0)
      #expect(try extensions(folder + "/3.zarr").allSatisfy { $0 == 0 })
      let check = try Tool.run(
        "check 3.zarr --until-equilibrated --most-sweeps 4096 --json -q", in: folder)
      #expect(check.code == 0, "\(check.errors)")
      #expect(try check.object()["extension"]?["end"] == "equilibrated")
      let checked = try lastingContents(of: folder + "/3.zarr")
      for (name, bytes) in whole where name != "zarr.json" {
        #expect(checked[name] == bytes, "\(name)")
      }
      #expect(try Tool.run("overlaps 3.zarr --json -q", in: folder).object()["instances"] == 6)
    }
  }

  /// A kill while instances are run on costs nothing but time.
  @Test func killedAndResumed() throws {
    try withFolder { folder in
      let command =
        "sample sk --spins 48 --temperatures 0.2,0.3 --sweeps 512 --instances 3 --until-equilibrated "
        + "--most-sweeps 4096 --checkpoint-interval 0.05 -q -o "
      // 1 where an instance is not equilibrated after the most sweeps.
      let first = try Tool.run(command + "whole.zarr", in: folder)
      #expect([0, 1].contains(first.code), "\(first.errors)")
      let run = folder + "/a.zarr"
      for rounds in 1...3 {
        let words = (command + "a.zarr --resume").split(separator: " ").map(String.init)
        let running = try Tool.start(words, in: folder)
        // States of a doubling: parts from `rounds` times four ladders on.
        try wait {
          let names = try? FileManager.default.contentsOfDirectory(atPath: run + "/.checkpoint")
          let parts = (names ?? []).compactMap { Int($0.split(separator: "-").last ?? "") }
          return parts.contains { $0 >= 4 * rounds } || !running.isRunning
        }
        running.signal(SIGKILL)
        _ = try running.finish()
      }
      let outcome = try Tool.run(command + "a.zarr --resume --threads 2", in: folder)
      #expect(outcome.code == first.code, "\(outcome.errors)")
      let whole = try lastingContents(of: folder + "/whole.zarr")
      let resumed = try lastingContents(of: run)
      for (name, bytes) in whole where name != "zarr.json" && !name.hasPrefix(".checkpoint") {
        #expect(resumed[name] == bytes, "\(name)")
      }
    }
  }

  /// A budget of time ends the work, not the run; what has no effect or cannot work is refused.
  @Test func budgetAndRefusals() throws {
    try withFolder { folder in
      let stuck =
        "sample sk --spins 256 --temperatures 0.2 --sweeps 64 --until-equilibrated -o a.zarr"
      let outcome = try Tool.run(stuck + " --budget 0.2 --most-sweeps 100000000 --json", in: folder)
      #expect(outcome.code == 75 && outcome.errors.contains("budget"), "\(outcome.errors)")
      let found = try outcome.object()
      #expect(found["extension"]?["end"] == "time")
      #expect(found["extension"]?["unequilibrated_instances"]?.arrayValue?.count == 1)
      #expect(found["temperatures"]?.arrayValue?.count == 1)
      let short = try Tool.run(stuck + " --resume --most-sweeps 64", in: folder)
      #expect(short.code == 1 && short.errors.contains("--most-sweeps"), "\(short.errors)")
      let limited = try Tool.run(
        stuck + " --resume --time-limit 0.2 --most-sweeps 100000000", in: folder)
      #expect(limited.code == 75 && limited.errors.contains("--resume"), "\(limited.errors)")
      for (bad, word) in [
        ("sample sk -s 16 -t 1 --budget 5", "--until-equilibrated"),
        ("sample sk -s 16 -t 1 --draws 4 --until-equilibrated", "draws"),
        ("sample sk -s 16 -t 1 --algorithm annealing --until-equilibrated", "annealing"),
        ("check a.zarr --time-limit 5", "--until-equilibrated"),
        ("check --kernels --until-equilibrated", "--kernels"),
      ] {
        let outcome = try Tool.run(bad, in: folder)
        #expect(outcome.code == 64 && outcome.errors.contains(word), "\(bad): \(outcome.errors)")
      }
    }
  }
}
