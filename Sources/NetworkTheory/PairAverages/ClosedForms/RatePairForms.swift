import NumericalMethods
import RealModule

/// Averages E φ(x) φ(y) in closed form, for normal numbers of any means and variances.
enum RatePairForm {
  /// φ(x) = g x.
  case linear(Double)
  /// φ(x) = sin(g x).
  case sine(Double)
  /// φ(x) = erf(s x).
  case errorFunction(Double)
  /// φ(x) = sign x; a gain does not change it.
  case sign
  /// φ(x) = α + β x + Σ_i j_i (x − k_i)₊.
  case piecewise(offset: Double, slope: Double, kinks: [Double], jumps: [Double])
  /// The scaled exponential linear unit of g x.
  case exponentialUnit(gain: Double)
  /// Any other function with kinks, by double averages.
  case quadrature(any Nonlinearity)

  /// The form of a function that is straight between kinks.
  init(_ pieces: PiecewiseLinear) {
    let (phi, first) = (pieces.nonlinearity, pieces.kinks[0])
    let slope = phi.derivative(first - 1)
    self = .piecewise(
      offset: phi.value(first - 1) - slope * (first - 1), slope: slope, kinks: pieces.kinks,
      jumps: pieces.jumps)
  }

  /// The largest variance at which averages are quick: beyond it panels of quadratures are too many.
  var largestVariance: Double {
    switch self {
    case .exponentialUnit(let gain): 1000 / (gain * gain)
    case .quadrature(let phi): 1000 * phi.analyticHalfWidth * phi.analyticHalfWidth
    default: .infinity
    }
  }

  /// E φ(x) φ(y).
  func average(_ pair: NormalPair) -> Double {
    switch self {
    case .linear(let gain):
      return gain * gain * (pair.m1 * pair.m2 + pair.covariance)
    case .sine(let gain):
      let (sum, square) = ((pair.q1 + pair.q2) / 2, gain * gain)
      return 0.5
        * (Double.exp(-square * (sum - pair.covariance)) * Double.cos(gain * (pair.m1 - pair.m2))
          - Double.exp(-square * (sum + pair.covariance)) * Double.cos(gain * (pair.m1 + pair.m2)))
    case .errorFunction(let scale):
      // erf(s x) = E sign(x + n), n ~ N(0, 1/(2s²)).
      let noise = 0.5 / (scale * scale)
      return Self.signs(
        NormalPair(
          m1: pair.m1, q1: pair.q1 + noise, m2: pair.m2, q2: pair.q2 + noise,
          covariance: pair.covariance))
    case .sign: return Self.signs(pair)
    case .piecewise(let offset, let slope, let kinks, let jumps):
      return Self.pieces(pair, offset, slope, kinks, jumps)
    case .exponentialUnit(let gain):
      return ExponentialUnitPair(
        NormalPair(
          m1: gain * pair.m1, q1: gain * gain * pair.q1, m2: gain * pair.m2,
          q2: gain * gain * pair.q2, covariance: gain * gain * pair.covariance)
      ).average
    case .quadrature(let phi):
      return Self.conditional(pair, phi) { mean, variance in
        GaussianAverage(mean: mean, variance: variance, for: phi)(phi.value)
      }
    }
  }

  private static func signs(_ pair: NormalPair) -> Double {
    if pair.m1 == 0, pair.m2 == 0, pair.q1 > 0, pair.q2 > 0 {
      return 2 / .pi * Double.asin(pair.correlation)
    }
    return 1 - 2 * NormalPair.probability(pair.m1, pair.q1)
      - 2 * NormalPair.probability(pair.m2, pair.q2) + 4 * pair.probability(0, 0)
  }

  private static func pieces(
    _ pair: NormalPair, _ offset: Double, _ slope: Double, _ kinks: [Double], _ jumps: [Double]
  ) -> Double {
    let other = pair.swapped
    var sum =
      offset * offset + offset * slope * (pair.m1 + pair.m2)
      + slope * slope * (pair.m1 * pair.m2 + pair.covariance)
    for (kink, jump) in zip(kinks, jumps) {
      if offset != 0 {
        sum +=
          offset * jump
          * (NormalPair.rectifiedMean(pair.m1 - kink, pair.q1)
            + NormalPair.rectifiedMean(pair.m2 - kink, pair.q2))
      }
      if slope != 0 {
        sum += slope * jump * (pair.firstTimesRectified(kink) + other.firstTimesRectified(kink))
      }
      for (second, secondJump) in zip(kinks, jumps) {
        sum += jump * secondJump * pair.rectified(kink, second)
      }
    }
    return sum
  }

  /// The outer average ends panels at the kinks and resolves the turns of the inner one.
  ///
  /// - Parameters:
  ///   - pair: The law of both numbers.
  ///   - phi: The function of the outer average.
  ///   - inner: E φ of a mean and a variance.
  /// - Returns: E φ(x) φ(y).
  static func conditional(
    _ pair: NormalPair, _ phi: any Nonlinearity, inner: (Double, Double) -> Double
  ) -> Double {
    guard pair.q1 >= pair.q2 else { return conditional(pair.swapped, phi, inner: inner) }
    guard pair.q1 > 0 else { return phi.value(pair.m1) * phi.value(pair.m2) }
    let c = pair.correlation
    let slope = c * (pair.q2 / pair.q1).squareRoot()
    let rest = pair.q2 * (1 - c) * (1 + c)
    var breaks = phi.kinks
    for kink in phi.kinks where slope != 0 {
      let center = pair.m1 + (kink - pair.m2) / slope
      let width = rest.squareRoot() / abs(slope)
      breaks += [0, 1.5, 3, 4.5, 6, 9].flatMap { [center - $0 * width, center + $0 * width] }
    }
    let nodes = GaussianAverage(
      mean: pair.m1, variance: pair.q1, for: Panels(phi, kinks: breaks.sorted()))
    return nodes { x in phi.value(x) * inner(pair.m2 + slope * (x - pair.m1), rest) }
  }

  /// A function with more places where panels end.
  private struct Panels: Nonlinearity {
    let kinks: [Double]
    let analyticHalfWidth: Double
    private let base: any Nonlinearity
    init(_ base: any Nonlinearity, kinks: [Double]) {
      self.base = base
      self.kinks = kinks
      analyticHalfWidth = base.analyticHalfWidth
    }
    var name: String { base.name }
    func value(_ x: Double) -> Double { base.value(x) }
    func derivative(_ x: Double) -> Double { base.derivative(x) }
    func secondDerivative(_ x: Double) -> Double { base.secondDerivative(x) }
  }
}
