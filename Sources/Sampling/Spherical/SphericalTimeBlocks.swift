/// Mean energies and a few configurations of blocks of time.
struct SphericalTimeBlocks: Sendable {
  /// The most configurations kept per block.
  private static let configurationsPerBlock = 4

  private let blocks: [ClosedRange<Int>]
  private var sums: [[Double]]
  /// Per temperature and block: a few configurations, at times shared by all ladders.
  private(set) var configurations: [[SphericalConfigurations]]

  init(_ blocks: [ClosedRange<Int>], temperatures: Int, spinCount: Int) {
    self.blocks = blocks
    sums = [[Double]](repeating: [Double](repeating: 0, count: blocks.count), count: temperatures)
    configurations = [[SphericalConfigurations]](
      repeating: [SphericalConfigurations](
        repeating: SphericalConfigurations(spinCount: spinCount), count: blocks.count),
      count: temperatures)
  }

  /// Adds a sweep to its block.
  ///
  /// - Parameters:
  ///   - sweep: Its number, from 1.
  ///   - walkers: The walkers by temperature.
  mutating func record(_ sweep: Int, _ walkers: [SphericalWalker]) {
    guard let first = blocks.first, sweep >= first.lowerBound,
      let place = blocks.firstIndex(where: { $0.contains(sweep) })
    else { return }
    let isKept = blocks[place].isSnapshot(sweep, most: Self.configurationsPerBlock)
    for (t, walker) in walkers.enumerated() {
      sums[t][place] += walker.energy
      if isKept { configurations[t][place].append(walker.spins) }
    }
  }

  /// Per temperature and block: the mean energy per spin.
  var energyPerSpin: [[Double]] {
    sums.enumerated().map { t, sums in
      zip(sums, blocks).enumerated().map { b, block in
        block.0 / Double(block.1.count * configurations[t][b].spinCount)
      }
    }
  }
}
