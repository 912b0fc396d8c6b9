import LinearAlgebra
import Overlaps
import Randomness
import RealModule
import SpinModels
import Statistics
import Testing

/// Whether rows of a chain are told from independent ones, and how many of those they are worth.
@Suite struct RowOrderTests {
  private static let rows = 96

  /// A chain of 512 spins around site means m, of which every row keeps a spin with probability e^{−1/τ}.
  private func chain(_ tau: Double, mean m: Double, index: Int) -> PackedConfigurations {
    var stream = RandomStream(StreamName(seed: 31, purpose: .planting, instance: index))
    func fresh() -> Int8 { stream.uniform() < (1 + m) / 2 ? 1 : -1 }
    var row = (0..<512).map { _ in fresh() }
    var all = PackedConfigurations(spinCount: 512)
    let keep = Double.exp(-1 / tau)
    for _ in 0..<Self.rows {
      all.append(row)
      for i in row.indices where stream.uniform() >= keep { row[i] = fresh() }
    }
    return all
  }

  private func test(_ all: PackedConfigurations, _ order: [Int]) throws -> RowOrderTest {
    let overlaps = try OverlapMatrix(of: all).matrix
    return try #require(
      RowOrderTest(
        overlaps, order: order, labels: [Int](repeating: 0, count: Self.rows), seed: 1))
  }

  /// τ_int of AR(1) is ½ + p/(1 − p), p = e^{−1/τ}; what lies beyond the window is e^{−5} of it.
  ///
  /// Level 0.001 over 4 comparisons: Student's law of 11 degrees of freedom, 5.3 standard errors.
  @Test(arguments: [0.0, 0.5])
  func chainsOfKnownTime(mean: Double) throws {
    for tau in [1.0, 5.0] {
      let found = try (0..<12).map {
        try test(chain(tau, mean: mean, index: $0), Array(0..<Self.rows))
      }
      #expect(found.allSatisfy { $0.score > 10 })
      let p = Double.exp(-1 / tau)
      let estimate = Estimate(meanOf: found.map(\.autocorrelationTime))
      let error = try #require(estimate.error)
      #expect(
        abs(estimate.value - (0.5 + p / (1 - p))) < 5.3 * error + 0.02 * tau,
        "\(tau): \(estimate)")
      #expect(
        found.allSatisfy { abs($0.independentCount * 2 * $0.autocorrelationTime - 96) < 1e-9 })
    }
  }

  /// Rows of a chain in random order: false alarms as stated, 2 of 1000 beyond 3.
  ///
  /// Of 500 orders 1 is expected; more than 6 have a probability of 10⁻⁴.
  @Test func falseAlarms() throws {
    let all = chain(5, mean: 0.5, index: 0)
    let overlaps = try OverlapMatrix(of: all).matrix
    var stream = RandomStream(StreamName(seed: 32, purpose: .planting))
    var alarms = 0
    var times: [Double] = []
    for seed in 0..<500 {
      let found = try #require(
        RowOrderTest(
          overlaps, order: stream.permutation(Self.rows),
          labels: [Int](repeating: 0, count: Self.rows), seed: UInt64(seed)))
      if found.score > SampleCheck.noticeableInTime { alarms += 1 }
      times.append(found.autocorrelationTime)
    }
    #expect(alarms <= 6, "\(alarms)")
    let mean: Double = times.reduce(0, +) / 500
    #expect(mean < 0.8)
  }

  /// A shuffled chain is found again by its times, and not without them.
  @Test func shuffledChainWithTimes() throws {
    let all = chain(5, mean: 0.5, index: 1)
    var stream = RandomStream(StreamName(seed: 33, purpose: .planting))
    let shuffle = stream.permutation(Self.rows)
    let shuffled = all.selecting(shuffle)
    let order = shuffle.indices.sorted { shuffle[$0] < shuffle[$1] }
    let found = try ReplicaAnalysis(
      .configurations(shuffled), knowsSampler: false, timeOrder: order)
    let finding = try #require(
      found.check.findings.first { if case .correlatedRows = $0 { true } else { false } })
    #expect(finding.text.contains("autocorrelation time"))
    #expect(found.classification.verdict == .undetermined)
    #expect(found.classification.answer.hasPrefix("The rows depend on each other"))
    #expect(!found.classification.judgesReplicas)
    let timed = try #require(found.check.timeOrder)
    #expect(abs(timed.autocorrelationTime - 5) < 1)
    let without = try ReplicaAnalysis(.configurations(shuffled), knowsSampler: false)
    #expect(without.check.findings.isEmpty && without.check.timeOrder == nil)
  }

  /// Too few rows have no order.
  @Test func fewRows() {
    let few = RowOrderTest.fewestRows - 1
    #expect(
      RowOrderTest(
        Matrix.identity(few), order: Array(0..<few), labels: [Int](repeating: 0, count: few),
        seed: 1) == nil)
  }
}
