import NumericalMethods

/// Whether a network keeps the lengths of all small changes of its input, not only on average.
///
/// All singular values of the Jacobian then lie near 1, also when layers are added. It takes χ = 1 and a
/// relative variance of order 1, so that each of L layers may add 1/L at most.
///
/// **Source**: J. Pennington, S. S. Schoenholz, S. Ganguli (2017).
public struct DynamicalIsometry: Sendable, Equatable {
  /// Whether χ = 1 to 10⁻⁶.
  public let meanIsOne: Bool

  /// Whether the relative variance of the squared singular values is at most 1.
  public let spreadIsSmall: Bool

  /// Whether the critical line has points at which a layer adds as little variance as one likes.
  ///
  /// Gaussian weights alone add 1 per layer. With orthogonal weights it takes a function whose slopes at both
  /// sides of 0 agree, and a critical line that reaches q* → 0.
  public let isAttainable: Bool

  /// Whether this network has it.
  public var holds: Bool { meanIsOne && spreadIsSmall }
}

extension JacobianSpectrum {
  /// Whether the network is dynamically isometric at this depth, and whether it can be at any.
  ///
  /// - Complexity: A few averages.
  public var dynamicalIsometry: DynamicalIsometry {
    DynamicalIsometry(
      meanIsOne: abs(chi - 1) <= 1e-6, spreadIsSmall: relativeVariance <= 1,
      isAttainable: isIsometryAttainable)
  }

  private var isIsometryAttainable: Bool {
    let nonlinearity = curve.law.nonlinearity
    let q = 1e-8
    guard weights == .orthogonal,
      (try? CriticalPoint(qStar: q, nonlinearity: nonlinearity)) != nil
    else { return false }
    let law = SquaredSlopeLaw(q: q, nonlinearity: nonlinearity)
    return law.mean > 0 && law.variance < 1e-4 * law.mean * law.mean
  }
}
