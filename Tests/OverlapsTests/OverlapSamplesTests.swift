import LinearAlgebra
import Overlaps
import Randomness
import RealModule
import Statistics
import Testing

/// Structure judged by halves made of different samples of one law.
///
/// A sample is what two layers of N linear neurons make of replicas: their overlaps deviate from the law by
/// O(1/√N), in all sites of the second layer together.
@Suite struct OverlapSamplesTests {
  private static let (replicas, width, samples) = (32, 200, 8)

  /// The overlap of two replicas in four blocks of eight, two of which may lie nearer to each other.
  private func kernel(_ a: Int, _ b: Int, _ levels: (low: Double, middle: Double, high: Double))
    -> Double
  {
    if a == b { return 1 }
    if a / 8 == b / 8 { return levels.high }
    return a / 16 == b / 16 ? levels.middle : levels.low
  }

  /// R × N sites with given overlaps.
  private func layer(_ overlaps: Matrix, _ stream: inout RandomStream) throws -> Matrix {
    let system = try SymmetricEigensystem(of: overlaps)
    let scales = system.values.map { max($0, 0).squareRoot() }
    var normals = Matrix(rows: Self.replicas, columns: Self.width)
    for k in 0..<normals.rows {
      for i in 0..<normals.columns { normals[k, i] = scales[k] * stream.normal() }
    }
    return Matrix.product(transposeOf: try #require(system.vectors), normals)
  }

  private struct Sample {
    let overlaps: Matrix
    let sites: Matrix
  }

  private func sample(_ kernel: Matrix, layers: Int, _ stream: inout RandomStream) throws -> Sample
  {
    var overlaps = kernel
    var sites = Matrix(rows: 0, columns: 0)
    for _ in 0..<layers {
      sites = try layer(overlaps, &stream)
      overlaps = sites.gramMatrix(scale: 1 / Double(Self.width))
    }
    return Sample(overlaps: overlaps, sites: sites)
  }

  private struct Found {
    let across: ReplicaAnalysis
    let within: ReplicaAnalysis
    /// N S_one with N the sites of one sample, between samples and within the first.
    var effects: (across: Double, within: Double) {
      let n = Double(OverlapSamplesTests.width)
      return (
        across.features.finerEffect.value * n / Double(across.features.siteCount),
        within.features.finerEffect.value
      )
    }
  }

  private func analysis(
    _ levels: (low: Double, middle: Double, high: Double), layers: Int = 2, ensemble: Int
  ) throws -> Found {
    var stream = RandomStream(StreamName(seed: 21, purpose: .planting, instance: ensemble))
    let law = Matrix(rows: Self.replicas, columns: Self.replicas) { kernel($0, $1, levels) }
    var all = OverlapSamples(replicaCount: Self.replicas)
    var first: Matrix?
    for _ in 0..<Self.samples {
      let sample = try sample(law, layers: layers, &stream)
      try all.add(overlaps: sample.overlaps, siteCount: Self.width, sites: sample.sites)
      if first == nil { first = sample.sites }
    }
    return Found(
      across: try ReplicaAnalysis(.samples(all)),
      within: try ReplicaAnalysis(.vectors(try #require(first))))
  }

  /// Blocks with finite-width noise have no structure between samples, N S = 0, and N S = O(1) within one.
  ///
  /// Level 6 · 10⁻⁵: four standard errors of the mean over 30 ensembles.
  @Test func blocksWithFiniteWidth() throws {
    var (across, within, noise): ([Double], [Double], [Double]) = ([], [], [])
    for ensemble in 0..<30 {
      let found = try analysis((0.1, 0.1, 0.5), ensemble: ensemble)
      across.append(found.effects.across)
      within.append(found.effects.within)
      noise.append(Double(Self.samples * Self.width) / Double(found.across.features.siteCount))
      #expect(found.across.states.count == 4)
      #expect(found.across.classification.tests?.rule.reading == .oneStep)
    }
    let (product, square) = (Estimate(meanOf: across), Estimate(meanOf: within))
    let (error, errorWithin) = (try #require(product.error), try #require(square.error))
    #expect(error < 0.05 && abs(product.value) < 4 * error, "\(product)")
    #expect(square.value > 0.3 && square.value > 10 * errorWithin, "\(square)")
    // Two layers of one width scatter twice as one does.
    #expect(abs(Estimate(meanOf: noise).value - 2) < 0.3, "\(Estimate(meanOf: noise))")
  }

  /// A second level of the law itself is seen with its size, S_2 of the law.
  ///
  /// Level 6 · 10⁻⁵: four standard errors of the mean over 20 ensembles, and 2 % for terms of 1/N.
  @Test func hierarchyOfTheLaw() throws {
    let levels = (low: 0.1, middle: 0.3, high: 0.7)
    var pairs: [Double] = []
    for a in 0..<Self.replicas {
      for b in 0..<a where a / 8 != b / 8 { pairs.append(kernel(a, b, levels)) }
    }
    let mean = pairs.reduce(0, +) / Double(pairs.count)
    let all = Double(Self.replicas * (Self.replicas - 1) / 2)
    let expected =
      Double(Self.width) * pairs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / all
    let found = try (0..<20).map { try analysis(levels, ensemble: 100 + $0) }
    let effect = Estimate(meanOf: found.map(\.effects.across))
    let error = try #require(effect.error)
    #expect(
      abs(effect.value - expected) < 4 * error + 0.02 * expected,
      "\(effect), expected \(expected)")
    // In sums of N_eff S, of which 2 is the limit of a hierarchy.
    let named = found.count { $0.across.classification.tests?.rule.reading == .hierarchical }
    #expect(named >= 18)
  }

  /// Halves of sites that are independent, as in one layer, scatter as all their sites do.
  @Test func independentSites() throws {
    let ratios = try (0..<10).map { ensemble in
      let found = try analysis((0.1, 0.1, 0.5), layers: 1, ensemble: 200 + ensemble)
      return Double(found.across.features.siteCount) / Double(Self.samples * Self.width)
    }
    #expect(ratios.allSatisfy { $0 > 0.7 && $0 <= 1 }, "\(ratios)")
  }

  /// Replicas that stand twice are found, and what is left is judged.
  @Test func copiesOfReplicas() throws {
    var stream = RandomStream(StreamName(seed: 22, purpose: .planting))
    let kernel = Matrix(rows: Self.replicas, columns: Self.replicas) { $0 == $1 ? 1 : 0.2 }
    let order = (0..<2 * Self.replicas).map { $0 / 2 }
    var all = OverlapSamples(replicaCount: order.count)
    for _ in 0..<4 {
      let sample = try sample(kernel, layers: 2, &stream)
      try all.add(
        overlaps: Matrix(rows: order.count, columns: order.count) {
          sample.overlaps[order[$0], order[$1]]
        }, siteCount: Self.width,
        sites: Matrix(rows: order.count, columns: Self.width) { sample.sites[order[$0], $1] })
    }
    let found = try ReplicaAnalysis(.samples(all), knowsSampler: false)
    #expect(
      found.check.findings.contains(
        .equalRows(repeats: Self.replicas, distinct: Self.replicas, areCopies: true)))
    #expect(found.classification.reasons[0].contains("without repeated rows"))
  }

  /// A replica without length is refused by its number.
  @Test func vanishedReplica() {
    var all = OverlapSamples(replicaCount: 2)
    #expect(throws: OverlapError.zeroVector(row: 1)) {
      try all.add(
        overlaps: Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 0]), siteCount: 3,
        sites: Matrix(rows: 2, columns: 3, elements: [1, 1, 1, 0, 0, 0]))
    }
  }
}
