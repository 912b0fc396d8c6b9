import RealModule

/// Finds the root of a function between two arguments at which its signs differ, by Brent's method.
///
/// Inverse quadratic interpolation and secant steps are taken when they stay inside the bracket and
/// shrink it fast enough; bisection otherwise, so that convergence is certain.
///
/// **Source**: R. P. Brent, *Algorithms for Minimization without Derivatives* (1973), chapter 4.
///
/// - Parameters:
///   - interval: The bracket.
///   - tolerance: The absolute error allowed in the root, in addition to its rounding.
///   - function: The function.
/// - Returns: An argument within the tolerance of a change of sign.
/// - Throws: ``NumericalMethodsError`` when the signs at both ends agree or a value is not finite,
///   and whatever the function throws.
/// - Complexity: About 10 calls for a smooth function, at most 1200.
@inlinable
public func findRoot(
  in interval: ClosedRange<Double>, tolerance: Double = 0, of function: (Double) throws -> Double
) throws -> Double {
  var (a, b) = (interval.lowerBound, interval.upperBound)
  var (fa, fb) = (try function(a), try function(b))
  guard fa.isFinite else { throw NumericalMethodsError.notFinite(argument: a) }
  guard fb.isFinite else { throw NumericalMethodsError.notFinite(argument: b) }
  if fa == 0 { return a }
  if fb == 0 { return b }
  guard (fa > 0) != (fb > 0) else {
    throw NumericalMethodsError.notBracketed(lower: a, upper: b, valueAtLower: fa, valueAtUpper: fb)
  }
  // b is the best argument, a the one before it, c the other end of the bracket.
  var (c, fc) = (a, fa)
  var lastStep = b - a
  var stepBefore = lastStep
  for _ in 0..<1200 {
    if (fb > 0) == (fc > 0) {
      (c, fc) = (a, fa)
      lastStep = b - a
      stepBefore = lastStep
    }
    if abs(fc) < abs(fb) {
      (a, b, c) = (b, c, b)
      (fa, fb, fc) = (fb, fc, fb)
    }
    let margin = 2 * b.magnitude * .ulpOfOne + tolerance / 2 + .leastNormalMagnitude
    let half = (c - b) / 2
    if abs(half) <= margin || fb == 0 { return b }
    var bisect = true
    if abs(stepBefore) >= margin && abs(fa) > abs(fb) {
      let s = fb / fa
      var (p, q): (Double, Double)
      if a == c {
        (p, q) = (2 * half * s, 1 - s)
      } else {
        let (r, t) = (fb / fc, fa / fc)
        p = s * (2 * half * t * (t - r) - (b - a) * (r - 1))
        q = (t - 1) * (r - 1) * (s - 1)
      }
      if p > 0 { q = -q } else { p = -p }
      if 2 * p < Swift.min(3 * half * q - abs(margin * q), abs(stepBefore * q)) {
        (stepBefore, lastStep) = (lastStep, p / q)
        bisect = false
      }
    }
    if bisect {
      lastStep = half
      stepBefore = half
    }
    (a, fa) = (b, fb)
    b += abs(lastStep) > margin ? lastStep : (half > 0 ? margin : -margin)
    fb = try function(b)
    guard fb.isFinite else { throw NumericalMethodsError.notFinite(argument: b) }
  }
  throw NumericalMethodsError.noConvergence(iterations: 1200, residual: fb)
}
