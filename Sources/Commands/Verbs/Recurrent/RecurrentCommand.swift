import ArgumentParser
import ReplicaKit

/// `replica recurrent`: recurrent random networks and their dynamical mean-field theory.
struct RecurrentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recurrent", abstract: "Recurrent random networks: theory and simulation.",
    discussion: """
      EXAMPLES
        replica recurrent theory --sigma-w 1.5
        replica recurrent autocovariance --sigma-w 1.5 --figure delta.svg
        replica recurrent simulate --sigma-w 2 --neurons 100 --trajectories 16
      """,
    subcommands: [
      RecurrentTheoryCommand.self, RecurrentAutocovarianceCommand.self,
      RecurrentPhaseDiagramCommand.self, RecurrentTransientCommand.self,
      RecurrentSimulateCommand.self, RecurrentLyapunovCommand.self,
    ])
}
