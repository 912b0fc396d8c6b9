import Archive
import Documents
import Foundation
import Testing

/// Under `--json` standard output is one object with the promised keys, and nothing else.
///
/// Calibrated by renaming a key.
@Suite struct ObjectTests {
  static let sample =
    "sample sk --spins 32 --temperatures 0.6,1.2 --sweeps 64 --draws 8 --instances 2 -o a.zarr"

  static let theoryKeys = [
    "free_energy_per_spin", "energy_per_spin", "entropy_per_spin", "overlaps", "breaking_points",
    "edwards_anderson_parameter", "mean_overlap", "mean_square_overlap", "replicon", "stable",
    "error_estimate", "seed",
  ]
  static let deepKeys = [
    "q_star", "c_star", "chi_1", "length_slope", "xi_q", "xi_c", "phase", "fixed_points", "seed",
  ]
  static let classifyKeys = [
    "verdict", "probabilities", "replicas", "spins", "spin_flip_symmetric", "q0", "q1",
    "breaking_parameter", "states", "state_overlaps", "eigenvalues", "noise_edge",
    "significant_eigenvalues", "order", "labels", "between_peak_mass", "ultrametricity", "power",
    "reasons", "seed", "broken_probability", "answer", "advice", "warnings", "tests",
  ]

  static let cases: [(command: String, keys: [String])] = [
    (
      sample,
      [
        "output", "spins", "instances", "chains", "draws", "seed", "sweeps", "wall_seconds",
        "nanoseconds_per_update", "temperatures", "round_trips",
      ]
    ),
    ("overlaps a.zarr", ["run", "spins", "instances", "seed", "temperatures"]),
    ("classify a.zarr --temperature 0.6", classifyKeys + ["temperature", "equilibrated"]),
    ("classify s.npy --no-power", classifyKeys),
    (
      "exact sk --spins 8 --temperature 0.7",
      [
        "log_partition_function", "energy_per_spin", "heat_capacity_per_spin",
        "free_energy_per_spin", "entropy_per_spin", "ground_state_energy_per_spin",
        "ground_state_count", "magnetizations", "overlap_distribution", "mean_square_overlap",
        "seed",
      ]
    ),
    (
      "synth rs --spins 32 --replicas 8 -o t.npy",
      ["output", "labels", "spins", "replicas", "seed"]
    ),
    ("theory sk --temperature 0.5", theoryKeys),
    ("theory sk --temperature 0.5 --field -0.2", theoryKeys),
    ("theory sk --ansatz 1rsb --temperature 0.5", theoryKeys),
    ("theory sk --ansatz krsb --steps 3 --temperature 0", theoryKeys),
    ("theory sk --ansatz rs --temperature 0", theoryKeys),
    ("theory pspin --p 3 --temperature 0.5", theoryKeys),
    ("theory pspin --p 3 --ansatz 1rsb --temperature 0", theoryKeys),
    ("theory pspin --p 3 --spherical --temperature 0.5", theoryKeys),
    (
      "theory pspin --p 3 --transitions",
      [
        "dynamical_temperature", "static_temperature", "gardner_temperature", "error_estimate",
        "seed",
      ]
    ),
    ("theory pspin --p 3 -t 0 --complexity 5", ["free_energy_per_spin", "complexity", "seed"]),
    ("theory rem --temperature 0.3", ["free_energy_per_spin", "participation_moments", "seed"]),
    ("theory at-line --field 0.5", ["temperature", "field", "seed"]),
    ("theory at-line --temperature 0.5", ["temperature", "field", "seed"]),
    ("deepnet theory --sigma-w 2 --sigma-b 0.3", deepKeys),
    ("deepnet theory --sigma-w 0 --sigma-b 0.3", deepKeys),
    ("deepnet trajectory --sigma-w 2 --sigma-b 0.3 --depth 3", deepKeys + ["q", "c"]),
    (
      "deepnet simulate --sigma-w 2 --sigma-b 0.3 --depth 2 --width 30 --networks 2 --inputs 4",
      deepKeys + [
        "q_mean", "q_deviation", "c_mean", "c_deviation", "q_theory", "c_theory", "q_interval",
        "c_interval", "confidence_level", "engine", "weights", "activation", "widths", "states",
      ]
    ),
    (
      "deepnet simulate --sigma-w 2 --sigma-b 0 --activation relu --widths 30,20 --networks 2 "
        + "--inputs 4 --clusters 2 --weights orthogonal --matrices",
      deepKeys + [
        "q_theory", "c_within_mean", "c_within_theory", "c_between_mean", "c_between_theory",
        "overlap_mean", "correlation_deviation",
      ]
    ),
  ]

  @Test func promisedKeys() throws {
    try withFolder { folder in
      let synth = "synth one-step --spins 128 --replicas 16 --blocks 2 -o s.npy"
      #expect(try Tool.run(synth, in: folder).code == 0)
      for (command, keys) in Self.cases {
        let outcome = try Tool.run(command + " --json", in: folder)
        try #require(outcome.code == 0, "\(command): \(outcome.errors)")
        let object = try outcome.object()
        for key in keys { #expect(object[key] != nil, "\(command): no key \(key)") }
        #expect(!outcome.errors.contains("█"))
        let quiet = try Tool.run(command + " --json --quiet --force", in: folder)
        if quiet.code == 0 { #expect(quiet.errors == "") }
      }
    }
  }

  @Test func keysOfTemperaturesAndStates() throws {
    try withFolder { folder in
      let run = try Tool.run(Self.sample + " --json", in: folder).object()
      let temperature = try #require(run["temperatures"]?[0])
      for key in [
        "temperature", "energy_per_spin", "mean_square_overlap", "mean_absolute_overlap",
        "swap_rate", "integrated_autocorrelation_time", "equilibrated",
      ] { #expect(temperature[key] != nil, "\(key)") }
      for key in ["mean", "error"] { #expect(temperature["energy_per_spin"]?[key] != nil) }
      let classified = try Tool.run("classify a.zarr -t 0.6 --json", in: folder).object()
      for key in ["weight", "replicas", "self_overlap"] {
        #expect(classified["states"]?[0]?[key] != nil)
      }
      let probabilities = try #require(classified["probabilities"]?.objectValue)
      #expect(abs(probabilities.compactMap(\.value.doubleValue).reduce(0, +) - 1) < 1e-9)
      let exact = try Tool.run("exact sk --spins 6 -t 1 --json", in: folder).object()
      #expect(exact["overlap_distribution"]?["q"]?[6]?.doubleValue == 1)
      let depth = try Tool.run(
        "deepnet trajectory --sigma-w 2 --sigma-b 0.3 --depth 3 --json", in: folder
      ).object()
      #expect(depth["q"]?.arrayValue?.count == 4)
    }
  }

  @Test func tableShowsThatSymmetryIsBroken() throws {
    try withFolder { folder in
      let synth = "synth one-step --spins 1024 --replicas 48 --blocks 3 -o s.npy"
      #expect(try Tool.run(synth, in: folder).code == 0)
      let outcome = try Tool.run("classify s.npy --no-power", in: folder)
      let lines = outcome.output.split(separator: "\n")
      #expect(lines[0].hasPrefix("Several states with two overlaps"))
      #expect(lines[1].contains("broken"))
      #expect(lines.last?.hasPrefix("Next: ") == true)
      #expect(outcome.errors.isEmpty)
    }
  }

  @Test(arguments: [
    "", "sample", "overlaps", "classify", "exact", "synth", "theory sk", "theory pspin",
    "theory rem", "theory at-line",
    "deepnet theory", "deepnet trajectory", "deepnet simulate",
  ])
  func helpHasExamplesThatFit(verb: String) throws {
    let outcome = try Tool.run(verb + " --help", in: "/")
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("EXAMPLES\n  replica "))
    // A line of an example that is broken by the terminal's width cannot be copied.
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "EXAMPLES"))
    var isContinued = false
    for line in lines[(start + 1)...].prefix(while: { !$0.isEmpty }) {
      #expect(line.hasPrefix(isContinued ? "    " : "  replica "), "\(line)")
      isContinued = line.hasSuffix("\\")
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullStandardOutput() throws {
    for command in ["theory sk -t 0.5", "theory sk -t 0.5 --json"] {
      let outcome = try Tool.run(command, in: "/", output: "/dev/full")
      #expect(outcome.code == 73)
      #expect(outcome.errors.contains("standard output"))
    }
  }

  @Test func withoutGnuplot() throws {
    try withFolder { folder in
      let command = "deepnet trajectory --sigma-w 2 --sigma-b 0.3 --depth 3 --figure f.svg --json"
      let outcome = try Tool.run(command, in: folder, environment: ["PATH": "/nowhere"])
      #expect(outcome.code == 0)
      _ = try outcome.object()
      #expect(outcome.errors.contains("gnuplot"))
      #expect(outcome.errors.split(separator: "\n").count == 1)
      #expect(FileManager.default.fileExists(atPath: folder + "/f.gp"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/f.svg"))
    }
  }
}
