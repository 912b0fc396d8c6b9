import RealModule

/// Interpolation on −1…1 at the zeros of a Chebyshev polynomial.
///
/// ```
/// f(x) ≈ Σ_k a_k T_k(x),   x_j = cos(π(j + ½)/n)
/// ```
enum ChebyshevSeries {
  /// The places x_j, descending.
  static func nodes(_ count: Int) -> [Double] {
    (0..<count).map { Double.cos(.pi * (Double($0) + 0.5) / Double(count)) }
  }

  /// The matrix that takes values at the nodes to coefficients, row k for a_k.
  static func transform(_ count: Int) -> [[Double]] {
    (0..<count).map { k in
      (0..<count).map { j in
        let angle = Double.pi * Double(k) * (Double(j) + 0.5) / Double(count)
        return (k == 0 ? 1 : 2) * Double.cos(angle) / Double(count)
      }
    }
  }

  /// The coefficients of the interpolant.
  static func coefficients(_ values: [Double], _ transform: [[Double]]) -> [Double] {
    transform.map { row in zip(row, values).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The value of a series by Clenshaw's recurrence.
  static func value(_ coefficients: [Double], _ x: Double) -> Double {
    var (b1, b2) = (0.0, 0.0)
    var k = coefficients.count - 1
    while k > 0 {
      (b1, b2) = (2 * x * b1 - b2 + coefficients[k], b1)
      k -= 1
    }
    return x * b1 - b2 + coefficients[0]
  }

  /// The value and the slope of a series.
  static func valueAndSlope(_ coefficients: [Double], _ x: Double) -> (value: Double, slope: Double)
  {
    var (b1, b2, d1, d2) = (0.0, 0.0, 0.0, 0.0)
    var k = coefficients.count - 1
    while k > 0 {
      (d1, d2) = (2 * b1 + 2 * x * d1 - d2, d1)
      (b1, b2) = (2 * x * b1 - b2 + coefficients[k], b1)
      k -= 1
    }
    return (x * b1 - b2 + coefficients[0], b1 + x * d1 - d2)
  }
}
