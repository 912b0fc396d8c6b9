import ArgumentParser
import ReplicaKit

/// `replica theory`: the replica solution of a model.
struct TheoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theory", abstract: "Replica theory.",
    subcommands: [TheorySKCommand.self, TheoryATLineCommand.self, TheoryHopfieldCommand.self])
}

/// `replica theory sk`: replica-symmetric and one-step solutions of the SK model.
struct TheorySKCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sk",
    abstract: "Replica-symmetric (rs) and one-step (1rsb) solutions of the SK model.",
    discussion: """
      Without a field the one-step equations have two solutions: 'minimum' (q0 > 0), the true one, \
      and 'q0-zero', the restricted one. Above the AT line one step is replica-symmetric, and said to \
      be.

      EXAMPLES
        replica theory sk --temperature 0.5
        replica theory sk --ansatz 1rsb --temperature 0.4 --branch q0-zero
        replica theory sk --ansatz 1rsb --temperature-range 0.1:1:10 --json
      """)

  enum Ansatz: String, ExpressibleByArgument, CaseIterable {
    case rs
    case oneStep = "1rsb"
  }

  @OptionGroup var temperatures: TheoryTemperatureOptions

  @Option(help: "rs or 1rsb.")
  var ansatz = Ansatz.rs

  @Option(parsing: .unconditional, help: "The uniform field h.")
  var field = 0.0

  @Option(parsing: .unconditional, help: "The ferromagnetic bias J0.")
  var bias = 0.0

  @Option(help: "Zero field, 1rsb: minimum or q0-zero. (default: minimum)")
  var branch: Branch?

  enum Branch: String, ExpressibleByArgument, CaseIterable {
    case minimum
    case q0Zero = "q0-zero"
  }

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if branch != nil, ansatz == .rs {
      throw ValidationError("--branch applies to --ansatz 1rsb")
    }
  }

  func run() async throws {
    try await reportingFailures {
      let theory = try SKTheory(field: field, bias: bias)
      let temperatures = try temperatures.values()
      let branch: OneStepSolution.Branch = branch == .q0Zero ? .q0Zero : .minimum
      let isOneStep = ansatz == .oneStep
      let rows = try await common.concurrently("solving", count: temperatures.count) { k in
        isOneStep
          ? TheoryRow(try theory.oneStep(temperature: temperatures[k], branch: branch))
          : TheoryRow(try theory.replicaSymmetric(temperature: temperatures[k]))
      }
      if common.json {
        if rows.count == 1, let row = rows.first {
          var object = row.json
          object["seed"] = JSONValue(seed: common.seed)
          Console.print(object)
        } else {
          Console.print([
            "ansatz": .string(ansatz.rawValue), "seed": JSONValue(seed: common.seed),
            "temperatures": .array(rows.map(\.json)),
          ])
        }
      } else {
        TheoryRow.printTable(rows)
      }
    }
  }
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
        point = (try SKTheory.almeidaThoulessTemperature(field: field), field)
      } else {
        let temperature = temperature ?? 1
        point = (temperature, try SKTheory.almeidaThoulessField(temperature: temperature))
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
    help: "The temperature; 0 for the rs ground state.")
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

/// A replica solution of either ansatz, as it is printed.
private struct TheoryRow {
  let temperature: Double
  let field: Double
  let freeEnergy: Double
  let energy: Double
  let entropy: Double
  let function: ParisiFunction
  let breakingParameter: Double?
  let replicon: Double
  let stable: Bool
  let errorEstimate: Double
  let note: String
  let extra: [(String, JSONValue)]

  init(_ solution: ReplicaSymmetricSolution) {
    temperature = solution.temperature
    field = solution.field
    freeEnergy = solution.freeEnergyPerSpin
    energy = solution.energyPerSpin
    entropy = solution.entropyPerSpin
    function = solution.parisiFunction
    breakingParameter = nil
    replicon = solution.replicon
    stable = solution.stable
    errorEstimate = solution.errorEstimate
    note = solution.stable ? "stable" : "unstable: below the AT line"
    extra = [("ansatz", "rs"), ("magnetization", .number(solution.magnetization))]
  }

  init(_ solution: OneStepSolution) {
    temperature = solution.temperature
    field = solution.field
    freeEnergy = solution.freeEnergyPerSpin
    energy = solution.energyPerSpin
    entropy = solution.entropyPerSpin
    function = solution.parisiFunction
    breakingParameter = solution.isReplicaSymmetric ? nil : solution.breakingParameter
    replicon = solution.replicon
    stable = solution.stable
    errorEstimate = solution.errorEstimate
    note =
      solution.isReplicaSymmetric
      ? "replica-symmetric: no step here" : "branch \(solution.branch.rawValue)"
    extra = [
      ("ansatz", "1rsb"), ("branch", .string(solution.branch.rawValue)),
      ("replica_symmetric", .bool(solution.isReplicaSymmetric)),
      ("magnetization", .number(solution.magnetization)),
    ]
  }

  var json: JSONValue {
    var object: JSONValue = [
      "temperature": .number(temperature), "field": .number(field),
      "free_energy_per_spin": .number(freeEnergy), "energy_per_spin": .number(energy),
      "entropy_per_spin": .number(entropy), "overlaps": JSONValue(function.overlaps),
      "breaking_points": JSONValue(function.breakingPoints),
      "edwards_anderson_parameter": .number(function.edwardsAndersonParameter),
      "mean_overlap": .number(function.meanOverlap),
      "mean_square_overlap": .number(function.meanSquareOverlap),
      "replicon": JSONValue(replicon), "stable": .bool(stable),
      "error_estimate": .number(errorEstimate),
    ]
    for (key, value) in extra { object[key] = value }
    return object
  }

  static func printTable(_ rows: [TheoryRow]) {
    var table = TextTable(["T", "h", "f", "e", "s", "q", "m", "replicon", "± f", ""])
    for row in rows {
      table.add([
        text(row.temperature), text(row.field), text(row.freeEnergy, digits: 11),
        text(row.energy, digits: 11), text(row.entropy, digits: 8),
        row.function.overlaps.map { text($0, digits: 9) }.joined(separator: " "),
        text(row.breakingParameter, digits: 8), text(row.replicon, digits: 8),
        text(row.errorEstimate, digits: 1), row.note,
      ])
    }
    print(table.text)
  }
}
