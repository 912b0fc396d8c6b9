public import Documents

/// Parallel tempering: a heat bath at every temperature, and exchanges of neighbouring ones.
///
/// After every sweep the whole ladder is offered exchanges, even pairs in even sweeps and odd ones in odd, with
/// the total energy in the acceptance.
///
/// **Source**: K. Hukushima and K. Nemoto, *J. Phys. Soc. Jpn.* 65, 1604 (1996).
public struct ParallelTempering: TemperingAlgorithm {
  /// The name of the algorithm on the command line and in files.
  public static let name = "parallel-tempering"

  /// Round trips, swap rates and lives.
  public static let diagnostics = [
    Quantity("round_trips", ["instance", "chain"], "round trips of a ladder"),
    Quantity(
      "swap_rate", ["instance", "temperature_pair", "chain"],
      "accepted fraction of exchanges with the next higher temperature"),
    ExchangeCounts.lives,
  ]

  /// Makes the algorithm.
  public init() {}

  /// Starts every temperature from its own random configuration.
  public func ladder<Kernel: SweepKernel>(
    _ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams
  ) -> any SamplingLadder {
    TemperatureLadder(kernel, settings: settings, streams: streams)
  }
}

/// A heat bath at every temperature, each on its own.
public struct HeatBath: SamplingAlgorithm {
  /// The name of the algorithm on the command line and in files.
  public static let name = "heat-bath"

  /// The same as of ``ParallelTempering``, with no exchange in it.
  public static let diagnostics = ParallelTempering.diagnostics

  /// Makes the algorithm.
  public init() {}

  /// Starts every temperature from its own random configuration.
  public func ladder<Kernel: SweepKernel>(
    _ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams
  ) -> any SamplingLadder {
    TemperatureLadder(kernel, settings: settings, streams: streams)
  }
}

/// Metropolis' rule at every temperature, each on its own; ``MetropolisKernel`` has it.
public struct Metropolis: SamplingAlgorithm {
  /// The name of the algorithm on the command line and in files.
  public static let name = "metropolis"

  /// The same as of ``ParallelTempering``, with no exchange in it.
  public static let diagnostics = ParallelTempering.diagnostics

  /// Makes the algorithm.
  public init() {}

  /// Metropolis' rule.
  public var rule: UpdateRule { .metropolis }

  /// Starts every temperature from its own random configuration.
  public func ladder<Kernel: SweepKernel>(
    _ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams
  ) -> any SamplingLadder {
    TemperatureLadder(kernel, settings: settings, streams: streams)
  }
}

/// A ladder of temperatures with one walker each.
package struct TemperatureLadder<Kernel: SweepKernel>: SamplingLadder {
  /// All that is needed to go on.
  package struct State: Sendable, Codable {
    package internal(set) var walkers: Kernel.Walkers
    package fileprivate(set) var exchanges: ExchangeCounts
    fileprivate var sweepsDone = 0
    fileprivate var recorder: LadderRecorder
    var lowest = LowestStateRecorder()
  }

  private let kernel: Kernel
  private let settings: SamplingSettings
  private let streams: LadderStreams
  private let exchanges: Bool

  /// Where the ladder is.
  package var state: State

  package var stepsDone: Int { state.sweepsDone }
  package var stepCount: Int { settings.totalSweeps }
  package var updatesPerStep: Int { kernel.spinCount * settings.temperatures.count }

  /// Starts every temperature from its own random configuration.
  package init(_ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams) {
    self.kernel = kernel
    self.settings = settings
    self.streams = streams
    exchanges = settings.exchanges
    let starts = settings.temperatures.indices.map {
      streams.start(spinCount: kernel.spinCount, slot: $0)
    }
    state = State(
      walkers: kernel.walkers(in: starts), exchanges: ExchangeCounts(slots: starts.count),
      recorder: LadderRecorder(settings: settings, spinCount: kernel.spinCount))
    kernel.note(state.walkers, energies: energies, sweep: 0, in: &state.lowest)
  }

  package mutating func extend(_ shorter: State) -> Bool {
    guard settings.extensions > 0, shorter.sweepsDone == settings.burnIn,
      let recorder = shorter.recorder.extended(to: settings, spinCount: kernel.spinCount)
    else { return false }
    state = shorter
    state.recorder = recorder
    state.exchanges.forgetCounts()
    return true
  }

  /// The total energy at every temperature.
  private var energies: [Double] {
    kernel.energies(of: state.walkers, slots: settings.temperatures.count)
  }

  /// One sweep at every temperature and one round of exchanges.
  // Ladders are made through existentials, so no call site specialises this loop; left generic it would look up
  // metadata in every sweep, a tenth of the time of 256 spins.
  @_specialize(where Kernel == DenseKernel)
  @_specialize(where Kernel == SparseKernel)
  @_specialize(where Kernel == MultispinKernel)
  @_specialize(where Kernel == BitRowKernel)
  package mutating func advance() {
    let index = state.sweepsDone
    kernel.sweep(
      &state.walkers, temperatures: settings.temperatures, index: index, streams: streams)
    if exchanges {
      kernel.exchange(
        &state.walkers, temperatures: settings.temperatures, index: index, streams: streams,
        counts: &state.exchanges)
    }
    state.sweepsDone += 1
    if state.sweepsDone == settings.burnIn { state.exchanges.forgetCounts() }
    observe()
  }

  /// Shows the walkers to the recorders, whose code does not depend on the kernel.
  private mutating func observe() {
    let slots = settings.temperatures.indices
    let isWanted = state.recorder.wantsConfigurations(after: state.sweepsDone, settings: settings)
    let energies = energies
    kernel.note(state.walkers, energies: energies, sweep: state.sweepsDone, in: &state.lowest)
    let sweep = ObservedSweep(
      number: state.sweepsDone, energies: energies,
      configurations: isWanted
        ? slots.map { kernel.configuration(of: state.walkers, slot: $0) } : [],
      lives: state.exchanges.lives)
    state.recorder.record(sweep, settings: settings)
  }

  /// The configuration at one temperature.
  package func configuration(slot: Int) -> [Int8] {
    kernel.configuration(of: state.walkers, slot: slot)
  }

  /// Throws when a kept field or energy is not that of its spins.
  package func verify() throws(SamplingError) { try kernel.verify(state.walkers) }

  package func record() throws -> LadderRecord { try record(besides: [:]) }

  /// The record, with what an algorithm keeps besides.
  func record(besides diagnostics: [String: [Double]]) throws -> LadderRecord {
    try verify()
    return state.recorder.ladderRecord(
      settings: settings, lowest: state.lowest.state,
      diagnostics: [
        "round_trips": [Double(state.exchanges.roundTrips)], "swap_rate": state.exchanges.rates,
        ExchangeCounts.lives.name: state.recorder.lives,
      ].merging(diagnostics) { $1 })
  }
}
