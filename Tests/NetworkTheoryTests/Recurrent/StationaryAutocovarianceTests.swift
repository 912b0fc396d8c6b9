import Foundation
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Stationary chaotic states against published digits, another numerical route, closed forms and limits.
///
/// Calibrated by the commutator of Magnus' steps with the other sign, by λ_1 = −E_0/2, by a G
/// larger by 1 %, and by one rule of stability for all held means.
@Suite struct StationaryAutocovarianceTests {
  private func state(
    _ activation: Activation = .tanh, w0: Double = 0, b0: Double = 0, sigmaW: Double,
    sigmaB: Double = 0, gain: Double = 1
  ) throws -> ChaoticState {
    let states = try MomentMap(
      weightMean: w0, biasMean: b0, sigmaW: sigmaW, sigmaB: sigmaB,
      nonlinearity: activation.function(gain: gain)
    ).chaoticStates()
    #expect(states.count == 1)
    return try #require(states.last)
  }

  /// Digits computed independently for this project.
  @Test(
    arguments: [
      (1.2, 0.2426288960, 0.0119196), (1.5, 0.7476863806, 0.0467462),
      (2.0, 1.9248054137, 0.1124581), (3.0, 5.4463260830, 0.2354610),
      (5.0, 16.9640457024, 0.4336976),
    ])
  func hyperbolicTangent(sigmaW: Double, zero: Double, exponent: Double) throws {
    let state = try state(sigmaW: sigmaW)
    #expect(abs(state.autocovariance.zero - zero) < 1e-10)
    #expect(state.autocovariance.infinity == 0)
    #expect(abs(state.largestLyapunovExponent - exponent) < 6e-8)
    #expect(abs(try #require(state.zeroMode)) < 1e-10)
    #expect(state.autocovariance.errorEstimate < 1e-10 && state.exponentError < 1e-9)
  }

  struct Row: Decodable {
    let activation: String
    let sigmaW, sigmaB, w0, b0, mean, zero, infinity: Double
    let lags, autocovariance: [Double]
    let decayRate, exponent: Double?
    enum CodingKeys: String, CodingKey {
      case activation, w0, b0, mean, zero, infinity, lags, autocovariance, exponent
      case sigmaW = "sigma_w"
      case sigmaB = "sigma_b"
      case decayRate = "decay_rate"
    }
  }

  /// Antiderivatives, the second-order equation and a matrix of equal steps.
  ///
  /// `Tests/ReferenceData/Recurrent/reference.py` computes them. Its own errors are about 1e-11 for Δ and 1e-9 for λ_1.
  @Test func otherRoute() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("ReferenceData/Recurrent/values.json")
    let rows = try JSONDecoder().decode([Row].self, from: Data(contentsOf: file))
    #expect(rows.count == 17)
    for row in rows {
      let name = "\(row.activation) \(row.sigmaW) \(row.sigmaB) \(row.w0) \(row.b0)"
      let activation = try #require(Activation(rawValue: row.activation))
      let state = try state(
        activation, w0: row.w0, b0: row.b0, sigmaW: row.sigmaW, sigmaB: row.sigmaB)
      let covariance = state.autocovariance
      let tolerance = 1e-10 * row.zero + 3 * covariance.errorEstimate
      #expect(abs(covariance.mean - row.mean) < tolerance, "\(name): m = \(covariance.mean)")
      #expect(abs(covariance.zero - row.zero) < tolerance, "\(name): Δ_0 = \(covariance.zero)")
      #expect(abs(covariance.infinity - row.infinity) < tolerance, "\(name)")
      for (lag, value) in zip(row.lags, row.autocovariance) {
        #expect(abs(covariance(lag) - value) < 10 * tolerance, "\(name): Δ(\(lag))")
      }
      if let exponent = row.exponent, let decayRate = row.decayRate {
        let error = abs(state.largestLyapunovExponent - exponent)
        #expect(error < 1e-8, "\(name): λ_1 = \(state.largestLyapunovExponent)")
        #expect(abs(covariance.decayRate - decayRate) < 1e-8, "\(name): κ")
        #expect(abs(try #require(state.zeroMode)) < 1e-9, "\(name)")
      } else {
        #expect(state.largestLyapunovExponent == .infinity && state.zeroMode == nil)
      }
    }
  }

  /// Near the transition, with ε = g − 1: Δ_0 = ε + 7ε²/6, Δ = Δ_0 sech(κτ), κ = Δ_0/√3, λ_1 = ε²/2, to leading
  /// orders.
  ///
  /// From φ = x − x³/3 + 2x⁵/15 the energy condition is g² = 1 + 2Δ_0 − 4Δ_0²/3 + …; the potential
  /// κ² − 6κ² sech² has the levels −3κ² and 0.
  @Test(arguments: [1e-2, 1e-3])
  func transition(epsilon: Double) throws {
    let state = try state(sigmaW: 1 + epsilon)
    let covariance = state.autocovariance
    let second = (covariance.zero / epsilon - 1) / epsilon
    #expect(abs(second - 7.0 / 6) < 1 * epsilon, "\(second)")
    #expect(abs(covariance.decayRate / (covariance.zero / 3.0.squareRoot()) - 1) < 4 * epsilon)
    #expect(abs(2 * state.largestLyapunovExponent / (epsilon * epsilon) - 1) < 4 * epsilon)
    for share in [0.3, 1, 2.5] {
      let lag = share / covariance.decayRate
      let sech = 1 / Double.cosh(share)
      #expect(abs(covariance(lag) / covariance.zero - sech) < epsilon)
    }
  }

  /// As σ_w → ∞ tanh acts as the sign: Δ_0/σ_w² → 2(1 − 2/π), κ² → 1 − 1/(π − 2).
  @Test func largeGain() throws {
    let limit = 2 * (1 - 2 / Double.pi)
    let sign = try state(.sign, sigmaW: 3)
    #expect(abs(sign.autocovariance.zero - 9 * limit) < 1e-9)
    let rest = (1 - 1 / (Double.pi - 2)).squareRoot()
    #expect(abs(sign.autocovariance.decayRate - rest) < 1e-9)
    // The correction is of order σ_w⁻².
    let ten = try state(sigmaW: 10).autocovariance
    #expect(abs(ten.zero / 100 - limit) < 1.5 / 100)
    #expect(abs(ten.decayRate - rest) < 1.5 / 100)
  }

  /// φ(g h) at σ_w = 1 has the autocovariance of σ_w = g, divided by g², and the same exponent.
  @Test func gainIsAScale() throws {
    let plain = try state(sigmaW: 2)
    let scaled = try state(sigmaW: 1, gain: 2)
    for lag in [0.0, 1, 5, 30] {
      let expected = plain.autocovariance(lag) / 4
      #expect(abs(scaled.autocovariance(lag) - expected) < 1e-11)
    }
    #expect(abs(scaled.largestLyapunovExponent - plain.largestLyapunovExponent) < 1e-10)
    #expect(abs(scaled.rateVariance - plain.rateVariance) < 1e-12)
  }

  /// Fifty relaxation times and more: an exponential to its last digit, without a jump anywhere.
  @Test(arguments: [(Activation.tanh, 1.5, 0.0), (.tanh, 2.0, 0.3), (.hardTanh, 2.0, 0.3)])
  func decay(activation: Activation, sigmaW: Double, sigmaB: Double) throws {
    let covariance = try state(activation, sigmaW: sigmaW, sigmaB: sigmaB).autocovariance
    let time = 1 / covariance.decayRate
    var before = covariance.fluctuation(0)
    for k in 1...700 {
      let lag = 0.1 * Double(k) * time
      let value = covariance.fluctuation(lag)
      #expect(value > 0 && value < before)
      if k > 400 { #expect(abs(Double.log(before / value) - 0.1) < 1e-12) }
      before = value
    }
    #expect(before < 1e-29 && covariance(50 * time) >= covariance.infinity)
    #expect(abs(covariance(-time) - covariance(time)) == 0)
    // The slope is that of the values.
    for lag in [0.3, 2, 9] {
      let h = 1e-3
      let slope = (covariance(lag + h) - covariance(lag - h)) / (2 * h)
      #expect(abs(slope - covariance.slope(lag)) < 1e-6)
      #expect(abs(covariance.slope(-lag) + covariance.slope(lag)) == 0)
    }
    let lag = covariance.lag(atShare: 0.1)
    let share = covariance.fluctuation(lag) / covariance.fluctuation(0)
    #expect(abs(share - 0.1) < 1e-12)
  }

  /// Δ − Δ'' = σ_w² E φφ + σ_b², by a double sum that knows nothing of separations.
  @Test func equationOfMotion() throws {
    let state = try state(w0: -3, b0: 0.5, sigmaW: 2, sigmaB: 0.3)
    let covariance = state.autocovariance
    let nodes = (-150...150).map { Double($0) * 0.06 }
    func product(_ c: Double) -> Double {
      var sum = 0.0
      let root = covariance.zero.squareRoot()
      for x in nodes {
        for y in nodes {
          let first = covariance.mean + root * x
          let second = covariance.mean + root * (c * x + (1 - c * c).squareRoot() * y)
          sum += Double.exp(-(x * x + y * y) / 2) * Double.tanh(first) * Double.tanh(second)
        }
      }
      return sum * 0.0036 / (2 * .pi)
    }
    for lag in [0.7, 3, 12] {
      let h = 0.02
      let curvature =
        (-covariance(lag + 2 * h) + 16 * covariance(lag + h) - 30 * covariance(lag)
          + 16 * covariance(lag - h) - covariance(lag - 2 * h)) / (12 * h * h)
      let force = 4 * product(covariance(lag) / covariance.zero) + 0.09
      #expect(abs(covariance(lag) - curvature - force) < 1e-8)
    }
    // The mean field and the rates.
    #expect(abs(-3 * state.rateMean + 0.5 - covariance.mean) < 1e-11)
    let mean = product(1) - state.rateMean * state.rateMean
    #expect(abs(state.rateVariance - mean) < 1e-12)
  }

  /// A rectifier without biases has no scale: x = m/√Δ_0 is a function of σ_w alone, Δ_0 then linear in b_0².
  @Test func rectifierHasNoScale() throws {
    let small = try state(.relu, w0: -3, b0: 1, sigmaW: 1.8)
    let large = try state(.relu, w0: -3, b0: 4, sigmaW: 1.8)
    let other = try state(.relu, w0: -5, b0: 1, sigmaW: 1.8)
    #expect(abs(large.autocovariance.zero / small.autocovariance.zero - 16) < 1e-9)
    #expect(abs(large.largestLyapunovExponent - small.largestLyapunovExponent) < 1e-9)
    let ratio = { (state: ChaoticState) in
      state.autocovariance.mean / state.autocovariance.zero.squareRoot()
    }
    #expect(abs(ratio(other) - ratio(small)) < 1e-10)
    #expect(abs(other.largestLyapunovExponent - small.largestLyapunovExponent) < 1e-9)
    #expect(small.isStableToUniformModes && !small.isStableAtHeldMean)
  }

  /// With frozen biases chaos begins where σ_w² E φ'² = 1 at the fixed point, the critical line of layers.
  @Test(arguments: [0.1, 0.4])
  func transitionWithBias(sigmaB: Double) throws {
    let critical = try CriticalPoint(sigmaB: sigmaB).sigmaW
    #expect(try MomentMap(sigmaW: critical - 1e-4, sigmaB: sigmaB).chaoticStates().isEmpty)
    let step = 1e-3
    let near = try state(sigmaW: critical + step, sigmaB: sigmaB)
    let twice = try state(sigmaW: critical + 2 * step, sigmaB: sigmaB)
    let gaps = [near, twice].map { $0.autocovariance.zero - $0.autocovariance.infinity }
    // The fluctuating part grows from zero in proportion, the exponent as its square or faster.
    #expect(abs(gaps[1] / gaps[0] - 2) < 0.05)
    #expect(near.largestLyapunovExponent > 0 && near.largestLyapunovExponent < step)
    // Potential κ² (1 − 3 sech²(κτ/2)): levels −5κ²/4 and 0.
    let share =
      near.largestLyapunovExponent
      / (0.625 * near.autocovariance.decayRate * near.autocovariance.decayRate)
    #expect(abs(share - 1) < 0.02)
  }
}
