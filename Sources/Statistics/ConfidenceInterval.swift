/// The number that a Student-t number exceeds in size with a given probability.
///
/// ```
/// P(|T| > t) = p
/// ```
///
/// - Parameters:
///   - probability: The two-sided probability p, strictly between 0 and 1.
///   - degreesOfFreedom: The number ν of degrees of freedom, at least 1.
/// - Returns: t, to about ten digits.
public func studentQuantile(twoSided probability: Double, degreesOfFreedom: Int) -> Double {
  precondition(probability > 0 && probability < 1, "no quantile at probability \(probability)")
  var high = 1.0
  while studentTwoSidedProbability(high, degreesOfFreedom: degreesOfFreedom) > probability {
    high *= 2
  }
  var low = 0.0
  for _ in 0..<60 where high - low > 1e-12 * high {
    let middle = (low + high) / 2
    if studentTwoSidedProbability(middle, degreesOfFreedom: degreesOfFreedom) > probability {
      low = middle
    } else {
      high = middle
    }
  }
  return (low + high) / 2
}

extension Estimate {
  /// The interval that covers the true value with a given probability, by Student's law.
  ///
  /// ```
  /// value ± t error,   P(|T| > t) = 1 − level
  /// ```
  ///
  /// **Assumes** independent values, nearly normal or many.
  ///
  /// - Parameters:
  ///   - level: The probability, such as 0.95.
  ///   - degreesOfFreedom: The number of values less one.
  /// - Returns: The interval, or `nil` where there is no error.
  public func interval(level: Double, degreesOfFreedom: Int) -> ClosedRange<Double>? {
    guard let error, error.isFinite, value.isFinite else { return nil }
    let half = error * studentQuantile(twoSided: 1 - level, degreesOfFreedom: degreesOfFreedom)
    return (value - half)...(value + half)
  }
}
