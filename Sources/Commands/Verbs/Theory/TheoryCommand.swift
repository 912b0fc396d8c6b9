import ArgumentParser
import ReplicaKit

/// `replica theory`: the replica solution of a model.
struct TheoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theory", abstract: "Replica theory of spin glasses.",
    discussion: """
      EXAMPLES
        replica theory sk --temperature 0.4
        replica theory pspin --p 3 --transitions
        replica theory hopfield --load 0.05 --temperature 0.4
        replica theory at-line --field 0.1
      """,
    subcommands: [
      TheorySKCommand.self, TheoryPSpinCommand.self, TheoryHopfieldCommand.self,
      TheoryREMCommand.self, TheoryATLineCommand.self, TheoryTAPCommand.self,
    ])
}

/// Temperatures of a theory, zero included.
struct TheoryTemperatureOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: "The temperature; 0 for the ground state.")
  var temperature: Double?

  @Option(parsing: .unconditional, help: "Equally spaced temperatures: low:high:count.")
  var temperatureRange: String?

  func validate() throws {
    guard (temperature == nil) != (temperatureRange == nil) else {
      throw ValidationError(
        "expected exactly one of --temperature T and --temperature-range low:high:count")
    }
    for value in try values() where value != 0 && !(1e-100...1e100).contains(value) {
      throw ValidationError("a temperature is \(value); expected 0, or 1e-100 to 1e100")
    }
  }

  /// The temperatures.
  func values() throws -> [Double] {
    if let temperature { return [temperature] }
    return try TemperatureOptions.range(temperatureRange ?? "")
  }
}
