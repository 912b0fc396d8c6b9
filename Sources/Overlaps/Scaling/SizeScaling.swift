import RealModule
public import Statistics

/// How a quantity grows or shrinks with the number of spins.
///
/// ```
/// ln y = a + b ln N,   weights (y/σ)²,   σ_b² = max(1, χ²/ν)/Σ w (ln N − mean)²
/// ```
///
/// b is an effective exponent of the sizes at hand: corrections to scaling move it, which is why a
/// distance of ``exponentAllowance`` from an ideal exponent is forgiven, and why the error grows where
/// the power law does not fit.
///
/// **Assumes** values of different sizes are independent and nearly normal.
public struct SizeScaling: Sendable, Equatable {
  /// A value at one size.
  public struct Measurement: Sendable, Equatable {
    /// The number N of spins.
    public let spinCount: Int
    /// The value with its error.
    public let estimate: Estimate

    /// Makes a measurement.
    ///
    /// - Parameters:
    ///   - spinCount: The number N of spins.
    ///   - estimate: The value with its error.
    public init(spinCount: Int, estimate: Estimate) {
      self.spinCount = spinCount
      self.estimate = estimate
    }
  }

  /// A size that could not enter the fit.
  public struct Omission: Sendable, Equatable {
    /// The number N of spins.
    public let spinCount: Int
    /// Why, in words.
    public let reason: String

    /// Makes an omission.
    ///
    /// - Parameters:
    ///   - spinCount: The number N of spins.
    ///   - reason: Why, in words.
    public init(spinCount: Int, reason: String) {
      self.spinCount = spinCount
      self.reason = reason
    }
  }

  /// What the exponent says of the limit of many spins.
  public enum Behaviour: String, Sendable, CaseIterable {
    /// An eigenvalue of order N, an effect that survives.
    case extensive
    /// Between the two, near the exponents of mean-field criticality.
    case criticalLike = "critical-like"
    /// An eigenvalue of order 1, an effect that vanishes as 1/N.
    case bounded
    /// Not beyond the noise at any size, so that there is nothing to fit.
    case unseen
    /// These sizes do not decide.
    case undetermined
  }

  /// What was measured.
  public let quantity: ScalingQuantity
  /// The values that entered the fit, by size.
  public let points: [Measurement]
  /// The sizes that did not, by size.
  public let leftOut: [Omission]
  /// The exponent b; `nil` for fewer than two sizes.
  public let exponent: Estimate?
  /// The constant a at ln N = 0; `nil` for fewer than two sizes.
  public let intercept: Double?
  /// χ² of the fit; `nil` for fewer than three points.
  public let chiSquare: Double?
  /// The probability of a larger χ²; `nil` for fewer than three points.
  public let fitProbability: Double?
  /// What the exponent says.
  public let behaviour: Behaviour

  /// The distance from an ideal exponent that corrections to scaling may cause: half of that between an
  /// extensive quantity and the border to a critical one.
  public static let exponentAllowance = 1.0 / 6
  /// The significance, in standard errors, that some size needs for a fit.
  public static let smallestScore = 3.0

  /// Fits a power law.
  ///
  /// - Parameters:
  ///   - quantity: What was measured.
  ///   - measurements: Values of any sizes, in any order; several of one size are separate points.
  ///   - leftOut: Sizes whose values do not exist, with their reasons.
  /// - Complexity: O(n log n) for n values.
  public init(
    _ quantity: ScalingQuantity, _ measurements: [Measurement], leftOut: [Omission] = []
  ) {
    self.quantity = quantity
    var points: [Measurement] = []
    var omissions = leftOut
    for measurement in measurements {
      if let reason = Self.objection(measurement.estimate) {
        omissions.append(Omission(spinCount: measurement.spinCount, reason: reason))
      } else {
        points.append(measurement)
      }
    }
    points.sort { $0.spinCount < $1.spinCount }
    self.leftOut = omissions.sorted { $0.spinCount < $1.spinCount }
    let isSeen = points.contains { point in
      point.estimate.value > Self.smallestScore * (point.estimate.error ?? .infinity)
    }
    let fit = isSeen ? PowerLawFit(points) : nil
    self.points = points
    exponent = fit.map { Estimate(value: $0.slope, error: $0.slopeError) }
    intercept = fit?.intercept
    let freedom = points.count - 2
    chiSquare = freedom > 0 ? fit?.chiSquare : nil
    fitProbability = chiSquare.map { chiSquareProbability($0, degreesOfFreedom: freedom) }
    if let exponent {
      behaviour = quantity.behaviour(of: exponent)
    } else {
      // A size without an error shows nothing, not even absence.
      let tested = Set(
        measurements.filter { $0.estimate.error.map { $0 > 0 } ?? false }.map(\.spinCount)
          + leftOut.filter { $0.reason == Self.withinNoise }.map(\.spinCount))
      behaviour = !isSeen && tested.count >= 2 ? .unseen : .undetermined
    }
  }

  /// Whether two standard errors around the exponent reach the extensive ones.
  var mayBeExtensive: Bool {
    guard let exponent else { return behaviour == .undetermined }
    let high = exponent.value + 2 * (exponent.error ?? .infinity)
    return high > quantity.extensiveExponent - 1.0 / 3
  }

  /// The reason for leaving out a value that does not stand out.
  static let withinNoise = "within the noise"

  /// Why a value has no logarithm with an error.
  private static func objection(_ estimate: Estimate) -> String? {
    guard estimate.value.isFinite else { return "no value" }
    guard let error = estimate.error, error.isFinite else {
      return "no error; it takes several instances"
    }
    guard error > 0 else { return "no scatter between the instances" }
    guard estimate.value > 0 else { return "not positive" }
    guard estimate.value > error else { return "smaller than its error" }
    return nil
  }
}

/// A straight line through logarithms.
private struct PowerLawFit {
  let slope: Double
  let slopeError: Double
  let intercept: Double
  let chiSquare: Double

  /// Fits positive values with errors; `nil` for fewer than two different sizes.
  init?(_ points: [SizeScaling.Measurement]) {
    guard Set(points.map(\.spinCount)).count >= 2 else { return nil }
    let x = points.map { Double.log(Double($0.spinCount)) }
    let y = points.map { Double.log($0.estimate.value) }
    let weights = points.map { point in
      let relative = (point.estimate.error ?? .infinity) / point.estimate.value
      return 1 / (relative * relative)
    }
    let total = weights.reduce(0, +)
    let meanX = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 } / total
    let meanY = zip(weights, y).reduce(0) { $0 + $1.0 * $1.1 } / total
    var (spread, product) = (0.0, 0.0)
    for k in points.indices {
      spread += weights[k] * (x[k] - meanX) * (x[k] - meanX)
      product += weights[k] * (x[k] - meanX) * (y[k] - meanY)
    }
    slope = product / spread
    intercept = meanY - slope * meanX
    var square = 0.0
    for k in points.indices {
      let rest = y[k] - intercept - slope * x[k]
      square += weights[k] * rest * rest
    }
    chiSquare = square
    let freedom = Double(points.count - 2)
    let scale = freedom > 0 ? max(1, square / freedom) : 1
    slopeError = (scale / spread).squareRoot()
  }
}
