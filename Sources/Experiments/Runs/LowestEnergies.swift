import Documents
public import LinearAlgebra
public import Sampling
import SpinModels
public import Statistics

/// The lowest energies that a run met, instance by instance, in words, for programs and as an array.
public struct LowestEnergies: Sendable {
  private struct Entry {
    let instance: Int
    let states: LowestStates
    /// The total energy of the lowest configuration, from the couplings as they are: kernels round them.
    let energy: Double
  }

  private let entries: [Entry]
  private let spinCount: Int

  /// The most spins of all instances together whose configurations are written out in a document.
  private static let mostSpinsInDocument = 1 << 20

  /// Reads a run; `nil` for a run that did not keep them or has no complete instance.
  ///
  /// - Parameter run: The run.
  /// - Throws: An error when an instance cannot be read.
  public init?(_ run: any SampledRun) throws {
    var entries: [Entry] = []
    for instance in try run.doneInstances() {
      guard let states = try run.lowestStates(instance: instance) else { return nil }
      let model = run.ensemble.instance(instance, seed: run.settings.seed)
      entries.append(
        Entry(
          instance: instance, states: states,
          energy: model.energy(of: states.lowest.configuration)))
    }
    guard !entries.isEmpty else { return nil }
    self.entries = entries
    spinCount = run.ensemble.spinCount
  }

  /// The mean over the instances of the lowest energy per spin; without an error for a single one.
  public var meanEnergyPerSpin: Estimate {
    Estimate(meanOf: entries.map { $0.energy / Double(spinCount) })
  }

  /// The configurations as numbers +1 and −1, one row per complete instance.
  public var configurations: Matrix {
    Matrix(
      rows: entries.count, columns: spinCount,
      elements: entries.flatMap { $0.states.lowest.configuration.map { Double($0) } })
  }

  /// What was met, and how many ladders agree on it.
  var sentence: String {
    let chains = entries[0].states.ladders.count
    if entries.count == 1 {
      let states = entries[0].states
      return "lowest energy met: E = \(text(entries[0].energy, digits: 10)), e = "
        + "\(text(meanEnergyPerSpin.value, digits: 10)) per spin, by \(states.chainsThatMetIt) of "
        + "\(chains) ladders, first after sweep \(states.lowest.sweep)"
    }
    let agreed = entries.count { $0.states.chainsThatMetIt == chains }
    return "lowest energies met: e = \(text(meanEnergyPerSpin)) on average over \(entries.count) "
      + "instances; in \(agreed) of \(entries.count) all \(chains) ladders met the same one"
  }

  /// The keys of a document.
  var document: JSONValue {
    let mean = meanEnergyPerSpin
    let writesSpins = entries.count * spinCount <= Self.mostSpinsInDocument
    return [
      "lowest_energy_per_spin": .number(mean.value),
      "lowest_energy_per_spin_error": JSONValue(mean.error),
      "lowest_states": .array(
        entries.map { entry in
          let states = entry.states
          return [
            "instance": .integer(entry.instance),
            "energy": .number(entry.energy),
            "energy_per_spin": .number(entry.energy / Double(spinCount)),
            "chain": .integer(states.chain), "sweep": .integer(states.lowest.sweep),
            "chains_that_met_it": .integer(states.chainsThatMetIt),
            "configuration": writesSpins
              ? .string(String(states.lowest.configuration.map { $0 > 0 ? "+" : "-" })) : .null,
          ]
        }),
    ]
  }
}
