import Archive
import Documents
import Foundation
import Testing

/// Runs have the same bytes however they are computed, and stay valid whatever interrupts them.
///
/// Calibrated by letting the stored command keep `--threads`, by leaving an instance out on
/// `--resume`, and by not taking over the interrupt signal.
@Suite struct StoreTests {
  static let model = "sample sk --spins 48 --temperature-range 0.5:1.5:4 --sweeps 128 --draws 8 -q"

  @Test func threadsDoNotMatter() throws {
    try withFolder { folder in
      for threads in [1, 2] {
        let outcome = try Tool.run(
          Self.model + " --instances 3 --threads \(threads) -o \(threads).zarr", in: folder)
        try #require(outcome.code == 0, "\(outcome.errors)")
      }
      #expect(
        try lastingContents(of: folder + "/1.zarr") == lastingContents(of: folder + "/2.zarr"))
    }
  }

  @Test func resumedRunHasTheSameBytes() throws {
    try withFolder { folder in
      let command = Self.model + " --instances 3 -o a.zarr"
      #expect(try Tool.run(command, in: folder).code == 0)
      let complete = try lastingContents(of: folder + "/a.zarr")
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder + "/a.zarr")
      where name.contains("/c.1") {
        try FileManager.default.removeItem(atPath: folder + "/a.zarr/" + name)
      }
      #expect(doneCount(folder + "/a.zarr") == 2)
      #expect(try lastingContents(of: folder + "/a.zarr").count < complete.count)
      // What a process leaves that is killed between the mark of an instance and the removal of its checkpoints.
      let left = folder + "/a.zarr/.checkpoint"
      try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: false)
      try Data().write(to: URL(fileURLWithPath: left + "/instance-2-part-1"))
      let resumed = try Tool.run(command + " --resume --json", in: folder)
      #expect(resumed.code == 0, "\(resumed.errors)")
      #expect(try resumed.object()["instances"] == 3)
      #expect(try lastingContents(of: folder + "/a.zarr") == complete)
    }
  }

  @Test func processesShareARun() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.model + " --instances 4 -o one.zarr", in: folder).code == 0)
      let parts = try ["0..1", "2..3"].map { range in
        try Tool.start(
          (Self.model + " --instances 4 -o shared.zarr --instance-range " + range)
            .split(separator: " ").map(String.init), in: folder)
      }
      for part in parts {
        let outcome = try part.finish()
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
      #expect(
        try lastingContents(of: folder + "/one.zarr")
          == lastingContents(of: folder + "/shared.zarr"))
    }
  }

  /// Other temperatures, couplings or patterns of the same shape are refused in words that name the option, and
  /// change nothing; a lost chunk is named and computed again.
  @Test func otherSettingsAndLostChunks() throws {
    try withFolder { folder in
      for (name, sign) in [("J", ""), ("K", "-")] {
        try "0 1 1\n1 2 \(sign)1\n".write(
          toFile: "\(folder)/\(name).txt", atomically: true, encoding: .utf8)
      }
      try "1,1,-1,-1\n".write(toFile: folder + "/p.csv", atomically: true, encoding: .utf8)
      try "1,1,1,-1\n".write(toFile: folder + "/q.csv", atomically: true, encoding: .utf8)
      let lengths = " --sweeps 32 --draws 4 --instances 2 -q -o "
      let cases = [
        (
          "sample sk -s 16 --temperatures 0.5,1", "sample sk -s 16 --temperatures 2,3",
          "--temperature"
        ),
        ("sample sk -s 16 -t 1 --seed 1", "sample sk -s 16 -t 1 --seed 2", "--seed"),
        ("sample sk -s 16 -t 1", "sample sk -s 16 -t 1 --field 0.1", "--field"),
        ("sample sk -s 16 -t 1", "sample sk -s 16 -t 1 --chains 3", "--chains"),
        ("sample couplings -i J.txt -t 1", "sample couplings -i K.txt -t 1", "--input"),
        (
          "sample hopfield -s 4 --pattern-file p.csv -t 1",
          "sample hopfield -s 4 --pattern-file q.csv -t 1", "--pattern-file"
        ),
      ]
      for (k, (first, second, option)) in cases.enumerated() {
        let run = "\(k).zarr"
        #expect(
          try Tool.run(first + lengths + run + " --instance-range 0..0", in: folder).code == 0)
        let before = try contents(of: folder + "/" + run)
        let other = try Tool.run(second + lengths + run + " --resume", in: folder)
        #expect(other.code == 73 && other.errors.contains(option), "\(second): \(other.errors)")
        #expect(try contents(of: folder + "/" + run) == before, "\(second)")
      }
      let command = cases[0].0 + lengths + "0.zarr --resume"
      #expect(try Tool.run(command, in: folder).code == 0)
      let whole = try lastingContents(of: folder + "/0.zarr")
      for chunk in ["configurations/c.1.0.0.0.0", "round_trips/c.0.0", "chunk_checksum/c.0.0"] {
        try FileManager.default.removeItem(atPath: "\(folder)/0.zarr/\(chunk)")
        for verb in ["overlaps", "classify --no-power"] {
          let outcome = try Tool.run("\(verb) 0.zarr -q", in: folder)
          #expect(outcome.code == 65 && outcome.errors.contains(chunk), "\(outcome.errors)")
        }
        #expect(try Tool.run(command, in: folder).code == 0)
        #expect(try lastingContents(of: folder + "/0.zarr") == whole)
      }
    }
  }

  /// A run too short for logarithmic bins has none; it trapped once.
  @Test func runsOfThreeSweeps() throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        "sample sk -s 16 -t 1 --sweeps 3 --burn-in 0 --draws 1 -o a.zarr -q", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try Tool.run("overlaps a.zarr -q", in: folder).code == 0)
    }
  }

  /// Runs of recurrent networks are classified, at a recorded time.
  @Test func trajectoriesAreReplicas() throws {
    try withFolder { folder in
      let run =
        "recurrent simulate --sigma-w 2 --neurons 40 --networks 2 --trajectories 8 --time 2 -o r.zarr -q"
      #expect(try Tool.run(run, in: folder).code == 0)
      let value = try Tool.run("classify r.zarr --json -q", in: folder).object()
      #expect(value["replicas"] == 8 && value["spins"] == 40)
      #expect(value["time"]?.doubleValue == 2)
      #expect(value["instance_count"] == 2)
      for bad in ["--time nan", "--time -1", "--time 3", "-t 1", "--replicas 4"] {
        #expect(try Tool.run("classify r.zarr -q \(bad)", in: folder).code == 64, "\(bad)")
      }
      #expect(try Tool.run("classify r.zarr -q", in: folder).output.contains(", 2 networks,"))
      // A network without its last chunk is not complete, and that is said.
      try FileManager.default.removeItem(atPath: folder + "/r.zarr/wall_seconds/c.1")
      let rest = try Tool.run("classify r.zarr -q", in: folder)
      #expect(rest.code == 0 && rest.output.contains(", 1 of 2 networks,"))
    }
  }

  /// Of two processes that begin different runs under one name at once, one is refused and harms nothing.
  @Test func differentRunsUnderOneName() throws {
    try withFolder { folder in
      let command = Self.model + " --instances 2 -o a.zarr --instance-range 0..1 --seed "
      let parts = try [1, 2].map { seed in
        try Tool.start((command + "\(seed)").split(separator: " ").map(String.init), in: folder)
      }
      #expect(try parts.map { try $0.finish().code }.sorted() == [0, 73])
      #expect(doneCount(folder + "/a.zarr") == 2)
      let seed = try #require(
        JSONValue(contentsOfFile: folder + "/a.zarr/zarr.json")["attributes"]?["seed"]?.intValue)
      let alone = command.replacingOccurrences(of: "a.zarr", with: "b.zarr") + "\(seed)"
      #expect(try Tool.run(alone, in: folder).code == 0)
      #expect(
        try lastingContents(of: folder + "/a.zarr") == lastingContents(of: folder + "/b.zarr"))
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
  func interruptedRunIsValidAndGoesOn(signal: Int32) throws {
    try withFolder { folder in
      let command =
        "sample sk --spins 48 --temperature-range 0.5:1.5:4 --sweeps 2048 --draws 8 --instances 6"
      let words = (command + " -o a.zarr").split(separator: " ").map(String.init)
      let running = try Tool.start(words, in: folder)
      try wait { doneCount(folder + "/a.zarr") >= 1 || !running.isRunning }
      running.signal(signal)
      let outcome = try running.finish()
      #expect(outcome.output.isEmpty)
      if signal == SIGKILL {
        #expect(outcome.code == 128 + SIGKILL)
      } else {
        #expect(outcome.code == (signal == SIGINT ? 130 : 143))
        #expect(outcome.errors.contains(signal == SIGINT ? "interrupted" : "terminated"))
        #expect(outcome.errors.contains("--resume"))
        #expect(try temporaries(in: folder) == [])
      }
      let done = doneCount(folder + "/a.zarr")
      #expect((1..<6).contains(done))
      let read = try Tool.run("overlaps a.zarr --json", in: folder)
      #expect(read.code == 0, "\(read.errors)")
      #expect(try read.object()["instances"] == .integer(done))
      #expect(try Tool.run(command + " -q -o a.zarr --resume", in: folder).code == 0)
      #expect(doneCount(folder + "/a.zarr") == 6)
    }
  }

  private static let long =
    "sample sk --spins 64 --temperature 1 --sweeps 400000 --draws 4 --chains 2"

  /// In all of these a batch system shall give the same command again.
  @Test(
    arguments: [
      (" --time-limit 0.5", [:]), (" --time-limit 0:0:0.5", [:]),
      ("", ["SLURM_JOB_END_TIME": "now + 1"]), ("", ["SLURM_JOB_ID": "7"]),
    ] as [(String, [String: String])])
  func unfinishedRunAsksForMore(options: String, environment: [String: String]) throws {
    try withFolder { folder in
      var environment = environment
      if environment["SLURM_JOB_END_TIME"] != nil {
        environment["SLURM_JOB_END_TIME"] = "\(Date().timeIntervalSince1970 + 1)"
      }
      let words = (Self.long + " -o a.zarr" + options).split(separator: " ").map(String.init)
      let running = try Tool.start(words, in: folder, environment: environment)
      if environment["SLURM_JOB_ID"] != nil {
        try wait { FileManager.default.fileExists(atPath: folder + "/a.zarr/zarr.json") }
        Thread.sleep(forTimeInterval: 0.3)
        running.signal(SIGTERM)
      }
      let outcome = try running.finish()
      #expect(outcome.code == 75)
      #expect(outcome.errors.contains("--resume"))
      #expect(!(try checkpoints(of: folder + "/a.zarr")).isEmpty)
      #expect(try Tool.run(Self.long + " -q -o a.zarr --resume", in: folder).code == 0)
      #expect(try Tool.run(Self.long + " -q -o b.zarr", in: folder).code == 0)
      #expect(
        try lastingContents(of: folder + "/a.zarr") == lastingContents(of: folder + "/b.zarr"))
    }
  }

  @Test func checkpointOnRequest() throws {
    try withFolder { folder in
      let running = try Tool.start(
        (Self.long + " -q -o a.zarr").split(separator: " ").map(String.init), in: folder)
      try wait { FileManager.default.fileExists(atPath: folder + "/a.zarr/zarr.json") }
      Thread.sleep(forTimeInterval: 0.3)
      #expect(try checkpoints(of: folder + "/a.zarr") == [])
      running.signal(SIGUSR1)
      try wait { try !checkpoints(of: folder + "/a.zarr").isEmpty || !running.isRunning }
      #expect(running.isRunning)
      #expect(try running.finish().code == 0)
      #expect(doneCount(folder + "/a.zarr") == 1)
    }
  }

  private func checkpoints(of run: String) throws -> [String] {
    let folder = run + "/.checkpoint"
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
  }

  @Test(arguments: [
    "classify a.npy b.npy c.npy d.npy e.npy --json --figure f.svg",
    "deepnet simulate --sigma-w 1.5 --sigma-b 0.1 --networks 100000 --save-layer l.npy --json",
  ])
  func interruptedAnalysisLeavesNothing(command: String) throws {
    try withFolder { folder in
      for name in ["a", "b", "c", "d", "e"] {
        let synth = try Tool.run(
          "synth one-step --spins 4096 --replicas 128 --blocks 4 -o \(name).npy", in: folder)
        #expect(synth.code == 0)
      }
      let before = try contents(of: folder)
      let running = try Tool.start(command.split(separator: " ").map(String.init), in: folder)
      Thread.sleep(forTimeInterval: 0.3)
      running.signal(SIGINT)
      let outcome = try running.finish()
      #expect(outcome.code == 130)
      #expect(outcome.errors == "replica: interrupted\n")
      #expect(outcome.output.isEmpty)
      #expect(try contents(of: folder) == before)
    }
  }

  @Test func damagedChunkIsNamed() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.model + " -o a.zarr", in: folder).code == 0)
      let chunk = "a.zarr/configurations/c.0.0.0.0.0"
      let url = URL(fileURLWithPath: folder + "/" + chunk)
      var data = try Data(contentsOf: url)
      data[data.startIndex + 5] ^= 4
      try data.write(to: url)
      for verb in ["overlaps", "classify"] {
        let outcome = try Tool.run("\(verb) a.zarr --json", in: folder)
        #expect(outcome.code == 65)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains(chunk) && outcome.errors.contains("damaged"))
      }
    }
  }

  /// The names of temporary files below a folder.
  private func temporaries(in folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.contains(".tmp-") }
  }
}
