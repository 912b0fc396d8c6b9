import Archive
import Documents
import Foundation
import LinearAlgebra
import PlantedData
import Randomness
import SpinModels
import Testing

/// `replica classify` of arrays with what the user knows besides: patterns, classes, times.
@Suite struct KnowledgeTests {
  private func json(_ command: String, in folder: String) throws -> JSONValue {
    let outcome = try Tool.run(command + " --json --no-power", in: folder)
    #expect(outcome.code == 0, "\(command): \(outcome.errors)")
    return try outcome.object()
  }

  private func expect(
    _ command: String, _ code: Int32, _ words: String..., in folder: String
  ) throws {
    let outcome = try Tool.run(command, in: folder)
    #expect(outcome.code == code, "\(command): \(outcome.code), \(outcome.errors)")
    for word in words {
      #expect(outcome.errors.contains(word), "\(command): '\(word)' not in \(outcome.errors)")
    }
  }

  private static let (rows, sites) = (48, 256)

  /// Three patterns of ±1, and replicas that are copies of them with one spin in twenty flipped.
  private func write(in folder: String) throws -> (patterns: Matrix, classes: [Int]) {
    var stream = RandomStream(StreamName(seed: 41, purpose: .planting))
    var patterns = Matrix(rows: 3, columns: Self.sites)
    for k in patterns.elements.indices { patterns.elements[k] = Double(stream.sign()) }
    let classes = (0..<Self.rows).map { _ in stream.index(below: 3) }
    var spins = Matrix(rows: Self.rows, columns: Self.sites)
    for (a, mu) in classes.enumerated() {
      for i in 0..<Self.sites {
        spins[a, i] = stream.uniform() < 0.05 ? -patterns[mu, i] : patterns[mu, i]
      }
    }
    try NumPyFile.write(spins, to: folder + "/s.npy")
    try NumPyFile.write(patterns, to: folder + "/xi.npy")
    try NumPyFile.write(
      Matrix(rows: Self.rows, columns: 1, elements: classes.map(Double.init)),
      to: folder + "/y.npy")
    return (patterns, classes)
  }

  /// States that are patterns are retrieval, in any coding of the patterns; without them they are one step.
  @Test func patterns() throws {
    try withFolder { folder in
      let (patterns, _) = try write(in: folder)
      #expect(try json("classify s.npy", in: folder)["verdict"] == "one-step")
      var bits = patterns
      for k in bits.elements.indices { bits.elements[k] = (bits.elements[k] + 1) / 2 }
      try NumPyFile.write(bits, to: folder + "/bits.npy")
      for file in ["xi.npy", "bits.npy"] {
        let found = try json("classify s.npy --pattern-file " + file, in: folder)
        #expect(found["verdict"] == "replica-symmetric")
        #expect(found["breaking_parameter"] == .null)
        #expect(found["answer"]?.stringValue?.contains("retrieval of patterns 0, 1 and 2") == true)
        let kinds = try #require(found["states"]?.arrayValue).map { $0["patterns"]?["kind"] }
        #expect(kinds == ["retrieval", "retrieval", "retrieval"])
      }
      // A single pattern explains a third.
      try Data(
        (patterns.row(0).map { "\($0)" }).joined(separator: ",").utf8
      ).write(to: URL(fileURLWithPath: folder + "/one.csv"))
      #expect(
        try json("classify s.npy --pattern-file one.csv", in: folder)["verdict"] == "one-step")
    }
  }

  @Test func badPatterns() throws {
    try withFolder { folder in
      let (patterns, _) = try write(in: folder)
      func check(_ matrix: Matrix, _ words: String) throws {
        try NumPyFile.write(matrix, to: folder + "/bad.npy", ifExists: .replace)
        try expect("classify s.npy --pattern-file bad.npy", 65, "bad.npy", words, in: folder)
      }
      try check(patterns.transposed, "transpose")
      try check(
        Matrix(rows: 3, columns: 100) { patterns[$0, $1] }, "3 patterns of 100 sites, but s.npy")
      var other = patterns
      other[1, 7] = 0.5
      try check(other, "row 1, column 7 (from 0) is 0.5")
      other[1, 7] = .nan
      try check(other, "row 1, column 7")
      try check(Matrix(rows: 0, columns: Self.sites), "holds no patterns")
      try expect("classify s.npy --pattern-file none.npy", 66, "none.npy", in: folder)
      try NumPyFile.write(
        Matrix(rows: 8, columns: 64) { Double($0 * $1 % 7) + 0.5 }, to: folder + "/real.npy")
      try expect(
        "classify real.npy --pattern-file xi.npy", 64, "real.npy was read as real vectors",
        in: folder)
    }
  }

  /// States that are the classes have the adjusted Rand index 1, and every state shares replicas with one class.
  @Test func labels() throws {
    try withFolder { folder in
      let (_, classes) = try write(in: folder)
      let found = try #require(json("classify s.npy --labels y.npy", in: folder)["classes"])
      #expect(found["classes"] == [0.0, 1.0, 2.0])
      let index = try #require(found["adjusted_rand_indices"]?[0]?.doubleValue)
      #expect(abs(index - 1) < 1e-12)
      let shared = try #require(found["shared_replicas"]?.arrayValue)
      let counts = (0..<3).map { mu in classes.count { $0 == mu } }
      for row in shared {
        let numbers = try #require(row.arrayValue).map { $0.intValue ?? -1 }
        let mu = try #require(numbers.firstIndex { $0 > 0 })
        #expect(numbers[mu] == counts[mu] && numbers.reduce(0, +) == counts[mu])
      }
      let text = try Tool.run("classify s.npy --labels y.npy --no-power", in: folder).output
      #expect(text.contains("adjusted Rand index 1 "))
      // Classes that know nothing of the states: 0 up to about 1/√48.
      try NumPyFile.write(
        Matrix(rows: 1, columns: Self.rows) { Double($1 * 7 % 3) }, to: folder + "/other.npy")
      let other = try #require(json("classify s.npy --labels other.npy", in: folder)["classes"])
      #expect(abs(other["adjusted_rand_indices"]?[0]?.doubleValue ?? 1) < 0.2)
      try NumPyFile.write(
        Matrix(rows: 2, columns: Self.rows / 2) { Double($0 + $1) }, to: folder + "/square.npy")
      try expect("classify s.npy --labels square.npy", 65, "48 classes", in: folder)
      try Data("1\n2\n".utf8).write(to: URL(fileURLWithPath: folder + "/few.csv"))
      try expect("classify s.npy --labels few.csv", 65, "[2, 1]", "48 classes", in: folder)
      try Data("cat\ndog\nhen\n".utf8).write(to: URL(fileURLWithPath: folder + "/words.csv"))
      try expect("classify s.npy --labels words.csv", 65, "words.csv", in: folder)
    }
  }

  /// A chain whose rows were shuffled is found by its times, however they are given; a column of times is no site.
  @Test func order() throws {
    try withFolder { folder in
      var stream = RandomStream(StreamName(seed: 42, purpose: .planting))
      var row = (0..<Self.sites).map { _ in stream.sign() }
      var chain: [[Double]] = []
      for _ in 0..<Self.rows {
        chain.append(row)
        for i in row.indices where stream.uniform() < 0.2 { row[i] = stream.sign() }
      }
      let shuffle = stream.permutation(Self.rows)
      let shuffled = Matrix(rows: Self.rows, columns: Self.sites) { chain[shuffle[$0]][$1] }
      try NumPyFile.write(shuffled, to: folder + "/s.npy")
      try NumPyFile.write(
        Matrix(rows: Self.rows, columns: Self.sites) { chain[$0][$1] }, to: folder + "/c.npy")
      let times = shuffle.map { 10 * Double($0) + 0.25 }
      try NumPyFile.write(
        Matrix(rows: Self.rows, columns: 1, elements: times), to: folder + "/t.npy")
      let table = Matrix(rows: Self.rows, columns: Self.sites + 1) {
        $1 == 2 ? times[$0] : shuffled[$0, $1 < 2 ? $1 : $1 - 1]
      }
      let names = (0...Self.sites).map { $0 == 2 ? "sweep" : "s\($0)" }
      try CSVFile.write(table, to: folder + "/t.csv", header: names)
      // Labels of rows are a column of the file, too, and words in it are nobody's business.
      let labelled = (0..<Self.rows).map { row in
        ["shot\(row)", "good", "\(times[row])"] + shuffled.row(row).map(\.description)
      }
      let labels = ["", "note", "sweep"] + (0..<Self.sites).map { "s\($0)" }
      let lines = ([labels] + labelled).map { $0.joined(separator: ",") }.joined(separator: "\n")
      try Data(lines.utf8).write(to: URL(fileURLWithPath: folder + "/l.csv"))
      let all = Self.sites + 1
      for options in [
        "c.npy --order index", "s.npy --order t.npy", "t.csv --order sweep", "t.csv --order 2",
        "t.csv --columns 0:2,3:\(all) --order 2", "t.csv --columns : --order sweep",
        "t.csv --columns 0:2,3: --order sweep", "l.csv --columns 3: --order 2",
        "l.csv --columns 2: --order 2",
      ] {
        let found = try json("classify " + options, in: folder)
        let test = try #require(found["row_order"])
        #expect(found["spins"]?.intValue == Self.sites, "\(options)")
        #expect((test["z"]?.doubleValue ?? 0) > 10, "\(options): \(test)")
        // ½ + p/(1 − p) = 4.5 for p = 0.8.
        let time = try #require(test["integrated_autocorrelation_time"]?.doubleValue)
        #expect(time > 3 && time < 7, "\(options): \(time)")
        #expect(found["verdict"] == "undetermined")
        #expect(found["answer"]?.stringValue?.hasPrefix("The rows depend on each other") == true)
        #expect(found["warnings"]?[0]?.stringValue?.contains("autocorrelation time") == true)
      }
      // In random order nothing is seen.
      let blind = try json("classify s.npy --order index", in: folder)
      #expect(abs(blind["row_order"]?["z"]?.doubleValue ?? 9) < 4)
      #expect(try json("classify s.npy", in: folder)["row_order"] == nil)

      try expect("classify s.npy --order nothing", 64, "no such file", "index", in: folder)
      try expect("classify t.csv --order s999", 64, "its columns: s0", in: folder)
      try expect("classify s.npy --order 999", 64, "256 columns", in: folder)
      try expect("classify l.csv --columns 3: --order 999", 64, "259 columns", in: folder)
      try expect("classify l.csv --columns 3: --order note", 65, "good", in: folder)
      try Data("1\n2\n".utf8).write(to: URL(fileURLWithPath: folder + "/few.csv"))
      try expect("classify s.npy --order few.csv", 65, "48 times", in: folder)
      try Data(String(repeating: "5\n", count: Self.rows).utf8).write(
        to: URL(fileURLWithPath: folder + "/same.csv"))
      try expect("classify s.npy --order same.csv", 65, "all times are equal", in: folder)
    }
  }

  /// Patterns explain the states of a run of couplings that somebody made of them.
  @Test func patternsOfGivenCouplings() throws {
    try withFolder { folder in
      let n = 48
      let patterns = Matrix(rows: 2, columns: n) { mu, i in
        (mu == 0 ? i % 2 : i / 3 % 2) == 0 ? 1 : -1
      }
      try NumPyFile.write(patterns, to: folder + "/xi.npy")
      let couplings = Matrix(rows: n, columns: n) { i, j in
        i == j
          ? 0 : (patterns[0, i] * patterns[0, j] + patterns[1, i] * patterns[1, j]) / Double(n)
      }
      try NumPyFile.write(couplings, to: folder + "/J.npy")
      let sample = try Tool.run(
        "sample couplings -i J.npy --temperatures 0.3,0.6,0.9,1.2 --sweeps 4096 --draws 32 -o r.zarr",
        in: folder)
      #expect(sample.code == 0, "\(sample.errors)")
      let bare = try json("classify r.zarr -t 0.3", in: folder)
      let explained = try json("classify r.zarr -t 0.3 --pattern-file xi.npy", in: folder)
      #expect(!bare.compactText.contains("retrieval") && bare["verdict"] == "one-step")
      #expect(explained.compactText.contains("retrieval of patterns 0 and 1"))
      #expect(explained["verdict"] == "replica-symmetric")
      try expect("classify r.zarr -t 0.3 --pattern-file J.npy", 65, "J.npy", in: folder)
      try NumPyFile.write(
        Matrix(rows: 1, columns: 5, repeating: 1), to: folder + "/five.npy")
      try expect("classify r.zarr --pattern-file five.npy", 65, "48 sites", in: folder)
      let own = try Tool.run(
        "sample hopfield -s 48 --patterns 2 -t 1 --sweeps 16 --draws 4 --chains 2 -o h.zarr",
        in: folder)
      #expect(own.code == 0)
      try expect("classify h.zarr --pattern-file xi.npy", 64, "knows its patterns", in: folder)
    }
  }

  /// Runs know their times.
  @Test func runs() throws {
    try withFolder { folder in
      let sample = try Tool.run(
        "sample sk -s 16 -t 1 --sweeps 16 --draws 4 --chains 2 -o r.zarr", in: folder)
      #expect(sample.code == 0, "\(sample.errors)")
      for option in ["--order index", "--labels y.npy"] {
        try expect("classify r.zarr " + option, 64, "is a run", in: folder)
      }
    }
  }
}
