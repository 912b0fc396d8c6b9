import NumericalMethods
import RealModule

/// The squared difference of a function with a kink at 0, as polynomials in two lengths and the angle.
///
/// ```
/// E (φ(u_a) − φ(u_b))² = (√q_a − √q_b)² P(√q_a, √q_b) + 2 (1 − cos θ) H(√q_a, √q_b, θ)
/// ```
///
/// P and H are analytic, at θ = 0 and at equal lengths too, and are interpolated at Chebyshev points. The table
/// is compared with averages between its points and refined until they agree to 1e-10.
struct KernelTable {
  /// The middle and half the range of the lengths √q.
  private let middle, half: Double
  /// The numbers of points in a length and in the angle.
  private let lengths, angles: Int
  /// P at the points, and the Chebyshev coefficients of H in the angle at the points of both lengths.
  private var stretches: [Double]
  private var turns: [Double]

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
  init?(_ average: PolarAverage, roots: ClosedRange<Double>, pairs: Int) {
    let half = (roots.upperBound - roots.lowerBound) / 2
    var count = Self.points(half)
    while count <= Self.mostLengths {
      let angles = 22
      guard count * (count + 1) / 2 * angles < pairs else { return nil }
      self.init(average, roots: roots, lengths: count, angles: angles)
      if isAccurate(average) { return }
      count += 3
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
    _ average: PolarAverage, roots: ClosedRange<Double>, lengths: Int, angles: Int
  ) {
    self.lengths = lengths
    self.angles = angles
    middle = (roots.lowerBound + roots.upperBound) / 2
    half = (roots.upperBound - roots.lowerBound) / 2
    stretches = [Double](repeating: 0, count: lengths * lengths)
    turns = [Double](repeating: 0, count: lengths * lengths * angles)
    let nodes = (0..<lengths).map { middle + half * Self.node($0, of: lengths) }
    for i in 0..<lengths {
      for j in 0...i {
        let gap = nodes[i] - nodes[j]
        let stretch = average.stretch(nodes[i], nodes[j])
        let values = (0..<angles).map { k in
          let theta = .pi / 2 * (1 + Self.node(k, of: angles))
          let sine = Double.sin(theta / 2)
          let squared = average.squaredDifference(nodes[i], nodes[j], angle: theta)
          return (squared - gap * gap * stretch) / (4 * sine * sine)
        }
        let coefficients = Self.coefficients(values)
        for (row, column) in [(i, j), (j, i)] {
          stretches[row * lengths + column] = stretch
          let start = (row * lengths + column) * angles
          turns.replaceSubrange(start..<start + angles, with: coefficients)
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

  private func isAccurate(_ average: PolarAverage) -> Bool {
    for (x, y, angle) in [(0.31, -0.83, 0.4), (-0.97, 0.93, 1.3), (0.55, 0.15, 2.7)] {
      let (rootA, rootB) = (middle + half * x, middle + half * y)
      let exact = average.squaredDifference(rootA, rootB, angle: angle)
      let sine = Double.sin(angle / 2)
      let found = squaredDifference(
        row(rootA), basis(rootB), gap: rootA - rootB, separation: 2 * sine * sine, angle: angle)
      guard abs(found - exact) <= 1e-10 * exact else { return false }
    }
    return true
  }

  /// The Lagrange polynomials at a length.
  func basis(_ root: Double) -> [Double] {
    guard lengths > 1 else { return [1] }
    let x = (root - middle) / half
    let nodes = (0..<lengths).map { Self.node($0, of: lengths) }
    if let hit = nodes.firstIndex(of: x) { return nodes.indices.map { $0 == hit ? 1 : 0 } }
    // Barycentric weights of Chebyshev points.
    let terms = nodes.indices.map { k in
      (k % 2 == 0 ? 1 : -1) * Double.sin(.pi * (Double(k) + 0.5) / Double(lengths))
        / (x - nodes[k])
    }
    let total = terms.reduce(0, +)
    return terms.map { $0 / total }
  }

  /// What is common to all pairs with one length.
  struct Row {
    fileprivate var stretches: [Double]
    fileprivate var turns: [Double]
  }

  func row(_ root: Double) -> Row {
    let basis = basis(root)
    var row = Row(
      stretches: [Double](repeating: 0, count: lengths),
      turns: [Double](repeating: 0, count: lengths * angles))
    for (i, factor) in basis.enumerated() {
      for j in 0..<lengths { row.stretches[j] += factor * stretches[i * lengths + j] }
      let start = i * lengths * angles
      for k in 0..<lengths * angles { row.turns[k] += factor * turns[start + k] }
    }
    return row
  }

  /// E (φ(u_a) − φ(u_b))² of a pair.
  func squaredDifference(
    _ row: Row, _ second: [Double], gap: Double, separation: Double, angle: Double
  ) -> Double {
    let x = 2 * angle / .pi - 1
    var stretch = 0.0
    var turn = 0.0
    for j in 0..<lengths {
      stretch += second[j] * row.stretches[j]
      var (current, last) = (0.0, 0.0)
      for n in (1..<angles).reversed() {
        (current, last) = (2 * x * current - last + row.turns[j * angles + n], current)
      }
      turn += second[j] * (x * current - last + row.turns[j * angles])
    }
    return gap * gap * stretch + 2 * separation * turn
  }
}
