import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// Arrays from other tools, through the command line.
///
/// Calibrated by leaving the preparation out and by reading only the first file of an ensemble.
@Suite struct ForeignInputTests {
  /// Copies the files that other tools wrote into a folder and adds the same numbers as `.npy`.
  private func withFixtures(_ body: (_ folder: String) throws -> Void) throws {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("ReferenceData/Foreign").path
    try withFolder { folder in
      for name in try FileManager.default.contentsOfDirectory(atPath: source) {
        try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(folder)/\(name)")
      }
      let whole = Matrix(rows: 6, columns: 10) { a, i in Double((7 * a + 13 * i) % 11 - 5) }
      try NumPyFile.write(whole, to: folder + "/whole.npy")
      try NumPyFile.write(whole.transposed, to: folder + "/columns.npy")
      try CSVFile.write(whole, to: folder + "/whole.csv")
      try body(folder)
    }
  }

  private func json(_ command: String, in folder: String) throws -> JSONValue {
    let outcome = try Tool.run(command + " --json", in: folder)
    #expect(outcome.code == 0, "\(command): \(outcome.errors)")
    return try outcome.object()
  }

  /// The same numbers, up to a factor, from every format give the same overlaps.
  @Test func everyFormat() throws {
    try withFixtures { folder in
      let expected = try json("overlaps whole.npy", in: folder)
      let value = try #require(expected["mean_square_overlap"]?["mean"]?.doubleValue)
      for input in [
        "whole.csv", "columns.npy --transpose", "single.npz", "several.npz --array spins",
        "several.npz --array fortran", "v2/default", "v2 --array blosc", "v2 --array gzip",
        "v3 --array transposed", "v3 --array big", "xarray-v2", "xarray-v3/", "array-v3",
        "xarray-v3 --array activation",
      ] {
        let found = try json("overlaps " + input, in: folder)
        let other = try #require(found["mean_square_overlap"]?["mean"]?.doubleValue)
        #expect(abs(other - value) < 1e-14, "\(input)")
        #expect(found["replicas"] == 6 && found["spins"] == 10, "\(input)")
      }
      let classified = try json("classify v3 --array inner/sparse --no-power", in: folder)
      #expect(classified["replicas"] == 6 && classified["spins"] == 10)
      // Truth values are spins.
      let truth = try json("overlaps v3 --array bool --matrix q.npy", in: folder)
      #expect(truth["spins"] == 10)
      #expect(try NumPyFile.read(folder + "/q.npy").values.allSatisfy { ($0 * 5).isNearWhole })
    }
  }

  @Test func dimodSampleSets() throws {
    try withFixtures { folder in
      for (name, replicas, spins) in [("packed", 8, 70), ("binary", 4, 33)] {
        let one = try json("classify dimod-\(name).json --no-power", in: folder)
        #expect(one["replicas"]?.intValue == replicas && one["spins"]?.intValue == spins)
      }
      _ = try json("overlaps dimod-packed.json --matrix q.npy", in: folder)
      _ = try json("overlaps dimod-packed-expected.npy --matrix p.npy", in: folder)
      #expect(try NumPyFile.read(folder + "/q.npy") == NumPyFile.read(folder + "/p.npy"))
    }
  }

  /// NumPy's values of the site-mean overlaps stand in the tests of the preparation.
  @Test func subtraction() throws {
    try withFolder { folder in
      let array = Matrix(
        rows: 4, columns: 5,
        elements: [1, 2, 4, 3, 0, 2, 1, 3, 5, -1, 0, 2.5, 1, 1, 2, 4, 4, -2, 0, 1])
      try NumPyFile.write(array, to: folder + "/x.npy")
      for (option, expected) in [
        ("site-mean", 0.6604868471908226), ("replica-mean", 0.7778174593052022),
      ] {
        _ = try json("overlaps x.npy --subtract \(option) --matrix q.npy --force", in: folder)
        let q = try NumPyFile.read(folder + "/q.npy").matrix()
        #expect(abs(q[0, 1] - expected) < 1e-14)
        _ = try json("classify x.npy --subtract \(option)", in: folder)
      }
    }
  }

  /// Names of dimensions make a square symmetric array configurations, whose advice is not to turn them; overlaps are
  /// not turned.
  @Test func namedDimensionsOfSquares() throws {
    try withFolder { folder in
      let square = Matrix(rows: 6, columns: 6) { Double((3 * $0 + 3 * $1 + $0 * $1) % 7) - 2.5 }
      try NumPyFile.write(square, to: folder + "/s.npy")
      let tall = Matrix(rows: 7, columns: 5) { Double((7 * $0 + 13 * $1) % 11 - 5) }
      try NumPyFile.write(tall, to: folder + "/t.npy")
      let named = try json("overlaps s.npy --dimensions replica,site", in: folder)
      var sum = 0.0
      for a in 0..<6 {
        for b in 0..<a {
          let (x, y) = (square.row(a), square.row(b))
          let products = [(x, y), (x, x), (y, y)].map { u, v in
            zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
          }
          sum += products[0] * products[0] / (products[1] * products[2]) / 15
        }
      }
      let found = try #require(named["mean_square_overlap"]?["mean"]?.doubleValue)
      #expect(abs(found - sum) < 1e-12 && named["replicas"] == 6 && named["spins"] == 6)
      let advice = "--transpose reads replicas in columns"
      for (options, isGiven) in [("", true), (" --dimensions replica,site", false)] {
        let outcome = try Tool.run("overlaps t.npy" + options, in: folder)
        #expect(outcome.code == 0 && outcome.output.contains(advice) == isGiven, "\(options)")
      }
      try NumPyFile.write(Matrix.identity(6), to: folder + "/q.npy")
      let turned = try Tool.run("overlaps q.npy --spins 9 --transpose", in: folder)
      #expect(turned.code == 64 && turned.errors.contains("--transpose does not change"))
      #expect(try Tool.run("overlaps q.npy --spins 9", in: folder).code == 0)
    }
  }

  @Test func ensembles() throws {
    try withFolder { folder in
      var values: [Double] = []
      for k in 0..<3 {
        let synth = "synth one-step --spins 128 --replicas 16 --m 0.5 --seed \(k) -q -o \(k).npy"
        #expect(try Tool.run(synth, in: folder).code == 0)
        values += try NumPyFile.read("\(folder)/\(k).npy").values
      }
      try NumPyFile.write(
        NumPyArray(shape: [3, 16, 128], values: values), to: folder + "/cube.npy")
      let pooled = try json("classify --ensemble 0.npy 1.npy 2.npy --no-power", in: folder)
      let cube = try json("classify cube.npy --no-power", in: folder)
      for key in ["verdict", "probabilities", "q0", "q1", "breaking_parameter", "instances"] {
        #expect(pooled[key] == cube[key] && pooled[key] != nil, "\(key)")
      }
      #expect(pooled["instance_count"] == 3)
      #expect(pooled["files"] == ["0.npy", "1.npy", "2.npy"])
      let separate = try json("classify 0.npy 1.npy 2.npy --no-power", in: folder)
      #expect(separate["points"]?.arrayValue?.count == 3)
      #expect(separate["remarks"]?.arrayValue?.count == 1)
      let overlaps = try json("overlaps cube.npy", in: folder)
      #expect(overlaps["instances"] == 3)
    }
  }

  /// One sentence, once; none for runs.
  @Test func remark() throws {
    try withFixtures { folder in
      let text = try Tool.run("classify whole.npy whole.csv --no-power", in: folder).output
      #expect(text.components(separatedBy: "Remark:").count == 2)
      #expect(text.contains("Gibbs"))
      let sample = "sample sk --spins 8 -t 1 --sweeps 16 --draws 2 -q -o a.zarr"
      #expect(try Tool.run(sample, in: folder).code == 0)
      #expect(try json("classify a.zarr --no-power", in: folder)["remarks"] == [])
      let outcome = try Tool.run("classify a.zarr --no-power", in: folder)
      #expect(!outcome.output.contains("Remark:"))
      #expect(try Tool.run("classify a.zarr --subtract site-mean", in: folder).code == 64)
    }
  }

  /// Too few replicas give no verdict, equal replicas no crash and no NaN.
  @Test func fewAndEqualReplicas() throws {
    try withFolder { folder in
      let spins = { (a: Int, i: Int) in (a * a + i * i * (a + 1)) % 7 < 3 ? 1.0 : -1.0 }
      for r in 2...4 {
        try NumPyFile.write(
          Matrix(rows: r, columns: 40, spins), to: "\(folder)/\(r).npy")
        try NumPyFile.write(
          Matrix(rows: r, columns: 40) { spins(1, $0 + $1 - $0) }, to: "\(folder)/same\(r).npy")
        for name in ["\(r)", "same\(r)"] {
          let object = try json("classify \(name).npy", in: folder)
          let reasons = object["reasons"]?.arrayValue?.compactMap(\.stringValue) ?? []
          let isRefused = reasons.contains { $0.hasPrefix("fewer than 4 replicas (\(r))") }
          #expect(isRefused == (r < 4))
          if r < 4 { #expect(object["verdict"] == "undetermined") }
          let sum = object["probabilities"]?.objectValue?.compactMap(\.value.doubleValue)
            .reduce(0, +)
          #expect(abs((sum ?? 0) - 1) < 1e-12)
          #expect(object["eigenvalues"]?.arrayValue?.allSatisfy { $0.doubleValue != nil } == true)
        }
      }
      // Equal rows are configurations like others, but they may be copies: no class is named.
      try NumPyFile.write(Matrix(rows: 60, columns: 40) { _, _ in 1 }, to: folder + "/up.npy")
      let up = try json("classify up.npy", in: folder)
      #expect(up["verdict"] == "undetermined")
      #expect(up["warnings"]?[0]?.stringValue?.hasPrefix("59 of the 60 rows repeat") == true)
    }
  }

  /// A single chain has no pairs between chains: all pairs of its draws are drawn.
  @Test func oneChain() throws {
    try withFolder { folder in
      let values = (0..<12 * 32).map { ($0 * 7 + $0 / 5) % 3 == 0 ? 1.0 : -1 }
      try NumPyFile.write(
        NumPyArray(shape: [1, 12, 32], values: values), to: folder + "/c.npy")
      for verb in ["classify c.npy --figure c.svg", "report c.npy -o c.html"] {
        let outcome = try Tool.run(
          "\(verb) --dimensions chain,draw,site --quiet", in: folder,
          environment: ["SWIFT_BACKTRACE": "enable=no"])
        #expect(outcome.code == 0, "\(verb): \(outcome)")
      }
    }
  }

  /// q_ab = (1/N) Σ_i s_i^a · s_i^b of unit vectors, added up here; the dimensions in any order.
  @Test func vectorSpins() throws {
    let (replicas, sites, components) = (5, 12, 3)
    func spin(_ a: Int, _ i: Int) -> [Double] {
      let v = (0..<components).map { Double((a * 17 + i * 5 + $0 * (3 + a % 2)) % 13) - 6 }
      let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return v.map { $0 / length }
    }
    var expected = 0.0
    for a in 0..<replicas {
      for b in 0..<a {
        for i in 0..<sites {
          expected += zip(spin(a, i), spin(b, i)).reduce(0) { $0 + $1.0 * $1.1 } / Double(sites)
        }
      }
    }
    expected /= Double(replicas * (replicas - 1) / 2)
    try withFolder { folder in
      let plain = (0..<replicas).flatMap { a in (0..<sites).flatMap { spin(a, $0) } }
      try NumPyFile.write(
        NumPyArray(shape: [replicas, sites, components], values: plain), to: folder + "/v.npy")
      let turned = (0..<components).flatMap { c in
        (0..<sites).flatMap { i in (0..<replicas).map { spin($0, i)[c] } }
      }
      try NumPyFile.write(
        NumPyArray(shape: [components, sites, replicas], values: turned), to: folder + "/w.npy")
      for command in [
        "overlaps v.npy --dimensions replica,site,component",
        "overlaps w.npy --dimensions component,site,replica",
      ] {
        let found = try json(command, in: folder)
        let mean = try #require(found["mean_overlap"]?["mean"]?.doubleValue)
        #expect(abs(mean - expected) < 1e-12, "\(command)")
        #expect(found["replicas"] == 5)
      }
      // One place of a dimension that is a system of its own.
      let first = try json(
        "overlaps w.npy --dimensions layer,site,replica --select layer=0 --matrix q.npy", in: folder
      )
      #expect(first["spins"] == 12 && first["replicas"] == 5)
      // Moments of a chain are rows; without rows or sites nothing is guessed, and names are not turned round.
      let columns = Matrix(rows: 12, columns: 5) { i, a in (7 * i + 3 * a * a) % 5 < 2 ? 1 : -1 }
      try NumPyFile.write(columns, to: folder + "/c.npy")
      let chain = try json("overlaps c.npy --dimensions site,time", in: folder)
      #expect(chain["spins"] == 12 && chain["replicas"] == 5)
      for (options, words) in [
        ("--dimensions site,instance", "expected one of replicas"),
        ("--dimensions instance,temperature", "expected one of replicas"),
        ("--dimensions replica,temperature", "expected one of sites"),
        ("--dimensions site,replica --transpose", "turn them round"),
      ] {
        let refused = try Tool.run("overlaps c.npy \(options)", in: folder)
        #expect(refused.code != 0 && refused.errors.contains(words), "\(refused.errors)")
      }
      for (dimensions, words) in [
        ("layer,site,replica", "--select layer=VALUE"), ("replica,site", "2 names"),
        ("replica,site,sight", "'sight'"), ("site,site,replica", "different"),
      ] {
        let refused = try Tool.run("overlaps w.npy --dimensions \(dimensions)", in: folder)
        #expect(refused.code == 64 && refused.errors.contains(words), "\(refused.errors)")
      }
    }
  }

  /// A spectrum in every file of a folder: rows in the order of their numbers, whatever stands beside them.
  @Test func foldersOfShots() throws {
    try withFolder { folder in
      let whole = Matrix(rows: 11, columns: 8) { a, i in Double((7 * a + 13 * i) % 11 + 1) }
      try NumPyFile.write(whole, to: folder + "/whole.npy")
      try FileManager.default.createDirectory(
        atPath: folder + "/shots", withIntermediateDirectories: false)
      func write(_ row: Int, _ axis: (Int) -> Double, _ name: String) throws {
        let text =
          "wavelength,intensity\n"
          + (0..<8).map { "\(axis($0)),\(whole[row, $0])\n" }.joined()
        try text.write(toFile: folder + "/shots/" + name, atomically: true, encoding: .utf8)
      }
      for row in 0..<11 { try write(row, { 500 + 0.25 * Double($0) }, "shot\(row + 1).csv") }
      try "no spectrum".write(
        toFile: folder + "/shots/README.md", atomically: true, encoding: .utf8)
      _ = try json("overlaps shots --subtract site-mean --matrix q.npy", in: folder)
      _ = try json("overlaps whole.npy --subtract site-mean --matrix p.npy", in: folder)
      #expect(try NumPyFile.read(folder + "/q.npy") == NumPyFile.read(folder + "/p.npy"))
      try write(3, { 500.5 + 0.25 * Double($0) }, "shot12.csv")
      let refused = try Tool.run("overlaps shots --subtract site-mean", in: folder)
      #expect(refused.code == 65 && refused.errors.contains("wavelength 0"), "\(refused.errors)")
    }
  }

  /// Couplings of a QUBO without a word about its variables, and damaged files of every new format.
  @Test func variablesAndDamage() throws {
    try withFixtures { folder in
      try "0 0 -1\n1 1 -1\n0 1 2\n".write(
        toFile: folder + "/q.txt", atomically: true, encoding: .utf8)
      // E = −x − y + 2 x y: 0, −1, −1, 0.
      let exact = try json("exact couplings -i q.txt -t 1 --vartype BINARY", in: folder)
      #expect(exact["ground_state_count"] == 2)
      let twice = try Tool.run(
        "exact couplings -i q.txt -t 1 --vartype binary --sign plus", in: folder)
      #expect(twice.code == 64 && twice.errors.contains("--sign"), "\(twice.errors)")
      for name in [
        "classic.nc", "packed.mat", "table.xlsx", "stored-v3.zarr.zip", "hdf5.nc", "matlab.mat",
      ] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: folder + "/cut-" + name))
        let refused = try Tool.run("overlaps cut-\(name)", in: folder)
        #expect(refused.code == 65 && refused.errors.contains("cut-" + name), "\(refused.errors)")
        #expect(!refused.errors.contains("infinite loop"))
      }
    }
  }
}

extension Double {
  fileprivate var isNearWhole: Bool { abs(self - rounded()) < 1e-12 }
}
