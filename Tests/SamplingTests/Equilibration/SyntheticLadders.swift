import Randomness
import Sampling
import SpinModels

/// Ladders whose memory is known: every draw is one of some states with a fraction of its spins turned.
struct SyntheticLadders {
  var spinCount = 100
  var ladders = 4
  var draws = 32
  var temperatures = [1.0]
  /// The probability that a spin is turned against its state.
  var noise = 0.1
  /// Per temperature, ladder and draw: the state, from 0; a negative number is no state at all.
  var state: (_ temperature: Int, _ ladder: Int, _ draw: Int, _ stream: inout RandomStream) -> Int

  /// The configurations with energies that are those of their states and some noise.
  func evidence(seed: UInt64, instance: Int = 0, data: EquilibrationData? = nil)
    -> EquilibrationEvidence
  {
    var states: [[Int8]] = []
    var disorder = RandomStream(StreamName(seed: seed, purpose: .patterns, instance: instance))
    for _ in 0..<8 { states.append((0..<spinCount).map { _ in Int8(disorder.sign()) }) }
    let levels = (0..<8).map { _ in 0.02 * disorder.normal() }
    var stream = RandomStream(StreamName(seed: seed, purpose: .updates, instance: instance))
    var configurations: [[PackedConfigurations]] = []
    var energies: [[[Double]]] = []
    for t in temperatures.indices {
      configurations.append([])
      energies.append([])
      for ladder in 0..<ladders {
        var packed = PackedConfigurations(spinCount: spinCount)
        var levelsHere: [Double] = []
        for draw in 0..<draws {
          let name = state(t, ladder, draw, &stream)
          let sign = Int8(stream.sign())
          packed.append(
            (0..<spinCount).map { i -> Int8 in
              if name < 0 { return Int8(stream.sign()) }
              return sign * states[name][i] * (stream.uniform() < noise ? -1 : 1)
            })
          levelsHere.append((name < 0 ? 0 : levels[name]) + 0.01 * stream.normal())
        }
        configurations[t].append(packed)
        energies[t].append(levelsHere)
      }
    }
    return EquilibrationEvidence(
      draws: configurations, energies: energies, data: data ?? Self.noData(temperatures, ladders))
  }

  /// Figures of a run that kept nothing besides draws and energies.
  static func noData(
    _ temperatures: [Double], _ ladders: Int, drift: [[[Double]]]? = nil
  ) -> EquilibrationData {
    let pairs = EquilibrationData.pairs(of: ladders).count
    func empty(_ count: Int) -> [[[Double]]] {
      temperatures.map { _ in [[Double]](repeating: [], count: count) }
    }
    return EquilibrationData(
      binEnergyPerSpin: empty(ladders), binSquareOverlap: empty(pairs),
      driftEnergyPerSpin: drift ?? empty(ladders),
      driftSquareOverlap: drift == nil
        ? empty(pairs)
        : temperatures.map { _ in
          [[Double]](repeating: (0..<12).map { 0.01 * Double(($0 * 7) % 12) }, count: pairs)
        },
      withinSquareOverlap: temperatures.map { _ in [Double](repeating: 0, count: ladders) },
      betweenSquareOverlap: temperatures.map { _ in [Double](repeating: 0, count: pairs) },
      autocorrelationTimes: temperatures.map { _ in [Double](repeating: 1, count: ladders) },
      diagnostics: [:])
  }

  /// Judges one run of these ladders.
  func report(
    seed: UInt64, instances: Int = 1, isSpinFlipSymmetric: Bool = true,
    data: EquilibrationData? = nil, algorithm: (any SamplingAlgorithm)? = nil
  ) throws -> EquilibrationReport {
    let settings = try SamplingSettings(
      temperatures: temperatures, chainCount: ladders, sweeps: 1024, draws: draws, seed: seed,
      algorithm: algorithm)
    return try EquilibrationReport(
      settings: settings, isSpinFlipSymmetric: isSpinFlipSymmetric, instanceCount: instances
    ) { evidence(seed: seed, instance: $0, data: data) }
  }
}
