import Randomness
import Sampling
import SpinModels
import TestSupport
import Testing

/// Isoenergetic cluster moves.
///
/// Calibrated by breaking the code: with clusters flipped in one of the two replicas and half of the change of energy
/// `pairsStayInEquilibrium` fails; with the wrong sign of the fields the ladders trap.
@Suite struct ClusterTemperingTests {
  private let lattices: [any SpinEnsemble] =
    (try? [
      EdwardsAnderson(dimension: 2, length: 3),
      EdwardsAnderson(dimension: 2, length: 3, field: 0.4),
      EdwardsAnderson(dimension: 2, length: 3, distribution: .plusMinusOne, dilution: 0.3),
    ]) ?? []

  /// Pairs that are drawn from the Gibbs measure are distributed by it after a move, as pairs.
  ///
  /// The cells are the energies of both, their overlap and the first spins; the sum of the energies is what it was.
  @Test(arguments: [0, 1, 2])
  func pairsStayInEquilibrium(_ index: Int) throws {
    let instance = lattices[index].instance(0, seed: 4)
    let kernel = try instance.kernel(walkers: 4, coldest: 0.7)
    let moving = try #require(kernel as? any ClusterKernel)
    try checkMoves(moving, instance)
  }

  private func checkMoves(_ kernel: some ClusterKernel, _ instance: SpinInstance) throws {
    let exact = try BoltzmannDraws(instance, temperature: 0.9)
    var search = ClusterSearch(kernel.neighbours)
    var before: [Double: Int] = [:]
    var after: [Double: Int] = [:]
    var (moved, wrong) = (0, 0)
    let n = instance.spinCount
    func cell(_ a: [Int8], _ b: [Int8]) -> Double {
      let overlap = (0..<n).reduce(0) { $0 + Int(a[$1]) * Int(b[$1]) }
      return 1000 * (instance.energy(of: a) * 2).rounded() + Double(10 * overlap)
        + Double(2 * Int(a[0]) + Int(b[0]))
    }
    for draw in 0..<20_000 {
      // The two halves of the draws are independent: one is looked at before a move, the other after it.
      var source = RandomStream(StreamName(seed: 78, purpose: .analysis, instance: draw))
      let a = exact.configuration(source.uniform())
      let b = exact.configuration(source.uniform())
      guard draw % 2 == 1 else {
        before[cell(a, b), default: 0] += 1
        continue
      }
      var walkers = kernel.walkers(in: [a, b])
      let cluster = search.cluster(
        between: a, b, stream: StreamName(seed: 9, purpose: .clusters, instance: draw), index: 0)
      if !cluster.isEmpty {
        moved += 1
        kernel.flip(cluster, of: &walkers, slot: 0)
        kernel.flip(cluster, of: &walkers, slot: 1)
      }
      try kernel.verify(walkers)
      let (c, d) = (
        kernel.configuration(of: walkers, slot: 0), kernel.configuration(of: walkers, slot: 1)
      )
      let change =
        instance.energy(of: c) + instance.energy(of: d) - instance.energy(of: a)
        - instance.energy(of: b)
      // The field of overlaps stays, site by site.
      let isSame = (0..<n).allSatisfy { i -> Bool in a[i] * b[i] == c[i] * d[i] }
      if abs(change) > 1e-9 || !isSame { wrong += 1 }
      after[cell(c, d), default: 0] += 1
    }
    #expect(moved > 5000 && wrong == 0)
    // Two samples of equal size: Σ (x − y)²/(x + y) is χ², for cells of ten or more.
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
  @Test(arguments: [0, 1, 2])
  func enumeration(_ index: Int) async throws {
    let settings = try SamplingSettings(
      temperatures: [0.5, 0.9, 1.6], chainCount: 32, burnIn: 100, sweeps: 1000, draws: 100, seed: 9,
      algorithm: ClusterTempering())
    let (failures, count) = try await checkAlgorithm(
      settings, on: lattices[index], level: 0.001 / 1000)
    #expect(failures.isEmpty, "\(failures.prefix(5))")
    #expect(count > 100 && count < 1000)
  }

  /// The cluster of a site is what it is connected with, on a ring by hand.
  @Test func clustersOfARing() throws {
    let ring = try EdwardsAnderson(dimension: 1, length: 12).instance(0, seed: 1)
    var search = ClusterSearch(SparseKernel(ring).neighbours)
    let up = [Int8](repeating: 1, count: 12)
    var other = up
    for site in [11, 0, 1, 4, 5] { other[site] = -1 }
    var sizes: [Int: Int] = [:]
    for k in 0..<1000 {
      let cluster = search.cluster(
        between: up, other, stream: StreamName(seed: 9, purpose: .clusters), index: k)
      #expect(Set(cluster) == [11, 0, 1] || Set(cluster) == [4, 5])
      sizes[cluster.count, default: 0] += 1
    }
    // 600 ± 15.5: five standard deviations.
    #expect(abs((sizes[3] ?? 0) - 600) < 78)
    #expect(
      search.cluster(
        between: up, up, stream: StreamName(seed: 9, purpose: .clusters), index: 0) == [])
  }

  @Test func denseCouplingsAreRefused() async throws {
    let settings = try SamplingSettings(
      temperatures: [0.5, 1], sweeps: 10, draws: 1, algorithm: ClusterTempering())
    let run = SamplingRun(try SherringtonKirkpatrick(spinCount: 10), settings: settings)
    #expect(throws: SamplingError.self) { try run.check() }
    await #expect(throws: SamplingError.self) {
      try await run.recorded(instances: 0..<1, threads: 1)
    }
  }
}
