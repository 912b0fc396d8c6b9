import Documents
import Testing

/// `replica reproduce` with runs that are kept.
@Suite struct ReproduceTests {
  /// A figure that was stopped goes on with the same command, and its numbers are those of runs in memory.
  @Test func stoppedFiguresGoOn() throws {
    try withFolder { folder in
      let command = "reproduce sk-e0 --json --threads 2"
      let stopped = try Tool.run(command + " -o runs --time-limit 1", in: folder)
      #expect(stopped.code == 75 || stopped.code == 0, "\(stopped.errors)")
      if stopped.code == 75 { #expect(stopped.errors.contains("the same command")) }
      let part = try Tool.run(command + " -o runs", in: folder)
      #expect(part.code == 0 && part.errors.contains("are in runs already"), "\(part.errors)")
      let whole = try Tool.run(command, in: folder)
      #expect(whole.code == 0)
      #expect(try part.object()["numbers"] == whole.object()["numbers"])
    }
  }

  @Test func refusals() throws {
    try withFolder { folder in
      for (bad, word) in [
        ("reproduce -o runs", "name of a figure"), ("reproduce poole-1 -o runs", "not made of any"),
        ("reproduce sk-e0 --time-limit 5", "--output"),
      ] {
        let outcome = try Tool.run(bad, in: folder)
        #expect(outcome.code == 64 && outcome.errors.contains(word), "\(bad): \(outcome.errors)")
      }
    }
  }
}
