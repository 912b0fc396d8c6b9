import LinearAlgebra
import PlantedData
import Randomness
import RealModule
import SpinModels
import Testing

/// The spins of planted ensembles.
///
/// Calibrated by breaking the code: the field correlation taken as q itself, one of two trees for all
/// sites, flips left out of the expected overlaps, private noise of variance 1, a tanh law 2 % too wide.
@Suite struct PlantedSitesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let structure: PlantedEnsemble.Structure
    var law: SiteLaw?
    var flips = false
    var testDescription: String { "\(structure), \(law.map { "\($0)" } ?? "plainest law")" }
  }

  static let tree = PlantedEnsemble.Structure.hierarchy(
    overlaps: [0.05, 0.3, 0.45, 0.8], partition: .equalBlocks([2, 2, 3]))
  static let crossed = PlantedEnsemble.Structure.crossed(
    q0: 0.1, first: .init(count: 3, gain: 0.2), second: .init(count: 2, gain: 0.45))
  static let one = PlantedEnsemble.Structure.hierarchy(
    overlaps: [0.6], partition: .equalBlocks([]))

  static let cases = [
    Case(structure: tree), Case(structure: tree, law: .gaussian, flips: true),
    Case(structure: tree, law: .magnetized), Case(structure: tree, law: .correlated(0.5)),
    Case(structure: crossed, flips: true), Case(structure: crossed, law: .gaussian),
    Case(structure: one, law: .tanh), Case(structure: one, law: .gaussian),
    Case(structure: .manifold(.ring, q0: 0.1, q1: 0.8)),
    Case(structure: .manifold(.arc(0.25), q0: 0, q1: 0.9), flips: true),
    Case(structure: .manifold(.sphere(3), q0: 0.2, q1: 0.7), law: .correlated(0.5)),
    Case(structure: .hierarchy(overlaps: [0, 0.5], partition: .pairs), law: .gaussian),
  ]

  /// The overlap of every pair is the expected one.
  ///
  /// At independent sites s_a s_b is ±1 with mean q_ab, so that the error is √((1 − q²)/N); weak
  /// correlations of sites at most double its square here. 12 cases of 190 pairs and 5.2 of these
  /// errors: false-alarm rate 5·10⁻⁴ for all.
  @Test(arguments: cases)
  func overlapsAreTheExpectedOnes(planted: Case) throws {
    let (n, r) = (32_768, 20)
    let sample = try PlantedEnsemble(
      spinCount: n, replicaCount: r, structure: planted.structure, siteLaw: planted.law,
      flips: planted.flips
    ).sample(0, seed: 8)
    var spread = 1.0
    if case .correlated = planted.law { spread = 2 }
    var largest = 0.0
    for a in 0..<r {
      for b in 0..<a {
        let q = sample.expectedOverlaps[a, b]
        let found = sample.configurations.overlap(of: a, with: sample.configurations, at: b)
        largest = max(largest, abs(found - q) / (spread * (1 - q * q) / Double(n)).squareRoot())
      }
    }
    #expect(largest < 5.2)
    #expect(Set(sample.signs) == (planted.flips ? [1, -1] : [1]))
  }

  /// The fourth moment of the local magnetisations tells the laws apart: E m⁴ = E s_1 s_2 s_3 s_4.
  ///
  /// For q = 1/3 the Gaussian law has ρ = 1/2 and m = 2Φ(z) − 1, uniform on [−1, 1].
  @Test func localMagnetizations() throws {
    let n = 200_000
    func fourthMoment(_ law: SiteLaw) throws -> Double {
      let spins = try PlantedEnsemble(
        spinCount: n, replicaCount: 4, overlaps: [1.0 / 3], partition: .equalBlocks([]),
        siteLaw: law
      ).sample(0, seed: 2).configurations
      let rows = (0..<4).map { spins[$0] }
      var sum = 0
      for i in 0..<n {
        let product = rows[0][i] * rows[1][i] * rows[2][i] * rows[3][i]
        sum += Int(product)
      }
      return Double(sum) / Double(n)
    }
    let sigma = SiteLaw.deviation(ofSelfOverlap: 1.0 / 3)
    let fourth = average { z in
      let m = Double.tanh(sigma * z)
      return m * m * m * m
    }
    // Four comparisons at 4.5 errors: false-alarm rate 3·10⁻⁵.
    for (law, exact) in [
      (SiteLaw.broadcast, 1.0 / 9), (.gaussian, 0.2), (.tanh, fourth), (.magnetized, 1.0 / 9),
    ] {
      let found = try fourthMoment(law)
      #expect(abs(found - exact) < 4.5 / Double(n).squareRoot(), "\(law)")
    }
  }

  /// A plain sum over the normal density, for comparison.
  private func average(_ f: (Double) -> Double) -> Double {
    let step = 1e-4
    let norm = step / Double.sqrt(2 * .pi)
    var sum = 0.0
    for z in stride(from: -10.0, through: 10, by: step) {
      sum += norm * Double.exp(-z * z / 2) * f(z)
    }
    return sum
  }

  @Test(arguments: [1e-8, 0.01, 0.36, 0.5, 0.9, 0.999])
  func deviationOfTheTanhLaw(q: Double) {
    let sigma = SiteLaw.deviation(ofSelfOverlap: q)
    let found = average { z in
      let m = Double.tanh(sigma * z)
      return m * m
    }
    #expect(abs(found - q) < 1e-9 * min(1, 100 * q))
    #expect(SiteLaw.deviation(ofSelfOverlap: 0) == 0)
  }

  /// A ferromagnet is magnetised along +1 at all sites, other states are not.
  @Test func magnetization() throws {
    func magnetizations(_ law: SiteLaw, flips: Bool = false) throws -> [Double] {
      let sample = try PlantedEnsemble(
        spinCount: 20_000, replicaCount: 10, overlaps: [0.49], partition: .equalBlocks([]),
        siteLaw: law, flips: flips
      ).sample(0, seed: 3)
      return (0..<10).map { sample.signs[$0] * sample.configurations.magnetization(of: $0) }
    }
    for flips in [false, true] {
      for m in try magnetizations(.magnetized, flips: flips) {
        #expect(abs(m - 0.7) < 4.5 * (0.51 / 20_000).squareRoot())
      }
    }
    for m in try magnetizations(.broadcast) {
      #expect(abs(m) < 4.5 / 20_000.0.squareRoot())
    }
  }

  /// A flip of whole replicas changes signs of overlaps and leaves their spectrum alone.
  @Test func flipsLeaveTheSpectrum() throws {
    let sample = try PlantedEnsemble(
      spinCount: 300, replicaCount: 24, structure: Self.tree, flips: true
    ).sample(0, seed: 5)
    let found = Matrix(rows: 24, columns: 24) { a, b in
      sample.configurations.overlap(of: a, with: sample.configurations, at: b)
    }
    for matrix in [found, sample.expectedOverlaps] {
      let fixed = Matrix(rows: 24, columns: 24) { a, b in
        sample.signs[a] * sample.signs[b] * matrix[a, b]
      }
      #expect(fixed != matrix)
      let spectra = try [matrix, fixed].map {
        try SymmetricEigensystem(of: $0, withVectors: false).values
      }
      for (x, y) in zip(spectra[0], spectra[1]) { #expect(abs(x - y) < 1e-12) }
    }
    #expect(sample.expectedOverlaps.elements.contains { $0 < 0 })
    #expect(sample.realisedClass == .hierarchical)
  }

  /// The numbers of a stream never change.
  @Test func goldenSamples() throws {
    let sample = try PlantedEnsemble(
      spinCount: 40, replicaCount: 5, overlaps: [0.1, 0.4, 0.8],
      partition: .poissonDirichlet([0.3, 0.7]), flips: true
    ).sample(2, seed: 9)
    #expect(sample.labels == [1, 0, 2, 0, 0])
    #expect(
      sample.configurations.words
        == [1_013_206_218_646, 63_755_400_280, 615_224_405_476, 1_035_756_227_367, 63_765_886_044])
    let golden: [(Case, [UInt64])] = [
      (Case(structure: Self.tree, law: .gaussian), [557_752, 52_416, 827_556, 582_056]),
      (Case(structure: Self.tree, law: .correlated(0.5)), [688_352, 743_184, 170_296, 690_488]),
      (Case(structure: Self.crossed), [86_910, 221_054, 924_156, 88_956]),
      (Case(structure: Self.one, law: .tanh), [776_147, 185_818, 218_610, 514_003]),
      (Case(structure: Self.one, law: .magnetized), [1_046_399, 1_048_567, 1_015_807, 1_048_063]),
      (
        Case(structure: .manifold(.ring, q0: 0.1, q1: 0.8)), [955_824, 840_632, 1_000_408, 955_184]
      ),
      (
        Case(structure: .manifold(.sphere(3), q0: 0.1, q1: 0.8)), [10_233, 400_680, 9_641, 157_029]
      ),
    ]
    for (planted, words) in golden {
      let sample = try PlantedEnsemble(
        spinCount: 20, replicaCount: 12, structure: planted.structure, siteLaw: planted.law
      ).sample(0, seed: 1)
      #expect(Array(sample.configurations.words.prefix(4)) == words, "\(planted)")
    }
  }
}
