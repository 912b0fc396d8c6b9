import LinearAlgebra
import Overlaps
import PlantedData
import Randomness
import SpinModels
import Statistics
import Testing

/// What replicas say about how they were drawn: copies, strays and chains are found where they were planted,
/// and not elsewhere.
@Suite struct SampleCheckTests {
  private func paramagnet(_ replicas: Int, _ seed: UInt64) throws -> PackedConfigurations {
    try PlantedEnsemble(
      spinCount: 512, replicaCount: replicas, overlaps: [0], partition: .equalBlocks([])
    ).sample(0, seed: seed).configurations
  }

  private func analysis(_ configurations: PackedConfigurations) throws -> ReplicaAnalysis {
    try ReplicaAnalysis(.configurations(configurations), knowsSampler: false)
  }

  /// A chain of spins of which every row keeps a part of the one before.
  private func chain(_ count: Int, keeping: Double, seed: UInt64) -> PackedConfigurations {
    var stream = RandomStream(StreamName(seed: seed, purpose: .planting))
    var row = (0..<512).map { _ in Int8(stream.sign()) }
    var all = PackedConfigurations(spinCount: 512)
    for _ in 0..<count {
      all.append(row)
      for i in row.indices where stream.uniform() >= keeping { row[i] = Int8(stream.sign()) }
    }
    return all
  }

  /// Every row twice: counted, said, and judged without the copies too.
  @Test func copies() throws {
    let single = try paramagnet(48, 1)
    let twice = single.selecting((0..<96).map { $0 / 2 })
    let found = try analysis(twice)
    #expect(
      found.check.findings.contains(.equalRows(repeats: 48, distinct: 48, areCopies: true)))
    #expect(found.classification.brokenProbability < 0.5)
    #expect(found.classification.reasons[0].contains("without repeated rows"))
    // Draws of the library's own sampler are no copies.
    let known = try ReplicaAnalysis(.configurations(twice))
    #expect(known.check.findings.isEmpty)
    #expect(try analysis(single).check.findings.isEmpty)
  }

  /// Three of fifty replicas saved twice, plainly and turned over, make no states; cold systems that come near what they
  /// repeat have no copies.
  @Test(arguments: [false, true])
  func fewCopies(turnedOver: Bool) throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let state = try PlantedEnsemble(
        spinCount: 500, replicaCount: 50, overlaps: [0.5], partition: .equalBlocks([]), flips: true
      ).sample(0, seed: seed).configurations
      var rows = state.rows
      for row in rows.prefix(3) { rows.append(turnedOver ? row.map { -$0 } : row) }
      let found = try analysis(PackedConfigurations(rows: rows))
      #expect(
        found.check.findings.contains(.equalRows(repeats: 3, distinct: 50, areCopies: true)))
      #expect(found.classification.brokenProbability < 0.5, "\(found.classification.probabilities)")

      // A row beside the repeated ones that differs in five spins.
      rows.append(rows[0].enumerated().map { $0 < 5 ? -$1 : $1 })
      let cold = try analysis(PackedConfigurations(rows: rows))
      #expect(
        cold.check.findings.contains(.equalRows(repeats: 3, distinct: 51, areCopies: false)))
    }
  }

  /// Rows of a paramagnet saved again when five of their 500 spins have changed make no 40 states.
  @Test func pairsOfNearlyEqualRows() throws {
    let state = try PlantedEnsemble(
      spinCount: 500, replicaCount: 40, overlaps: [0], partition: .equalBlocks([]), flips: true
    ).sample(0, seed: 3).configurations
    var rows = state.rows
    rows += rows.enumerated().map { a, row in
      row.enumerated().map { (5 * a..<5 * a + 5).contains($0) ? -$1 : $1 }
    }
    let found = try analysis(PackedConfigurations(rows: rows))
    #expect(found.check.findings == [.nearlyEqualRows(repeats: 40, groups: 40)])
    #expect(
      found.classification.verdict == .undetermined || found.classification.verdict == .paramagnetic
    )
    #expect(found.classification.probabilities[2] < 0.5, "\(found.classification.probabilities)")
    #expect(try analysis(state).check.findings.isEmpty)
  }

  /// All rows equal: nothing is left to judge.
  @Test func allEqual() throws {
    let one = try paramagnet(2, 2)
    let found = try analysis(one.selecting([Int](repeating: 0, count: 60)))
    #expect(found.classification.verdict == .undetermined)
  }

  /// One replica of nothing beside a state is said and does not make symmetry breaking.
  @Test func stray() throws {
    let state = try PlantedEnsemble(
      spinCount: 512, replicaCount: 96, overlaps: [0.5], partition: .equalBlocks([])
    ).sample(0, seed: 3).configurations
    var mixed = state
    mixed.append(contentsOf: try paramagnet(2, 4).selecting([0]))
    let found = try analysis(mixed)
    #expect(
      found.check.findings.contains { if case .stray(96, _) = $0 { true } else { false } })
    #expect(found.classification.brokenProbability < 0.5)
    #expect(try analysis(state).check.findings.isEmpty)
  }

  /// Rows of a chain of which nine in ten, eight in ten or four in ten spins are kept from row to row.
  @Test(arguments: [0.9, 0.8, 0.4])
  func correlatedRows(keeping: Double) throws {
    let found = try analysis(chain(96, keeping: keeping, seed: 5))
    #expect(
      found.check.findings.contains { if case .correlatedRows = $0 { true } else { false } })
    #expect(found.classification.verdict == .undetermined)
    #expect(found.classification.brokenProbability < 0.8)
  }

  /// Rows of eight chains that were written in turn depend on each other, though neighbours do not.
  @Test func chainsInTurn() throws {
    let chains = (0..<8).map { chain(16, keeping: 0.9, seed: 20 + $0).rows }
    let rows = (0..<128).map { chains[$0 % 8][$0 / 8] }
    let found = try analysis(PackedConfigurations(rows: rows))
    let lags = found.check.findings.compactMap {
      if case .correlatedRows(let test) = $0 { test.lag } else { nil }
    }
    #expect(lags == [8])
    #expect(found.classification.verdict == .undetermined)
    let test = try #require(
      RowOrderTest(
        found.overlaps.matrix, order: Array(0..<128), labels: [Int](repeating: 0, count: 128),
        seed: 1))
    // Rows of a chain have overlaps 0.9^t: τ_int = ½ + 0.9/0.1 = 9.5, cut by a window of 8.
    #expect(test.lag == 8 && test.autocorrelationTime > 3 && test.independentCount < 22)
  }

  /// Half of the rows drawn again make no states, though it is far from all of them and not evenly.
  @Test(arguments: [64, 512])
  func drawnAgain(spins: Int) throws {
    var stream = RandomStream(StreamName(seed: 4, purpose: .planting))
    let rows = (0..<64).map { _ in (0..<spins).map { _ in Int8(stream.sign()) } }
    let again = (0..<64).map { _ in rows[stream.index(below: 64)] }
    let found = try analysis(PackedConfigurations(rows: again))
    #expect(
      found.check.findings.contains { if case .equalRows(_, _, true) = $0 { true } else { false } })
    #expect(found.classification.verdict != .oneStep)
    #expect(found.classification.brokenProbability < 0.5)
  }

  /// Real vectors with a common part are no single state because that part is large; without it they are four.
  @Test func commonPart() throws {
    var stream = RandomStream(StreamName(seed: 9, purpose: .planting))
    let centers = (0..<4).map { _ in (0..<256).map { _ in stream.normal() } }
    let raw = Matrix(rows: 64, columns: 256) { a, i in
      4 + centers[a * 7 % 64 % 4][i] + 0.5 * stream.normal()
    }
    let found = try ReplicaAnalysis(.vectors(raw), knowsSampler: false)
    #expect(found.check.findings.contains { if case .commonPart = $0 { true } else { false } })
    #expect(found.classification.verdict == .undetermined)
    let rest = try ReplicaAnalysis(
      .vectors(ReplicaPreparation(subtraction: .siteMean).applied(to: raw)), knowsSampler: false)
    #expect(rest.check.findings.allSatisfy { if case .commonPart = $0 { false } else { true } })
    #expect(rest.classification.verdict == .oneStep)
  }

  /// Combinations of six patterns, and of three with a few flips, are no paramagnets: there is order far beyond that of a
  /// critical point.
  @Test func combinationsOfPatterns() throws {
    var stream = RandomStream(StreamName(seed: 6, purpose: .planting))
    let patterns = (0..<6).map { _ in (0..<256).map { _ in stream.normal() } }
    let weights = (0..<64).map { _ in (0..<6).map { _ in stream.normal() } }
    let raw = Matrix(rows: 64, columns: 256) { a, i in
      (0..<6).reduce(0.5 * stream.normal()) { $0 + weights[a][$1] * patterns[$1][i] }
    }
    let found = try ReplicaAnalysis(.vectors(raw), knowsSampler: false)
    #expect(found.classification.verdict != .paramagnetic)
    // However sure the network is; and free spins are what they are.
    let sure = [0.97, 0.01, 0.01, 0.005, 0.005]
    let rule = try #require(found.classification.tests).rule
    #expect(rule.restrained(sure)[0] == 0.79)
    let free = try #require(analysis(paramagnet(64, 3)).classification.tests).rule
    #expect(free.restrained(sure) == sure)
  }

  /// States in random order are found as they are; sorted by state they are said to be so, and named.
  @Test(arguments: [true, false])
  func sortedRows(permuted: Bool) throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 512, replicaCount: 96, overlaps: [0.1, 0.7], partition: .equalBlocks([4]),
      permuted: permuted)
    let found = try analysis(ensemble.sample(0, seed: 6).configurations)
    #expect(found.classification.verdict == .oneStep)
    let isSorted = found.check.findings.contains {
      if case .sortedRows = $0 { true } else { false }
    }
    #expect(isSorted != permuted)
    #expect(found.check.findings.count == (permuted ? 0 : 1))
  }

  /// No false alarm in 40 ensembles of one state or several in random order: z beyond 4 has a probability
  /// of 3 · 10⁻⁵ for each.
  @Test func noFalseAlarm() throws {
    for index in 0..<40 {
      let ensemble = try PlantedEnsemble(
        spinCount: 256, replicaCount: 64, overlaps: index % 2 == 0 ? [0.3] : [0.1, 0.6],
        partition: index % 2 == 0 ? .equalBlocks([]) : .poissonDirichlet([0.5]))
      let found = try analysis(ensemble.sample(index, seed: 7).configurations)
      #expect(found.check.findings.isEmpty, "\(index): \(found.check.findings)")
    }
  }
}

/// Whether signs of whole replicas mean something.
@Suite struct FlipTreatmentTests {
  /// Equal independent states of real vectors less the mean of all: q0 = −q1/(K − 1), not a flip.
  @Test(arguments: [2, 3, 4, 6])
  func statesThatRepelEachOther(count: Int) throws {
    var stream = RandomStream(StreamName(seed: 11, purpose: .planting, instance: count))
    let centers = (0..<count).map { _ in (0..<1024).map { _ in stream.normal() } }
    let raw = Matrix(rows: 96, columns: 1024) { a, i in
      centers[a * 7 % 96 % count][i] + stream.normal()
    }
    let prepared = try ReplicaPreparation(subtraction: .siteMean).applied(to: raw)
    let found = try ReplicaAnalysis(.vectors(prepared))
    #expect(!found.isSpinFlipSymmetric)
    #expect(found.classification.verdict == .oneStep, "\(found.classification)")
    let ratio = found.features.q0.value / found.features.q1.value
    #expect(abs(ratio + 1 / Double(count - 1)) < 0.05)
  }

  /// Spins of a model without field and spins of a ferromagnet flipped at random are gauged; the choice of
  /// the user is followed.
  @Test func flippedReplicas() throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 512, replicaCount: 96, overlaps: [0.1, 0.6], partition: .equalBlocks([4]),
      flips: true)
    let configurations = ensemble.sample(0, seed: 12).configurations
    #expect(try ReplicaAnalysis(.configurations(configurations)).isSpinFlipSymmetric)
    #expect(
      try !ReplicaAnalysis(.configurations(configurations), flips: .no).isSpinFlipSymmetric)
    let plain = try PlantedEnsemble(
      spinCount: 512, replicaCount: 96, overlaps: [0.1, 0.6], partition: .equalBlocks([4])
    ).sample(0, seed: 13).configurations
    #expect(try !ReplicaAnalysis(.configurations(plain)).isSpinFlipSymmetric)
    #expect(try ReplicaAnalysis(.configurations(plain), flips: .yes).isSpinFlipSymmetric)
  }
}
