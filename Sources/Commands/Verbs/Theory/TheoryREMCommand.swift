import ArgumentParser
import ReplicaKit

/// `replica theory rem`: the random energy model.
struct TheoryREMCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "rem",
    abstract: "The random energy model, p → ∞.",
    usage: "replica theory rem [<options>]",
    discussion: """
      Exact. 'participation_moments' are the averages of Σ w^2, Σ w^3, Σ w^4 over the weights of the \
      states, and of (Σ w^2)^2.

      EXAMPLES
        replica theory rem --temperature 0.3
        replica theory rem --temperature-range 0:1:11 --json
      """)

  @OptionGroup var temperatures: TheoryTemperatureOptions

  @OptionGroup var common: CommonOptions

  var isRandom: Bool { false }

  func outcome(_ session: Session) throws -> StateList<RandomEnergyModel.State> {
    try RandomEnergyModel().states(temperatures: temperatures.values())
  }
}
