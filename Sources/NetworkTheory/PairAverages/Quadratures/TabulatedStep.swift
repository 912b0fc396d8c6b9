import LinearAlgebra
import NumericalMethods
import RealModule

/// A step that takes pairs from a table where there are many of them, and one by one otherwise.
protocol TabulatedStep: PairStep {
  associatedtype Average: TabulatedAverage
  var average: Average { get }

  /// The longest length √q for which there are tables.
  var longest: Double { get }

  /// E φ(u_a) φ(u_b), or E (φ(u_a) − φ(u_b))², from the parts of a table.
  func image(
    _ pair: KernelPair, stretch: Double, turn: Double, squares: (Double, Double)
  ) -> KernelImage
}

/// What a step makes of a pair.
enum KernelImage {
  /// E φ(u_a) φ(u_b).
  case product(Double)
  /// E (φ(u_a) − φ(u_b))².
  case squaredDifference(Double)
}

extension TabulatedStep {
  /// The table of the layer before if it serves, or a new one; `nil` where none pays.
  func table(_ layer: KernelLayer) -> KernelTable? {
    let roots = layer.lengths.map { $0.squareRoot() }
    guard let least = roots.min(), let most = roots.max(), most <= longest else { return nil }
    if let table = layer.table, table.serves(least...most) { return table }
    // Wider than needed, so that it serves the next layers as well while lengths settle.
    let margin = 0.15 * (most - least) + 1e-5 * most
    return KernelTable(
      average, roots: Swift.max(least - margin, least / 2)...(most + margin),
      pairs: roots.count * (roots.count - 1) / 2)
  }

  func advance(_ layer: inout KernelLayer, weight: Double, bias: Double) {
    let squares = meanSquares(layer.lengths)
    let lengths = squares.map { weight * $0 + bias }
    let prepared = prepare(layer)
    let (count, stride, q) = (layer.count, layer.stride, layer.q)
    layer.table = table(layer)
    let roots = layer.lengths.map { $0.squareRoot() }
    let rows = layer.table.map { KernelTableRows($0, roots: roots) }
    let tabulated = average.angles
    var angles = [Double](repeating: 0, count: count)
    layer.advance(to: lengths) { next, k, d in
      for a in 0..<count {
        let others = a + 1..<Swift.max(count, a + 1)
        let pairs = others.map { b in
          KernelPair(
            qa: q[a], qb: q[b], covariance: k[a * stride + b], squaredDistance: d[a * stride + b])
        }
        for (b, pair) in zip(others, pairs) { angles[b] = rows == nil ? 0 : pair.angle }
        let parts = rows?.values(a, angles: angles)
        for (b, pair) in zip(others, pairs) {
          let at = a * stride + b
          let sum = next[a] + next[b]
          let image: KernelImage
          if let parts, tabulated.contains(angles[b]) {
            image = self.image(
              pair, stretch: parts.stretches[b], turn: parts.turns[b],
              squares: (squares[a], squares[b]))
          } else if pair.isNear {
            image = .squaredDifference(squaredDifference(pair, a, b, prepared))
          } else {
            image = .product(product(pair, a, b, prepared))
          }
          switch image {
          case .squaredDifference(let value):
            d[at] = weight * value
            k[at] = (sum - d[at]) / 2
          case .product(let value):
            k[at] = weight * value + bias
            d[at] = sum - 2 * k[at]
          }
        }
        k[a * stride + a] = next[a]
        d[a * stride + a] = 0
      }
    }
  }
}

extension KernelPair {
  /// The angle θ between the inputs, cos θ = c.
  var angle: Double {
    separation <= 1
      ? 2 * Double.asin((separation / 2).squareRoot())
      : .pi - 2 * Double.asin(((1 + correlation) / 2).squareRoot())
  }
}

/// A kink at 0: the squared difference, split so that both parts are analytic at all angles.
///
/// ```
/// E (φ(u_a) − φ(u_b))² = (√q_a − √q_b)² P(√q_a, √q_b) + 2 (1 − cos θ) H(√q_a, √q_b, θ)
/// ```
extension PolarAverage: TabulatedAverage {
  var angles: ClosedRange<Double> { 0 ... .pi }

  func node(_ root: Double) -> Double { root }

  func turns(_ a: Double, _ b: Double, angles: [Double], stretch: Double) -> [Double] {
    angles.map { theta in
      let sine = Double.sin(theta / 2)
      let squared = squaredDifference(a, b, angle: theta)
      return (squared - (a - b) * (a - b) * stretch) / (4 * sine * sine)
    }
  }

  /// To 1e-10 of the squared difference.
  func isClose(
    _ found: (stretch: Double, turn: Double), _ exact: (stretch: Double, turn: Double),
    gap: Double, angle: Double, largest: Double
  ) -> Bool {
    let sine = Double.sin(angle / 2)
    let difference = gap * gap * exact.stretch + 4 * sine * sine * exact.turn
    let error =
      gap * gap * (found.stretch - exact.stretch) + 4 * sine * sine * (found.turn - exact.turn)
    return abs(error) <= 1e-10 * difference
  }
}

/// A function with a kink at 0, by a table in lengths and angle, or pair by pair where there are few.
struct TableStep: TabulatedStep {
  let nonlinearity: any Nonlinearity
  let average: PolarAverage

  init(_ nonlinearity: any Nonlinearity) {
    self.nonlinearity = nonlinearity
    average = PolarAverage(nonlinearity)
  }

  /// Averages take a number of nodes that grows with the length.
  var lengths: ClosedRange<Double> { allowedLengths.lowerBound...largestSquaredLength }
  var longest: Double { PolarAverage.largestRoot }

  func method(for layer: KernelLayer) -> NetworkKernel.Method {
    table(layer) == nil ? .quadrature : .table
  }

  func meanSquares(_ lengths: [Double]) -> [Double] {
    QuadratureStep(nonlinearity).meanSquares(lengths)
  }

  func image(
    _ pair: KernelPair, stretch: Double, turn: Double, squares: (Double, Double)
  ) -> KernelImage {
    let gap = pair.qa.squareRoot() - pair.qb.squareRoot()
    let difference = gap * gap * stretch + 2 * pair.separation * turn
    return pair.isNear
      ? .squaredDifference(difference) : .product((squares.0 + squares.1 - difference) / 2)
  }

  func product(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    let (rootA, rootB) = (pair.qa.squareRoot(), pair.qb.squareRoot())
    guard Swift.max(rootA, rootB) <= longest else {
      return QuadratureStep(nonlinearity).product(pair, a, b, ())
    }
    return average.product(rootA, rootB, angle: pair.angle)
  }

  func squaredDifference(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    let (rootA, rootB) = (pair.qa.squareRoot(), pair.qb.squareRoot())
    guard Swift.max(rootA, rootB) <= longest else {
      return QuadratureStep(nonlinearity).squaredDifference(pair, a, b, ())
    }
    return average.squaredDifference(rootA, rootB, angle: pair.angle)
  }
}

/// Kinks anywhere: E φφ, which is smooth in the lengths and in the angle away from 0 and π.
extension PiecewiseLinear: TabulatedAverage {
  var angles: ClosedRange<Double> { 0.17...2.7 }

  func node(_ root: Double) -> Moments { moments(root * root) }

  func stretch(_ a: Moments, _ b: Moments) -> Double { 0 }

  func turns(_ a: Moments, _ b: Moments, angles: [Double], stretch: Double) -> [Double] {
    angles.map { product(a, b, correlation: Double.cos($0)) }
  }

  /// So that squared distances, at least a sixty-fourth of the lengths before, keep ten digits.
  func isClose(
    _ found: (stretch: Double, turn: Double), _ exact: (stretch: Double, turn: Double),
    gap: Double, angle: Double, largest: Double
  ) -> Bool { abs(found.turn - exact.turn) <= 1e-12 * largest }
}
