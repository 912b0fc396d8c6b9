import ArgumentParser
import ReplicaKit

/// `replica exact`: enumeration of small models.
struct ExactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exact",
    abstract: "Exact equilibrium averages of a small model, by enumeration (N ≤ 24).",
    discussion: """
      EXAMPLES
        replica exact sk --spins 16 --temperature 0.5
        replica exact couplings --input bonds.txt --temperatures 0.5,1,2 --json
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var temperatures: TemperatureOptions

  @Option(parsing: .unconditional, help: "The disorder instance.")
  var instance = 0

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard instance >= 0, instance < 1 << 32 else {
      throw ValidationError("--instance is \(instance); expected 0 to \((1 << 32) - 1)")
    }
  }

  func run() async throws {
    try await reportingFailures {
      try requireFewSpins(model.parameters.spins)
      let drawn = try model.makeModel()
      try requireFewSpins(drawn.spinCount)
      let enumeration = try ExactEnumeration(
        drawn.instance(instance, seed: common.seed))
      let temperatures = try temperatures.values()
      let results = try await common.concurrently("averaging", count: temperatures.count) { k in
        try enumeration.equilibrium(at: temperatures[k])
      }
      if common.json {
        printJSON(enumeration, results, model: drawn)
      } else {
        printTables(enumeration, results)
      }
    }
  }

  /// Refuses a model that is too large before its couplings are drawn.
  private func requireFewSpins(_ count: Int?) throws {
    if let count, count > ExactEnumeration.largestSpinCount {
      throw SpinModelError.tooManySpinsToEnumerate(count, limit: ExactEnumeration.largestSpinCount)
    }
  }

  private func printJSON(
    _ enumeration: ExactEnumeration, _ results: [ExactEquilibrium], model: any SpinEnsemble
  ) {
    let n = Double(enumeration.spinCount)
    var object: JSONValue = [
      "model": model.description, "seed": JSONValue(seed: common.seed),
      "instance": .integer(instance),
      "ground_state_energy_per_spin": .number(enumeration.groundStateEnergy / n),
      "ground_state_count": .integer(enumeration.groundStateCount),
    ]
    if results.count == 1, let only = results.first {
      for member in only.json.objectValue ?? [] { object[member.key] = member.value }
    } else {
      object["temperatures"] = .array(results.map(\.json))
    }
    Console.print(object)
  }

  private func printTables(_ enumeration: ExactEnumeration, _ results: [ExactEquilibrium]) {
    var table = TextTable(["T", "e", "f", "s", "c", "⟨q²⟩", "⟨|m|⟩ of spins"])
    for result in results {
      let mean =
        result.magnetizations.reduce(0) { $0 + abs($1) } / Double(enumeration.spinCount)
      table.add([
        text(result.temperature), text(result.energyPerSpin, digits: 10),
        text(result.freeEnergyPerSpin, digits: 10), text(result.entropyPerSpin, digits: 8),
        text(result.heatCapacityPerSpin, digits: 6), text(result.meanSquareOverlap, digits: 8),
        text(mean < 1e-12 ? 0 : mean, digits: 6),
      ])
    }
    print(table.text)
    let n = Double(enumeration.spinCount)
    print(
      "\nground state: energy per spin \(text(enumeration.groundStateEnergy / n, digits: 12)), "
        + "\(enumeration.groundStateCount) states of 2^\(enumeration.spinCount)")
    guard results.count == 1, let only = results.first else { return }
    print("\nP_J(q)")
    for (overlap, probability) in only.overlapDistribution {
      let bar = String(repeating: "█", count: Int((probability * 60).rounded()))
      print("\(overlap < 0 ? "" : " ")\(fixed(overlap))  \(fixed(probability))  \(bar)")
    }
  }

  /// A number with four decimals.
  private func fixed(_ value: Double) -> String {
    let digits = String(Int((abs(value) * 10_000).rounded()))
    let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    return (value < 0 ? "-" : "") + padded.dropLast(4) + "." + padded.suffix(4)
  }
}

extension ExactEquilibrium {
  /// The object for scripts.
  var json: JSONValue {
    [
      "temperature": .number(temperature), "spins": .integer(spinCount),
      "log_partition_function": .number(logPartitionFunction),
      "energy_per_spin": .number(energyPerSpin),
      "heat_capacity_per_spin": .number(heatCapacityPerSpin),
      "free_energy_per_spin": .number(freeEnergyPerSpin),
      "entropy_per_spin": .number(entropyPerSpin),
      "magnetizations": JSONValue(magnetizations),
      "overlap_distribution": [
        "q": JSONValue(overlapDistribution.map(\.overlap)),
        "p": JSONValue(overlapDistribution.map(\.probability)),
      ],
      "mean_square_overlap": .number(meanSquareOverlap),
    ]
  }
}
