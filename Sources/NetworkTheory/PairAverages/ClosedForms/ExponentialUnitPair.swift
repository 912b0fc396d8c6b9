import NumericalMethods
import RealModule

/// E φ(u) φ(v) of scaled exponential linear units, by bivariate normal probabilities.
///
/// ```
/// φ(u) = λ (u)₊ + λ a (e^u − 1) θ(−u),   E e^(iu + jv) f(u, v) = e^(…) E f at shifted means
/// ```
struct ExponentialUnitPair {
  private let pair: NormalPair
  private static let unit = SELU()

  init(_ pair: NormalPair) { self.pair = pair }

  var average: Double {
    let unit = Self.unit
    guard pair.q1 > 0 else { return unit.value(pair.m1) * Self.mean(pair.m2, pair.q2) }
    guard pair.q2 > 0 else { return unit.value(pair.m2) * Self.mean(pair.m1, pair.q1) }
    // Factors above e^10 would multiply the rounding of the probabilities.
    guard growth(1, 1) < 10, growth(1, 0) < 10, growth(0, 1) < 10 else {
      return RatePairForm.conditional(pair, unit, inner: Self.mean)
    }
    let alpha = SELU.alpha
    let other = ExponentialUnitPair(pair.swapped)
    let both =
      exponential(1, 1) { $0.bothNegative } - exponential(1, 0) { $0.bothNegative }
      - exponential(0, 1) { $0.bothNegative } + pair.bothNegative
    return SELU.scale * SELU.scale
      * (pair.rectified(0, 0) + alpha * (mixed + other.mixed) + alpha * alpha * both)
  }

  /// E (u)₊ (e^v − 1) θ(−v).
  private var mixed: Double {
    exponential(0, 1) { $0.rectifiedBesideNegative } - pair.rectifiedBesideNegative
  }

  /// The exponent of E e^(iu + jv).
  private func growth(_ i: Double, _ j: Double) -> Double {
    i * pair.m1 + j * pair.m2
      + (i * i * pair.q1 + j * j * pair.q2 + 2 * i * j * pair.covariance) / 2
  }

  /// E e^(iu + jv) f(u, v).
  private func exponential(
    _ i: Double, _ j: Double, _ average: (NormalPair) -> Double
  ) -> Double {
    Double.exp(growth(i, j))
      * average(
        NormalPair(
          m1: pair.m1 + i * pair.q1 + j * pair.covariance, q1: pair.q1,
          m2: pair.m2 + j * pair.q2 + i * pair.covariance, q2: pair.q2,
          covariance: pair.covariance))
  }

  /// E φ of one variable.
  private static func mean(_ m: Double, _ q: Double) -> Double {
    guard q > 0 else { return unit.value(m) }
    let s = q.squareRoot()
    // Beyond the range of the exponential its factor is below 1/s.
    let tail = m + q / 2 < 500 ? Double.exp(m + q / 2) * normalProbability(-(m + q) / s) : 0
    return SELU.scale
      * (NormalPair.rectifiedMean(m, q) + SELU.alpha * (tail - normalProbability(-m / s)))
  }
}

extension NormalPair {
  /// P(x < 0, y < 0) of variables that vary.
  var bothNegative: Double {
    bivariateNormal(-m1 / q1.squareRoot(), -m2 / q2.squareRoot(), correlation: correlation)
  }

  /// E (x)₊ θ(−y) of variables that vary.
  var rectifiedBesideNegative: Double {
    let (s1, s2, c) = (q1.squareRoot(), q2.squareRoot(), correlation)
    let (a, b) = (m1 / s1, m2 / s2)
    let r = ((1 - c) * (1 + c)).squareRoot()
    func given(_ x: Double) -> Double {
      r > 0 ? normalProbability(x / r) : x > 0 ? 1 : x < 0 ? 0 : 0.5
    }
    let beside =
      m1 * bivariateNormal(a, b, correlation: c)
      + s1 * (normalDensity(a) * given(b - c * a) + c * normalDensity(b) * given(a - c * b))
    return NormalPair.rectifiedMean(m1, q1) - beside
  }
}
