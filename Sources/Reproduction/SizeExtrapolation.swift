import Figures
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
  private let values: [(size: Int, mean: Estimate)]
  private let exponent: Double

  /// Fits the line.
  ///
  /// - Parameters:
  ///   - values: Sizes and means with errors above zero, at least two.
  ///   - exponent: ω.
  public init(_ values: [(size: Int, mean: Estimate)], exponent: Double) {
    precondition(values.count > 1, "an extrapolation from \(values.count) sizes")
    self.values = values
    self.exponent = exponent
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

  /// Means, the line through them, and what is published for N → ∞, against N^(−ω).
  ///
  /// - Parameters:
  ///   - name: Where the means come from.
  ///   - published: The limit in print.
  ///   - source: Where that comes from.
  /// - Returns: Points with bars, the line and a point at 0.
  func curves(_ name: String, published: Double, _ source: String) -> [CurvesFigure.Curve] {
    let places = values.map { Self.place($0.size, exponent) }
    let end = places.max() ?? 0
    return [
      .init(
        name: name, x: places, y: values.map(\.mean.value),
        deviations: values.map { $0.mean.error ?? 0 }, style: .points),
      .init(name: "fit", x: [0, end], y: [limit.value, limit.value + slope * end]),
      .init(name: source, x: [0], y: [published], style: .points),
    ]
  }

  /// A panel of means, line and limit; see ``curves(_:published:_:)``.
  func panel(
    _ horizontal: String, _ vertical: String, published: Double, _ source: String,
    of name: String = "sampled"
  ) -> CurvesFigure.Panel {
    CurvesFigure.Panel(
      horizontal: .init(horizontal), vertical: .init(vertical),
      curves: curves(name, published: published, source))
  }

  /// N^(−ω).
  private static func place(_ size: Int, _ exponent: Double) -> Double {
    Double.pow(Double(size), -exponent)
  }
}
