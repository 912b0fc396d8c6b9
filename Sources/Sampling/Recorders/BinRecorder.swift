public import Documents
public import SpinModels

/// Averages the energy over logarithmic bins of time and keeps a few configurations of each.
public struct BinRecorder: Recorder {
  /// Energies and overlaps by bins of time.
  public static let quantities = [Quantity.binEnergies, .binOverlaps]

  /// The most configurations kept per bin.
  static let configurationsPerBin = 16

  private let spinCount: Int
  /// The first and the last sweep of every bin.
  private var bins: [ClosedRange<Int>]
  private var energySums: [[Double]]
  /// Per temperature and bin: a few configurations, at times shared by all ladders.
  private(set) var configurations: [[PackedConfigurations]]

  /// Begins.
  public init(settings: SamplingSettings, spinCount: Int) {
    self.spinCount = spinCount
    bins = settings.logarithmicBins.map { $0.lowerBound...($0.upperBound - 1) }
    let slots = settings.temperatures.count
    energySums = [[Double]](repeating: [Double](repeating: 0, count: bins.count), count: slots)
    configurations = [[PackedConfigurations]](
      repeating: [PackedConfigurations](
        repeating: PackedConfigurations(spinCount: spinCount), count: bins.count), count: slots)
  }

  /// Goes on in a run that is twice as long, whose earlier bins are those of this one.
  mutating func extend(to settings: SamplingSettings) {
    let old = self
    self = BinRecorder(settings: settings, spinCount: spinCount)
    for (place, bin) in bins.enumerated() {
      guard let before = old.bins.firstIndex(of: bin) else { continue }
      for slot in energySums.indices {
        energySums[slot][place] = old.energySums[slot][before]
        configurations[slot][place] = old.configurations[slot][before]
      }
    }
  }

  private func bin(of sweep: Int) -> Int? { bins.firstIndex { $0.contains(sweep) } }

  /// Whether it is time for one of the configurations of a bin.
  public func wantsConfigurations(after sweep: Int, settings: SamplingSettings) -> Bool {
    bin(of: sweep).map { bins[$0].isSnapshot(sweep, most: Self.configurationsPerBin) } ?? false
  }

  /// Adds a sweep to its bin.
  public mutating func record(_ sweep: ObservedSweep, settings: SamplingSettings) {
    guard let bin = bin(of: sweep.number) else { return }
    let isKept = bins[bin].isSnapshot(sweep.number, most: Self.configurationsPerBin)
    for slot in energySums.indices {
      energySums[slot][bin] += sweep.energies[slot]
      if isKept { configurations[slot][bin].append(sweep.configurations[slot]) }
    }
  }

  /// Per temperature and bin: the mean energy per spin.
  var energyPerSpin: [[Double]] {
    energySums.map { sums in
      zip(sums, bins).map { $0 / Double($1.count * spinCount) }
    }
  }
}
