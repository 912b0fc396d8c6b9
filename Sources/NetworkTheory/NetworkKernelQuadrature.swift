import NumericalMethods
import RealModule

/// Any function, by double averages pair by pair.
struct QuadratureStep: PairStep {
  let nonlinearity: any Nonlinearity

  init(_ nonlinearity: any Nonlinearity) { self.nonlinearity = nonlinearity }

  /// Averages take a number of nodes that grows with the length.
  var lengths: ClosedRange<Double> { allowedLengths.lowerBound...largestSquaredLength }

  func method(for layer: KernelLayer) -> NetworkKernel.Method { .quadrature }

  func meanSquares(_ lengths: [Double]) -> [Double] {
    lengths.map { q in
      GaussianAverage(variance: q, for: nonlinearity) {
        let value = nonlinearity.value($0)
        return value * value
      }
    }
  }

  func product(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    GaussianPairAverage(for: nonlinearity).product(
      q11: pair.qa, q22: pair.qb, correlation: pair.correlation, nonlinearity.value,
      nonlinearity.value)
  }

  func squaredDifference(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    if abs(pair.qa - pair.qb) < 1e-12 * pair.qa {
      return GaussianPairAverage(for: nonlinearity).separated(
        variance: (pair.qa + pair.qb) / 2, separation: pair.separation
      ) { center, half in
        let difference = nonlinearity.difference(center: center, halfWidth: half)
        return difference * difference
      }
    }
    let squares = meanSquares([pair.qa, pair.qb])
    return Swift.max(0, squares[0] + squares[1] - 2 * product(pair, a, b, ()))
  }
}

/// A function with a kink at 0, by a table in lengths and angle, or pair by pair where there are few.
struct TableStep: PairStep {
  let nonlinearity: any Nonlinearity
  private let average: PolarAverage

  init(_ nonlinearity: any Nonlinearity) {
    self.nonlinearity = nonlinearity
    average = PolarAverage(nonlinearity)
  }

  /// Averages take a number of nodes that grows with the length.
  var lengths: ClosedRange<Double> { allowedLengths.lowerBound...largestSquaredLength }

  func method(for layer: KernelLayer) -> NetworkKernel.Method {
    table(layer) == nil ? .quadrature : .table
  }

  private func table(_ layer: KernelLayer) -> KernelTable? {
    let roots = layer.lengths.map { $0.squareRoot() }
    guard let least = roots.min(), let most = roots.max(), most <= PolarAverage.largestRoot else {
      return nil
    }
    return KernelTable(average, roots: least...most, pairs: roots.count * (roots.count - 1) / 2)
  }

  /// The mean squares, and a table with what it needs of each input.
  struct Prepared {
    let squares: [Double]
    let table: KernelTable?
    let rows: [KernelTable.Row]
    let bases: [[Double]]
  }

  func prepare(_ layer: KernelLayer) -> Prepared {
    let roots = layer.lengths.map { $0.squareRoot() }
    let table = table(layer)
    return Prepared(
      squares: meanSquares(layer.lengths), table: table,
      rows: table.map { roots.map($0.row) } ?? [], bases: table.map { roots.map($0.basis) } ?? [])
  }

  func meanSquares(_ lengths: [Double]) -> [Double] {
    QuadratureStep(nonlinearity).meanSquares(lengths)
  }

  func product(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Prepared) -> Double {
    let (rootA, rootB) = (pair.qa.squareRoot(), pair.qb.squareRoot())
    if prepared.table != nil {
      return
        (prepared.squares[a] + prepared.squares[b]
        - squaredDifference(pair, a, b, prepared)) / 2
    }
    guard Swift.max(rootA, rootB) <= PolarAverage.largestRoot else {
      return QuadratureStep(nonlinearity).product(pair, a, b, ())
    }
    return average.product(rootA, rootB, angle: Self.angle(pair))
  }

  func squaredDifference(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Prepared) -> Double {
    let (rootA, rootB) = (pair.qa.squareRoot(), pair.qb.squareRoot())
    if let table = prepared.table {
      return table.squaredDifference(
        prepared.rows[a], prepared.bases[b], gap: rootA - rootB, separation: pair.separation,
        angle: Self.angle(pair))
    }
    guard Swift.max(rootA, rootB) <= PolarAverage.largestRoot else {
      return QuadratureStep(nonlinearity).squaredDifference(pair, a, b, ())
    }
    return average.squaredDifference(rootA, rootB, angle: Self.angle(pair))
  }

  private static func angle(_ pair: KernelPair) -> Double {
    pair.separation <= 1
      ? 2 * Double.asin((pair.separation / 2).squareRoot())
      : .pi - 2 * Double.asin(((1 + pair.correlation) / 2).squareRoot())
  }
}
