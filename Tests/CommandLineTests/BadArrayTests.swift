import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// Arrays that cannot be judged are refused with the promised exit code, the file and the place.
///
/// Calibrated by taking each check away in turn.
@Suite struct BadArrayTests {
  private func write(_ matrix: Matrix, _ name: String, in folder: String) throws {
    try NumPyFile.write(matrix, to: "\(folder)/\(name).npy")
  }

  private func check(_ command: String, _ code: Int32, _ words: String..., in folder: String)
    throws
  {
    let outcome = try Tool.run(command, in: folder)
    #expect(outcome.code == code, "\(command): \(outcome.code), \(outcome.errors)")
    #expect(outcome.output.isEmpty, "\(command)")
    for word in words {
      #expect(outcome.errors.contains(word), "\(command): \(outcome.errors)")
    }
  }

  /// Spins among which there are numbers that are none are refused with the first of them; other arrays are not.
  @Test func strayNumbers() throws {
    try withFolder { folder in
      func spin(_ a: Int, _ i: Int) -> Double { (a * 7 + i * i * 3 + a * i) % 5 < 3 ? 1 : -1 }
      func array(_ name: String, _ element: (Int, Int) -> Double) throws {
        try write(Matrix(rows: 8, columns: 12, element), name, in: folder)
      }
      try array("missing") { $0 == 3 && $1 == 5 ? -999 : spin($0, $1) }
      try array("scattered") { ($0 * 5 + $1) % 12 == 0 ? 9 : spin($0, $1) }
      try array("line") { $0 == 0 ? 400 + Double($1) : spin($0, $1) }
      try array("column") { $1 == 11 ? 2 + Double($0) : spin($0, $1) }
      try array("bits") { $1 == 0 ? 0.25 * Double($0) : spin($0, $1) > 0 ? 1 : 0 }
      for (name, place) in [
        ("missing", "row 3, column 5"), ("scattered", "row 0, column 0"),
        ("line", "row 0, column 0"),
        ("column", "row 0, column 11"), ("bits", "row 1, column 0"),
      ] {
        try check("overlaps \(name).npy", 65, "\(name).npy", place, "--columns", in: folder)
      }
      try array("one") { ($0 + $1) % 4 == 0 ? 0 : spin($0, $1) }
      try array("saturated") { $1 < 9 ? spin($0, $1) : 0.5 * spin($0, $1) }
      try array("counts") { spin($0, $1) > 0 ? 1 : $1 == 4 ? Double($0) : 0 }
      try array("potts") { Double(1 + ($0 * $1 + $0 + $1) % 3) }
      try array("two") { spin($0, $1) > 0 ? 2 : 1 }
      for name in ["one", "saturated", "counts", "potts", "two"] {
        let outcome = try Tool.run("overlaps \(name).npy", in: folder)
        #expect(outcome.code == 0, "\(name): \(outcome.errors)")
        #expect(outcome.output.contains("are 1 and 2") == (name == "two"))
      }
    }
  }

  @Test func overlapMatrices() throws {
    try withFolder { folder in
      let q = Matrix(rows: 6, columns: 6) { $0 == $1 ? 1 : 0.3 }
      func changed(_ name: String, _ change: (inout Matrix) -> Void) throws {
        var matrix = q
        change(&matrix)
        try write(matrix, name, in: folder)
      }
      try changed("good") { _ in }
      try changed("nan") { ($0[4, 2], $0[2, 4]) = (.nan, .nan) }
      try changed("asymmetric") { $0[4, 2] = 0.25 }
      try changed("large") { ($0[4, 2], $0[2, 4]) = (-1.25, -1.25) }
      try changed("indefinite") { ($0[4, 2], $0[2, 4]) = (-0.9, -0.9) }
      try changed("diagonal") { $0[3, 3] = 0 }
      try check("classify nan.npy --spins 99", 65, "nan.npy", "row 2, column 4", in: folder)
      try check("classify nan.npy", 65, "row 2, column 4", in: folder)
      for options in ["", " --spins 99"] {
        try check(
          "classify asymmetric.npy" + options, 65, "asymmetric.npy", "not symmetric", "(4, 2)",
          "0.04", in: folder)
        try check("classify large.npy" + options, 65, "-1.25", "row 4, column 2", in: folder)
        try check(
          "classify indefinite.npy" + options, 65, "not positive semidefinite", "-0.237",
          "averaged", in: folder)
        try check("classify diagonal.npy" + options, 65, "row 3", in: folder)
      }
      // Mirrored elements that were meant to be equal, all a little off or one of them wrong, are no activations.
      func noise(_ a: Int, _ b: Int) -> Double {
        (43_758.5453 * sin(12.9898 * Double(a) + 78.233 * Double(b))).truncatingRemainder(
          dividingBy: 1)
      }
      let many = Matrix(rows: 16, columns: 16) { $0 == $1 ? 1 : $0 / 4 == $1 / 4 ? 0.8 : 0.1 }
      try write(
        Matrix(rows: 16, columns: 16) { many[$0, $1] + 1e-4 * noise($0, $1) }, "rough", in: folder)
      var wrong = many
      wrong[0, 1] = 2
      try write(wrong, "wrong", in: folder)
      try check("classify rough.npy", 65, "rough.npy", "not symmetric", in: folder)
      try check("classify wrong.npy", 65, "not symmetric", "(1, 0)", in: folder)
      try write(Matrix(rows: 16, columns: 16) { noise($0, $1) }, "square", in: folder)
      #expect(try Tool.run("overlaps square.npy", in: folder).code == 0)
      try check("classify --ensemble square.npy square.npy", 64, "stands twice", in: folder)
      try check("classify good.npy", 64, "--spins", in: folder)
      try check("overlaps good.npy", 64, "--spins", in: folder)
      try check("classify good.npy --spins 1", 64, "--spins is 1", in: folder)
      try check("classify good.npy --spins 99 --subtract site-mean", 64, "--subtract", in: folder)
      try check("classify good.npy --subtract nothing", 64, "--subtract", in: folder)
      #expect(try Tool.run("classify good.npy --spins 99", in: folder).code == 0)
      #expect(try Tool.run("overlaps good.npy --spins 99", in: folder).code == 0)
    }
  }

  @Test func arraysOfReplicas() throws {
    try withFolder { folder in
      let x = Matrix(rows: 5, columns: 20) { a, i in Double((3 * a * a + 5 * i + a * i) % 13) }
      try write(x, "x", in: folder)
      try write(Matrix(rows: 5, columns: 20) { $0 == 3 ? 0.1 : x[$0, $1] }, "flat", in: folder)
      try write(Matrix(rows: 5, columns: 20) { x[1 + 0 * $0, $1] }, "same", in: folder)
      try write(x.transposed, "columns", in: folder)
      try write(Matrix(rows: 5, columns: 21) { x[$0, $1 % 20] }, "wide", in: folder)
      try write(Matrix(rows: 4, columns: 20) { x[$0, $1] }, "few", in: folder)
      try write(Matrix(rows: 20, columns: 1) { row, _ in Double(row) }, "column", in: folder)
      try write(Matrix(rows: 5, columns: 3) { x[$0, $1] }, "narrow", in: folder)
      for (name, shape) in [
        ("empty", [0, 20]), ("nosites", [5, 0]), ("line", [12]), ("deep", [2, 2, 2, 4]),
        ("none", [0, 5, 20]),
      ] {
        let count = shape.reduce(1, *)
        try NumPyFile.write(
          NumPyArray(shape: shape, values: (0..<count).map(Double.init)),
          to: "\(folder)/\(name).npy")
      }
      try check(
        "classify flat.npy --subtract replica-mean", 65, "flat.npy", "row 3", "leave", in: folder)
      try check("overlaps flat.npy --subtract replica-mean", 65, "row 3", in: folder)
      try check("classify same.npy --subtract site-mean", 65, "row 0", "identical", in: folder)
      #expect(try Tool.run("classify same.npy", in: folder).code == 0)
      #expect(try Tool.run("classify flat.npy", in: folder).code == 0)
      try check(
        "classify --ensemble x.npy wide.npy", 65, "wide.npy: R × N is 5 × 21", "5 × 20 as in x.npy",
        in: folder)
      try check("classify --ensemble x.npy few.npy", 65, "few.npy: R × N is 4 × 20", in: folder)
      try check("classify --ensemble x.npy missing.npy", 66, "missing.npy", in: folder)
      for (name, word) in [
        ("empty", "[0, 20]"), ("nosites", "[5, 0]"), ("none", "[0, 5, 20]"), ("line", "[12]"),
        ("deep", "[2, 2, 2, 4]"), ("column", "1 sites"), ("narrow", "3 sites"),
      ] {
        try check("classify \(name).npy", 65, "\(name).npy", word, in: folder)
        try check("overlaps \(name).npy", 65, "\(name).npy", word, in: folder)
      }
      try check("classify column.npy --transpose", 65, "at least 2", in: folder)
      try check("classify x.npy --spins 19", 65, "20 columns", "--spins is 19", in: folder)
      try check("classify x.npy --array y", 64, "--array", in: folder)
      try check("overlaps x.npy -t 1", 64, "--temperature", in: folder)
      try check("overlaps x.npy --matrix q.npy --instance 1", 64, "--instance is 1", in: folder)
      try check("overlaps x.npy --matrix x.npy", 73, "x.npy", in: folder)
    }
  }

  @Test func files() throws {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("ReferenceData/Foreign").path
    try withFolder { folder in
      for name in ["several.npz", "single.npz", "v2", "v3", "dimod-packed.json"] {
        try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(folder)/\(name)")
      }
      for name in ["single.npz", "dimod-packed.json"] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
        try bytes.dropLast(99).write(to: URL(fileURLWithPath: "\(folder)/short-\(name)"))
      }
      try Data("{\"a\": 1}".utf8).write(to: URL(fileURLWithPath: folder + "/other.json"))
      try Data("1,2\n3,nan\n".utf8).write(to: URL(fileURLWithPath: folder + "/nan.csv"))
      try check(
        "classify several.npz", 65, "spins (6, 10), fortran (6, 10)", "--array NAME", in: folder)
      try check("classify several.npz --array x", 65, "no array 'x'", in: folder)
      try check("classify several.npz --array words", 65, "texts", in: folder)
      try check("classify v2", 65, "blosc (6, 10) <f4", "--array NAME", in: folder)
      try check("classify v2 --array delta", 65, "filters", in: folder)
      try check("classify v3 --array inner/hole", 65, "v3", "row 4, column 0", in: folder)
      try check("overlaps v3 --array inner/hole", 65, "row 4, column 0", in: folder)
      try check("classify short-single.npz", 65, "short-single.npz", "truncated", in: folder)
      try check("classify short-dimod-packed.json", 65, "line 1", in: folder)
      try check("classify other.json", 65, "SampleSet", in: folder)
      try check("classify nan.csv", 65, "line 2, column 3", in: folder)
      for name in ["no.npz", "no.json", "no.csv", "no.zarr", "no"] {
        try check("classify \(name)", 66, "\(name): no such file", in: folder)
        try check("overlaps \(name)", 66, "\(name): no such file", in: folder)
      }
    }
  }
}
