import ArgumentParser
import ReplicaKit

/// `replica theory at-line`: where replica symmetry becomes unstable.
struct TheoryATLineCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "at-line",
    abstract: "The Almeida–Thouless line of the SK model.",
    usage: "replica theory at-line [<options>]",
    discussion: """
      The temperature at a field, or the field at a temperature; at the line the replicon of the \
      replica-symmetric solution is zero, below it replica symmetry is broken. '±' is the error of the \
      number that was computed. With a bias J0, h stands for the effective field h + J0 m.

      EXAMPLES
        replica theory at-line --field 0.5
        replica theory at-line --temperature 0.5 --json
        replica theory at-line --field-range 0:2:101 --figure at-line.svg
        replica theory at-line --temperature-range 0.05:1:20
      """)

  @Option(parsing: .unconditional, help: "The field h; gives the temperature.")
  var field: Double?

  @Option(parsing: .unconditional, help: "Equally spaced fields: low:high:count.")
  var fieldRange: String?

  @Option(name: .shortAndLong, parsing: .unconditional, help: "The temperature; gives the field.")
  var temperature: Double?

  @Option(parsing: .unconditional, help: "Equally spaced temperatures: low:high:count.")
  var temperatureRange: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let given = [field != nil, fieldRange != nil, temperature != nil, temperatureRange != nil]
    guard given.count(where: { $0 }) == 1 else {
      throw ValidationError(
        "expected exactly one of --field, --field-range, --temperature and --temperature-range")
    }
    if let temperature, !(temperature > 0 && temperature.isFinite) {
      throw ValidationError("--temperature is \(temperature); expected a number above 0")
    }
    if let field, !field.isFinite {
      throw ValidationError("--field is \(field); expected a number")
    }
    _ = try fields()
    if let lowest = try temperatures()?.first, lowest <= 0 {
      throw ValidationError(
        "--temperature-range begins at \(lowest); expected temperatures above 0")
    }
  }

  /// The fields, if fields were given.
  private func fields() throws -> [Double]? {
    if let field { return [field] }
    return try fieldRange.map {
      try TemperatureOptions.range($0, option: "--field-range", of: "fields")
    }
  }

  /// The temperatures, if temperatures were given.
  private func temperatures() throws -> [Double]? {
    if let temperature { return [temperature] }
    return try temperatureRange.map { try TemperatureOptions.range($0) }
  }

  var isRandom: Bool { false }

  func outcome(_ session: Session) async throws -> AlmeidaThoulessLine {
    let places = try fields().map(AlmeidaThoulessLine.Places.fields)
    return try await AlmeidaThoulessLine(
      places ?? .temperatures(try temperatures() ?? []),
      isRange: fieldRange != nil || temperatureRange != nil, session: session)
  }
}
