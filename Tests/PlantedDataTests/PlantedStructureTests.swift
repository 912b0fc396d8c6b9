import LinearAlgebra
import PlantedData
import RealModule
import SpinModels
import Testing

/// The places of replicas: partitions, crossed factors and continua.
///
/// Statistical checks allow 4.5 standard errors, a false-alarm rate of 7·10⁻⁶ each and below 10⁻³ for
/// all of them together. Calibrated by breaking the code: coagulation by m_k instead of m_k/m_(k+1),
/// pairs without permutation, values of factors that are not balanced, fields correlated by q itself.
@Suite struct PlantedStructureTests {
  /// How often statements about the replicas of an instance hold; two spins, so that it is fast.
  private func frequencies(
    _ structure: PlantedEnsemble.Structure, replicas: Int, instances: Int,
    _ statements: (PlantedSample) -> [Bool]
  ) throws -> [Double] {
    let ensemble = try PlantedEnsemble(
      spinCount: 2, replicaCount: replicas, structure: structure)
    var counts: [Double] = []
    for index in 0..<instances {
      let truths = statements(ensemble.sample(index, seed: 17))
      if counts.isEmpty { counts = truths.map { _ in 0 } }
      for (k, isTrue) in truths.enumerated() where isTrue { counts[k] += 1 }
    }
    return counts.map { $0 / Double(instances) }
  }

  /// Moments of the Poisson–Dirichlet weights at every level, from pairs and triples of replicas.
  ///
  /// ```
  /// [Σw²] = 1 − m,   [(Σw²)²] = ((1 − m) + 2(1 − m)²)/3,   [Σw³] = (1 − m)(2 − m)/2
  /// ```
  @Test func weightsOfEveryLevel() throws {
    let points = [0.2, 0.5, 0.85]
    let instances = 40_000
    let found = try frequencies(
      .hierarchy(overlaps: [0.1, 0.3, 0.5, 0.7], partition: .poissonDirichlet(points)),
      replicas: 4, instances: instances
    ) { sample in
      sample.partitions.flatMap { b in
        [b[0] == b[1], b[0] == b[1] && b[2] == b[3], b[0] == b[1] && b[1] == b[2]]
      }
    }
    for (k, m) in points.enumerated() {
      let y = 1 - m
      for (j, p) in [y, (y + 2 * y * y) / 3, y * (2 - m) / 2].enumerated() {
        let error = (p * (1 - p) / Double(instances)).squareRoot()
        #expect(abs(found[3 * k + j] - p) < 4.5 * error, "level \(k + 1), moment \(j)")
      }
    }
  }

  /// A pair of replicas has overlap q_k with probability x_(k+1) − x_k.
  @Test func overlapsFollowTheStepFunction() throws {
    let (overlaps, points) = ([0.1, 0.3, 0.5, 0.7], [0.2, 0.5, 0.85])
    let instances = 20_000
    let found = try frequencies(
      .stepFunction(overlaps: overlaps, breakingPoints: points), replicas: 2, instances: instances
    ) { sample in overlaps.map { sample.expectedOverlaps[0, 1] == $0 } }
    for (k, p) in [0.2, 0.3, 0.35, 0.15].enumerated() {
      #expect(abs(found[k] - p) < 4.5 * (p * (1 - p) / Double(instances)).squareRoot())
    }
  }

  /// The mean and the mean square overlap of a linear q(x) with many levels are its integrals.
  @Test func linearFunction() throws {
    let (q0, q1, m) = (0.1, 0.8, 0.6)
    let structure = try PlantedEnsemble.Structure.linear(
      q0: q0, q1: q1, breakingParameter: m, levelCount: 64)
    let ensemble = try PlantedEnsemble(spinCount: 2, replicaCount: 2, structure: structure)
    #expect(ensemble.levels.count == 64)
    let instances = 10_000
    let q = (0..<instances).map { ensemble.sample($0, seed: 3).expectedOverlaps[0, 1] }
    let mean = m * (q0 + q1) / 2 + (1 - m) * q1
    let square = m * (q0 * q0 + q0 * q1 + q1 * q1) / 3 + (1 - m) * q1 * q1
    for (values, exact) in [(q, mean), (q.map { $0 * $0 }, square)] {
      let average = values.reduce(0, +) / Double(instances)
      let variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(instances)
      #expect(abs(average - exact) < 4.5 * (variance / Double(instances)).squareRoot())
    }
    let large = try PlantedEnsemble(spinCount: 2, replicaCount: 512, structure: structure)
    let sample = large.sample(0, seed: 1)
    #expect(sample.realisedClass == .hierarchical && sample.partitions.count == 63)
  }

  /// Steps without width or height are no levels.
  @Test func stepsWithoutWidthOrHeight() throws {
    #expect(
      try PlantedEnsemble.Structure.stepFunction(
        overlaps: [0.1, 0.2, 0.2, 0.4, 0.6, 0.9], breakingPoints: [0, 0.3, 0.5, 0.5, 1])
        == .hierarchy(overlaps: [0.2, 0.6], partition: .poissonDirichlet([0.5])))
    #expect(
      try PlantedEnsemble.Structure.stepFunction(overlaps: [0.3], breakingPoints: [])
        == .hierarchy(overlaps: [0.3], partition: .poissonDirichlet([])))
  }

  @Test func pairsAndEqualBlocks() throws {
    func sizes(_ partition: PlantedEnsemble.Partition, replicas: Int) throws -> [Int] {
      let sample = try PlantedEnsemble(
        spinCount: 2, replicaCount: replicas, overlaps: [0.1, 0.6], partition: partition
      ).sample(0, seed: 1)
      return Set(sample.labels).map { label in sample.labels.count { $0 == label } }.sorted()
    }
    #expect(try sizes(.pairs, replicas: 8) == [2, 2, 2, 2])
    #expect(try sizes(.pairs, replicas: 7) == [1, 2, 2, 2])
    #expect(try sizes(.equalBlocks([3]), replicas: 9) == [3, 3, 3])
  }

  @Test func givenWeights() throws {
    let instances = 20_000
    let found = try frequencies(
      .hierarchy(overlaps: [0.1, 0.6], partition: .weights([1, 2, 5])), replicas: 2,
      instances: instances
    ) { sample in (0..<3).map { sample.labels[0] == $0 } + [sample.labels[0] == sample.labels[1]] }
    for (k, p) in [1.0 / 8, 2.0 / 8, 5.0 / 8, 30.0 / 64].enumerated() {
      #expect(abs(found[k] - p) < 4.5 * (p * (1 - p) / Double(instances)).squareRoot())
    }
  }

  /// Without permutation all blocks of all levels are contiguous; with it they are not.
  @Test(arguments: [true, false])
  func permutation(permuted: Bool) throws {
    let structures: [PlantedEnsemble.Structure] = [
      .hierarchy(overlaps: [0.1, 0.4, 0.7], partition: .equalBlocks([3, 2])),
      .hierarchy(overlaps: [0.1, 0.4, 0.7], partition: .poissonDirichlet([0.3, 0.7])),
      .hierarchy(overlaps: [0.1, 0.7], partition: .pairs),
      .hierarchy(overlaps: [0.1, 0.7], partition: .weights([1, 1])),
      .crossed(q0: 0.1, first: .init(count: 3, gain: 0.2), second: .init(count: 2, gain: 0.3)),
    ]
    for structure in structures {
      let sample = try PlantedEnsemble(
        spinCount: 2, replicaCount: 48, structure: structure, permuted: permuted
      ).sample(0, seed: 2)
      let changes = zip(sample.labels, sample.labels.dropFirst()).count { $0 != $1 }
      #expect((changes == Set(sample.labels).count - 1) == !permuted)
    }
    let points = try PlantedEnsemble(
      spinCount: 2, replicaCount: 48, structure: .manifold(.arc(0.25), q0: 0.1, q1: 0.7),
      permuted: permuted
    ).sample(0, seed: 2).positions
    let heights = try #require(points).column(1)
    #expect((heights == heights.sorted()) == !permuted)
  }

  /// Two crossed factors have three or four levels, all values equally often, and are no tree.
  @Test(arguments: [0.2, 0.3])
  func crossedFactors(gain: Double) throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 8, replicaCount: 36,
      structure: .crossed(
        q0: 0.1, first: .init(count: 3, gain: 0.2, isBalanced: true),
        second: .init(count: 4, gain: gain, isBalanced: true)))
    #expect(ensemble.levels.count == (gain == 0.2 ? 3 : 4))
    for index in 0..<50 {
      let sample = ensemble.sample(index, seed: 4)
      #expect(sample.realisedClass == .nonHierarchical)
      let (first, second) = (sample.partitions[0], sample.partitions[1])
      for value in 0..<3 { #expect(first.count { $0 == value } == 12) }
      for value in 0..<4 { #expect(second.count { $0 == value } == 9) }
      for a in 0..<36 {
        for b in 0..<a {
          let q = 0.1 + (first[a] == first[b] ? 0.2 : 0) + (second[a] == second[b] ? gain : 0)
          #expect(abs(sample.expectedOverlaps[a, b] - q) < 1e-12)
          let together = first[a] == first[b] && second[a] == second[b]
          #expect((sample.labels[a] == sample.labels[b]) == together)
        }
      }
    }
  }

  /// sin(πq/2) falls linearly with the cosine, from q_1 on the same place to q_0 farthest apart.
  @Test(arguments: [
    (PlantedEnsemble.Manifold.ring, -1.0), (.arc(0.25), 0.0), (.arc(1.0 / 3), -0.5),
    (.arc(0.8), -1.0), (.sphere(2), -1.0), (.sphere(5), -1.0),
  ])
  func overlapsOnAContinuum(manifold: PlantedEnsemble.Manifold, smallest: Double) throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 2, replicaCount: 60, structure: .manifold(manifold, q0: 0.15, q1: 0.65))
    let sample = ensemble.sample(0, seed: 5)
    #expect(sample.realisedClass == .nonHierarchical)
    #expect(Set(sample.labels).count == 60)
    let positions = try #require(sample.positions)
    #expect(positions.columns == manifold.dimension)
    func field(_ q: Double) -> Double { .sin(.pi / 2 * q) }
    for a in 0..<60 {
      for b in 0...a {
        let cosine = zip(positions.row(a), positions.row(b)).reduce(0) { $0 + $1.0 * $1.1 }
        guard a != b else {
          #expect(abs(cosine - 1) < 1e-12)
          continue
        }
        let rise =
          (field(sample.expectedOverlaps[a, b]) - field(0.15)) / (field(0.65) - field(0.15))
        #expect(abs(rise - (cosine - smallest) / (1 - smallest)) < 1e-9)
      }
    }
  }

  /// Points are uniform: E u_a·u_b = 0 and E (u_a·u_b)² = 1/d over pairs.
  @Test(arguments: [PlantedEnsemble.Manifold.ring, .sphere(2), .sphere(4)])
  func pointsAreUniform(manifold: PlantedEnsemble.Manifold) throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 2, replicaCount: 2, structure: .manifold(manifold, q0: 0, q1: 0.5))
    let d = Double(manifold.dimension)
    let instances = 10_000
    var moments = [0.0, 0.0]
    for index in 0..<instances {
      let u = try #require(ensemble.sample(index, seed: 6).positions)
      let cosine = zip(u.row(0), u.row(1)).reduce(0) { $0 + $1.0 * $1.1 }
      moments[0] += cosine / Double(instances)
      moments[1] += cosine * cosine / Double(instances)
    }
    // E cos⁴ = 3/(d(d + 2)).
    let errors = [1 / d, 3 / (d * (d + 2)) - 1 / (d * d)].map {
      ($0 / Double(instances)).squareRoot()
    }
    #expect(abs(moments[0]) < 4.5 * errors[0])
    #expect(abs(moments[1] - 1 / d) < 4.5 * errors[1])
  }

  @Test func badNumbersAreRefused() {
    func make(
      _ structure: PlantedEnsemble.Structure, _ law: SiteLaw? = nil
    ) throws(SpinModelError) {
      _ = try PlantedEnsemble(spinCount: 8, replicaCount: 6, structure: structure, siteLaw: law)
    }
    let one = PlantedEnsemble.Structure.hierarchy(overlaps: [0.5], partition: .equalBlocks([]))
    let ring = PlantedEnsemble.Structure.manifold(.ring, q0: 0.1, q1: 0.6)
    let bad: [PlantedEnsemble.Structure] = [
      .hierarchy(overlaps: [], partition: .equalBlocks([])),
      .hierarchy(overlaps: [0.1, .nan], partition: .pairs),
      .hierarchy(overlaps: [0.1, 1], partition: .pairs),
      .hierarchy(overlaps: [0.1], partition: .pairs),
      .hierarchy(overlaps: [0.1, 0.2], partition: .equalBlocks([7])),
      .hierarchy(overlaps: [0.1, 0.2, 0.3], partition: .equalBlocks([1 << 40, 1 << 40])),
      .hierarchy(overlaps: [0.1, 0.2], partition: .weights([])),
      .hierarchy(overlaps: [0.1, 0.2], partition: .weights([1, 0])),
      .hierarchy(overlaps: [0.1, 0.2], partition: .weights([1, .infinity])),
      .crossed(q0: 0.5, first: .init(count: 2, gain: 0.3), second: .init(count: 2, gain: 0.2)),
      .crossed(q0: 0.1, first: .init(count: 1, gain: 0.3), second: .init(count: 2, gain: 0.2)),
      .crossed(q0: 0.1, first: .init(count: 2, gain: 0.3), second: .init(count: 2, gain: 0)),
      .manifold(.arc(0.2), q0: 0, q1: 0.5), .manifold(.sphere(1), q0: 0, q1: 0.5),
      .manifold(.ring, q0: 0.5, q1: 0.5),
    ]
    for structure in bad {
      #expect(throws: SpinModelError.self, "\(structure)") { try make(structure) }
    }
    for (structure, law) in [
      (ring, SiteLaw.broadcast), (ring, .magnetized), (ring, .tanh), (one, .correlated(1)),
      (one, .correlated(.nan)), (.hierarchy(overlaps: [0.1, 0.2], partition: .pairs), .tanh),
    ] {
      #expect(throws: SpinModelError.self, "\(law)") { try make(structure, law) }
    }
    for (overlaps, points) in [
      ([0.1, 0.2], []), ([0.2, 0.1], [0.5]), ([0.1, 1], [0.5]), ([0.1, 0.2, 0.3], [0.6, 0.5]),
      ([0.1, 0.2], [1.5]),
      (Array(repeating: 0.1, count: 10_001), Array(repeating: 0.1, count: 10_000)), ([.nan], []),
      ([], []), ([-0.1], []),
    ] as [([Double], [Double])] {
      #expect(throws: SpinModelError.self) {
        try PlantedEnsemble.Structure.stepFunction(overlaps: overlaps, breakingPoints: points)
      }
    }
  }
}
