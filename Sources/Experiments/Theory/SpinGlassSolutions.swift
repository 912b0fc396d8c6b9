package import Documents
package import Figures
package import ReplicaTheory

/// Replica solutions of a spin glass at one or several temperatures.
package struct SpinGlassSolutions: Reportable {
  /// One solution a temperature.
  package let solutions: [SpinGlassSolution]
  /// How many steps of replica-symmetry breaking are allowed.
  package let ansatz: SpinGlassAnsatz
  /// The model in words.
  package let system: String
  private let seed: UInt64

  /// Solves a model.
  ///
  /// - Parameters:
  ///   - theory: The model.
  ///   - name: The model in words.
  ///   - ansatz: How many steps of replica-symmetry breaking are allowed.
  ///   - temperatures: The temperatures, at least one.
  ///   - session: Threads and progress.
  /// - Throws: ``ReplicaTheoryError``.
  package init(
    _ theory: SpinGlassTheory, name: String, ansatz: SpinGlassAnsatz, temperatures: [Double],
    session: Session
  ) async throws {
    solutions = try await session.concurrently("solving", count: temperatures.count) { k in
      try ansatz.solve(theory, temperature: temperatures[k])
    }
    self.ansatz = ansatz
    let bias = theory.bias != 0 ? ", J0 = \(text(theory.bias, digits: 6))" : ""
    system = "\(name), h = \(text(theory.field, digits: 6))\(bias), \(ansatz.name)"
    seed = session.seed
  }

  package var document: JSONValue {
    let rows = solutions.map { JSONValue(SpinGlassSolution.columns, $0).merging($0.extra) }
    if rows.count == 1 { return rows[0] }
    return [
      "ansatz": .string(ansatz.name), "seed": JSONValue(seed: seed), "temperatures": .array(rows),
    ]
  }

  package var sections: [ReportSection] {
    let isExact = solutions.allSatisfy { $0.errors != nil }
    let columns = isExact ? SpinGlassSolution.exactColumns : SpinGlassSolution.columns
    return [.table(ReportTable(columns, solutions))]
  }

  /// The most temperatures whose functions are drawn; more are drawn as a scan.
  private static let mostCurves = 8

  package var figures: [any Figure] {
    [
      CurvesFigure(
        title: "Replica theory", system: system,
        panels: solutions.count > Self.mostCurves ? scan : functions)
    ]
  }

  /// q(x) at the left, P(q) at the right.
  private var functions: [CurvesFigure.Panel] {
    let count = solutions.count
    func colour(_ index: Int) -> CurvesFigure.Colour {
      count > 1 ? .ordered(index, of: count) : .automatic
    }
    let order = solutions.enumerated().map { index, row -> CurvesFigure.Curve in
      // Plateaus run on to x = 0 and x = 1.
      var curve = row.curve
      if row.isContinuous {
        curve.x = [0] + curve.x + [1]
        curve.q = Array(curve.q.prefix(1)) + curve.q + Array(curve.q.suffix(1))
      }
      return CurvesFigure.Curve(
        name: "T = \(text(row.temperature))", x: curve.x, y: curve.q, colour: colour(index))
    }
    let distribution = solutions.enumerated().flatMap { index, row -> [CurvesFigure.Curve] in
      let (density, peaks) = row.distribution
      let continuous = CurvesFigure.Curve(
        x: density.map(\.overlap), y: density.map(\.density), colour: colour(index))
      let discrete = CurvesFigure.Curve(
        x: peaks.map(\.overlap), y: peaks.map(\.weight), style: .impulses, colour: colour(index))
      return density.isEmpty ? [discrete] : [continuous, discrete]
    }
    return [
      CurvesFigure.Panel(
        heading: "Overlap function", horizontal: .init("x", range: 0...1),
        vertical: .init("q(x)"), curves: order),
      CurvesFigure.Panel(
        heading: "Overlap distribution", horizontal: .init("q"),
        vertical: .init("density of P(q)"), impulseAxis: .init("weight of peaks", range: 0...1.05),
        curves: distribution),
    ]
  }

  /// Energies, entropy and overlaps against the temperature.
  private var scan: [CurvesFigure.Panel] {
    func curve(
      _ name: String, style: CurvesFigure.CurveStyle = .line,
      _ value: (SpinGlassSolution) -> Double?
    ) -> CurvesFigure.Curve {
      let pairs = solutions.compactMap { row in value(row).map { (row.temperature, $0) } }
      return CurvesFigure.Curve(name: name, x: pairs.map(\.0), y: pairs.map(\.1), style: style)
    }
    return [
      CurvesFigure.Panel(
        heading: "Energy per spin", horizontal: .init("T"), vertical: .init("energy"),
        curves: [
          curve("free energy f") { $0.freeEnergy },
          curve("energy e", style: .dashed) { $0.energy },
        ]),
      CurvesFigure.Panel(
        heading: "Overlaps", horizontal: .init("T"), vertical: .init("overlap"),
        curves: [
          curve("q_{EA}") { $0.edwardsAndersonParameter },
          curve("mean", style: .dashed) { $0.meanOverlap },
        ]),
      CurvesFigure.Panel(
        heading: "Entropy per spin", horizontal: .init("T"), vertical: .init("s"),
        curves: [curve("") { $0.entropy.isFinite ? $0.entropy : nil }]),
    ]
  }
}
