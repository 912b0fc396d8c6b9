import Documents
import Foundation
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
      let runs = try #require(try whole.object()["runs"]?.arrayValue)
      #expect(runs.count == 3 && runs.allSatisfy { $0["equilibrated"] == nil && $0["judged"] == 0 })
    }
  }

  /// Elements fill the runs of a figure, each with its part of all of them, and the last command makes the figure.
  @Test func elementsFillTheRuns() throws {
    try withFolder { folder in
      // 400, 200 and 80 instances: most of 200 elements have one or two of the first run, and none of the last.
      let part = try Tool.run("reproduce sk-e0 -o runs --array-task 40/200 --json", in: folder)
      #expect(part.code == 0, "\(part.errors)")
      let runs = try #require(try part.object()["runs"]?.arrayValue)
      #expect(
        runs.map { $0["output"] } == [
          "runs/sk-e0-quick-N32.zarr", "runs/sk-e0-quick-N64.zarr", "runs/sk-e0-quick-N128.zarr",
        ])
      #expect(runs.map { $0["instances"] } == [[80, 81], [40, 40], []])
      #expect(runs.map { $0["sampled"] } == [2, 1, 0])
      let text = try Tool.run("reproduce sk-e0 -o runs --array-task 40/200", in: folder)
      #expect(text.output.contains("N128.zarr: part 40 of 0 to 199 has no instance"))
      #expect(text.output.contains("instances 80 to 81: all there"))
      let command = "reproduce sk-e0 --slurm job.sh --per-task 50 --figure e0.svg --seed 3"
      let written = try Tool.run(command, in: folder)
      #expect(written.code == 0, "\(written.errors)")
      let script = try String(contentsOfFile: folder + "/job.sh", encoding: .utf8)
      let lines = script.split(separator: "\n")
      let folderOfRuns = "reproduce-sk-e0/sk-e0-quick-"
      #expect(
        lines.contains(
          "runs=(\(["N32", "N64", "N128"].map { folderOfRuns + $0 + ".zarr" }.joined(separator: " ")))"
        ))
      #expect(lines.contains("part=(reproduce sk-e0 --seed 3)"))
      #expect(
        lines.contains("last=(reproduce sk-e0 --figure e0.svg --seed 3 --output reproduce-sk-e0)"))
      #expect(lines.contains("elements=8"))
      #expect(script.contains("80 to 400 instances of 3 runs, 8 elements of at most 50 of each."))
    }
  }

  @Test func refusals() throws {
    try withFolder { folder in
      for (bad, word) in [
        ("reproduce --slurm j.sh", "name of a figure"),
        (
          "reproduce poole-1 --full --slurm j.sh",
          "sbatch --cpus-per-task=8 --wrap \"replica reproduce poole-1 --full"
        ),
        ("reproduce poole-1 --array-task 0/2", "not made of any"),
        ("reproduce sk-e0 --array-task 0/401", "at most the 400 instances"),
        ("reproduce sk-e0 --array-task 0/2 --figure a.svg", "--figure is of the figure"),
        ("reproduce sk-e0 --partition short", "--slurm only"),
        ("reproduce -o runs", "name of a figure"), ("reproduce poole-1 -o runs", "not made of any"),
        ("reproduce sk-e0 --time-limit 5", "--output"),
        ("reproduce sk-e0 -o runs --time-limit 1:99:00", "1:99:00"),
        ("reproduce poole1", "did you mean 'poole-1'?"),
        ("reproduce figure", "expected one of sk-pq"),
      ] {
        let outcome = try Tool.run(bad, in: folder)
        #expect(outcome.code == 64 && outcome.errors.contains(word), "\(bad): \(outcome.errors)")
      }
    }
  }
}
