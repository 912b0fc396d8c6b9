import Overlaps
import PlantedData
import Randomness
import SpinModels
import Statistics
import Testing

@Suite struct EnsembleRelationsTests {
  private static func ladders(_ counts: [Int], spins: Int) -> [PackedConfigurations] {
    var stream = RandomStream(StreamName(seed: 21, purpose: .planting))
    return counts.map { count in
      var draws = PackedConfigurations(spinCount: spins)
      for _ in 0..<count { draws.append((0..<spins).map { _ in Int8(stream.sign()) }) }
      return draws
    }
  }

  /// Sums over all triples and quadruples of replicas of different ladders.
  @Test func productsAgainstAllTuples() throws {
    let ladders = Self.ladders([3, 3, 3, 3, 3], spins: 7)
    let replicas = (0..<5).flatMap { ladder in (0..<3).map { (ladder, $0) } }
    func square(_ a: (Int, Int), _ b: (Int, Int)) -> Double {
      let q = ladders[a.0].overlap(of: a.1, with: ladders[b.0], at: b.1)
      return q * q
    }
    var (shared, triples, disjoint, quadruples) = (0.0, 0.0, 0.0, 0.0)
    for a in replicas {
      for b in replicas where b.0 != a.0 {
        for c in replicas where c.0 != a.0 && c.0 != b.0 {
          shared += square(a, b) * square(a, c)
          triples += 1
          for d in replicas where ![a.0, b.0, c.0].contains(d.0) {
            disjoint += square(a, b) * square(c, d)
            quadruples += 1
          }
        }
      }
    }
    let products = OverlapProducts(ladders: ladders, window: 0.2)
    #expect(abs(try #require(products.shared) - shared / triples) < 1e-13)
    #expect(abs(try #require(products.disjoint) - disjoint / quadruples) < 1e-13)
    let all = OverlapDistribution.overlaps(betweenLadders: ladders)
    let mean = SampleMoments(all.map { $0 * $0 }).mean
    #expect(abs(products.meanSquare - mean) < 1e-13)
    #expect(
      abs(products.fractionInWindow - Double(all.count { abs($0) < 0.2 }) / Double(all.count))
        < 1e-13)
  }

  /// Poisson–Dirichlet weights with q0 = 0 and q1 = 1 obey both identities, up to N⟨q0²⟩ = 1.
  ///
  /// Within 4 standard errors, a false alarm in 8 000 for each of the two. G is 1/3.
  @Test func poissonDirichletWeights() throws {
    let planted = try PlantedEnsemble(
      spinCount: 4096, replicaCount: 4, overlaps: [0, 0.9999], partition: .poissonDirichlet([0.5]))
    let instances = (0..<4000).map { index in
      let replicas = planted.sample(index, seed: 22).configurations
      return OverlapProducts(ladders: (0..<4).map { replicas.selecting([$0]) }, window: 0.1)
    }
    let relations = EnsembleRelations(instances)
    for estimate in [relations.ghirlandaGuerra, relations.stochasticStability] {
      let estimate = try #require(estimate)
      let error = try #require(estimate.error)
      #expect(abs(estimate.value) < 4 * error + 2.0 / 4096)
    }
    let ratio = try #require(relations.guerraRatio)
    let error = try #require(ratio.error)
    #expect(abs(ratio.value - 1.0 / 3) < 4 * error + 2.0 / 4096)
    #expect(abs(relations.densityAtZero.value - 2.5) < 4 * (relations.densityAtZero.error ?? 0))
  }

  /// Two states of fixed equal weight violate both: they leave −1/8 and −1/12, and A = 0.
  @Test func equalWeightsViolate() throws {
    var stream = RandomStream(StreamName(seed: 23, purpose: .planting))
    let instances = (0..<4000).map { _ in
      let states = Self.ladders([2], spins: 4096)[0]
      let ladders = (0..<4).map { _ in states.selecting([stream.index(below: 2)]) }
      return OverlapProducts(ladders: ladders, window: 0.1)
    }
    let relations = EnsembleRelations(instances)
    for (estimate, exact) in [
      (relations.ghirlandaGuerra, -1.0 / 8), (relations.stochasticStability, -1.0 / 12),
      (relations.relativeVariance, 0),
    ] {
      let estimate = try #require(estimate)
      let error = try #require(estimate.error)
      #expect(abs(estimate.value - exact) < 4 * error + 2.0 / 4096)
    }
  }

  @Test func fewLaddersGiveNoProducts() {
    let products = OverlapProducts(ladders: Self.ladders([2, 2], spins: 9), window: 0.1)
    #expect(products.shared == nil && products.disjoint == nil)
    let relations = EnsembleRelations([products, products])
    #expect(relations.ghirlandaGuerra == nil && relations.relativeVariance == nil)
  }
}
