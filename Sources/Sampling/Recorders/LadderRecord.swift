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
  /// Per temperature: the integrated autocorrelation time of the energy, in sweeps.
  public let autocorrelationTimes: [AutocorrelationTime]
  /// Per neighbouring pair of temperatures: the accepted fraction of exchanges.
  public let swapRates: [Double]
  /// Journeys of any walker from the hottest temperature to the coldest and back.
  public let roundTrips: Int

  /// The most configurations kept per logarithmic bin.
  static let configurationsPerBin = 16

  /// Runs one ladder from its random start to its last sweep.
  ///
  /// - Parameters:
  ///   - model: The disorder instance.
  ///   - settings: Temperatures and lengths.
  ///   - instance: The index of the disorder instance; names the random streams.
  ///   - chain: The index of the ladder; names the random streams.
  ///   - advanced: Called now and then with the number of sweeps done since the last call.
  /// - Throws: `CancellationError` when the surrounding task is cancelled;
  ///   ``SamplingError/energyMismatch(kept:recomputed:)`` when bookkeeping went wrong.
  /// - Complexity: O(sweeps · temperatures · N) attempts, O(N) more per flip.
  public init(
    sampling model: FixedPointModel, settings: SamplingSettings, instance: Int, chain: Int,
    advanced: (_ sweeps: Int) -> Void = { _ in }
  ) throws {
    var ladder = Ladder(model: model, settings: settings, instance: instance, chain: chain)
    var recorder = LadderRecorder(settings: settings, spinCount: model.spinCount)
    for sweep in 1...settings.totalSweeps {
      ladder.advance()
      if sweep == settings.burnIn { ladder.resetExchangeCounts() }
      recorder.record(ladder, after: sweep)
      if sweep % 64 == 0 {
        advanced(64)
        try Task.checkCancellation()
      }
    }
    advanced(settings.totalSweeps % 64)
    try ladder.checkEnergies()
    draws = recorder.draws
    drawEnergies = recorder.drawEnergies
    meanEnergyPerSpin = recorder.meanEnergyPerSpin
    binEnergyPerSpin = recorder.binEnergyPerSpin
    binConfigurations = recorder.binConfigurations
    autocorrelationTimes = recorder.autocorrelationTimes
    swapRates = ladder.exchanges.rates
    roundTrips = ladder.exchanges.roundTrips
  }
}

/// Collects what a ladder leaves behind while it runs.
private struct LadderRecorder {
  let settings: SamplingSettings
  let spinCount: Int
  let bins: [Range<Int>]
  let drawSweeps: [Int]
  let seriesSpacing: Int
  var draws: [PackedConfigurations]
  var drawEnergies: [[Double]]
  var binEnergySums: [[Double]]
  var binConfigurations: [[PackedConfigurations]]
  var series: [[Double]]
  var energySums: [Double]
  var nextDraw = 0

  init(settings: SamplingSettings, spinCount: Int) {
    self.settings = settings
    self.spinCount = spinCount
    bins = settings.logarithmicBins
    drawSweeps = settings.drawSweeps
    // The series for the autocorrelation time keeps at most 2¹⁶ energies per temperature.
    seriesSpacing = (settings.sweeps + 65_535) / 65_536
    let slots = settings.temperatures.count
    let empty = PackedConfigurations(spinCount: spinCount)
    draws = [PackedConfigurations](repeating: empty, count: slots)
    drawEnergies = [[Double]](repeating: [], count: slots)
    binEnergySums = [[Double]](repeating: [Double](repeating: 0, count: bins.count), count: slots)
    binConfigurations = [[PackedConfigurations]](
      repeating: [PackedConfigurations](repeating: empty, count: bins.count), count: slots)
    series = [[Double]](repeating: [], count: slots)
    energySums = [Double](repeating: 0, count: slots)
  }

  mutating func record(_ ladder: Ladder, after sweep: Int) {
    let bin = bins.firstIndex { $0.contains(sweep) }
    let isMeasured = sweep > settings.burnIn
    let isDrawn = isMeasured && sweep == drawSweeps[nextDraw]
    for slot in settings.temperatures.indices {
      let energy = ladder.energy(slot: slot)
      if let bin {
        binEnergySums[slot][bin] += energy
        if isSnapshot(sweep, in: bins[bin]) {
          binConfigurations[slot][bin].append(ladder.configuration(slot: slot))
        }
      }
      if isMeasured {
        energySums[slot] += energy
        if sweep % seriesSpacing == 0 { series[slot].append(energy) }
      }
      if isDrawn {
        draws[slot].append(ladder.configuration(slot: slot))
        drawEnergies[slot].append(energy)
      }
    }
    if isDrawn { nextDraw = min(nextDraw + 1, settings.draws - 1) }
  }

  /// Whether a sweep is one of the evenly spaced times of a bin at which configurations are kept.
  private func isSnapshot(_ sweep: Int, in bin: Range<Int>) -> Bool {
    let wanted = min(LadderRecord.configurationsPerBin, bin.count)
    let position = sweep - bin.lowerBound
    return (position + 1) * wanted / bin.count > position * wanted / bin.count
  }

  var meanEnergyPerSpin: [Double] {
    energySums.map { $0 / Double(settings.sweeps * spinCount) }
  }

  var binEnergyPerSpin: [[Double]] {
    binEnergySums.map { sums in
      zip(sums, bins).map { $0 / Double($1.count * spinCount) }
    }
  }

  var autocorrelationTimes: [AutocorrelationTime] {
    let spacing = Double(seriesSpacing)
    return series.map { values in
      switch AutocorrelationTime(of: values) {
      case .steps(let time): .steps(time * spacing)
      case .seriesTooShort(let time): .seriesTooShort(atLeast: time * spacing)
      case .constant: .constant
      }
    }
  }
}
