import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// `replica recurrent transient` as a process.
@Suite struct RecurrentTransientTests {
  private func numbers(_ value: JSONValue?) throws -> [Double] {
    try #require(value?.arrayValue).map { try #require($0.doubleValue) }
  }

  /// Without couplings everything decays exponentially; the file holds the matrices.
  @Test func marchWithoutCouplings() throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        "recurrent transient --sigma-w 0 --sigma-b 0.8 --b0 -0.4 --initial-mean 0.7 "
          + "--initial-variance 1.3 --time 2 --step 0.5 --json -q -o t.npz", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let object = try outcome.object()
      #expect(object["method"] == .string("march"))
      let (time, mean, variance) = try (
        numbers(object["time"]), numbers(object["mean"]), numbers(object["variance"])
      )
      #expect(time == [0, 0.5, 1, 1.5, 2])
      for (n, t) in time.enumerated() {
        let (decay, grown) = (exp(-t), 1 - exp(-t))
        #expect(abs(mean[n] - (0.7 * decay - 0.4 * grown)) < 1e-12)
        #expect(abs(variance[n] - (1.3 * decay * decay + 0.64 * grown * grown)) < 1e-12)
      }
      let file = folder + "/t.npz"
      let covariance = try NPZFile.read(file, array: "covariance")
      #expect(covariance.shape == [5, 5])
      #expect(abs(covariance.values[4] - 1.3 * exp(-2)) < 1e-12)
      let response = try NPZFile.read(file, array: "response")
      #expect(abs(response.values[5 * 4 + 1] - exp(-1.5)) < 1e-12)
      #expect(response.values[5 * 1 + 1] == 0 && response.values[5 * 1 + 4] == 0)
    }
  }

  /// Published Δ_0 at long times; two trajectories that forget their common beginning.
  @Test func twoTrajectoriesInTheChaoticPhase() throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        "recurrent transient --sigma-w 2 --time 100 --step 0.5 --initial-correlation 0.99 --json -q "
          + "-o c.npy", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let object = try outcome.object()
      let variance = try numbers(object["variance"])
      #expect(abs(variance[200] - 1.9248054137) < 1e-3)
      let correlation = try numbers(object["correlation"])
      #expect(abs(correlation[0] - 0.99) < 1e-12 && correlation[200] < 0.05)
      #expect(try #require(object["error_estimate"]?.doubleValue) < 0.02)
      #expect(FileManager.default.fileExists(atPath: folder + "/c.npy"))
    }
  }

  /// Sampled paths: the same bits for any number of threads.
  @Test func pathsForAnyNumberOfThreads() throws {
    try withFolder { folder in
      let command =
        "recurrent transient --sigma-w 1.5 --eta 0.5 --time 2 --paths 256 --populations 4 --json -q "
      let one = try Tool.run(command + "--threads 1", in: folder)
      let two = try Tool.run(command + "--threads 2", in: folder)
      #expect(one.code == 0, "\(one.errors)")
      #expect(one.output == two.output)
      let object = try one.object()
      #expect(object["method"] == .string("paths"))
      #expect(try numbers(object["variance_error"]).count == 21)
      let other = try Tool.run(command + "--seed 2", in: folder)
      #expect(other.output != one.output)
    }
  }

  /// What is refused, with its exit code and its reason.
  @Test(arguments: [
    ("--sigma-w 1.5 --eta 1.5", 64, "--eta is 1.5"),
    ("--sigma-w 1.5 --time 0", 64, "--time is 0"),
    ("--sigma-w 1.5 --time -3", 64, "--time is -3"),
    ("--sigma-w 1.5 --temperature 0", 64, "--temperature is 0"),
    ("--sigma-w 1.5 --temperature -1", 64, "--temperature is -1"),
    ("--sigma-w 1.5 --initial-variance -1", 64, "--initial-variance is -1"),
    ("--sigma-w 1.5 --step nan", 64, "--step"),
    ("--sigma-w 1.5 --paths 20", 64, "--paths is 20"),
    ("--sigma-w 1 --activation sign --eta 0.5", 64, "jumps"),
    ("--sigma-w 1.5 --output t.txt", 64, ".npz"),
    ("--sigma-w 1.5 --time 20 --step 2", 1, "take a step of"),
    ("--sigma-w 4 --w0 2 --sigma-b 1 --time 10 --step 1", 1, "take a step of"),
    ("--sigma-w 4 --activation relu --time 60 --step 0.5", 1, "grow without bound"),
    ("--sigma-w 3 --activation selu --time 10", 1, "too fast"),
  ])
  func refusals(options: String, code: Int, reason: String) throws {
    try withFolder { folder in
      let outcome = try Tool.run("recurrent transient -q " + options, in: folder)
      #expect(outcome.code == Int32(code), "\(options): \(outcome.errors)")
      #expect(outcome.errors.contains(reason), "\(options): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }
}
