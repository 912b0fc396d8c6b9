public import Documents
public import SpinModels

/// Averages the energy over equal blocks of time since half of the burn-in and keeps a few configurations of
/// each: what shows whether anything still moves.
public struct DriftRecorder: Recorder {
  /// Energies and overlaps by blocks of time.
  public static let quantities = [Quantity.driftEnergies, .driftOverlaps]

  /// The most configurations kept per block.
  static let configurationsPerBlock = 4

  private let spinCount: Int
  private let blocks: [ClosedRange<Int>]
  private var energySums: [[Double]]
  /// Per temperature and block: a few configurations, at times shared by all ladders.
  private(set) var configurations: [[PackedConfigurations]]

  /// Begins.
  public init(settings: SamplingSettings, spinCount: Int) {
    self.spinCount = spinCount
    blocks = settings.driftBlocks
    let slots = settings.temperatures.count
    energySums = [[Double]](repeating: [Double](repeating: 0, count: blocks.count), count: slots)
    configurations = [[PackedConfigurations]](
      repeating: [PackedConfigurations](
        repeating: PackedConfigurations(spinCount: spinCount), count: blocks.count), count: slots)
  }

  private func block(of sweep: Int) -> Int? {
    guard let first = blocks.first?.lowerBound, sweep >= first else { return nil }
    return blocks.firstIndex { $0.contains(sweep) }
  }

  /// Whether it is time for one of the configurations of a block.
  public func wantsConfigurations(after sweep: Int, settings: SamplingSettings) -> Bool {
    block(of: sweep).map { blocks[$0].isSnapshot(sweep, most: Self.configurationsPerBlock) }
      ?? false
  }

  /// Adds a sweep to its block.
  public mutating func record(_ sweep: ObservedSweep, settings: SamplingSettings) {
    guard let block = block(of: sweep.number) else { return }
    let isKept = blocks[block].isSnapshot(sweep.number, most: Self.configurationsPerBlock)
    for slot in energySums.indices {
      energySums[slot][block] += sweep.energies[slot]
      if isKept { configurations[slot][block].append(sweep.configurations[slot]) }
    }
  }

  /// Per temperature and block: the mean energy per spin.
  var energyPerSpin: [[Double]] {
    energySums.map { sums in
      zip(sums, blocks).map { $0 / Double($1.count * spinCount) }
    }
  }
}
