import Randomness
import RealModule
public import Sampling
public import SpinModels
import Statistics

/// The probability with which one comparison of a sound kernel or algorithm fails.
public let lawLevel = 1e-6

/// Whether a kernel leaves the Gibbs measure invariant, exactly: walkers that are drawn from it by enumeration
/// are distributed by it after one sweep, and after one round of exchanges.
///
/// The χ² of the states sees what goes to wrong states, the mean energy a small error of all rates.
///
/// - Parameters:
///   - kernel: The kernel of an instance.
///   - instance: The instance, of at most 12 spins.
///   - temperatures: Temperatures, ascending.
///   - draws: The number of independent ladders.
/// - Returns: The laws it breaks, in words.
/// - Throws: What enumeration and kernel throw.
public func checkKernel<Kernel: SweepKernel>(
  _ kernel: Kernel, of instance: SpinInstance, temperatures: [Double] = [0.7, 1.1],
  draws: Int = 40_000
) throws -> [String] {
  var broken: [String] = []
  let exact = try temperatures.map { try BoltzmannDraws(instance, temperature: $0) }
  let settings = try SamplingSettings(temperatures: temperatures, sweeps: 2, draws: 1)
  for exchanges in [false, true] {
    var counts = exact.map { [Int](repeating: 0, count: $0.probabilities.count) }
    for draw in 0..<draws {
      let streams = LadderStreams(seed: 77, instance: draw, chain: exchanges ? 1 : 0)
      var source = RandomStream(StreamName(seed: 78, purpose: .analysis, instance: draw))
      let starts = exact.map { $0.configuration(source.uniform()) }
      if exchanges {
        // A round of exchanges alone, of even or of odd pairs.
        var walkers = kernel.walkers(in: starts)
        var exchanged = ExchangeCounts(slots: temperatures.count)
        kernel.exchange(
          &walkers, temperatures: temperatures, index: draw % 2, streams: streams,
          counts: &exchanged)
        for t in temperatures.indices {
          counts[t][exact[t].state(kernel.configuration(of: walkers, slot: t))] += 1
        }
        try kernel.verify(walkers)
      } else {
        var ladder = TemperatureLadder(
          kernel, settings: settings, streams: streams, exchanges: false, starts: starts)
        ladder.advance()
        for t in temperatures.indices {
          counts[t][exact[t].state(ladder.configuration(slot: t))] += 1
        }
        try ladder.verify()
      }
    }
    for (t, temperature) in temperatures.enumerated() {
      let p = goodnessOfFit(counts[t], exact[t].probabilities)
      if p < lawLevel {
        broken.append(
          "\(exchanges ? "an exchange" : "a sweep") changes the Gibbs measure at T = \(temperature): "
            + "p = \(p)")
      }
      let z = exact[t].meanEnergyDeviation(counts[t])
      if twoSidedProbability(z) < lawLevel {
        broken.append(
          "\(exchanges ? "an exchange" : "a sweep") changes the mean energy at T = \(temperature): "
            + "\(z) standard errors")
      }
    }
  }
  return broken
}

/// Whether two kernels make the same decisions on the same instance, bit for bit.
///
/// - Parameters:
///   - first: A kernel.
///   - second: Another one, or its plain twin.
///   - temperatures: The temperatures of the ladder.
///   - sweeps: The number of sweeps.
/// - Returns: Where they part, in words; none for twins.
/// - Throws: What the kernels throw.
public func checkTwins<First: SweepKernel, Second: SweepKernel>(
  _ first: First, _ second: Second, temperatures: [Double] = [0.4, 0.9, 2], sweeps: Int = 200
) throws -> [String] {
  let settings = try SamplingSettings(temperatures: temperatures, sweeps: sweeps, draws: 1)
  let streams = LadderStreams(seed: 3, instance: 2, chain: 1)
  var a = TemperatureLadder(first, settings: settings, streams: streams, exchanges: true)
  var b = TemperatureLadder(second, settings: settings, streams: streams, exchanges: true)
  for sweep in 1...sweeps {
    a.advance()
    b.advance()
    for slot in temperatures.indices
    where a.configuration(slot: slot) != b.configuration(slot: slot) {
      return ["the twins part at sweep \(sweep), temperature \(slot)"]
    }
  }
  try a.verify()
  try b.verify()
  return []
}

/// Exact draws from the Gibbs measure of a small instance.
public struct BoltzmannDraws {
  /// The probability of every state; bit i of its number is set where spin i is −1.
  public let probabilities: [Double]
  private let energies: [Double]
  private let cumulative: [Double]
  private let spinCount: Int

  /// Enumerates an instance.
  public init(_ instance: SpinInstance, temperature: Double) throws {
    let enumeration = try ExactEnumeration(instance)
    let lowest = enumeration.groundStateEnergy
    let weights = enumeration.energies.map { Double.exp(-($0 - lowest) / temperature) }
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
    let total = Double(counts.reduce(0, +))
    let found = zip(counts, energies).reduce(0) { $0 + Double($1.0) * $1.1 } / total
    return (found - mean) / (square / total).squareRoot()
  }

  /// The configuration at a quantile.
  public func configuration(_ quantile: Double) -> [Int8] {
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > quantile { high = middle } else { low = middle + 1 }
    }
    return (0..<spinCount).map { low >> $0 & 1 == 1 ? -1 : 1 }
  }

  /// The number of a configuration.
  public func state(_ spins: [Int8]) -> Int {
    spins.enumerated().reduce(0) { $0 | ($1.element < 0 ? 1 << $1.offset : 0) }
  }
}

/// The probability of a χ² as large as that of counts; states of fewer than 10 expected counts are one cell.
func goodnessOfFit(_ counts: [Int], _ probabilities: [Double]) -> Double {
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
  let chiSquare = cells.reduce(0) {
    $0 + ($1.count - $1.expected) * ($1.count - $1.expected) / $1.expected
  }
  return chiSquareProbability(chiSquare, degreesOfFreedom: cells.count - 1)
}
