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

  /// Looks at the walkers after a sweep.
  ///
  /// - Parameters:
  ///   - walkers: The walkers in their slots.
  ///   - sweep: The number of the sweep, from 1.
  ///   - settings: Temperatures and lengths.
  mutating func record(
    _ walkers: some ObservedWalkers, after sweep: Int, settings: SamplingSettings)
}

/// Walkers as recorders see them: by temperature.
public protocol ObservedWalkers {
  /// The number N of spins.
  var spinCount: Int { get }

  /// The total energy at a temperature.
  ///
  /// - Parameter slot: The index of the temperature, from the lowest.
  /// - Returns: The energy, not divided by N.
  func energy(slot: Int) -> Double

  /// The configuration at a temperature.
  ///
  /// - Parameter slot: The index of the temperature, from the lowest.
  /// - Returns: N values +1 or −1.
  func configuration(slot: Int) -> [Int8]
}

/// Walkers beside the kernel that knows how they are stored.
struct WalkerView<Kernel: SweepKernel>: ObservedWalkers {
  let kernel: Kernel
  let walkers: Kernel.Walkers

  var spinCount: Int { kernel.spinCount }
  func energy(slot: Int) -> Double { kernel.energy(of: walkers, slot: slot) }
  func configuration(slot: Int) -> [Int8] { kernel.configuration(of: walkers, slot: slot) }
}
