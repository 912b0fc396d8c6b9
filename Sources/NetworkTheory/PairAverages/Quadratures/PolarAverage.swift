import NumericalMethods
import RealModule

/// Averages over two correlated Gaussian variables in polar coordinates, for functions with a kink at 0.
///
/// ```
/// x = s_a r cos u,   y = s_b r cos(u − θ),   E f = ∫ r e^(−r²/2) dr ∫ f du/2π
/// ```
///
/// The kinks are lines through the origin, at fixed angles, so that between them everything is analytic.
struct PolarAverage {
  private let nonlinearity: any Nonlinearity
  /// The longest length √q for which the panels suffice.
  static let largestRoot = 8.0
  private static let rule = GaussLegendre(on: 0...1, count: 16)

  init(_ nonlinearity: any Nonlinearity) { self.nonlinearity = nonlinearity }

  /// E φ(x) φ(y).
  func product(_ rootA: Double, _ rootB: Double, angle theta: Double) -> Double {
    average(rootA, rootB, theta) { x, y, _ in nonlinearity.value(x) * nonlinearity.value(y) }
  }

  /// E (φ(x) − φ(y))², with the relative accuracy of the differences.
  func squaredDifference(_ rootA: Double, _ rootB: Double, angle theta: Double) -> Double {
    average(rootA, rootB, theta) { x, y, half in
      let difference = nonlinearity.difference(center: (x + y) / 2, halfWidth: half)
      return difference * difference
    }
  }

  /// (E (φ(√q_a z) − φ(√q_b z))²)/(√q_a − √q_b)²; at equal lengths the limit E z² φ'².
  func stretch(_ rootA: Double, _ rootB: Double) -> Double {
    let half = (rootA - rootB) / 2
    var sum = 0.0
    for sign in [-1.0, 1] {
      forEachRadius(Swift.max(rootA, rootB)) { r, weight in
        let center = sign * r * (rootA + rootB) / 2
        let slope =
          half == 0
          ? nonlinearity.derivative(center) * r
          : nonlinearity.difference(center: center, halfWidth: r * half) / (2 * half)
        sum += weight * slope * slope * Double.exp(-r * r / 2)
      }
    }
    return sum * (0.5 / Double.pi).squareRoot()
  }

  private func forEachRadius(_ root: Double, _ body: (_ r: Double, _ weight: Double) -> Void) {
    let length = Swift.min(3, nonlinearity.analyticHalfWidth / root)
    let count = Int((9.5 / length).rounded(.up))
    let width = 9.5 / Double(count)
    for panel in 0..<count {
      for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
        body((Double(panel) + node) * width, weight * width)
      }
    }
  }

  private func average(
    _ rootA: Double, _ rootB: Double, _ theta: Double,
    _ function: (_ x: Double, _ y: Double, _ half: Double) -> Double
  ) -> Double {
    // The same radii for every direction.
    var radii: [(r: Double, weight: Double)] = []
    forEachRadius(Swift.max(rootA, rootB)) { r, weight in
      radii.append((r, weight * r * Double.exp(-r * r / 2)))
    }
    // Four arcs between the kinks: two of length θ, two of length π − θ; both signs of (x, y).
    var sum = 0.0
    for (start, length) in [(-Double.pi / 2, theta), (theta - .pi / 2, .pi - theta)]
    where length > 0 {
      let breaks = [0, 0.15 * length, 0.85 * length, length]
      for (low, high) in zip(breaks, breaks.dropFirst()) {
        for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
          let offset = low + node * (high - low)
          let u = start + offset
          // From the nearer kink, so that small arguments are accurate.
          let (cosA, cosB) = Self.cosines(start: start, offset: offset, theta: theta)
          let halfStep =
            ((rootA - rootB) * cosA - 2 * rootB * Double.sin(u - theta / 2) * Double.sin(theta / 2))
            / 2
          var radial = 0.0
          for (r, radialWeight) in radii {
            let (x, y, half) = (rootA * r * cosA, rootB * r * cosB, halfStep * r)
            radial += radialWeight * (function(x, y, half) + function(-x, -y, -half))
          }
          sum += weight * (high - low) * radial
        }
      }
    }
    return sum / (2 * .pi)
  }

  /// cos u and cos(u − θ) on the arcs that start at −π/2 and at θ − π/2.
  private static func cosines(
    start: Double, offset: Double, theta: Double
  ) -> (Double, Double) {
    start == -Double.pi / 2
      ? (Double.sin(offset), Double.sin(offset - theta))
      : (Double.sin(offset + theta), Double.sin(offset))
  }
}
