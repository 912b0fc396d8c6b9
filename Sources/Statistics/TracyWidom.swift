import RealModule

/// The law of the largest eigenvalue of large real symmetric random matrices (β = 1), in its own units.
///
/// ```
/// F1(s) = det(1 − V_s),   V_s(x, y) = ½ Ai((x + y)/2) on x, y > s;   F1(s) = Φ(z(s))
/// ```
///
/// z(s) is stored as a Chebyshev series on −6 … 10, made from the determinant by Gauss–Legendre
/// quadrature; its error is below 4·10⁻⁷ in z. Beyond 10 the tail of 10 stands as a bound, below −6
/// that of −6.
///
/// **Source**: C. A. Tracy and H. Widom, *Commun. Math. Phys.* 177, 727 (1996); the determinant is due
/// to P. L. Ferrari and H. Spohn, *J. Phys. A* 38, L557 (2005).
public enum TracyWidom {
  /// The mean of the law.
  public static let mean = -1.206_533_574_5
  /// The variance of the law.
  public static let variance = 1.607_781_034_6

  private static let coefficients = [
    1.683653336, 5.470442918, -0.6381613476, 0.1233947133, -0.00765811128, -0.006454353249,
    0.002187282971, 0.0003170177759, -0.0003960186574, 4.117640695e-05, 6.005542334e-05,
    -2.18111848e-05, -6.525824894e-06, 5.899813156e-06, -3.888699184e-08, -1.22610338e-06,
    2.932331981e-07,
  ]

  /// The probability that the largest eigenvalue exceeds a value.
  ///
  /// - Parameter s: The value, in units of the fluctuation scale from the edge.
  /// - Returns: 1 − F1(s), of relative error about 10⁻⁶ for s up to 10.
  public static func upperTail(_ s: Double) -> Double {
    let t = (min(10, max(-6, s)) - 2) / 8
    // Clenshaw's recurrence.
    var (next, afterNext) = (0.0, 0.0)
    for c in coefficients.dropFirst().reversed() {
      (next, afterNext) = (c + 2 * t * next - afterNext, next)
    }
    let z = coefficients[0] + t * next - afterNext
    return 0.5 * Double.erfc(z / Double.sqrt(2))
  }

  /// The value that the largest eigenvalue exceeds with a given probability.
  ///
  /// - Parameter level: A probability between 10⁻¹⁰ and 1 − 10⁻⁵.
  /// - Returns: s with 1 − F1(s) = level.
  public static func quantile(exceededWithProbability level: Double) -> Double {
    precondition(level >= 1e-10 && level <= 1 - 1e-5, "a level of \(level)")
    var (low, high) = (-6.0, 10.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if upperTail(middle) > level { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
