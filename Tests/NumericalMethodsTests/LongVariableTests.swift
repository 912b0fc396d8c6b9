import NumericalMethods
import RealModule
import Testing

/// Averages over variables much longer than the range in which a function is curved.
///
/// Calibrated by curved ranges of half their length, fine panels around one of ±d only, averages without the
/// breaks around the place where the inner mean crosses the range, and a gain that leaves the range as it is.
@Suite struct LongVariableTests {
  /// A function that does not tell where it is curved, so that everything is averaged finely.
  private struct Curved: Nonlinearity {
    let base: any Nonlinearity
    var name: String { base.name }
    var kinks: [Double] { base.kinks }
    var analyticHalfWidth: Double { base.analyticHalfWidth }
    func value(_ x: Double) -> Double { base.value(x) }
    func derivative(_ x: Double) -> Double { base.derivative(x) }
    func secondDerivative(_ x: Double) -> Double { base.secondDerivative(x) }
    func difference(center: Double, halfWidth: Double) -> Double {
      base.difference(center: center, halfWidth: halfWidth)
    }
  }

  /// The arcsine of the error function at any length.
  @Test(arguments: [1e3, 1e5, 1e8], [-1, -0.99, -0.3, 0, 1e-4, 0.5, 0.97, 0.999_999])
  func errorFunction(q: Double, c: Double) {
    let phi = ErrorFunction(scale: 1)
    let average = GaussianPairAverage(for: phi)
    let exact = 2 / Double.pi * Double.asin(2 * c * q / (1 + 2 * q))
    let product = average.product(q11: q, q22: q, correlation: c, phi.value, phi.value)
    #expect(abs(product - exact) < 1e-13)
    let short = q / 37
    let unequal = average.product(q11: short, q22: q, correlation: c, phi.value, phi.value)
    let scale = 2 * (q * short / ((1 + 2 * q) * (1 + 2 * short))).squareRoot()
    #expect(abs(unequal - 2 / Double.pi * Double.asin(c * scale)) < 1e-13)
    let separated = average.separated(variance: q, separation: 1 - c) { p, d in
      let difference = phi.difference(center: p, halfWidth: d)
      return difference * difference
    }
    let square = 2 / Double.pi * Double.asin(2 * q / (1 + 2 * q))
    #expect(abs(separated - 2 * (square - exact)) < 1e-12)
  }

  /// The separation of close pairs keeps its relative accuracy: ε' → χ₁ ε.
  @Test(arguments: [Activation.tanh, .erf], [1e-18, 1e-12])
  func closePairs(activation: Activation, separation: Double) {
    let phi = activation.function()
    // ⟨(φ(p + d) − φ(p − d))²⟩ = 2qε E φ'² to first order in qε.
    let q = 1e4
    let sum = GaussianPairAverage(for: phi).separated(variance: q, separation: separation) { p, d in
      let difference = phi.difference(center: p, halfWidth: d)
      return difference * difference
    }
    let slope = GaussianAverage(variance: q, for: phi) { phi.derivative($0) * phi.derivative($0) }
    #expect(abs(sum / (2 * q * separation * slope) - 1) < 1e-7 * (separation / 1e-12) + 1e-11)
  }

  /// The same numbers as by fine nodes everywhere.
  @Test(arguments: [Activation.tanh, .gelu, .silu, .softplus, .selu], [0.7, -0.98])
  func otherFunctions(activation: Activation, c: Double) {
    let phi = activation.function()
    let plain = Curved(base: phi)
    let q: Double = activation == .silu || activation == .softplus ? 2700 : 900
    for mean in [0, 4.5] {
      func product(_ function: any Nonlinearity) -> Double {
        GaussianPairAverage(for: function).product(
          mean: mean, q11: q, q22: q / 3, correlation: c, function.value, function.value)
      }
      let (short, long) = (product(phi), product(plain))
      #expect(abs(short - long) <= 1e-12 * max(1, abs(long)))
      func separated(_ function: any Nonlinearity) -> Double {
        GaussianPairAverage(for: function).separated(
          mean: mean, variance: q, separation: 1 - c
        ) { p, d in function.derivative(p + d) * function.derivative(p - d) }
      }
      #expect(abs(separated(phi) - separated(plain)) < 1e-12)
    }
  }

  /// No difference overflows where its two values do not.
  @Test(arguments: Activation.allCases)
  func farDifferences(activation: Activation) {
    let phi = activation.function()
    for center in [-3000, -900, -2, 0, 5, 2000.0] {
      for halfWidth in [1e-9, 0.3, 40, 800, 5000, -1200] {
        let found = phi.difference(center: center, halfWidth: halfWidth)
        let plain = phi.value(center + halfWidth) - phi.value(center - halfWidth)
        #expect(abs(found - plain) <= 1e-9 + 1e-13 * abs(plain))
      }
    }
  }

  /// Single averages: E φ² of erf, and of tanh by what is left beside 1 (E sech² → √(2/(πq))).
  @Test(arguments: [1e4, 1e8, 1e12])
  func singleAverages(q: Double) {
    let erf = ErrorFunction(scale: 1)
    let square = GaussianAverage(variance: q, for: erf) { erf.value($0) * erf.value($0) }
    // asin x by its tangent, since x is nearly 1.
    let angle = Double.atan2(y: 2 * q, x: (1 + 4 * q).squareRoot())
    #expect(abs(square - 2 / Double.pi * angle) < 1e-13)
    let tanh = Tanh(gain: 3)
    let slope = GaussianAverage(variance: q, for: tanh)(tanh.derivative)
    // ∫ g sech²(g h) dh = 2, times the density at 0 up to 1/q.
    let limit = 2 / (2 * Double.pi * q).squareRoot()
    #expect(abs(slope / limit - 1) < 1 / q)
    let gelu = GELU()
    let half = GaussianAverage(variance: q, for: gelu) { gelu.value($0) * gelu.value($0) } / q
    #expect(abs(half - 0.5) < 1 / q)
  }

  /// Gains and shifts move the range along.
  @Test func gains() {
    for activation in Activation.allCases {
      let phi = activation.function(gain: 7)
      guard let range = phi.curvedRange else { continue }
      for (end, step) in [(range.lowerBound, -0.5), (range.upperBound, 0.5)] {
        #expect(
          phi.secondDerivative(end + step) == 0 || abs(phi.secondDerivative(end + step)) < 1e-14)
      }
      #expect(range.upperBound - range.lowerBound < 12)
    }
  }
}
