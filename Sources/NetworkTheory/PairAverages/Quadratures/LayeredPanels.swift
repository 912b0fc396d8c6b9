internal import NumericalMethods
import RealModule

/// Nodes for an average over a Gaussian of a function that turns only near a few places.
///
/// Panels of Gauss–Legendre rules double in length with the distance from those places, so that their
/// number grows as the logarithm of the deviation.
struct LayeredPanels {
  private(set) var nodes: [Double] = []
  private(set) var weights: [Double] = []

  private static let rule = GaussLegendre(on: 0...1, count: 16)

  /// Places the nodes of N(mean, deviation²) within nine deviations.
  ///
  /// - Parameters:
  ///   - mean: The mean.
  ///   - deviation: The standard deviation, positive.
  ///   - centres: Where the function turns.
  ///   - width: The length on which it turns there.
  ///   - half: Whether only values above the mean are covered, with doubled weights.
  init(mean: Double, deviation: Double, centres: [Double], width: Double, half: Bool = false) {
    let reach = 9 * deviation
    let (low, high) = (half ? mean : mean - reach, mean + reach)
    var edges = [low, high]
    for step in -6...6 { edges.append(mean + 1.5 * Double(step) * deviation) }
    for centre in centres {
      edges.append(centre)
      var distance = width
      while distance < 2 * reach {
        edges += [centre - distance, centre + distance]
        distance *= 2
      }
    }
    edges = edges.filter { $0 >= low && $0 <= high }.sorted()
    let norm = (half ? 2 : 1) * (0.5 / Double.pi).squareRoot() / deviation
    var start = low
    for (index, edge) in edges.enumerated() where edge > start {
      // Edges that nearly fall together make one, but none passes over a kink.
      guard
        edge - start > 0.25 * width || index == edges.count - 1 || centres.contains(edge)
      else { continue }
      for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
        let x = start + node * (edge - start)
        let z = (x - mean) / deviation
        nodes.append(x)
        weights.append(norm * weight * (edge - start) * Double.exp(-0.5 * z * z))
      }
      start = edge
    }
  }
}

extension Nonlinearity {
  /// Whether a function is straight far from 0 on either side, to rounding.
  var isStraightFarAway: Bool {
    guard analyticHalfWidth.isFinite else { return false }
    return [31, 37.3, 43.9, 61.7, 104.1].allSatisfy { distance in
      [-1.0, 1].allSatisfy { sign in
        abs(secondDerivative(sign * distance * analyticHalfWidth)) * analyticHalfWidth < 1e-15
      }
    }
  }
}

extension GaussianAverage {
  /// Nodes for a function of a variable of any variance, whose number does not grow with it if the function is
  /// straight far away.
  static func nodes(
    mean: Double, variance: Double, for phi: any Nonlinearity
  ) -> (places: [Double], weights: [Double]) {
    let deviation = variance.squareRoot()
    guard deviation > 10 * phi.analyticHalfWidth, phi.isStraightFarAway else {
      let average = GaussianAverage(mean: mean, variance: variance, for: phi)
      return (average.nodes, average.weights)
    }
    let panels = LayeredPanels(
      mean: mean, deviation: deviation, centres: phi.kinks.isEmpty ? [0] : phi.kinks,
      width: phi.analyticHalfWidth)
    return (panels.nodes, panels.weights)
  }
}
