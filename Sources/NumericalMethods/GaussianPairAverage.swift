import RealModule

/// Averages over two correlated Gaussian variables of functions of an activation function.
///
/// ```
/// E f(x, y),   (x, y) ~ N((m, m), ((q11, q12), (q12, q22)))
/// ```
///
/// Analytic functions are averaged by trapezoid rules; functions with kinks by Gauss–Legendre panels that end at
/// the kinks, so that both have the accuracy of the function's own values. Variables much longer than the range
/// in which the function is curved take panels too, short ones only there, so that the work hardly grows with
/// the variance.
public struct GaussianPairAverage: Sendable {
  private let nonlinearity: any Nonlinearity
  private let kinks: [Double]
  private let halfWidth: Double

  /// Makes averages for one activation function.
  ///
  /// - Parameter nonlinearity: The function whose kinks and singularities decide the nodes.
  public init(for nonlinearity: any Nonlinearity) {
    self.nonlinearity = nonlinearity
    kinks = nonlinearity.kinks
    halfWidth = nonlinearity.analyticHalfWidth
  }

  /// An average over variables of equal variance in their sum and difference.
  ///
  /// ```
  /// E f(p, d),   x, y = p ± d,   p ~ N(m, q(1 − ε/2)),   d ~ N(0, qε/2)
  /// ```
  ///
  /// Nothing is subtracted, so that a small ε keeps its relative accuracy.
  ///
  /// - Parameters:
  ///   - mean: The common mean m of x and y.
  ///   - variance: The variance q of each.
  ///   - separation: ε = 1 − c, from 0 to 2.
  ///   - function: A function f of p and d that is even in d.
  /// - Returns: The average.
  /// - Complexity: 10³ to 10⁵ calls.
  public func separated(
    mean: Double = 0, variance: Double, separation: Double,
    _ function: (_ center: Double, _ halfWidth: Double) -> Double
  ) -> Double {
    precondition(separation >= 0 && separation <= 2, "a separation cannot be \(separation)")
    let sumDeviation = (variance * (1 - separation / 2)).squareRoot()
    let differenceDeviation = (variance * separation / 2).squareRoot()
    let curved = GaussianPanels.curvedRange(of: nonlinearity, deviation: variance.squareRoot())
    guard kinks.isEmpty, curved == nil, sumDeviation > 0 || differenceDeviation > 0 else {
      return inPanels(mean, sumDeviation, differenceDeviation, curved, function)
    }
    let sums = GaussianAverage(
      mean: mean, variance: sumDeviation * sumDeviation, analyticHalfWidth: halfWidth)
    let differences = GaussianAverage(
      variance: differenceDeviation * differenceDeviation, analyticHalfWidth: halfWidth)
    let middle = differences.nodes.count / 2
    var total = 0.0
    for k in middle..<differences.nodes.count {
      let d = differences.nodes[k]
      var inner = 0.0
      for j in sums.nodes.indices { inner += sums.weights[j] * function(sums.nodes[j], d) }
      total += differences.weights[k] * inner * (k == middle ? 1 : 2)
    }
    return total
  }

  private func inPanels(
    _ mean: Double, _ sumDeviation: Double, _ differenceDeviation: Double,
    _ curved: ClosedRange<Double>?, _ function: (Double, Double) -> Double
  ) -> Double {
    let zone =
      curved.map { GaussianPanels.Zone(range: $0, scale: halfWidth) }
      ?? .everywhere(scale: halfWidth)
    func inner(_ d: Double) -> Double {
      guard sumDeviation > 0 else { return function(mean, d) }
      let panels = GaussianPanels(
        mean: mean, deviation: sumDeviation, breaks: kinks.flatMap { [$0 - d, $0 + d] },
        zones: [-d, d].map(zone.moved))
      var sum = 0.0
      for j in panels.nodes.indices { sum += panels.weights[j] * function(panels.nodes[j], d) }
      return sum
    }
    guard differenceDeviation > 0 else { return inner(0) }
    // The inner average is not smooth where two kinks fall together, nor, without a sum, at each.
    var breaks: [Double] = []
    for (index, high) in kinks.enumerated() {
      breaks += kinks.prefix(index).map { (high - $0) / 2 }
      if sumDeviation < 0.3 * differenceDeviation {
        breaks += Self.layers(around: abs(high - mean), width: sumDeviation)
      }
    }
    // Nor where both curved ranges fall together, nor, without a sum, on each.
    var zones = [zone]
    if let curved {
      let length = curved.upperBound - curved.lowerBound
      let center = abs((curved.lowerBound + curved.upperBound) / 2 - mean)
      zones = [
        .init(range: -length...length, scale: halfWidth),
        .init(
          range: (center - length / 2)...(center + length / 2),
          scale: Swift.max(halfWidth, sumDeviation)),
      ]
      breaks += Self.layers(around: center, width: sumDeviation)
    }
    let outer = GaussianPanels(
      mean: 0, deviation: differenceDeviation, breaks: breaks, zones: zones, half: true)
    return zip(outer.nodes, outer.weights).reduce(0) { $0 + $1.1 * inner($1.0) }
  }

  /// An average over variables of any variances.
  ///
  /// - Parameters:
  ///   - mean: The common mean m of x and y.
  ///   - q11: The variance of x.
  ///   - q22: The variance of y.
  ///   - c: Their correlation, from −1 to 1.
  ///   - first: A function of x.
  ///   - second: A function of y.
  /// - Returns: E first(x) second(y).
  /// - Complexity: 10³ to 10⁵ calls.
  public func product(
    mean: Double = 0, q11: Double, q22: Double, correlation c: Double,
    _ first: (Double) -> Double, _ second: (Double) -> Double
  ) -> Double {
    precondition(c >= -1 && c <= 1, "a correlation cannot be \(c)")
    // The longer variable is the outer one, so that its step serves both.
    let swapped = q22 > q11
    let (long, short) = swapped ? (q22, q11) : (q11, q22)
    let ratio = long > 0 ? c * (short / long).squareRoot() : 0
    let deviation = (short * (1 - c) * (1 + c)).squareRoot()
    let innerFunction = swapped ? first : second
    let outerFunction = swapped ? second : first
    let curved = GaussianPanels.curvedRange(of: nonlinearity, deviation: long.squareRoot())
    let zone =
      curved.map { GaussianPanels.Zone(range: $0, scale: halfWidth) }
      ?? .everywhere(scale: halfWidth)
    func inner(_ center: Double) -> Double {
      guard deviation > 0 else { return innerFunction(center) }
      let panels = GaussianPanels(
        mean: center, deviation: deviation, breaks: kinks, zones: [zone])
      var sum = 0.0
      for j in panels.nodes.indices { sum += panels.weights[j] * innerFunction(panels.nodes[j]) }
      return sum
    }
    if kinks.isEmpty, curved == nil {
      return smoothProduct(mean, long, ratio, deviation, outerFunction, innerFunction)
    }
    guard long > 0 else { return outerFunction(mean) * inner(mean) }
    var breaks = kinks
    for kink in kinks where ratio != 0 {
      // Where the inner mean crosses a kink the inner average turns within this width.
      breaks += Self.layers(
        around: mean + (kink - mean) / ratio, width: deviation / abs(ratio))
    }
    var zones = [zone]
    if let curved, ratio != 0 {
      // The same for the curved range, on a length that the inner average has smoothed.
      let ends = [curved.lowerBound, curved.upperBound].map { mean + ($0 - mean) / ratio }.sorted()
      zones.append(
        .init(range: ends[0]...ends[1], scale: Swift.max(halfWidth, deviation) / abs(ratio)))
      for end in ends { breaks += Self.layers(around: end, width: deviation / abs(ratio)) }
    }
    let outer = GaussianPanels(
      mean: mean, deviation: long.squareRoot(), breaks: breaks, zones: zones)
    return zip(outer.nodes, outer.weights).reduce(0) { sum, node in
      sum + node.1 * outerFunction(node.0) * inner(mean + ratio * (node.0 - mean))
    }
  }

  private func smoothProduct(
    _ mean: Double, _ long: Double, _ ratio: Double, _ deviation: Double,
    _ outerFunction: (Double) -> Double, _ innerFunction: (Double) -> Double
  ) -> Double {
    let outer = GaussianAverage(mean: mean, variance: long, analyticHalfWidth: halfWidth)
    let shifts = GaussianAverage(variance: deviation * deviation, analyticHalfWidth: halfWidth)
    var sum = 0.0
    for k in outer.nodes.indices {
      let center = mean + ratio * (outer.nodes[k] - mean)
      var inner = 0.0
      for j in shifts.nodes.indices {
        inner += shifts.weights[j] * innerFunction(center + shifts.nodes[j])
      }
      sum += outer.weights[k] * outerFunction(outer.nodes[k]) * inner
    }
    return sum
  }

  /// Breaks that resolve a function that turns like an error function of the given width.
  private static func layers(around center: Double, width: Double) -> [Double] {
    [center]
      + [1.5, 3, 4.5, 6, 9].flatMap { (step: Double) -> [Double] in
        [center - step * width, center + step * width]
      }
  }
}
