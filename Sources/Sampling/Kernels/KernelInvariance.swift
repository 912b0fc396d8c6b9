import CKernels
import Randomness
public import SpinModels
import Statistics

/// Whether a kernel leaves the Gibbs measure invariant, exactly: walkers that are drawn from it by enumeration are
/// distributed by it after one sweep, and after one round of exchanges.
///
/// χ² of the states sees what goes to wrong states, the mean energy a small error of all rates.
public struct KernelInvariance: Sendable {
  /// What was found after one kind of step at one temperature.
  public struct Finding: Sendable {
    /// Whether the step was a round of exchanges; a sweep otherwise.
    public let isExchange: Bool
    /// The temperature.
    public let temperature: Double
    /// The probability of a χ² of the states as large in a sound kernel.
    public let stateProbability: Double
    /// By how many standard errors the mean energy is off.
    public let energyScore: Double

    /// Whether both agree with the Gibbs measure, at the ``KernelInvariance/level``.
    public var isSound: Bool {
      stateProbability >= KernelInvariance.level
        && twoSidedProbability(energyScore) >= KernelInvariance.level
    }
  }

  /// The probability with which one comparison of a sound kernel fails.
  public static let level = 1e-6

  /// What was found, sweeps first, by temperature.
  public let findings: [Finding]

  /// Whether nothing was found against the kernel.
  public var isSound: Bool { findings.allSatisfy(\.isSound) }

  /// Tests a kernel.
  ///
  /// - Parameters:
  ///   - kernel: The kernel of an instance.
  ///   - instance: The instance, of at most 12 spins.
  ///   - temperatures: Temperatures, ascending; at least two for exchanges.
  ///   - draws: The number of independent walkers at each temperature, for each kind of step.
  ///   - seed: The seed of the random numbers.
  /// - Throws: What enumeration throws; ``SamplingError/energyMismatch(kept:recomputed:)``.
  /// - Complexity: O(draws · sweep).
  public init<Kernel: SweepKernel>(
    _ kernel: Kernel, of instance: SpinInstance, temperatures: [Double] = [0.7, 1.1],
    draws: Int = 40_000, seed: UInt64 = 77
  ) throws {
    let exact = try temperatures.map { try BoltzmannDraws(instance, temperature: $0) }
    var findings: [Finding] = []
    for exchanges in [false, true] {
      var counts = exact.map { [Int](repeating: 0, count: $0.probabilities.count) }
      for draw in 0..<draws {
        let streams = LadderStreams(seed: seed, instance: draw, chain: exchanges ? 1 : 0)
        var source = RandomStream(StreamName(seed: seed &+ 1, purpose: .analysis, instance: draw))
        var walkers = kernel.walkers(in: exact.map { $0.configuration(source.uniform()) })
        if exchanges {
          // Even and odd pairs.
          var exchanged = ExchangeCounts(slots: temperatures.count)
          kernel.exchange(
            &walkers, temperatures: temperatures, index: draw % 2, streams: streams,
            counts: &exchanged)
        } else {
          kernel.sweep(&walkers, temperatures: temperatures, index: 0, streams: streams)
        }
        for t in temperatures.indices {
          counts[t][exact[t].state(kernel.configuration(of: walkers, slot: t))] += 1
        }
        try kernel.verify(walkers)
      }
      for (t, temperature) in temperatures.enumerated() {
        findings.append(
          Finding(
            isExchange: exchanges, temperature: temperature,
            stateProbability: goodnessOfFit(counts[t], exact[t].probabilities),
            energyScore: exact[t].meanEnergyDeviation(counts[t])))
      }
    }
    self.findings = findings
  }

  /// The instruction set of this processor that the kernels use.
  public static var instructionSet: String {
    switch rk_cpu_level() {
    case Int32(RK_X86_64_V4): "x86-64-v4"
    case Int32(RK_X86_64_V3): "x86-64-v3"
    default: "baseline"
    }
  }
}

/// Exact draws from the Gibbs measure of a small instance.
package struct BoltzmannDraws: Sendable {
  /// The probability of every state; bit i of its number is set where spin i is −1.
  package let probabilities: [Double]
  private let energies: [Double]
  private let cumulative: [Double]
  private let spinCount: Int

  /// Enumerates an instance.
  package init(_ instance: SpinInstance, temperature: Double) throws {
    let enumeration = try ExactEnumeration(instance)
    let weights = enumeration.weights(temperature: temperature)
    let sum = weights.reduce(0, +)
    probabilities = weights.map { $0 / sum }
    energies = enumeration.energies
    var total = 0.0
    cumulative = probabilities.map {
      total += $0
      return total
    }
    spinCount = instance.spinCount
  }

  /// By how many standard errors the mean energy of counted states differs from the exact one.
  func meanEnergyDeviation(_ counts: [Int]) -> Double {
    let mean = zip(probabilities, energies).reduce(0) { $0 + $1.0 * $1.1 }
    let square = zip(probabilities, energies).reduce(0) {
      $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean)
    }
    guard square > 0 else { return 0 }
    let total = Double(counts.reduce(0, +))
    let found = zip(counts, energies).reduce(0) { $0 + Double($1.0) * $1.1 } / total
    return (found - mean) / (square / total).squareRoot()
  }

  /// The configuration at a quantile.
  package func configuration(_ quantile: Double) -> [Int8] {
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > quantile { high = middle } else { low = middle + 1 }
    }
    return (0..<spinCount).map { low >> $0 & 1 == 1 ? -1 : 1 }
  }

  /// The number of a configuration.
  func state(_ spins: [Int8]) -> Int {
    spins.enumerated().reduce(0) { $0 | ($1.element < 0 ? 1 << $1.offset : 0) }
  }
}

/// The probability of a χ² as large as that of counts; states of fewer than 10 expected counts are one cell.
private func goodnessOfFit(_ counts: [Int], _ probabilities: [Double]) -> Double {
  let total = Double(counts.reduce(0, +))
  var cells: [(count: Double, expected: Double)] = []
  var rest = (count: 0.0, expected: 0.0)
  for (count, probability) in zip(counts, probabilities) {
    let expected = total * probability
    if expected < 10 {
      rest = (rest.count + Double(count), rest.expected + expected)
    } else {
      cells.append((Double(count), expected))
    }
  }
  if rest.expected >= 10 { cells.append(rest) }
  guard cells.count >= 2 else { return 1 }
  let chiSquare = cells.reduce(0) {
    $0 + ($1.count - $1.expected) * ($1.count - $1.expected) / $1.expected
  }
  return chiSquareProbability(chiSquare, degreesOfFreedom: cells.count - 1)
}
