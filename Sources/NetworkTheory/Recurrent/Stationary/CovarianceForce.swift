internal import NumericalMethods
import RealModule

/// The force on the autocovariance at a trial variance and mean of the fields.
///
/// ```
/// Δ'' = −∂V/∂Δ,   ∂V/∂Δ = −Δ + σ_w² E φ(x) φ(y) + σ_b² = Δ_0 v(ε),   Δ = Δ_0 (1 − ε)
/// v(ε) = v(0) + ε − (σ_w²/Δ_0) S(ε),   v(0) = (σ_w² E φ² + σ_b²)/Δ_0 − 1
/// ```
///
/// Δ(τ) runs from Δ_0 at ε = 0 to rest at Δ_∞, the largest zero η of v below ε = 1. v is convex, because
/// the Hermite coefficients of φ enter squared.
struct CovarianceForce {
  let map: MomentMap
  let mean: Double
  /// Δ_0.
  let variance: Double
  let pair: SignalPair
  /// E φ and E φ².
  let first, second: Double
  /// v(0).
  let atZero: Double

  private let ratio: Double

  init(_ map: MomentMap, mean: Double, variance: Double) {
    self.map = map
    self.mean = mean
    self.variance = variance
    pair = SignalPair(map.nonlinearity, mean: mean, variance: variance)
    (first, second) = map.averages(.init(mean: mean, variance: variance))
    ratio = map.sigmaW * map.sigmaW / variance
    atZero = ratio * second + map.sigmaB * map.sigmaB / variance - 1
  }

  /// v(ε).
  func callAsFunction(_ separation: Double) -> Double {
    atZero + separation - ratio * pair.distance(separation)
  }

  /// dv/dε = 1 − σ_w² E φ'φ', the potential of small perturbations.
  func slope(_ separation: Double) -> Double {
    1 - map.sigmaW * map.sigmaW * pair.slope(separation)
  }

  /// v(1), without cancellation: no correlation is left but that of means and biases.
  var atOne: Double {
    ratio * first * first + map.sigmaB * map.sigmaB / variance
  }

  /// The largest zero of v on 0…1, by Newton's method from above, where v is convex.
  ///
  /// - Parameter guess: A place near it.
  /// - Returns: η; `nil` where v has no zero.
  func rest(near guess: Double? = nil) -> Double? {
    guard atOne > 1e-15 * (1 + ratio) else { return 1 }
    var separation = Swift.min(1, guess ?? 1)
    var before = Double.infinity
    for iteration in 0..<60 {
      let slope = self.slope(separation)
      guard slope > 0 else {
        // Left of the minimum: start again from above.
        if iteration == 0, guess != nil, separation < 1 { return rest() }
        return nil
      }
      let step = (separation == 1 ? atOne : self(separation)) / slope
      let next = separation - step
      guard next > 0 else { return nil }
      // The first step may come from below.
      if next > 1 { return rest() }
      separation = next
      if abs(step) <= 3e-15 * separation || (abs(step) < 1e-10 && abs(step) >= before / 2) {
        return separation
      }
      before = abs(step)
    }
    return nil
  }

  /// The edges of panels in t = √(ε/η) on which v and its slope are smooth.
  static func panels(_ phi: any Nonlinearity, variance: Double, rest: Double) -> [Double] {
    let spacing = zip(phi.kinks.dropFirst(), phi.kinks).map { $0 - $1 }.min() ?? .infinity
    let width = Swift.min(phi.analyticHalfWidth, spacing / 2)
    let scale = 0.7 * width * (0.5 / (variance * rest)).squareRoot()
    var edges = [0.0]
    var edge = Swift.max(scale, 1e-6)
    while edge < 0.4 {
      edges.append(edge)
      edge *= 2
    }
    return edges + (edges.count > 1 && edges[edges.count - 1] > 0.3 ? [0.6, 1] : [0.5, 1])
  }

  /// What is left of the energy condition V(Δ_0) = V(Δ_∞).
  ///
  /// ```
  /// [V(Δ_0) − V(Δ_∞)]/(2 Δ_0² η) = ∫_0^1 v(η t²) t dt
  /// ```
  ///
  /// - Parameters:
  ///   - rest: η.
  ///   - order: The number of nodes in a panel.
  /// - Returns: The difference; 0 on the separatrix.
  func energy(rest: Double, order: Int) -> Double {
    let edges = Self.panels(map.nonlinearity, variance: variance, rest: rest)
    var sum = 0.0
    for (low, high) in zip(edges, edges.dropFirst()) {
      let rule = GaussLegendre(on: low...high, count: order)
      for (t, weight) in zip(rule.nodes, rule.weights) {
        sum += weight * t * self(rest * t * t)
      }
    }
    return sum
  }
}
