import RealModule
public import Statistics

/// The limit N → ∞ of means at several sizes, x(N) = x(∞) + a N^(−ω), by weighted least squares.
///
/// ```
/// w_k = 1/σ_k²,   the line through (N_k^(−ω), x_k),   error² = Σ w u² / (Σ w Σ w u² − (Σ w u)²)
/// ```
public struct SizeExtrapolation: Sendable {
  /// The limit.
  public let limit: Estimate
  /// The coefficient a.
  public let slope: Double

  /// Fits the line.
  ///
  /// - Parameters:
  ///   - values: Sizes and means with errors above zero, at least two.
  ///   - exponent: ω.
  public init(_ values: [(size: Int, mean: Estimate)], exponent: Double) {
    precondition(values.count > 1, "an extrapolation from \(values.count) sizes")
    var (sum, first, second, value, product) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (size, mean) in values {
      let error = mean.error ?? 0
      precondition(error > 0, "a mean without an error at N = \(size)")
      let weight = 1 / (error * error)
      let place = Self.place(size, exponent)
      sum += weight
      first += weight * place
      second += weight * place * place
      value += weight * mean.value
      product += weight * place * mean.value
    }
    let determinant = sum * second - first * first
    limit = Estimate(
      value: (second * value - first * product) / determinant,
      error: (second / determinant).squareRoot())
    slope = (sum * product - first * value) / determinant
  }

  /// N^(−ω).
  static func place(_ size: Int, _ exponent: Double) -> Double {
    Double.pow(Double(size), -exponent)
  }
}
