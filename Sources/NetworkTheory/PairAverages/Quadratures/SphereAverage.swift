import NumericalMethods
import RealModule

/// Averages over one or two components of a vector that is uniform on a sphere.
///
/// ```
/// x = √n t, y = √n (ρ t + √(1 − ρ²) s),   (t, s): two components of a unit vector in n dimensions
/// t = sin θ, density ∝ cos^(n−2) θ;   s = cos θ sin ψ, density ∝ cos^(n−3) ψ
/// ```
///
/// The angles run over Gauss–Legendre panels that end where a function has a kink.
struct SphereAverage {
  let dimension: Int
  private let kinks: [Double]
  private let radius: Double

  /// - Parameters:
  ///   - dimension: The dimension n, 3 or more.
  ///   - nonlinearity: The function whose kinks end panels.
  init(dimension: Int, for nonlinearity: any Nonlinearity) {
    precondition(dimension >= 3, "a sphere in \(dimension) dimensions")
    self.dimension = dimension
    kinks = nonlinearity.kinks
    radius = Double(dimension).squareRoot()
  }

  /// E f(x).
  func callAsFunction(_ function: (Double) -> Double) -> Double {
    let places = kinks.compactMap { angle($0 / radius) }
    let rule = Self.rule(power: dimension - 2, breaks: places)
    return zip(rule.nodes, rule.weights).reduce(0) {
      $0 + $1.1 * function(radius * Double.sin($1.0))
    }
  }

  /// E f(x) f(y) at correlation ρ.
  func product(correlation: Double, _ function: (Double) -> Double) -> Double {
    let width = (1 - correlation * correlation).squareRoot()
    var breaks: [Double] = []
    for kink in kinks.map({ $0 / radius }) {
      if let place = angle(kink) {
        breaks.append(place)
        // The other component can reach the kink within this distance only.
        let turn = Double.acos(correlation)
        breaks += [place + turn, place - turn, .pi - place - turn, turn - .pi - place]
      }
    }
    let outer = Self.rule(power: dimension - 2, breaks: breaks)
    var total = 0.0
    for (theta, weight) in zip(outer.nodes, outer.weights) {
      let (first, side) = (Double.sin(theta), width * Double.cos(theta))
      let centre = correlation * first
      let places = kinks.compactMap { angle(($0 / radius - centre) / side) }
      let inner = Self.rule(power: dimension - 3, breaks: places)
      let sum = zip(inner.nodes, inner.weights).reduce(0) {
        $0 + $1.1 * function(radius * (centre + side * Double.sin($1.0)))
      }
      total += weight * function(radius * first) * sum
    }
    return total
  }

  private func angle(_ sine: Double) -> Double? {
    abs(sine) < 1 ? Double.asin(sine) : nil
  }

  /// Nodes and weights of the density ∝ cos^power, summing to 1.
  private static func rule(power: Int, breaks: [Double]) -> (nodes: [Double], weights: [Double]) {
    // Beyond 9 standard deviations nothing is left.
    let reach = Swift.min(.pi / 2, 9 / Double(Swift.max(power, 1)).squareRoot())
    let inside = breaks.filter { abs($0) < reach }
    let places = ([-reach, -0.4 * reach, 0, 0.4 * reach, reach] + inside).sorted()
    var nodes: [Double] = []
    var weights: [Double] = []
    for (low, high) in zip(places, places.dropFirst()) where high > low + 1e-12 {
      let half = (high - low) / 2
      for (node, weight) in zip(unit.nodes, unit.weights) {
        // Square roots at the ends of a panel become smooth.
        let angle = low + half * (1 + Double.sin(.pi / 2 * node))
        nodes.append(angle)
        weights.append(
          half * weight * Double.cos(.pi / 2 * node) * Double.pow(Double.cos(angle), power))
      }
    }
    let total = weights.reduce(0, +)
    return (nodes, weights.map { $0 / total })
  }

  private static let unit = GaussLegendre(on: -1...1, count: 32)
}
