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
    CoolingWalkers(kernel, settings: settings, streams: streams)
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

/// Walkers on their way from infinite temperature to the lowest.
private struct CoolingWalkers<Kernel: SweepKernel>: SamplingLadder {
  struct State: Sendable, Codable {
    var walkers: Kernel.Walkers
    var stepsDone = 0
    /// What was kept at the temperatures passed, the hottest first.
    var passed: [Passed] = []
    var lowest = LowestStateRecorder()
  }

  struct Passed: Sendable, Codable {
    let draws: PackedConfigurations
    let energies: [Double]
  }

  let kernel: Kernel
  let settings: SamplingSettings
  let streams: LadderStreams
  var state: State

  var stepsDone: Int { state.stepsDone }
  var stepCount: Int { settings.algorithm.steps(settings) }
  var updatesPerStep: Int { kernel.spinCount * settings.draws }

  private var energies: [Double] {
    kernel.energies(of: state.walkers, slots: settings.draws)
  }

  init(_ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams) {
    self.kernel = kernel
    self.settings = settings
    self.streams = streams
    state = State(
      walkers: kernel.walkers(
        in: (0..<settings.draws).map { streams.start(spinCount: kernel.spinCount, slot: $0) }))
    kernel.note(state.walkers, energies: energies, sweep: 0, in: &state.lowest)
  }

  @_specialize(where Kernel == DenseKernel)
  @_specialize(where Kernel == SparseKernel)
  @_specialize(where Kernel == MultispinKernel)
  @_specialize(where Kernel == BitRowKernel)
  mutating func advance() {
    let temperature = SimulatedAnnealing.temperature(ofSweep: state.stepsDone, settings: settings)
    kernel.sweep(
      &state.walkers, temperatures: [Double](repeating: temperature, count: settings.draws),
      index: state.stepsDone, streams: streams)
    state.stepsDone += 1
    let energies = energies
    kernel.note(state.walkers, energies: energies, sweep: state.stepsDone, in: &state.lowest)
    guard state.stepsDone % settings.sweeps == 0 else { return }
    var draws = PackedConfigurations(spinCount: kernel.spinCount)
    for walker in 0..<settings.draws {
      draws.append(kernel.configuration(of: state.walkers, slot: walker))
    }
    state.passed.append(Passed(draws: draws, energies: energies))
  }

  func record() throws -> LadderRecord {
    try kernel.verify(state.walkers)
    let ascending = state.passed.reversed()
    let count = Double(settings.draws * kernel.spinCount)
    return LadderRecord(
      draws: ascending.map(\.draws), drawEnergies: ascending.map(\.energies),
      meanEnergyPerSpin: ascending.map { $0.energies.reduce(0, +) / count },
      binEnergyPerSpin: ascending.map { _ in [] }, binConfigurations: ascending.map { _ in [] },
      driftEnergyPerSpin: ascending.map { _ in [] },
      driftConfigurations: ascending.map { _ in [] },
      autocorrelationTimes: ascending.map { _ in .constant }, lowest: state.lowest.state,
      diagnostics: [:])
  }
}
