public import Documents
public import SpinModels

/// Keeps configurations at evenly spaced sweeps, with their energies.
public struct DrawRecorder: Recorder {
  /// Configurations, energies and magnetizations of the draws.
  public static let quantities = [Quantity.configurations, .energies, .magnetizations]

  /// Per temperature: the configurations drawn, in time order.
  private(set) var draws: [PackedConfigurations]
  private var packedEnergies: [PackedArray<Double>]
  private var seenLives: [Set<Int>]
  /// Per temperature and draw: the total energy.
  var energies: [[Double]] { packedEnergies.map(\.elements) }

  /// Per temperature: the number of different lives among the draws.
  var lives: [Double] { seenLives.map { Double($0.count) } }

  /// Begins.
  public init(settings: SamplingSettings, spinCount: Int) {
    let slots = settings.temperatures.count
    draws = [PackedConfigurations](
      repeating: PackedConfigurations(spinCount: spinCount), count: slots)
    packedEnergies = [PackedArray<Double>](repeating: PackedArray([]), count: slots)
    seenLives = [Set<Int>](repeating: [], count: slots)
  }

  /// Whether it is time for a draw.
  public func wantsConfigurations(after sweep: Int, settings: SamplingSettings) -> Bool {
    let next = packedEnergies[0].elements.count
    return next < settings.draws && sweep == settings.sweep(ofDraw: next)
  }

  /// Keeps the walkers if it is time.
  public mutating func record(_ sweep: ObservedSweep, settings: SamplingSettings) {
    guard wantsConfigurations(after: sweep.number, settings: settings) else { return }
    for slot in draws.indices {
      draws[slot].append(sweep.configurations[slot])
      packedEnergies[slot].elements.append(sweep.energies[slot])
      seenLives[slot].insert(sweep.lives[slot])
    }
  }
}
