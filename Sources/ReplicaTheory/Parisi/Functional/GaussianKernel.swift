import RealModule

/// The weights of a Gaussian average over a lattice.
///
/// ```
/// E g(x + a z) = Σ_j K_j g(x + j d) / Σ_j K_j
/// ```
///
/// Where a is not much smaller than the spacing d the Gaussian itself, taken at the places: the trapezoid
/// rule, which converges exponentially. A narrower one falls between them; there
///
/// ```
/// Σ_j K_j e^(ijθ) = Σ_n c_n (2 sin(θ/2))^2n ≈ e^(−(aθ/d)²/2)
/// ```
///
/// to the order at which functions twice as finely resolved as the trapezoid rule needs are averaged
/// within rounding, for any a down to 0.
struct GaussianKernel {
  /// K_j, −reach ≤ j ≤ reach.
  let weights: [Double]
  /// Their sum.
  let sum: Double
  /// Whether the tilt hardly changes the average.
  let isWeak: Bool

  /// The largest j.
  var reach: Int { weights.count / 2 }

  /// Whether a Gaussian falls between the places.
  ///
  /// At a = 3d/2 the trapezoid rule is good for functions twice as finely resolved as it needs.
  static func isNarrow(_ a: Double, spacing d: Double) -> Bool { a < 1.5 * d }

  /// The reach of the kernels of narrower ones.
  static let order = 20

  /// Makes a kernel.
  ///
  /// - Parameters:
  ///   - a: The standard deviation, 0 or more.
  ///   - d: The spacing; below 2/3 of it the function must be resolved twice as finely as needed.
  ///   - tilt: The largest slope of the logarithm of the function.
  init(deviation a: Double, spacing d: Double, tilt: Double) {
    isWeak = tilt * a < 0.02
    guard Self.isNarrow(a, spacing: d) else {
      let reach = Int(((8.5 * a + tilt * a * a) / d).rounded(.up))
      weights = (-reach...reach).map { k in
        let z = Double(k) * d / a
        return Double.exp(-0.5 * z * z)
      }
      sum = weights.reduce(0, +)
      return
    }
    let ratio = a / d
    // θ² = Σ_n 2 (n−1)!²/(2n)! y^n with y = 4 sin²(θ/2), then the exponential of that series.
    let m = Self.order
    var exponent = [0.0]
    var term = 1.0
    for n in 1...m {
      if n > 1 { term *= Double((n - 1) * (n - 1)) / Double((2 * n - 1) * n * 2) }
      exponent.append(-0.5 * ratio * ratio * term)
    }
    var series = [1.0]
    for n in 1...m {
      series.append(
        (1...n).reduce(0) { $0 + Double($1) * exponent[$1] * series[n - $1] } / Double(n))
    }
    // y^n = Σ_j (−1)^j binomial(2n, n + j) e^(ijθ).
    var half = [Double](repeating: 0, count: m + 1)
    for n in 1...m {
      var binomial = 1.0
      for j in stride(from: n, through: 1, by: -1) {
        half[j] += (j % 2 == 0 ? 1 : -1) * series[n] * binomial
        binomial *= Double(n + j) / Double(n - j + 1)
      }
    }
    half[0] = 1 - 2 * half.dropFirst().reduce(0, +)
    weights = half.dropFirst().reversed() + half
    sum = 1
  }

  /// How many neighbouring places may share a reference for their exponents.
  ///
  /// - Parameters:
  ///   - count: The number of places there are.
  ///   - spacing: Their distance.
  ///   - distance: How far the kernel reaches.
  ///   - tilt: γ.
  /// - Returns: At least 1 and at most that number.
  static func stretch(_ count: Int, spacing: Double, reach distance: Double, tilt: Double) -> Int {
    Int(Swift.max(1, Swift.min(Double(count), 2 * (400 / tilt - distance) / spacing)))
  }

  /// The excess of a tilted average where the tilt hardly matters, without cancellation.
  ///
  /// ```
  /// ⟨ψ⟩ − ψ_out = (1/γ) E [u e^u − e^u + 1],   u = γ(ψ(y) − ψ_out),   since E e^u = 1
  /// ```
  ///
  /// - Parameters:
  ///   - out: ψ_out at one place.
  ///   - tilt: γ.
  ///   - values: ψ at places of either sign.
  ///   - start: Where the places around this one begin.
  /// - Returns: The excess.
  func excess(of out: Double, tilt: Double, values: [Double], from start: Int) -> Double {
    let last = weights.count - 1
    let edge = tilt * Swift.max(abs(values[start] - out), abs(values[start + last] - out))
    var total = 0.0
    if edge < 0.02 {
      for k in 0...last {
        let u = tilt * (values[start + k] - out)
        var series = 1.0 / 144 + u * (1.0 / 840 + u / 5760)
        series = 0.5 + u * (1.0 / 3 + u * (1.0 / 8 + u * (1.0 / 30 + u * series)))
        total += weights[k] * (series * u * u)
      }
    } else {
      for k in 0...last {
        total += weights[k] * Self.excess(tilt * (values[start + k] - out))
      }
    }
    return total / (sum * tilt)
  }

  /// u e^u − e^u + 1 = Σ_(n>1) (n − 1) uⁿ/n!.
  private static func excess(_ u: Double) -> Double {
    guard abs(u) < 0.3 else { return (u - 1) * Double.exp(u) + 1 }
    var series = 1.0 / 5760 + u * (1.0 / 45360 + u * (1.0 / 403_200 + u / 3_991_680))
    series = 1.0 / 144 + u * (1.0 / 840 + u * series + u * u * u * u * u * (11.0 / 479_001_600))
    series = 0.5 + u * (1.0 / 3 + u * (1.0 / 8 + u * (1.0 / 30 + u * series)))
    return series * u * u
  }

  /// Weights that interpolate between the places of a lattice: Lagrange's polynomial.
  ///
  /// - Parameter offset: The place, −½ to ½ in units of the spacing.
  /// - Returns: The weights of the places −order…order.
  static func interpolation(at offset: Double) -> [Double] {
    let places = -order...order
    guard offset != 0 else { return places.map { $0 == 0 ? 1 : 0 } }
    return places.map { j in
      places.reduce(1) { $1 == j ? $0 : $0 * (offset - Double($1)) / Double(j - $1) }
    }
  }
}
