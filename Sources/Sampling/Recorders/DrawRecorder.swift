public import Documents
public import SpinModels

/// Keeps configurations at evenly spaced sweeps, with their energies.
public struct DrawRecorder: Recorder {
  /// Configurations, energies and magnetizations of the draws.
  public static let quantities = [Quantity.configurations, .energies, .magnetizations]

  /// Per temperature: the configurations drawn, in time order.
  private(set) var draws: [PackedConfigurations]
  private var packedEnergies: [PackedArray<Double>]
  /// Per temperature and draw: the total energy.
  var energies: [[Double]] { packedEnergies.map(\.elements) }

  /// Begins.
  public init(settings: SamplingSettings, spinCount: Int) {
    let slots = settings.temperatures.count
    draws = [PackedConfigurations](
      repeating: PackedConfigurations(spinCount: spinCount), count: slots)
    packedEnergies = [PackedArray<Double>](repeating: PackedArray([]), count: slots)
  }

  /// Keeps the walkers if it is time.
  public mutating func record(
    _ walkers: some ObservedWalkers, after sweep: Int, settings: SamplingSettings
  ) {
    let next = packedEnergies[0].elements.count
    guard next < settings.draws, sweep == settings.sweep(ofDraw: next) else { return }
    for slot in draws.indices {
      draws[slot].append(walkers.configuration(slot: slot))
      packedEnergies[slot].elements.append(walkers.energy(slot: slot))
    }
  }
}
