public import Documents
import SpinModels

extension Quantity {
  private static let slots = ["instance", "temperature", "chain"]

  /// Configurations of the draws, packed.
  public static let configurations = Quantity(
    "configurations", slots + ["draw", "byte"], "spin configurations, one bit per spin",
    element: .uint8,
    notes: [
      JSONValue.Member(key: "bit_order", value: "little"),
      JSONValue.Member(key: "set_bit", value: "s = +1"),
    ])
  /// Energies of the draws.
  public static let energies = Quantity(
    "energy_per_spin", slots + ["draw"], "energy per spin of every draw", unit: "energy")
  /// Magnetizations of the draws.
  public static let magnetizations = Quantity(
    "magnetization", slots + ["draw"], "magnetization per spin of every draw")
  /// Energies averaged over the measured sweeps.
  public static let meanEnergies = Quantity(
    "mean_energy_per_spin", slots, "energy per spin, mean over the measured sweeps", unit: "energy")
  /// Energies averaged over logarithmic bins of time.
  public static let binEnergies = Quantity(
    "bin_energy_per_spin", slots + ["bin"], "energy per spin, mean over a logarithmic bin",
    unit: "energy")
  /// Squared overlaps of ladders by bins of time.
  public static let binOverlaps = Quantity(
    "bin_mean_square_overlap", ["instance", "temperature", "pair", "bin"],
    "squared overlap of two ladders, mean over a logarithmic bin")
  /// Energies averaged over blocks of time since half of the burn-in.
  public static let driftEnergies = Quantity(
    "drift_energy_per_spin", slots + ["drift_block"],
    "energy per spin, mean over a block of time since half of the burn-in", unit: "energy")
  /// Squared overlaps of ladders by blocks of time since half of the burn-in.
  public static let driftOverlaps = Quantity(
    "drift_mean_square_overlap", ["instance", "temperature", "pair", "drift_block"],
    "squared overlap of two ladders, mean over a block of time since half of the burn-in")
  /// Squared overlaps within ladders.
  public static let withinOverlaps = Quantity(
    "within_mean_square_overlap", slots,
    "squared overlap of early and late draws of the same ladder")
  /// Squared overlaps between ladders.
  public static let betweenOverlaps = Quantity(
    "between_mean_square_overlap", ["instance", "temperature", "pair"],
    "squared overlap of two ladders")
  /// The lowest energy that a ladder met.
  public static let lowestEnergies = Quantity(
    "lowest_energy_per_spin", ["instance", "chain"], "lowest energy per spin that a ladder met",
    unit: "energy")
  /// When it was met first.
  public static let lowestSweeps = Quantity(
    "lowest_sweep", ["instance", "chain"],
    "sweep after which a ladder first met its lowest energy, burn-in included; 0 is the start",
    unit: "sweeps")
  /// Its configuration, packed.
  public static let lowestConfigurations = Quantity(
    "lowest_configuration", ["instance", "chain", "byte"],
    "configuration of the lowest energy that a ladder met, one bit per spin",
    element: .uint8, notes: configurations.notes)
  /// How often an instance was extended.
  public static let extensions = Quantity(
    "extensions", ["instance"],
    "how often the instance was run on until it was twice as long, because it was not equilibrated",
    notes: [
      JSONValue.Member(
        key: "note",
        value: .string(
          "k > 0: burn-in = sweeps = 2^(k-1) (burn_in + sweeps) of the attributes; the sweeps of the coordinates "
            + "draw, bin and drift_block are those of k = 0"))
    ])
  /// Autocorrelation times of the energy.
  public static let autocorrelationTimes = Quantity(
    "integrated_autocorrelation_time", slots, "integrated autocorrelation time of the energy",
    unit: "sweeps",
    notes: [
      JSONValue.Member(
        key: "note",
        value: "negative: series too short, at least the absolute value; missing: constant")
    ])
}

/// A quantity of a run with its values for one instance, in C order over temperature, chain or pair, ….
public struct RecordedQuantity: Sendable {
  /// The values of a quantity.
  public enum Values: Sendable {
    /// Numbers.
    case numbers([Double])
    /// Bytes.
    case bytes([UInt8])
  }

  /// What it is.
  public let quantity: Quantity
  /// Its values for an instance.
  public let values: @Sendable (InstanceRecord) -> Values

  private init(_ quantity: Quantity, _ values: @escaping @Sendable (InstanceRecord) -> [Double]) {
    self.quantity = quantity
    self.values = { .numbers(values($0)) }
  }

  /// The names of quantities that runs of earlier versions lack.
  package static let addedLater: Set<String> = [
    Quantity.driftEnergies.name, Quantity.driftOverlaps.name, "drift_block",
    ExchangeCounts.lives.name, Quantity.lowestEnergies.name, Quantity.lowestSweeps.name,
    Quantity.lowestConfigurations.name, Quantity.extensions.name,
  ]

  /// All quantities of a run, in the order in which they are written.
  ///
  /// - Parameter settings: Temperatures, lengths and algorithm.
  /// - Returns: What recorders and algorithm keep.
  public static func all(_ settings: SamplingSettings) -> [RecordedQuantity] {
    let slots = settings.temperatures.indices
    func perSlot(
      _ quantity: Quantity, _ values: @escaping @Sendable (Int, LadderRecord) -> [Double]
    ) -> RecordedQuantity {
      RecordedQuantity(quantity) { record in
        slots.flatMap { slot in record.ladders.flatMap { values(slot, $0) } }
      }
    }
    var list = [
      RecordedQuantity(configurations: slots),
      perSlot(.energies) { slot, ladder in
        let scale = 1 / Double(ladder.draws[slot].spinCount)
        return ladder.drawEnergies[slot].map { $0 * scale }
      },
      perSlot(.magnetizations) { slot, ladder in
        let draws = ladder.draws[slot]
        return (0..<draws.count).map { draws.magnetization(of: $0) }
      },
      perSlot(.meanEnergies) { slot, ladder in [ladder.meanEnergyPerSpin[slot]] },
      RecordedQuantity(.withinOverlaps) { $0.equilibration.withinSquareOverlap.flatMap { $0 } },
      RecordedQuantity(.betweenOverlaps) { $0.equilibration.betweenSquareOverlap.flatMap { $0 } },
    ]
    list += [
      RecordedQuantity(.lowestEnergies) { $0.ladders.map(\.lowest.energyPerSpin) },
      RecordedQuantity(.lowestSweeps) { $0.ladders.map { Double($0.lowest.sweep) } },
      RecordedQuantity(lowestConfigurations: .lowestConfigurations),
    ]
    if settings.algorithm.hasTime {
      list.append(
        RecordedQuantity(.autocorrelationTimes) {
          $0.equilibration.autocorrelationTimes.flatMap { $0 }
        })
      list.append(RecordedQuantity(.extensions) { [Double($0.equilibration.extensions)] })
    }
    // A run of three sweeps has no bins.
    if !settings.logarithmicBins.isEmpty {
      list += [
        RecordedQuantity(.binEnergies) {
          $0.equilibration.binEnergyPerSpin.flatMap { $0.flatMap { $0 } }
        },
        RecordedQuantity(.binOverlaps) {
          $0.equilibration.binSquareOverlap.flatMap { $0.flatMap { $0 } }
        },
      ]
    }
    if !settings.driftBlocks.isEmpty {
      list += [
        RecordedQuantity(.driftEnergies) {
          $0.equilibration.driftEnergyPerSpin.flatMap { $0.flatMap { $0 } }
        },
        RecordedQuantity(.driftOverlaps) {
          $0.equilibration.driftSquareOverlap.flatMap { $0.flatMap { $0 } }
        },
      ]
    }
    for diagnostic in settings.algorithm.diagnostics {
      let isPerPair = diagnostic.dimensions.contains("temperature_pair")
      guard !isPerPair || settings.temperatures.count > 1 else { continue }
      list.append(
        RecordedQuantity(diagnostic) { record in
          // From ladder by place to place by ladder.
          let values = record.ladders.map { $0.diagnostics[diagnostic.name] ?? [] }
          return (values.first ?? []).indices.flatMap { place in values.map { $0[place] } }
        })
    }
    return list
  }

  private init(lowestConfigurations quantity: Quantity) {
    self.quantity = quantity
    values = { record in .bytes(record.ladders.flatMap(\.lowest.bytes)) }
  }

  private init(configurations slots: Range<Int>) {
    quantity = .configurations
    values = { record in
      .bytes(slots.flatMap { slot in record.ladders.flatMap { $0.draws[slot].bytes } })
    }
  }
}
