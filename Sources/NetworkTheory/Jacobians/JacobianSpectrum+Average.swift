import NumericalMethods
import RealModule

extension JacobianSpectrum {
  /// The average of a function of λ over all singular values, atoms included.
  ///
  /// - Parameter function: A smooth function of λ.
  /// - Returns: ∫ f(λ) ρ(λ) dλ and the atoms' part.
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  /// - Complexity: Four solutions for each of some hundreds of points.
  public func average(_ function: (Double) -> Double) throws -> Double {
    if curve.isLawItself { return curve.law.average { function(sigmaW * sigmaW * $0) } }
    var sum = atoms.reduce(0) { $0 + $1.weight * function($1.squaredValue) }
    for band in solution.bands {
      for (a, b) in zip(band, band.dropFirst()) { sum += try integral(function, a, b, level: 0) }
    }
    return sum
  }

  /// An integral between two points of a band; halved until the mass is what the tails say.
  private func integral(
    _ function: (Double) -> Double, _ a: JacobianCurve.Point, _ b: JacobianCurve.Point, level: Int
  ) throws -> Double {
    let half = (b.logRadius - a.logRadius) / 2
    // So short an interval has one value, however its density diverges.
    guard half > 1e-11, b.logValue - a.logValue > 1e-11 else {
      return (a.tail - b.tail) * function(Double.exp((a.logValue + b.logValue) / 2))
    }
    var (sum, mass) = (0.0, 0.0)
    for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
      let point = try curve.point(
        atLogRadius: a.logRadius + (1 + node) * half, near: Swift.max(a.angle, b.angle))
      let part = weight * half * point.logDensity * point.growth
      guard part.isFinite else { continue }
      mass += part
      sum += part * function(Double.exp(point.logValue))
    }
    let exact = a.tail - b.tail
    guard abs(mass - exact) > 1e-12 + 1e-9 * exact else { return sum }
    let middle = try curve.point(
      atLogRadius: a.logRadius + half, near: Swift.max(a.angle, b.angle))
    guard level < 5 else {
      return sum + (exact - mass) * function(Double.exp(middle.logValue))
    }
    return try integral(function, a, middle, level: level + 1)
      + integral(function, middle, b, level: level + 1)
  }

  private static let rule = GaussLegendre(on: -1...1, count: 4)
}
