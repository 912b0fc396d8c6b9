import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// `replica synth`: what it writes and what it refuses.
///
/// Calibrated by breaking the code: instances counted from 0 whatever --instance says, labels of one
/// instance for all.
@Suite struct SynthTests {
  static let every: [(command: String, kinds: Set<String>)] = [
    ("paramagnetic", ["paramagnetic"]),
    ("paramagnetic --site-correlation 0.9", ["paramagnetic"]),
    ("rs --q0 0.3 --site-law tanh", ["replica-symmetric"]),
    ("ferromagnet --flips", ["replica-symmetric"]),
    ("one-step --blocks 3", ["one-step"]),
    ("one-step --pairs --site-law gaussian", ["one-step"]),
    ("one-step --weights 1,2,3 --q0 0 --q1 0.1", ["one-step"]),
    ("two-step --blocks 2,3 --flips", ["hierarchical"]),
    ("k-step --overlaps 0,0.2,0.4,0.8 --blocks 2,2,2", ["hierarchical"]),
    ("k-step --overlaps 0,0.2,0.4,0.8", ["hierarchical", "one-step", "replica-symmetric"]),
    ("full --m 0.9 --levels 40 --site-law correlated", ["hierarchical"]),
    ("crossed --overlaps 0.1,0.3,0.5 --blocks 3,4", ["non-hierarchical"]),
    ("non-hierarchical --site-law gaussian", ["non-hierarchical"]),
    ("ring --arc 0.5", ["non-hierarchical"]),
    ("ring --dimension 4 --site-correlation 0.5", ["non-hierarchical"]),
  ]

  @Test func everyClass() throws {
    try withFolder { folder in
      for (command, kinds) in Self.every {
        let outcome = try Tool.run(
          "synth \(command) -s 40 -r 24 -o s.npy --truth t.npy --json --force", in: folder)
        try #require(outcome.code == 0, "\(command): \(outcome.errors)")
        let object = try outcome.object()
        for key in ["class", "realised_class", "levels", "blocks", "site_law", "truth", "seed"] {
          #expect(object[key] != nil, "\(command): no key \(key)")
        }
        let realised = try #require(object["realised_class"]?.stringValue)
        #expect(kinds.contains(realised), "\(command): \(realised)")
        #expect(object["class"]?.stringValue == String(command.split(separator: " ")[0]))
        let spins = try NumPyFile.read(folder + "/s.npy")
        #expect(spins.shape == [24, 40] && spins.dataType == .int8)
        #expect(spins.values.allSatisfy { abs($0) == 1 })
        let labels = try NumPyFile.read(folder + "/s-labels.npy")
        if command.hasPrefix("ring") {
          #expect(labels.shape == [24, command.contains("dimension") ? 4 : 2])
        } else {
          #expect(labels.shape == [24] && labels.dataType == .int64)
          #expect(Set(labels.values).count == object["blocks"]?.intValue)
        }
        let truth = try NumPyFile.read(folder + "/t.npy").squareMatrix()
        #expect(truth.rows == 24 && truth.diagonal.allSatisfy { $0 == 1 })
        let text = try Tool.run("synth \(command) -s 40 -r 24 -o s.npy --force", in: folder)
        #expect(text.output.contains("realised class") && text.errors.isEmpty)
      }
    }
  }

  /// Instances of a file are those that are written alone, for any number of threads.
  @Test func instances() throws {
    try withFolder { folder in
      let common = "synth one-step -s 30 -r 8 --m 0.5 --flips --seed 4 --force --json"
      let all = try Tool.run(
        common + " --instances 3 --instance 5 --threads 3 -o a.npy --truth at.npy", in: folder
      ).object()
      #expect(all["realised_class"]?.arrayValue?.count == 3)
      #expect(all["instances"]?.intValue == 3)
      let files = ["a.npy", "a-labels.npy", "at.npy"]
      let arrays = try files.map { try NumPyFile.read(folder + "/" + $0) }
      #expect(arrays.map(\.shape) == [[3, 8, 30], [3, 8], [3, 8, 8]])
      for k in 0..<3 {
        let one = try Tool.run(
          common + " --instance \(5 + k) -o b.npy --truth bt.npy", in: folder
        ).object()
        #expect(one["realised_class"] == all["realised_class"]?[k])
        #expect(one["blocks"] == all["blocks"]?[k])
        for (array, name) in zip(arrays, ["b.npy", "b-labels.npy", "bt.npy"]) {
          let alone = try NumPyFile.read(folder + "/" + name).values
          #expect(Array(array.values[k * alone.count..<(k + 1) * alone.count]) == alone)
        }
      }
      let same = try Tool.run(
        common + " --instances 3 --instance 5 --threads 1 -o c.npy", in: folder)
      #expect(same.code == 0)
      let written = try ["a.npy", "c.npy"].map {
        try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0))
      }
      #expect(written[0] == written[1])
      let classified = try Tool.run("classify a.npy --no-power --json", in: folder)
      #expect(classified.code == 0, "\(classified.errors)")
    }
  }

  @Test func blocksStayTogether() throws {
    try withFolder { folder in
      let command = "synth one-step -s 8 -r 12 --blocks 3 --no-permutation -o s.npy"
      #expect(try Tool.run(command, in: folder).code == 0)
      let labels = try NumPyFile.read(folder + "/s-labels.npy").values
      #expect(labels == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    }
  }

  /// q(x) from the tool's own theory and from a table.
  @Test func functionsFromFiles() throws {
    try withFolder { folder in
      func write(_ text: String, _ name: String) throws {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
      }
      let theory = try Tool.run("theory sk --ansatz 1rsb -t 0.4 --json", in: folder)
      try write(theory.output, "theory.json")
      let planted = try Tool.run(
        "synth full -s 8 -r 8 --q-of-x theory.json -o s.npy --json", in: folder
      ).object()
      let solution = try theory.object()
      for key in ["overlaps", "breaking_points"] {
        #expect(planted[key] == solution[key] && planted[key] != nil)
      }
      try write("x,q\n0,0.1\n0.25,0.4\n0.5,0.7\n", "q.csv")
      let table = try Tool.run(
        "synth full -s 8 -r 8 --q-of-x q.csv -o t.npy --json", in: folder
      ).object()
      #expect(table["overlaps"] == JSONValue([0.1, 0.4, 0.7]))
      #expect(table["breaking_points"] == JSONValue([0.25, 0.5]))

      try write("{\"overlaps\": [0.1, 0.5]}", "half.json")
      try write("{\"overlaps\": [0.5, 0.1], \"breaking_points\": [0.5]}", "falling.json")
      try write("{\"overlaps\": [0.1, \"a\"], \"breaking_points\": [0.5]}", "text.json")
      try write("{", "broken.json")
      try write("0.1,0.2,0.3\n", "three.csv")
      try write("0,0.1\n0.5,x\n", "word.csv")
      for (file, code, words) in [
        ("half.json", 65, "breaking_points"), ("falling.json", 65, "0.1"),
        ("text.json", 65, "overlaps"), ("broken.json", 65, "broken.json"),
        ("three.csv", 65, "3 columns"), ("word.csv", 65, "line 2"),
        ("missing.json", 66, "missing.json"), ("q.txt", 64, ".csv"),
        ("q.csv --q0 0.1", 64, "replaces --q0"), ("q.csv --m 0.5", 64, "replaces --m"),
      ] as [(String, Int32, String)] {
        let outcome = try Tool.run("synth full -s 8 -r 8 -o u.npy --q-of-x \(file)", in: folder)
        #expect(outcome.code == code, "\(file): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(file): \(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder + "/u.npy"))
      }
    }
  }

  @Test func badOptions() throws {
    let cases: [(command: String, code: Int32, words: [String])] = [
      ("three-step", 64, ["three-step"]),
      ("paramagnetic --q0 0.1", 64, ["--q0 does not apply to paramagnetic"]),
      ("rs --blocks 3", 64, ["--blocks does not apply to rs"]),
      ("ferromagnet --site-law gaussian", 64, ["--site-law does not apply to ferromagnet"]),
      ("one-step --arc 0.5", 64, ["--arc does not apply to one-step"]),
      ("two-step --pairs", 64, ["--pairs does not apply to two-step"]),
      ("ring --m 0.5", 64, ["--m does not apply to ring", "--dimension"]),
      ("one-step --m 0.5 --pairs", 64, ["--m and --pairs exclude each other"]),
      ("one-step --blocks 2 --weights 1,2", 64, ["--blocks and --weights exclude"]),
      ("ring --arc 0.5 --dimension 3", 64, ["--arc and --dimension exclude"]),
      ("ring --arc 0.1", 64, ["fraction of the circle is 0.1", "0.25 to 1"]),
      ("ring --dimension 1", 64, ["dimension", "is 1", "2 to 1000"]),
      ("ring --site-law broadcast", 64, ["broadcast", "tree"]),
      ("one-step --site-law tanh", 64, ["tanh", "one state"]),
      ("rs --site-law bright", 64, ["bright"]),
      ("rs --site-correlation 1", 64, ["site correlation is 1", "below 1"]),
      ("rs --site-correlation nan", 64, ["site correlation is nan"]),
      ("rs --site-law tanh --site-correlation 0.5", 64, ["--site-law correlated, not tanh"]),
      ("one-step --overlaps 0.1,0.5 --q1 0.6", 64, ["--overlaps replaces --q1"]),
      ("one-step --overlaps 0.1", 64, ["--overlaps has 1 numbers; one-step takes 2"]),
      ("one-step --overlaps 0.1,x", 64, ["--overlaps: 'x'"]),
      ("one-step --blocks 2.5", 64, ["--blocks", "2.5"]),
      ("one-step --blocks 9", 64, ["blocks is 9", "replicas, 8"]),
      ("one-step --weights 1,-2", 64, ["weight is -2"]),
      ("k-step", 64, ["k-step needs --overlaps"]),
      ("k-step --overlaps 0.1,0.2,0.3 --m 0.5", 64, ["--m has 1 numbers", "takes 2"]),
      ("full --m 0.3,0.5", 64, ["--m has 2 numbers; full takes 1"]),
      ("full --m 1", 64, ["breaking parameter is 1"]),
      ("full --levels 1", 64, ["number of levels is 1"]),
      ("full --levels 1000000", 64, ["2 to 10000"]),
      ("full --q0 0.9", 64, ["overlap is 0.8"]),
      ("crossed --blocks 3", 64, ["--blocks has 1 numbers; crossed takes 2"]),
      ("crossed --blocks 1,3", 64, ["values of a factor is 1"]),
      ("crossed --q0 0.5 --q1 0.5", 64, ["overlap gained by a factor is 0"]),
      ("crossed --overlaps 0.5,0.8,0.8", 64, ["increasing numbers from 0 to below 1"]),
      ("rs --instances 0", 64, ["--instances is 0"]),
      ("rs --instances 2000000", 64, ["--instances is 2000000"]),
      ("rs --instance -1", 64, ["--instance is -1"]),
      ("rs --instance 4294967295 --instances 2", 64, ["--instance is 4294967295"]),
      ("rs --truth t.csv", 64, ["--truth is 't.csv'", ".npy"]),
      ("rs --truth u-labels.npy", 64, ["--truth", "another name"]),
      ("rs --truth none/t.npy", 73, ["none"]),
    ]
    try withFolder { folder in
      for (command, code, words) in cases {
        let outcome = try Tool.run("synth \(command) -s 16 -r 8 -o u.npy", in: folder)
        #expect(outcome.code == code, "\(command): \(outcome.errors)")
        for word in words {
          #expect(outcome.errors.contains(word), "\(command): \(outcome.errors)")
        }
        #expect(outcome.output.isEmpty)
      }
      let large = try Tool.run(
        "synth rs -s 100000 -r 1000 --instances 100000 -o u.npy", in: folder)
      #expect(large.code == 1 && large.errors.contains("GB"))
      #expect(try contents(of: folder).isEmpty)
      #expect(try Tool.run("synth rs -s 16 -r 8 -o t.npy", in: folder).code == 0)
      let kept = try Tool.run("synth rs -s 16 -r 8 -o u.npy --truth t.npy", in: folder)
      #expect(kept.code == 73 && kept.errors.contains("--force"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/u.npy"))
    }
  }
}
