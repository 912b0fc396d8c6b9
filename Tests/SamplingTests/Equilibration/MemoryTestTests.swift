import Randomness
import Sampling
import SpinModels
import Testing

/// The memory test against enumeration of all relabellings, and on ladders whose memory is known.
///
/// Checked by breaking the code: without the centring the mean over relabellings is not 0; with R instead of
/// R − 1 in the variance enumeration disagrees; with one relabelling for all blocks stuck ladders pass.
@Suite struct MemoryTestTests {
  private let independent = SyntheticLadders { _, _, _, stream in stream.index(below: 4) }

  /// Mean 0 and the variance of the formula over all relabellings: 2¹⁵ for two ladders of 16 blocks, 6⁷ for three
  /// of 8; T itself from the draws, by another way.
  @Test(arguments: [2, 3])
  func enumeration(ladders: Int) throws {
    let found = SyntheticLadders(
      spinCount: 20, ladders: ladders, draws: 32,
      state: { _, ladder, draw, stream in (draw / 8 + ladder + stream.index(below: 2)) % 4 }
    ).evidence(seed: 11)
    let memory = BlockMemory(
      draws: found.draws, energies: found.energies, fieldOverlap: [0])
    let blocks = memory.blockCount
    let perBlock = 32 / blocks
    #expect(blocks == (ladders == 2 ? 16 : 8))
    // A[l b][m c] from the spins.
    func mean(_ kernel: BlockMemory.Kernel, _ l: Int, _ b: Int, _ m: Int, _ c: Int) -> Double {
      var sum = 0.0
      for i in 0..<perBlock {
        for j in 0..<perBlock {
          let (first, second) = (b * perBlock + i, c * perBlock + j)
          switch kernel {
          case .energy: sum += found.energies[0][l][first] * found.energies[0][m][second]
          default:
            let q =
              zip(found.draws[0][l][first], found.draws[0][m][second])
              .reduce(0) { $0 + Double($1.0) * Double($1.1) } / 20
            sum += kernel == .overlap ? q : q * q
          }
        }
      }
      return sum / Double(perBlock * perBlock)
    }
    let orders: [[Int]] = ladders == 2 ? [[0, 1], [1, 0]] : permutationsOfThree
    for kernel in BlockMemory.Kernel.allCases {
      // Within minus between, times (R − 1)/R, for every relative order of the ladders of two blocks.
      var table = [[[Double]]](
        repeating: [[Double]](repeating: [], count: blocks), count: blocks)
      for (b, c) in memory.pairs {
        let matrix = (0..<ladders).map { l in (0..<ladders).map { m in mean(kernel, l, b, m, c) } }
        table[b][c] = (0..<orders.count * orders.count).map { k in
          let (first, second) = (orders[k / orders.count], orders[k % orders.count])
          var within = 0.0
          var between = 0.0
          for l in 0..<ladders {
            for m in 0..<ladders {
              if l == m { within += matrix[first[l]][second[m]] }
              if l != m { between += matrix[first[l]][second[m]] }
            }
          }
          let r = Double(ladders)
          return (within / r - between / (r * (r - 1))) * (r - 1) / r
        }
      }
      func statistic(_ labels: [Int]) -> Double {
        memory.pairs.reduce(0) {
          $0 + table[$1.0][$1.1][labels[$1.0] * orders.count + labels[$1.1]]
        } / Double(memory.pairs.count)
      }
      let column = memory.column(kernel, 0)
      #expect(
        abs(statistic([Int](repeating: 0, count: blocks)) - memory.statistic[column]) < 1e-12)
      // The labels of the first block may stay.
      var sum = 0.0
      var squares = 0.0
      var count = 0.0
      var labels = [Int](repeating: 0, count: blocks)
      var sums = [Double](repeating: 0, count: 3)
      repeat {
        let value = statistic(labels)
        sum += value
        squares += value * value
        count += 1
        if Int(count) % 5000 == 1 {
          memory.relabelled(labels.flatMap { orders[$0] }, into: &sums)
          #expect(abs(sums[column] - value) < 1e-12)
        }
      } while advance(&labels, below: orders.count)
      let deviation = (squares / count).squareRoot()
      #expect(abs(sum / count) < 1e-10 * deviation)
      #expect(abs(deviation / memory.deviation[column] - 1) < 1e-10)
    }
  }

  private let permutationsOfThree = [
    [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0],
  ]

  /// The next choice for all blocks but the first; false after the last one.
  private func advance(_ labels: inout [Int], below count: Int) -> Bool {
    for b in 1..<labels.count {
      labels[b] += 1
      if labels[b] < count { return true }
      labels[b] = 0
    }
    return false
  }

  /// Independent draws: p-values below 0.02 in 2 % of 300 runs.
  ///
  /// Outside of 0 … 14 with a probability of 10⁻³.
  @Test(arguments: [2, 4, 8])
  func falseAlarms(ladders: Int) throws {
    var low = 0
    var no = 0
    var ladder = independent
    ladder.ladders = ladders
    ladder.temperatures = [1, 2]
    for seed in 0..<300 {
      let report = try ladder.report(seed: UInt64(seed), algorithm: HeatBath())
      if report.temperatures.contains(where: { ($0.figures.memoryProbability ?? 1) < 0.02 }) {
        low += 1
      }
      if report.temperatures.contains(where: { $0.answer == .no }) { no += 1 }
    }
    #expect((1...14).contains(low))
    #expect(no <= 5)
  }

  /// Several instances, by their sum and the worst of them: below 0.02 in 2 % of 100 runs, outside of 0 … 7 with a
  /// probability of 10⁻³.
  @Test func falseAlarmsOfInstances() throws {
    let low = try (0..<100).count { seed in
      let found = try independent.report(seed: UInt64(1000 + seed), instances: 6).temperatures[0]
      return (found.figures.memoryProbability ?? 1) < 0.02
    }
    #expect(low <= 7)
  }

  /// Two equal states, in one of which every ladder stays: seven of eight runs of four ladders find two ladders
  /// apart, and no run is called equilibrated, since four starts may all have missed the other state.
  @Test func stuckInOneOfTwoStates() throws {
    var no = 0
    for seed in 0..<100 {
      var choice = RandomStream(StreamName(seed: UInt64(seed), purpose: .planting))
      let states = (0..<4).map { _ in choice.index(below: 2) }
      let ladders = SyntheticLadders { _, ladder, _, _ in states[ladder] }
      // Signed, the states stay as they are.
      let report = try ladders.signed(seed: UInt64(seed))
      #expect(report.temperatures[0].answer != .yes)
      if report.temperatures[0].answer == .no { no += 1 }
      #expect(Set(states).count == 1 || report.temperatures[0].reasons[0].kind == .memory)
    }
    // 87.5 ± 3.3.
    #expect((75...97).contains(no))
  }

  /// One stuck instance among sixteen is found as the worst, and named.
  @Test func worstInstance() throws {
    let settings = try SamplingSettings(temperatures: [1], sweeps: 1024, draws: 32)
    var stuck = independent
    stuck.state = { _, ladder, _, _ in ladder }
    let report = try EquilibrationReport(
      settings: settings, isSpinFlipSymmetric: true, instanceCount: 16
    ) { ($0 == 11 ? stuck : independent).evidence(seed: 5, instance: $0) }
    let found = report.temperatures[0]
    #expect(found.answer == .no)
    #expect(found.reasons[0].kind == .memory)
  }

  /// Ladders in another order, and mirrored draws, change nothing but rounding.
  @Test func symmetries() throws {
    let found = SyntheticLadders { _, ladder, draw, stream in (draw / 8 + ladder) % 4 }
      .evidence(seed: 3)
    func memory(_ order: [Int], mirrored: Bool) -> BlockMemory {
      BlockMemory(
        draws: found.draws.map { all in
          order.map { ladder in
            var draws = PackedConfigurations(spinCount: 100)
            for k in 0..<32 {
              draws.append(all[ladder][k].map { mirrored && (k + ladder) % 3 == 0 ? -$0 : $0 })
            }
            return draws
          }
        }, energies: found.energies.map { all in order.map { all[$0] } }, fieldOverlap: [0])
    }
    let (a, b) = (memory([0, 1, 2, 3], mirrored: false), memory([2, 0, 3, 1], mirrored: true))
    for kernel in [BlockMemory.Kernel.squareOverlap, .energy] {
      let k = a.column(kernel, 0)
      #expect(abs(a.statistic[k] - b.statistic[k]) < 1e-14)
      #expect(abs(a.deviation[k] - b.deviation[k]) < 1e-14)
    }
    let k = a.column(.overlap, 0)
    #expect(abs(a.statistic[k] - b.statistic[k]) > 1e-9)
  }
}

extension SyntheticLadders {
  /// The same with draws that are never mirrored.
  func signed(seed: UInt64) throws -> EquilibrationReport {
    let settings = try SamplingSettings(
      temperatures: temperatures, chainCount: ladders, sweeps: 1024, draws: draws, seed: seed)
    let found = evidence(seed: seed)
    let draws = found.draws.map { all in
      all.map { ladder in
        var result = PackedConfigurations(spinCount: spinCount)
        for k in 0..<ladder.count {
          let sign: Int8 = ladder.overlap(of: k, with: ladder, at: 0) < 0 ? -1 : 1
          result.append(ladder[k].map { sign * $0 })
        }
        return result
      }
    }
    return try EquilibrationReport(
      settings: settings, isSpinFlipSymmetric: true, instanceCount: 1
    ) { _ in
      EquilibrationEvidence(draws: draws, energies: found.energies, data: found.data)
    }
  }
}
