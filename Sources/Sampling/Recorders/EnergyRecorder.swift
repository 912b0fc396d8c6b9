public import Documents
public import Statistics

/// Averages the energy over the measured sweeps and keeps its course for the autocorrelation time.
public struct EnergyRecorder: Recorder {
  /// Mean energies and autocorrelation times.
  public static let quantities = [Quantity.meanEnergies, .autocorrelationTimes]

  private let spinCount: Int
  /// The course keeps at most 2¹⁶ energies per temperature.
  private let spacing: Int
  private var sums: [Double]
  private var series: [PackedArray<Double>]

  /// Begins.
  public init(settings: SamplingSettings, spinCount: Int) {
    self.spinCount = spinCount
    spacing = (settings.sweeps + 65_535) / 65_536
    sums = [Double](repeating: 0, count: settings.temperatures.count)
    series = [PackedArray<Double>](repeating: PackedArray([]), count: settings.temperatures.count)
  }

  /// Adds the energies of a measured sweep.
  public mutating func record(_ sweep: ObservedSweep, settings: SamplingSettings) {
    guard sweep.number > settings.burnIn else { return }
    let isKept = sweep.number % spacing == 0
    for (slot, energy) in sweep.energies.enumerated() {
      sums[slot] += energy
      if isKept { series[slot].elements.append(energy) }
    }
  }

  /// Per temperature: the mean energy per spin.
  func meanEnergyPerSpin(_ settings: SamplingSettings) -> [Double] {
    sums.map { $0 / Double(settings.sweeps * spinCount) }
  }

  /// Per temperature: the integrated autocorrelation time of the energy, in sweeps.
  var autocorrelationTimes: [AutocorrelationTime] {
    series.map { values in
      switch AutocorrelationTime(of: values.elements) {
      case .steps(let time): .steps(time * Double(spacing))
      case .seriesTooShort(let time): .seriesTooShort(atLeast: time * Double(spacing))
      case .constant: .constant
      }
    }
  }
}
