import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// `replica recurrent simulate` and `lyapunov` as processes.
@Suite struct RecurrentSimulationTests {
  private static let simulate =
    "recurrent simulate --sigma-w 2 --neurons 60 --networks 3 --time 5 --records 10 --snapshots 5 "
    + "--trajectories 4 -q "
  private static let lyapunov =
    "recurrent lyapunov --sigma-w 3 --neurons 40 --networks 3 --exponents 6 --time 30 --warm-up 10 "
    + "--frame-warm-up 5 --step 0.1 -q "

  /// The object without the name of the store.
  private func object(_ command: String, in folder: String) throws -> JSONValue {
    let outcome = try Tool.run(command + " --json", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    var value = try outcome.object()
    value["output"] = .null
    return value
  }

  @Test func threadsAndStoresDoNotMatter() throws {
    try withFolder { folder in
      for command in [Self.simulate, Self.simulate + "--precision float ", Self.lyapunov] {
        let one = try object(command + "--threads 1", in: folder)
        #expect(try object(command + "--threads 3", in: folder) == one)
        #expect(try object(command + "-o a.zarr --force", in: folder) == one)
        // One network is lost; then all are read.
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder + "/a.zarr")
        where name.contains("/c.1") {
          try FileManager.default.removeItem(atPath: folder + "/a.zarr/" + name)
        }
        #expect(try object(command + "-o a.zarr --resume", in: folder) == one)
        // What a process leaves that is killed between the mark of a network and the removal of its checkpoint.
        let left = folder + "/a.zarr/.checkpoint"
        try FileManager.default.createDirectory(
          atPath: left, withIntermediateDirectories: false)
        try Data().write(to: URL(fileURLWithPath: left + "/network-1-part-0"))
        #expect(try object(command + "-o a.zarr --resume", in: folder) == one)
        #expect(!FileManager.default.fileExists(atPath: left))
      }
    }
  }

  /// Starts a command and stops it by a signal when one network is done and the next is under way.
  private func stopped(
    _ command: String, by signal: Int32, in folder: String
  ) throws -> (outcome: Tool.Outcome, checkpoints: Int) {
    let running = try Tool.start(command.split(separator: " ").map(String.init), in: folder)
    let first = folder + "/a.zarr/wall_seconds/c.0"
    func kept() -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: folder + "/a.zarr/.checkpoint")) ?? []
    }
    func wait(until isTrue: () -> Bool) {
      for _ in 0..<2000 where running.isRunning && !isTrue() {
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    wait { FileManager.default.fileExists(atPath: first) }
    if signal == SIGINT {
      // Between two networks there is nothing to keep; one that is under way writes a checkpoint when it is asked.
      running.signal(SIGUSR1)
      wait { !kept().isEmpty }
    }
    running.signal(signal)
    return (try running.finish(), kept().count)
  }

  @Test(arguments: [SIGINT, SIGKILL])
  func interruptedRunGoesOn(signal: Int32) throws {
    try withFolder { folder in
      let command =
        "recurrent simulate --sigma-w 2 --neurons 300 --networks 4 --time 100 --records 50 -o a.zarr "
        + "--threads 1"
      var (outcome, checkpoints) = try stopped(command, by: signal, in: folder)
      // Where other tests hold the processor a run may be over before its signal comes: then once more.
      for _ in 0..<9 where outcome.code == 0 {
        try FileManager.default.removeItem(atPath: folder + "/a.zarr")
        (outcome, checkpoints) = try stopped(command, by: signal, in: folder)
      }
      #expect(outcome.output.isEmpty)
      #expect(outcome.code == (signal == SIGINT ? 130 : 128 + SIGKILL))
      if signal == SIGINT {
        #expect(outcome.errors.contains("--resume"))
        #expect(checkpoints == 1)
      }
      let resumed = try object(command + " -q --resume", in: folder)
      let fresh = try object(
        command.replacingOccurrences(of: "a.zarr", with: "b.zarr") + " -q", in: folder)
      #expect(resumed == fresh)
    }
  }

  /// What scripts rely on.
  @Test func keysOfTheContract() throws {
    try withFolder { folder in
      let simulated = try object(Self.simulate + "--response", in: folder)
      for key in [
        "time", "mean", "mean_error", "variance", "variance_error", "overlap", "correlation",
      ] {
        #expect(simulated[key]?.arrayValue?.count == 11, "\(key)")
      }
      let snapshots = try #require(simulated["snapshots"]?.arrayValue)
      #expect(snapshots.count == 6)
      for key in [
        "skewness", "excess_kurtosis", "kolmogorov_distance", "gaussian_p_value", "eigenvalues",
        "verdict", "order",
      ] {
        #expect(snapshots[3][key].map { $0 != .null } == true, "\(key)")
      }
      let response = try #require(simulated["response"]?["response"])
      for k in 0..<6 {
        #expect(abs((response[k]?[k]?.doubleValue ?? .nan) - 1) < 1e-9)
        for later in (k + 1)..<6 where later < 6 { #expect(response[k]?[later]?.doubleValue == 0) }
      }
      let spectrum = try object(Self.lyapunov, in: folder)
      for key in ["exponents", "errors"] { #expect(spectrum[key]?.arrayValue?.count == 6) }
      #expect(spectrum["largest_lyapunov_exponent"] == spectrum["exponents"]?[0])
      #expect(spectrum["kaplan_yorke_dimension"] != nil && spectrum["entropy_rate"] != nil)
    }
  }

  /// Theory stands beside the networks: the march of moments and correlations, and λ_1.
  @Test func theoryBesideNetworks() throws {
    try withFolder { folder in
      let flow = try object(
        "recurrent simulate --sigma-w 1.5 --neurons 400 --networks 8 --time 10 --records 20 "
          + "--initial-correlation 0.8 -q", in: folder)
      func numbers(_ key: String) throws -> [Double] {
        try #require(flow[key]?.arrayValue).map { try #require($0.doubleValue) }
      }
      let theory = try numbers("variance_theory")
      #expect(theory.count == 21 && theory[0] == 1)
      // Marched with an independent program at t = 10.
      #expect(abs(theory[20] - 0.6669) < 2e-4)
      let correlations = try numbers("correlation_theory")
      #expect(abs(correlations[0] - 0.8) < 1e-12 && correlations[20] < 0.75)
      let (variances, errors) = (try numbers("variance"), try numbers("variance_error"))
      let (shares, shareErrors) = (try numbers("correlation"), try numbers("correlation_error"))
      // Student's law of 7 degrees of freedom, level 0.001 over 40 comparisons: 10; and terms of 1/N.
      for k in 0...20 {
        #expect(abs(variances[k] - theory[k]) < 10 * errors[k] + 0.01)
        #expect(abs(shares[k] - correlations[k]) < 10 * shareErrors[k] + 0.01)
      }
      #expect(abs((flow["expected_states"]?[0]?["q"]?.doubleValue ?? 0) - 0.7476863806) < 1e-9)
      let spectrum = try object(
        "recurrent lyapunov --sigma-w 3 --neurons 30 --networks 1 --exponents 1 --time 20 -q",
        in: folder)
      let exponent = try #require(spectrum["largest_lyapunov_exponent_theory"]?.doubleValue)
      #expect(abs(exponent - 0.2354610) < 1e-7)
      let map = try object(
        "recurrent lyapunov --sigma-w 2 --discrete --neurons 30 --networks 1 --exponents 1 --time 50 "
          + "-q", in: folder)
      let step = try #require(map["largest_lyapunov_exponent_theory"]?.doubleValue)
      #expect(abs(step - 0.1547242298) < 1e-9)
    }
  }

  /// Initial states have the overlaps that were asked for.
  @Test func prescribedOverlaps() throws {
    try withFolder { folder in
      let overlaps = Matrix(rows: 3, columns: 3, elements: [1, 0.5, 0, 0.5, 1, -0.25, 0, -0.25, 2])
      try NumPyFile.write(overlaps, to: folder + "/q.npy")
      let value = try object(Self.simulate + "--initial-overlaps q.npy", in: folder)
      for a in 0..<3 {
        for b in 0..<3 {
          let found = value["snapshots"]?[0]?["overlaps"]?[a]?[b]?.doubleValue ?? .nan
          #expect(abs(found - overlaps[a, b]) < 1e-12)
        }
      }
      let correlated = try object(Self.simulate + "--initial-correlation 1", in: folder)
      #expect(correlated["correlation"]?[10]?.doubleValue.map { abs($0 - 1) < 1e-12 } == true)
    }
  }

  @Test func refusals() throws {
    try withFolder { folder in
      try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/f.svg"))
      func check(_ command: String, _ code: Int32, _ words: String) throws {
        let outcome = try Tool.run("recurrent " + command, in: folder)
        #expect(outcome.code == code, "\(command): \(outcome.code) \(outcome.errors)")
        #expect(outcome.output.isEmpty && outcome.errors.contains(words), "\(outcome.errors)")
      }
      for verb in ["simulate", "lyapunov"] {
        try check("\(verb) --neurons 0", 64, "--neurons is 0")
        try check("\(verb) --time 0", 64, "--time is 0")
        try check("\(verb) --time nan", 64, "--time is nan")
        try check("\(verb) --eta 1.01", 64, "--eta is 1.01")
        try check("\(verb) --eta nan", 64, "--eta is nan")
        try check("\(verb) --step -0.1", 64, "--step is -0.1")
        try check("\(verb) --sigma-w 5 --step 0.6", 1, "expected at most 0.4642")
        try check("\(verb) --activation relu --sigma-w 3 --neurons 50", 1, "without bound")
        try check("\(verb) --resume", 64, "-o FILE")
        try check("\(verb) --figure f.svg", 73, "--force")
        try check("\(verb) --networks 0", 64, "--networks is 0")
      }
      try check("lyapunov --neurons 5 --exponents 6", 64, "--exponents is 6")
      try check(
        "lyapunov --sigma-w 3 --neurons 30 -k 30 --interval 60 --time 1000", 1, "shorter interval")
      let made = try Tool.run(Self.simulate + "-o a.zarr", in: folder)
      #expect(made.code == 0, "\(made.errors)")
      try check(String(Self.simulate.dropFirst(10)) + "-o a.zarr", 73, "already exists")
      try check(
        String(Self.simulate.dropFirst(10)) + "--seed 2 -o a.zarr --resume", 73, "other settings")
    }
  }

  @Test func figures() throws {
    try withFolder { folder in
      for command in [Self.simulate, Self.simulate + "--discrete ", Self.lyapunov] {
        let outcome = try Tool.run(command + "--figure f.svg --force", in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(FileManager.default.fileExists(atPath: folder + "/f.gp"))
      }
    }
  }
}
