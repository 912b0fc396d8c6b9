import Foundation
import LinearAlgebra
import NetworkTheory
import NumericalMethods
import Testing

/// Transients against collocation and nested quadrature in Python.
///
/// `Tests/ReferenceData/Recurrent/transient.py` iterates the integral equations on Chebyshev points, `rates.py`
/// integrates pair averages; the `.json` files are what they printed.
///
/// Calibrated by leaving out one term of Φ₂ near c = 1, the density in E (x)₊(y)₊ and one mixed part of SELU, a factor c
/// too many in the odd series, and the covariance of noise and signal of the other trajectory.
@Suite struct TransientReferenceTests {
  struct Transient: Decodable, Sendable {
    let activation: String
    let gain, w0, b0, sigmaW, sigmaB, time: Double
    let means: [Double]
    let initialCovariances: [[Double]]
    let mean: [[Double]]
    let covariance: [[[[Double]]]]
  }

  struct Rates: Decodable, Sendable {
    struct Law: Decodable, Sendable { let mean, variance, b0, sigmaB: Double }
    struct Row: Decodable, Sendable {
      let activation: String
      let gain: Double
      let values: [Double]
    }
    let law: Law
    let pairs: [[Double]]
    let rows: [Row]
  }

  private static func read<Content: Decodable>(_ name: String) throws -> Content {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("ReferenceData/Recurrent")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      Content.self, from: Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// Extrapolated marches of 100 steps lie within 2e-6 of the collocation's values.
  @Test func marchAgainstCollocation() throws {
    let cases: [Transient] = try Self.read("transient.json")
    #expect(cases.count == 4)
    for one in cases {
      let map = try MomentMap(
        weightMean: one.w0, biasMean: one.b0, sigmaW: one.sigmaW, sigmaB: one.sigmaB,
        nonlinearity: try #require(Activation(rawValue: one.activation)).function(gain: one.gain))
      let law = try InitialLaw(
        means: one.means,
        covariances: Matrix(
          rows: one.means.count, columns: one.means.count,
          elements: one.initialCovariances.flatMap { $0 }))
      let theory = try TransientTheory(
        map, initial: law, duration: one.time, step: one.time / 100)
      for a in one.means.indices {
        for n in 0..<4 {
          #expect(abs(theory.means[a][25 * n + 25] - one.mean[a][n]) < 2e-6)
        }
        for b in one.means.indices {
          let covariance = theory.covariance(a, b)
          for n in 0..<4 {
            for m in 0..<4 {
              let difference = covariance[25 * n + 25, 25 * m + 25] - one.covariance[a][b][n][m]
              #expect(
                abs(difference) < 2e-6, "\(one.activation) \(a) \(b) \(n) \(m): \(difference)")
            }
          }
        }
      }
    }
  }

  /// Averages of rates of all named functions at unequal means, variances and correlations.
  @Test func ratesAgainstQuadrature() throws {
    let reference: Rates = try Self.read("rates.json")
    #expect(Set(reference.rows.map(\.activation)).count == Activation.allCases.count)
    for row in reference.rows {
      let map = try MomentMap(
        biasMean: reference.law.b0, sigmaW: 0, sigmaB: reference.law.sigmaB,
        nonlinearity: try #require(Activation(rawValue: row.activation)).function(gain: row.gain))
      let theory = try TransientTheory(
        map, initial: InitialLaw(mean: reference.law.mean, variance: reference.law.variance),
        duration: 2, step: 0.25)
      for (pair, value) in zip(reference.pairs, row.values) {
        let average = theory.rateCorrelation()[Int(4 * pair[0]), Int(4 * pair[1])]
        #expect(abs(average - value) < 2e-10, "\(row.activation) \(row.gain): \(average) \(value)")
      }
    }
  }
}
