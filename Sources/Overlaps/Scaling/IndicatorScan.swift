import Documents
import Randomness
import RealModule
public import Statistics

/// What the values of one indicator at several sizes say of its limit.
///
/// Both readings of ``LimitReading`` are fitted, and D = χ²(heals) − χ²(stays) is compared with its distribution in
/// samples drawn from either fit: a reading is excluded where D is so far on the other side in at most
/// ``SizeScan/level`` of its samples. An indicator is decided where one reading is excluded and the other is not. Where
/// neither fits, the smallest sizes are left out as long as three remain.
public struct IndicatorScan: Sendable {
  /// A value at one size.
  public struct Point: Sendable, Equatable {
    /// The number N of spins.
    public let spinCount: Int
    /// The value with its error.
    public let estimate: Estimate
    /// Whether it is fitted.
    public let isFitted: Bool
  }

  /// What was measured.
  public let indicator: SizeIndicator
  /// The values, by size.
  public let points: [Point]
  /// The best fit of a power law to zero; `nil` for fewer than three sizes.
  public let heals: LimitReading?
  /// The best fit of a limit; `nil` for fewer than three sizes.
  public let stays: LimitReading?
  /// The probability of so much in favour of a limit where it heals.
  public let healsProbability: Double?
  /// The probability of so much in favour of healing where there is a limit.
  public let staysProbability: Double?
  /// The answer.
  public let answer: ScanAnswer
  /// The probability of the answer `stays` if the fitted limit is true.
  public let powerOfStaying: Double?
  /// The probability of the answer `heals` if the fitted power law is true.
  public let powerOfHealing: Double?
  /// Why there are no fits, in words; `nil` where there are.
  public let reason: String?
  /// What would have been answered in samples of either fit, for the answer of all indicators.
  let simulatedAnswers: [LimitReading.Kind: [ScanAnswer]]

  /// The probability of a worse fit of the better reading below which the smallest size is left out.
  private static let poorFit = 0.01

  /// Fits and judges.
  ///
  /// - Parameters:
  ///   - indicator: What was measured.
  ///   - values: The values by size, ascending, with the place of the size in `noise`.
  ///   - slowest: The smallest exponent of healing.
  ///   - noise: Common deviates: of every sample and size, one per indicator.
  init(
    _ indicator: SizeIndicator,
    _ values: [(spinCount: Int, place: Int, value: Double, error: Double)], slowest: Double,
    noise: JointNoise
  ) {
    self.indicator = indicator
    var used = values
    var fitter = Self.fitter(indicator, used, slowest)
    while Set(used.map(\.spinCount)).count > SizeScan.fewestSizes, Self.isPoor(fitter, used) {
      let smallest = used[0].spinCount
      used.removeAll { $0.spinCount == smallest }
      fitter = Self.fitter(indicator, used, slowest)
    }
    let first = used.first?.spinCount ?? 0
    points = values.map {
      Point(
        spinCount: $0.spinCount, estimate: Estimate(value: $0.value, error: $0.error),
        isFitted: $0.spinCount >= first)
    }
    guard Set(used.map(\.spinCount)).count >= SizeScan.fewestSizes else {
      (heals, stays, healsProbability, staysProbability) = (nil, nil, nil, nil)
      (powerOfStaying, powerOfHealing, simulatedAnswers) = (nil, nil, [:])
      answer = .undecided
      reason =
        values.isEmpty
        ? "not defined for this model or these runs" : "fewer than three sizes have a value"
      return
    }
    reason = nil
    let y = used.map(\.value)
    let healing = fitter.reading(.heals, y)
    let staying = fitter.reading(.stays, y)
    heals = healing
    stays = staying
    func differences(_ reading: LimitReading) -> [Double] {
      let mean = used.map { reading.value(at: Double($0.spinCount)) }
      return (0..<noise.sampleCount).map { sample in
        let y = mean.indices.map { k in
          mean[k] + used[k].error * noise.deviate(sample, used[k].place, indicator)
        }
        let squares = fitter.chiSquares(y)
        return squares.heals - squares.stays
      }
    }
    let (healed, stayed) = (differences(healing), differences(staying))
    let difference = healing.chiSquare - staying.chiSquare
    let count = Double(noise.sampleCount)
    healsProbability = Double(healed.count { $0 >= difference }) / count
    staysProbability = Double(stayed.count { $0 <= difference }) / count
    let rank = Int(SizeScan.level * count)
    let highest = healed.sorted(by: >)[rank]
    let lowest = stayed.sorted()[rank]
    func decide(_ difference: Double) -> ScanAnswer {
      switch (difference > highest, difference < lowest) {
      case (true, false): .staysBroken
      case (false, true): .heals
      default: .undecided
      }
    }
    let isUnexplained = Self.isPoor(fitter, used)
    answer = isUnexplained ? .undecided : decide(difference)
    simulatedAnswers = [.heals: healed.map(decide), .stays: stayed.map(decide)]
    powerOfStaying = Double(stayed.count { decide($0) == .staysBroken }) / count
    powerOfHealing = Double(healed.count { decide($0) == .heals }) / count
  }

  private static func fitter(
    _ indicator: SizeIndicator,
    _ values: [(spinCount: Int, place: Int, value: Double, error: Double)], _ slowest: Double
  ) -> ReadingFitter {
    ReadingFitter(
      sizes: values.map(\.spinCount), errors: values.map(\.error), slowest: slowest,
      smallestLimit: indicator.smallestLimit)
  }

  /// Whether neither reading fits.
  private static func isPoor(
    _ fitter: ReadingFitter,
    _ values: [(spinCount: Int, place: Int, value: Double, error: Double)]
  ) -> Bool {
    let squares = fitter.chiSquares(values.map(\.value))
    return chiSquareProbability(
      min(squares.heals, squares.stays), degreesOfFreedom: max(1, values.count - 2)) < poorFit
  }

  /// Whether the answer is a vote on the whole.
  ///
  /// - Parameter order: What became of the order.
  /// - Returns: Whether it counts.
  public func votes(order: ScanAnswer) -> Bool {
    switch indicator.role {
    case .votes: heals != nil
    case .votesWithOrder: heals != nil && order == .staysBroken
    // Without overlaps there is nothing that could be broken.
    case .tells: indicator == .order && order == .heals
    }
  }

  /// What fits the values, in words.
  public var text: String {
    guard let heals, let stays else { return reason ?? "" }
    let falls =
      heals.amplitude > 0
      ? "falls as N^(−\(hundredths(heals.exponent))\(heals.exponentError.map { " ± \(hundredths($0))" } ?? ""))"
      : "is not seen at any size"
    let tends =
      stays.limit > 1 && indicator.isAtMostOne
      ? "tends to a limit (at most 1)"
      : "tends to \(Documents.text(stays.limit, digits: 2))\(stays.limitError.map { " ± \(Documents.text($0, digits: 1))" } ?? " or more")"
    switch answer {
    case .staysBroken: return tends
    case .heals: return falls
    case .undecided:
      if (healsProbability ?? 1) < SizeScan.level || (staysProbability ?? 1) < SizeScan.level {
        return "neither a power law nor a limit fits"
      }
      return "\(tends), or \(falls)"
    }
  }
}

/// Deviates in which the indicators of one sample err together as the instances say.
///
/// ```
/// ε_kj = Σ_i g_ki u_kij √((M − 1)/χ²),   g ~ N(0, 1),   u the influence of instance i on indicator j at size k
/// ```
///
/// The factor, one per sample and size with χ² of M − 1 degrees of freedom (by Wilson and Hilferty's cube of a normal
/// number), is what an error from M instances lacks.
struct JointNoise: Sendable {
  let sampleCount: Int
  /// [size][indicator][sample].
  private let deviates: [[SizeIndicator: [Double]]]

  init(_ sizes: [SizeIndicators], sampleCount: Int, seed: UInt64) {
    self.sampleCount = sampleCount
    deviates = sizes.enumerated().map { place, size in
      var stream = RandomStream(
        StreamName(seed: seed, purpose: .analysis, instance: place, chain: 1, slot: 3))
      let count = size.instanceCount
      var result: [SizeIndicator: [Double]] = [:]
      let known = SizeIndicator.allCases.compactMap { indicator in
        size.value(of: indicator).map { (indicator, $0.influences) }
      }
      for (indicator, _) in known { result[indicator] = [] }
      for _ in 0..<sampleCount {
        let normals = (0..<count).map { _ in stream.normal() }
        let spread = 2 / (9 * Double(count - 1))
        let root = max(0.3, 1 - spread + stream.normal() * spread.squareRoot())
        let factor = 1 / (root * root * root).squareRoot()
        for (indicator, influences) in known {
          var sum = 0.0
          for i in 0..<count { sum += normals[i] * influences[i] }
          result[indicator]?.append(sum * factor)
        }
      }
      return result
    }
  }

  func deviate(_ sample: Int, _ place: Int, _ indicator: SizeIndicator) -> Double {
    deviates[place][indicator]?[sample] ?? 0
  }
}
