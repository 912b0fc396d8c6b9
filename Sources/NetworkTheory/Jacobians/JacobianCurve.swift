import NumericalMethods
import RealModule

/// The S-transform equation of a Jacobian, solved along the curve on which its argument is real.
///
/// ```
/// ln λ = ln z(w) = L ln σ_w² + A ln(1 + m) + (L − 1) ln m + L ln w,   m = E d/(w − d)
/// A = 1 for Gaussian weights, 1 − L for orthogonal ones
/// ```
///
/// This is (1 + m)/(m z) = S_WW(m)^L S_d(m)^L with the S-transform of d eliminated: S_d(m) = (1 + m)/(m w).
/// On the circle |w| = r there is one angle θ(r) below π at which z crosses the real axis; λ grows with r.
/// Where θ = 0, λ is in a gap of the spectrum; elsewhere λ ρ(λ) = −Im m/π. No continuation can lose its
/// branch, because each point is a bracketed root of its own.
struct JacobianCurve: Sendable {
  /// A point of the curve.
  struct Point: Sendable {
    /// ln r.
    var logRadius: Double
    /// θ; 0 in gaps.
    var angle: Double
    /// ln λ.
    var logValue: Double
    /// The density of ln λ.
    var logDensity: Double
    /// The fraction of squared singular values above λ.
    var tail: Double
    /// d ln λ/d ln r along the curve.
    var growth: Double
  }

  let law: SquaredSlopeLaw
  let depth: Double
  /// A.
  let exponent: Double
  /// 1 for Gaussian and 0 for orthogonal weights: A + L − 1 = L times this.
  let shape: Double
  let logWeightVariance: Double

  /// One layer of orthogonal weights has the law of σ_w² d itself, and w on the real axis.
  var isLawItself: Bool { depth == 1 && shape == 0 }

  init(law: SquaredSlopeLaw, depth: Int, isGaussian: Bool, sigmaW: Double) {
    self.law = law
    self.depth = Double(depth)
    shape = isGaussian ? 1 : 0
    exponent = 1 - self.depth * (1 - shape)
    logWeightVariance = 2 * Double.log(sigmaW)
  }

  /// The angle that stands for the real axis.
  private static let least = 1e-12
  private func averages(_ w: Complex) -> SquaredSlopeLaw.Averages {
    law.averages(at: w)
  }

  /// ln z at a point of the upper half plane, with its derivative by ln w on request.
  private func logarithm(
    _ w: Complex, _ sums: SquaredSlopeLaw.Averages
  ) -> (real: Double, imaginary: Double) {
    let upper = w * sums.resolvent
    let real =
      depth * logWeightVariance + exponent * upper.logLength
      + (depth - 1) * sums.moment.logLength + depth * w.logLength
    let imaginary =
      exponent * upper.argument + (depth - 1) * sums.moment.argument + depth * w.argument
    return (real, imaginary)
  }

  /// d ln z/d ln w.
  private func derivative(_ w: Complex, _ sums: SquaredSlopeLaw.Averages) -> Complex {
    let upper = w * sums.resolvent
    let change = -1 * (w * sums.slope)
    let sum = (exponent * change) / upper + ((depth - 1) * change) / sums.moment
    return Complex(sum.real + depth, sum.imaginary)
  }

  /// The angle θ at a radius; 0 in a gap.
  ///
  /// - Parameters:
  ///   - logRadius: ln r.
  ///   - guess: An angle nearby, if one is known.
  /// - Returns: θ, from 0 to π.
  /// - Throws: `NumericalMethodsError` when the root cannot be refined.
  func angle(atLogRadius logRadius: Double, near guess: Double? = nil) throws -> Double {
    let radius = Double.exp(logRadius)
    if isLawItself {
      // It stands for "in a band".
      return law.hasDensity && law.range.contains(radius) ? Self.least : 0
    }
    let excess = { (logAngle: Double) in
      let w = Complex(length: radius, argument: Double.exp(logAngle))
      return logarithm(w, averages(w)).imaginary
    }
    let high = Double.log(Double.pi * (1 - 1e-12))
    if let guess, let angle = newton(radius: radius, from: guess) { return angle }
    // Below θ(r) the imaginary part is negative; close to an edge only little, and rounding hides it at
    // smaller angles still.
    let noise = 1e-15 * depth
    var above = high
    for power in [-2.0, -4, -5, -6, -8, -10, -12] {
      let below = power * Double.log(10)
      let value = excess(below)
      if value < -noise {
        return Double.exp(try findRoot(in: below...above, tolerance: 1e-14, of: excess))
      }
      if value > 0 { above = below }
    }
    return 0
  }

  /// The root of the imaginary part on a circle, near a guess; `nil` where that does not converge.
  private func newton(radius: Double, from guess: Double) -> Double? {
    var angle = guess
    for _ in 0..<8 {
      guard angle > 1e-6, angle < 3.14 else { return nil }
      let w = Complex(length: radius, argument: angle)
      let sums = averages(w)
      let step = logarithm(w, sums).imaginary / derivative(w, sums).real
      angle -= step
      if abs(step) < 1e-9 * angle { return angle > 0 && angle < .pi ? angle : nil }
    }
    return nil
  }

  /// The point of the curve at a radius.
  func point(atLogRadius logRadius: Double, near guess: Double? = nil) throws -> Point {
    let angle = try angle(atLogRadius: logRadius, near: guess)
    guard isLawItself else { return point(logRadius: logRadius, angle: angle) }
    let (density, tail) = try law.direct(at: Double.exp(logRadius))
    return Point(
      logRadius: logRadius, angle: angle, logValue: logWeightVariance + logRadius,
      logDensity: density, tail: tail, growth: 1)
  }

  private func point(logRadius: Double, angle: Double) -> Point {
    let w = Complex(
      length: Double.exp(logRadius), argument: angle > 0 ? angle : Self.least)
    let sums = averages(w)
    let slope = derivative(w, sums)
    return Point(
      logRadius: logRadius, angle: angle, logValue: logarithm(w, sums).real,
      logDensity: angle > 0 ? Swift.max(0, -sums.moment.imaginary / .pi) : 0,
      tail: tail(w, sums),
      growth: slope.real + slope.imaginary * slope.imaginary / slope.real)
  }

  /// The fraction above λ: ∫ (1 + m) d ln z is elementary.
  private func tail(_ w: Complex, _ sums: SquaredSlopeLaw.Averages) -> Double {
    let sum =
      depth * shape * sums.moment.imaginary + (depth - 1) * sums.moment.argument
      + depth * law.meanArgument(at: w)
    return Swift.min(1, Swift.max(0, sum / .pi))
  }

  /// The slope d ln λ/d ln r on the real axis above all values of d.
  func realSlope(at w: Double) -> Double {
    derivative(Complex(w, 0), averages(Complex(w, 0))).real
  }

  /// ln λ on the real axis above all values of d.
  func realLogValue(at w: Double) -> Double {
    isLawItself
      ? logWeightVariance + Double.log(w)
      : logarithm(Complex(w, 0), averages(Complex(w, 0))).real
  }

  /// The point of a given λ between two points of a band, by Newton's method in ln w.
  func point(atLogValue target: Double, between a: Point, and b: Point) throws -> Point {
    if isLawItself { return try point(atLogRadius: target - logWeightVariance) }
    let t = (target - a.logValue) / (b.logValue - a.logValue)
    var x = a.logRadius + t * (b.logRadius - a.logRadius)
    // Near an edge the square of the angle is linear.
    var angle = ((1 - t) * a.angle * a.angle + t * b.angle * b.angle).squareRoot()
    for _ in 0..<40 {
      guard angle > 0, angle < .pi, x > a.logRadius - 1, x < b.logRadius + 1 else { break }
      let w = Complex(length: Double.exp(x), argument: angle)
      let sums = averages(w)
      let value = logarithm(w, sums)
      let step = Complex(target - value.real, -value.imaginary) / derivative(w, sums)
      x += step.real
      angle += step.imaginary
      // A step of rounding size compared with the angle, which may itself be small.
      if abs(step.real) < 1e-13, abs(step.imaginary) < 1e-13 * Swift.max(1e-3, angle) {
        guard angle > 0, angle < .pi else { break }
        return point(logRadius: x, angle: angle)
      }
    }
    let missing = { (x: Double) in try self.point(atLogRadius: x).logValue - target }
    // Rounding at an edge may leave no change of sign.
    guard a.logRadius < b.logRadius, try missing(a.logRadius) < 0 else { return a }
    guard try missing(b.logRadius) > 0 else { return b }
    return try point(atLogRadius: try findRoot(in: a.logRadius...b.logRadius, of: missing))
  }
}
