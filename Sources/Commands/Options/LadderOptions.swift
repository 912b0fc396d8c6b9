import ArgumentParser

/// The temperatures of a ladder, in one of several ways.
struct LadderOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Several temperatures: T1,T2,…, or geometric:low:high:count for a constant ratio of neighbours."
    ))
  var temperatures: String?

  @Option(parsing: .unconditional, help: "Equally spaced temperatures: low:high:count.")
  var temperatureRange: String?

  @Option(
    parsing: .unconditional,
    help: "Temperatures of equally spaced inverse temperatures β = 1/T: low:high:count.")
  var betaRange: String?

  /// The options.
  static let names = ["--temperatures", "--temperature-range", "--beta-range"]

  /// How many of the options were given.
  var givenCount: Int { [temperatures, temperatureRange, betaRange].count { $0 != nil } }

  /// The temperatures in the order given; `nil` where none of the options was.
  ///
  /// - Throws: `ValidationError` for a text that is none of the forms, or temperatures that are not above 0.
  func values() throws -> [Double]? {
    var values: [Double]?
    if let betaRange {
      values = try TemperatureOptions.range(
        betaRange, option: "--beta-range", of: "inverse temperatures"
      ).map { 1 / $0 }
    }
    if let temperatureRange { values = try TemperatureOptions.range(temperatureRange) }
    if let temperatures { values = try TemperatureOptions.several(temperatures) }
    for value in values ?? [] { try TemperatureOptions.expectTemperature(value) }
    return values
  }
}

/// How much of every instance is sampled.
struct InstanceEffortOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The number of independent ladders per instance.")
  var chains = 4

  @Option(
    parsing: .unconditional, help: "The sweeps before measurements. (default: as many as measured)")
  var burnIn: Int?

  @Option(
    parsing: .unconditional,
    help: """
      The configurations kept per ladder and temperature. (default: 32; a population of 1000)
      """)
  var draws: Int?

  /// The configurations to keep.
  ///
  /// - Parameter isPopulation: Whether they are what is annealed, so that few cannot do.
  /// - Returns: What was asked for, or the default.
  func keptDraws(ofPopulation isPopulation: Bool = false) -> Int {
    draws ?? (isPopulation ? 1000 : 32)
  }

  @Option(
    parsing: .unconditional,
    help: "Seconds between two checkpoints of a ladder: what a kill can cost.")
  var checkpointInterval = 60.0

  /// The options.
  static let names = ["--chains", "--burn-in", "--draws", "--checkpoint-interval"]

  func validate() throws {
    try expect(
      (0...1e9).contains(checkpointInterval), "--checkpoint-interval", checkpointInterval,
      "seconds, 0 to 1e9")
  }
}
