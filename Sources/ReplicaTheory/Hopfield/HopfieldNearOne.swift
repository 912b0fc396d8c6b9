import NumericalMethods
import RealModule

/// The Hopfield model just below T = 1, to leading order in ε = 1 − T and g = √α.
///
/// ```
/// m² = 3ε/(3n − 2 + 3w²),   a = w m,   q = n m² + a²,   1 − C = 2m²/3
/// g/ε = 2w/[√(n + w²)(3n − 2 + 3w²)]
/// φ = −εm²/2 − a²q/2 + m⁴/12 + m²a²/2 + a⁴/4 + (g²/2)[ln(1 − C) − q/(1 − C)]   (n = 1)
/// ```
///
/// n is the number of patterns with an overlap and φ the free energy up to a constant; the spin glass has
/// m = 0, q = a² = ε + g and 1 − C = g. Everything else is relatively of the order of ε, whereas the full
/// equations lose 1e-16/ε to rounding.
enum HopfieldNearOne {
  /// The distance ε from T = 1 within which these forms are closer than the full equations.
  static let distance = 3e-8
  /// The load below which transitions are taken from these forms.
  static let largestLoad = 1e-10

  /// (1 − T_M)/√α: the inverse of the largest g/ε.
  static var spinodalSlope: Double { 1 / loadRatio(endWidth(patterns: 1), patterns: 1) }

  /// (1 − T_c)/√α, where the free energies of retrieval state and spin glass are equal.
  ///
  /// - Returns: About 2.6.
  /// - Throws: ``NumericalMethodsError`` when the search fails.
  static func firstOrderSlope() throws -> Double {
    let width = try findRoot(in: 0.1...endWidth(patterns: 1)) { w in
      let g = loadRatio(w, patterns: 1)
      let m2 = 3 / (1 + 3 * w * w)
      let a2 = w * w * m2
      let q = m2 + a2
      let d = 2 * m2 / 3
      let retrieval =
        -m2 / 2 - a2 * q / 2 + m2 * m2 / 12 + m2 * a2 / 2 + a2 * a2 / 4
        + g * g / 2 * (Double.log(d) - q / d)
      let glass = -(1 + g) * (1 + g) / 4 + g * g / 2 * (Double.log(g) - (1 + g) / g)
      return retrieval - glass
    }
    return 1 / loadRatio(width, patterns: 1)
  }

  /// w at the largest load, where 6w⁴ + 3n w² = n(3n − 2).
  static func endWidth(patterns: Int) -> Double {
    let n = Double(patterns)
    return (((81 * n * n - 48 * n).squareRoot() - 3 * n) / 12).squareRoot()
  }

  /// g/ε at w.
  private static func loadRatio(_ w: Double, patterns: Int) -> Double {
    let n = Double(patterns)
    return 2 * w / ((n + w * w).squareRoot() * (3 * n - 2 + 3 * w * w))
  }

  /// The point at w.
  static func point(patterns: Int, temperature: Double, ratio: Double) -> HopfieldPoint {
    let n = Double(patterns)
    let m2 = 3 * (1 - temperature) / (3 * n - 2 + 3 * ratio * ratio)
    let m = m2.squareRoot()
    var point = HopfieldPoint(
      patterns: patterns, temperature: temperature, overlap: m, deviation: ratio * m)
    point.q = m2 * (n + ratio * ratio)
    point.gap = 2 * m2 / 3
    point.transverse = patterns > 1 ? -4 * m2 / 3 : point.gap
    return point
  }
}
