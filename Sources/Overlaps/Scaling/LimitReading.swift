import RealModule

/// What the values of an indicator are fitted with: a power law to zero, and a limit with a correction.
///
/// ```
/// heals    y = a N^{−ω},                    a ≥ 0,   ω_min ≤ ω ≤ 4
/// stays    y = c + b (N/N_max)^{−ω'},       c ≥ c_min,   b ≤ c,   1/3 ≤ ω' ≤ 1
/// ```
///
/// The two do not touch: ω_min is the slowest way in which symmetry can heal, and a limit is one only if at least
/// half of what is seen at the largest size is left of it. In models without geometry nothing heals more slowly than at
/// criticality, where q² ~ N^{−2/3}, so that ω_min = 1/3 leaves room for corrections; on lattices droplets heal as
/// L^{−θ}, with θ = 0.2 in three dimensions, so that ω_min = 0.05. Corrections in broken phases are known to go as
/// N^{−1/3} (Sherrington–Kirkpatrick) to 1/N (p-spin).
public struct LimitReading: Sendable, Equatable {
  /// The two readings of values at several sizes.
  public enum Kind: String, Sendable, CaseIterable {
    /// A positive limit.
    case stays
    /// No limit but zero.
    case heals
  }

  /// Which reading this is.
  public let kind: Kind
  /// The limit c; 0 where it heals.
  public let limit: Double
  /// The error of c, by Δχ² = 1 with free b at the best ω'; `nil` where it heals, or where a border is met.
  public let limitError: Double?
  /// a N_max^{−ω}, or b.
  public let amplitude: Double
  /// ω or ω'.
  public let exponent: Double
  /// The error of ω, by Δχ² = 1; `nil` where it is not fitted or not bounded.
  public let exponentError: Double?
  /// χ² of the fit.
  public let chiSquare: Double
  /// The size to which amplitudes refer.
  public let largestSpinCount: Int

  /// The fitted value at a size.
  ///
  /// - Parameter spinCount: The size N.
  /// - Returns: The value.
  public func value(at spinCount: Double) -> Double {
    limit + amplitude * Double.pow(spinCount / Double(largestSpinCount), -exponent)
  }
}

/// Fits the two readings to values at fixed sizes with fixed errors, many times.
struct ReadingFitter: Sendable {
  private struct Shape {
    let exponent: Double
    let x: [Double]
    /// Σ w, Σ w x, Σ w x².
    let sums: (w: Double, wx: Double, wxx: Double)
  }

  let sizes: [Int]
  let errors: [Double]
  private let weights: [Double]
  private let healing: [Shape]
  private let staying: [Shape]
  private let smallestLimit: Double

  init(sizes: [Int], errors: [Double], slowest: Double, smallestLimit: Double) {
    self.sizes = sizes
    self.errors = errors
    self.smallestLimit = smallestLimit
    let weights = errors.map { 1 / ($0 * $0) }
    self.weights = weights
    let largest = Double(sizes.max() ?? 1)
    func shape(_ exponent: Double) -> Shape {
      let x = sizes.map { Double.pow(Double($0) / largest, -exponent) }
      var sums = (w: 0.0, wx: 0.0, wxx: 0.0)
      for (w, x) in zip(weights, x) {
        sums.w += w
        sums.wx += w * x
        sums.wxx += w * x * x
      }
      return Shape(exponent: exponent, x: x, sums: sums)
    }
    let steps = 48
    healing = (0...steps).map { k in
      shape(slowest * Double.pow(4 / slowest, Double(k) / Double(steps)))
    }
    staying = (0...8).map { k in shape(1.0 / 3 + 2.0 / 3 * Double(k) / 8) }
  }

  /// χ² of both readings.
  func chiSquares(_ y: [Double]) -> (heals: Double, stays: Double) {
    (
      healing.reduce(.infinity) { min($0, healed($1, y).chiSquare) },
      staying.reduce(.infinity) { min($0, stayed($1, y).chiSquare) }
    )
  }

  /// The best fit of a reading.
  func reading(_ kind: LimitReading.Kind, _ y: [Double]) -> LimitReading {
    let largest = sizes.max() ?? 1
    switch kind {
    case .heals:
      let fits = healing.map { healed($0, y) }
      let best = fits.indices.min { fits[$0].chiSquare < fits[$1].chiSquare } ?? 0
      let allowed = fits.indices.filter { fits[$0].chiSquare <= fits[best].chiSquare + 1 }
      let ends = (allowed.first ?? best, allowed.last ?? best)
      let isBounded = ends.0 > 0 && ends.1 < fits.count - 1 && fits[best].a > 0
      return LimitReading(
        kind: kind, limit: 0, limitError: nil, amplitude: fits[best].a,
        exponent: healing[best].exponent,
        exponentError: isBounded
          ? max(
            (healing[ends.1].exponent - healing[ends.0].exponent) / 2,
            healing[best + 1].exponent - healing[best].exponent) : nil,
        chiSquare: fits[best].chiSquare, largestSpinCount: largest)
    case .stays:
      let fits = staying.map { stayed($0, y) }
      let best = fits.indices.min { fits[$0].chiSquare < fits[$1].chiSquare } ?? 0
      let sums = staying[best].sums
      let determinant = sums.w * sums.wxx - sums.wx * sums.wx
      return LimitReading(
        kind: kind, limit: fits[best].c,
        limitError: fits[best].isFree && determinant > 0
          ? (sums.wxx / determinant).squareRoot() : nil,
        amplitude: fits[best].b, exponent: staying[best].exponent, exponentError: nil,
        chiSquare: fits[best].chiSquare, largestSpinCount: largest)
    }
  }

  private func healed(_ shape: Shape, _ y: [Double]) -> (a: Double, chiSquare: Double) {
    var (wyx, wyy) = (0.0, 0.0)
    for k in y.indices {
      let wy = weights[k] * y[k]
      wyx += wy * shape.x[k]
      wyy += wy * y[k]
    }
    let a = max(0, wyx / shape.sums.wxx)
    return (a, max(0, wyy - 2 * a * wyx + a * a * shape.sums.wxx))
  }

  /// The least squares of c + b x with c ≥ c_min and b ≤ c: a quadratic over a wedge.
  private func stayed(
    _ shape: Shape, _ y: [Double]
  ) -> (c: Double, b: Double, chiSquare: Double, isFree: Bool) {
    var (wy, wyx, wyy) = (0.0, 0.0, 0.0)
    for k in y.indices {
      let product = weights[k] * y[k]
      wy += product
      wyx += product * shape.x[k]
      wyy += product * y[k]
    }
    let s = shape.sums
    func square(_ c: Double, _ b: Double) -> Double {
      max(0, wyy - 2 * (c * wy + b * wyx) + c * c * s.w + 2 * c * b * s.wx + b * b * s.wxx)
    }
    let determinant = s.w * s.wxx - s.wx * s.wx
    if determinant > 1e-12 * s.w * s.wxx {
      let c = (wy * s.wxx - wyx * s.wx) / determinant
      let b = (wyx * s.w - wy * s.wx) / determinant
      if c >= smallestLimit, b <= c { return (c, b, square(c, b), true) }
    }
    // Along the border b = c, and along c = c_min.
    let equal = max(smallestLimit, (wy + wyx) / (s.w + 2 * s.wx + s.wxx))
    let slope = min(smallestLimit, (wyx - smallestLimit * s.wx) / s.wxx)
    let (first, second) = (square(equal, equal), square(smallestLimit, slope))
    return first < second
      ? (equal, equal, first, false) : (smallestLimit, slope, second, false)
  }
}
