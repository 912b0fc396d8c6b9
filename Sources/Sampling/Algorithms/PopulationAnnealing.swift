public import Documents
import Randomness
import RealModule
import SpinModels
import Statistics

/// Population annealing: many walkers cool together, and are copied or dropped by their Boltzmann weights.
///
/// ```
/// w_i = exp(−(β' − β) E_i),   Z(β')/Z(β) = (1/R) Σ_i w_i,   walker i gets R w_i/Σ w copies on average
/// ```
///
/// The temperatures are the steps, from β = 0 to the lowest; every step is followed by the sweeps of the
/// settings, after which all R members are kept: R is the number of draws. Copies are made by systematic
/// resampling, which keeps R. Every ladder is an independent population.
///
/// **Source**: K. Hukushima and Y. Iba, *AIP Conf. Proc.* 690, 200 (2003); W. Wang, J. Machta and H. G.
/// Katzgraber, *Phys. Rev. E* 92, 063307 (2015), for the size of families.
public struct PopulationAnnealing: SamplingAlgorithm {
  /// The name of the algorithm on the command line and in files.
  public static let name = "population-annealing"

  /// ln Z and the families that are left.
  public static let diagnostics = [
    Quantity(
      "log_partition_function", ["instance", "temperature", "chain"],
      "logarithm of the partition function, not divided by N"),
    Quantity(
      "family_size", ["instance", "temperature", "chain"],
      "mean square family size of a population, R sum_f (n_f/R)^2"),
  ]

  /// The largest mean square family size, as a fraction of the population, that is accepted.
  static let largestFamily = 0.01

  /// Makes the algorithm.
  public init() {}

  /// There is none: averages are over the population.
  public var hasTime: Bool { false }

  /// Refuses a burn-in.
  public func check(_ settings: SamplingSettings) throws(SamplingError) {
    guard settings.burnIn == 0 else {
      throw .settingWithoutEffect(
        name: "burn-in", algorithm: Self.name,
        reason: "a population starts at infinite temperature, where it is in equilibrium")
    }
    // With fewer members not even families of one pass the test.
    let least = Int((1 / Self.largestFamily).rounded())
    guard settings.draws >= least else {
      throw .countTooSmall(
        name: "the size of the population (--draws)", value: settings.draws, least: least)
    }
  }

  /// The sweeps at every temperature.
  public func steps(_ settings: SamplingSettings) -> Int {
    settings.sweeps * settings.temperatures.count
  }

  /// The population.
  public func walkers(_ settings: SamplingSettings) -> Int { settings.draws }

  /// Starts every member from its own random configuration.
  public func ladder<Kernel: SweepKernel>(
    _ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams
  ) -> any SamplingLadder {
    Population(kernel, settings: settings, streams: streams)
  }

  /// Whether enough families are left.
  public func checks(
    _ instances: [EquilibrationData], temperature: Int, settings: SamplingSettings
  ) -> [EquilibrationCheck] {
    let sizes = instances.flatMap { $0.diagnostics["family_size"]?[temperature] ?? [] }
    guard let largest = sizes.max() else { return [] }
    let fraction = largest / Double(settings.draws)
    return [
      EquilibrationCheck(
        kind: .families, passed: fraction <= Self.largestFamily,
        detail: "the mean square family size is at most \(short(largest)) in populations of "
          + "\(settings.draws); expected at most \(Self.largestFamily) of the population (--draws "
          + "\(Int((largest / Self.largestFamily).rounded(.up))) or more, more sweeps, or temperatures "
          + "closer together)")
    ]
  }
}

/// A population on its way from infinite temperature to the lowest.
private struct Population<Kernel: SweepKernel>: SamplingLadder {
  struct State: Sendable, Codable {
    var cooling: CoolingWalkers<Kernel>.State
    var lineage: Lineage
  }

  /// Where the members come from.
  struct Lineage: Sendable, Codable {
    /// For every member, the first member that it descends from.
    var families: [Int]
    var logPartitionFunction: Double
    /// What is known of the temperatures passed, the hottest first.
    var passed: [Passed] = []
  }

  struct Passed: Sendable, Codable {
    let logPartitionFunction: Double
    let familySize: Double
  }

  private var cooling: CoolingWalkers<Kernel>
  private var lineage: Lineage

  var state: State {
    get { State(cooling: cooling.state, lineage: lineage) }
    set { (cooling.state, lineage) = (newValue.cooling, newValue.lineage) }
  }

  var stepsDone: Int { cooling.state.stepsDone }
  var stepCount: Int { cooling.stepCount }
  var updatesPerStep: Int { cooling.updatesPerStep }

  init(_ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams) {
    cooling = CoolingWalkers(kernel, settings: settings, streams: streams)
    lineage = Lineage(
      families: Array(0..<settings.draws),
      logPartitionFunction: Double(kernel.spinCount) * Double.log(2))
  }

  mutating func advance() {
    let settings = cooling.settings
    let (step, sweep) = stepsDone.quotientAndRemainder(dividingBy: settings.sweeps)
    let slot = settings.temperatures.count - 1 - step
    let temperature = settings.temperatures[slot]
    if sweep == 0 {
      let before = step == 0 ? 0 : 1 / settings.temperatures[slot + 1]
      resample(by: 1 / temperature - before, slot: slot)
    }
    cooling.sweep(at: temperature)
    if sweep == settings.sweeps - 1 {
      lineage.passed.append(
        Passed(
          logPartitionFunction: lineage.logPartitionFunction, familySize: meanSquareFamilySize))
    }
  }

  /// Copies and drops members for a step of β.
  private mutating func resample(by step: Double, slot: Int) {
    let energies = cooling.energies
    let lowest = energies.min() ?? 0
    let weights = energies.map { Double.exp(-step * ($0 - lowest)) }
    let sum = weights.reduce(0, +)
    lineage.logPartitionFunction += Double.log(sum / Double(weights.count)) - step * lowest
    var stream = RandomStream(cooling.streams.name(.exchange, slot: slot))
    let offset = stream.uniform()
    var parents: [Int] = []
    parents.reserveCapacity(weights.count)
    var reached = 0.0
    for (member, weight) in weights.enumerated() {
      reached += weight / sum * Double(weights.count)
      while parents.count < weights.count, Double(parents.count) + offset < reached {
        parents.append(member)
      }
    }
    // Rounding may leave the last place open.
    while parents.count < weights.count { parents.append(weights.count - 1) }
    cooling.kernel.reproduce(&cooling.state.walkers, parents: parents)
    lineage.families = parents.map { lineage.families[$0] }
  }

  /// Σ n_f²/R over the families f of n_f of the R members.
  private var meanSquareFamilySize: Double {
    var counts = [Int](repeating: 0, count: lineage.families.count)
    for family in lineage.families { counts[family] += 1 }
    return counts.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(counts.count)
  }

  func record() throws -> LadderRecord {
    let ascending = lineage.passed.reversed()
    return try cooling.record(diagnostics: [
      "log_partition_function": ascending.map(\.logPartitionFunction),
      "family_size": ascending.map(\.familySize),
    ])
  }
}
