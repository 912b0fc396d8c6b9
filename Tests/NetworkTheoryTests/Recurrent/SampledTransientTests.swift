import LinearAlgebra
import NetworkTheory
import NumericalMethods
import RealModule
import Statistics
import Testing

/// Populations of paths: exact limits of linear networks, the march at η = 0, and equilibrium at η = 1.
///
/// Calibrated by whole weights at the ends of the memory integral and of the tangents, −η in the memory, twice the
/// temperature, −2 u h² for −3 u h², a single orthogonalisation of the factor, and normal numbers that are not
/// orthonormal.
@Suite struct SampledTransientTests {
  private let linear = Activation.linear.function()

  private func populations(
    _ dynamics: PathDynamics, count: Int, variance: Double, duration: Double, step: Double,
    paths: Int, seed: UInt64 = 11
  ) throws -> [PathPopulation] {
    try (0..<count).map {
      try PathPopulation(
        dynamics, variance: variance, duration: duration, step: step, paths: paths,
        name: SampledTransient.stream(seed: seed, population: $0))
    }
  }

  /// Σ_k z^k/(k! (k + order)!), of which I and J are made.
  private func bessel(_ z: Double, order: Int) -> Double {
    var term = 1.0
    for k in 1..<order + 1 { term /= Double(k) }
    var sum = term
    for k in 1..<100 {
      term *= z / Double(k * (k + order))
      sum += term
    }
    return sum
  }

  /// The response of a linear network, e^(−τ) (1/N) tr e^(Wτ), for any η.
  ///
  /// ```
  /// R(τ) = e^(−τ) Σ_k C_k (η σ_w²)^k τ^(2k)/(2k)! = e^(−τ) I_1(2√η σ_w τ)/(√η σ_w τ)
  /// ```
  @Test(arguments: [1.0, 0.5, 0, -0.5, -1])
  func linearResponse(eta: Double) throws {
    let dynamics = try PathDynamics(
      MomentMap(sigmaW: 0.6, sigmaB: 0, nonlinearity: linear), symmetry: eta)
    var errors: [Double] = []
    for step in [0.2, 0.1] {
      let one = try populations(
        dynamics, count: 1, variance: 1, duration: 4, step: step, paths: 16)[0]
      var worst = 0.0
      for n in one.times.indices {
        for m in one.times.indices {
          let lag = one.times[n] - one.times[m]
          let exact =
            m < n ? Double.exp(-lag) * bessel(eta * 0.36 * lag * lag, order: 1) : 0
          worst = max(worst, abs(one.response[n, m] - exact))
          #expect(m < n || one.response[n, m] == 0)
        }
      }
      errors.append(worst)
    }
    if eta == 0 {
      #expect(errors[1] < 1e-14)
    } else {
      #expect(errors[1] < 2e-3)
      #expect(errors[0] / errors[1] > 3.3 && errors[0] / errors[1] < 4.8, "\(errors)")
    }
  }

  /// Second moments of a linear network have no sampling error: K = q_0 e^(−t−s) I_0(2σ_w √(ts)).
  @Test func linearCovariance() throws {
    let dynamics = try PathDynamics(MomentMap(sigmaW: 0.9, sigmaB: 0, nonlinearity: linear))
    var errors: [Double] = []
    for step in [0.2, 0.1] {
      let one = try populations(
        dynamics, count: 1, variance: 0.7, duration: 3, step: step, paths: 160)[0]
      var worst = 0.0
      for (n, t) in one.times.enumerated() {
        for (m, s) in one.times.enumerated() {
          let exact = 0.7 * Double.exp(-t - s) * bessel(0.81 * t * s, order: 0)
          worst = max(worst, abs(one.covariance[n, m] - exact))
        }
      }
      errors.append(worst)
    }
    #expect(errors[1] < 1e-3, "\(errors)")
    #expect(errors[0] / errors[1] > 3.3 && errors[0] / errors[1] < 4.8, "\(errors)")
  }

  /// With independent couplings the paths agree with the march: Student's test of 14 differences.
  @Test func independentCouplingsAgreeWithTheMarch() throws {
    let map = try MomentMap(
      weightMean: 0.4, biasMean: 0.1, sigmaW: 1.5, sigmaB: 0.3)
    let march = try TransientTheory(
      map, initial: InitialLaw(variance: 1), duration: 6, step: 0.1)
    let samples = try populations(
      try PathDynamics(map), count: 12, variance: 1, duration: 6, step: 0.1, paths: 512)
    let level = 0.001 / 14
    for n in [10, 20, 40, 60] {
      let tests = [
        StudentTest(samples.map { $0.means[n] - march.means[0][n] }),
        StudentTest(samples.map { $0.covariance[n, n] - march.covariance()[n, n] }),
        StudentTest(samples.map { $0.covariance[n, n / 2] - march.covariance()[n, n / 2] }),
      ]
      for test in tests { #expect(test.probability > level, "\(n): \(test)") }
    }
    for (n, m) in [(40, 30), (60, 50)] {
      let test = StudentTest(
        samples.map { $0.rateResponse[n, m] - march.rateResponse()[n, m] })
      #expect(test.probability > level, "\(n), \(m): \(test)")
      #expect(abs(samples[0].response[n, m] - march.response[n, m]) < 1e-13)
    }
  }

  /// Small populations show no bias: 60 of 208 paths at t = 10, at the level 0.001.
  @Test func smallPopulations() throws {
    let map = try MomentMap(sigmaW: 1.5, sigmaB: 0)
    let march = try TransientTheory(
      map, initial: InitialLaw(variance: 1), duration: 10, step: 0.2)
    let dynamics = try PathDynamics(map)
    let samples = try (0..<60).map {
      try PathPopulation(
        dynamics, variance: 1, duration: 10, step: 0.2, paths: 208, withResponse: false,
        name: SampledTransient.stream(seed: 3, population: $0))
    }
    let test = StudentTest(samples.map { $0.covariance[50, 50] - march.variance()[50] })
    #expect(test.probability > 0.001 && test.error < 0.012, "\(test)")
  }

  /// A linear network in equilibrium with its noise, η = 1.
  ///
  /// ```
  /// K(∞) = T ∫ ρ(λ) dλ/(1 − λ) = T (1 − √(1 − 4σ_w²))/(2σ_w²),   T ∫_0^τ R = K(0) − K(τ)
  /// ```
  ///
  /// At η = 1/2 the second relation fails.
  @Test func linearEquilibrium() throws {
    let map = try MomentMap(sigmaW: 0.25, sigmaB: 0, nonlinearity: linear)
    func violation(_ eta: Double) throws -> (variance: Double, difference: Double) {
      let dynamics = try PathDynamics(map, symmetry: eta, temperature: 0.8)
      let one = try populations(
        dynamics, count: 1, variance: 0.8, duration: 14, step: 0.2, paths: 600)[0]
      let n = one.times.count - 1
      var worst = 0.0
      for lag in [5, 10, 20] {
        // The trapezoid rule; R is 1 just after the field.
        var integral = 0.5 * (1 + one.response[n, n - lag])
        for k in 1..<lag { integral += one.response[n, n - k] }
        let loss = one.covariance[n, n] - one.covariance[n, n - lag]
        worst = max(worst, abs(0.8 * 0.2 * integral - loss))
      }
      return (one.covariance[n, n], worst)
    }
    let symmetric = try violation(1)
    #expect(abs(symmetric.variance - 0.8 * (1 - 0.75.squareRoot()) / 0.125) < 1e-3)
    #expect(symmetric.difference < 3e-3, "\(symmetric)")
    let partial = try violation(0.5)
    #expect(partial.difference > 5 * symmetric.difference, "\(partial)")
  }

  /// A soft-spin glass in equilibrium: quartic confinement, η = 1, T ∫ R = K(0) − K(τ) within errors.
  @Test func softSpinGlassEquilibrium() throws {
    let map = try MomentMap(sigmaW: 0.6, sigmaB: 0.3, nonlinearity: linear)
    let dynamics = try PathDynamics(map, symmetry: 1, temperature: 0.7, confinement: 0.5)
    let samples = try populations(
      dynamics, count: 12, variance: 0.5, duration: 8, step: 0.1, paths: 700)
    let n = samples[0].times.count - 1
    for lag in [5, 10, 20, 40] {
      let test = StudentTest(
        samples.map { one in
          var integral = 0.5 * (1 + one.response[n, n - lag])
          for k in 1..<lag { integral += one.response[n, n - k] }
          return 0.7 * 0.1 * integral - (one.covariance[n, n] - one.covariance[n, n - lag])
        })
      #expect(test.probability > 0.001 / 4, "\(lag): \(test)")
      #expect(test.error < 0.02)
    }
  }

  /// The same stream gives the same paths, another one does not; errors need two populations.
  @Test func streams() throws {
    let dynamics = try PathDynamics(MomentMap(sigmaW: 1.5, sigmaB: 0), symmetry: 0.5)
    let first = try populations(
      dynamics, count: 2, variance: 1, duration: 1, step: 0.1, paths: 64)
    let again = try PathPopulation(
      dynamics, variance: 1, duration: 1, step: 0.1, paths: 64,
      name: SampledTransient.stream(seed: 11, population: 1))
    #expect(again.covariance == first[1].covariance && again.response == first[1].response)
    #expect(again.covariance != first[0].covariance)
    let sampled = SampledTransient(first)
    #expect(sampled.populations == 2)
    let mean = (first[0].covariance[7, 3] + first[1].covariance[7, 3]) / 2
    #expect(abs(sampled.covariance.values[7, 3] - mean) < 1e-15)
    let difference = abs(first[0].covariance[7, 3] - first[1].covariance[7, 3])
    #expect(abs(sampled.covariance.errors[7, 3] - difference / 2) < 1e-15)
  }

  @Test func refusals() throws {
    let map = try MomentMap(sigmaW: 1.5, sigmaB: 0)
    #expect(throws: NetworkTheoryError.self) { try PathDynamics(map, symmetry: 1.5) }
    #expect(throws: NetworkTheoryError.self) { try PathDynamics(map, temperature: -1) }
    #expect(throws: NetworkTheoryError.self) { try PathDynamics(map, confinement: -1) }
    let sign = try MomentMap(sigmaW: 1, sigmaB: 0, nonlinearity: Activation.sign.function())
    #expect(throws: NetworkTheoryError.self) { try PathDynamics(sign, symmetry: 0.5) }
    let name = SampledTransient.stream(seed: 1, population: 0)
    #expect(throws: NetworkTheoryError.self) {
      try PathPopulation(
        PathDynamics(map), variance: 1, duration: 1, step: 0.1, paths: 3, name: name)
    }
    #expect(throws: NetworkTheoryError.self) {
      try PathPopulation(
        PathDynamics(map), variance: 1, duration: 1, step: 0.5, paths: 64, name: name)
    }
    let rectifier = try MomentMap(
      sigmaW: 4, sigmaB: 0, nonlinearity: Activation.relu.function())
    let error = #expect(throws: NetworkTheoryError.self) {
      try PathPopulation(
        PathDynamics(rectifier, symmetry: 1), variance: 1, duration: 30, step: 0.25, paths: 64,
        name: name)
    }
    guard case .signalOutgrown = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
