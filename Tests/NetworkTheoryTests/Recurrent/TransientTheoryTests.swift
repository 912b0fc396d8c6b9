import LinearAlgebra
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// The march over time in its exact limits.
///
/// Calibrated by exchanged weights of the step, a missing σ_b², a missing w_0, an extrapolation with 1/2 for 1/3, one
/// correction instead of two, and the response of the other trajectory.
@Suite struct TransientTheoryTests {
  /// Without couplings neurons decay towards their biases.
  ///
  /// m(t) = m_0 e^(−t) + b_0 (1 − e^(−t)), K(t, s) = q_0 e^(−t−s) + σ_b² (1 − e^(−t))(1 − e^(−s)).
  @Test func withoutCouplings() throws {
    let map = try MomentMap(biasMean: -0.4, sigmaW: 0, sigmaB: 0.8)
    let theory = try TransientTheory(
      map, initial: InitialLaw(mean: 0.7, variance: 1.3), duration: 3, step: 0.25)
    let covariance = theory.covariance()
    #expect(theory.times.count == 13 && theory.times[12] == 3)
    for (n, t) in theory.times.enumerated() {
      let grown = 1 - Double.exp(-t)
      #expect(abs(theory.means[0][n] - (0.7 * Double.exp(-t) - 0.4 * grown)) < 1e-14)
      for (m, s) in theory.times.enumerated() {
        let exact = 1.3 * Double.exp(-t - s) + 0.64 * grown * (1 - Double.exp(-s))
        #expect(abs(covariance[n, m] - exact) < 1e-14)
      }
    }
  }

  /// e^(−t−s) I_0(2σ√(ts)), the covariance that grows from a unit one in a linear network.
  private func propagator(_ t: Double, _ s: Double, _ sigma: Double) -> Double {
    let square = sigma * sigma * t * s
    var (term, sum) = (1.0, 1.0)
    for k in 1..<200 {
      term *= square / Double(k * k)
      sum += term
    }
    return Double.exp(-t - s) * sum
  }

  /// A linear network with means and biases in closed form.
  ///
  /// ```
  /// K = q_0 G(t, s) + ∫∫ G(t − u, s − v) (σ_w² m(u) m(v) + σ_b²) du dv,   G = e^(−t−s) I_0(2σ_w√(ts))
  /// m(t) = m_∞ + (m_0 − m_∞) e^(−(1 − w_0) t),   m_∞ = b_0/(1 − w_0)
  /// ```
  @Test func linearNetwork() throws {
    let map = try MomentMap(
      weightMean: 0.4, biasMean: 0.3, sigmaW: 1.2, sigmaB: 0.5,
      nonlinearity: Activation.linear.function())
    let law = try InitialLaw(mean: -0.6, variance: 0.7)
    let theory = try TransientTheory(map, initial: law, duration: 2, step: 0.05)
    func mean(_ t: Double) -> Double { 0.5 - 1.1 * Double.exp(-0.6 * t) }
    let covariance = theory.covariance()
    for (t, s) in [(2.0, 2.0), (2.0, 0.5), (1.0, 1.5)] {
      let rule = (GaussLegendre(on: 0...t, count: 24), GaussLegendre(on: 0...s, count: 24))
      var exact = 0.7 * propagator(t, s, 1.2)
      for (u, first) in zip(rule.0.nodes, rule.0.weights) {
        for (v, second) in zip(rule.1.nodes, rule.1.weights) {
          exact +=
            first * second * propagator(t - u, s - v, 1.2)
            * (1.44 * mean(u) * mean(v) + 0.25)
        }
      }
      let (n, m) = (Int((t / 0.05).rounded()), Int((s / 0.05).rounded()))
      #expect(abs(theory.means[0][n] - mean(t)) < 1e-6)
      #expect(abs(covariance[n, m] - exact) < 2e-6, "\(covariance[n, m]) \(exact)")
      #expect(abs(covariance[n, m] - exact) < theory.errorEstimate)
    }
  }

  /// Halving the step divides the error of one march by four, that of the extrapolated one by more.
  @Test func secondOrder() throws {
    let map = try MomentMap(
      weightMean: 0.8, biasMean: -0.2, sigmaW: 1.5, sigmaB: 0.3)
    let law = try InitialLaw(mean: 0.5, variance: 1)
    let theories = try [0.4, 0.2, 0.1].map {
      try TransientTheory(map, initial: law, duration: 8, step: $0)
    }
    for k in 0..<2 {
      // The estimate is the error of the march with half of the step.
      let ratio = theories[k].errorEstimate / theories[k + 1].errorEstimate
      #expect(ratio > 3.5 && ratio < 4.5, "\(ratio)")
    }
    let best = try TransientTheory(map, initial: law, duration: 8, step: 0.05)
    for (theory, stride) in [(theories[0], 8), (theories[1], 4), (theories[2], 2)] {
      var worst = 0.0
      for n in theory.times.indices {
        worst = max(worst, abs(theory.means[0][n] - best.means[0][n * stride]))
        for m in theory.times.indices {
          worst = max(
            worst, abs(theory.covariance()[n, m] - best.covariance()[n * stride, m * stride]))
        }
      }
      #expect(worst < 0.5 * theory.errorEstimate, "\(worst) \(theory.errorEstimate)")
    }
  }

  /// At long times the variance is that of the stationary theory, Δ_0 = 0.7476863806 at σ_w = 1.5.
  @Test func reachesTheStationaryState() throws {
    let theory = try TransientTheory(
      MomentMap(sigmaW: 1.5, sigmaB: 0), initial: InitialLaw(variance: 1), duration: 300, step: 0.4)
    #expect(abs(theory.variance()[750] - 0.747_686_380_6) < 6e-5, "\(theory.variance()[750])")
  }

  /// With static biases the covariance keeps a positive limit K(∞); below chaos it is the fixed point.
  @Test func staticBiasReachesFixedPoint() throws {
    let map = try MomentMap(sigmaW: 0.8, sigmaB: 0.5)
    let theory = try TransientTheory(
      map, initial: InitialLaw(variance: 2), duration: 40, step: 0.25)
    let fixed = try DeepNetworkTheory(sigmaW: 0.8, sigmaB: 0.5).qStar
    let covariance = theory.covariance()
    #expect(abs(covariance[160, 160] - fixed) < 1e-6)
    #expect(abs(covariance[160, 100] - fixed) < 1e-4)
    // In the chaotic phase the covariance decays to K(∞) = σ_w² E φφ + σ_b² at that covariance.
    let theory2 = try TransientTheory(
      MomentMap(sigmaW: 2, sigmaB: 0.5), initial: InitialLaw(variance: 1), duration: 80, step: 0.25)
    let late = theory2.covariance()
    let (variance, limit) = (late[320, 320], late[320, 160])
    #expect(limit > 0.5 * variance && limit < 0.8 * variance)
    let average = GaussianPairAverage(for: Tanh()).product(
      q11: variance, q22: variance, correlation: limit / variance, Double.tanh, Double.tanh)
    #expect(abs(4 * average + 0.25 - limit) < 1e-3, "\(4 * average + 0.25) \(limit)")
  }

  /// Two trajectories that start equal stay equal; exchanging them changes nothing.
  @Test func twoTrajectories() throws {
    let map = try MomentMap(
      weightMean: 0.3, biasMean: 0.1, sigmaW: 1.5, sigmaB: 0.2)
    let single = try TransientTheory(
      map, initial: InitialLaw(mean: 0.2, variance: 1), duration: 4, step: 0.2)
    let equal = try TransientTheory(
      map, initial: InitialLaw(mean: 0.2, variance: 1, correlation: 1), duration: 4, step: 0.2)
    #expect(equal.trajectoryCount == 2)
    for (a, b) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      let difference =
        zip(equal.covariance(a, b).elements, single.covariance().elements)
        .map { abs($0 - $1) }.max() ?? 1
      #expect(difference < 1e-12)
    }
    let q = Matrix(rows: 2, columns: 2, elements: [0.8, 0.2, 0.2, 0.5])
    let swapped = Matrix(rows: 2, columns: 2, elements: [0.5, 0.2, 0.2, 0.8])
    let one = try TransientTheory(
      map, initial: InitialLaw(means: [0.6, -0.4], covariances: q), duration: 2, step: 0.2)
    let two = try TransientTheory(
      map, initial: InitialLaw(means: [-0.4, 0.6], covariances: swapped), duration: 2, step: 0.2)
    #expect(one.covariance(0, 1) == one.covariance(1, 0).transposed)
    let difference =
      zip(one.covariance(0, 1).elements, two.covariance(1, 0).elements)
      .map { abs($0 - $1) }.max() ?? 1
    #expect(difference < 1e-13)
    #expect(
      abs(
        one.overlap(0, 1)[10] - (one.covariance(0, 1)[10, 10] + one.means[0][10] * one.means[1][10])
      )
        < 1e-15)
  }

  /// What cannot be done is said.
  @Test func refusals() throws {
    let law = try InitialLaw(variance: 1)
    let map = try MomentMap(sigmaW: 1.5, sigmaB: 0)
    #expect(throws: NetworkTheoryError.self) {
      try TransientTheory(map, initial: law, duration: -1, step: 0.1)
    }
    #expect(throws: NetworkTheoryError.self) {
      try TransientTheory(map, initial: law, duration: 10, step: 0)
    }
    #expect(throws: NetworkTheoryError.self) {
      try TransientTheory(map, initial: law, duration: 10, step: 2)
    }
    #expect(throws: NetworkTheoryError.self) { try InitialLaw(variance: -1) }
    #expect(throws: NetworkTheoryError.self) { try InitialLaw(variance: 1, correlation: 2) }
    // A step that is too large for strong couplings comes with one that will do.
    let strong = try MomentMap(
      weightMean: 2, sigmaW: 4, sigmaB: 1)
    do {
      _ = try TransientTheory(strong, initial: law, duration: 10, step: 1)
      Issue.record("a step of 1 was accepted")
    } catch NetworkTheoryError.stepTooLarge(_, _, let suggested) {
      _ = try TransientTheory(strong, initial: law, duration: 10, step: suggested)
    }
    // A rectifier with strong couplings grows without bound.
    let growing = try MomentMap(sigmaW: 4, sigmaB: 1, nonlinearity: Activation.relu.function())
    let error = #expect(throws: NetworkTheoryError.self) {
      try TransientTheory(growing, initial: law, duration: 60, step: 0.5)
    }
    guard case .signalOutgrown = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
