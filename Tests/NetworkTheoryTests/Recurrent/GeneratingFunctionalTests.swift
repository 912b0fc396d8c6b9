import LinearAlgebra
import NetworkTheory
import RealModule
import Testing

/// The path integral of a neuron, done by brute force over all paths.
///
/// Calibrated by an action without fields and one with twice the noise.
@Suite struct GeneratingFunctionalTests {
  private func functional() throws -> GeneratingFunctional {
    let map = try MomentMap(
      weightMean: 0.5, biasMean: 0.3, sigmaW: 1.5, sigmaB: 0.4)
    let theory = try TransientTheory(
      map, initial: InitialLaw(mean: 0.4, variance: 0.9), duration: 0.8, step: 0.8)
    return theory.generatingFunctional()
  }

  /// ∫ dh dĥ/(2π)^n e^(−S + δ l·h) on a lattice, for two times; lattices integrate Gaussians to all digits.
  private func bruteForce(
    _ z: GeneratingFunctional, sources: [Double], fields: [Double],
    weight: (_ path: [Double], _ conjugate: [Double]) -> (Double, Double) = { _, _ in (1, 0) }
  ) -> (Double, Double) {
    let (range, step) = (20, 0.4)
    var (real, imaginary) = (0.0, 0.0)
    for i in -range...range {
      for j in -range...range {
        let path = [Double(i) * step + z.means[0], Double(j) * step + z.means[1]]
        let boost = z.step * (sources[0] * path[0] + sources[1] * path[1])
        for k in -range...range {
          for l in -range...range {
            let conjugate = [Double(k) * step, Double(l) * step]
            let action = z.action(path: path, conjugate: conjugate, fields: fields)
            let size = Double.exp(boost - action.real)
            guard size > 1e-18 else { continue }
            let (u, v) = (
              size * Double.cos(action.imaginary), -size * Double.sin(action.imaginary)
            )
            let (a, b) = weight(path, conjugate)
            real += a * u - b * v
            imaginary += a * v + b * u
          }
        }
      }
    }
    let volume = step * step * step * step / (4 * Double.pi * Double.pi)
    return (real * volume, imaginary * volume)
  }

  /// Z[0, f] = 1 with and without fields, and Z[l, f] is what the second cumulants say.
  @Test func normalisation() throws {
    let z = try functional()
    let still = bruteForce(z, sources: [0, 0], fields: [0, 0])
    #expect(abs(still.0 - 1) < 1e-6 && abs(still.1) < 1e-6, "\(still)")
    let driven = bruteForce(z, sources: [0, 0], fields: [0.7, -2])
    #expect(abs(driven.0 - 1) < 1e-6 && abs(driven.1) < 1e-6, "\(driven)")
    #expect(z.logarithm(sources: [0, 0], fields: [0.7, -2]) == 0)
    let sourced = bruteForce(z, sources: [0.3, -0.5], fields: [0.7, -2])
    let expected = Double.exp(z.logarithm(sources: [0.3, -0.5], fields: [0.7, -2]))
    #expect(abs(sourced.0 - expected) < 1e-6 && abs(sourced.1) < 1e-6, "\(sourced) \(expected)")
  }

  /// ⟨h iĥ⟩ is the response, zero for a field that comes later or at the same time; ⟨ĥĥ⟩ = 0.
  @Test func causality() throws {
    let z = try functional()
    let decay = Double.exp(-z.step)
    for n in 0..<2 {
      let moment = bruteForce(z, sources: [0, 0], fields: [0, 0]) { path, conjugate in
        (0, decay * (path[n] - z.means[n]) * conjugate[1])
      }
      #expect(abs(moment.0 - z.response(n, 0)) < 1e-6 && abs(moment.1) < 1e-6, "\(n) \(moment)")
    }
    let square = bruteForce(z, sources: [0, 0], fields: [0, 0]) { _, conjugate in
      (conjugate[0] * conjugate[1], 0)
    }
    #expect(abs(square.0) < 1e-6)
    #expect(z.response(0, 0) == 0 && z.response(0, 1) == 0 && z.response(1, 1) == 0)
  }

  /// Covariance and response of the march are second derivatives of ln Z.
  @Test func secondDerivatives() throws {
    let theory = try TransientTheory(
      MomentMap(sigmaW: 1.5, sigmaB: 0.4), initial: InitialLaw(variance: 0.9), duration: 2,
      step: 0.25)
    let z = theory.generatingFunctional()
    let zero = [Double](repeating: 0, count: 9)
    func unit(_ n: Int) -> [Double] { (0..<9).map { $0 == n ? 1 : 0 } }
    func log(_ l: [Double], _ f: [Double]) -> Double { z.logarithm(sources: l, fields: f) }
    let square = z.step * z.step
    for n in 0..<9 {
      for m in 0..<9 {
        let sum = zip(unit(n), unit(m)).map { $0 + $1 }
        let covariance = (log(sum, zero) - log(unit(n), zero) - log(unit(m), zero)) / square
        #expect(abs(covariance - theory.covariance()[n, m]) < 1e-12)
        let response = (log(unit(n), unit(m)) - log(unit(n), zero)) / square
        #expect(abs(response - theory.response[n, m]) < 1e-12)
      }
    }
    // The noise is what the action says it is: N = D K Dᵀ.
    #expect(abs(z.noise[0, 0] - 0.9) < 1e-12)
    // Rates respond by their mean slope.
    let slope = theory.meanSlope()[4]
    #expect(slope > 0 && slope < 1)
    #expect(abs(theory.rateResponse()[4, 1] - slope * theory.response[4, 1]) < 1e-15)
  }
}
