internal import NumericalMethods
import RealModule

extension Nonlinearity {
  /// The slopes of a function that is linear on either side of 0, and `nil` for any other.
  ///
  /// ```
  /// φ(x) = a₊ x for x ≥ 0, a₋ x for x < 0
  /// ```
  ///
  /// Such a function has no scale: V is linear in q, and χ and C do not depend on q. Between kinks a
  /// function is analytic, so that a few places where φ = x φ' decide.
  var slopesOfHomogeneous: (negative: Double, positive: Double)? {
    guard kinks.allSatisfy({ $0 == 0 }), !isDiscontinuous, value(0) == 0 else { return nil }
    for x in [1e-3, 0.037, 0.41, 1.7, 5.3, 41, 350] {
      for signed in [x, -x] {
        let (value, slope) = (self.value(signed), derivative(signed))
        guard abs(value - signed * slope) <= 1e-14 * abs(value),
          slope == derivative(signed < 0 ? -1 : 1)
        else { return nil }
      }
    }
    return (derivative(-1), derivative(1))
  }

  /// The places where the function jumps, with the height of the jump.
  var jumps: [(place: Double, height: Double)] {
    guard isDiscontinuous else { return [] }
    return kinks.map { ($0, value($0.nextUp) - value($0.nextDown)) }
      .filter { abs($0.height) > 1e-12 * (1 + abs(value($0.place))) }
  }
}

/// The density of a normal variable of mean 0.
func normalDensity(_ x: Double, variance: Double) -> Double {
  Double.exp(-x * x / (2 * variance)) / (2 * Double.pi * variance).squareRoot()
}
