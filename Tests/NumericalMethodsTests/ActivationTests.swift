import NumericalMethods
import RealModule
import Testing

/// Every activation function against differences of itself and closed forms of its Gaussian averages.
///
/// Calibrated by a SELU of another α, a GELU derivative without its second term, panels that ignore the
/// kinks, and a pair average without the breaks at k ± d.
@Suite struct ActivationTests {
  @Test(arguments: Activation.allCases, [1.0, 1.7])
  func derivatives(activation: Activation, gain: Double) {
    let phi = activation.function(gain: gain)
    #expect(phi.name == activation.rawValue)
    for x in [-3.1, -1.3, -0.4, 0.05, 0.37, 0.9, 2.2, 5.0] {
      let step = 1e-5
      guard !phi.kinks.contains(where: { abs($0 - x) < 0.02 }) else { continue }
      let slope = (phi.value(x + step) - phi.value(x - step)) / (2 * step)
      #expect(abs(slope - phi.derivative(x)) < 1e-9)
      let bend = (phi.derivative(x + step) - phi.derivative(x - step)) / (2 * step)
      #expect(abs(bend - phi.secondDerivative(x)) < 1e-9)
    }
    for kink in phi.kinks {
      let jump = phi.derivative(kink + 1e-9) - phi.derivative(kink - 1e-9)
      let leap = phi.value(kink + 1e-9) - phi.value(kink - 1e-9)
      #expect(abs(jump) > 0.1 || (phi.isDiscontinuous && abs(leap) > 0.1))
    }
  }

  @Test(arguments: Activation.allCases)
  func differences(activation: Activation) {
    let phi = activation.function()
    for center in [-2.3, -1.0, -0.2, 0, 0.15, 0.7, 1.0, 3.3] {
      for d in [2.5, 0.7, 0.19, 0.03, 1e-3] {
        let plain = phi.value(center + d) - phi.value(center - d)
        #expect(abs(phi.difference(center: center, halfWidth: d) - plain) < 4e-15)
        #expect(abs(phi.difference(center: center, halfWidth: -d) + plain) < 4e-15)
      }
      guard !phi.kinks.contains(where: { abs($0 - center) < 0.02 }) else { continue }
      // φ' + d²φ'''/6, of which only the first is seen at d = 1e-9.
      let tiny = phi.difference(center: center, halfWidth: 1e-9) / 2e-9
      #expect(abs(tiny - phi.derivative(center)) <= 1e-13 * (1 + abs(tiny)))
    }
  }

  /// E φ² for variance v: closed forms of erf, ReLU, leaky ReLU, hard tanh, sin, sign, linear, and SELU.
  @Test(arguments: [0.04, 0.7, 3, 25, 900])
  func meanSquares(variance v: Double) {
    func square(_ activation: Activation, gain: Double = 1) -> Double {
      let phi = activation.function(gain: gain)
      return GaussianAverage(variance: v, for: phi) { phi.value($0) * phi.value($0) }
    }
    func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 * max(1, abs(b)) }
    #expect(close(square(.erf), 2 / Double.pi * Double.asin(2 * v / (1 + 2 * v))))
    let s = Double.pi / 2 * v
    #expect(close(square(.erfScaled), 2 / Double.pi * Double.asin(s / (1 + s))))
    #expect(close(square(.relu), v / 2))
    #expect(close(square(.relu, gain: 3), 4.5 * v))
    #expect(close(square(.leakyReLU), v * 1.01 / 2))
    #expect(close(square(.sin), (1 - Double.exp(-2 * v)) / 2))
    #expect(close(square(.sign), 1))
    #expect(close(square(.linear), v))
    // ∫ of x² within ±1 and of 1 outside.
    let t = 1 / v.squareRoot()
    let inside = Double.erf(t * 0.5.squareRoot())
    let density = Double.exp(-t * t / 2) * (0.5 / Double.pi).squareRoot()
    #expect(close(square(.hardTanh), v * (inside - 2 * t * density) + 1 - inside))
    // λ²v/2 + λ²α² E (e^x − 1)² over x < 0.
    func half(_ k: Double) -> Double {
      Double.exp(k * k * v / 2) * Double.erfc(k * (v / 2).squareRoot()) / 2
    }
    if v < 100 {
      let negative = half(2) - 2 * half(1) + 0.5
      let scale = SELU.scale * SELU.scale
      #expect(close(square(.selu), scale * (v / 2 + SELU.alpha * SELU.alpha * negative)))
    }
  }

  /// E φ(x)φ(y) for erf, ReLU, sign, linear and sin, of equal and of unequal variances.
  @Test(arguments: [0.0, 0.3, -0.6, 0.9, 0.999, -1, 1])
  func pairs(correlation c: Double) {
    for (q11, q22) in [(1.0, 1.0), (0.3, 2.0), (12, 0.5), (4, 4)] {
      let root = (q11 * q22).squareRoot()
      func product(_ activation: Activation) -> Double {
        let phi = activation.function()
        return GaussianPairAverage(for: phi).product(
          q11: q11, q22: q22, correlation: c, phi.value, phi.value)
      }
      let angle = Double.acos(c)
      let erf =
        2 / Double.pi
        * Double.asin(2 * c * root / ((1 + 2 * q11) * (1 + 2 * q22)).squareRoot())
      #expect(abs(product(.erf) - erf) < 1e-12)
      let relu = root / (2 * .pi) * (Double.sin(angle) + (.pi - angle) * c)
      #expect(abs(product(.relu) - relu) < 1e-12 * (1 + root))
      #expect(abs(product(.sign) - 2 / .pi * Double.asin(c)) < 1e-12)
      #expect(abs(product(.linear) - c * root) < 1e-12 * (1 + root))
      let sine = Double.exp(-(q11 + q22) / 2) * Double.sinh(c * root)
      #expect(abs(product(.sin) - sine) < 1e-12)
    }
  }

  /// E (φ(x) − φ(y))² to relative accuracy: ReLU, sign and sin in closed form.
  @Test(arguments: [2, 1.5, 0.4, 1e-2, 1e-6, 1e-12, 1e-18])
  func separations(separation: Double) {
    for q in [0.2, 1, 9] {
      func square(_ activation: Activation) -> Double {
        let phi = activation.function()
        return GaussianPairAverage(for: phi).separated(variance: q, separation: separation) {
          let difference = phi.difference(center: $0, halfWidth: $1)
          return difference * difference
        }
      }
      // The angle from ε: sin²(θ/2) = ε/2.
      let theta = 2 * Double.asin((separation / 2).squareRoot())
      #expect(abs(square(.linear) / (2 * q * separation) - 1) < 1e-12)
      // q[1 − (sin θ + (π − θ) cos θ)/π], by a series where θ is small.
      let relu =
        theta > 1e-2
        ? q * (1 - (Double.sin(theta) + (.pi - theta) * Double.cos(theta)) / .pi)
        : q * separation * (1 - 2 * theta / (3 * .pi) * (1 - theta * theta / 60))
      #expect(abs(square(.relu) / relu - 1) < (theta > 1e-2 ? 1e-9 : 1e-8 * theta + 1e-11))
      #expect(abs(square(.sign) / (4 / .pi * theta) - 1) < 1e-12)
      let sine =
        (1 + Double.exp(-2 * q * (1 - separation / 2)))
        * -Double.expMinusOne(-q * separation)
      #expect(abs(square(.sin) / sine - 1) < 1e-12)
    }
  }

  /// Closed forms are declared by the functions and keep the gain; the rest follows from kinks.
  @Test func pairForms() {
    func form(_ activation: Activation, gain: Double = 1) -> PairAverageForm {
      activation.function(gain: gain).pairForm
    }
    #expect(form(.erf, gain: 3) == .arcsine(scale: 1, gain: 3))
    #expect(form(.leakyReLU, gain: 2) == .arccosine(slope: 0.1, gain: 2))
    #expect(form(.linear, gain: 2) == .linear(gain: 2) && form(.sin) == .sine(gain: 1))
    #expect(form(.sign, gain: 2) == .sign)
    #expect(form(.selu, gain: 2) == .exponentialUnit(gain: 2))
    #expect(form(.hardTanh, gain: 2) == .piecewiseLinear)
    for activation in [Activation.tanh, .gelu, .silu, .softplus, .sigmoid] {
      #expect(form(activation, gain: 2) == .hermiteSeries)
    }
  }
}
