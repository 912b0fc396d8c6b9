import NumericalMethods

/// The moments of a function of two Gaussian fields of equal mean and variance.
///
/// ```
/// E g², E g, E g'², Δ = ½ E (g_a − g_b)²,   (u_a, u_b) ~ N(μ, v), correlation 1 − ε
/// ```
struct FieldMoments {
  let meanSquare: Double
  let mean: Double
  let meanSquareSlope: Double
  /// Half the mean squared difference, E g² − E g_a g_b.
  let halfDistance: Double

  /// The mean square of 1 − g.
  var complementSquare: Double { Swift.max(0, 1 - 2 * mean + meanSquare) }

  init(
    of function: any Nonlinearity, mean center: Double = 0, variance: Double, separation: Double
  ) {
    let average = GaussianAverage(mean: center, variance: variance, for: function)
    mean = average(function.value)
    meanSquare = average {
      let value = function.value($0)
      return value * value
    }
    if function.isDiscontinuous {
      meanSquareSlope = .infinity
    } else {
      meanSquareSlope = average {
        let slope = function.derivative($0)
        return slope * slope
      }
    }
    guard separation > 0, variance > 0 else {
      halfDistance = 0
      return
    }
    halfDistance =
      GaussianPairAverage(for: function).separated(
        mean: center, variance: variance, separation: Swift.min(separation, 2)
      ) { p, d in
        let difference = function.difference(center: p, halfWidth: d)
        return difference * difference
      } / 2
  }
}
