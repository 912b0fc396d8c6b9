import RealModule

/// What the values of an indicator are fitted with: a power law to zero, and a limit with a correction.
///
/// ```
/// heals    y = a N^{−ω},                    a ≥ 0,   ω_min ≤ ω ≤ 4
/// stays    y = c + b (N/N_max)^{−ω'},       c ≥ c_min,   −c/2 ≤ b ≤ c,   y(N_min) ≥ 0,   1/3 ≤ ω' ≤ 1
/// ```
///
/// The two do not touch: ω_min is the slowest way in which symmetry can heal, and a limit is one only if at least
/// half of what is seen at the largest size is left of it, and at least half of it is seen there. In models without geometry nothing heals more slowly than at
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
  /// Powers of the sizes, with what a fit needs of them.
  private struct Shape {
    let exponent: Double
    let x: [Double]
    /// The largest x, that of the smallest size.
    let largest: Double
    /// Σ w, Σ w x, Σ w x².
    let sums: (w: Double, wx: Double, wxx: Double)

    init(_ exponent: Double, ratios: [Double], weights: [Double]) {
      let x = ratios.map { Double.pow($0, -exponent) }
      var sums = (w: 0.0, wx: 0.0, wxx: 0.0)
      for (w, x) in zip(weights, x) {
        sums.w += w
        sums.wx += w * x
        sums.wxx += w * x * x
      }
      self.exponent = exponent
      self.x = x
      self.sums = sums
      largest = x.max() ?? 1
    }
  }

  let sizes: [Int]
  let errors: [Double]
  private let weights: [Double]
  /// N/N_max.
  private let ratios: [Double]
  private let healing: [Shape]
  private let staying: [Shape]
  private let smallestLimit: Double

  init(sizes: [Int], errors: [Double], slowest: Double, smallestLimit: Double) {
    self.sizes = sizes
    self.errors = errors
    self.smallestLimit = smallestLimit
    let weights = errors.map { 1 / ($0 * $0) }
    let largest = Double(sizes.max() ?? 1)
    let ratios = sizes.map { Double($0) / largest }
    self.weights = weights
    self.ratios = ratios
    let steps = 48
    healing = (0...steps).map { k in
      Shape(
        slowest * Double.pow(4 / slowest, Double(k) / Double(steps)), ratios: ratios,
        weights: weights)
    }
    staying = (0...8).map { k in
      Shape(1.0 / 3 + 2.0 / 3 * Double(k) / 8, ratios: ratios, weights: weights)
    }
  }

  /// χ² of both readings.
  func chiSquares(_ y: [Double]) -> (heals: Double, stays: Double) {
    (
      best(healing) { healed($0, y).chiSquare }.value,
      best(staying) { stayed($0, y).chiSquare }.value
    )
  }

  /// The exponent of least squares: the best of the grid, then by golden sections between its neighbours.
  private func best(
    _ shapes: [Shape], _ chiSquare: (Shape) -> Double
  ) -> (index: Int, shape: Shape, value: Double) {
    let values = shapes.map(chiSquare)
    let index = values.indices.min { values[$0] < values[$1] } ?? 0
    var found = (index: index, shape: shapes[index], value: values[index])
    // Exponents beside a perfect fit or beside the better border of the range gain nothing.
    guard found.value > 1e-9 else { return found }
    var low = shapes[max(0, index - 1)].exponent
    var high = shapes[min(shapes.count - 1, index + 1)].exponent
    let golden = (5.0.squareRoot() - 1) / 2
    func trial(_ exponent: Double) -> Double {
      let shape = Shape(exponent, ratios: ratios, weights: weights)
      let value = chiSquare(shape)
      if value < found.value { found = (index, shape, value) }
      return value
    }
    var inner = (high - golden * (high - low), low + golden * (high - low))
    var at = (trial(inner.0), trial(inner.1))
    for _ in 0..<8 {
      if at.0 < at.1 {
        high = inner.1
        inner = (high - golden * (high - low), inner.0)
        at = (trial(inner.0), at.0)
      } else {
        low = inner.0
        inner = (inner.1, low + golden * (high - low))
        at = (at.1, trial(inner.1))
      }
    }
    return found
  }

  /// The best fit of a reading.
  func reading(_ kind: LimitReading.Kind, _ y: [Double]) -> LimitReading {
    let largest = sizes.max() ?? 1
    switch kind {
    case .heals:
      let (index, shape, square) = best(healing) { healed($0, y).chiSquare }
      let amplitude = healed(shape, y).a
      let allowed = healing.indices.filter { healed(healing[$0], y).chiSquare <= square + 1 }
      let ends = (allowed.first ?? index, allowed.last ?? index)
      let isBounded = ends.0 > 0 && ends.1 < healing.count - 1 && amplitude > 0
      // Errors below the distance of the grid are not resolved.
      let error = max(
        (healing[ends.1].exponent - healing[ends.0].exponent) / 2,
        isBounded && index > 0 && index < healing.count - 1
          ? (healing[index + 1].exponent - healing[index - 1].exponent) / 4 : 0)
      return LimitReading(
        kind: kind, limit: 0, limitError: nil, amplitude: amplitude, exponent: shape.exponent,
        exponentError: isBounded ? error : nil, chiSquare: square, largestSpinCount: largest)
    case .stays:
      let shape = best(staying) { stayed($0, y).chiSquare }.shape
      let fit = stayed(shape, y)
      let sums = shape.sums
      let determinant = sums.w * sums.wxx - sums.wx * sums.wx
      return LimitReading(
        kind: kind, limit: fit.c,
        limitError: fit.isFree && determinant > 0 ? (sums.wxx / determinant).squareRoot() : nil,
        amplitude: fit.b, exponent: shape.exponent, exponentError: nil,
        chiSquare: fit.chiSquare, largestSpinCount: largest)
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

  /// The least squares of c + b x with c ≥ c_min, b ≤ c and b ≥ −c/2, −c/x_max: a quadratic over a wedge.
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
    // x is largest at the smallest size, where it is at least 1.
    let lowest = -min(0.5, 1 / shape.largest)
    let determinant = s.w * s.wxx - s.wx * s.wx
    if determinant > 1e-12 * s.w * s.wxx {
      let c = (wy * s.wxx - wyx * s.wx) / determinant
      let b = (wyx * s.w - wy * s.wx) / determinant
      if c >= smallestLimit, b <= c, b >= lowest * c { return (c, b, square(c, b), true) }
    }
    // Along the borders of b, which are proportional to c, and along c = c_min.
    func along(_ ratio: Double) -> Double {
      max(smallestLimit, (wy + ratio * wyx) / (s.w + 2 * ratio * s.wx + ratio * ratio * s.wxx))
    }
    let slope = min(
      smallestLimit,
      max(lowest * smallestLimit, (wyx - smallestLimit * s.wx) / s.wxx))
    var best = (c: smallestLimit, b: slope, chiSquare: square(smallestLimit, slope))
    for ratio in [1, lowest] {
      let c = along(ratio)
      let found = square(c, ratio * c)
      if found < best.chiSquare { best = (c, ratio * c, found) }
    }
    return (best.c, best.b, best.chiSquare, false)
  }
}
