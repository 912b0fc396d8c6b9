import RealModule

/// The thermodynamics of the Hopfield model at a solution of its equations.
struct HopfieldThermodynamics {
  let energy: Double
  let entropy: Double
  let freeEnergy: Double
  /// 1 − C, by the saddle point where that is more accurate.
  let denominator: Double
  /// 1 − αβ² E sech⁴/(1 − C)².
  let replicon: Double

  /// Evaluates the energy and the entropy in forms that do not cancel at low temperature.
  ///
  /// ```
  /// e = −n m²/2 − (αC/2)[1/(1 − C) + r],   C = β(1 − q),   r = q/(1 − C)²
  /// s = E[ln 2cosh u − u tanh u] − (α/2)[ln(1 − C) + C/(1 − C)]
  /// f = e − Ts
  /// ```
  init(_ point: HopfieldPoint, load: Double) {
    // a = √(αq)/(1 − C): where C is near 1, this knows 1 − C better than C does.
    let difference = point.gap
    denominator =
      load > 0 && point.deviation > 0 && difference < 0.5
      ? (load * point.q).squareRoot() / point.deviation : difference
    let d = denominator
    let response = point.response
    let m = point.overlap
    // At α = 0 the other patterns do not matter, even where 1 − C vanishes.
    let noise = load > 0 ? load * response / 2 * (1 / d + point.q / (d * d)) : 0
    energy = -Double(point.patterns) * m * m / 2 - noise
    let logarithm =
      abs(difference) >= 0.5 && difference == d ? Double.log(onePlus: -response) : Double.log(d)
    entropy = point.entropy - (load > 0 ? load / 2 * (logarithm + response / d) : 0)
    freeEnergy = energy - point.temperature * entropy
    replicon = load > 0 ? 1 - load * (point.fourth / d) / d : 1
  }
}
