import Archive
import Documents
import Foundation
import Testing

/// `replica deepnet architecture` as a process.
@Suite struct DeepNetArchitectureTests {
  private func object(_ options: String, in folder: String) throws -> JSONValue {
    let outcome = try Tool.run("deepnet architecture \(options) --json -q", in: folder)
    #expect(outcome.code == 0, "\(options): \(outcome.errors)")
    return try outcome.object()
  }

  /// Every architecture has the same keys, and with `--simulate` means and errors of every layer.
  @Test(arguments: [
    "residual --sigma-w 1 --sigma-b 0.2",
    "residual --variant full --sigma-w 1 --sigma-b 0.2 --sigma-a 0.3 --activation relu",
    "batch-norm --batch 6 --activation relu",
    "convolutional --sigma-w 1.3 --sigma-b 0.3 --positions 4",
    "minimal-rnn --gate 2,1,0.1,1",
    "gru --update 1,1", "lstm --forget 1,1,0,1",
    "graph --sigma-w 1.5 --sigma-b 0.1 --nodes 16",
  ])
  func keys(options: String) throws {
    try withFolder { folder in
      let command = options + " --depth 3 --simulate --width 40 --networks 4"
      let result = try object(command, in: folder)
      for key in ["q", "c", "separation", "chi_by_layer", "q_mean", "q_error", "c_mean", "c_error"]
      {
        #expect(result[key]?.arrayValue?.count == 4, "\(key)")
      }
      #expect(result["growth_mean"]?.arrayValue?.count == 3)
      for key in [
        "q_star", "c_star", "chi", "xi_q", "xi_c", "xi_gradient", "error_estimate", "seed",
      ] {
        #expect(result[key] != nil, "\(key)")
      }
      #expect(try object(command + " --threads 1", in: folder) == result)
    }
  }

  /// The numbers that the papers are known for.
  @Test func headlineNumbers() throws {
    try withFolder { folder in
      func number(_ options: String, _ key: String) throws -> Double {
        try #require(try object(options, in: folder)[key]?.doubleValue)
      }
      #expect(
        abs(try number("batch-norm --activation relu", "chi") - .pi / (.pi - 1)) < 1e-10)
      #expect(
        abs(try number("batch-norm --activation linear --batch 8", "chi") - 1.2) < 1e-9)
      let residual = try object("residual --sigma-w 1 --sigma-b 0.2", in: folder)
      #expect(residual["q_star"] == .null && residual["xi_c"] == .null)
      #expect(
        abs((residual["correlation_exponent"]?.doubleValue ?? 0) - (1 - 2 / Double.pi)) < 1e-9)
      let modes = try object("convolutional --sigma-w 1.3 --sigma-b 0.3 --kernel 1", in: folder)
      for mode in try #require(modes["modes"]?.arrayValue) {
        #expect(abs((mode["xi"]?.doubleValue ?? 0) - 16.1081742) < 1e-5)
      }
    }
  }

  @Test(arguments: [
    ("residual --sigma-w -1 --sigma-b 0", "--sigma-w"),
    ("residual --sigma-w 1 --sigma-b 0 --sigma-v 2", "--variant full"),
    ("residual --sigma-w 1 --sigma-b 0 --variant wide", "reduced"),
    ("batch-norm --batch 3", "4 to 1000000"), ("batch-norm --simulate", "--batch"),
    ("batch-norm --batch 8 --c0 1", "below 1"),
    ("convolutional --sigma-w 1 --sigma-b 0 --kernel 1,x", "'x'"),
    ("convolutional --sigma-w 1 --sigma-b 0 --kernel 1,1", "odd"),
    ("convolutional --sigma-w 1 --sigma-b 0 --positions 1", "positions"),
    ("minimal-rnn --gate 1", "--gate"), ("minimal-rnn --gate -1,1", "--gate"),
    ("minimal-rnn --input-correlation 2", "--input-correlation"),
    ("gru --candidate 1,1,0,2", "candidate"), ("lstm --forget 1,1,0,200", "--forget"),
    ("graph --sigma-w 1 --sigma-b 0 --own 0 --other 0", "neighbour"),
    ("graph --sigma-w 1 --sigma-b 0 --nodes 7", "--nodes"),
    ("graph --sigma-w 1 --sigma-b 0 --c0 -0.5", "--c0"),
    ("gru --depth 0", "--depth"), ("gru --q0 0", "--q0"), ("gru --width 1", "--width"),
    ("transformer", "transformer"),
  ])
  func refuses(options: String, word: String) throws {
    try withFolder { folder in
      let outcome = try Tool.run("deepnet architecture " + options, in: folder)
      #expect(outcome.code == 64, "\(options): \(outcome.code)")
      #expect(outcome.errors.contains(word), "\(options): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }

  /// Lengths that outgrow all numbers are a failure of the computation.
  @Test func outgrown() throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        "deepnet architecture residual --variant full --sigma-w 3 --sigma-b 0 --sigma-v 3 "
          + "--activation relu --depth 60", in: folder)
      #expect(outcome.code == 1)
      #expect(outcome.errors.contains("fewer layers"))
    }
  }

  @Test func figure() throws {
    try withFolder { folder in
      let command = "deepnet architecture gru --depth 5 --figure gru.svg -q"
      let first = try Tool.run(command, in: folder)
      #expect(first.code == 0)
      #expect(FileManager.default.fileExists(atPath: folder + "/gru.gp"))
      try checkReplacing("gru", command, in: folder)
    }
  }
}
