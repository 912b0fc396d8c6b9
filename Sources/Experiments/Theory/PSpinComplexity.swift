package import Documents
package import Figures
import ReplicaTheory

/// The number of states of an Ising p-spin model by their free energy.
package struct PSpinComplexity: Reportable {
  private let p: Int
  private let temperature: Double
  private let points: [PSpinTheory.ComplexityPoint]

  /// Follows the complexity at ascending free energies.
  ///
  /// - Parameters:
  ///   - p: The number of interacting spins.
  ///   - temperature: The temperature.
  ///   - count: About how many free energies.
  /// - Throws: ``ReplicaTheoryError``, and ``ExperimentError`` where there is one state only.
  package init(p: Int, temperature: Double, count: Int) throws {
    self.p = p
    self.temperature = temperature
    points = try PSpinTheory(p: p).complexity(temperature: temperature, count: count)
    guard !points.isEmpty else {
      throw ExperimentError.refused(
        "there is one state only at T = \(text(temperature)), above the dynamical temperature; "
          + "'replica theory pspin --p \(p) --transitions' gives it")
    }
  }

  private static let columns: [Column<PSpinTheory.ComplexityPoint>] = [
    Column("f", "free_energy_per_spin", digits: 10) { $0.freeEnergyPerSpin },
    Column("Σ", "complexity", digits: 8) { $0.complexity },
    Column("m", "breaking_parameter", digits: 8) { $0.breakingParameter },
    Column(nil, "scaled_breaking_parameter") { $0.scaledBreakingParameter },
    Column("q1", "q1", digits: 9) { $0.q1 }, Column("replicon", "replicon") { $0.replicon },
  ]

  package var document: JSONValue {
    (["p": .integer(p), "temperature": .number(temperature)] as JSONValue)
      .merging(JSONValue(lists: Self.columns, points)).merging(["error_estimate": 1e-12])
  }

  package var sections: [ReportSection] { [.table(ReportTable(Self.columns, points))] }

  /// Complexity against the free energy and the breaking parameter.
  ///
  /// States with a negative replicon, which are there in the one-step ansatz only, are dashed. At T = 0,
  /// where m = 0, the abscissa is m/T.
  package var figures: [any Figure] {
    let isGroundState = temperature == 0
    return [
      CurvesFigure(
        title: "Complexity of states",
        system: "\(p)-spin model, T = \(text(temperature)), one step",
        panels: [
          CurvesFigure.Panel(
            horizontal: .init("free energy f of a state"), vertical: .init("complexity Σ"),
            curves: curves { $0.freeEnergyPerSpin }),
          CurvesFigure.Panel(
            horizontal: .init(isGroundState ? "m/T" : "m"), vertical: .init("complexity Σ"),
            curves: curves {
              isGroundState ? $0.scaledBreakingParameter : $0.breakingParameter
            }),
        ])
    ]
  }

  /// The pieces between changes of stability; each begins where the one before ends.
  private func curves(
    _ place: (PSpinTheory.ComplexityPoint) -> Double
  ) -> [CurvesFigure.Curve] {
    var pieces: [[PSpinTheory.ComplexityPoint]] = []
    for point in points {
      guard let last = pieces.last?.last else {
        pieces = [[point]]
        continue
      }
      if (last.replicon >= 0) == (point.replicon >= 0) {
        pieces[pieces.count - 1].append(point)
      } else {
        pieces.append([last, point])
      }
    }
    var named: Set<Bool> = []
    return pieces.map { piece in
      let isStable = piece[piece.count - 1].replicon >= 0
      return CurvesFigure.Curve(
        name: named.insert(isStable).inserted ? (isStable ? "stable" : "unstable") : "",
        x: piece.map(place), y: piece.map(\.complexity), style: isStable ? .line : .dashed,
        colour: .series(0))
    }
  }
}
