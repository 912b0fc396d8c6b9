import RealModule

/// Averages over the local field of the Hopfield model at given order parameters.
///
/// ```
/// y = m S + a z,   S = Σ_ν ξ^ν over n patterns,   z ~ N(0, 1),   u = y/T
/// ```
///
/// a² = αr is the variance of the noise that the other patterns make. Everything is scaled such that it
/// stays finite as T → 0, where closed forms are used. By symmetry S runs over its positive values.
struct HopfieldPoint {
  /// The number n of condensed patterns, odd.
  let patterns: Int
  let temperature: Double
  /// The overlap m with each condensed pattern.
  let overlap: Double
  /// The deviation a of the noise.
  let deviation: Double

  /// E (S/n) tanh u, which equals m at a solution, and its derivatives by m and a.
  var image = 0.0
  var imageByOverlap = 0.0
  var imageByDeviation = 0.0
  /// C = β(1 − q) = β E sech² u and its derivatives by m and a.
  var response = 0.0
  var responseByOverlap = 0.0
  var responseByDeviation = 0.0
  /// 1 − C, the stability against the overlap with a further pattern.
  var gap = 0.0
  /// q = E tanh² u.
  var q = 0.0
  /// β² E sech⁴ u; infinite at T = 0 where fields vanish.
  var fourth = 0.0
  /// E [ln 2cosh u − u tanh u].
  var entropy = 0.0
  /// The stability against unequal overlaps with the condensed patterns.
  var transverse = 1.0

  init(
    patterns: Int, temperature: Double, overlap: Double, deviation: Double, refinement: Double = 1
  ) {
    self.patterns = patterns
    self.temperature = temperature
    self.overlap = overlap
    self.deviation = deviation
    let n = Double(patterns)
    // 2 P(S), from S = n downwards.
    var weight = Double.exp2(1 - n)
    var flips = 0.0
    for s in stride(from: patterns, to: 0, by: -2) {
      add(sum: Double(s), weight: weight, refinement: refinement)
      weight *= (n - flips) / (flips + 1)
      flips += 1
    }
    gap = 1 - response
    // Weights sum to 1 within rounding only.
    q = Double.minimum(q, 1)
  }

  private mutating func add(sum: Double, weight: Double, refinement: Double) {
    let n = Double(patterns)
    let spin = SpinAverages(
      field: overlap * sum, deviation: deviation, temperature: temperature, refinement: refinement)
    image += weight * sum / n * spin.magnetization
    imageByOverlap += weight * sum * sum / n * spin.response
    imageByDeviation += weight * sum / n * spin.slope
    response += weight * spin.response
    if deviation > 0 {
      responseByOverlap += weight * sum * spin.slope / deviation
      responseByDeviation += weight * spin.curvature / deviation
    }
    q += weight * spin.q
    fourth += weight * spin.fourth
    entropy += weight * spin.entropy
    let unequal = patterns > 1 ? (n * n - sum * sum) / (n * (n - 1)) : 1
    transverse -= weight * unequal * spin.response
  }
}

/// The averages for one value of S.
private struct SpinAverages {
  let magnetization: Double
  let q: Double
  /// β E sech² u, β E z sech² u and β E (z² − 1) sech² u.
  let response: Double
  let slope: Double
  let curvature: Double
  let fourth: Double
  let entropy: Double

  init(field: Double, deviation: Double, temperature: Double, refinement: Double) {
    guard temperature == 0 else {
      let a = LocalFieldAverages(
        field: field, variance: deviation * deviation, temperature: temperature,
        refinement: refinement)
      magnetization = a.magnetization
      q = a.tanh2
      response = a.sech2 / temperature
      slope = a.sech2Slope / temperature
      curvature = a.sech2Curvature / temperature
      fourth = a.sech4 / temperature / temperature
      entropy = a.entropy
      return
    }
    entropy = 0
    guard deviation > 0 else {
      // Without noise every spin follows its field; S is odd, so only m = 0 leaves spins free.
      magnetization = field > 0 ? 1 : 0
      q = magnetization
      response = field > 0 ? 0 : .infinity
      slope = 0
      curvature = 0
      fourth = response
      return
    }
    // β sech² u → 2 δ(y).
    let z = field / deviation
    magnetization = Double.erf(z * 0.5.squareRoot())
    q = 1
    response = (2 / Double.pi).squareRoot() * Double.exp(-z * z / 2) / deviation
    slope = -z * response
    curvature = (z * z - 1) * response
    fourth = .infinity
  }
}
