import SpinModels
import Statistics

/// Walkers that are all at one temperature, on their way from infinite temperature to the lowest of the settings.
///
/// Their number is that of the draws; all of them are kept at every temperature of the settings.
struct CoolingWalkers<Kernel: SweepKernel> {
  /// All that is needed to go on.
  struct State: Sendable, Codable {
    var walkers: Kernel.Walkers
    fileprivate(set) var stepsDone = 0
    /// Per temperature passed, the hottest first: all walkers.
    fileprivate var draws: [PackedConfigurations] = []
    /// Their total energies.
    fileprivate var drawEnergies: [[Double]] = []
    fileprivate var lowest = LowestStateRecorder()
  }

  let kernel: Kernel
  let settings: SamplingSettings
  let streams: LadderStreams
  var state: State

  var stepCount: Int { settings.sweeps * settings.temperatures.count }
  var updatesPerStep: Int { kernel.spinCount * settings.draws }

  /// The total energies of all walkers.
  var energies: [Double] { kernel.energies(of: state.walkers, slots: settings.draws) }

  /// Starts every walker from its own random configuration.
  init(_ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams) {
    self.kernel = kernel
    self.settings = settings
    self.streams = streams
    state = State(
      walkers: kernel.walkers(
        in: (0..<settings.draws).map { streams.start(spinCount: kernel.spinCount, slot: $0) }))
    noteLowest()
  }

  private mutating func noteLowest() {
    kernel.note(state.walkers, energies: energies, sweep: state.stepsDone, in: &state.lowest)
  }

  /// One sweep of all walkers; after the last one at a temperature of the settings they are kept.
  @_specialize(where Kernel == DenseKernel)
  @_specialize(where Kernel == SparseKernel)
  @_specialize(where Kernel == MultispinKernel)
  @_specialize(where Kernel == BitRowKernel)
  mutating func sweep(at temperature: Double) {
    kernel.sweep(
      &state.walkers, temperatures: [Double](repeating: temperature, count: settings.draws),
      index: state.stepsDone, streams: streams)
    state.stepsDone += 1
    noteLowest()
    guard state.stepsDone % settings.sweeps == 0 else { return }
    var draws = PackedConfigurations(spinCount: kernel.spinCount)
    for walker in 0..<settings.draws {
      draws.append(kernel.configuration(of: state.walkers, slot: walker))
    }
    state.draws.append(draws)
    state.drawEnergies.append(energies)
  }

  /// What is kept: no logarithmic bins, drifts and autocorrelations, because no average relaxes.
  func record(diagnostics: [String: [Double]] = [:]) throws -> LadderRecord {
    try kernel.verify(state.walkers)
    let count = Double(settings.draws * kernel.spinCount)
    let energies = Array(state.drawEnergies.reversed())
    return LadderRecord(
      draws: state.draws.reversed(), drawEnergies: energies,
      meanEnergyPerSpin: energies.map { $0.reduce(0, +) / count },
      binEnergyPerSpin: energies.map { _ in [] }, binConfigurations: energies.map { _ in [] },
      driftEnergyPerSpin: energies.map { _ in [] }, driftConfigurations: energies.map { _ in [] },
      autocorrelationTimes: energies.map { _ in .constant }, lowest: state.lowest.state,
      diagnostics: diagnostics)
  }
}
