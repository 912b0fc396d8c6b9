internal import NumericalMethods
import RealModule

/// The way from Δ_0 to Δ_∞ along the separatrix, in coordinates in which nothing is singular.
///
/// ```
/// Δ = Δ_∞ + (Δ_0 − Δ_∞) sech² u,   du/dτ = √G/2,   t = tanh u = √(ε/η)
/// Δ'²/2 = V(Δ_∞) − V(Δ) = (Δ − Δ_∞)² (1 − (Δ − Δ_∞)/(Δ_0 − Δ_∞)) G/2
/// ```
///
/// The first-order equation Δ' = −√(2(V(Δ_∞) − V)) is singular at both ends; its singularities are those of
/// sech², and G is smooth and positive, with G = κ² = −V''(Δ_∞) at t = 1. Nothing is integrated along an
/// unstable direction.
struct AutocovarianceProfile: Sendable {
  /// Interpolants on one panel of t.
  private struct Panel: Sendable {
    let low, high: Double
    let growth: [Double]
    let potential: [Double]
    func place(_ t: Double) -> Double { (2 * t - low - high) / (high - low) }
  }

  private let panels: [Panel]
  /// The edges of the panels.
  let edges: [Double]
  /// κ², from the slope at rest.
  let restCurvature: Double
  /// The error of the interpolation, relative to R.
  let error: Double

  private static let order = 20
  private static let rule = GaussLegendre(on: 0...1, count: 16)

  /// Samples the force along the way.
  ///
  /// - Complexity: 40 double averages per panel, 2 or more panels.
  init(_ state: ClampedMotion.State) {
    let force = state.force
    let eta = state.rest
    let edges = CovarianceForce.panels(
      force.map.nonlinearity, variance: force.variance, rest: eta)
    self.edges = edges
    let places = ChebyshevSeries.nodes(Self.order)
    let transform = ChebyshevSeries.transform(Self.order)
    restCurvature = force.slope(eta)
    let discontinuous = force.map.nonlinearity.isDiscontinuous
    // R = −v/(η(1 − t²)), positive near t = 1 and negative near 0.
    var rates: [[Double]] = []
    var potentials: [[Double]] = []
    var tail = 0.0
    var largest = 0.0
    for (low, high) in zip(edges, edges.dropFirst()) {
      let nodes = places.map { (low + high) / 2 + $0 * (high - low) / 2 }
      let values = nodes.map { -force(eta * $0 * $0) / (eta * (1 - $0) * (1 + $0)) }
      let coefficients = ChebyshevSeries.coefficients(values, transform)
      rates.append(coefficients)
      tail = Swift.max(tail, coefficients.suffix(3).map { abs($0) }.max() ?? 0)
      largest = Swift.max(largest, values.map { abs($0) }.max() ?? 0)
      potentials.append(
        discontinuous
          ? [] : ChebyshevSeries.coefficients(nodes.map { force.slope(eta * $0 * $0) }, transform))
    }
    error = tail / largest

    func integral(_ k: Int, from a: Double, to b: Double) -> Double {
      let (low, high) = (edges[k], edges[k + 1])
      var sum = 0.0
      for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
        let t = a + node * (b - a)
        let rate = ChebyshevSeries.value(rates[k], (2 * t - low - high) / (high - low))
        sum += weight * (b - a) * (1 - t) * (1 + t) * t * rate
      }
      return sum
    }
    let whole = rates.indices.map { integral($0, from: edges[$0], to: edges[$0 + 1]) }
    var panels: [Panel] = []
    for k in rates.indices {
      let (low, high) = (edges[k], edges[k + 1])
      let before = whole[..<k].reduce(0, +)
      let after = whole[(k + 1)...].reduce(0, +)
      let growth = places.map { place -> Double in
        let t = (low + high) / 2 + place * (high - low) / 2
        let x = (1 - t) * (1 + t)
        // Both integrals agree by the energy condition; each is accurate at its end.
        let work =
          t < 0.5
          ? -(before + integral(k, from: low, to: t)) : after + integral(k, from: t, to: high)
        return 4 * work / (t * t * x * x)
      }
      panels.append(
        Panel(
          low: low, high: high, growth: ChebyshevSeries.coefficients(growth, transform),
          potential: potentials[k]))
    }
    self.panels = panels
  }

  private func panel(_ t: Double) -> Panel {
    panels.first { t <= $0.high } ?? panels[panels.count - 1]
  }

  /// Whether there is a potential: φ does not jump.
  var hasPotential: Bool { !panels[0].potential.isEmpty }

  /// Whether G is positive all the way, as it must be; rounding spoils that very near to transitions.
  var isPositive: Bool {
    restCurvature > 0
      && (0...200).allSatisfy {
        let t = Double($0) / 200
        let panel = panel(t)
        return ChebyshevSeries.value(panel.growth, panel.place(t)) > 0
      }
  }

  /// √G at a place t.
  func rate(_ t: Double) -> Double {
    let panel = panel(t)
    return Swift.max(ChebyshevSeries.value(panel.growth, panel.place(t)), 0).squareRoot()
  }

  /// −V''(Δ) = 1 − σ_w² E φ'φ' at a place t.
  func potential(_ t: Double) -> Double {
    let panel = panel(t)
    return ChebyshevSeries.value(panel.potential, panel.place(t))
  }
}
