public import Documents
import SpinModels
import Statistics

/// Simulated annealing: many walkers cool independently, in search of the lowest energy.
///
/// ```
/// β_k = β_a + (β_b − β_a) k/n,   k = 1, …, n = min(sweeps, 128),   sweeps/n sweeps at each
/// ```
///
/// From β_a = 0 to the hottest temperature, and from each temperature to the next colder one, β rises in equal steps,
/// spread over the sweeps of the settings. Every walker starts from its own random configuration; their number is that
/// of the draws, and all of them are kept at every temperature. What they found is the ``LowestState`` of the ladder.
///
/// Cooled walkers have fallen out of equilibrium: the answer of all tests is "no".
///
/// **Source**: S. Kirkpatrick, C. D. Gelatt and M. P. Vecchi, *Science* 220, 671 (1983).
public struct SimulatedAnnealing: SamplingAlgorithm {
  /// The name of the algorithm on the command line and in files.
  public static let name = "annealing"

  /// None.
  public static let diagnostics: [Quantity] = []

  /// The most steps of β from one temperature to the next.
  static let mostSteps = 128

  /// Makes the algorithm.
  public init() {}

  /// There is none in which averages relax.
  public var hasTime: Bool { false }

  /// Cooling leaves it behind.
  public var samplesGibbsMeasure: Bool { false }

  /// Refuses a burn-in.
  public func check(_ settings: SamplingSettings) throws(SamplingError) {
    guard settings.burnIn == 0 else {
      throw .settingWithoutEffect(
        name: "burn-in", algorithm: Self.name, reason: "it starts at infinite temperature")
    }
  }

  /// The sweeps on the way to every temperature.
  public func steps(_ settings: SamplingSettings) -> Int {
    settings.sweeps * settings.temperatures.count
  }

  /// One for each draw.
  public func walkers(_ settings: SamplingSettings) -> Int { settings.draws }

  /// Starts every walker from its own random configuration.
  public func ladder<Kernel: SweepKernel>(
    _ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams
  ) -> any SamplingLadder {
    Annealing(kernel, settings: settings, streams: streams)
  }

  /// The temperature of a sweep.
  ///
  /// - Parameters:
  ///   - sweep: The number of sweeps done before, over all temperatures.
  ///   - settings: Temperatures and lengths.
  /// - Returns: The temperature.
  package static func temperature(ofSweep sweep: Int, settings: SamplingSettings) -> Double {
    let (segment, position) = sweep.quotientAndRemainder(dividingBy: settings.sweeps)
    let slot = settings.temperatures.count - 1 - segment
    let steps = min(settings.sweeps, mostSteps)
    let step = 1 + position * steps / settings.sweeps
    guard step < steps else { return settings.temperatures[slot] }
    let end = 1 / settings.temperatures[slot]
    let start = segment == 0 ? 0 : 1 / settings.temperatures[slot + 1]
    return 1 / (start + (end - start) * Double(step) / Double(steps))
  }
}

/// Walkers that follow the schedule.
private struct Annealing<Kernel: SweepKernel>: SamplingLadder {
  private var cooling: CoolingWalkers<Kernel>

  var state: CoolingWalkers<Kernel>.State {
    get { cooling.state }
    set { cooling.state = newValue }
  }

  var stepsDone: Int { cooling.state.stepsDone }
  var stepCount: Int { cooling.stepCount }
  var updatesPerStep: Int { cooling.updatesPerStep }

  init(_ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams) {
    cooling = CoolingWalkers(kernel, settings: settings, streams: streams)
  }

  mutating func advance() {
    cooling.sweep(
      at: SimulatedAnnealing.temperature(ofSweep: stepsDone, settings: cooling.settings))
  }

  func record() throws -> LadderRecord { try cooling.record() }
}
