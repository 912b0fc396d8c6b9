import NumericalMethods
import RealModule

/// Any function, by double averages pair by pair.
struct QuadratureStep: PairStep {
  let nonlinearity: any Nonlinearity

  init(_ nonlinearity: any Nonlinearity) { self.nonlinearity = nonlinearity }

  /// Averages take a number of nodes that grows with the length.
  var lengths: ClosedRange<Double> { allowedLengths.lowerBound...largestSquaredLength }

  func method(for layer: KernelLayer) -> NetworkKernel.Method { .quadrature }

  func meanSquares(_ lengths: [Double]) -> [Double] {
    lengths.map { q in
      GaussianAverage(variance: q, for: nonlinearity) {
        let value = nonlinearity.value($0)
        return value * value
      }
    }
  }

  func product(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    GaussianPairAverage(for: nonlinearity).product(
      q11: pair.qa, q22: pair.qb, correlation: pair.correlation, nonlinearity.value,
      nonlinearity.value)
  }

  func squaredDifference(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    if abs(pair.qa - pair.qb) < 1e-12 * pair.qa {
      return GaussianPairAverage(for: nonlinearity).separated(
        variance: (pair.qa + pair.qb) / 2, separation: pair.separation
      ) { center, half in
        let difference = nonlinearity.difference(center: center, halfWidth: half)
        return difference * difference
      }
    }
    let squares = meanSquares([pair.qa, pair.qb])
    return Swift.max(0, squares[0] + squares[1] - 2 * product(pair, a, b, ()))
  }
}
