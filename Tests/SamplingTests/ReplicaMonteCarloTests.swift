import Randomness
import RealModule
import Sampling
import SpinModels
import TestSupport
import Testing

/// Replica Monte Carlo between neighbouring temperatures.
///
/// Calibrated by breaking the code: with one β for both replicas every case of `pairsStayInEquilibrium` fails (χ² of 590 to
/// 1188), and so does `enumeration`.
@Suite struct ReplicaMonteCarloTests {
  private let lattices: [any SpinEnsemble] =
    (try? [
      EdwardsAnderson(dimension: 2, length: 3),
      EdwardsAnderson(dimension: 2, length: 3, field: 0.4),
      EdwardsAnderson(dimension: 2, length: 3, distribution: .plusMinusOne, dilution: 0.3),
      RandomGraph(spinCount: 10, degrees: .mean(2)),
    ]) ?? []

  /// Pairs that are drawn from two Gibbs measures are distributed by them after a round of moves, as pairs.
  ///
  /// The cells are the energies of both, their overlap and their first spins; every τ_i is what it was.
  @Test(arguments: [0, 1, 2, 3])
  func pairsStayInEquilibrium(_ index: Int) throws {
    let instance = lattices[index].instance(0, seed: 4)
    let kernel = try instance.kernel(walkers: 2, coldest: 0.6)
    let moving = try #require(kernel as? any ClusterKernel)
    try checkMoves(moving, instance)
  }

  private func checkMoves(_ kernel: some ClusterKernel, _ instance: SpinInstance) throws {
    let temperatures = [0.6, 1.1]
    let exact = try temperatures.map { try BoltzmannDraws(instance, temperature: $0) }
    var moves = ReplicaClusters(kernel.neighbours)
    var before: [Double: Int] = [:]
    var after: [Double: Int] = [:]
    var (moved, wrong) = (0, 0)
    let n = instance.spinCount
    func cell(_ a: [Int8], _ b: [Int8]) -> Double {
      let overlap = (0..<n).reduce(0) { $0 + Int(a[$1]) * Int(b[$1]) }
      return 1e5 * (instance.energy(of: a) * 2).rounded()
        + 1000 * (instance.energy(of: b) * 2).rounded() + Double(10 * overlap)
        + Double(2 * Int(a[0]) + Int(b[0]))
    }
    for draw in 0..<20_000 {
      // The two halves of the draws are independent: one is looked at before a round, the other after it.
      var source = RandomStream(StreamName(seed: 79, purpose: .analysis, instance: draw))
      let a = exact[0].configuration(source.uniform())
      let b = exact[1].configuration(source.uniform())
      guard draw % 2 == 1 else {
        before[cell(a, b), default: 0] += 1
        continue
      }
      var walkers = kernel.walkers(in: [a, b])
      let turned = moves.turn(
        kernel, &walkers, pair: 0, betas: temperatures.map { 1 / $0 },
        stream: StreamName(seed: 9, purpose: .clusters, instance: draw), index: 0)
      if turned > 0 { moved += 1 }
      try kernel.verify(walkers)
      let (c, d) = (
        kernel.configuration(of: walkers, slot: 0), kernel.configuration(of: walkers, slot: 1)
      )
      let isSame = (0..<n).allSatisfy { i -> Bool in a[i] * b[i] == c[i] * d[i] }
      if !isSame || zip(a, c).count(where: { $0 != $1 }) != turned { wrong += 1 }
      after[cell(c, d), default: 0] += 1
    }
    #expect(moved > 1000)
    #expect(wrong == 0)
    // Two samples of equal size: Σ (x − y)²/(x + y) is χ², for cells of twenty or more.
    var (chiSquare, cells) = (0.0, 0)
    for key in Set(before.keys).union(after.keys) {
      let (x, y) = (Double(before[key] ?? 0), Double(after[key] ?? 0))
      guard x + y >= 20 else { continue }
      chiSquare += (x - y) * (x - y) / (x + y)
      cells += 1
    }
    // Mean k and variance 2k: 6 standard deviations.
    #expect(cells > 20)
    #expect(chiSquare < Double(cells) + 6 * (2 * Double(cells)).squareRoot())
  }

  /// Ladders against enumeration at every temperature, pairs of ladders included.
  @Test(arguments: [0, 1, 2, 3])
  func enumeration(_ index: Int) async throws {
    let settings = try SamplingSettings(
      temperatures: [0.5, 0.9, 1.6], chainCount: 32, burnIn: 100, sweeps: 1000, draws: 100, seed: 9,
      algorithm: ReplicaMonteCarlo())
    let (failures, count) = try await checkAlgorithm(
      settings, on: lattices[index], level: 0.001 / 1000)
    #expect(failures.isEmpty, "\(failures.prefix(5))")
    #expect(count > 100 && count < 1000)
  }

  @Test func denseCouplingsAreRefused() throws {
    let settings = try SamplingSettings(
      temperatures: [0.5, 1], sweeps: 10, draws: 1, algorithm: ReplicaMonteCarlo())
    let run = SamplingRun(try SherringtonKirkpatrick(spinCount: 10), settings: settings)
    #expect(throws: SamplingError.self) { try run.check() }
  }
}
