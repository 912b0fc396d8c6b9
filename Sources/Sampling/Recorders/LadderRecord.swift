public import SpinModels
public import Statistics

/// Everything that is kept from one ladder.
public struct LadderRecord: Sendable {
  /// Per temperature: the configurations drawn, in time order.
  public let draws: [PackedConfigurations]
  /// Per temperature and draw: the total energy.
  public let drawEnergies: [[Double]]
  /// Per temperature: the mean energy per spin over all measured sweeps.
  public let meanEnergyPerSpin: [Double]
  /// Per temperature and logarithmic bin: the mean energy per spin.
  public let binEnergyPerSpin: [[Double]]
  /// Per temperature and logarithmic bin: a few configurations, at times shared by all ladders.
  public let binConfigurations: [[PackedConfigurations]]
  /// Per temperature and block of time since half of the burn-in: the mean energy per spin.
  public let driftEnergyPerSpin: [[Double]]
  /// Per temperature and block: a few configurations, at times shared by all ladders.
  public let driftConfigurations: [[PackedConfigurations]]
  /// Per temperature: the integrated autocorrelation time of the energy, in sweeps.
  public let autocorrelationTimes: [AutocorrelationTime]
  /// The lowest energy that was met, and its configuration.
  public let lowest: LowestState
  /// What the algorithm keeps besides, by the names of its ``SamplingAlgorithm/diagnostics``: one number, or
  /// one per temperature or neighbouring pair of temperatures.
  public let diagnostics: [String: [Double]]

  /// Per neighbouring pair of temperatures: the accepted fraction of exchanges; none without exchanges.
  public var swapRates: [Double] { diagnostics["swap_rate"] ?? [] }
  /// Journeys of any walker from the hottest temperature to the coldest and back.
  public var roundTrips: Int { Int(diagnostics["round_trips"]?.first ?? 0) }

  /// Runs one ladder from its random start to its last sweep.
  ///
  /// - Parameters:
  ///   - model: The disorder instance.
  ///   - settings: Temperatures, lengths and algorithm.
  ///   - instance: The index of the disorder instance; names the random streams.
  ///   - chain: The index of the ladder; names the random streams.
  ///   - advanced: Called now and then with the number of steps done since the last call.
  /// - Throws: `CancellationError` when the surrounding task is cancelled;
  ///   ``SamplingError/energyMismatch(kept:recomputed:)`` when bookkeeping went wrong, or what
  ///   `SpinInstance.kernel(walkers:coldest:)` throws.
  /// - Complexity: O(sweeps · temperatures · N) attempts, and O(neighbours) more per flip.
  public init(
    sampling model: SpinInstance, settings: SamplingSettings, instance: Int, chain: Int,
    advanced: (_ steps: Int) -> Void = { _ in }
  ) throws {
    let ladder = settings.ladder(
      try settings.kernel(of: model),
      LadderStreams(seed: settings.seed, instance: instance, chain: chain))
    self = try ladder.finished(keeping: nil, advanced: advanced)
  }

  init(
    draws: [PackedConfigurations], drawEnergies: [[Double]], meanEnergyPerSpin: [Double],
    binEnergyPerSpin: [[Double]], binConfigurations: [[PackedConfigurations]],
    driftEnergyPerSpin: [[Double]], driftConfigurations: [[PackedConfigurations]],
    autocorrelationTimes: [AutocorrelationTime], lowest: LowestState,
    diagnostics: [String: [Double]]
  ) {
    self.draws = draws
    self.drawEnergies = drawEnergies
    self.meanEnergyPerSpin = meanEnergyPerSpin
    self.binEnergyPerSpin = binEnergyPerSpin
    self.binConfigurations = binConfigurations
    self.driftEnergyPerSpin = driftEnergyPerSpin
    self.driftConfigurations = driftConfigurations
    self.autocorrelationTimes = autocorrelationTimes
    self.lowest = lowest
    self.diagnostics = diagnostics
  }
}

/// Collects what a ladder with a time leaves behind while it runs.
struct LadderRecorder: Sendable, Codable {
  private var draws: DrawRecorder
  private var energies: EnergyRecorder
  private var bins: BinRecorder
  private var drift: DriftRecorder
  /// What a run of twice the length needs of the course of this one, whose measured half belongs to its blocks of time;
  /// `nil` in checkpoints of earlier versions.
  private var nextDrift: DriftRecorder?

  init(settings: SamplingSettings, spinCount: Int) {
    draws = DrawRecorder(settings: settings, spinCount: spinCount)
    energies = EnergyRecorder(settings: settings, spinCount: spinCount)
    bins = BinRecorder(settings: settings, spinCount: spinCount)
    drift = DriftRecorder(settings: settings, spinCount: spinCount)
    nextDrift = settings.doubled.map { DriftRecorder(settings: $0, spinCount: spinCount) }
  }

  /// What goes on in a run of twice the length when this one is done; `nil` where its course was not kept.
  func extended(to settings: SamplingSettings, spinCount: Int) -> LadderRecorder? {
    guard let nextDrift else { return nil }
    var result = LadderRecorder(settings: settings, spinCount: spinCount)
    result.bins = bins
    result.bins.extend(to: settings)
    result.drift = nextDrift
    return result
  }

  func wantsConfigurations(after sweep: Int, settings: SamplingSettings) -> Bool {
    draws.wantsConfigurations(after: sweep, settings: settings)
      || bins.wantsConfigurations(after: sweep, settings: settings)
      || drift.wantsConfigurations(after: sweep, settings: settings)
      || nextDrift?.wantsConfigurations(after: sweep, settings: settings) == true
  }

  mutating func record(_ sweep: ObservedSweep, settings: SamplingSettings) {
    draws.record(sweep, settings: settings)
    energies.record(sweep, settings: settings)
    bins.record(sweep, settings: settings)
    drift.record(sweep, settings: settings)
    nextDrift?.record(sweep, settings: settings)
  }

  /// Per temperature: the number of different lives among the draws.
  var lives: [Double] { draws.lives }

  func ladderRecord(
    settings: SamplingSettings, lowest: LowestState, diagnostics: [String: [Double]]
  ) -> LadderRecord {
    LadderRecord(
      draws: draws.draws, drawEnergies: draws.energies,
      meanEnergyPerSpin: energies.meanEnergyPerSpin(settings),
      binEnergyPerSpin: bins.energyPerSpin, binConfigurations: bins.configurations,
      driftEnergyPerSpin: drift.energyPerSpin, driftConfigurations: drift.configurations,
      autocorrelationTimes: energies.autocorrelationTimes, lowest: lowest, diagnostics: diagnostics)
  }
}
