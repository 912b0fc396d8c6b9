import Documents
import Foundation
import Testing

/// Options of runs that are continued, replaced or looked at, and surroundings in which that once went wrong.
///
/// Calibrated by the tool before each was mended.
@Suite struct RunOptionTests {
  private static let run =
    "sample sk -s 16 --temperature-range 0.8:1.6:4 --sweeps 64 --draws 8 --instances 2 -q -o a.zarr"
  private static let networks =
    "recurrent simulate --sigma-w 2 --neurons 12 --networks 2 --time 2 -q -o s.zarr"
  private static let exponents =
    "recurrent lyapunov --sigma-w 2 --neurons 8 --networks 2 --time 20 --exponents 2 --warm-up 5 "
    + "--frame-warm-up 5 -q -o l.zarr"

  private func shell(_ line: String, in folder: String) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "{ \(line); } > out 2>&1"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging([
      "R": Tool.path, "SWIFT_BACKTRACE": "enable=no",
    ]) { $1 }
    try process.run()
    process.waitUntilExit()
    let output = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/out")), as: UTF8.self)
    return (process.terminationStatus, output)
  }

  /// `--force` replaces files beside a run that is continued, and never the run.
  @Test func filesBesideARun() throws {
    try withFolder { folder in
      let lowest = Self.run + " --lowest-states low.npy"
      #expect(try Tool.run(lowest, in: folder).code == 0)
      let before = try contents(of: folder + "/a.zarr")
      try Data([1]).write(to: URL(fileURLWithPath: folder + "/low.npy"))
      #expect(try Tool.run(lowest + " --resume", in: folder).code == 73)
      #expect(try Tool.run(lowest + " --resume --force", in: folder).code == 0)
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/low.npy")).count > 100)
      #expect(try contents(of: folder + "/a.zarr") == before)
      #expect(try Tool.run(Self.run + " --resume --force", in: folder).code == 64)

      let figure = Self.networks + " --figure f.svg"
      #expect(try Tool.run(figure, in: folder).code == 0)
      let networks = try contents(of: folder + "/s.zarr")
      for name in ["f.svg", "f.gp"] {
        try Data([1]).write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      #expect(try Tool.run(figure + " --resume", in: folder).code == 73)
      #expect(try Tool.run(figure + " --resume --force", in: folder).code == 0)
      #expect(try contents(of: folder + "/s.zarr") == networks)
      #expect(try Tool.run(Self.networks + " --resume --force", in: folder).code == 64)
    }
  }

  /// The option that is named is one that there is, and the one that differs.
  @Test func namedOptions() throws {
    try withFolder { folder in
      for command in [Self.run, Self.networks, Self.exponents] {
        #expect(try Tool.run(command, in: folder).code == 0)
      }
      let exponents = Self.exponents.replacingOccurrences(of: "--exponents 2 ", with: "")
      let timeless = Self.exponents.replacingOccurrences(of: "--time 20 ", with: "")
      for (command, option) in [
        (Self.networks.replacingOccurrences(of: "--time 2 ", with: "--time 3 "), "--time"),
        (Self.networks + " --discrete", "--discrete"),
        (Self.networks + " --integrator exponential", "--integrator"),
        (Self.networks + " --records 7", "--records"),
        (Self.networks + " --snapshots 7", "--snapshots"),
        (timeless + " --time 30", "--time"), (exponents + " -k 3", "--exponents"),
        (Self.run + " --start up", "--start"),
        (Self.run + " --store-couplings", "--store-couplings"),
      ] {
        let outcome = try Tool.run(command + " --resume", in: folder)
        #expect(
          outcome.code == 73 && outcome.errors.contains("(\(option))"), "\(command): \(outcome)")
      }
    }
  }

  /// A verb that does not read a run says which do.
  @Test func runsOfOtherKinds() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.exponents, in: folder).code == 0)
      #expect(try Tool.run(Self.networks, in: folder).code == 0)
      for (command, verb) in [
        ("classify l.zarr", "recurrent lyapunov"), ("overlaps l.zarr", "recurrent lyapunov"),
        ("check s.zarr", "recurrent simulate"),
      ] {
        let outcome = try Tool.run(command, in: folder)
        #expect(
          outcome.code == 65 && outcome.errors.contains("a run of replica \(verb), which"),
          "\(command): \(outcome)")
      }
    }
  }

  /// Fields alone, as the campaign of changed files found them: free spins with ⟨s_i⟩ = tanh(h_i/T).
  @Test(arguments: [2, 5])
  func fieldsAlone(count: Int) throws {
    try withFolder { folder in
      let list = (0..<count).map { "\($0) \($0) \($0 + 1)\n" }.joined()
      try list.write(toFile: folder + "/h.txt", atomically: true, encoding: .utf8)
      let energy =
        -(0..<count).reduce(0) { $0 + Double($1 + 1) * tanh(Double($1 + 1)) } / Double(count)
      let exact = try Tool.run("exact couplings -i h.txt -t 1 --json", in: folder).object()
      #expect(abs(try #require(exact["energy_per_spin"]?.doubleValue) - energy) < 1e-12)
      let sampled = try Tool.run(
        "sample couplings -i h.txt -t 1 --sweeps 4096 -o h.zarr -q --json", in: folder)
      #expect(sampled.code == 0, "\(sampled.errors)")
      let found = try sampled.object()["temperatures"]?.arrayValue?.first?["energy_per_spin"]
      #expect(abs(try #require(found?["mean"]?.doubleValue) - energy) < 0.05)
      #expect(try Tool.run("overlaps h.zarr", in: folder).code == 0)
    }
  }

  /// Options that could change nothing.
  @Test func withoutEffect() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.run, in: folder).code == 0)
      #expect(try Tool.run(Self.networks, in: folder).code == 0)
      try "0 1 1\n".write(toFile: folder + "/J.txt", atomically: true, encoding: .utf8)
      #expect(try Tool.run("exact couplings -i J.txt -t 1 --instance 0", in: folder).code == 0)
      let unkept = Self.networks.replacingOccurrences(of: " -o s.zarr", with: "")
      for command in [
        "overlaps a.zarr --force", unkept + " --force", unkept + " --time-limit 60",
        "status s.zarr --equilibration", "status s.zarr --no-equilibration",
        "overlaps a.zarr -t inf", "classify a.zarr -t -inf", "check a.zarr -t inf",
        "report a.zarr -t inf -o page.html", "exact couplings -i J.txt -t 1 --instance 2",
      ] {
        let outcome = try Tool.run(command, in: folder)
        #expect(outcome.code == 64 && outcome.output.isEmpty, "\(command): \(outcome)")
      }
      let tuned = try Tool.run(Self.run + " --tune --resume", in: folder)
      #expect(tuned.code == 73 && tuned.errors.contains("--tune"))
    }
  }

  @Test func placesAndTimes() throws {
    try withFolder { folder in
      for link in ["nothing", "circle"] {
        try FileManager.default.createSymbolicLink(
          atPath: folder + "/\(link).zarr",
          withDestinationPath: link == "circle" ? "circle.zarr" : "missing.zarr")
        let outcome = try Tool.run(
          Self.run.replacingOccurrences(of: "a.zarr", with: link + ".zarr") + " --force", in: folder
        )
        #expect(outcome.code == 73 && outcome.errors.contains("link"), "\(outcome)")
      }
      #expect(try Tool.run(Self.run + " --instance-range 0..0", in: folder).code == 0)
      let future = try shell(
        "find a.zarr -exec touch -d 2100-01-01 {} + && $R status a.zarr && $R status a.zarr --json",
        in: folder)
      #expect(future.code == 0 && future.output.contains("a time to come"))
      #expect(future.output.contains("\"seconds_since_change\": null"))
      let figure = try shell("TMPDIR=$PWD/none $R theory sk -t 0.4 --figure f.svg", in: folder)
      #expect(figure.code == 1 && figure.output.contains("TMPDIR"), "\(figure)")
    }
  }

  /// Names that are no UTF-8, a small stack, and an address space in which BLAS would wait for ever.
  @Test func surroundings() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.run, in: folder).code == 0)
      for (line, code, word) in [
        ("$R synth rs -s 64 -r 16 -o $'b\\xff.npy'", 64, "UTF-8"),
        ("$R classify $'k\\xff.npy'", 64, "UTF-8"),
        ("ulimit -s 64; $R classify a.zarr -t 0.8 --no-power", 1, "ulimit -s"),
        (
          "ulimit -v 300000; timeout 20 $R classify a.zarr -t 0.8 --no-power", 1, "ulimit -v"
        ),
        ("$R sample hopfield -s 16 --patterns 9223372036854775807 -t 1", 1, "memory"),
        ("$R exact hopfield -s 16 --patterns 9223372036854775807 -t 1", 1, "memory"),
      ] as [(String, Int32, String)] {
        let outcome = try shell(line, in: folder)
        #expect(outcome.code == code && outcome.output.contains(word), "\(line): \(outcome)")
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a.zarr", "out"])
    }
  }
}
