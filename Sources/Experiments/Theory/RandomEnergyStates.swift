import Documents
package import ReplicaTheory

extension RandomEnergyModel {
  /// The states at some temperatures, to be shown.
  ///
  /// - Parameter temperatures: The temperatures, at least one.
  /// - Returns: Energies, overlaps and the moments of the weights.
  /// - Throws: ``ReplicaTheoryError``.
  package func states(temperatures: [Double]) throws -> StateList<State> {
    StateList(
      try temperatures.map { try state(temperature: $0) }, columns: Self.columns,
      closing: [.text("T_c = \(text(criticalTemperature, digits: 11))")])
  }

  private static let columns: [Column<State>] = [
    Column("T", "temperature") { $0.temperature },
    Column("f", "free_energy_per_spin", digits: 11) { $0.freeEnergyPerSpin },
    Column("e", "energy_per_spin", digits: 11) { $0.energyPerSpin },
    Column("s", "entropy_per_spin", digits: 8) { $0.entropyPerSpin },
    Column("m", nil, digits: 8) { $0.breakingParameter },
    Column(key: "overlaps") { JSONValue($0.parisiFunction.overlaps) },
    Column(key: "breaking_points") { JSONValue($0.parisiFunction.breakingPoints) },
    Column(nil, "edwards_anderson_parameter") { $0.parisiFunction.edwardsAndersonParameter },
    Column(nil, "mean_overlap") { $0.parisiFunction.meanOverlap },
    Column(nil, "mean_square_overlap") { $0.parisiFunction.meanSquareOverlap },
    Column("[Σw²]", "participation_moments") {
      text(participation(2, breakingParameter: $0.breakingParameter), digits: 8)
    } value: { state in
      JSONValue((2...4).map { participation($0, breakingParameter: state.breakingParameter) })
    },
    Column("[(Σw²)²]", "squared_participation", digits: 8) {
      squaredParticipation(breakingParameter: $0.breakingParameter)
    },
    Column(nil, "critical_temperature") { _ in RandomEnergyModel().criticalTemperature },
    Column(nil, "ground_state_energy_per_spin") { _ in
      RandomEnergyModel().groundStateEnergyPerSpin
    },
    Column(key: "stable") { _ in true }, Column(nil, "error_estimate") { _ in 1e-16 },
  ]
}
