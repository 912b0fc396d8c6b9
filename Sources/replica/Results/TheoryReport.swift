import ReplicaKit

/// Solutions of a spin glass at one or several temperatures, printed and drawn.
struct TheoryReport {
  let theory: SpinGlassTheory
  let ansatz: AnsatzOptions
  let temperatures: [Double]
  let figure: FigureOptions
  let common: CommonOptions
  let name: String

  /// Solves and prints.
  func run() async throws {
    try figure.requireWritable()
    let (theory, ansatz, temperatures) = (theory, ansatz, temperatures)
    let rows = try await common.concurrently("solving", count: temperatures.count) { k in
      try ansatz.solve(theory, temperature: temperatures[k])
    }
    if common.json {
      if rows.count == 1, let row = rows.first {
        var object = row.json
        object["seed"] = JSONValue(seed: common.seed)
        Console.print(object)
      } else {
        Console.print([
          "ansatz": .string(ansatz.ansatz.rawValue), "seed": JSONValue(seed: common.seed),
          "temperatures": .array(rows.map(\.json)),
        ])
      }
    } else {
      TheoryRow.printTable(rows)
    }
    let drawn = rows.count > Self.mostCurves ? scan(rows) : functions(rows)
    for picture in try figure.draw(drawn, common: common) where !common.json {
      print("\nfigure: \(picture)")
    }
  }

  /// The most temperatures whose functions are drawn; more are drawn as a scan.
  private static let mostCurves = 8

  private var system: String {
    var text = "\(name), h = \(theory.field)"
    if theory.bias != 0 { text += ", J0 = \(theory.bias)" }
    return text + ", \(ansatz.ansatz.rawValue)"
  }

  /// q(x) at the left, P(q) at the right.
  private func functions(_ rows: [TheoryRow]) -> CurvesFigure {
    func colour(_ index: Int) -> CurvesFigure.Colour {
      rows.count > 1 ? .ordered(index, of: rows.count) : .automatic
    }
    func label(_ row: TheoryRow) -> String { "T = \(text(row.temperature))" }
    let order = rows.enumerated().map { index, row -> CurvesFigure.Curve in
      // Plateaus run on to x = 0 and x = 1.
      let curve =
        row.isContinuous
        ? ([0] + row.curve.x + [1], row.curve.q.prefix(1) + row.curve.q + row.curve.q.suffix(1))
        : row.curve
      return CurvesFigure.Curve(name: label(row), x: curve.0, y: curve.1, colour: colour(index))
    }
    var distribution: [CurvesFigure.Curve] = []
    for (index, row) in rows.enumerated() {
      if !row.distribution.density.isEmpty {
        distribution.append(
          CurvesFigure.Curve(
            x: row.distribution.density.map(\.overlap), y: row.distribution.density.map(\.density),
            colour: colour(index)))
      }
      distribution.append(
        CurvesFigure.Curve(
          x: row.distribution.peaks.map(\.overlap), y: row.distribution.peaks.map(\.weight),
          style: .impulses, colour: colour(index)))
    }
    return CurvesFigure(
      title: "Replica theory", system: system,
      panels: [
        CurvesFigure.Panel(
          heading: "Overlap function", horizontal: .init("x", range: 0...1),
          vertical: .init("q(x)"), curves: order),
        CurvesFigure.Panel(
          heading: "Overlap distribution", horizontal: .init("q"),
          vertical: .init("density of P(q)"),
          impulseAxis: .init("weight of peaks", range: 0...1.05), curves: distribution),
      ])
  }

  /// Energies, entropy and overlaps against the temperature.
  private func scan(_ rows: [TheoryRow]) -> CurvesFigure {
    let t = rows.map(\.temperature)
    func curve(
      _ name: String, _ value: (TheoryRow) -> Double?, style: CurvesFigure.CurveStyle = .line
    ) -> CurvesFigure.Curve {
      let pairs = zip(t, rows.map(value)).compactMap { t, y in y.map { (t, $0) } }
      return CurvesFigure.Curve(
        name: name, x: pairs.map(\.0), y: pairs.map(\.1), style: style)
    }
    return CurvesFigure(
      title: "Replica theory", system: system,
      panels: [
        CurvesFigure.Panel(
          heading: "Energy per spin", horizontal: .init("T"), vertical: .init("energy"),
          curves: [
            curve("free energy f", { $0.freeEnergy }),
            curve("energy e", { $0.energy }, style: .dashed),
          ]),
        CurvesFigure.Panel(
          heading: "Overlaps", horizontal: .init("T"), vertical: .init("overlap"),
          curves: [
            curve("q_{EA}", { $0.edwardsAndersonParameter }),
            curve("mean", { $0.meanOverlap }, style: .dashed),
          ]),
        CurvesFigure.Panel(
          heading: "Entropy per spin", horizontal: .init("T"), vertical: .init("s"),
          curves: [curve("", { $0.entropy.isFinite ? $0.entropy : nil })]),
      ])
  }
}
