import LinearAlgebra
import Overlaps
import PlantedData
import Randomness
import RealModule
import SpinModels
import Statistics
import Testing

@Suite struct OverlapMatrixTests {
  /// Counting bits and multiplying matrices give the same overlaps.
  @Test(arguments: [(2, 1), (5, 64), (40, 333)])
  func bitsAgreeWithProducts(replicas: Int, spins: Int) throws {
    var stream = RandomStream(StreamName(seed: 1, purpose: .planting))
    var configurations = PackedConfigurations(spinCount: spins)
    for _ in 0..<replicas { configurations.append((0..<spins).map { _ in Int8(stream.sign()) }) }
    let bits = try OverlapMatrix(of: configurations)
    let products = try OverlapMatrix(ofRows: configurations.unpacked())
    for (a, b) in zip(bits.matrix.elements, products.matrix.elements) {
      #expect(abs(a - b) < 1e-14)
    }
    #expect(bits.matrix.diagonal.allSatisfy { $0 == 1 })
    #expect(bits.siteCount == spins && bits.pairOverlaps.count == replicas * (replicas - 1) / 2)
  }

  /// The pairs of different ladders are the same ones whether draws or only their matrix are known.
  @Test func pairsOfDifferentLadders() throws {
    var stream = RandomStream(StreamName(seed: 2, purpose: .planting))
    let sizes = [3, 2, 2]
    var all = PackedConfigurations(spinCount: 50)
    var ladders: [PackedConfigurations] = []
    var names: [Int] = []
    for (k, size) in sizes.enumerated() {
      var ladder = PackedConfigurations(spinCount: 50)
      for _ in 0..<size {
        let spins = (0..<50).map { _ in Int8(stream.sign()) }
        ladder.append(spins)
        all.append(spins)
      }
      ladders.append(ladder)
      names += Array(repeating: k, count: size)
    }
    let matrix = try OverlapMatrix(of: all).matrix
    let found = OverlapDistribution.overlaps(of: matrix, betweenLadders: names).sorted()
    let expected = OverlapDistribution.overlaps(betweenLadders: ladders).sorted()
    #expect(found.count == 3 * 2 + 3 * 2 + 2 * 2 && expected.count == found.count)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    // One ladder for all, or none that is known: all pairs.
    let one = Array(repeating: 0, count: 7)
    #expect(OverlapDistribution.overlaps(of: matrix, betweenLadders: one).count == 21)
    #expect(OverlapDistribution.overlaps(of: matrix, betweenLadders: []).count == 21)
  }

  /// RS has 1 − q + nq once and 1 − q (n − 1 times); one step has three values.
  @Test func spectraOfReplicaMatrices() throws {
    let n = 24
    let q = 0.37
    let symmetric = Matrix(rows: n, columns: n) { $0 == $1 ? 1 : q }
    let values = try SymmetricEigensystem(of: symmetric, withVectors: false).values
    #expect(abs(values[0] - (1 - q + Double(n) * q)) < 1e-13)
    for value in values.dropFirst() { #expect(abs(value - (1 - q)) < 1e-13) }

    let (q0, q1, m) = (0.2, 0.7, 4)
    let oneStep = Matrix(rows: n, columns: n) { a, b in
      a == b ? 1 : a / m == b / m ? q1 : q0
    }
    let broken = try SymmetricEigensystem(of: oneStep, withVectors: false).values
    let block = 1 - q1 + Double(m) * (q1 - q0)
    #expect(abs(broken[0] - (block + Double(n) * q0)) < 1e-13)
    for k in 1..<n / m { #expect(abs(broken[k] - block) < 1e-13) }
    for k in n / m..<n { #expect(abs(broken[k] - (1 - q1)) < 1e-13) }
  }

  /// Two nested levels of unequal depth, from the general formula for hierarchical matrices.
  @Test func spectrumOfTwoSteps() throws {
    let (n, p1, p2) = (36, 12, 3)
    let q = [0.1, 0.4, 0.8]
    let matrix = Matrix(rows: n, columns: n) { a, b in
      a == b ? 1 : a / p2 == b / p2 ? q[2] : a / p1 == b / p1 ? q[1] : q[0]
    }
    let values = try SymmetricEigensystem(of: matrix, withVectors: false).values
    let fine = 1 - q[2] + Double(p2) * (q[2] - q[1])
    let coarse = fine + Double(p1) * (q[1] - q[0])
    let expected =
      [coarse + Double(n) * q[0]] + [Double](repeating: coarse, count: n / p1 - 1)
      + [Double](repeating: fine, count: n / p2 - n / p1)
      + [Double](repeating: 1 - q[2], count: n - n / p2)
    for (a, b) in zip(values, expected) { #expect(abs(a - b) < 1e-13) }
  }

  /// A flip of any replica leaves the spectrum unchanged.
  @Test func spectrumIsGaugeInvariant() throws {
    let sample = try PlantedEnsemble(
      spinCount: 100, replicaCount: 20, overlaps: [0.3], partition: .equalBlocks([])
    ).sample(0, seed: 1)
    let overlaps = try OverlapMatrix(of: sample.configurations)
    let flipped = overlaps.flipped(by: (0..<20).map { $0 % 3 == 0 ? -1 : 1 })
    let a = try SymmetricEigensystem(of: overlaps.matrix, withVectors: false).values
    let b = try SymmetricEigensystem(of: flipped.matrix, withVectors: false).values
    for (x, y) in zip(a, b) { #expect(abs(x - y) < 1e-12) }
  }

  @Test func badMatricesAreRefused() {
    #expect(throws: OverlapError.tooFewReplicas(1)) {
      try OverlapMatrix(Matrix(rows: 1, columns: 1, repeating: 1))
    }
    #expect(throws: OverlapError.notSquare(rows: 2, columns: 3)) {
      try OverlapMatrix(Matrix(rows: 2, columns: 3))
    }
    #expect(throws: OverlapError.notFinite(row: 0, column: 1)) {
      try OverlapMatrix(Matrix(rows: 2, columns: 2, elements: [1, .nan, .nan, 1]))
    }
    #expect(throws: OverlapError.impossibleOverlap(row: 1, column: 0, value: 1.5)) {
      try OverlapMatrix(Matrix(rows: 2, columns: 2, elements: [1, 1.5, 1.5, 1]))
    }
    #expect(throws: OverlapError.self) {
      try OverlapMatrix(Matrix(rows: 2, columns: 2, elements: [1, 0.5, 0.4, 1]))
    }
    #expect(throws: OverlapError.zeroVector(row: 1)) {
      try OverlapMatrix(Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 0])).normalized()
    }
  }
}

@Suite struct PureStateTests {
  /// The self-overlap without equal replicas is unbiased: 200 states of two noisy replicas each.
  @Test func selfOverlapIsUnbiased() throws {
    let q = 0.36
    var sum = 0.0
    for index in 0..<200 {
      let sample = try PlantedEnsemble(
        spinCount: 400, replicaCount: 3, overlaps: [q], partition: .equalBlocks([])
      ).sample(index, seed: 2)
      let states = PureStates(
        Partition(labels: [0, 0, 0]), overlaps: try OverlapMatrix(of: sample.configurations).matrix)
      sum += try #require(states.selfOverlap(of: 0)) / 200
    }
    // One estimate scatters by less than 1/√N; the naive one is too large by (1 − q)/3 = 0.21.
    #expect(abs(sum - q) < 4.5 * 0.05 / 200.0.squareRoot())
  }

  @Test func weightsMembersAndOverlaps() throws {
    let matrix = Matrix(rows: 4, columns: 4) { a, b in
      a == b ? 1 : (a < 3) == (b < 3) ? 0.8 : 0.1
    }
    let states = PureStates(Partition(labels: [5, 5, 5, 9]), overlaps: matrix)
    #expect(states.members == [[0, 1, 2], [3]] && states.weights == [0.75, 0.25])
    #expect(abs((try #require(states.selfOverlap(of: 0))) - 0.8) < 1e-15)
    #expect(states.selfOverlap(of: 1) == nil)
    #expect(abs(states.overlaps[0, 1] - 0.1) < 1e-15)
    // The single replica has no self-overlap, so one state remains.
    #expect(states.overlapsOfHeaviest().rows == 1)
    #expect(abs((try states.eigenvalues()[0]) - 0.8) < 1e-15)
  }

  /// K states of equal overlaps: q_αβ has eigenvalues q1 + (K − 1) q0 and q1 − q0.
  @Test func spectrumOfStates() throws {
    let matrix = Matrix(rows: 9, columns: 9) { $0 == $1 ? 1 : $0 / 3 == $1 / 3 ? 0.6 : 0.2 }
    let states = PureStates(Partition(labels: [0, 0, 0, 1, 1, 1, 2, 2, 2]), overlaps: matrix)
    let values = try states.eigenvalues()
    for (value, exact) in zip(values, [1.0, 0.4, 0.4]) { #expect(abs(value - exact) < 1e-14) }
    #expect(states.overlapsOfHeaviest(2).rows == 2)
  }
}

@Suite struct OccupancyTests {
  @Test func statesOfOneRun() {
    let matrix = Matrix(rows: 8, columns: 8) { $0 == $1 ? 1 : $0 / 4 == $1 / 4 ? 0.8 : 0.1 }
    let states = PureStates(Partition(labels: [0, 0, 0, 0, 1, 1, 1, 2]), overlaps: matrix)
    // The second state belongs to run 1 alone; the third is too light to count.
    func lonely(_ runs: [Int], _ weight: Double = 0.1) -> [Int] {
      OccupancyTest(labels: states.labels, runs: runs, ofWeightAtLeast: weight).statesOfOneRun
    }
    #expect(lonely([0, 0, 1, 1, 1, 1, 1, 0], 0.2) == [1])
    #expect(lonely([0, 1, 0, 1, 0, 1, 0, 1]) == [2])
    #expect(lonely([0, 1, 0, 1, 0, 1, 0, 1], 0.2) == [])
    #expect(lonely([Int](repeating: 3, count: 8)) == [])
  }
}

@Suite struct DendrogramTests {
  /// Average linkage by its definition, O(R³), on distinct similarities.
  private func naiveHeights(_ overlaps: Matrix) -> [Double] {
    var clusters = (0..<overlaps.rows).map { [$0] }
    var heights: [Double] = []
    while clusters.count > 1 {
      var best = (a: 0, b: 1, mean: -2.0)
      for a in clusters.indices {
        for b in a + 1..<clusters.count {
          var sum = 0.0
          for i in clusters[a] { for j in clusters[b] { sum += overlaps[i, j] } }
          let mean = sum / Double(clusters[a].count * clusters[b].count)
          if mean > best.mean { best = (a, b, mean) }
        }
      }
      heights.append(best.mean)
      clusters[best.a] += clusters[best.b]
      clusters.remove(at: best.b)
    }
    return heights
  }

  @Test func agreesWithTheDefinition() throws {
    var stream = RandomStream(StreamName(seed: 3, purpose: .planting))
    var matrix = Matrix.identity(30)
    for a in 0..<30 {
      for b in 0..<a {
        matrix[a, b] = stream.uniform()
        matrix[b, a] = matrix[a, b]
      }
    }
    let tree = Dendrogram(matrix, allowingFlips: false)
    for (a, b) in zip(tree.merges.map(\.height), naiveHeights(matrix)) {
      #expect(abs(a - b) < 1e-12)
    }
    #expect(tree.leafOrder.sorted() == Array(0..<30))
    #expect(tree.gauge.allSatisfy { $0 == 1 })
  }

  /// Random flips are undone up to one common sign.
  @Test func gaugeUndoesFlips() throws {
    let sample = try PlantedEnsemble(
      spinCount: 400, replicaCount: 40, overlaps: [0.5], partition: .equalBlocks([]), flips: true
    ).sample(0, seed: 6)
    let overlaps = try OverlapMatrix(of: sample.configurations)
    let tree = Dendrogram(overlaps.matrix, allowingFlips: true)
    #expect(overlaps.flipped(by: tree.gauge).pairOverlaps.allSatisfy { $0 > 0.2 })
  }

  /// Equal similarities everywhere must neither loop nor lose a replica.
  @Test func ties() {
    let tree = Dendrogram(Matrix(rows: 50, columns: 50, repeating: 0.25), allowingFlips: true)
    #expect(tree.merges.count == 49 && tree.leafOrder.sorted() == Array(0..<50))
    let zero = Dendrogram(Matrix.identity(7), allowingFlips: true)
    #expect(zero.merges.count == 6)
  }
}

@Suite struct NoiseEdgeTests {
  /// With all population eigenvalues 1 the Silverstein edge is that of Marchenko and Pastur.
  @Test(arguments: [(64, 256), (256, 256), (500, 100)])
  func silversteinReducesToMarchenkoPastur(replicas: Int, sites: Int) {
    let edge = NoiseEdge.correlatedSites(
      population: [Double](repeating: 1, count: sites), replicaCount: replicas)
    let exact = NoiseEdge.independentSites(replicaCount: replicas, siteCount: sites)
    #expect(abs(edge / exact - 1) < 1e-9)
  }

  /// A largest population eigenvalue far from the rest moves the edge above itself, R/N times.
  @Test func outlierPopulation() {
    var population = [Double](repeating: 1, count: 200)
    population[0] = 100
    let edge = NoiseEdge.correlatedSites(population: population, replicaCount: 400)
    #expect(edge > 100 * 2 && edge < 100 * 2 * 1.2)
  }

  /// 500 matrices of independent spins: an eigenvalue is called significant in about 1 % of them, as
  /// Tracy and Widom's law says for two units of the fluctuation scale; 16 of 500 have p = 10⁻⁴.
  @Test func falseAlarmsOfTheNoiseEdge() throws {
    let (r, n) = (40, 200)
    var alarms = 0
    var largest = 0.0
    for index in 0..<500 {
      let sample = try PlantedEnsemble(
        spinCount: n, replicaCount: r, overlaps: [0], partition: .equalBlocks([])
      ).sample(index, seed: 8)
      let overlaps = try OverlapMatrix(of: sample.configurations)
      let top = try SymmetricEigensystem(of: overlaps.matrix, largest: 1, withVectors: false)
        .values[0]
      let edge = NoiseEdge.independentSites(replicaCount: r, siteCount: n)
      let margin = 2 * NoiseEdge.fluctuationScale(replicaCount: r, siteCount: n)
      largest = max(largest, top)
      if top > edge + margin { alarms += 1 }
    }
    #expect(alarms <= 16)
    // The edge is not far above the noise either.
    #expect(largest > 0.97 * NoiseEdge.independentSites(replicaCount: r, siteCount: n))
  }
}

@Suite struct OverlapDistributionTests {
  @Test func histogramIsADensity() throws {
    let distribution = OverlapDistribution(
      instances: [[-1, 1, 0.01, 0.01], [0.5, 0.5, 0.5, -0.5]], binCount: 20)
    #expect(abs(distribution.densities.reduce(0, +) * distribution.binWidth - 1) < 1e-14)
    #expect(distribution.errors?.count == 20)
    #expect(abs(distribution.densities[10] - 0.5 * 0.5 / 0.1) < 1e-13)
  }

  /// Overlaps of N spins, each as probable as its neighbours, have the same density in every bin.
  ///
  /// There is no comb and no dip at 0, whatever N and the bins are. The outermost overlaps have half an interval.
  @Test(arguments: [32, 48, 64, 100, 257, 1000], [16, 50, 64])
  func possibleOverlapsAreFlat(spins: Int, bins: Int) {
    let possible = (0...spins).map { 1 - 2 * Double($0) / Double(spins) }
    let inner = Array(possible.dropFirst().dropLast())
    let found = OverlapDistribution(instances: [inner], binCount: bins, spinCount: spins)
    let density = Double(spins) / 2 / Double(spins - 1)
    let isInside: (Double) -> Bool = { abs($0) + found.binWidth / 2 <= 1 - 1 / Double(spins) }
    for (q, value) in zip(found.overlaps, found.densities) where isInside(q) {
      #expect(abs(value - density) < 1e-9, "\(q)")
    }
    #expect(abs(found.densities.reduce(0, +) * found.binWidth - 1) < 1e-12)
    let absolute = OverlapDistribution.ofAbsoluteOverlaps(
      instances: [inner], binCount: bins, spinCount: spins)
    #expect(absolute.overlaps.count == bins / 2 && absolute.overlaps[0] > 0)
    for (q, value) in zip(absolute.overlaps, absolute.densities) where isInside(q) {
      #expect(abs(value - 2 * density) < 1e-9, "\(q)")
    }
    #expect(abs(absolute.densities.reduce(0, +) * absolute.binWidth - 1) < 1e-12)
    // P(q) = P(−q), at any bins.
    let even = OverlapDistribution(
      instances: [possible + [possible[3], possible[spins - 3], 1, -1]], binCount: bins,
      spinCount: spins)
    for (a, b) in zip(even.densities, even.densities.reversed()) { #expect(abs(a - b) < 1e-9) }
  }

  /// An overlap of four spins fills a quarter of the axis, that of ±1 half of it; other numbers have one bin.
  @Test func intervals() {
    let found = OverlapDistribution(instances: [[0.5]], binCount: 16, spinCount: 4)
    #expect(found.densities == Array(repeating: 0, count: 10) + [2, 2, 2, 2, 0, 0])
    let end = OverlapDistribution(instances: [[1]], binCount: 16, spinCount: 4)
    #expect(end.densities.suffix(3) == [0, 4, 4])
    let zero = OverlapDistribution.ofAbsoluteOverlaps(
      instances: [[0]], binCount: 16, spinCount: 4)
    #expect(zero.densities == [4, 4, 0, 0, 0, 0, 0, 0])
    let other = OverlapDistribution(instances: [[0.51]], binCount: 16, spinCount: 4)
    #expect(other.densities.max() == 8)
  }

  /// A Gaussian overlap has Binder ratio 0, a fixed |q| has 1.
  @Test func binderLimits() {
    let fixed = OverlapMoments(instances: [[0.5, -0.5], [0.5, 0.5]], spinCount: 10)
    #expect(abs(fixed.binder.value - 1) < 1e-14)
    #expect(abs(fixed.susceptibility.value - 2.5) < 1e-14)
    var stream = RandomStream(StreamName(seed: 1, purpose: .analysis))
    let gaussian = OverlapMoments(
      instances: (0..<50).map { _ in (0..<2000).map { _ in 0.1 * stream.normal() } },
      spinCount: 100)
    let error = gaussian.binder.error ?? 0
    #expect(error > 0 && abs(gaussian.binder.value) < 4.5 * error)
  }
}
