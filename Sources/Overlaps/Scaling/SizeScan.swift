/// What samples of several sizes at one temperature say of replica-symmetry breaking in the limit of many spins.
///
/// Every indicator of ``SizeIndicator`` is judged by ``IndicatorScan``. Together they say `stays-broken` where at least
/// two vote for it and more than three times as many as vote for the opposite, and `heals` likewise; all else is
/// `undecided`. Indicators of one sample are far from independent: the power of the answer and its false alarms are
/// counted in samples drawn from the fits of all indicators at once, in which they err together as the
/// instances say.
///
/// **Assumes** independent replicas in equilibrium, and instances of one ensemble of disorder at all sizes.
public struct SizeScan: Sendable {
  /// A sample of one size.
  public struct Sample: Sendable {
    /// The indicators.
    public let indicators: SizeIndicators
    /// The pooled tests of the structure; without them the number of levels is not told.
    public let features: StructureFeatures?

    /// Puts together what is known of a size.
    ///
    /// - Parameters:
    ///   - indicators: The indicators.
    ///   - features: The pooled tests of the structure; without them the number of levels is not told.
    public init(indicators: SizeIndicators, features: StructureFeatures? = nil) {
      self.indicators = indicators
      self.features = features
    }
  }

  /// How symmetry is broken where it stays so.
  public enum Levels: String, Sendable {
    /// Two overlaps, up to what finite systems have.
    case oneStep = "one-step"
    /// More levels, which a tree describes.
    case hierarchical
    /// More levels, which no tree describes.
    case nonHierarchical = "non-hierarchical"
    /// These sizes do not tell.
    case undecided
  }

  /// The probability with which a true reading is excluded for one indicator.
  public static let level = 0.01
  /// The fewest sizes.
  public static let fewestSizes = 3
  /// How many samples of each fit are drawn.
  static let simulations = 2000
  /// The slowest healing in models in which all spins are equally near, and where they have places.
  static let slowest = (meanField: 1.0 / 3, finiteDimensional: 0.05)
  /// The slowest vanishing of what two levels leave: N S_two growing as at criticality.
  private static let slowestRest = 2.0 / 3

  /// The sizes N, ascending.
  public let spinCounts: [Int]
  /// One judgement per indicator, in the order of `SizeIndicator.allCases`.
  public let indicators: [IndicatorScan]
  /// The answer of all indicators.
  public let answer: ScanAnswer
  /// How symmetry is broken; `nil` where it does not stay broken.
  public let levels: Levels?
  /// Whether droplets could heal it slowly: spins have places.
  public let isFiniteDimensional: Bool
  /// The probabilities of the answers if all indicators have their fitted limits.
  public let answersIfStays: [ScanAnswer: Double]
  /// The probabilities of the answers if all indicators vanish as fitted.
  public let answersIfHeals: [ScanAnswer: Double]

  /// Judges.
  ///
  /// - Parameters:
  ///   - samples: One per size; samples of one size are separate points.
  ///   - isFiniteDimensional: Whether spins have places, so that droplets are conceivable.
  ///   - seed: The seed of the samples drawn from the fits.
  /// - Throws: ``OverlapError/tooFewSizes(_:)``.
  public init(_ samples: [Sample], isFiniteDimensional: Bool, seed: UInt64 = 1) throws(OverlapError)
  {
    let sorted = samples.sorted { $0.indicators.spinCount < $1.indicators.spinCount }
    let sizes = Set(sorted.map(\.indicators.spinCount)).sorted()
    guard sizes.count >= Self.fewestSizes else { throw .tooFewSizes(sizes) }
    spinCounts = sizes
    self.isFiniteDimensional = isFiniteDimensional
    let noise = JointNoise(
      sorted.map(\.indicators), sampleCount: Self.simulations, seed: seed)
    let slowest =
      isFiniteDimensional ? Self.slowest.finiteDimensional : Self.slowest.meanField
    let scans = SizeIndicator.allCases.map { indicator in
      IndicatorScan(
        indicator,
        sorted.enumerated().compactMap { place, sample in
          sample.indicators.value(of: indicator).map {
            (sample.indicators.spinCount, place, $0.value, $0.error)
          }
        }, slowest: indicator == .beyondTwoLevels ? Self.slowestRest : slowest, noise: noise)
    }
    indicators = scans
    let order = scans.first { $0.indicator == .order }?.answer ?? .undecided
    let voting = scans.filter { $0.votes(order: order) }
    answer = Self.together(voting.map(\.answer))
    func rates(_ world: LimitReading.Kind) -> [ScanAnswer: Double] {
      var counts: [ScanAnswer: Double] = [.staysBroken: 0, .heals: 0, .undecided: 0]
      for sample in 0..<Self.simulations {
        let found = Self.together(voting.compactMap { $0.simulatedAnswers[world]?[sample] })
        counts[found, default: 0] += 1 / Double(Self.simulations)
      }
      return counts
    }
    answersIfStays = rates(.stays)
    answersIfHeals = rates(.heals)
    levels =
      answer == .staysBroken
      ? Self.levels(sorted, scans.first { $0.indicator == .beyondTwoLevels }?.answer) : nil
  }

  /// The judgement of an indicator.
  public subscript(indicator: SizeIndicator) -> IndicatorScan? {
    indicators.first { $0.indicator == indicator }
  }

  /// What became of the order ⟨q²⟩.
  public var order: ScanAnswer { self[.order]?.answer ?? .undecided }

  /// The indicators that have a vote.
  public var voting: [IndicatorScan] {
    let order = order
    return indicators.filter { $0.votes(order: order) }
  }

  /// The answer of several votes.
  private static func together(_ answers: [ScanAnswer]) -> ScanAnswer {
    let stays = answers.count { $0 == .staysBroken }
    let heals = answers.count { $0 == .heals }
    if stays >= 2, stays > 3 * heals { return .staysBroken }
    if heals >= 2, heals > 3 * stays { return .heals }
    return .undecided
  }

  /// How symmetry is broken, from the numbers of ``StructureRule`` at the two largest sizes and the limit of S_two.
  private static func levels(_ samples: [Sample], _ rest: ScanAnswer?) -> Levels {
    let readings = samples.suffix(2).compactMap(\.features).map { StructureRule($0).reading }
    guard readings.count == 2 else { return .undecided }
    if readings.allSatisfy({ $0 == .oneStep }), rest != .staysBroken { return .oneStep }
    if readings.last == .hierarchical, rest != .heals { return .hierarchical }
    if readings.allSatisfy({ $0 == .nonHierarchical }), rest != .heals { return .nonHierarchical }
    return .undecided
  }
}

extension SizeScan {
  /// The answer in one plain sentence without a full stop.
  public var sentence: String {
    let sizes = spinCounts.map(String.init).joined(separator: ", ")
    let limits = ", as far as N = \(sizes) go"
    switch answer {
    case .staysBroken:
      switch levels {
      case .oneStep:
        return "replica symmetry stays broken, and two overlaps describe it: one step" + limits
      case .hierarchical:
        return "replica symmetry stays broken, in two or more steps" + limits
      case .nonHierarchical:
        return "replica symmetry stays broken, and no tree describes the states" + limits
      default:
        return "replica symmetry stays broken" + limits + "; in how many steps they do not tell"
      }
    case .heals:
      switch order {
      case .heals:
        return "nothing stays: overlaps vanish as N grows, as in a paramagnet" + limits
      case .staysBroken:
        return
          "replica symmetry heals: one state remains, with its mirror image where there is no field"
          + limits
      case .undecided: return "replica symmetry is not broken in the limit" + limits
      }
    case .undecided:
      let votes = voting.map(\.answer)
      if votes.contains(.staysBroken), votes.contains(.heals) {
        return "the indicators contradict each other at N = \(sizes); larger sizes may tell"
      }
      let both = voting.first { $0.answer == .undecided && $0.stays != nil }
      let slow =
        isFiniteDimensional ? "it heals slowly, as droplets would" : "it heals"
      return
        "N = \(sizes) do not tell: 'symmetry stays broken' and '\(slow)' both fit"
        + (both.map { " (\($0.indicator.symbol) \($0.text))" } ?? "")
    }
  }

  /// What to do next, as sentences.
  public var advice: [String] {
    guard answer == .undecided else { return [] }
    let stays = answersIfStays[.staysBroken] ?? 0
    let heals = answersIfHeals[.heals] ?? 0
    guard max(stays, heals) < 0.9 else {
      return ["add larger sizes: these should have told, so that corrections are large"]
    }
    let largest = spinCounts.last ?? 0
    return [
      "add larger sizes, up to about N = \(4 * largest): a wider range of N tells more than smaller errors",
      "take more instances (--instances, into another folder): errors over the disorder fall as 1/√M",
    ]
  }
}
