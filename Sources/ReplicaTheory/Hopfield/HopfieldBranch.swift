import NumericalMethods
import RealModule

/// The solutions with n equal overlaps at one temperature, as a curve.
///
/// ```
/// m = E (S/n) tanh β m(S + w z),   √α = a(1 − C)/√q,   a = w m
/// ```
///
/// At given w = a/m the first equation has one root m > 0 when T < 1, because its right-hand side is
/// concave in m; the load then follows explicitly. Along the curve the load grows from 0 to a first
/// maximum: these are the locally stable states, and the maximum is their spinodal. Nothing is iterated
/// towards a fixed point that may not exist.
struct HopfieldBranch {
  /// The number n of condensed patterns, odd.
  let patterns: Int
  /// The temperature, 0 ≤ T < 1.
  let temperature: Double
  var refinement = 1.0

  private var isNearOne: Bool { temperature > 1 - HopfieldNearOne.distance }

  /// The largest overlap that n equal ones can have, E|S|/n.
  private var largestOverlap: Double {
    // E|S| = n C(n − 1, (n − 1)/2)/2^(n − 1).
    var result = 1.0
    for k in stride(from: 1, to: patterns, by: 2) { result *= Double(k) / Double(k + 1) }
    return result
  }

  /// The point of the curve at a ratio w.
  ///
  /// - Parameters:
  ///   - ratio: w = a/m, 0 or more.
  ///   - guess: An overlap of a neighbouring point.
  /// - Returns: The point.
  /// - Complexity: About 4 averages near the guess, 30 near T = 1 without one.
  func point(ratio: Double, guess: Double? = nil) -> HopfieldPoint {
    if isNearOne {
      return HopfieldNearOne.point(patterns: patterns, temperature: temperature, ratio: ratio)
    }
    var overlap = guess ?? largestOverlap
    var here = evaluate(overlap, ratio)
    var lastStep = Double.infinity
    for _ in 0..<200 {
      // Newton's iteration for a concave function descends from above without fail.
      let slope = here.imageByOverlap + ratio * here.imageByDeviation - 1
      var step = (overlap - here.image) / slope
      if slope >= 0 || overlap + step > largestOverlap || overlap + step <= 0 {
        step = largestOverlap - overlap
        if step == 0 { break }
      }
      let size = abs(step) / overlap
      if size < 1e-15 || size < 1e-6 && size >= lastStep / 2 { break }
      lastStep = size
      overlap += step
      here = evaluate(overlap, ratio)
    }
    return here
  }

  /// The end of the stable part of the curve, where the load is largest.
  ///
  /// - Returns: The point of largest load.
  /// - Throws: ``NumericalMethodsError`` when the search fails.
  /// - Complexity: About 10 points.
  func end() throws -> HopfieldPoint {
    if isNearOne { return point(ratio: HopfieldNearOne.endWidth(patterns: patterns)) }
    var last = point(ratio: 0.3)
    func slope(_ ratio: Double) -> Double {
      last = point(ratio: ratio, guess: last.overlap)
      return last.rootLoadSlope(ratio: ratio)
    }
    var (lower, upper) = (0.3, 0.6)
    while slope(lower) < 0 { lower /= 2 }
    while slope(upper) > 0 { (lower, upper) = (upper, 1.5 * upper) }
    let ratio = try findRoot(in: lower...upper, tolerance: 1e-13, of: slope)
    return point(ratio: ratio, guess: last.overlap)
  }

  /// The point at a load.
  ///
  /// - Parameters:
  ///   - load: The load α.
  ///   - end: The end of the curve.
  /// - Returns: The point, or `nil` beyond the end.
  /// - Throws: ``NumericalMethodsError`` when the search fails.
  func point(load: Double, end: HopfieldPoint) throws -> HopfieldPoint? {
    let rootLoad = load.squareRoot()
    let ratioOfEnd = end.deviation / end.overlap
    // Rounding must not put the load on the wrong side of the end.
    guard rootLoad < end.rootLoad else {
      return rootLoad > end.rootLoad * (1 + 1e-14) ? nil : end
    }
    var last = end
    let ratio = try findRoot(in: 0...ratioOfEnd) { ratio in
      last = ratio == ratioOfEnd ? end : point(ratio: ratio, guess: last.overlap)
      return last.rootLoad - rootLoad
    }
    return ratio == ratioOfEnd ? end : point(ratio: ratio, guess: last.overlap)
  }

  private func evaluate(_ overlap: Double, _ ratio: Double) -> HopfieldPoint {
    HopfieldPoint(
      patterns: patterns, temperature: temperature, overlap: overlap, deviation: ratio * overlap,
      refinement: refinement)
  }
}

extension HopfieldPoint {
  /// √α at which this deviation is the one that the other patterns make, a(1 − C)/√q.
  var rootLoad: Double { deviation * gap / q.squareRoot() }

  /// The derivative of √α by w along the curve.
  func rootLoadSlope(ratio: Double) -> Double {
    let overlapSlope =
      overlap * imageByDeviation / (1 - imageByOverlap - ratio * imageByDeviation)
    let deviationSlope = ratio * overlapSlope + overlap
    let responseSlope = responseByOverlap * overlapSlope + responseByDeviation * deviationSlope
    // q = 1 − TC.
    let logarithmic = temperature / (2 * q) * gap - 1
    return (gap * deviationSlope + deviation * logarithmic * responseSlope)
      / q.squareRoot()
  }
}
