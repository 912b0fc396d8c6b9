import Archive
import Documents
import Testing

/// `replica theory hopfield`: promised keys, refusals with what exists instead, and the numbers of the
/// library.
///
/// Calibrated by renaming a key and by exchanging two exit codes.
@Suite struct HopfieldTheoryTests {
  private func object(_ arguments: String) throws -> JSONValue {
    let outcome = try Tool.run("theory hopfield \(arguments) --json", in: "/")
    try #require(outcome.code == 0, "\(arguments): \(outcome.errors)")
    return try outcome.object()
  }

  @Test func promisedKeys() throws {
    let point = [
      "retrieval_overlap", "q", "r", "free_energy_per_spin", "energy_per_spin", "entropy_per_spin",
      "replicon", "stable", "error_estimate", "seed",
    ]
    let transitions = [
      "critical_load", "spin_glass_temperature", "retrieval_spinodal_temperature",
      "retrieval_temperature", "retrieval_almeida_thouless_temperature", "error_estimate", "seed",
    ]
    let cases = [
      ("--load 0.05 -t 0.1", point + ["phase", "solutions", "equilibrium_phase"]),
      ("--load 0.05 -t 0", point), ("--load 0 -t 0", point), ("--load 3 -t 5", point),
      ("--load 0.01 -t 0.1 --solution mixture-3", point), ("--load 0.1 --transitions", transitions),
      ("--load 0.5 --transitions", transitions), ("--load 0 --transitions", transitions),
      ("--transitions", ["critical_load", "equal_energy_load", "error_estimate", "seed"]),
      ("--ansatz 1rsb --transitions", ["critical_load", "critical_load_error_estimate", "seed"]),
      ("--ansatz 1rsb --load 0.1 -t 0", point + ["overlaps", "breaking_points"]),
      ("--load 0.1 --temperature-range 0:1:3", ["load", "temperatures", "seed"]),
      ("--phase-diagram --load-range 0:0.2:3", ["loads", "critical_load", "seed"]),
    ]
    for (arguments, keys) in cases {
      let object = try object(arguments)
      for key in keys { #expect(object[key] != nil, "\(arguments): no key \(key)") }
    }
  }

  @Test func numbers() throws {
    let point = try object("--load 0.05 -t 0.1")
    #expect(point["phase"]?.stringValue == "retrieval")
    let m = try #require(point["retrieval_overlap"]?.doubleValue)
    #expect(abs(m - 0.9999541217) < 1e-9)
    #expect(try object("--load 0.05 -t 0")["replicon"] == .null)
    #expect(try object("--load 0.5 --transitions")["retrieval_temperature"] == .null)
    let rs = try #require(object("--transitions")["critical_load"]?.doubleValue)
    let broken = try #require(object("--ansatz 1rsb --transitions")["critical_load"]?.doubleValue)
    #expect(abs(rs - 0.1379055665) < 1e-10 && abs(broken - 0.138186) < 1e-6)
    let scan = try object("--load 0.1 --temperature-range 0.2:0.5:4 --solution retrieval")
    #expect(scan["temperatures"]?.arrayValue?.count == 2)
  }

  @Test(arguments: [
    ("--load 0.2 -t 0.1 --solution retrieval", 1, "spin glass with q = 0.935213"),
    ("--load 0.1 -t 0.5 --solution retrieval", 1, "T = 0.315432"),
    ("--load 0.1 -t 0.5 --solution paramagnetic", 1, "T > 1"),
    ("--load 0.2 --temperature-range 0:1:3 --solution retrieval", 1, "spin glass"),
    ("--ansatz 1rsb --load 0.14 -t 0", 1, "0.13818"),
    ("--ansatz 1rsb --load 0.1 -t 0.1", 64, "--temperature 0"),
    ("--load -1 -t 0.5", 64, "--load is -1"), ("--load nan -t 0.5", 64, "--load is nan"),
    ("--load 0.1 -t -0.5", 64, "a temperature is -0.5"), ("--load 0.1 -t nan", 64, "a temperature"),
    ("-t 0.5", 64, "--load"), ("--load 0.1", 64, "exactly one"),
    ("--load 0.1 -t 0.1 --transitions", 64, "exactly one"),
    ("--load 0.1 -t 0.1 --solution mixture-4", 64, "odd"),
    ("--load 0.1 --transitions --solution retrieval", 64, "--solution applies"),
    ("--phase-diagram --load-range 1:0:3", 64, "--load-range"),
    ("--phase-diagram --load-range -1:1:3", 64, "a load is -1"),
    ("--phase-diagram --load 0.1", 64, "--load-range"),
    ("--load 0.1 -t 1 --load-range 0:1:3", 64, "--load-range applies"),
    ("--load 0.1 -t 1 --figure f.svg", 64, "--figure applies"),
  ])
  func refusals(arguments: String, code: Int32, words: String) throws {
    let outcome = try Tool.run("theory hopfield " + arguments, in: "/")
    #expect(outcome.code == code, "\(arguments): \(outcome.code), \(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
  }

  @Test(arguments: [
    "--load 0.04 --temperature-range 0:1.5:4", "--phase-diagram --load-range 0:0.1:3",
    "--phase-diagram --load-range 0.2:0.3:2", "--load 3 --temperature-range 4:5:2",
  ])
  func figures(arguments: String) throws {
    try withFolder { folder in
      let command = "theory hopfield \(arguments) --figure f.svg --json"
      let outcome = try Tool.run(command, in: folder, environment: ["PATH": "/nowhere"])
      #expect(outcome.code == 0, "\(outcome.errors)")
      _ = try outcome.object()
      #expect(try contents(of: folder).keys.contains("f.gp"))
      try checkReplacing("f", command, in: folder)
    }
  }

  @Test func tablesSayWhatIsThere() throws {
    let all = try Tool.run("theory hopfield --load 0.01 -t 0.1", in: "/").output
    for word in ["retrieval", "mixture-3", "spin-glass", "lowest free energy: retrieval"] {
      #expect(all.contains(word))
    }
    let none = try Tool.run("theory hopfield --load 0.2 --transitions", in: "/").output
    #expect(none.contains("no retrieval states at any temperature"))
    #expect(!none.contains("nan"))
    let help = try Tool.run("theory hopfield --help", in: "/").output
    #expect(help.contains("EXAMPLES\n  replica "))
  }
}
