internal import NumericalMethods
import RealModule

/// Averages over two signals of the same mean and variance, as functions of their separation ε = 1 − c.
///
/// ```
/// S(ε) = E (φ(x) − φ(y))²/2 = E φ² − E φ(x) φ(y),   x, y = m + p ± d
/// p ~ N(0, q(1 − ε/2)),   d ~ N(0, qε/2)
/// ```
///
/// E φφ is C_φ of dynamical mean-field theory at the covariance q(1 − ε).
struct SignalPair {
  let nonlinearity: any Nonlinearity
  let mean: Double
  let variance: Double
  private let method: Method

  enum Method {
    /// Trapezoid rules.
    case analytic
    /// Panels that double in length away from the places where φ is not straight.
    case layered
    /// Price's theorem, for a function that is linear between its kinks.
    case kinks(PiecewiseLinear, PiecewiseLinear.Moments)
    /// Panels between kinks.
    case general(CorrelationMap)
  }

  init(_ phi: any Nonlinearity, mean: Double, variance: Double) {
    nonlinearity = phi
    self.mean = mean
    self.variance = variance
    method = phi.signalPairMethod(mean: mean, variance: variance)
  }

  /// S(ε).
  func distance(_ separation: Double) -> Double {
    guard separation > 0 else { return 0 }
    switch method {
    case .analytic, .layered:
      let phi = nonlinearity
      return sum(separation) { values in
        phi.apply(to: &values)
      } _: {
        ($0 - $1) * ($0 - $1)
      } / 2
    case .kinks(let pieces, let moments):
      return pieces.halfSquaredDifference(moments, separation: separation)
    case .general(let map):
      return map.separation(after: separation, q: variance) * map.lengthMap(variance)
    }
  }

  /// E φ'(x) φ'(y), infinite at ε = 0 for a function that jumps.
  func slope(_ separation: Double) -> Double {
    switch method {
    case .analytic, .layered:
      let phi = nonlinearity
      guard let tanh = phi as? Tanh else {
        return sum(separation) { values in
          for k in values.indices { values[k] = phi.derivative(values[k]) }
        } _: {
          $0 * $1
        }
      }
      let scale = tanh.gain * tanh.gain
      return scale
        * sum(separation) { values in
          tanh.apply(to: &values)
        } _: {
          (1 - $0) * (1 + $0) * (1 - $1) * (1 + $1)
        }
    case .kinks(let pieces, let moments):
      return pieces.slopeProduct(moments, separation: separation)
    case .general(let map):
      return map.slope(atSeparation: separation, q: variance) * map.lengthMap(variance) / variance
    }
  }

  /// E f(ψ(x), ψ(y)) for a symmetric f, ψ applied to many values together.
  private func sum(
    _ separation: Double, apply: (inout [Double]) -> Void,
    _ function: (Double, Double) -> Double
  ) -> Double {
    let sumDeviation = (variance * (1 - separation / 2)).squareRoot()
    let differenceDeviation = (variance * separation / 2).squareRoot()
    if case .layered = method, sumDeviation > 0, differenceDeviation > 0 {
      return layered(sumDeviation, differenceDeviation, apply: apply, function)
    }
    let width = nonlinearity.analyticHalfWidth
    let centers = GaussianAverage(
      mean: mean, variance: sumDeviation * sumDeviation, analyticHalfWidth: width)
    let halves = GaussianAverage(
      variance: differenceDeviation * differenceDeviation, analyticHalfWidth: width)
    let middle = halves.nodes.count / 2
    var total = 0.0
    for k in middle..<halves.nodes.count {
      total +=
        halves.weights[k] * (k == middle ? 1 : 2)
        * line(centers.nodes, centers.weights, halfWidth: halves.nodes[k], apply, function)
    }
    return total
  }

  private func layered(
    _ sumDeviation: Double, _ differenceDeviation: Double, apply: (inout [Double]) -> Void,
    _ function: (Double, Double) -> Double
  ) -> Double {
    let width = nonlinearity.analyticHalfWidth
    // Where both values pass 0 the average over the centre turns.
    let halves = LayeredPanels(
      mean: 0, deviation: differenceDeviation, centres: [0, abs(mean)], width: width, half: true)
    var total = 0.0
    for (d, weight) in zip(halves.nodes, halves.weights) {
      let centers = LayeredPanels(
        mean: mean, deviation: sumDeviation, centres: [d, -d], width: width)
      total += weight * line(centers.nodes, centers.weights, halfWidth: d, apply, function)
    }
    return total
  }

  private func line(
    _ centers: [Double], _ weights: [Double], halfWidth d: Double,
    _ apply: (inout [Double]) -> Void, _ function: (Double, Double) -> Double
  ) -> Double {
    let count = centers.count
    var values = [Double](repeating: 0, count: 2 * count)
    for j in 0..<count {
      values[j] = centers[j] + d
      values[count + j] = centers[j] - d
    }
    apply(&values)
    var sum = 0.0
    for j in 0..<count { sum += weights[j] * function(values[j], values[count + j]) }
    return sum
  }
}

extension PiecewiseLinear {
  /// E (φ(x) − φ(y))²/2 for equal variances, from equal signals to the angle θ, cos θ = 1 − ε.
  ///
  /// ```
  /// q [ε E φ'² − ∫_0^θ dθ' (cos θ' − cos θ) Σ_ij j_i j_j e^…/2π]
  /// ```
  func halfSquaredDifference(_ a: Moments, separation: Double) -> Double {
    let theta = 2 * Double.asin((separation / 2).squareRoot())
    let integral = integral(a, to: theta) { angle in
      2 * Double.sin((theta + angle) / 2) * Double.sin((theta - angle) / 2)
    }
    return a.root * a.root * (separation * meanSquareSlope(a) - integral)
  }

  /// E φ'(x) φ'(y) for equal variances.
  func slopeProduct(_ a: Moments, separation: Double) -> Double {
    let theta = 2 * Double.asin((separation / 2).squareRoot())
    return meanSquareSlope(a) - integral(a, to: theta) { _ in 1 }
  }

  private func meanSquareSlope(_ a: Moments) -> Double {
    let average = GaussianAverage(variance: a.root * a.root, for: nonlinearity)
    return average { nonlinearity.derivative($0) * nonlinearity.derivative($0) }
  }

  /// ∫_0^θ dθ' f(θ') Σ_ij j_i j_j e^…/2π, on panels that shorten towards 0.
  private func integral(
    _ a: Moments, to theta: Double, _ function: (Double) -> Double
  ) -> Double {
    let last = kinks.count == 1 ? theta : 1e-4 * theta
    var sum = 0.0
    var stop = theta
    while stop > 0 {
      let start = stop <= last ? 0 : 0.4 * stop
      for (node, weight) in zip(Self.panelRule.nodes, Self.panelRule.weights) {
        let angle = start + node * (stop - start)
        sum += weight * (stop - start) * function(angle) * closeKinkSum(a, a, angle: angle)
      }
      stop = start
    }
    return sum / (2 * .pi)
  }

  private static let panelRule = GaussLegendre(on: 0...1, count: 16)
}
