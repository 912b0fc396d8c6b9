import Documents
import Foundation
import Testing

/// Words of the command line: what is misspelt, what has no effect, what help says.
@Suite struct CommandLineWordsTests {
  @Test(
    arguments: [
      ("smaple sk", "did you mean 'replica sample'?"),
      ("classfy x", "did you mean 'replica classify'?"),
      ("deepnet teory", "did you mean 'replica deepnet theory'?"),
      ("jacobian", "did you mean 'replica deepnet jacobian'?"),
      ("help sampel", "did you mean 'replica sample'?"),
      ("bananas", "expected one of sample, "),
      (
        "sample sk --temperture 0.5",
        "'--temperture' of replica sample; did you mean '--temperature'?"
      ),
      ("sample sk -s 64 --temprature 0.5", "did you mean '--temperature'?"),
      ("deepnet theory --sigma_w 2", "did you mean '--sigma-w'?"),
      ("overlaps a.npy --csv b.csv", "'--csv' of replica overlaps, but of scan"),
      (
        "sample sk -s 8 --temperatures 0.5, 0.7",
        "separated by commas, without spaces: --temperatures 0.5,0.7"
      ),
      ("sample sk -s 8 --temperatures 0.5 0.7", "without spaces: --temperatures 0.5,0.7"),
    ])
  func whatDoesNotExistIsNamedFirst(command: String, message: String) throws {
    try withFolder { folder in
      let outcome = try Tool.run(command, in: folder)
      #expect(outcome.code == 64)
      #expect(outcome.errors.hasPrefix("replica: error: "), "\(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
  }

  @Test(
    arguments: [
      ("deepnet jacobian --sigma-w 1 --sigma-b 0.1 --width 100", "--width applies to --sample"),
      (
        "deepnet architecture residual --sigma-w 1 --sigma-b 0 --networks 3",
        "applies to --simulate"
      ),
      ("recurrent simulate --sigma-w 1 --discrete --step 0.1", "--step belongs to the flow"),
      ("recurrent transient --sigma-w 1 --populations 4", "--populations belongs to sampled paths"),
      ("theory pspin --transitions --field 0.1", "--field changes nothing"),
      (
        "deepnet theory --sigma-w-range 1:2:2 --sigma-b 0 --c0 0.1", "--c0 applies to one --sigma-w"
      ),
      ("classify a.npy --json --heat-map", "--heat-map changes nothing with --json"),
      ("classify a.npy --replicas 16", "--replicas applies to runs"),
      ("classify a.npy --temperature 0.5", "--temperature applies to runs"),
      ("overlaps a.npy --matrix q.xyz", "expected a name ending in .npy"),
      ("scan sk -s 8,12,16 -t 1 --csv x.xyz", "expected a name ending in .csv or .npz"),
    ])
  func optionsWithoutEffectAreRefused(command: String, message: String) throws {
    try withFolder { folder in
      #expect(try Tool.run("synth rs -s 16 -r 8 -o a.npy", in: folder).code == 0)
      let outcome = try Tool.run(command, in: folder)
      #expect(outcome.code == 64)
      #expect(outcome.errors.hasPrefix("replica: error: "), "\(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
  }

  @Test func aRunThatIsMissingIsNoArray() throws {
    try withFolder { folder in
      for options in ["--temperature 0.5", "--replicas 16"] {
        let outcome = try Tool.run("classify sk.zarr " + options, in: folder)
        #expect(outcome.code == 66)
        #expect(outcome.errors.contains("sk.zarr"))
      }
    }
  }

  @Test func runsThatAreThere() throws {
    try withFolder { folder in
      let run = "sample sk -s 8 -t 1 --sweeps 64 --instances 2 -o r.zarr"
      #expect(try Tool.run(run + " --instance-range 0..0", in: folder).code == 0)
      let again = try Tool.run(run, in: folder)
      #expect(again.code == 73)
      #expect(
        again.errors.contains("an unfinished run is there already, 1 of 2 instances complete"))
      #expect(again.errors.contains("the same command with --resume"))
      let soFar = "r.zarr has 1 of 2 instances so far"
      let partial = try Tool.run("classify r.zarr --no-power", in: folder)
      #expect(partial.code == 0 && partial.output.contains(soFar), "\(partial.output)")
      #expect(try Tool.run(run + " --resume", in: folder).code == 0)
      let whole = try Tool.run("classify r.zarr --no-power", in: folder)
      #expect(whole.code == 0 && !whole.output.contains("so far"))
      #expect(try Tool.run(run, in: folder).errors.contains("--force"))
      let other = try Tool.run(
        run.replacingOccurrences(of: "--sweeps 64", with: "--sweeps 128") + " --resume", in: folder)
      #expect(other.code == 73)
      #expect(other.errors.contains("(--sweeps)"), "\(other.errors)")
      let inside = try Tool.run("overlaps r.zarr --figure r.zarr/q.svg", in: folder)
      #expect(inside.code == 73)
      #expect(inside.errors.contains("inside the run r.zarr"))
    }
  }

  @Test func aRefusedRunLeavesNothing() throws {
    try withFolder { folder in
      // The field swallows the couplings only once energies are compared.
      try "0 1 1\n1 2 -1\n".write(toFile: folder + "/b.txt", atomically: true, encoding: .utf8)
      for command in [
        "sample couplings -i missing.txt -t 1 -o r.zarr",
        "sample sk -s 8 -t 1 --start no -o r.zarr",
        "sample sk -s 8 -t 1 --start patterns -o r.zarr",
        "sample couplings -i b.txt -t 1 --algorithm cluster-tempering -o r.zarr",
        "sample hopfield -s 100000 --patterns 2 -t 1 -o r.zarr",
      ] {
        #expect(try Tool.run(command, in: folder).code != 0)
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: folder) == ["b.txt"], "\(command)")
      }
    }
  }

  @Test func classesHaveTheNamesOfVerdicts() throws {
    try withFolder { folder in
      for (name, options) in [("replica-symmetric", ""), ("hierarchical", " --blocks 3,3")] {
        let outcome = try Tool.run(
          "synth \(name) -s 256 -r 63 -o \(name).npy --json" + options, in: folder)
        #expect(try outcome.object()["realised_class"]?.stringValue == name)
      }
    }
  }

  @Test func quietSaysNoMoreThanTheResult() throws {
    try withFolder { folder in
      #expect(try Tool.run("synth one-step -s 256 -r 32 -o a.npy", in: folder).code == 0)
      let loud = try Tool.run("classify a.npy", in: folder).output
      let quiet = try Tool.run("classify a.npy -q", in: folder).output
      #expect(loud.contains("Next:") && loud.contains("Remark:"))
      #expect(!quiet.contains("Next:") && !quiet.contains("Remark:"))
    }
  }

  @Test func helpShowsVerbsInGroups() throws {
    try withFolder { folder in
      let help = try Tool.run("--help", in: folder, environment: ["COLUMNS": "80"]).output
      for group in ["SAMPLE", "ANALYSE", "THEORY", "NETWORKS", "TOOLS"] {
        #expect(help.contains("\(group) SUBCOMMANDS:"), "\(help)")
      }
      // One line for every verb.
      let lines = help.components(separatedBy: "\n").drop { !$0.contains("SUBCOMMANDS:") }
      #expect(lines.allSatisfy { !$0.hasPrefix("                ") })
      #expect(try Tool.run("--version --verbose", in: folder).output.contains("store format 1"))
    }
  }

  /// Every command of every help text stands in lines that fit 80 columns, continued with a backslash.
  @Test func examplesOfHelpCanBeCopied() throws {
    try withFolder { folder in
      let tree = try Tool.run("--experimental-dump-help", in: folder).object()
      func look(at command: JSONValue, _ path: String) throws {
        let name = path + (command["commandName"]?.stringValue ?? "")
        if name.hasSuffix(" help") { return }
        let discussion = command["discussion"]?.stringValue ?? ""
        let examples = discussion.components(separatedBy: "EXAMPLES").dropFirst().first
        #expect(examples?.contains("  replica ") == true, "\(name) has no example")
        for line in (examples ?? "").components(separatedBy: "\n") where line.hasPrefix("  ") {
          #expect(line.count <= 79, "\(name): \(line)")
          let isCommand = line.hasPrefix("  replica ") || line.hasPrefix("    --")
          let isOther = !line.hasPrefix("  replica ") && !line.contains("--")
          #expect(isCommand || isOther || name == "replica", "\(name): \(line)")
        }
        for verb in command["subcommands"]?.arrayValue ?? [] { try look(at: verb, name + " ") }
      }
      try look(at: try #require(tree["command"]), "")
    }
  }

  @Test func doctorNamesWhatIsThereAndWhatToInstall() throws {
    try withFolder { folder in
      let found = try Tool.run("doctor --json", in: folder).object()
      #expect(found["seed"] == nil)
      let items = try #require(found["items"]?.arrayValue)
      let names = items.compactMap { $0["name"]?.stringValue }
      for name in [
        "OpenBLAS", "LAPACKE", "zlib", "zstd", "blosc", "libhdf5", "libexpat", "gnuplot",
      ] {
        #expect(names.contains(name))
      }
      // Without a search path there is no gnuplot.
      let without = try Tool.run("doctor", in: folder, environment: ["PATH": "/nowhere"])
      #expect(without.output.contains("apt-get install"))
      #expect(without.output.contains("gnuplot-nox"))
    }
  }

  @Test func manualPagesAreWritten() throws {
    try withFolder { folder in
      #expect(try Tool.run("manual man1", in: folder).code == 0)
      let refused = try Tool.run("manual /proc/man1", in: folder)
      #expect(refused.code == 73)
      #expect(refused.errors.contains("the folder cannot be made"), "\(refused.errors)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/man1")
      #expect(names.contains("replica.1") && names.contains("replica-deepnet-theory.1"))
      let page = try String(contentsOfFile: folder + "/man1/replica-sample.1", encoding: .utf8)
      #expect(page.contains(".It Fl -temperature , Fl t Ar temperature"))
      #expect(page.contains("replica sample sk --spins 256"))
    }
  }
}
