import ArgumentParser
import Foundation
package import ReplicaKit

/// `replica doctor`: what this machine has, and what to install.
struct DoctorCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "What this machine has and what to install.",
    discussion: """
      The libraries that the tool uses, the instruction set of this processor, and gnuplot. What is missing costs \
      formats of files or figures, nothing else; the tests of the kernels on this machine are replica check --kernels.

      EXAMPLES
        replica doctor
        replica doctor --json
      """)

  @OptionGroup var common: CommonOptions

  var isRandom: Bool { false }
  var statesSeed: Bool { false }

  func outcome(_ session: Session) async throws -> MachineReport {
    MachineReport(
      version: toolVersion + revision, threads: ProcessInfo.processInfo.activeProcessorCount,
      memory: Double(ProcessInfo.processInfo.physicalMemory))
  }
}

/// What `--version --verbose` prints.
package enum Versions {
  /// The version of the tool and of the formats of numbers and files, for programs.
  package static var document: JSONValue {
    [
      "version": .string(toolVersion), "revision": .string(revision),
      "stream_format": .integer(Int(StreamName.formatVersion)),
      "store_format": .integer(UnitStore.formatVersion),
    ]
  }

  /// The tool, the formats of numbers and files, and the processor.
  static var text: String {
    """
    replica \(toolVersion)\(revision)
    random streams  Philox4x32-10, format \(StreamName.formatVersion)
    runs            Zarr 3, store format \(UnitStore.formatVersion)
    instruction set \(KernelInvariance.instructionSet)
    """
  }
}
