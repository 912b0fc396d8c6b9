import ArgumentParser
import ReplicaKit

/// `replica deepnet`: deep random networks and their mean-field theory.
struct DeepNetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deepnet", abstract: "Deep random networks: theory and simulation.",
    discussion: """
      EXAMPLES
        replica deepnet theory --sigma-w 1.5 --sigma-b 0.3
        replica deepnet phase-diagram --sigma-w-range 0.5:4:40 \\
          --sigma-b-range 0:1:20 --figure chaos.svg
        replica deepnet simulate --sigma-w 2.5 --sigma-b 0.3 --width 500
      """,
    subcommands: [
      DeepNetTheoryCommand.self, DeepNetTrajectoryCommand.self, DeepNetCriticalLineCommand.self,
      DeepNetPhaseDiagramCommand.self, DeepNetOverviewCommand.self, DeepNetSimulateCommand.self,
      DeepNetKernelCommand.self, DeepNetJacobianCommand.self, DeepNetArchitectureCommand.self,
    ])
}
