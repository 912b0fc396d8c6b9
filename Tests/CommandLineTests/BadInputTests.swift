import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// Bad input is refused with the promised exit code and with words that say what is wrong; it never
/// crashes the tool, and nothing is written or overwritten.
///
/// Calibrated by exchanging two exit codes and by taking a limit away.
@Suite struct BadInputTests {
  /// A command, its exit code, and words that the message must contain.
  struct Case: Sendable {
    let command: String
    let code: Int32
    let words: [String]

    init(_ command: String, _ code: Int32, _ words: String...) {
      self.command = command
      self.code = code
      self.words = words
    }
  }

  /// Checks that no case changes anything in the folder.
  private func check(_ cases: [Case], in folder: String) throws {
    let before = try contents(of: folder)
    for one in cases {
      let outcome = try Tool.run(one.command, in: folder)
      #expect(outcome.code == one.code, "\(one.command): \(outcome.code), \(outcome.errors)")
      #expect(outcome.output.isEmpty, "\(one.command)")
      for word in one.words {
        #expect(outcome.errors.contains(word), "\(one.command): \(outcome.errors)")
      }
      let after = try contents(of: folder)
      #expect(after == before, "\(one.command) changed \(after.keys.filter { before[$0] == nil })")
    }
  }

  @Test func numbersOnTheCommandLine() throws {
    let sample = "sample sk --spins 8 -t 1 -o a.zarr"
    var cases = ["0", "-1", "nan", "inf", "1e-300"].flatMap {
      [
        Case("exact sk --spins 6 -t \($0)", 64, "a temperature is"),
        Case("sample sk --spins 6 -t \($0) -o a.zarr", 64, "expected a number above 0"),
        Case("theory at-line -t \($0 == "1e-300" ? "0" : $0)", 64, "--temperature is"),
      ]
    }
    cases += ["0", "1", "-5"].flatMap {
      [
        Case("sample sk --spins \($0) -t 1 -o a.zarr", 64, "--spins is \($0)"),
        Case("synth rs --spins 8 --replicas \($0) -o a.npy", 64, "replicas is \($0);"),
        Case("deepnet simulate --sigma-w 1 --sigma-b 0 --inputs \($0)", 64, "--inputs is \($0)"),
        Case("deepnet simulate --sigma-w 1 --sigma-b 0 --width \($0)", 64, "--width is \($0)"),
      ]
    }
    cases += ["exact", "sample"].map {
      Case(
        "\($0) hopfield --spins 10 --load 0.01 -t 1" + ($0 == "sample" ? " -o a.zarr" : ""), 64,
        "at least 0.5/N")
    }
    cases += [
      "1:0:3", "1:2", "a:b:c", "0:1:3", "1:inf:3", "-inf:1:3", "nan:1:3", "1:2:0", "1:2:99999999",
    ].map {
      Case("sample sk --spins 8 --temperature-range=\($0) -o a.zarr", 64)
    }
    cases += [
      Case("theory sk -t -1", 64, "a temperature is -1.0"),
      Case("theory sk -t 0.5 --field nan", 64, "field"),
      Case("theory sk --ansatz krsb -t 0.5", 64, "--ansatz krsb needs --steps"),
      Case("theory sk --ansatz krsb --steps 1000 -t 0.5", 64, "--steps is 1000"),
      Case("theory sk --ansatz krsb --steps -1 -t 0.5", 64, "--steps is -1"),
      Case("theory sk --ansatz rs --steps 2 -t 0.5", 64, "--steps applies"),
      Case("theory sk --branch q0-zero -t 0.5", 64, "--branch applies"),
      Case("theory sk --ansatz 1rsb --branch q0-zero -t 0.5 --field 0.1", 64, "zero field"),
      Case("theory pspin --p 1 -t 0.5", 64, "--p is 1"),
      Case("theory pspin --p 2 -t 0.5", 64, "theory sk"),
      Case("theory pspin --p 3 -t -0.5", 64, "-0.5"),
      Case("theory pspin --p 3", 64, "--transitions"),
      Case("theory pspin --p 3 -t 0.9 --complexity 10", 1, "one state only"),
      Case("theory pspin --p 3 -t 0.9 --complexity 1", 64, "--complexity is 1"),
      Case("theory pspin --p 3 --spherical -t 0.5 --field 0.1", 64, "zero field"),
      Case("theory rem -t -1", 64, "-1"),
      Case("theory at-line -t 1.5", 1, "1.5"),
      Case("theory tap sk -t 0.5", 64, "--spins N"),
      Case("theory tap sk --spins 50", 64, "--temperature"),
      Case("theory tap sk --spins 50 -t 0", 64, "--temperature is 0.0"),
      Case("theory tap sk --spins 50 -t nan", 64, "--temperature is nan"),
      Case("theory tap sk --spins 50 -t 1 --load 0.1", 64, "--load does not apply"),
      Case("theory tap nothing.zarr -t 1", 64, "is no model"),
      Case("theory tap sk --spins 50 -t 1 --starts -1", 64, "--starts is -1"),
      Case("theory tap sk --spins 50 -t 1 --starts 0", 64, "--starts is 0"),
      Case("theory tap sk --spins 50 -t 1 -o m.csv", 64, ".npy"),
      Case("theory tap sk --spins 50 -t 1 -o nowhere/m.npy", 73, "nowhere"),
      Case("theory tap couplings --input missing.npy -t 1", 66, "missing.npy"),
      Case(
        "sample sk --spins 8 -t 1 --algorithm parallel-tempering -o a.zarr", 64,
        "two temperatures"),
      Case(sample + " --chains 1", 64, "1 chain"), Case(sample + " --sweeps 0", 64, "sweeps is 0"),
      Case(sample + " --sweeps 1", 64, "sweeps is 1"),
      Case(sample + " --sweeps 9223372036854775807", 64, "at most"),
      Case(sample + " --burn-in 9223372036854775807", 64, "at most"),
      Case(sample + " --sweeps 8 --draws 9", 64, "9 draws from 8 sweeps"),
      Case(sample + " --draws 0", 64, "draws is 0"), Case(sample + " --burn-in -1", 64, "burn-in"),
      Case(sample + " --instances 0", 64, "--instances is 0"),
      Case(sample + " --instance-range 0..5", 64, "a..b"),
      Case(sample + " --threads 0", 64, "--threads is 0"),
      Case(sample + " --seed -1", 64, "--seed"),
      Case(sample + " --field nan", 64, "field"), Case(sample + " --field 1e300", 64, "field"),
      Case(sample + " --bias inf", 64, "bias"),
      Case(sample + " --load 0.1", 64, "--load does not apply to the model sk"),
      Case(sample + " --input J.npy", 64, "--input does not apply"),
      Case(sample + " --temperatures 1,2", 64, "exactly one"),
      Case("sample sk --spins 8 -o a.zarr", 64, "exactly one"),
      Case("sample sk --spins 8 --temperatures 1,x -o a.zarr", 64, "'x'"),
      Case("sample foo -t 1", 64, "foo"), Case("nonsense", 64, "nonsense"),
      Case("sample hopfield --spins 8 -t 1 --load -1", 64, "--load is -1"),
      Case("sample hopfield --spins 8 -t 1 --load 1e300", 64, "--load"),
      Case("sample hopfield --spins 8 -t 1 --load 0.5 --bias 1", 64, "--bias does not apply"),
      Case("sample sk --spins 1000000 -t 1 -o a.zarr", 1, "GB", "50000 spins"),
      Case("sample sk --spins 9223372036854775807 -t 1 -o a.zarr", 1, "GB"),
      Case("sample hopfield --spins 50000 --load 1000 -t 1 -o a.zarr", 1, "GB"),
      Case("synth rs --spins 1000000000 --replicas 1000000 -o a.npy", 1, "GB"),
      Case("exact sk --spins 25 -t 1", 1, "2^25", "24 spins"),
      Case("exact sk --spins 1000000 --instance 3 -t 1", 1, "24 spins"),
      Case("synth one-step --spins 8 --replicas 8 --blocks 1,2 -o a.npy", 64, "--blocks"),
      Case("synth one-step --spins 8 --replicas 8 --m 1 -o a.npy", 64, "breaking parameter is 1"),
      Case("synth one-step --spins 8 --replicas 8 --q0 0.8 --q1 0.3 -o a.npy", 64, "0.3"),
      Case("synth rs --spins 8 --replicas 8 -o a.txt", 64, ".npy"),
      Case("deepnet theory --sigma-w -1 --sigma-b 0", 64, "--sigma-w is -1"),
      Case("deepnet theory --sigma-w nan --sigma-b 0", 64, "--sigma-w is nan"),
      Case("deepnet theory --sigma-w 1 --sigma-b 1e200", 64, "--sigma-b"),
      Case("deepnet simulate --sigma-w 0 --sigma-b 1", 64, "--sigma-w is 0"),
      Case("deepnet trajectory --sigma-w 1 --sigma-b 1 --depth 0", 64, "--depth is 0"),
      Case("deepnet trajectory --sigma-w 1 --sigma-b 1 --c0 2", 64, "--c0 is 2"),
      Case("deepnet trajectory --sigma-w 1 --sigma-b 1 --q0 1e308", 64, "--q0"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 1 --c0 -0.5", 64, "--c0 is -0.5"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 0 --inputs 1000000", 1, "GB"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 0 --width 1000000 --depth 10000", 1, "GB"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 0 --widths 9,0,3", 64, "--widths", "'0'"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 0 --widths 9 --depth 2", 64, "--depth"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 0 --activation foo", 64, "foo", "leaky-relu"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 0 --engine foo", 64, "foo", "exact-law"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 0 --weights foo", 64, "foo", "orthogonal"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 0 --circle --clusters 2", 64, "exclude"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 0 --array a", 64, "--array"),
      Case("deepnet simulate --sigma-w 1 --sigma-b 0 --dimension 1", 64, "--dimension is 1"),
    ]
    try withFolder { try check(cases, in: $0) }
  }

  /// Fields so small that they are lost beside others: these once took for ever.
  @Test(arguments: ["theory sk -t 1.5", "theory sk -t 1", "theory sk -t 0.5", "theory at-line"])
  func tinyField(command: String) throws {
    let running = try Tool.start(
      (command + " --field 1e-20 --json").split(separator: " ").map(String.init), in: "/")
    try wait { !running.isRunning }
    running.signal(SIGKILL)
    let outcome = try running.finish()
    #expect(outcome.code == 0)
    _ = try outcome.object()
  }

  @Test func couplingFiles() throws {
    try withFolder { folder in
      try write(symmetric(4), "ok", in: folder)
      func changed(_ name: String, _ change: (inout Matrix) -> Void) throws {
        var matrix = symmetric(4)
        change(&matrix)
        try write(matrix, name, in: folder)
      }
      try changed("asymmetric") { $0[0, 1] += 1 }
      try changed("nan") { ($0[0, 1], $0[1, 0]) = (.nan, .nan) }
      try changed("diagonal") { $0[2, 2] = 1 }
      try changed("tiny") { $0 = Matrix(rows: 4, columns: 4) { $0 == $1 ? 0 : 1e-305 } }
      try changed("huge") { $0 = Matrix(rows: 4, columns: 4) { $0 == $1 ? 0 : 1e307 } }
      try write(Matrix(rows: 2, columns: 4), "rectangle", in: folder)
      try write(symmetric(25), "large", in: folder)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/ok.npy"))
      try bytes.dropLast(9).write(to: URL(fileURLWithPath: folder + "/short.npy"))
      for (name, type) in [("text", "<U1"), ("complex", "<c16"), ("object", "|O")] {
        let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (2, 2), }"
        let line = header + String(repeating: " ", count: 117 - header.count) + "\n"
        var data = Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0])
        data.append(Data(line.utf8))
        data.append(Data(repeating: 0, count: 64))
        try data.write(to: URL(fileURLWithPath: folder + "/\(name).npy"))
      }
      let lists = [
        "negative": "0 1 1\n0 -1 1\n", "outside": "0 9 1\n", "word": "0 1 one\n",
        "double": "0 1 1\n1 0 2\n", "empty": "", "infinite": "0 1 1e999\n", "two": "0 1\n",
      ]
      for (name, text) in lists {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/\(name).txt"))
      }
      try FileManager.default.createDirectory(
        atPath: folder + "/folder", withIntermediateDirectories: false)
      let matrices: [(String, Int32, String)] = [
        ("asymmetric.npy", 65, "(1, 0)"), ("nan.npy", 65, "row 0, column 1"),
        ("diagonal.npy", 65, "(2, 2)"), ("tiny.npy", 65, "1e-100"), ("huge.npy", 65, "1e100"),
        ("rectangle.npy", 65, "2 × 4"), ("large.npy", 1, "2^25"), ("short.npy", 65, "truncated"),
        ("text.npy", 65, "'<U1'"), ("complex.npy", 65, "complex"), ("object.npy", 65, "Python"),
        ("missing.npy", 66, "no such file"), ("folder", 65, "zarr.json"),
        ("negative.txt", 65, "line 2, column 3"), ("outside.txt", 65, "found '9'"),
        ("word.txt", 65, "found 'one'"), ("double.txt", 65, "line 2"), ("empty.txt", 65, "nothing"),
        ("infinite.txt", 65, "line 1, column 5"), ("two.txt", 65, "a third number"),
      ]
      var cases: [Case] = []
      for (file, code, word) in matrices {
        let spins = file.hasSuffix("txt") ? " --spins 5" : ""
        cases.append(
          Case(
            "exact couplings --input \(file) -t 1\(spins)", code, code == 1 ? "24 spins" : file,
            word))
        if file != "large.npy" {
          cases.append(
            Case("sample couplings --input \(file) -t 1\(spins) -o a.zarr", code, file, word))
        }
      }
      cases.append(Case("exact couplings --input ok.npy --spins 5 -t 1", 65, "ok.npy", "4 rows"))
      try check(cases, in: folder)
    }
  }

  @Test func overlapsAndActivations() throws {
    try withFolder { folder in
      let unit = { (value: Double) in
        Matrix(rows: 6, columns: 6) { a, b in a == b ? 1 : a + b == 1 ? value : 0.1 }
      }
      try write(unit(0.1), "q", in: folder)
      try write(unit(1.5), "large", in: folder)
      try write(unit(.nan), "nan", in: folder)
      var asymmetric = unit(0.1)
      asymmetric[3, 2] = 0.5
      try write(asymmetric, "asymmetric", in: folder)
      try write(Matrix(rows: 1, columns: 64), "one", in: folder)
      try write(Matrix(rows: 4, columns: 64), "zero", in: folder)
      try write(Matrix(rows: 4, columns: 64) { Double($0 + $1) * 1e200 }, "enormous", in: folder)
      try write(
        Matrix(rows: 4, columns: 64) { $0 == 2 && $1 == 3 ? .nan : 1 }, "hole", in: folder)
      try Data("just words\n".utf8).write(to: URL(fileURLWithPath: folder + "/words.txt"))
      for name in ["empty", "other.zarr"] {
        try FileManager.default.createDirectory(
          atPath: folder + "/" + name, withIntermediateDirectories: false)
      }
      try Data(#"{"zarr_format":3,"node_type":"group","attributes":{}}"#.utf8)
        .write(to: URL(fileURLWithPath: folder + "/other.zarr/zarr.json"))
      let deep = "deepnet simulate --sigma-w 1 --sigma-b 0.1 --width 20 --depth 2 --input "
      let overlaps = "deepnet simulate --sigma-w 1 --sigma-b 0.1 --depth 2 --overlaps "
      try check(
        [
          Case("classify q.npy", 64, "q.npy", "--spins"),
          Case("classify large.npy --spins 100", 65, "large.npy", "1.5", "row 1, column 0"),
          Case("classify nan.npy --spins 100", 65, "nan.npy", "row 0, column 1"),
          Case("classify asymmetric.npy --spins 100", 65, "not symmetric", "(3, 2)"),
          Case("classify one.npy", 65, "one.npy", "at least 2"),
          Case("classify zero.npy", 65, "zero.npy", "row 0"),
          Case("classify enormous.npy", 65, "enormous.npy", "row 0"),
          Case("classify hole.npy", 65, "row 2, column 3"),
          Case("classify words.txt", 65, "words.txt", "rows of numbers"),
          Case("classify missing.npy", 66, "missing.npy"),
          Case("classify empty", 65, "empty", "zarr.json"),
          Case("classify other.zarr", 65, "other.zarr", "store_format"),
          Case("overlaps words.txt", 65, "words.txt", "rows of numbers"),
          Case("overlaps missing.zarr", 66, "missing.zarr"),
          Case("overlaps empty", 65, "zarr.json"), Case("overlaps other.zarr", 65, "store_format"),
          Case("classify hole.npy --figure f.foo", 64, ".foo", ".svg"),
          Case("classify hole.npy --figure /", 64, "file name"),
          Case(deep + "hole.npy", 65, "hole.npy", "component 3 of input 2"),
          Case(deep + "one.npy", 65, "one.npy", "at least 2"),
          Case(deep + "zero.npy", 65, "zero.npy", "input 0"),
          Case(deep + "missing.npy", 66, "missing.npy"),
          Case(deep + "q.npy --dimension 9", 64, "--dimension"),
          Case(overlaps + "asymmetric.npy", 65, "asymmetric.npy", "not symmetric"),
          Case(overlaps + "large.npy", 65, "large.npy", "eigenvalue"),
          Case(overlaps + "nan.npy", 65, "nan.npy", "row 0, column 1"),
        ], in: folder)
    }
  }

  @Test func outputsThatCannotBeMade() throws {
    try withFolder { folder in
      let sample = "sample sk --spins 8 -t 1 --sweeps 16 --draws 2 -q -o "
      let synth = "synth rs --spins 16 --replicas 4 -o "
      let figure = "deepnet trajectory --sigma-w 1 --sigma-b 1 --depth 3 --figure "
      let layer = "deepnet simulate --sigma-w 1 --sigma-b 1 --depth 2 --width 9 --save-layer "
      for command in [sample + "a.zarr", synth + "s.npy", figure + "f.svg"] {
        #expect(try Tool.run(command, in: folder).code == 0)
      }
      try check(
        [
          Case(sample + "a.zarr", 73, "already exists", "--force"),
          Case(sample + "s.npy --force", 73, "s.npy", "not a Zarr store"),
          Case(sample + "none/a.zarr", 73, "none", "does not exist"),
          Case(sample + "a.zarr --seed 2 --resume", 73, "other settings"),
          Case(sample + "a.zarr --resume --force", 64, "exclude"),
          Case(synth + "s.npy", 73, "s.npy", "--force"),
          Case(synth + "none/s.npy", 73, "none"),
          // The same command draws again; another one does not.
          Case(figure + "f.svg --gain 2", 73, "f.svg", "--force"),
          Case(figure + "none/f.svg", 73, "none"),
          Case(layer + "s.npy", 73, "s.npy", "--force"),
          Case("overlaps a.zarr -t 1 --matrix s.npy", 73, "s.npy", "--force"),
          Case("overlaps a.zarr -t 1 --matrix q.npy --instance 1", 64, "--instance is 1"),
          Case("overlaps a.zarr -t 7", 64, "no temperature 7"),
          Case("sample sk --spins 8 -t 1 -o /proc/self/a.zarr", 73, "/proc/self/a.zarr"),
        ], in: folder)
      #expect(try Tool.run(synth + "s.npy --force", in: folder).code == 0)
      #expect(try Tool.run(sample + "a.zarr --force --json", in: folder).code == 0)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read every file"))
  func unreadableFile() throws {
    try withFolder { folder in
      try write(symmetric(4), "secret", in: folder)
      chmod(folder + "/secret.npy", 0)
      let outcome = try Tool.run("exact couplings --input secret.npy -t 1", in: folder)
      #expect(outcome.code == 66)
      #expect(outcome.errors.contains("secret.npy"))
    }
  }

  static let smallDisk = ProcessInfo.processInfo.environment["REPLICA_KIT_SMALL_DISK"]

  /// On a file system of a few hundred kilobytes, for example `mount -t tmpfs -o size=256k`.
  @Test(.enabled(if: smallDisk != nil, "REPLICA_KIT_SMALL_DISK names no small file system"))
  func fullDisk() throws {
    let folder = try #require(Self.smallDisk)
    let run = folder + "/cli.zarr"
    defer { try? FileManager.default.removeItem(atPath: run) }
    let outcome = try Tool.run(
      "sample sk --spins 512 -t 1 --sweeps 64 --draws 64 --instances 40 -q -o cli.zarr", in: folder)
    #expect(outcome.code == 73)
    #expect(outcome.errors.contains("No space left"))
    let names = try FileManager.default.subpathsOfDirectory(atPath: run)
    #expect(!names.contains { $0.contains(".tmp-") })
    #expect(try Tool.run("overlaps cli.zarr --json", in: folder).code == 0)
  }

  private func symmetric(_ size: Int) -> Matrix {
    Matrix(rows: size, columns: size) { i, j in i == j ? 0 : 1 / Double(i + j) }
  }

  private func write(_ matrix: Matrix, _ name: String, in folder: String) throws {
    try NumPyFile.write(matrix, to: "\(folder)/\(name).npy")
  }
}
