import Parallelism
import Randomness
import RealModule
public import SpinModels

/// A ladder of nearly equal exchange rates between given ends, found by a short pilot.
///
/// ```
/// rate of a pair = erfc(ℓ),   ℓ = ½ |β − β'| σ for Gaussian energies of deviation σ: lengths of pairs add up
/// ```
///
/// The pilot samples a few instances by parallel tempering, reads ℓ of every pair off its exchange rate, places the
/// temperatures at equal distances on the way Σ ℓ, inside a pair in proportion to β, and repeats this with twice the
/// sweeps. Its streams are those of ladders with numbers from 2¹⁵ on, which no run uses. Temperatures are rounded
/// to six digits, so that they can be given by hand.
///
/// Rates are those of a short run: where that is not in equilibrium, longer ones have others.
///
/// **Source**: additivity of thermodynamic lengths of Gaussian energies: A. Kone and D. A. Kofke, *J. Chem. Phys.* 122,
/// 206101 (2005).
public struct LadderTuning: Sendable, Equatable {
  /// The ladder, lowest temperature first.
  public let temperatures: [Double]
  /// The exchange rate of every pair of neighbours, measured in a last round of the pilot with this ladder.
  public let rates: [Double]
  /// The exchange rates of the ladder that was given.
  public let ratesBefore: [Double]
  /// The sweeps of every round of the pilot, each after as many that were not measured; the last one measures `rates`.
  public let sweeps: [Int]
  /// The instances and ladders of each round.
  public let ladderCount: Int

  /// The exchange rate that is recommended.
  public static let recommendedRate = 0.3

  /// The number of temperatures that would give the recommended rate between the same ends.
  public var recommendedCount: Int {
    let way = rates.reduce(0) { $0 + Self.length($1) }
    return max(2, 1 + Int((way / Self.length(Self.recommendedRate)).rounded(.up)))
  }

  /// The measured sweeps of the rounds that move temperatures, and of that which does not any more.
  static let rounds = [32, 64, 128, 256, 256]
  /// The most instances of the pilot.
  static let mostInstances = 8
  /// The ladders of all instances together, at least.
  static let fewestLadders = 8

  /// Runs the pilot.
  ///
  /// - Parameters:
  ///   - ensemble: The model.
  ///   - settings: The settings of the run; its ladder is where the pilot begins, and its ends stay.
  ///   - instanceCount: The number of instances of the run.
  ///   - threads: The largest number of ladders at a time.
  ///   - advanced: Called from any thread with the ladders done since its last call.
  ///   - isolation: The caller's actor.
  /// - Throws: ``SamplingError/algorithmNeedsTemperatures(_:_:)`` for fewer than three temperatures,
  ///   ``SamplingError/settingWithoutEffect(name:algorithm:reason:)`` for an algorithm without exchanges, and what
  ///   sampling throws.
  public init(
    _ ensemble: any SpinEnsemble, settings: SamplingSettings, instanceCount: Int, threads: Int,
    advanced: @escaping @Sendable (_ ladders: Int) -> Void = { _ in },
    isolation: isolated (any Actor)? = #isolation
  ) async throws {
    try Self.check(settings)
    let instances = min(instanceCount, Self.mostInstances)
    let chains = max(2, (Self.fewestLadders + instances - 1) / instances)
    var ladder = settings.temperatures
    var first: [Double] = []
    var rates: [Double] = []
    for (round, sweeps) in Self.rounds.enumerated() {
      let pilot = try SamplingSettings(
        temperatures: ladder, chainCount: chains, burnIn: sweeps, sweeps: sweeps, draws: 1,
        seed: settings.seed)
      let all = try await concurrentMap(count: instances * chains, threads: threads) { task in
        defer { advanced(1) }
        return try LadderRecord(
          sampling: ensemble.instance(task / chains, seed: settings.seed), settings: pilot,
          instance: task / chains, chain: 1 << 15 + round << 10 + task % chains
        ).swapRates
      }
      rates = ladder.indices.dropLast().map { pair in
        all.reduce(0) { $0 + $1[pair] } / Double(all.count)
      }
      if round == 0 { first = rates }
      if round < Self.rounds.count - 1 { ladder = Self.equalised(ladder, rates: rates) }
    }
    temperatures = ladder
    self.rates = rates
    ratesBefore = first
    sweeps = Self.rounds
    ladderCount = instances * chains
  }

  /// The number of ladders of all rounds.
  ///
  /// - Parameter instanceCount: The number of instances of the run.
  /// - Returns: How often `advanced` reports one.
  public static func ladders(instanceCount: Int) -> Int {
    let instances = min(instanceCount, mostInstances)
    return rounds.count * instances * max(2, (fewestLadders + instances - 1) / instances)
  }

  /// Refuses settings without a ladder that could be tuned.
  ///
  /// - Parameter settings: The settings of the run.
  /// - Throws: ``SamplingError``.
  public static func check(_ settings: SamplingSettings) throws(SamplingError) {
    guard settings.exchanges else {
      throw .settingWithoutEffect(
        name: "tuning", algorithm: settings.algorithm.name,
        reason: "no temperatures are exchanged")
    }
    guard settings.temperatures.count >= 3 else {
      throw .algorithmNeedsTemperatures("tuning, which keeps both ends,", 3)
    }
  }

  /// The length ℓ of a pair that exchanges at a rate, which is taken to be neither 0 nor 1.
  private static func length(_ rate: Double) -> Double {
    -normalQuantile(min(max(rate, 1e-4), 0.999) / 2) / 2.0.squareRoot()
  }

  /// The temperatures at equal distances on the way that exchange rates measure.
  ///
  /// - Parameters:
  ///   - temperatures: A ladder, ascending.
  ///   - rates: The exchange rate of every pair.
  /// - Returns: As many temperatures between the same ends.
  package static func equalised(_ temperatures: [Double], rates: [Double]) -> [Double] {
    let betas = temperatures.map { 1 / $0 }
    var way = [0.0]
    for rate in rates { way.append(way[way.count - 1] + length(rate)) }
    let last = temperatures.count - 1
    var pair = 0
    let inner = (1..<last).map { k in
      let target = way[last] * Double(k) / Double(last)
      while pair < last - 1, way[pair + 1] < target { pair += 1 }
      let share = (target - way[pair]) / (way[pair + 1] - way[pair])
      let temperature = 1 / (betas[pair] + share * (betas[pair + 1] - betas[pair]))
      let rounded = roundedToSixDigits(temperature)
      return rounded > temperatures[0] && rounded < temperatures[last] ? rounded : temperature
    }
    let ladder = [temperatures[0]] + inner + [temperatures[last]]
    // Ends that differ by less than their rounding leave nothing to move.
    return zip(ladder, ladder.dropFirst()).allSatisfy { $0 < $1 } ? ladder : temperatures
  }

  private static func roundedToSixDigits(_ value: Double) -> Double {
    let exponent = Int(Double.log10(value).rounded(.down)) - 5
    let power = Double.pow(10, abs(exponent))
    // Powers of ten above 1 are exact, so that the quotient is the nearest number to six digits.
    return exponent < 0 ? (value * power).rounded() / power : (value / power).rounded() * power
  }
}
