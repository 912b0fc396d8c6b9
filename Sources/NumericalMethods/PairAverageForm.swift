/// What an activation function knows about E φ(x) φ(y) for normal x and y: its closed form, declared once.
///
/// Theories choose their numerics by it; a function that declares nothing is averaged by series or quadrature,
/// whichever its kinks allow.
public enum PairAverageForm: Sendable, Equatable {
  /// φ(x) = g x: the covariance itself.
  case linear(gain: Double)
  /// φ(x) = sin(g x): exponentials of variances and covariance.
  case sine(gain: Double)
  /// φ(x) = erf(s g x): an arcsine, or a bivariate normal probability for means other than 0.
  case arcsine(scale: Double, gain: Double)
  /// φ(x) = sign x, whatever the gain: an arcsine of the correlation.
  case sign
  /// φ(x) = max(0, g x) + a min(0, g x): an arccosine of the correlation.
  case arccosine(slope: Double, gain: Double)
  /// φ(x) = SELU(g x): bivariate normal probabilities.
  case exponentialUnit(gain: Double)
  /// Straight between kinks: by Price's theorem a sum over pairs of kinks.
  case piecewiseLinear
  /// No kinks: by Mehler's formula a series in Hermite polynomials.
  case hermiteSeries
  /// None: double averages.
  case quadrature

  /// The form of φ(g x).
  ///
  /// - Parameter factor: The gain g, positive.
  /// - Returns: The form with its parameters multiplied.
  public func scaled(by factor: Double) -> PairAverageForm {
    switch self {
    case .linear(let gain): .linear(gain: factor * gain)
    case .sine(let gain): .sine(gain: factor * gain)
    case .arcsine(let scale, let gain): .arcsine(scale: scale, gain: factor * gain)
    case .arccosine(let slope, let gain): .arccosine(slope: slope, gain: factor * gain)
    case .exponentialUnit(let gain): .exponentialUnit(gain: factor * gain)
    case .sign, .piecewiseLinear, .hermiteSeries, .quadrature: self
    }
  }
}

extension Nonlinearity {
  /// The form that kinks and smoothness allow.
  public var pairForm: PairAverageForm {
    if kinks.isEmpty { return .hermiteSeries }
    // Pieces without a length of their own are straight.
    return !isDiscontinuous && analyticHalfWidth == .infinity ? .piecewiseLinear : .quadrature
  }
}
