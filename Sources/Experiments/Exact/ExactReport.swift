public import Documents
public import SpinModels

/// Exact equilibrium averages of one small instance, by enumeration.
public struct ExactReport: Reportable {
  private let model: JSONValue
  private let given: CouplingSummary?
  private let drawn: CouplingSummary
  private let name: String
  private let instance: Int
  private let seed: UInt64
  private let enumeration: ExactEnumeration
  private let results: [ExactEquilibrium]

  /// Averages over the states of an instance.
  ///
  /// - Parameters:
  ///   - ensemble: The ensemble.
  ///   - instance: The disorder instance.
  ///   - temperatures: The temperatures.
  ///   - session: Seed, threads and progress.
  /// - Throws: ``/SpinModels/SpinModelError/tooManySpinsToEnumerate(_:limit:)``.
  public init(
    _ ensemble: any SpinEnsemble, instance: Int, temperatures: [Double], session: Session
  ) async throws {
    let couplings = ensemble.instance(instance, seed: session.seed)
    let enumeration = try ExactEnumeration(couplings)
    drawn = CouplingSummary(couplings)
    name = ensemble.name
    results = try await session.concurrently("averaging", count: temperatures.count) { k in
      try enumeration.equilibrium(at: temperatures[k])
    }
    model = ensemble.description
    given = ensemble.givenSummary
    self.instance = instance
    self.enumeration = enumeration
    seed = session.seed
  }

  /// The averages; those of a single temperature at the top.
  public var document: JSONValue {
    let n = Double(enumeration.spinCount)
    var object: JSONValue = [
      "model": model, "seed": JSONValue(seed: seed), "instance": .integer(instance),
      "ground_state_energy_per_spin": .number(enumeration.groundStateEnergy / n),
      "ground_state_count": .integer(enumeration.groundStateCount),
    ]
    object.merge(given?.document ?? drawn.countsDocument)
    if results.count == 1 {
      object.merge(results[0].document)
    } else {
      object["temperatures"] = .array(results.map(\.document))
    }
    return object
  }

  private static let columns: [Column<ExactEquilibrium>] = [
    Column(text: "T") { text($0.temperature) },
    Column(text: "e") { text($0.energyPerSpin, digits: 10) },
    Column(text: "f") { text($0.freeEnergyPerSpin, digits: 10) },
    Column(text: "s") { text($0.entropyPerSpin, digits: 8) },
    Column(text: "c") { text($0.heatCapacityPerSpin, digits: 6) },
    Column(text: "⟨q²⟩") { text($0.meanSquareOverlap, digits: 8) },
    Column(text: "⟨|m|⟩ of spins") { result in
      let mean = result.magnetizations.reduce(0) { $0 + abs($1) } / Double(result.spinCount)
      return text(mean < 1e-12 ? 0 : mean, digits: 6)
    },
  ]

  /// A line per temperature, the ground state, and P_J(q) of a single temperature.
  public var sections: [ReportSection] {
    let n = Double(enumeration.spinCount)
    var sections: [ReportSection] = [
      .text(given?.sentence ?? drawn.sentence(ofDrawn: name)),
      .table(ReportTable(Self.columns, results)),
      .text(
        "\nground state: energy per spin \(text(enumeration.groundStateEnergy / n, digits: 12)), "
          + "\(enumeration.groundStateCount) states of 2^\(enumeration.spinCount)"),
    ]
    sections.append(
      .remark(
        "e, f, s, c: energy, free energy, entropy and heat capacity per spin; ⟨q²⟩ of two replicas; ⟨|m|⟩: mean of |⟨s_i⟩|"
      ))
    guard results.count == 1 else { return sections }
    sections.append(.text("\nP_J(q)"))
    for (overlap, probability) in results[0].overlapDistribution {
      let bar = String(repeating: "█", count: Int((probability * 60).rounded()))
      sections.append(
        .text("\(overlap < 0 ? "" : " ")\(fixed(overlap))  \(fixed(probability))  \(bar)"))
    }
    return sections
  }

  /// A number with four decimals.
  private func fixed(_ value: Double) -> String {
    let digits = String(Int((abs(value) * 10_000).rounded()))
    let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    return (value < 0 ? "-" : "") + padded.dropLast(4) + "." + padded.suffix(4)
  }
}

extension ExactEquilibrium {
  /// The object for programs.
  fileprivate var document: JSONValue {
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
