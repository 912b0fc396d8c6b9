import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// Files that once were read wrong without a word: each with the right value, or the words of its refusal.
///
/// Calibrated by the readers of version 0.1.0: couplings from 1 and a QUBO are read as something else, 0 and 1 give ⟨q⟩ 0.62
/// instead of 0.21 and a column of labels 0.49, chains are instances, sites are replicas, temperatures are pooled, single
/// precision gives activations, marks of missing values are numbers, nothing hints at `--transpose`, and `-t` twice takes
/// one. `sharedCoordinate` was not tried so.
@Suite struct FileCaseTests {
  private func json(_ command: String, in folder: String) throws -> JSONValue {
    let outcome = try Tool.run(command + " --json", in: folder)
    #expect(outcome.code == 0, "\(command): \(outcome.errors)")
    return try outcome.object()
  }

  private func mean(_ command: String, in folder: String) throws -> Double {
    try #require(json(command, in: folder)["mean_overlap"]?["mean"]?.doubleValue)
  }

  private func write(_ text: String, _ name: String, in folder: String) throws {
    try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
  }

  /// Spins of a few states, the same in every run.
  private func spins(_ rows: Int, _ columns: Int, seed: Int = 1) -> Matrix {
    Matrix(rows: rows, columns: columns) { a, i in
      let word = UInt64(truncatingIfNeeded: (a % 3 + 7 * seed) * 1_000_003 + i * 7919)
      let mixed = (word ^ (word >> 7)) &* 0x9E37_79B9_7F4A_7C15
      let flip = (UInt64(truncatingIfNeeded: a * 31 + i * 17) &* 0xD129_0D31_EB24_4D6B) >> 61 == 0
      return ((mixed >> 40) & 1 == 1) != flip ? 1 : -1
    }
  }

  private func meanOverlap(_ s: Matrix) -> Double {
    var sum = 0.0
    for a in 0..<s.rows {
      for b in 0..<a {
        sum += zip(s.row(a), s.row(b)).reduce(0) { $0 + $1.0 * $1.1 } / Double(s.columns)
      }
    }
    return sum / Double(s.rows * (s.rows - 1) / 2)
  }

  @Test func couplings() throws {
    try withFolder { folder in
      try write("1 2 1.0\n2 3 1.0\n1 3 -1.0\n", "b.txt", in: folder)
      let refused = try Tool.run("exact couplings -i b.txt -t 1", in: folder)
      #expect(refused.code == 65 && refused.errors.contains("--one-based"))
      // Z = 6 e^{1/T} + 2 e^{−3/T} of a frustrated triangle.
      let exact = try json("exact couplings -i b.txt -t 1 --one-based", in: folder)
      let energy = (-6 * exp(1.0) + 6 * exp(-3.0)) / (6 * exp(1.0) + 2 * exp(-3.0)) / 3
      #expect(abs(try #require(exact["energy_per_spin"]?.doubleValue) - energy) < 1e-12)
      #expect(exact["ground_state_count"] == 6 && exact["spins"] == 3)
      #expect(
        exact["couplings"] == 3 && exact["coupling_range"] == [-1.0, 1.0] && exact["fields"] == 0)
      let sample = try json(
        "sample couplings -i b.txt -t 1 --one-based --sweeps 64 --draws 4 -o b.zarr", in: folder)
      #expect(sample["couplings"] == 3 && sample["fields"] == 0)
      let text = try Tool.run("exact couplings -i b.txt -t 1 --one-based", in: folder).output
      #expect(text.contains("N = 3, 3 couplings from -1.0 to 1.0, no fields"))
      // H = +Σ: the same triangle with all signs turned is not frustrated the other way round.
      let plus = try json("exact couplings -i b.txt -t 1 --one-based --sign plus", in: folder)
      #expect(plus["ground_state_count"] == 2)

      // A QUBO: minimum of 0.2 x + 4 x y − 2 y is −2 at x = 0, y = 1.
      try write("# vartype=BINARY\n0 0 0.2\n0 1 4.0\n1 1 -2.0\n", "q.coo", in: folder)
      let outcome = try Tool.run("exact couplings -i q.coo -t 1 --json", in: folder)
      let qubo = try outcome.object()
      let offset = try #require(qubo["model"]?["energy_offset"]?.doubleValue)
      let ground = try #require(qubo["ground_state_energy_per_spin"]?.doubleValue)
      #expect(abs(2 * ground + offset + 2) < 1e-12 && outcome.errors.contains("BINARY"))

      try NPZFile.write(
        [
          "J": NumPyArray(Matrix(rows: 2, columns: 2, elements: [0, 1, 1, 0])),
          "h": NumPyArray(shape: [2], values: [0.5, 0]),
        ],
        to: folder + "/two.npz")
      // The only matrix is read, but not without a word about the fields beside it.
      #expect(
        try Tool.run("exact couplings -i two.npz -t 1", in: folder).errors.contains("--array J"))
      let two = try json("exact couplings -i two.npz -t 1 --array J --field-array h", in: folder)
      #expect(two["fields"] == 1 && two["field_range"] == [0.5, 0.5])

      // Fields in a file of their own.
      try NumPyFile.write(
        NumPyArray(shape: [2], values: [0.5, -0.25]), to: folder + "/h.npy")
      try NumPyFile.write(
        Matrix(rows: 2, columns: 2, elements: [0, 1, 1, 0]), to: folder + "/J.npy")
      try write("0 1 1\n", "J.txt", in: folder)
      for (file, sign) in [("J.npy", 1.0), ("J.txt", 1), ("J.npy", -1)] {
        let found = try json(
          "exact couplings -i \(file) -t 1 --fields h.npy" + (sign < 0 ? " --sign plus" : ""),
          in: folder)
        // Z = Σ exp(J s t + h s + k t) over s, t = ±1; the sign turns all three.
        let (j, h, k) = (sign, 0.5 * sign, -0.25 * sign)
        let z = 2 * (exp(j) * cosh(h + k) + exp(-j) * cosh(h - k))
        let logarithm = try #require(found["log_partition_function"]?.doubleValue)
        #expect(abs(logarithm - log(z)) < 1e-12 && found["fields"] == 2)
      }
      try write("0 1 1\n0 0 0.5\n", "both.txt", in: folder)
      try write("1\n2\n3\n", "three.csv", in: folder)
      for (bad, code, word) in [
        ("-i both.txt --fields h.npy", 64, "fields of its own"),
        ("-i q.coo --fields h.npy", 64, "linear terms"),
        ("-i two.npz --array J --field-array h --fields h.npy", 64, "--field-array"),
        ("-i J.npy --fields three.csv", 65, "3 fields for 2 spins"),
        ("-i J.npy --fields J.npy", 65, "one field for each spin"),
        ("-i J.npy --fields none.npy", 66, "none.npy"),
      ] as [(String, Int32, String)] {
        let outcome = try Tool.run("exact couplings -t 1 " + bad, in: folder)
        #expect(outcome.code == code && outcome.errors.contains(word), "\(bad): \(outcome.errors)")
      }

      // Sparse couplings are kept as bonds, and a run of them is read back.
      let n = 3000
      try write((0..<n).map { "\($0) \(($0 + 1) % n) 1\n" }.joined(), "ring.txt", in: folder)
      let ring = "sample couplings -i ring.txt -t 1 --sweeps 16 --draws 2 --chains 2 -o ring.zarr"
      #expect(try json(ring, in: folder)["couplings"] == 3000)
      #expect(try json("overlaps ring.zarr", in: folder)["spins"] == 3000)
      let again = try Tool.run(ring + " --resume", in: folder)
      #expect(again.code == 0, "\(again.errors)")
      for bad in [
        "sample sk -s 8 -t 1 --one-based", "exact couplings -i two.npz --array J -t 1 --one-based",
      ] {
        #expect(try Tool.run(bad, in: folder).code == 64)
      }
    }
  }

  /// −1 that became 255 is said to be that.
  @Test func spinsWithoutSigns() throws {
    try withFolder { folder in
      for (type, top) in [(NumPyDataType.uint8, 255.0), (.uint16, 65535)] {
        let values = (0..<64).map { $0 % 3 == 0 ? top : 1 }
        try NumPyFile.write(
          NumPyArray(shape: [4, 16], values: values, dataType: type), to: folder + "/w.npy",
          ifExists: .replace)
        let outcome = try Tool.run("classify w.npy", in: folder)
        #expect(
          outcome.code == 65 && outcome.errors.contains("what −1 becomes"), "\(outcome.errors)")
      }
    }
  }

  /// Truth values, 0 and 1, tables with labels: the overlaps of the spins that are meant.
  @Test func spinsInOtherWords() throws {
    try withFolder { folder in
      let s = spins(30, 200)
      let expected = meanOverlap(s)
      let bits = Matrix(rows: 30, columns: 200) { s[$0, $1] == 1 ? 1 : 0 }
      for type in [NumPyDataType.uint8, .float32, .bool, .float64] {
        try NumPyFile.write(bits, to: folder + "/b.npy", as: type, ifExists: .replace)
        let found = try json("overlaps b.npy", in: folder)
        #expect(abs(try #require(found["mean_overlap"]?["mean"]?.doubleValue) - expected) < 1e-12)
        let said = found["remarks"]?.arrayValue?.contains {
          $0.stringValue?.contains("0 and 1") == true
        }
        #expect(said == (type != .bool))
      }
      func table(_ header: String, _ label: (Int) -> String) -> String {
        header + "\n"
          + (0..<30).map { a in
            label(a) + s.row(a).map { "\(Int($0))" }.joined(separator: ",") + "\n"
          }.joined()
      }
      let names = (0..<200).map { "s\($0)" }.joined(separator: ",")
      for (text, name) in [
        (table("," + names) { "\($0)," }, "pd.csv"),
        (table("," + (0..<200).map(String.init).joined(separator: ",")) { "\($0)," }, "pd0.csv"),
        (table("index," + names) { "\($0)," }, "index.csv"),
        (table(names) { _ in "" }, "plain.txt"),
        (table("% from elsewhere") { _ in "" }, "percent.dat"),
      ] {
        try write(text, name, in: folder)
        let found = try json("overlaps \(name)", in: folder)
        #expect(found["spins"] == 200, "\(name)")
        #expect(abs(try mean("overlaps \(name)", in: folder) - expected) < 1e-12, "\(name)")
      }
      // From standard input, as a shell hands it over.
      try NumPyFile.write(s, to: folder + "/s.npy", as: .int8)
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = ["-c", "'\(Tool.path)' overlaps - --json < s.npy > out.json"]
      shell.currentDirectoryURL = URL(fileURLWithPath: folder)
      try shell.run()
      shell.waitUntilExit()
      #expect(shell.terminationStatus == 0)
      let piped = try JSONValue(contentsOfFile: folder + "/out.json")["mean_overlap"]?["mean"]?
        .doubleValue
      #expect(abs(try #require(piped) - expected) < 1e-12)
      // Patterns as truth values.
      try NumPyFile.write(
        Matrix(rows: 1, columns: 8) { $1 % 2 == 0 ? 1 : 0 }, to: folder + "/p.npy", as: .bool)
      #expect(
        try Tool.run("exact hopfield --pattern-file p.npy -s 8 -t 0.5", in: folder).code == 0)
    }
  }

  /// Dimensions are read by their names.
  @Test func namedDimensions() throws {
    try withFolder { folder in
      let s = spins(24, 64)
      func store(_ name: String, _ shape: [Int], _ names: [String], _ values: [Double]) throws {
        let store = try ZarrStore.create(
          at: folder + "/" + name,
          arrays: [ZarrArray(name: "a", dataType: .float64, shape: shape, dimensionNames: names)])
        try store.writeChunk(array: "a", index: shape.map { _ in 0 }, values: values)
      }
      try store("chains.zarr", [2, 12, 64], ["chain", "draw", "site"], s.elements)
      let chains = try json("overlaps chains.zarr", in: folder)
      let mixed = try json("classify chains.zarr --no-power", in: folder)
      #expect(mixed["verdict"] != "not-equilibrated")
      #expect(chains["instances"] == 1 && chains["replicas"] == 24)
      // Overlaps are those between the chains: mean spins of one against those of the other.
      let between = (0..<64).reduce(0.0) { sum, i in
        let ends = [0, 12].map { start in (0..<12).reduce(0.0) { $0 + s[start + $1, i] } / 12 }
        return sum + ends[0] * ends[1] / 64
      }
      #expect(abs(try mean("overlaps chains.zarr", in: folder) - between) < 1e-12)
      // Two chains in two states, which never met.
      let stuck = Matrix(rows: 24, columns: 64) { a, i in
        let state = i * (a < 12 ? 7919 : 104_729) % 13 < 6 ? 1.0 : -1
        return (a * 37 + i * 11) % 17 == 0 ? -state : state
      }
      try store("stuck.zarr", [2, 12, 64], ["chain", "draw", "site"], stuck.elements)
      let apart = try json("classify stuck.zarr --no-power", in: folder)
      #expect(apart["verdict"] == "not-equilibrated")
      let reasons = apart["reasons"]?.arrayValue?.compactMap(\.stringValue) ?? []
      #expect(reasons.contains { $0.contains("chains disagree") }, "\(reasons)")
      try store("turned.zarr", [64, 24], ["site", "replica"], s.transposed.elements)
      #expect(abs(try mean("overlaps turned.zarr", in: folder) - meanOverlap(s)) < 1e-12)
      try store("t.zarr", [2, 12, 64], ["temperature", "replica", "site"], s.elements)
      let refused = try Tool.run("overlaps t.zarr", in: folder)
      #expect(refused.code == 64 && refused.errors.contains("--select temperature="))
      let second = Matrix(rows: 12, columns: 64) { s[$0 + 12, $1] }
      let found = try mean("overlaps t.zarr --select temperature=1", in: folder)
      #expect(abs(found - meanOverlap(second)) < 1e-12)
      try NumPyFile.write(
        NumPyArray(shape: [1, 2, 12, 64], values: s.elements), to: folder + "/four.npy")
      #expect(try Tool.run("overlaps four.npy", in: folder).errors.contains("--select"))
      let fourth = try mean("overlaps four.npy --select 1=1 --select 0=0", in: folder)
      #expect(abs(fourth - meanOverlap(second)) < 1e-12)
      try NPZFile.write(["x": NumPyArray(s), "y": NumPyArray(second)], to: folder + "/two.npz")
      let both = try json("classify two.npz --array x,y --no-power", in: folder)
      #expect(both["points"]?.arrayValue?.count == 2)
    }
  }

  /// Numbers that CF's attributes mark as missing are refused with their place, in the scale of the file.
  @Test func markedAsMissing() throws {
    try withFolder { folder in
      let store = try ZarrStore.create(
        at: folder + "/cf.zarr",
        arrays: [
          ZarrArray(
            name: "a", dataType: .float64, shape: [6, 10], dimensionNames: ["replica", "site"],
            attributes: ["scale_factor": 0.001, "_FillValue": -32768])
        ])
      var values = (0..<60).map { Double(($0 * 37) % 101) - 50 }
      values[23] = -32768
      try store.writeChunk(array: "a", index: [0, 0], values: values)
      let outcome = try Tool.run("overlaps cf.zarr", in: folder)
      #expect(outcome.code == 65 && outcome.errors.contains("row 2, column 3"), "\(outcome.errors)")
    }
  }

  /// A sample that may be transposed by mistake is read with a hint at the option.
  @Test func moreReplicasThanSites() throws {
    try withFolder { folder in
      try NumPyFile.write(spins(200, 64), to: folder + "/t.npy", as: .int8)
      for verb in ["overlaps", "classify --no-power"] {
        let found = try Tool.run("\(verb) t.npy", in: folder)
        #expect(found.code == 0 && (found.output + found.errors).contains("--transpose"))
      }
    }
  }

  /// Overlaps of single precision, whose mirrored elements differ in the last place.
  @Test func roundedOverlaps() throws {
    try withFolder { folder in
      let s = spins(24, 64)
      var q = Matrix(rows: 24, columns: 24) { a, b in
        3000 * zip(s.row(a), s.row(b)).reduce(0) { $0 + $1.0 * $1.1 } / 64
      }
      q[3, 1] = q[3, 1] * (1 + 1e-7) + 1e-4
      try NumPyFile.write(q, to: folder + "/q.npy", as: .float32)
      let found = try Tool.run("overlaps q.npy --spins 64 --json", in: folder)
      #expect(found.code == 0, "\(found.errors)")
      #expect(try found.object()["replicas"] == 24)
      #expect(try Tool.run("overlaps q.npy", in: folder).errors.contains("--spins"))
    }
  }

  /// One coordinate that all replicas share: the array and its overlaps have one verdict, with a remark on it.
  @Test func sharedCoordinate() throws {
    try withFolder { folder in
      var x = Matrix(rows: 48, columns: 256) { a, i in
        (0..<12).reduce(-6.0) { sum, k in
          let word = UInt64(a * 4093 + i * 65537 + k * 2_654_435_761) &* 0x9E37_79B9_7F4A_7C15
          let mixed = (word ^ (word >> 29)) &* 0xBF58_476D_1CE4_E5B9
          return sum + Double(mixed >> 11) * 0x1p-53
        }
      }
      for a in 0..<48 { x[a, 7] = 30 }
      try NumPyFile.write(x, to: folder + "/x.npy")
      _ = try json("overlaps x.npy --matrix q.npy", in: folder)
      let array = try json("classify x.npy --no-power", in: folder)
      let overlaps = try json("classify q.npy --spins 256 --no-power", in: folder)
      #expect(array["verdict"] == overlaps["verdict"])
      #expect(
        array["remarks"]?.arrayValue?.contains { $0.stringValue?.contains("site 7") == true }
          == true)
    }
  }

  /// Options that would be dropped without a word.
  @Test(arguments: [
    "exact sk -s 6 -t 1 -t 2", "exact sk -s 6 --temperature 1 --temperature=2",
    "sample sk -s 8 -t 1 --seed 1 --seed 2",
    "classify s.npy --temperature 1", "overlaps s.npy --temperature 1",
    "overlaps s.npy --instance 0",
    "classify --ensemble s.npy z.npy -t 1",
  ])
  func droppedOptions(command: String) throws {
    try withFolder { folder in
      for name in ["s", "z"] { try NumPyFile.write(spins(6, 32), to: folder + "/\(name).npy") }
      let outcome = try Tool.run(command, in: folder)
      #expect(outcome.code == 64 && outcome.output.isEmpty, "\(outcome.errors)")
    }
  }
}
