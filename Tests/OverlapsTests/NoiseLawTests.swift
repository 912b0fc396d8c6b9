import LinearAlgebra
import Overlaps
import Randomness
import RealModule
import SpinModels
import Testing

/// The false-alarm rate of 1 % on 5000 null matrices of a fixed seed.
///
/// A rate of exactly 1 % gives 50 ± 7 alarms, and 26 … 77 with probability 0.9997. Gaussian sites must
/// lie within; of ±1 spins, whose level is kept from below, no more than 77 and no fewer than 12.
/// Calibrated by breaking the code: without δ, ±1 spins give 2, 6 and 3 alarms and the state 7.
@Suite struct NoiseLawTests {
  private static let matrices = 5000

  private func alarms(_ law: NoiseLaw, _ matrix: (inout RandomStream) -> Matrix, seed: UInt64)
    throws -> Int
  {
    let threshold = law.threshold(level: 0.01)
    var stream = RandomStream(StreamName(seed: seed, purpose: .planting))
    var count = 0
    for _ in 0..<Self.matrices {
      let overlaps = matrix(&stream).gramMatrix(scale: 1 / Double(law.siteCount))
      let top = try SymmetricEigensystem(of: overlaps, largest: 1, withVectors: false).values[0]
      if top > threshold { count += 1 }
    }
    return count
  }

  @Test(arguments: [(20, 60), (40, 200), (50, 30)])
  func independentSpins(replicas: Int, sites: Int) throws {
    let law = NoiseLaw(replicaCount: replicas, siteCount: sites, entries: .unitLength)
    let count = try alarms(
      law,
      { stream in Matrix(rows: replicas, columns: sites) { _, _ in stream.sign() } }, seed: 11)
    #expect((12...77).contains(count), "\(count) alarms")
  }

  /// Gaussian sites whose variances are the spectrum of a paramagnet with SK couplings.
  @Test(arguments: [(20, 60), (40, 100)])
  func correlatedGaussianSites(replicas: Int, sites: Int) throws {
    let couplings = try SherringtonKirkpatrick(spinCount: sites).instance(0, seed: 5).couplings
    let values = try SymmetricEigensystem(of: couplings, withVectors: false).values
    let population = try #require(
      NoiseEdge.paramagnetPopulation(couplingEigenvalues: values, temperature: 2.5))
    let roots = population.map { $0.squareRoot() }
    let count = try alarms(
      NoiseLaw(population: population, replicaCount: replicas, entries: .gaussian),
      { stream in Matrix(rows: replicas, columns: sites) { roots[$1] * stream.normal() } }, seed: 12
    )
    #expect((26...77).contains(count), "\(count) alarms")
  }

  /// One state of site means spread over all of −1 … 1, its law learnt from the replicas: the common
  /// overlap is significant always, a second eigenvalue rarely.
  @Test(arguments: [(30, 100)])
  func broadState(replicas: Int, sites: Int) throws {
    var stream = RandomStream(StreamName(seed: 13, purpose: .planting))
    var (alarms, missed) = (0, 0)
    let single = Partition(labels: [Int](repeating: 0, count: replicas))
    for _ in 0..<Self.matrices {
      let means = (0..<sites).map { _ in Double.tanh(2 * stream.normal()) }
      let spins = Matrix(rows: replicas, columns: sites) {
        stream.uniform() < (1 + means[$1]) / 2 ? 1 : -1
      }
      let overlaps = spins.gramMatrix(scale: 1 / Double(sites))
      let law = try #require(
        NoiseLaw.withinStates(spins: spins, states: PureStates(single, overlaps: overlaps)))
      let top = try SymmetricEigensystem(of: overlaps, largest: 2, withVectors: false).values
      let count = law.significantCount(eigenvalues: top)
      if count < 1 { missed += 1 }
      if count > 1 { alarms += 1 }
    }
    #expect(missed == 0)
    #expect((12...77).contains(alarms), "\(alarms) alarms")
  }

  /// Johnstone's centring and scaling with Ma's constants, in closed form.
  @Test(arguments: [(64, 256), (500, 100)])
  func whiteClosedForm(replicas: Int, sites: Int) {
    let law = NoiseLaw(replicaCount: replicas, siteCount: sites, entries: .gaussian)
    let (r, n) = ((Double(replicas) - 0.5).squareRoot(), (Double(sites) - 0.5).squareRoot())
    let (centre, scale) = law.fluctuations()
    #expect(abs(centre * Double(sites) / ((r + n) * (r + n)) - 1) < 1e-12)
    let expected = (r + n) * Double.root(1 / r + 1 / n, 3) / Double(sites)
    #expect(abs(scale / expected - 1) < 1e-9)
    let ends = (
      law.edge, NoiseEdge.independentSites(replicaCount: replicas, siteCount: sites)
    )
    #expect(abs(ends.0 / ends.1 - 1) < 1e-9)
  }

  /// δ of free spins by both formulas is −2(1 + √γ)²/√(RN), up to the constants −½.
  @Test func shiftOfFreeSpins() {
    let (r, n) = (400, 900)
    func centre(_ entries: NoiseLaw.Entries) -> Double {
      NoiseLaw(replicaCount: r, siteCount: n, entries: entries).fluctuations().centre
    }
    let closed = -2 * (1 + 2.0 / 3) * (1 + 2.0 / 3) / 600
    for entries in [NoiseLaw.Entries.unitLength, .independentSpins] {
      #expect(abs((centre(entries) - centre(.gaussian)) / closed - 1) < 2e-3)
    }
  }

  /// Two masses: the largest of 20 Gaussian matrices of 400 × 600 lies at the centre of the law, within
  /// 4 standard errors of the Tracy–Widom mean and a finite-size allowance of 0.2 of the scale.
  @Test func twoMasses() throws {
    let population = (0..<600).map { $0 < 300 ? 1.0 : 3.0 }
    let law = NoiseLaw(population: population, replicaCount: 400, entries: .gaussian)
    let (centre, scale) = law.fluctuations()
    var stream = RandomStream(StreamName(seed: 14, purpose: .planting))
    var sum = 0.0
    for _ in 0..<20 {
      let sites = Matrix(rows: 400, columns: 600) {
        population[$1].squareRoot() * stream.normal()
      }
      let overlaps = sites.gramMatrix(scale: 1 / 600.0)
      let top = try SymmetricEigensystem(of: overlaps, largest: 1, withVectors: false).values[0]
      sum += (top - centre) / scale
    }
    let bound = 4 * 1.268 / 20.0.squareRoot() + 0.2
    #expect(abs(sum / 20 + 1.2065) < bound)
  }
}
