import RealModule
package import Statistics

/// The power law y = a x^p through positive means, by weighted least squares of their logarithms.
///
/// ```
/// ln y_k = ln a + p ln x_k,   σ(ln y_k) = σ_k/y_k,   error²(p) = 1/Σ w (ln x − ⟨ln x⟩_w)²
/// ```
package struct PowerLaw {
  /// The power p.
  package let power: Estimate
  private let logarithm: Double

  /// Fits means.
  ///
  /// - Parameter points: Places and means above zero with errors above zero, at two places or more.
  package init(_ points: [(place: Double, value: Estimate)]) {
    precondition(points.count > 1, "a power law through \(points.count) points")
    let logs = points.map { place, value in
      let error = value.error ?? 0
      precondition(
        place > 0 && value.value > 0 && error > 0, "the logarithm of \(value) at \(place)")
      let relative = error / value.value
      return (x: Double.log(place), y: Double.log(value.value), weight: 1 / (relative * relative))
    }
    let weight = logs.reduce(0) { $0 + $1.weight }
    let x = logs.reduce(0) { $0 + $1.weight * $1.x } / weight
    let y = logs.reduce(0) { $0 + $1.weight * $1.y } / weight
    let square = logs.reduce(0) { $0 + $1.weight * ($1.x - x) * ($1.x - x) }
    let product = logs.reduce(0) { $0 + $1.weight * ($1.x - x) * ($1.y - y) }
    power = Estimate(value: product / square, error: 1 / square.squareRoot())
    logarithm = y - product / square * x
  }

  /// The law at a place.
  package func callAsFunction(_ x: Double) -> Double { .exp(logarithm + power.value * .log(x)) }
}
