import ArgumentParser
import ReplicaKit

/// `replica deepnet`: deep random networks and their mean-field theory.
struct DeepNetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deepnet", abstract: "Deep random networks: theory and simulation.",
    subcommands: [
      DeepNetTheoryCommand.self, DeepNetTrajectoryCommand.self, DeepNetCriticalLineCommand.self,
      DeepNetPhaseDiagramCommand.self, DeepNetOverviewCommand.self, DeepNetSimulateCommand.self,
      DeepNetKernelCommand.self, DeepNetJacobianCommand.self, DeepNetArchitectureCommand.self,
    ])
}
