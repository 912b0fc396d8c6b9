import LinearAlgebra
import NumericalMethods
import RealModule

/// One time step of a memory cell as operators on functions of it.
///
/// ```
/// c' = f c + i r,   f = σ(μ_f + √v_f x), i = σ(μ_i + √v_i y), r = tanh(√v_r z),   x, y, z ~ N(0, 1)
/// (A_w F)(c) = E w F(f c + i r)
/// ```
///
/// For two copies of the cell whose fields have correlations ρ_f, ρ_i, ρ_r, Mehler's formula makes the step a sum of
/// products, with normalised Hermite polynomials he_k as weights,
///
/// ```
/// E F(c_a', c_b') = Σ_klm ρ_f^k ρ_i^l ρ_r^m (A_klm ⊗ A_klm) F,   w_klm = he_k(x) he_l(y) he_m(z)
/// ```
///
/// cut off at k + l + m ≤ 10. Averages are trapezoid sums of 25 nodes in |x| ≤ 6.
struct CellOperators: Sendable {
  /// The fields of the gates that move the cell: mean and variance.
  struct Fields: Sendable, Equatable {
    let forgetMean, forgetVariance, inputMean, inputVariance, candidateVariance: Double

    func isClose(to other: Fields) -> Bool {
      abs(forgetVariance - other.forgetVariance) <= 1e-13 * forgetVariance
        && abs(inputVariance - other.inputVariance) <= 1e-13 * inputVariance
        && abs(candidateVariance - other.candidateVariance) <= 1e-13 * candidateVariance
    }
  }

  static let order = 10
  let fields: Fields
  /// A_1, the step itself.
  let step: Matrix
  /// The weight f².
  let forgetting: Matrix
  /// The weight σ'(u_f)², times c².
  let forgetSlope: Matrix
  /// The weight r² σ'(u_i)².
  let inputSlope: Matrix
  /// The weight i² tanh'(u_r)².
  let candidateSlope: Matrix
  /// The operators of the Hermite weights with their degrees; empty if not asked for.
  let hermite: [(degrees: (f: Int, i: Int, r: Int), operator: Matrix)]

  /// - Parameters:
  ///   - fields: Means and variances of the fields.
  ///   - pairs: Whether two copies are to be followed.
  /// - Complexity: O(n² m³) with n = 41 and m = 25, and for pairs a product of matrices for each node of f.
  init(_ fields: Fields, pairs: Bool) {
    self.fields = fields
    let grid = CellGrid.shared
    let n = CellGrid.count
    let order = pairs ? Self.order : 0
    let (z, weights) = Self.normalNodes
    let m = z.count
    let gate = Logistic()
    let f = z.map { gate.value(fields.forgetMean + fields.forgetVariance.squareRoot() * $0) }
    let fSlope = z.map {
      gate.derivative(fields.forgetMean + fields.forgetVariance.squareRoot() * $0)
    }
    let input = z.map { gate.value(fields.inputMean + fields.inputVariance.squareRoot() * $0) }
    let inputSlopes = z.map {
      gate.derivative(fields.inputMean + fields.inputVariance.squareRoot() * $0)
    }
    let r = z.map { Double.tanh(fields.candidateVariance.squareRoot() * $0) }
    let polynomials = Self.hermite(upTo: order, at: z)
    var degrees: [(l: Int, m: Int)] = []
    for l in 0...order { for m in 0...(order - l) { degrees.append((l, m)) } }
    // Column functions of (i, r): Hermite products, then the two slopes.
    let columns = degrees.count + 2
    let table = Matrix(rows: m * m, columns: columns) { pair, column in
      let (a, b) = (pair / m, pair % m)
      let weight = weights[a] * weights[b]
      if column < degrees.count {
        return weight * polynomials[degrees[column].l][a] * polynomials[degrees[column].m][b]
      }
      let slope = 1 - r[b] * r[b]
      return column == degrees.count
        ? weight * r[b] * r[b] * inputSlopes[a] * inputSlopes[a]
        : weight * input[a] * input[a] * slope * slope
    }
    var plain = Matrix(rows: n, columns: n)
    var (squares, slopes, inputs, candidates) = (plain, plain, plain, plain)
    let products = degrees.flatMap { pair in
      (0...(order - pair.l - pair.m)).map { (f: $0, i: pair.l, r: pair.m) }
    }
    var operators = products.map { _ in plain }
    var rows = [Double](repeating: 0, count: m * m * n)
    // The law of the cell is even together with that of the candidate: half the nodes suffice.
    for j in 0...(n / 2) {
      let mirror = n - 1 - j
      for x in 0..<m {
        for a in 0..<m {
          for b in 0..<m {
            grid.interpolate(
              at: f[x] * grid.nodes[j] + input[a] * r[b], into: &rows, from: (a * m + b) * n)
          }
        }
        let part = Matrix.product(
          transposeOf: table, Matrix(rows: m * m, columns: n, elements: rows))
        let square = grid.nodes[j] * grid.nodes[j]
        for k in 0..<n {
          let base = weights[x] * part[0, k]
          let values = (
            base, base * f[x] * f[x], base * fSlope[x] * fSlope[x] * square,
            weights[x] * part[degrees.count, k], weights[x] * part[degrees.count + 1, k]
          )
          for (row, column) in j == mirror ? [(j, k)] : [(j, k), (mirror, n - 1 - k)] {
            plain[row, column] += values.0
            squares[row, column] += values.1
            slopes[row, column] += values.2
            inputs[row, column] += values.3
            candidates[row, column] += values.4
          }
        }
        guard pairs else { continue }
        var index = 0
        for (column, pair) in degrees.enumerated() {
          let sign = pair.m % 2 == 0 ? 1.0 : -1
          for degree in 0...(order - pair.l - pair.m) {
            let factor = weights[x] * polynomials[degree][x]
            for k in 0..<n {
              let value = factor * part[column, k]
              operators[index][j, k] += value
              if j != mirror { operators[index][mirror, n - 1 - k] += sign * value }
            }
            index += 1
          }
        }
      }
    }
    step = plain
    forgetting = squares
    forgetSlope = slopes
    inputSlope = inputs
    candidateSlope = candidates
    hermite = pairs ? zip(products, operators).map { ($0, $1) } : []
  }

  /// The joint law of two copies after a step, as the difference from two equal copies.
  ///
  /// ```
  /// Λ' = Σ ρ_klm Aᵀ Λ A + Σ (1 − ρ_klm) Aᵀ diag(π) A
  /// ```
  ///
  /// Nothing is subtracted, so that copies that are nearly equal keep their distance.
  ///
  /// - Parameters:
  ///   - difference: The difference Λ before the step.
  ///   - law: The law π of one copy before the step.
  ///   - separations: 1 − ρ of the fields of f, i and r.
  func difference(
    after difference: Matrix, law: [Double], separations: (f: Double, i: Double, r: Double)
  ) -> Matrix {
    var result = Matrix(rows: difference.rows, columns: difference.columns)
    for (degrees, matrix) in hermite {
      // 1 − Π ρ^k without a difference of close numbers.
      let apart =
        1 - (1 - Self.loss(separations.f, degrees.f)) * (1 - Self.loss(separations.i, degrees.i))
          * (1 - Self.loss(separations.r, degrees.r))
      let lost =
        max(separations.f, separations.i, separations.r) < 1e-6
        ? separations.f * Double(degrees.f) + separations.i * Double(degrees.i)
          + separations.r * Double(degrees.r) : apart
      var middle = difference
      for k in middle.elements.indices { middle.elements[k] *= 1 - lost }
      for k in law.indices { middle[k, k] += lost * law[k] }
      let moved = Matrix.product(transposeOf: matrix, middle * matrix)
      for k in result.elements.indices { result.elements[k] += moved.elements[k] }
    }
    return result
  }

  /// 1 − (1 − ε)^k.
  private static func loss(_ separation: Double, _ degree: Int) -> Double {
    var power = 1.0
    for _ in 0..<degree { power *= 1 - separation }
    return 1 - power
  }

  /// The law of one copy after a step: Aᵀ π.
  static func transport(_ law: [Double], by matrix: Matrix) -> [Double] {
    (Matrix(rows: 1, columns: law.count, elements: law) * matrix).elements
  }

  /// Trapezoid nodes of a standard normal number.
  private static let normalNodes: (z: [Double], weights: [Double]) = {
    let z = (-12...12).map { 0.5 * Double($0) }
    let raw = z.map { Double.exp(-$0 * $0 / 2) }
    let total = raw.reduce(0, +)
    return (z, raw.map { $0 / total })
  }()

  /// Normalised Hermite polynomials at given places.
  private static func hermite(upTo order: Int, at z: [Double]) -> [[Double]] {
    var values = [z.map { _ in 1.0 }]
    for k in 1...max(1, order) {
      values.append(
        z.indices.map { x in
          let below = k > 1 ? values[k - 2][x] * Double(k - 1).squareRoot() : 0
          return (z[x] * values[k - 1][x] - below) / Double(k).squareRoot()
        })
    }
    return values
  }
}
