import ArgumentParser
import ReplicaKit

/// `replica recurrent`: recurrent random networks and their dynamical mean-field theory.
struct RecurrentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recurrent", abstract: "Recurrent random networks: theory and simulation.",
    subcommands: [
      RecurrentTheoryCommand.self, RecurrentAutocovarianceCommand.self,
      RecurrentPhaseDiagramCommand.self, RecurrentTransientCommand.self,
      RecurrentSimulateCommand.self, RecurrentLyapunovCommand.self,
    ])
}
