import RealModule

/// Averages of single-spin quantities over a Gaussian local field at any positive temperature.
///
/// ```
/// y ~ N(h, q),   u = y/T
/// ```
///
/// All integrands but the magnetisation are concentrated where |u| is of order one, so the trapezoid
/// rule runs over that window only: the number of nodes stays bounded as T → 0, and 1 − q keeps its
/// relative accuracy. tanh u is split into erf(√π u/2), whose average is known, and a concentrated rest.
struct LocalFieldAverages {
  /// E tanh u.
  var magnetization = 0.0
  /// E sech² u.
  var sech2 = 0.0
  /// E sech⁴ u.
  var sech4 = 0.0
  /// E z sech² u with z = (y − h)/√q, which is √q ∂/∂h of E sech² u.
  var sech2Slope = 0.0
  /// E (z² − 1) sech² u, which is q ∂²/∂h² of E sech² u.
  var sech2Curvature = 0.0
  /// E tanh² u, without cancellation when the window holds the whole Gaussian.
  var tanh2 = 0.0
  /// E [ln 2cosh u − u tanh u], the entropy of one spin.
  var entropy = 0.0

  /// Takes the averages.
  ///
  /// - Parameters:
  ///   - field: The mean h of the local field.
  ///   - variance: Its variance q, 0 or more.
  ///   - temperature: The temperature T, positive.
  ///   - refinement: The factor by which the step is smaller than needed.
  /// - Complexity: O(1), at most about 400 nodes.
  init(field: Double, variance: Double, temperature: Double, refinement: Double = 1) {
    let deviation = variance.squareRoot()
    guard deviation > 1e-150 else {
      add(field / temperature, weight: 1)
      magnetization = Double.tanh(field / temperature)
      tanh2 = magnetization * magnetization
      return
    }
    let window = 22 * temperature
    // Poles of sech⁴ at distance πT/2 and the Gaussian itself set the step.
    let step = Swift.min(0.25 * deviation, 0.2 * temperature) / refinement
    // Where the window cuts the Gaussian, its far tail may be all there is: keep it to underflow.
    let wholeGaussian = abs(field) + 9 * deviation < window
    let reach = (wholeGaussian ? 9 : 38) * deviation
    // Nodes count from the narrower of the two functions, so that their numbers stay small.
    let origin = 0.25 * deviation <= 0.2 * temperature ? field : 0
    let first = (Swift.max(field - origin - reach, -window - origin) / step).rounded(.up)
    let last = (Swift.min(field - origin + reach, window - origin) / step).rounded(.down)
    let scale = step / deviation * (0.5 / Double.pi).squareRoot()
    var k = first
    while k <= last {
      let y = origin + k * step
      let z = (origin - field + k * step) / deviation
      let weight = scale * Double.exp(-0.5 * z * z)
      let weightedSech2 = add(y / temperature, weight: weight)
      sech2Slope += z * weightedSech2
      sech2Curvature += (z * z - 1) * weightedSech2
      k += 1
    }
    if !wholeGaussian { tanh2 = 1 - sech2 }
    let c = Double.pi.squareRoot() / 2
    let ratio = deviation / temperature
    magnetization += Double.erf(
      c * (field / temperature) / (1 + 2 * c * c * ratio * ratio).squareRoot())
  }

  /// Adds a node and returns its part of E sech² u.
  @discardableResult
  private mutating func add(_ u: Double, weight: Double) -> Double {
    let x = Double.exp(-2 * abs(u))
    let t = (1 - x) / (1 + x)
    let s2 = 4 * x / ((1 + x) * (1 + x))
    sech2 += weight * s2
    sech4 += weight * s2 * s2
    tanh2 += weight * t * t
    entropy += weight * (Double.log(onePlus: x) + abs(u) * 2 * x / (1 + x))
    let signed = u < 0 ? -t : t
    magnetization += weight * (signed - Double.erf(Double.pi.squareRoot() / 2 * u))
    return weight * s2
  }
}
