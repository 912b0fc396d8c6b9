import NumericalMethods

/// Which numerics serve E φ(x) φ(y) of which function: the one place that decides.
///
/// | form | all pairs of inputs (``NetworkKernel``) | any means and variances | equal variances, by 1 − c |
/// | --- | --- | --- | --- |
/// | arcsine, sine, linear, sign | closed | closed | series; sign: double averages |
/// | arccosine | closed | pairs of kinks | pairs of kinks |
/// | piecewise linear | pairs of kinks, table | pairs of kinks | pairs of kinks |
/// | exponential unit | table | closed | double averages |
/// | Hermite series | series | series | series, trapezoid sums |
/// | none | table, double averages | double averages | double averages |
extension Nonlinearity {
  /// All pairs of many inputs of mean zero: the fastest accurate way.
  var kernelStep: any KernelStep {
    switch pairForm {
    case .arcsine(let scale, let gain): ArcsineStep(scale: 2 * gain * gain * scale * scale)
    case .arccosine(let slope, let gain): ArccosineStep(slope: slope, gain: gain)
    case .sine(let gain): SineStep(gain: gain)
    case .sign: SignStep()
    case .linear(let gain): LinearStep(gain: gain)
    case .hermiteSeries: HermiteStep(self)
    case .piecewiseLinear: KinkPairStep(PiecewiseLinear(self))
    case .exponentialUnit, .quadrature:
      // Only a kink at 0 lies at a fixed angle for every length.
      kinks == [0] && !isDiscontinuous ? TableStep(self) : QuadratureStep(self)
    }
  }

  /// Two signals of any means and variances; `nil` for smooth functions, whose series belongs to many times together.
  var ratePairForm: RatePairForm? {
    switch pairForm {
    case .linear(let gain): .linear(gain)
    case .sine(let gain): .sine(gain)
    case .arcsine(let scale, let gain): .errorFunction(gain * scale)
    case .sign: .sign
    case .exponentialUnit(let gain): .exponentialUnit(gain: gain)
    case .arccosine, .piecewiseLinear: RatePairForm(PiecewiseLinear(self))
    case .hermiteSeries: nil
    case .quadrature: .quadrature(self)
    }
  }

  /// The function as one that is straight between kinks; `nil` for any other.
  var piecewiseLinear: PiecewiseLinear? {
    switch pairForm {
    case .arccosine, .piecewiseLinear: PiecewiseLinear(self)
    default: nil
    }
  }

  /// Two signals of equal mean and variance, for covariances of a recurrent network.
  func signalPairMethod(mean: Double, variance: Double) -> SignalPair.Method {
    let shifted: any Nonlinearity = mean == 0 ? self : ShiftedNonlinearity(self, mean: mean)
    if let pieces = shifted.piecewiseLinear { return .kinks(pieces, pieces.moments(variance)) }
    if kinks.isEmpty {
      // Layers cost sorting and exponentials, which only dear functions outweigh early.
      let layers = (self is Tanh ? 11 : 4) * analyticHalfWidth
      return variance.squareRoot() > layers && isStraightFarAway ? .layered : .analytic
    }
    // Deviations of 1 and 0 are in range.
    // swift-format-ignore: NeverUseForceTry
    return .general(CorrelationMap(try! LengthMap(sigmaW: 1, sigmaB: 0, nonlinearity: shifted)))
  }

  /// The non-linear part H(√ε) or H(ε) of the correlation map at one length; `nil` where it would take too many terms.
  ///
  /// - Parameter q: The squared length.
  /// - Returns: H at many places, and whether it was cut at ``HermiteSeries/shortest``.
  func nonlinearPart(q: Double) -> (values: ([Double]) -> [Double], isCut: Bool)? {
    if piecewiseLinear != nil {
      let pieces = PiecewiseLinearKernel(self)
      return ({ pieces.values(q: q, roots: $0) }, false)
    }
    if !kinks.isEmpty { return ({ CorrelationTable.averages(self, q: q, roots: $0) }, false) }
    guard let series = HermiteSeries(self, q: q) else { return nil }
    return (series.values, series.isCut)
  }
}
