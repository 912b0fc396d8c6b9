import ArgumentParser
import ReplicaKit

/// `replica theory`: the replica solution of a model.
struct TheoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theory", abstract: "Replica theory.",
    subcommands: [TheorySKCommand.self, TheoryPSpinCommand.self, TheoryREMCommand.self, TheoryATLineCommand.self, TheoryHopfieldCommand.self])
}

/// `replica theory at-line`: where replica symmetry becomes unstable.
struct TheoryATLineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "at-line",
    abstract: "The Almeida–Thouless line of the SK model.",
    discussion: """
      EXAMPLES
        replica theory at-line --field 0.5
        replica theory at-line --temperature 0.5
      """)

  @Option(parsing: .unconditional, help: "The field h; gives the temperature.")
  var field: Double?

  @Option(name: .shortAndLong, parsing: .unconditional, help: "The temperature; gives the field.")
  var temperature: Double?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (field == nil) != (temperature == nil) else {
      throw ValidationError("expected exactly one of --field and --temperature")
    }
    if let temperature, !(temperature > 0 && temperature.isFinite) {
      throw ValidationError("--temperature is \(temperature); expected a number above 0")
    }
  }

  func run() async throws {
    try await reportingFailures {
      let point: (temperature: Double, field: Double)
      if let field {
        point = (try SpinGlassTheory.almeidaThoulessTemperature(field: field), field)
      } else {
        let temperature = temperature ?? 1
        point = (temperature, try SpinGlassTheory.almeidaThoulessField(temperature: temperature))
      }
      if common.json {
        Console.print([
          "temperature": .number(point.temperature), "field": .number(point.field),
          "seed": JSONValue(seed: common.seed),
        ])
      } else {
        print("T = \(text(point.temperature, digits: 11)), h = \(text(point.field, digits: 11))")
      }
    }
  }
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
