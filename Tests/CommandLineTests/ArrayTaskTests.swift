import Documents
import Foundation
import Testing

/// Elements of a job array and job scripts, as processes.
@Suite struct ArrayTaskTests {
  private static let run =
    "sample sk -s 16 --temperatures 0.8,1.6 --sweeps 256 --instances 7 -q"

  @Test func elementsFillARun() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.run + " -o one.zarr", in: folder).code == 0)
      let first = try Tool.run(Self.run + " -o a.zarr --array-task 1/3 --json", in: folder).object()
      #expect(first["task"] == 1 && first["tasks"] == 3)
      #expect(first["runs"]?.arrayValue?.first?["instances"] == [2, 3])
      #expect(first["runs"]?.arrayValue?.first?["sampled"] == 2)
      let rest = try Tool.run("status a.zarr --unfinished-tasks 3", in: folder)
      #expect(rest.code == 75 && rest.output == "0,2\n" && rest.errors == "")
      // The number comes from Slurm, that of all parts from the word or from Slurm.
      for (word, environment) in [
        ("auto/3", ["SLURM_ARRAY_TASK_ID": "0"]),
        (
          "auto",
          [
            "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "3",
            "SLURM_ARRAY_TASK_COUNT": "3",
          ]
        ),
      ] {
        let command = Self.run + " -o a.zarr --array-task " + word
        #expect(try Tool.run(command, in: folder, environment: environment).code == 0)
      }
      let none = try Tool.run("status a.zarr --unfinished-tasks 3", in: folder)
      #expect(none.code == 0 && none.output == "\n")
      let document = try Tool.run("status a.zarr --unfinished-tasks 3 --json", in: folder).object()
      #expect(document["unfinished_tasks"] == [] && document["complete"] == true)
      #expect(
        try lastingContents(of: folder + "/one.zarr") == lastingContents(of: folder + "/a.zarr"))
    }
  }

  /// The elements of the script, without Slurm, in a folder with a name that a shell would cut.
  @Test func scriptFillsARun() throws {
    try withFolder { outer in
      let folder = outer + "/it's a $folder"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      #expect(try Tool.run(Self.run + " -o one.zarr", in: folder).code == 0)
      let words =
        Self.run.split(separator: " ").map(String.init)
        + ["-o", "my run.zarr", "--slurm", "job.sh", "--per-task", "3", "--time", "10", "--json"]
      let written = try Tool.start(words, in: folder).finish()
      #expect(written.code == 0, "\(written.errors)")
      #expect(try written.object()["elements"] == 3)
      #expect(!FileManager.default.fileExists(atPath: folder + "/my run.zarr"))
      #expect(FileManager.default.isExecutableFile(atPath: folder + "/job.sh"))
      for element in ["2", "0", "1"] {
        let bash = Process()
        bash.executableURL = URL(fileURLWithPath: "/bin/bash")
        bash.arguments = [folder + "/job.sh", "task", element]
        bash.standardOutput = FileHandle.nullDevice
        try bash.run()
        bash.waitUntilExit()
        #expect(bash.terminationStatus == 0)
      }
      #expect(
        try lastingContents(of: folder + "/one.zarr")
          == lastingContents(of: folder + "/my run.zarr"))
      // A script that is there already stays, as any file does.
      #expect(try Tool.start(words, in: folder).finish().code == 73)
      #expect(try Tool.start(words + ["--force"], in: folder).finish().code == 0)
    }
  }

  @Test func elementsOfAScan() throws {
    try withFolder { folder in
      let scan =
        "scan sk --spins 8,10,12 --temperatures 0.9,1.3 --instances 4 --sweeps 64 --draws 8 -q"
      for element in ["0/2", "1/2"] {
        let part = try Tool.run(scan + " -o a --array-task \(element) --json", in: folder)
        #expect(part.code == 0, "\(part.errors)")
        #expect(try part.object()["runs"]?.arrayValue?.count == 3)
      }
      #expect(try Tool.run(scan + " -o b --array-task 0/1", in: folder).code == 0)
      for size in ["N8", "N10", "N12"] {
        #expect(
          try lastingContents(of: "\(folder)/a/\(size).zarr")
            == lastingContents(of: "\(folder)/b/\(size).zarr"))
      }
      #expect(
        try Tool.run(scan + " -o a --slurm s.sh --csv c.csv --per-task 2", in: folder).code == 0)
      let text = try String(contentsOfFile: folder + "/s.sh", encoding: .utf8)
      let lines = text.split(separator: "\n")
      #expect(lines.contains("runs=(a/N8.zarr a/N10.zarr a/N12.zarr)"))
      #expect(lines.contains { $0.hasPrefix("part=(") && !$0.contains("--csv") })
      #expect(lines.contains { $0.hasPrefix("last=(") && $0.contains("--csv c.csv") })
    }
  }

  @Test(arguments: [
    ("--array-task 3/3", "k/n"), ("--array-task 2", "k/n"), ("--array-task 0/8", "at most"),
    ("--array-task auto", "SLURM_ARRAY_TASK_ID"), ("--array-task 0/2 --force", "--force"),
    ("--array-task 0/2 --lowest-states x.npy", "--lowest-states"),
    ("--array-task 0/2 --instance-range 0..1", "exclude"), ("--partition all", "--slurm"),
    ("--time 10", "--slurm"), ("--per-task 2", "--slurm"), ("--sbatch mem=1G", "--slurm"),
    ("--slurm j.sh --array-task 0/2", "exclude"), ("--slurm j.sh --instance-range 0..1", "exclude"),
    ("--slurm j.sh --per-task 0", "--per-task"), ("--slurm j.sh --per-task 8", "--per-task"),
    ("--slurm j.sh --time 1h", "--time"), ("--slurm j.sh --partition a;b", "--partition"),
    ("--slurm j.sh --sbatch array=1-2", "--per-task"),
    ("--slurm j.sh --until-equilibrated --budget 9", "--budget"),
  ])
  func refused(options: String, word: String) throws {
    try withFolder { folder in
      let outcome = try Tool.run(Self.run + " -o a.zarr " + options, in: folder)
      #expect(outcome.code == 64 && outcome.errors.contains(word), "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  /// A script for a run that was made with other settings is refused when it is written, not by each of its jobs.
  @Test(arguments: [
    "sample sk -s 8 --instances 3 --sweeps 64 -o a.zarr",
    "scan sk --spins 8,10,12 --instances 3 -o a",
  ])
  func scriptForAnotherRun(command: String) throws {
    try withFolder { folder in
      #expect(try Tool.run(command + " -t 1", in: folder).code == 0)
      let foreign = try Tool.run(command + " -t 1.5 --slurm other.sh", in: folder)
      #expect(foreign.code == 73 && foreign.errors.contains("temperatures"), "\(foreign.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/other.sh"))
      #expect(try Tool.run(command + " -t 1 --slurm same.sh", in: folder).code == 0)
    }
  }

  @Test func numbersOfAnArrayThatHasGaps() throws {
    try withFolder { folder in
      let environment = [
        "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "7",
        "SLURM_ARRAY_TASK_COUNT": "3",
      ]
      for word in ["auto", "auto/7"] {
        let command = Self.run + " -o a.zarr --array-task " + word
        let outcome = try Tool.run(command, in: folder, environment: environment)
        #expect(outcome.code == 64 && outcome.errors.contains("--array-task"), "\(outcome.errors)")
      }
    }
  }
}
