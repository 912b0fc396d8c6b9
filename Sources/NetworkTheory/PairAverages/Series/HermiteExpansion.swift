public import LinearAlgebra
public import NumericalMethods
import RealModule

/// The expansion of an activation function of Gaussian variables in Hermite polynomials.
///
/// ```
/// φ(√q z) = Σ_n a_n(q) h_n(z),   E h_m(z) h_n(z) = δ_mn,   z ~ N(0, 1)
/// E φ(u_a) φ(u_b) = Σ_n a_n(q_a) a_n(q_b) c^n
/// ```
///
/// The second line is Mehler's formula. Coefficients are averages by the trapezoid rule, whose step resolves the
/// function and the polynomial of highest degree; the series ends where n a_n² is 1e-19 of its sum.
///
/// **Assumes** a function without kinks, for which a_n falls as e^(−τ√n), τ the distance of its
/// singularities in z.
public struct HermiteExpansion: Sendable, Equatable {
  /// Whether only odd degrees n are kept, as for an odd function.
  public let isOdd: Bool

  /// The coefficients: row k holds those of degree k, or 2k + 1 for an odd function; one column for each
  /// variance.
  public let coefficients: Matrix

  /// The highest degree there may be.
  public static let largestDegree = 4096

  /// Expands a function for Gaussian variables of several variances.
  ///
  /// It is `nil` when ``largestDegree`` does not suffice.
  ///
  /// - Parameters:
  ///   - nonlinearity: The function φ, without kinks.
  ///   - variances: The variances q, positive.
  /// - Complexity: O(nodes) calls of φ for each variance, nodes from 150 to 1000, and as many
  ///   multiplications for each degree.
  public init?(of nonlinearity: any Nonlinearity, variances: [Double]) {
    precondition(nonlinearity.kinks.isEmpty, "\(nonlinearity.name) has kinks")
    precondition(variances.allSatisfy { $0 > 0 && $0.isFinite }, "variances must be positive")
    guard let largest = variances.max() else {
      isOdd = false
      coefficients = Matrix(rows: 0, columns: 0)
      return
    }
    let step = Swift.min(
      0.25, 0.15 * nonlinearity.analyticHalfWidth / largest.squareRoot())
    var degree = 32
    while true {
      let rule = HermiteRule(step: step, degree: degree)
      let widest = rule.values(of: nonlinearity, variance: largest)
      let odd = zip(widest, widest.reversed()).allSatisfy { $0 == -$1 }
      let table = rule.table(odd: odd)
      let tail = Matrix.product(
        table, withTransposeOf: Matrix(rows: 1, columns: widest.count, elements: widest)
      ).elements.enumerated().map { Double(odd ? 2 * $0 + 1 : $0) * $1 * $1 }
      let total = tail.reduce(0, +)
      if tail.suffix(6).allSatisfy({ $0 <= 1e-19 * total }) {
        let rows = Swift.max(1, (tail.lastIndex { $0 > 1e-19 * total } ?? 0) + 1)
        var values = Matrix(rows: variances.count, columns: widest.count)
        for (row, variance) in variances.enumerated() {
          let nodes = row * widest.count..<(row + 1) * widest.count
          values.elements.replaceSubrange(
            nodes, with: rule.values(of: nonlinearity, variance: variance))
        }
        let needed = Matrix(
          rows: rows, columns: widest.count,
          elements: Array(table.elements.prefix(rows * widest.count)))
        isOdd = odd
        coefficients = Matrix.product(needed, withTransposeOf: values)
        return
      }
      degree *= 2
      guard degree <= Self.largestDegree else { return nil }
    }
  }

  /// E φ(√q z)² for each variance.
  public var meanSquares: [Double] {
    var sums = [Double](repeating: 0, count: coefficients.columns)
    for row in (0..<coefficients.rows).reversed() {
      for (column, value) in coefficients.row(row).enumerated() { sums[column] += value * value }
    }
    return sums
  }
}

/// Nodes and weights that integrate φ times Hermite polynomials up to a degree.
struct HermiteRule {
  let nodes: [Double]
  let weights: [Double]
  let degree: Int

  init(step: Double, degree: Int) {
    // A polynomial of degree n oscillates with wave number √n; beyond |z| = 13 nothing is left.
    let fine = 2 * Double.pi / (2 * Double.pi / step + Double(degree).squareRoot() + 2)
    let count = Int((13 / fine).rounded(.up))
    let raw = (-count...count).map { Double.exp(-0.5 * Double($0 * $0) * fine * fine) }
    let total = raw.reduce(0, +)
    nodes = (-count...count).map { fine * Double($0) }
    weights = raw.map { $0 / total }
    self.degree = degree
  }

  func values(of nonlinearity: any Nonlinearity, variance: Double) -> [Double] {
    let root = variance.squareRoot()
    return nodes.map { nonlinearity.value(root * $0) }
  }

  /// h_n(z_k) w_k, one row for each degree.
  func table(odd: Bool) -> Matrix {
    let width = nodes.count
    var elements: [Double] = []
    elements.reserveCapacity((odd ? (degree + 1) / 2 : degree + 1) * width)
    var (last, current) = ([Double](repeating: 0, count: width), weights)
    for n in 0...degree {
      if !odd || n % 2 == 1 { elements += current }
      let (root, next) = (Double(n).squareRoot(), 1 / Double(n + 1).squareRoot())
      for k in 0..<width {
        let value = (nodes[k] * current[k] - root * last[k]) * next
        last[k] = current[k]
        current[k] = value
      }
    }
    return Matrix(rows: elements.count / width, columns: width, elements: elements)
  }
}
