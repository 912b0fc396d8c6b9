package import Documents
package import Figures
package import ReplicaTheory

extension SphericalPSpinTheory {
  /// The states at some temperatures, to be shown.
  ///
  /// - Parameter temperatures: The temperatures, at least one.
  /// - Returns: Energies, overlaps and the replicon.
  /// - Throws: ``ReplicaTheoryError``.
  package func states(temperatures: [Double]) throws -> StateList<State> {
    StateList(
      try temperatures.map { try state(temperature: $0) }, columns: Self.columns(p: p))
  }

  private static func columns(p: Int) -> [Column<State>] {
    [
      Column("T", "temperature") { $0.temperature }, Column(key: "spherical") { _ in true },
      Column(key: "p") { _ in .integer(p) },
      Column("f", "free_energy_per_spin", digits: 11) { $0.freeEnergyPerSpin },
      Column("e", "energy_per_spin", digits: 11) { $0.energyPerSpin },
      Column("s", "entropy_per_spin", digits: 8) { $0.entropyPerSpin },
      Column(key: "overlaps") { JSONValue($0.parisiFunction.overlaps) },
      Column(key: "breaking_points") { JSONValue($0.parisiFunction.breakingPoints) },
      Column("q1", "edwards_anderson_parameter", digits: 9) { $0.q1 },
      Column("m", nil, digits: 8) { $0.breakingParameter },
      Column(nil, "mean_overlap") { $0.parisiFunction.meanOverlap },
      Column(nil, "mean_square_overlap") { $0.parisiFunction.meanSquareOverlap },
      Column("replicon", "replicon", digits: 8) { $0.replicon },
      Column(key: "stable") { _ in true }, Column(nil, "error_estimate") { _ in 1e-14 },
    ]
  }
}

extension SphericalPSpinTheory.State {
  fileprivate var parisiFunction: ParisiFunction {
    ParisiFunction(
      overlaps: q1 > 0 ? [0, q1] : [0], breakingPoints: q1 > 0 ? [breakingParameter] : [])
  }
}

/// The number of energy minima of a spherical p-spin model by their energy.
package struct SphericalPSpinComplexity: Reportable {
  private struct Point {
    let energy: Double
    let complexity: Double
  }

  private let p: Int
  private let points: [Point]

  /// Follows the complexity from the ground state to the threshold.
  ///
  /// - Parameters:
  ///   - p: The number of interacting spins.
  ///   - count: The number of energies, at least 2.
  /// - Throws: ``ReplicaTheoryError``.
  package init(p: Int, count: Int) throws {
    let model = try SphericalPSpinTheory(p: p)
    let low = try model.state(temperature: 0).energyPerSpin
    let high = model.thresholdEnergyPerSpin
    self.p = p
    points = (0..<count).map { k in
      let energy = low + (high - low) * Double(k) / Double(count - 1)
      return Point(energy: energy, complexity: model.complexity(energyPerSpin: energy) ?? 0)
    }
  }

  private static let columns: [Column<Point>] = [
    Column("e", "energy_per_spin", digits: 10) { $0.energy },
    Column("Σ", "complexity", digits: 8) { $0.complexity },
  ]

  package var document: JSONValue {
    (["p": .integer(p), "spherical": true] as JSONValue)
      .merging(JSONValue(lists: Self.columns, points)).merging(["error_estimate": 1e-12])
  }

  package var sections: [ReportSection] { [.table(ReportTable(Self.columns, points))] }

  package var figures: [any Figure] {
    [
      CurvesFigure(
        title: "Complexity of energy minima", system: "spherical \(p)-spin model, T = 0",
        horizontal: .init("energy e of a minimum"), vertical: .init("complexity Σ"),
        curves: [
          CurvesFigure.Curve(
            x: points.map(\.energy), y: points.map(\.complexity), colour: .series(0))
        ])
    ]
  }
}
