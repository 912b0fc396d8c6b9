/// Student's test of whether independent values have mean zero.
///
/// ```
/// t = x̄/error,   error² = Σ (x_k − x̄)²/(n (n − 1)),   n − 1 degrees of freedom
/// ```
///
/// **Assumes** independent values, nearly normal or many.
public struct StudentTest: Sendable, Equatable {
  /// The mean.
  public let mean: Double
  /// Its standard error.
  public let error: Double
  /// The two-sided p-value; for values without any scatter 1 if they vanish and 0 if they do not.
  public let probability: Double

  /// Tests values.
  ///
  /// - Parameter values: At least two independent values.
  public init(_ values: [Double]) {
    precondition(values.count >= 2, "a test of \(values.count) values")
    let moments = SampleMoments(values)
    let error = (moments.variance / Double(values.count)).squareRoot()
    mean = moments.mean
    self.error = error
    probability =
      error > 0
      ? studentTwoSidedProbability(moments.mean / error, degreesOfFreedom: values.count - 1)
      : moments.mean == 0 ? 1 : 0
  }
}
