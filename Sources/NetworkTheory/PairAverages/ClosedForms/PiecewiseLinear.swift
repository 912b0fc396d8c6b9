import NumericalMethods
import RealModule

/// A continuous function that is linear between its kinks, of Gaussian variables.
///
/// Its second derivative is a sum of delta functions, so that by Price's theorem
///
/// ```
/// ∂²/∂c² E φ(u_a) φ(u_b) = q_a q_b Σ_ij j_i j_j p(k_i, k_j; c)
/// ```
///
/// p is the density of (u_a, u_b). Two integrations over c give the average; in the angle they are smooth.
///
/// **Source**: R. Price, *IRE Trans. Inf. Theory* 4, 69 (1958).
struct PiecewiseLinear {
  let nonlinearity: any Nonlinearity
  /// The kinks k_i.
  let kinks: [Double]
  /// The jumps j_i of the slope.
  let jumps: [Double]
  /// The slope between kinks: one more than kinks.
  private let slopes: [Double]
  private static let rule = GaussLegendre(on: 0...1, count: 16)
  private static let shortRule = GaussLegendre(on: 0...1, count: 8)

  /// Takes the pieces of a function that has kinks, does not jump and is nowhere curved.
  init(_ nonlinearity: any Nonlinearity) {
    let kinks = nonlinearity.kinks
    self.nonlinearity = nonlinearity
    self.kinks = kinks
    let inner = zip(kinks, kinks.dropFirst()).map { ($0 + $1) / 2 }
    slopes = ([kinks[0] - 1] + inner + [kinks[kinks.count - 1] + 1]).map(nonlinearity.derivative)
    jumps = zip(slopes.dropFirst(), slopes).map { $0 - $1 }
  }

  /// Averages of one variable of variance q.
  struct Moments {
    let root: Double
    /// E φ, E φ' and E φ².
    let mean, slope, square: Double
  }

  func moments(_ q: Double) -> Moments {
    let average = GaussianAverage(variance: q, for: nonlinearity)
    let root = q.squareRoot()
    var slope = slopes[0]
    for (kink, jump) in zip(kinks, jumps) {
      slope += jump * Double.erfc(kink / root * 0.5.squareRoot()) / 2
    }
    return Moments(
      root: root, mean: average(nonlinearity.value), slope: slope,
      square: average {
        let value = nonlinearity.value($0)
        return value * value
      })
  }

  /// E φ(u_a) φ(u_b), from uncorrelated variables to the angle ψ, sin ψ = c.
  func product(_ a: Moments, _ b: Moments, correlation c: Double) -> Double {
    let end = Double.asin(c)
    var sum = 0.0
    // Panels shorten towards ± π/2, where the density varies on the scale of the distance from it.
    var start = 0.0
    while start != end {
      var stop = 0.6 * .pi / 2 + 0.4 * abs(start)
      if stop >= abs(end) || stop > 1.5707 { stop = abs(end) }
      stop = end < 0 ? -stop : stop
      for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
        let angle = start + node * (stop - start)
        let (sine, cosine) = (Double.sin(angle), Double.cos(angle))
        sum += weight * (stop - start) * (c - sine) * kinkSum(a, b, sine: sine, cosine: cosine)
      }
      start = stop
    }
    return a.mean * b.mean + a.root * b.root * (c * a.slope * b.slope + sum / (2 * .pi))
  }

  private func kinkSum(_ a: Moments, _ b: Moments, sine: Double, cosine: Double) -> Double {
    let scale = 0.5 / (cosine * cosine)
    var sum = 0.0
    for (first, firstJump) in zip(kinks, jumps) {
      let x = first / a.root
      for (second, secondJump) in zip(kinks, jumps) {
        let y = second / b.root
        sum +=
          firstJump * secondJump * Double.exp(-scale * (x * x + y * y - 2 * x * y * sine))
      }
    }
    return sum
  }

  /// E (φ(u_a) − φ(u_b))², from equal variables to the angle θ, cos θ = c.
  ///
  /// ```
  /// E (φ(√q_a z) − φ(√q_b z))² + 2 √(q_a q_b) [(1 − c) E φ'φ' − ∫_0^θ dθ' (cos θ' − c) Σ j j e^…/2π]
  /// ```
  func squaredDifference(_ a: Moments, _ b: Moments, separation: Double) -> Double {
    let theta = 2 * Double.asin((separation / 2).squareRoot())
    var sum = 0.0
    var stop = theta
    // Unequal lengths cut the density off below an angle of their relative difference.
    let gap = abs(a.root - b.root) / Swift.max(a.root, b.root)
    let last = gap == 0 || kinks == [0] ? theta : Swift.max(1e-3 * gap, 1e-9 * theta)
    while stop > 0 {
      let start = stop <= last ? 0 : 0.4 * stop
      for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
        let angle = start + node * (stop - start)
        sum +=
          weight * (stop - start)
          * 2 * Double.sin((theta + angle) / 2) * Double.sin((theta - angle) / 2)
          * closeKinkSum(a, b, angle: angle)
      }
      stop = start
    }
    return equalDifference(a, b)
      + 2 * a.root * b.root * (separation * equalSlopes(a, b) - sum / (2 * .pi))
  }

  func closeKinkSum(_ a: Moments, _ b: Moments, angle: Double) -> Double {
    let sine = Double.sin(angle)
    let half = Double.cos(angle / 2)
    let scale = 0.5 / (sine * sine)
    var sum = 0.0
    for (first, firstJump) in zip(kinks, jumps) {
      let x = first / a.root
      for (second, secondJump) in zip(kinks, jumps) {
        let y = second / b.root
        let apart = x - y
        // x² + y² − 2xy cos θ = (x − y)² + 4xy sin²(θ/2).
        let exponent = apart * apart * scale + x * y / (2 * half * half)
        sum += firstJump * secondJump * Double.exp(-exponent)
      }
    }
    return sum
  }

  /// The kinks of both variables at c = 1, on the scale of z.
  private func commonKinks(_ a: Moments, _ b: Moments) -> [Double] {
    (kinks.map { $0 / a.root } + kinks.map { $0 / b.root }).sorted()
  }

  /// E φ'(√q_a z) φ'(√q_b z).
  private func equalSlopes(_ a: Moments, _ b: Moments) -> Double {
    var sum = 0.0
    forEachPiece(a, b) { low, high, first, second in
      sum += first * second * Self.probability(low, high)
    }
    return sum
  }

  /// E (φ(√q_a z) − φ(√q_b z))²: on each piece the difference is linear in z.
  private func equalDifference(_ a: Moments, _ b: Moments) -> Double {
    guard a.root != b.root else { return 0 }
    var sum = 0.0
    forEachPiece(a, b) { low, high, first, second in
      let slope = first * a.root - second * b.root
      if high - low < 0.5 {
        for (node, weight) in zip(Self.shortRule.nodes, Self.shortRule.weights) {
          let z = low + node * (high - low)
          let difference = nonlinearity.value(a.root * z) - nonlinearity.value(b.root * z)
          sum += weight * (high - low) * difference * difference * Self.density(z)
        }
        return
      }
      let at = low.isFinite ? low : high
      let offset =
        nonlinearity.value(a.root * at) - nonlinearity.value(b.root * at) - slope * at
      let mass = Self.probability(low, high)
      let (below, above) = (Self.density(low), Self.density(high))
      let edges = (low.isFinite ? low * below : 0) - (high.isFinite ? high * above : 0)
      sum +=
        offset * offset * mass + 2 * offset * slope * (below - above)
        + slope * slope * (mass + edges)
    }
    return Swift.max(0, sum)
  }

  private func forEachPiece(
    _ a: Moments, _ b: Moments, _ body: (Double, Double, Double, Double) -> Void
  ) {
    let edges = [-Double.infinity] + commonKinks(a, b) + [Double.infinity]
    for (low, high) in zip(edges, edges.dropFirst()) where high > low {
      let middle = low.isFinite ? (high.isFinite ? (low + high) / 2 : low + 1) : high - 1
      body(low, high, slope(at: a.root * middle), slope(at: b.root * middle))
    }
  }

  private func slope(at x: Double) -> Double { slopes[kinks.firstIndex { x < $0 } ?? kinks.count] }

  private static func density(_ z: Double) -> Double {
    Double.exp(-z * z / 2) * (0.5 / Double.pi).squareRoot()
  }

  /// The probability of low < z < high, from the tail that is the smaller.
  private static func probability(_ low: Double, _ high: Double) -> Double {
    let root = 0.5.squareRoot()
    return low >= 0
      ? (Double.erfc(low * root) - Double.erfc(high * root)) / 2
      : (Double.erfc(-high * root) - Double.erfc(-low * root)) / 2
  }
}

/// Functions that are linear between kinks, by a table where there are many pairs.
struct KinkPairStep: TabulatedStep {
  let pieces: PiecewiseLinear

  init(_ pieces: PiecewiseLinear) { self.pieces = pieces }

  var average: PiecewiseLinear { pieces }
  var lengths: ClosedRange<Double> { allowedLengths.lowerBound...largestSquaredLength }
  var longest: Double { largestSquaredLength.squareRoot() }

  func method(for layer: KernelLayer) -> NetworkKernel.Method {
    table(layer) == nil ? .kinkPairs : .table
  }

  func prepare(_ layer: KernelLayer) -> [PiecewiseLinear.Moments] {
    layer.lengths.map(pieces.moments)
  }

  func meanSquares(_ lengths: [Double]) -> [Double] { lengths.map { pieces.moments($0).square } }

  func image(
    _ pair: KernelPair, stretch: Double, turn: Double, squares: (Double, Double)
  ) -> KernelImage { .product(turn) }

  func product(
    _ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: [PiecewiseLinear.Moments]
  ) -> Double {
    pieces.product(prepared[a], prepared[b], correlation: pair.correlation)
  }

  func squaredDifference(
    _ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: [PiecewiseLinear.Moments]
  ) -> Double {
    pieces.squaredDifference(prepared[a], prepared[b], separation: pair.separation)
  }
}
