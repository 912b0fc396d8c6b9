import ArgumentParser
import ReplicaKit

/// `replica theory rem`: the random energy model.
struct TheoryREMCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rem",
    abstract: "The random energy model, the p-spin model for p → ∞.",
    discussion: """
      Exact. 'participation_moments' are the averages of Σ w^2, Σ w^3, Σ w^4 over the weights of the \
      states, and of (Σ w^2)^2.

      EXAMPLES
        replica theory rem --temperature 0.3
        replica theory rem --temperature-range 0:1:11 --json
      """)

  @OptionGroup var temperatures: TheoryTemperatureOptions

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await reportingFailures {
      let model = RandomEnergyModel()
      let states = try temperatures.values().map { try model.state(temperature: $0) }
      guard common.json else {
        var table = TextTable(["T", "f", "e", "s", "m", "[Σw²]", "[(Σw²)²]"])
        for state in states {
          let m = state.breakingParameter
          table.add([
            text(state.temperature), text(state.freeEnergyPerSpin, digits: 11),
            text(state.energyPerSpin, digits: 11), text(state.entropyPerSpin, digits: 8),
            text(m, digits: 8),
            text(RandomEnergyModel.participation(2, breakingParameter: m), digits: 8),
            text(RandomEnergyModel.squaredParticipation(breakingParameter: m), digits: 8),
          ])
        }
        print(table.text)
        print("T_c = \(text(model.criticalTemperature, digits: 11))")
        return
      }
      let rows = states.map { state -> JSONValue in
        let m = state.breakingParameter
        return [
          "temperature": .number(state.temperature),
          "free_energy_per_spin": .number(state.freeEnergyPerSpin),
          "energy_per_spin": .number(state.energyPerSpin),
          "entropy_per_spin": .number(state.entropyPerSpin),
          "overlaps": JSONValue(state.parisiFunction.overlaps),
          "breaking_points": JSONValue(state.parisiFunction.breakingPoints),
          "edwards_anderson_parameter": .number(state.parisiFunction.edwardsAndersonParameter),
          "mean_overlap": .number(state.parisiFunction.meanOverlap),
          "mean_square_overlap": .number(state.parisiFunction.meanSquareOverlap),
          "participation_moments": JSONValue(
            (2...4).map { RandomEnergyModel.participation($0, breakingParameter: m) }),
          "squared_participation": .number(
            RandomEnergyModel.squaredParticipation(breakingParameter: m)),
          "critical_temperature": .number(model.criticalTemperature),
          "ground_state_energy_per_spin": .number(model.groundStateEnergyPerSpin),
          "stable": true, "error_estimate": .number(1e-16),
        ]
      }
      if rows.count == 1, var object = rows.first {
        object["seed"] = JSONValue(seed: common.seed)
        Console.print(object)
      } else {
        Console.print(["temperatures": .array(rows), "seed": JSONValue(seed: common.seed)])
      }
    }
  }
}
