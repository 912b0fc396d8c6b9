import Archive
import Documents
import Foundation
import Testing

/// The theory beside the overlaps of a run: Parisi's P(q) below the AT line, one peak above, even at zero
/// field.
@Suite struct TheoryOverlayTests {
  /// The theory at each temperature of a small run; nothing in it depends on the sample.
  private func theories(_ model: String, temperatures: String) throws -> [JSONValue] {
    try withFolder { folder in
      let sample =
        "sample \(model) --spins 16 --temperatures \(temperatures) --sweeps 8 --draws 4 "
        + "--instances 1 -o a.zarr --json"
      #expect(try Tool.run(sample, in: folder).code == 0)
      let outcome = try Tool.run("overlaps a.zarr --json", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let rows = try #require(try outcome.object()["temperatures"]?.arrayValue)
      return try rows.map { try #require($0["theory"]) }
    }
  }

  private func numbers(_ value: JSONValue?) throws -> [Double] {
    try #require(value?.arrayValue).map { try #require($0.doubleValue) }
  }

  /// ∫ P(q) |q|^n dq: the trapezoid rule over the density, and the peaks.
  private func moment(_ n: Int, _ theory: JSONValue) throws -> Double {
    func power(_ q: Double) -> Double { pow(abs(q), Double(n)) }
    let q = try numbers(theory["density"]?["q"])
    let p = try numbers(theory["density"]?["p"])
    try #require(q.count == p.count)
    var sum = zip(try numbers(theory["overlaps"]), try numbers(theory["weights"])).reduce(0) {
      $0 + $1.1 * power($1.0)
    }
    for k in q.indices.dropFirst() {
      #expect(q[k] >= q[k - 1])
      sum += (q[k] - q[k - 1]) * (p[k] * power(q[k]) + p[k - 1] * power(q[k - 1])) / 2
    }
    return sum
  }

  private func expectEven(_ theory: JSONValue) throws {
    let q = try numbers(theory["density"]?["q"])
    let p = try numbers(theory["density"]?["p"])
    #expect(q == q.reversed().map { -$0 } && p == p.reversed())
    let overlaps = try numbers(theory["overlaps"])
    let weights = try numbers(theory["weights"])
    #expect(overlaps == overlaps.reversed().map { -$0 } && weights == weights.reversed())
    #expect(theory["spin_flip_symmetric"] == true)
  }

  /// The norm and both moments of what is drawn, and ⟨q²⟩ as `theory sk` has it.
  ///
  /// Calibrated by leaving out the continuation to the ends (norm), by half the peaks' weights in a field
  /// (norm), and by the one-step solution instead (moments, `theory sk`).
  @Test(arguments: [
    ("sk", "0.2", ""), ("sk", "0.5", ""), ("sk --disorder pm1", "0.9", ""),
    ("sk --field 0.3", "0.4", "--field 0.3"), ("sk --field -0.3", "0.3", "--field -0.3"),
    ("sk --field 0.2 --bias 0.5", "0.5", "--field 0.2 --bias 0.5"),
    ("sk --bias 1.2", "0.3", "--bias 1.2"),
  ])
  func broken(model: String, temperature: String, theory options: String) throws {
    let theory = try theories(model, temperatures: temperature)[0]
    #expect(theory["ansatz"] == "parisi")
    let error = try #require(theory["error_estimate"]?.doubleValue)
    #expect(error > 0 && error < 2e-3)
    let square = try #require(theory["mean_square_overlap"]?.doubleValue)
    let absolute = try #require(theory["mean_absolute_overlap"]?.doubleValue)
    #expect(abs(try moment(0, theory) - 1) < 2e-4)
    #expect(abs(try moment(1, theory) - absolute) < 2e-4)
    #expect(abs(try moment(2, theory) - square) < 2e-4)
    let exact = try Tool.run("theory sk --json -t \(temperature) \(options)", in: "/").object()
    for (key, other) in [
      ("mean_square_overlap", "mean_square_overlap"), ("mean_absolute_overlap", "mean_overlap"),
      ("edwards_anderson_parameter", "edwards_anderson_parameter"),
    ] {
      let value = try #require(theory[key]?.doubleValue)
      #expect(abs(value - (try #require(exact[other]?.doubleValue))) < 1e-9)
    }
    if model.contains("field") {
      let overlaps = try numbers(theory["overlaps"])
      #expect(overlaps.count == 2 && overlaps[0] > 0)
      #expect(theory["spin_flip_symmetric"] == false)
    } else {
      try expectEven(theory)
    }
  }

  /// ⟨q²⟩ = 1 + 2Te at zero field, with the published energy, e = −0.711461428 at T = 0.5.
  ///
  /// Calibrated by the one-step solution instead.
  @Test func publishedEnergy() throws {
    let theory = try theories("sk", temperatures: "0.5")[0]
    let square = try #require(theory["mean_square_overlap"]?.doubleValue)
    #expect(abs(square - (1 - 0.711461428)) < 2e-9)
  }

  /// Above T_c and above the AT line there is one peak, in a ferromagnet half of it at either sign.
  ///
  /// Calibrated by leaving out the mirror image.
  @Test func replicaSymmetric() throws {
    let hot = try theories("sk", temperatures: "1.2")[0]
    #expect(hot["ansatz"] == "rs")
    #expect(try numbers(hot["overlaps"]) == [0] && numbers(hot["weights"]) == [1])
    #expect(hot["density"]?["q"]?.arrayValue?.isEmpty == true)
    let field = try theories("sk --field 0.5", temperatures: "0.8")[0]
    let q = try numbers(field["overlaps"])
    #expect(field["ansatz"] == "rs" && q.count == 1 && q[0] > 0)
    #expect(try numbers(field["weights"]) == [1])
    let ferromagnet = try theories("sk --bias 1.5", temperatures: "0.8")[0]
    try expectEven(ferromagnet)
    #expect(ferromagnet["ansatz"] == "rs")
    #expect(try numbers(ferromagnet["weights"]) == [0.5, 0.5])
    let exact = try Tool.run("theory sk --ansatz rs -t 0.8 --bias 1.5 --json", in: "/").object()
    let overlap = try #require(exact["overlaps"]?[0]?.doubleValue)
    let largest = try #require(try numbers(ferromagnet["overlaps"]).last)
    #expect(abs(largest - overlap) < 1e-9)
  }

  /// In a ferromagnet with a spin glass in it the density begins at q_min, with nothing between ±q_min.
  ///
  /// Calibrated by leaving out the zeros of the gap.
  @Test func gapOfMixedPhase() throws {
    let theory = try theories("sk --bias 1.2", temperatures: "0.3")[0]
    let overlaps = try numbers(theory["overlaps"])
    try #require(overlaps.count == 4)
    let q = try numbers(theory["density"]?["q"])
    let p = try numbers(theory["density"]?["p"])
    let inside = q.indices.filter { abs(q[$0]) < overlaps[2] - 1e-5 }
    #expect(inside.isEmpty)
    let zeros = q.indices.filter { p[$0] == 0 }
    #expect(zeros.map { q[$0] < 0 } == [true, false])
  }

  /// Tables name the ansatz, figures have a curve per temperature; other models have none of it.
  ///
  /// Calibrated by drawing curves for single temperatures only, and by a theory for Hopfield runs.
  @Test func tablesAndFigures() throws {
    try withFolder { folder in
      let options = "--spins 16 --temperatures 0.5,0.7,1.2 --sweeps 8 --draws 4 --instances 1"
      _ = try Tool.run("sample sk \(options) -o a.zarr", in: folder)
      let outcome = try Tool.run("overlaps a.zarr --figure p.svg", in: folder)
      #expect(outcome.code == 0)
      let rows = outcome.output.split(separator: "\n")
      #expect(rows.count { $0.contains("(Parisi)") } == 2)
      #expect(rows.count { $0.contains("(RS)") } == 1)
      let script = try String(contentsOfFile: folder + "/p.gp", encoding: .utf8)
      #expect(script.contains("'theory-1.dat'") && script.contains("'theory-2.dat'"))
      #expect(!script.contains("'theory-3.dat'"))
      #expect(script.split(separator: "\n").count { $0.hasPrefix("set arrow") } == 5)
      #expect(script.contains("N → ∞"))
      _ = try Tool.run("sample hopfield --patterns 2 \(options) -o h.zarr", in: folder)
      let hopfield = try Tool.run("overlaps h.zarr --json", in: folder).object()
      let point = try #require(hopfield["temperatures"]?[0])
      #expect(point["theory"] == .null)
      #expect(point["theory_reason"]?.stringValue?.contains("SK") == true)
    }
  }
}

/// Figures of the complexity, and where there are none.
///
/// Calibrated by leaving out the drawing, and by letting `--transitions --figure` pass.
@Suite struct ComplexityFigureTests {
  @Test(arguments: [("-t 0.5", 2), ("-t 0", 2), ("--spherical -t 0", 1)])
  func drawn(options: String, panels: Int) throws {
    try withFolder { folder in
      let command = "theory pspin --p 3 \(options) --complexity 12 --figure f.svg --json"
      let outcome = try Tool.run(command, in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      _ = try outcome.object()
      let script = try String(contentsOfFile: folder + "/f.gp", encoding: .utf8)
      #expect(script.contains("complexity Σ"))
      #expect(script.contains("2-curve-1.dat") == (panels == 2))
      try checkReplacing("f", command, in: folder)
    }
  }

  @Test(arguments: ["--transitions", "--spherical -t 0.5"]) func refused(options: String) throws {
    let outcome = try Tool.run("theory pspin --p 3 \(options) --figure f.svg", in: "/")
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains("--complexity"))
  }
}
