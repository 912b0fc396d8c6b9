import NumericalMethods
import RealModule

extension SquaredSlopeLaw {
  /// An interval of z on which d rises or falls throughout.
  struct Stretch: Sendable {
    let low: Double
    let high: Double
    let valueAtLow: Double
    let valueAtHigh: Double
  }

  /// Cuts the part of the law between two neighbouring kinks at its extrema.
  mutating func addStretches(
    _ samples: [(z: Double, d: Double)], from low: Double, to high: Double
  ) {
    // One-sided at the kinks.
    let inside = (high - low) * 1e-14
    var places = [low + inside]
    for k in 1..<(samples.count - 1) {
      for sign in [1.0, -1]
      where sign * samples[k].d >= sign * samples[k - 1].d
        && sign * samples[k].d > sign * samples[k + 1].d
      {
        places.append(extremum(from: samples[k - 1].z, to: samples[k + 1].z, sign: sign))
      }
    }
    places.append(high - inside)
    let values = places.map { squaredSlope($0) }
    for k in 1..<places.count {
      stretches.append(
        Stretch(
          low: places[k - 1], high: places[k], valueAtLow: values[k - 1], valueAtHigh: values[k]))
    }
    for value in values { extend(to: value) }
  }

  /// The place of a maximum (`sign` 1) or minimum of d, by golden section.
  private func extremum(from low: Double, to high: Double, sign: Double) -> Double {
    var (a, b) = (low, high)
    let ratio = 0.618_033_988_749_894_8
    for _ in 0..<80 {
      let (c, d) = (b - ratio * (b - a), a + ratio * (b - a))
      if sign * squaredSlope(c) > sign * squaredSlope(d) { b = d } else { a = c }
    }
    return (a + b) / 2
  }

  /// The density of ln d and the probability of larger values, at a value that has a density.
  ///
  /// ```
  /// Σ φ(z)/|d ln d/dz|   over the fields at which φ'(h)² = d
  /// ```
  ///
  /// - Parameter value: d, positive.
  /// - Returns: The density without, the probability with the values of finite weight.
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  func direct(at value: Double) throws -> (logDensity: Double, tail: Double) {
    var (density, tail) = (0.0, 0.0)
    for stretch in stretches {
      let (a, b) = (stretch.valueAtLow - value, stretch.valueAtHigh - value)
      if (a > 0) == (b > 0) {
        if a > 0 { tail += Self.probability(from: stretch.low, to: stretch.high) }
        continue
      }
      let z = try findRoot(in: stretch.low...stretch.high) { squaredSlope($0) - value }
      let h = deviation * z
      let slope =
        2 * deviation * nonlinearity.secondDerivative(h) / nonlinearity.derivative(h)
      let weight = Double.exp(-z * z / 2) * (0.5 / Double.pi).squareRoot()
      // At an extremum the density is infinite; its place itself counts nothing.
      if slope != 0, slope.isFinite { density += weight / abs(slope) }
      tail += Self.probability(
        from: a > 0 ? stretch.low : z, to: a > 0 ? z : stretch.high)
    }
    for atom in atoms where atom.value > value { tail += atom.weight }
    return (density, Swift.min(1, tail))
  }

  /// The probability that a standard normal number lies between two, without cancellation in the tails.
  static func probability(from low: Double, to high: Double) -> Double {
    let scale = 0.5.squareRoot()
    if low >= 0 { return (Double.erfc(low * scale) - Double.erfc(high * scale)) / 2 }
    if high <= 0 { return (Double.erfc(-high * scale) - Double.erfc(-low * scale)) / 2 }
    return 1 - (Double.erfc(-low * scale) + Double.erfc(high * scale)) / 2
  }
}
