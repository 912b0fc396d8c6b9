/// How a run is sampled: temperatures, lengths and independent repetitions.
public struct SamplingSettings: Sendable {
  /// The temperatures, lowest first.
  public let temperatures: [Double]
  /// The number R of independent ladders of the same disorder instance.
  public let chainCount: Int
  /// The number of sweeps before measurements begin.
  public internal(set) var burnIn: Int
  /// The number of measured sweeps.
  public internal(set) var sweeps: Int
  /// The number of configurations kept per ladder and temperature, evenly spaced.
  public let draws: Int
  /// The user's seed.
  public let seed: UInt64
  /// How the ladders are sampled.
  public let algorithm: any SamplingAlgorithm
  /// From where every second ladder starts.
  public let start: LadderStart
  /// How often the run was doubled since it began; see ``extended(by:)``.
  public internal(set) var extensions = 0
  /// The most logarithmic bins: those of the run as it began, once it is extended.
  var mostBins = 10

  /// Whether neighbouring temperatures exchange configurations.
  public var exchanges: Bool { algorithm.exchanges }

  /// Checks and keeps the settings.
  ///
  /// - Parameters:
  ///   - temperatures: Different positive numbers in any order.
  ///   - chainCount: The number of independent ladders, at least 2: overlaps are taken only between
  ///     them. Four by default, which gives six pairs and leaves disjoint pairs for products.
  ///   - burnIn: The sweeps before measurements; as many as `sweeps` when left out, because the
  ///     second half of a run is what logarithmic binning compares with its past. None for an algorithm
  ///     without a time.
  ///   - sweeps: The measured sweeps, at least 2.
  ///   - draws: The configurations kept per ladder and temperature.
  ///   - seed: The user's seed.
  ///   - algorithm: How the ladders are sampled; parallel tempering for several temperatures and a heat
  ///     bath for one, when left out.
  ///   - start: From where every second ladder starts.
  /// - Throws: ``SamplingError`` for a value that makes no sense.
  public init(
    temperatures: [Double], chainCount: Int = 4, burnIn: Int? = nil, sweeps: Int = 4096,
    draws: Int = 32, seed: UInt64 = 1, algorithm: (any SamplingAlgorithm)? = nil,
    start: LadderStart = .random
  ) throws(SamplingError) {
    guard !temperatures.isEmpty else { throw .noTemperatures }
    if let bad = temperatures.first(where: { !(1e-100...1e100).contains($0) }) {
      throw .invalidTemperature(bad)
    }
    let sorted = temperatures.sorted()
    for (a, b) in zip(sorted, sorted.dropFirst()) where a == b { throw .repeatedTemperature(a) }
    guard chainCount >= 2 else { throw .tooFewChains(chainCount) }
    guard sweeps >= 2 else { throw .countTooSmall(name: "sweeps", value: sweeps, least: 2) }
    let algorithm = algorithm ?? (sorted.count > 1 ? ParallelTempering() : HeatBath())
    let burnIn = burnIn ?? (algorithm.hasTime ? sweeps : 0)
    guard burnIn >= 0 else { throw .countTooSmall(name: "burn-in", value: burnIn, least: 0) }
    guard draws >= 1 else { throw .countTooSmall(name: "draws", value: draws, least: 1) }
    for (name, value, most) in [
      ("chains", chainCount, 1024), ("sweeps", sweeps, 1 << 40), ("burn-in", burnIn, 1 << 40),
      ("draws", draws, 1 << 20),
    ] where value > most {
      throw .countTooLarge(name: name, value: value, most: most)
    }
    guard draws <= sweeps || !algorithm.hasTime else {
      throw .moreDrawsThanSweeps(draws: draws, sweeps: sweeps)
    }
    self.temperatures = sorted
    self.chainCount = chainCount
    self.burnIn = burnIn
    self.sweeps = sweeps
    self.draws = draws
    self.seed = seed
    self.algorithm = algorithm
    self.start = start
    guard start == .random || algorithm.hasTime else {
      throw .settingWithoutEffect(
        name: "the start", algorithm: algorithm.name,
        reason: "a population starts at infinite temperature")
    }
    try algorithm.check(self)
  }

  /// All sweeps of a ladder, burn-in included.
  public var totalSweeps: Int { burnIn + sweeps }

  /// The measured sweeps of all replicas of an instance at one temperature.
  public var replicaSweeps: Double {
    Double(chainCount * sweeps) * Double(algorithm.walkers(self)) / Double(temperatures.count)
  }

  /// The sweep after which each draw is taken, counted from the start of the run.
  public var drawSweeps: [Int] { (0..<draws).map { sweep(ofDraw: $0) } }

  /// The sweep after which a draw is taken.
  func sweep(ofDraw index: Int) -> Int { burnIn + (index + 1) * sweeps / draws }

  /// Logarithmic bins of the whole run, the earliest first.
  ///
  /// ```
  /// (t/2^{j+1}, t/2^j],   t = burn-in + sweeps,   j = n − 1, …, 0
  /// ```
  public var logarithmicBins: [Range<Int>] {
    guard algorithm.hasTime else { return [] }
    var bins: [Range<Int>] = []
    var end = totalSweeps
    while bins.count < mostBins, end >= 4 {
      bins.append(end / 2 + 1..<end + 1)
      end /= 2
    }
    return bins.reversed()
  }

  /// The sweeps of twelve equal blocks since half of the burn-in, by which a drift is seen.
  ///
  /// They are the last three quarters of a run with as much burn-in as measurement. None for a run that is too short or has no time.
  public var driftBlocks: [ClosedRange<Int>] {
    let first = burnIn / 2
    guard algorithm.hasTime, totalSweeps - first >= 12 else { return [] }
    let edges = (0...12).map { first + $0 * (totalSweeps - first) / 12 }
    return zip(edges, edges.dropFirst()).map { $0 + 1...$1 }
  }

  /// The times of the middles of the ``driftBlocks``, in sweeps.
  var driftTimes: [Double] { driftBlocks.map { Double($0.lowerBound - 1 + $0.upperBound) / 2 } }

  /// The place of a temperature among ``temperatures``.
  ///
  /// - Parameter value: A temperature, known to a relative 5 · 10⁻⁴.
  /// - Returns: The index of the nearest stored temperature; `nil` if that is another one.
  public func temperatureIndex(of value: Double) -> Int? {
    guard value.isFinite else { return nil }
    let nearest =
      temperatures.indices.min { abs(temperatures[$0] - value) < abs(temperatures[$1] - value) }
      ?? 0
    return abs(temperatures[nearest] - value) <= 5e-4 * abs(value) ? nearest : nil
  }
}

extension SamplingSettings: Equatable {
  /// Whether two runs are sampled in the same way.
  public static func == (a: SamplingSettings, b: SamplingSettings) -> Bool {
    a.temperatures == b.temperatures && a.chainCount == b.chainCount && a.burnIn == b.burnIn
      && a.sweeps == b.sweeps && a.draws == b.draws && a.seed == b.seed
      && a.algorithm.isEqual(to: b.algorithm) && a.start == b.start && a.extensions == b.extensions
  }
}
