import Overlaps
import PlantedData
import Randomness
import RealModule
import SpinModels
import Statistics
import Testing

/// What several sizes say, from laws whose limit is known; every seed is fixed.
@Suite struct SizeScanTests {
  /// Three votes with values of one law and relative errors.
  private static func scan(
    _ sizes: [Int], error: Double, isFiniteDimensional: Bool, seed: UInt64 = 1, order: Double = 0.5,
    _ law: (Double) -> Double, noise: inout RandomStream
  ) throws -> SizeScan {
    var samples: [SizeScan.Sample] = []
    for n in sizes {
      let deviate = noise.normal()
      var values: [SizeIndicator: Estimate] = [:]
      for indicator in [SizeIndicator.secondEigenvalue, .structure, .centralWeight] {
        let value = law(Double(n))
        values[indicator] = Estimate(value: value * (1 + error * deviate), error: error * value)
      }
      values[.order] = Estimate(value: order, error: 0.01 * order)
      samples.append(
        SizeScan.Sample(
          indicators: SizeIndicators(spinCount: n, instanceCount: 12, values: values)))
    }
    return try SizeScan(samples, isFiniteDimensional: isFiniteDimensional, seed: seed)
  }

  /// Values without noise: exponents and limits are those that were put in.
  @Test func exactLaws() throws {
    var noise = RandomStream(StreamName(seed: 81, purpose: .planting))
    let sizes = [64, 128, 256, 512, 1024]
    let power = try Self.scan(
      sizes, error: 1e-3, isFiniteDimensional: false, { 3 * Double.pow($0, -0.7) }, noise: &noise)
    let healing = try #require(power[.structure])
    #expect(power.answer == .heals && healing.answer == .heals)
    #expect(abs((healing.heals?.exponent ?? 0) - 0.7) < 0.03)
    #expect(power.order == .staysBroken && power.levels == nil)
    let limit = try Self.scan(
      sizes, error: 1e-3, isFiniteDimensional: false, { 0.2 + 0.4 * Double.pow($0, -0.5) },
      noise: &noise)
    let staying = try #require(limit[.centralWeight])
    #expect(limit.answer == .staysBroken && staying.answer == .staysBroken)
    #expect(abs((staying.stays?.limit ?? 0) - 0.2) < 0.01)
    // A true reading is excluded in 1 % of samples, whatever the errors.
    #expect((limit.answersIfStays[.staysBroken] ?? 0) > 0.98)
    #expect((power.answersIfHeals[.heals] ?? 0) > 0.98)
  }

  /// Where one reading is true the opposite answer comes in at most 1 % of samples.
  ///
  /// Of 30, at most 3: a false alarm in 3 · 10⁻⁴ of seeds if the rate is 1 %. All indicators err together here, the worst
  /// case for votes.
  @Test(arguments: [0, 1, 2, 3])
  func falseAnswersAreRare(law: Int) throws {
    var noise = RandomStream(StreamName(seed: 82, purpose: .planting, instance: law))
    let laws: [(isLattice: Bool, isBroken: Bool, law: (Double) -> Double)] = [
      (false, false, { Double.pow($0, -1.0 / 3) }),
      (false, true, { _ in 0.2 }),
      (true, false, { 0.5 * Double.pow($0, -0.085) }),
      (true, true, { 0.1 * (1 + 4 * Double.pow($0, -1.0 / 3)) }),
    ]
    let (isLattice, isBroken, value) = laws[law]
    var wrong = 0
    for draw in 0..<30 {
      let found = try Self.scan(
        [64, 216, 512, 1000], error: 0.08, isFiniteDimensional: isLattice, seed: UInt64(draw),
        value, noise: &noise)
      if found.answer == (isBroken ? .heals : .staysBroken) { wrong += 1 }
    }
    #expect(wrong <= 3, "\(wrong) of 30")
  }

  /// L^(−θ) with θ = 0.2 of droplets and a limit cannot be told apart over L = 4 to 8 with errors of 8 %.
  @Test func slowHealingIsUndecided() throws {
    var noise = RandomStream(StreamName(seed: 83, purpose: .planting))
    var undecided = 0
    for draw in 0..<20 {
      let found = try Self.scan(
        [64, 216, 512], error: 0.08, isFiniteDimensional: true, seed: UInt64(draw),
        { 0.3 * Double.pow($0, -0.2 / 3) }, noise: &noise)
      if found.answer == .undecided { undecided += 1 }
    }
    #expect(undecided >= 19)
    let words = try Self.scan(
      [64, 216, 512], error: 0.08, isFiniteDimensional: true, { 0.3 * Double.pow($0, -0.2 / 3) },
      noise: &noise
    )
    #expect(words.sentence.contains("stays broken") && words.sentence.contains("as droplets would"))
    #expect(!words.advice.isEmpty)
  }

  /// A paramagnet's P(q) is a peak at zero: its weight at q = 0 is no breaking.
  @Test func weightAtZeroWithoutOrderHasNoVote() throws {
    let samples = [64, 128, 256, 512].map { n -> SizeScan.Sample in
      let size = Double(n)
      return SizeScan.Sample(
        indicators: SizeIndicators(
          spinCount: n, instanceCount: 50,
          values: [
            .order: Estimate(value: 2 / size, error: 0.05 * 2 / size),
            .centralWeight: Estimate(value: 1 - 2 / size, error: 0.01),
            .medianWeight: Estimate(value: 1 - 2 / size, error: 0.01),
            .peakFraction: Estimate(value: 1, error: 0.02),
            .structure: Estimate(value: 0, error: 0.0005),
            .secondEigenvalue: Estimate(value: 4 / size, error: 0.4 / size),
            .squareVariance: Estimate(value: 8 / size / size, error: 0.0002),
          ]))
    }
    let found = try SizeScan(samples, isFiniteDimensional: false)
    #expect(found.order == .heals && found.answer == .heals)
    #expect(found.sentence.contains("paramagnet"))
    #expect(!found.voting.contains { $0.indicator == .centralWeight })
  }

  /// Nor where it is not seen whether overlaps vanish: P(q) of small two-dimensional lattices at T = 1 narrows while ⟨q²⟩
  /// falls, and three indicators tend to a constant.
  @Test func weightAtZeroNeedsOrderThatIsSeen() throws {
    let rows: [(n: Int, order: Double, weight: Double, peaks: Double)] = [
      (36, 0.179, 0.32, 0.31), (64, 0.13, 0.41, 0.56), (144, 0.079, 0.50, 0.81),
    ]
    let samples = rows.map { row in
      SizeScan.Sample(
        indicators: SizeIndicators(
          spinCount: row.n, instanceCount: 16,
          values: [
            .order: Estimate(value: row.order, error: 0.2 * row.order),
            .centralWeight: Estimate(value: row.weight, error: 0.03),
            .medianWeight: Estimate(value: row.weight, error: 0.03),
            .peakFraction: Estimate(value: row.peaks, error: 0.1),
          ]))
    }
    let found = try SizeScan(samples, isFiniteDimensional: true)
    #expect(found.order == .undecided)
    #expect(found[.centralWeight]?.answer == .staysBroken)
    #expect(found.answer == .undecided && found.voting.isEmpty)
  }

  @Test func twoSizesAreTooFew() throws {
    let samples = [64, 128].map {
      SizeScan.Sample(
        indicators: SizeIndicators(spinCount: $0, instanceCount: 9, values: [:]))
    }
    #expect(throws: OverlapError.tooFewSizes([64, 128])) {
      try SizeScan(samples, isFiniteDimensional: false)
    }
  }

  // MARK: - Configurations

  /// The scan of configurations that were made by hand, in four ladders.
  private static func scan(
    sizes: [Int], instances: Int, _ make: (Int, Int) throws -> PackedConfigurations
  ) throws -> SizeScan {
    var samples: [SizeScan.Sample] = []
    for n in sizes {
      let model = try SherringtonKirkpatrick(spinCount: n).instance(0, seed: 1)
      var found: [InstanceIndicators] = []
      var analyses: [ReplicaAnalysis] = []
      for index in 0..<instances {
        let all = try make(n, index)
        let analysis = try ReplicaAnalysis(.configurations(all), instance: index)
        let ladders = (0..<4).map { ladder in
          all.selecting(Array(stride(from: ladder, to: all.count, by: 4)))
        }
        analyses.append(analysis)
        found.append(
          InstanceIndicators(analysis, ladders: ladders, link: LinkOverlap(model)))
      }
      samples.append(
        SizeScan.Sample(
          indicators: SizeIndicators(found),
          features: try PooledAnalysis(analyses, withPower: false).features))
    }
    return try SizeScan(samples, isFiniteDimensional: false)
  }

  /// The same law of states at every size: one step that stays.
  @Test func plantedStatesStay() throws {
    let found = try Self.scan(sizes: [64, 128, 256], instances: 24) { n, index in
      try PlantedEnsemble(
        spinCount: n, replicaCount: 48, overlaps: [0, 0.8],
        partition: .poissonDirichlet([0.5])
      ).sample(index, seed: UInt64(41 + n)).configurations
    }
    #expect(found.answer == .staysBroken, "\(found.indicators.map(\.text))")
    #expect(found.levels == .oneStep)
    #expect(found.order != .heals)
    #expect((found.answersIfHeals[.staysBroken] ?? 1) < 0.02)
  }

  /// One state of self-overlap q by hand, or none: site i keeps its sign with m_i = √q.
  @Test(arguments: [0.6, 0.0])
  func oneStateAndNoneHeal(selfOverlap q: Double) throws {
    let found = try Self.scan(sizes: [64, 128, 256], instances: 16) { n, index in
      var stream = RandomStream(
        StreamName(seed: 42, purpose: .planting, instance: index, slot: n))
      let signs = (0..<n).map { _ in Int8(stream.sign()) }
      var result = PackedConfigurations(spinCount: n)
      for _ in 0..<48 {
        result.append(signs.map { stream.uniform() < 0.5 + 0.5 * q.squareRoot() ? $0 : -$0 })
      }
      return result
    }
    #expect(found.answer == .heals, "\(found.indicators.map(\.text))")
    #expect(found.order == (q > 0 ? .staysBroken : .heals))
  }
}
