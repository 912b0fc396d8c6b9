public import Documents

/// Something that watches a ladder while it runs and keeps what is wanted of it.
///
/// A recorder is its own state: encoding it is what a checkpoint keeps.
public protocol Recorder: Sendable, Codable {
  /// What a run gets from it.
  static var quantities: [Quantity] { get }

  /// Begins.
  ///
  /// - Parameters:
  ///   - settings: Temperatures and lengths.
  ///   - spinCount: The number N of spins.
  init(settings: SamplingSettings, spinCount: Int)

  /// Whether the configurations after a sweep are wanted; energies always are there.
  ///
  /// - Parameters:
  ///   - sweep: The number of the sweep, from 1.
  ///   - settings: Temperatures and lengths.
  /// - Returns: Whether they are looked at.
  func wantsConfigurations(after sweep: Int, settings: SamplingSettings) -> Bool

  /// Looks at the walkers after a sweep.
  ///
  /// - Parameters:
  ///   - sweep: What the sweep left.
  ///   - settings: Temperatures and lengths.
  mutating func record(_ sweep: ObservedSweep, settings: SamplingSettings)
}

extension Recorder {
  /// None are.
  public func wantsConfigurations(after sweep: Int, settings: SamplingSettings) -> Bool { false }
}

/// What recorders see of the walkers after a sweep, by temperature, lowest first.
public struct ObservedSweep: Sendable {
  /// The number of the sweep, from 1.
  public let number: Int
  /// Per temperature: the total energy.
  public let energies: [Double]
  /// Per temperature: N values +1 or −1; none where no recorder wants them.
  public let configurations: [[Int8]]
  /// Per temperature: a number that the walker there has since it was last at the hottest temperature.
  public let lives: [Int]
}

extension ClosedRange<Int> {
  /// Whether a sweep of this block of time is one of the evenly spaced ones whose configurations are kept.
  ///
  /// - Parameters:
  ///   - sweep: A sweep of the block.
  ///   - most: How many are kept, of a shorter block all.
  /// - Returns: Whether it is one of them.
  func isSnapshot(_ sweep: Int, most: Int) -> Bool {
    let wanted = Swift.min(most, count)
    let position = sweep - lowerBound
    return (position + 1) * wanted / count > position * wanted / count
  }
}
