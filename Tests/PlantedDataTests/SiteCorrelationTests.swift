import LinearAlgebra
import PlantedData
import Randomness
import RealModule
import SpinModels
import Testing

/// Noise that is correlated between sites.
///
/// Calibrated by breaking the code: eigenvalues in place of their roots, transform without its scale.
@Suite struct SiteCorrelationTests {
  private func stream(instance: Int = 0) -> RandomStream {
    RandomStream(StreamName(seed: 1, purpose: .planting, instance: instance, chain: 1))
  }

  /// The covariance of the noise, from the images of unit vectors.
  private func covariance(_ correlation: SiteCorrelation, siteCount: Int) -> Matrix {
    let images = Matrix(
      rows: siteCount, columns: siteCount,
      elements: (0..<siteCount).flatMap { k in
        var unit = [Double](repeating: 0, count: siteCount)
        unit[k] = 1
        correlation.correlate(&unit)
        return unit
      })
    let product = Matrix.product(transposeOf: images, images)
    return Matrix(rows: siteCount, columns: siteCount) { i, j in
      (product[i, j] + product[j, i]) / 2
    }
  }

  /// Every site has variance 1, and the eigenvalues are those of the law, block by block.
  @Test(arguments: [64, 96, 7], [0.0, 0.6, 0.95])
  func covarianceHasTheSpectrum(siteCount: Int, strength: Double) throws {
    var stream = stream()
    let correlation = SiteCorrelation(
      strength: strength, siteCount: siteCount, stream: &stream)
    let matrix = covariance(correlation, siteCount: siteCount)
    for variance in matrix.diagonal { #expect(abs(variance - 1) < 1e-12) }
    let blocks = [64: [64], 96: [64, 32], 7: [4, 2, 1]][siteCount] ?? []
    let law = blocks.flatMap { SiteCorrelation.eigenvalues(count: $0, strength: strength) }
    let found = try SymmetricEigensystem(of: matrix, withVectors: false).values
    for (x, y) in zip(found, law.sorted(by: >)) { #expect(abs(x - y) < 1e-11) }
  }

  /// The law's moments: those of the semicircle are Catalan numbers, mean λ² = 1/(1 − b²).
  @Test func momentsOfTheLaw() {
    let count = 1 << 14
    let x = (0..<count).map {
      SiteCorrelation.semicircleQuantile((Double($0) + 0.5) / Double(count))
    }
    for (power, catalan) in [(1, 0.0), (2, 1), (3, 0), (4, 2), (6, 5)] {
      let moment = x.reduce(0) { $0 + Double.pow($1, power) } / Double(count)
      #expect(abs(moment - catalan) < 1e-5)
    }
    for b in [0, 0.3, 0.6, 0.9] {
      let law = SiteCorrelation.eigenvalues(count: count, strength: b)
      #expect(abs(law.reduce(0, +) / Double(count) - 1) < 1e-12)
      let square = law.reduce(0) { $0 + $1 * $1 } / Double(count)
      // The edge of the law is approached as N^(−2/3), from below.
      #expect(abs(square * (1 - b * b) - 1) < 5e-3)
      let edge = law[0] * (1 - b) * (1 - b)
      #expect(edge <= 1 && edge > (b < 0.9 ? 0.98 : 0.75))
    }
  }

  /// Spins of a paramagnet of correlated sites: E s_i s_j = (2/π) asin C_ij for every pair of sites, and
  /// N⟨q²⟩ = Σ_ij (2/π asin C_ij)²/N over pairs of replicas.
  ///
  /// 2016 pairs of sites at 5.5 errors, one comparison at 4.5: false-alarm rate 10⁻⁴.
  @Test func paramagnetOfCorrelatedSites() throws {
    let (n, r, b) = (64, 8_000, 0.9)
    let spins = try PlantedEnsemble(
      spinCount: n, replicaCount: r, overlaps: [0], partition: .equalBlocks([]),
      siteLaw: .correlated(b)
    ).sample(0, seed: 1).configurations
    var stream = stream()
    let fields = covariance(
      SiteCorrelation(strength: b, siteCount: n, stream: &stream), siteCount: n)
    let exact = Matrix(rows: n, columns: n) { i, j in
      i == j ? 1 : 2 / .pi * .asin(fields[i, j])
    }
    let matrix = spins.unpacked()
    let found = Matrix.product(transposeOf: matrix, matrix)
    var largest = 0.0
    for i in 0..<n {
      for j in 0..<i {
        let c = exact[i, j]
        let error = ((1 - c * c) / Double(r)).squareRoot()
        largest = max(largest, abs(found[i, j] / Double(r) - c) / error)
      }
    }
    #expect(largest < 5.5)

    let expected = exact.elements.reduce(0) { $0 + $1 * $1 } / Double(n)
    #expect(expected > 1.5)
    let squares = stride(from: 0, to: r, by: 2).map { a in
      let q = spins.overlap(of: a, with: spins, at: a + 1)
      return Double(n) * q * q
    }
    let count = Double(squares.count)
    let mean = squares.reduce(0, +) / count
    let variance = squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    #expect(abs(mean - expected) < 4.5 * (variance / count).squareRoot())
  }

  /// For large N the formula in the law's documentation holds.
  @Test func largeSizes() throws {
    let (n, b) = (1 << 10, 0.6)
    var stream = stream(instance: 3)
    let fields = covariance(
      SiteCorrelation(strength: b, siteCount: n, stream: &stream), siteCount: n)
    let sum = (0..<n).reduce(0.0) { total, i in
      fields.row(i).reduce(total) { sum, c in
        let s = 2 / .pi * .asin(min(c, 1))
        return sum + s * s
      }
    }
    let formula = 1 + 4 / (.pi * .pi) * b * b / (1 - b * b)
    // asin c − c is of order c³ with c² about 1/N.
    #expect(abs(sum / Double(n) - formula) < 0.01)
  }
}
