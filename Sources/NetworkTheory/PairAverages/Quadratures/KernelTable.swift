import LinearAlgebra
import RealModule

/// Averages over pairs of Gaussian variables that a table can hold.
protocol TabulatedAverage {
  /// What is needed once for each length.
  associatedtype Node

  /// The angles θ, cos θ = c, for which there is a table.
  var angles: ClosedRange<Double> { get }

  /// Prepares a length √q.
  func node(_ root: Double) -> Node

  /// A part that depends on the lengths alone; 0 where there is none.
  func stretch(_ a: Node, _ b: Node) -> Double

  /// A part that is analytic in both lengths and the angle.
  func turns(_ a: Node, _ b: Node, angles: [Double], stretch: Double) -> [Double]

  /// Whether both parts of a pair are close enough to what they should be.
  ///
  /// - Parameters:
  ///   - found: The parts from the table.
  ///   - exact: What they should be.
  ///   - gap: The difference of the lengths.
  ///   - angle: The angle.
  ///   - largest: The largest second part in the table.
  /// - Returns: Whether the table is accurate there.
  func isClose(
    _ found: (stretch: Double, turn: Double), _ exact: (stretch: Double, turn: Double),
    gap: Double, angle: Double, largest: Double
  ) -> Bool
}

/// Averages over pairs, interpolated as polynomials in two lengths and the angle.
///
/// Values are taken at Chebyshev points. The table is compared with averages between its points and refined until
/// they agree.
struct KernelTable {
  /// The middle and half the range of the lengths √q.
  private let middle, half: Double
  /// The middle and half the range of the angles.
  private let middleAngle, halfAngle: Double
  /// The numbers of points in a length and in the angle.
  private let lengths, angles: Int
  /// The first part at the points of both lengths.
  private var stretches: Matrix
  /// The Chebyshev coefficients of the second in the angle, a row for each length.
  private var turns: Matrix
  /// The largest of them.
  private var largest = 0.0

  /// The most points in a length.
  private static let mostLengths = 24

  /// Makes a table for lengths of a range.
  ///
  /// It is `nil` when a table takes more averages than there are pairs, or is not accurate.
  ///
  /// - Parameters:
  ///   - average: What gives the averages.
  ///   - roots: The range of the lengths √q.
  ///   - pairs: How many pairs it is for.
  init?(_ average: some TabulatedAverage, roots: ClosedRange<Double>, pairs: Int) {
    let half = (roots.upperBound - roots.lowerBound) / 2
    for angles in [22, 32, 48, 64] {
      var count = Self.points(half)
      while count <= Self.mostLengths {
        guard count * (count + 1) / 2 * angles < pairs else { return nil }
        self.init(average, roots: roots, lengths: count, angles: angles)
        if isAccurate(average) { return }
        // The end of the series in the angle tells whether more lengths help.
        guard endOfSeries < 1e-11 * largest else { break }
        count += 3
      }
    }
    return nil
  }

  /// A first guess of the points for lengths of this half range.
  private static func points(_ half: Double) -> Int {
    guard half > 1e-13 else { return 1 }
    var (count, error) = (1, half)
    while error > 1e-12 {
      count += 1
      error *= 2 * half / Double(count).squareRoot()
    }
    return count + 1
  }

  private init(
    _ average: some TabulatedAverage, roots: ClosedRange<Double>, lengths: Int, angles: Int
  ) {
    self.lengths = lengths
    self.angles = angles
    middle = (roots.lowerBound + roots.upperBound) / 2
    half = (roots.upperBound - roots.lowerBound) / 2
    let range = average.angles
    middleAngle = (range.lowerBound + range.upperBound) / 2
    halfAngle = (range.upperBound - range.lowerBound) / 2
    stretches = Matrix(rows: lengths, columns: lengths)
    turns = Matrix(rows: lengths, columns: lengths * angles)
    let nodes = (0..<lengths).map { average.node(middle + half * Self.node($0, of: lengths)) }
    let places = (0..<angles).map { middleAngle + halfAngle * Self.node($0, of: angles) }
    for i in 0..<lengths {
      for j in 0...i {
        let stretch = average.stretch(nodes[i], nodes[j])
        let values = average.turns(nodes[i], nodes[j], angles: places, stretch: stretch)
        largest = values.reduce(largest) { Swift.max($0, abs($1)) }
        let coefficients = Self.coefficients(values)
        for (row, column) in [(i, j), (j, i)] {
          stretches[row, column] = stretch
          for k in 0..<angles { turns[row, column * angles + k] = coefficients[k] }
        }
      }
    }
  }

  private static func node(_ k: Int, of count: Int) -> Double {
    Double.cos(.pi * (Double(k) + 0.5) / Double(count))
  }

  /// The Chebyshev coefficients of values at the nodes.
  private static func coefficients(_ values: [Double]) -> [Double] {
    let count = values.count
    return (0..<count).map { n in
      let sum = values.indices.reduce(0) {
        $0 + values[$1] * Double.cos(.pi * Double(n) * (Double($1) + 0.5) / Double(count))
      }
      return sum * (n == 0 ? 1 : 2) / Double(count)
    }
  }

  private var endOfSeries: Double {
    (0..<lengths * lengths).reduce(0) { most, k in
      let end = (k % lengths) * angles + angles
      return Swift.max(
        most, abs(turns[k / lengths, end - 1]), abs(turns[k / lengths, end - 2]))
    }
  }

  private func isAccurate(_ average: some TabulatedAverage) -> Bool {
    for (x, y, z) in [
      (0.31, -0.83, -0.75), (-0.97, 0.93, -0.17), (0.55, 0.15, 0.72), (0.98, -0.95, -0.97),
      (0.9, 0.99, -0.99),
    ] {
      let (rootA, rootB) = (middle + half * x, middle + half * y)
      let angle = middleAngle + halfAngle * z
      let (a, b) = (average.node(rootA), average.node(rootB))
      let stretch = average.stretch(a, b)
      let turn = average.turns(a, b, angles: [angle], stretch: stretch)[0]
      let rows = KernelTableRows(self, roots: [rootA, rootB])
      let found = rows.values(0, angles: [0, angle])
      guard
        average.isClose(
          (found.stretches[1], found.turns[1]), (stretch, turn), gap: rootA - rootB, angle: angle,
          largest: largest)
      else { return false }
    }
    return true
  }

  /// Whether the table still serves lengths of a range, without being much too wide for it.
  func serves(_ roots: ClosedRange<Double>) -> Bool {
    roots.lowerBound >= middle - half && roots.upperBound <= middle + half
      && (lengths <= 5 || roots.upperBound - roots.lowerBound > half / 4)
  }
}

/// A table at the lengths of one layer.
struct KernelTableRows {
  private let table: KernelTable
  /// The Lagrange polynomials, a column for each input.
  private let bases: Matrix

  init(_ table: KernelTable, roots: [Double]) {
    self.table = table
    bases = table.bases(roots)
  }

  /// Both parts for an input and all others.
  ///
  /// - Parameters:
  ///   - a: The input.
  ///   - angles: Its angles with all inputs; those up to `a` are not looked at.
  /// - Returns: The parts, with zeros up to `a`.
  func values(_ a: Int, angles: [Double]) -> (stretches: [Double], turns: [Double]) {
    table.values(a, angles: angles, bases: bases)
  }
}

extension KernelTable {
  /// The Lagrange polynomials at lengths, a column for each.
  fileprivate func bases(_ roots: [Double]) -> Matrix {
    var bases = Matrix(rows: lengths, columns: roots.count)
    let nodes = (0..<lengths).map { Self.node($0, of: lengths) }
    for (column, root) in roots.enumerated() {
      let x = half > 0 ? (root - middle) / half : 0
      if let hit = lengths == 1 ? 0 : nodes.firstIndex(of: x) {
        bases[hit, column] = 1
        continue
      }
      // Barycentric weights of Chebyshev points.
      let terms = nodes.indices.map { k in
        (k % 2 == 0 ? 1 : -1) * Double.sin(.pi * (Double(k) + 0.5) / Double(lengths))
          / (x - nodes[k])
      }
      let total = terms.reduce(0, +)
      for k in nodes.indices { bases[k, column] = terms[k] / total }
    }
    return bases
  }

  fileprivate func values(
    _ a: Int, angles places: [Double], bases: Matrix
  ) -> (stretches: [Double], turns: [Double]) {
    let basis = Matrix(rows: lengths, columns: 1) { k, _ in bases[k, a] }
    let stretches = Matrix.product(
      transposeOf: Matrix.product(transposeOf: self.stretches, basis), bases)
    let row = Matrix(
      rows: lengths, columns: angles,
      elements: Matrix.product(transposeOf: turns, basis).elements)
    let series = Matrix.product(transposeOf: row, bases).elements
    // Clenshaw's recurrence, for all inputs at once.
    let count = places.count
    let first = a + 1
    var x = [Double](repeating: 0, count: count)
    for b in first..<Swift.max(count, first) { x[b] = (places[b] - middleAngle) / halfAngle }
    var current = [Double](repeating: 0, count: count)
    var last = current
    for n in (1..<angles).reversed() {
      let start = n * count
      for b in first..<Swift.max(count, first) {
        let next = 2 * x[b] * current[b] - last[b] + series[start + b]
        last[b] = current[b]
        current[b] = next
      }
    }
    for b in first..<Swift.max(count, first) {
      current[b] = x[b] * current[b] - last[b] + series[b]
    }
    return (stretches.elements, current)
  }
}
