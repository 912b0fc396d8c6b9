import LinearAlgebra
import NumericalMethods
import RealModule

/// One time step of a memory cell as operators on functions of it.
///
/// ```
/// c' = f c + i r,   f = σ(μ_f + √v_f x), i = σ(μ_i + √v_i y), r = tanh(√v_r z),   x, y, z ~ N(0, 1)
/// (C_w F)(c) = E w F(f c),   (B_w F)(c) = E w F(c + i r)
/// ```
///
/// The step is C B with w = 1. For two copies of the cell whose fields have correlations ρ_f, ρ_i, ρ_r, Mehler's
/// formula makes either part a sum of products, with normalised Hermite polynomials he_k as weights,
///
/// ```
/// E F(c_a', c_b') = Σ_k ρ_f^k (C_k ⊗ C_k) Σ_lm ρ_i^l ρ_r^m (B_lm ⊗ B_lm) F,   w = he_k(x), he_l(y) he_m(z)
/// ```
///
/// cut off at k ≤ 10 and l/10 + m/32 ≤ 1; what lies beyond decorrelates as the first degree beyond. At field
/// variances of 1 the cut errs by 1e-4 of a small distance of the copies, and by far less of a large one. Averages are trapezoid sums whose steps shrink with the variance, to an
/// error of e^(−25).
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

  /// An operator with the degrees of its Hermite weights in the field of the gate and of the candidate.
  typealias Weighted = (gate: Int, candidate: Int, operator: Matrix)

  static let gateOrder = 10
  static let candidateOrder = 32

  let fields: Fields
  /// C B, the step itself.
  let step: Matrix
  /// C B with weight f².
  let forgetting: Matrix
  /// C B with weight σ'(u_f)² c².
  let forgetSlope: Matrix
  /// C B with weight r² σ'(u_i)².
  let inputSlope: Matrix
  /// C B with weight i² tanh'(u_r)².
  let candidateSlope: Matrix
  /// The operators C_k; empty if not asked for.
  let forgets: [Weighted]
  /// The operators B_lm; empty if not asked for.
  let feeds: [Weighted]

  /// - Parameters:
  ///   - fields: Means and variances of the fields.
  ///   - pairs: Whether two copies are to be followed.
  /// - Complexity: O(n² m²) with n = 51 nodes of the cell and about m = 40 of each field.
  init(_ fields: Fields, pairs: Bool) {
    self.fields = fields
    let gate = Sigmoid()
    // Poles of tanh(σ(u) c) come as near as iπ/2 for large c, those of tanh tanh u as i atan(π/2).
    let x = NormalNodes(variance: fields.forgetVariance, halfWidth: .pi / 2)
    let y = NormalNodes(variance: fields.inputVariance, halfWidth: .pi / 2)
    let z = NormalNodes(variance: fields.candidateVariance, halfWidth: 1)
    let forgetField = x.places.map { fields.forgetMean + fields.forgetVariance.squareRoot() * $0 }
    let inputField = y.places.map { fields.inputMean + fields.inputVariance.squareRoot() * $0 }
    let (f, i) = (forgetField.map(gate.value), inputField.map(gate.value))
    let r = z.places.map { Double.tanh(fields.candidateVariance.squareRoot() * $0) }
    let squares = { (values: [Double]) in values.map { $0 * $0 } }
    let slopes = { (values: [Double]) in values.map { gate.derivative($0) * gate.derivative($0) } }
    // Weights of x: he_k, then f² and σ'².
    let orders = pairs ? Self.gateOrder : 0
    let forgetWeights = x.hermite(upTo: orders) + [squares(f), slopes(forgetField)]
    let c = Self.forgetOperators(f, x.weights, forgetWeights)
    let nodes = CellGrid.shared.nodes
    let kept = Matrix(rows: nodes.count, columns: nodes.count) {
      nodes[$0] * nodes[$0] * c[orders + 2][$0, $1]
    }
    // Weights of y: he_l, i² and σ'²; of z: he_m, r² and tanh'².
    let candidateOrders = pairs ? Self.candidateOrder : 0
    let gateWeights = y.hermite(upTo: orders) + [squares(i), slopes(inputField)]
    let candidateWeights =
      z.hermite(upTo: candidateOrders) + [squares(r), r.map { (1 - $0 * $0) * (1 - $0 * $0) }]
    var wanted = [(0, 0), (orders + 2, candidateOrders + 1), (orders + 1, candidateOrders + 2)]
    if pairs {
      for l in 0...orders {
        for m in 0...candidateOrders
        where l * candidateOrders + m * orders <= orders * candidateOrders {
          wanted.append((l, m))
        }
      }
    }
    let b = Self.feedOperators(
      i, y.weights, gateWeights, r, z.weights, candidateWeights, wanted: wanted)
    step = c[0] * b[0]
    forgetting = c[orders + 1] * b[0]
    forgetSlope = kept * b[0]
    inputSlope = c[0] * b[1]
    candidateSlope = c[0] * b[2]
    forgets = pairs ? (0...orders).map { ($0, 0, c[$0]) } : []
    feeds = pairs ? (3..<wanted.count).map { (wanted[$0].0, wanted[$0].1, b[$0]) } : []
  }

  /// C_w for several weights.
  private static func forgetOperators(
    _ f: [Double], _ probabilities: [Double], _ weights: [[Double]]
  ) -> [Matrix] {
    let grid = CellGrid.shared
    let n = CellGrid.count
    let table = Matrix(rows: f.count, columns: weights.count) {
      probabilities[$0] * weights[$1][$0]
    }
    var result = weights.map { _ in Matrix(rows: n, columns: n) }
    var rows = [Double](repeating: 0, count: f.count * n)
    for j in 0..<n {
      for x in f.indices { grid.interpolate(at: f[x] * grid.nodes[j], into: &rows, from: x * n) }
      let part = Matrix.product(
        transposeOf: table, Matrix(rows: f.count, columns: n, elements: rows))
      for w in weights.indices { for k in 0..<n { result[w][j, k] = part[w, k] } }
    }
    return result
  }

  /// B_w for several products of weights of the gate and of the candidate.
  private static func feedOperators(
    _ i: [Double], _ gateProbabilities: [Double], _ gateWeights: [[Double]], _ r: [Double],
    _ candidateProbabilities: [Double], _ candidateWeights: [[Double]], wanted: [(Int, Int)]
  ) -> [Matrix] {
    let grid = CellGrid.shared
    let n = CellGrid.count
    let table = Matrix(rows: r.count, columns: candidateWeights.count) {
      candidateProbabilities[$0] * candidateWeights[$1][$0]
    }
    let gates = Matrix(rows: i.count, columns: gateWeights.count) {
      gateProbabilities[$0] * gateWeights[$1][$0]
    }
    var result = wanted.map { _ in Matrix(rows: n, columns: n) }
    var rows = [Double](repeating: 0, count: r.count * n)
    for j in 0..<n {
      var inner: [Double] = []
      inner.reserveCapacity(i.count * candidateWeights.count * n)
      for y in i.indices {
        for z in r.indices {
          grid.interpolate(at: grid.nodes[j] + i[y] * r[z], into: &rows, from: z * n)
        }
        inner +=
          Matrix.product(
            transposeOf: table, Matrix(rows: r.count, columns: n, elements: rows)
          ).elements
      }
      let part = Matrix.product(
        transposeOf: gates,
        Matrix(rows: i.count, columns: candidateWeights.count * n, elements: inner))
      for (index, (l, m)) in wanted.enumerated() {
        for k in 0..<n { result[index][j, k] = part[l, m * n + k] }
      }
    }
    return result
  }

  /// The joint law of two copies after a step, as the difference from two equal copies.
  ///
  /// ```
  /// Λ' = Σ ρ^k Cᵀ Λ C + Σ (1 − ρ^k) Cᵀ diag(π) C,   then the same with B
  /// ```
  ///
  /// Nothing is subtracted, so that copies that are nearly equal keep their distance.
  ///
  /// - Parameters:
  ///   - difference: The difference Λ before the step.
  ///   - law: The law π of one copy before the step.
  ///   - separations: 1 − ρ of the fields of f, i and r.
  /// - Returns: The difference Λ' after it.
  func difference(
    after difference: Matrix, law: [Double], separations: (f: Double, i: Double, r: Double)
  ) -> Matrix {
    let between = Self.transport(law, by: forgets[0].operator)
    let forgotten = Self.moved(
      difference, law, to: between, by: forgets, separations.f, 0,
      rest: Self.loss(separations.f, Self.gateOrder + 1))
    let after = Self.transport(between, by: feeds[0].operator)
    return Self.moved(
      forgotten, between, to: after, by: feeds, separations.i, separations.r,
      rest: Swift.min(
        fields.inputVariance > 0 ? Self.loss(separations.i, Self.gateOrder + 1) : .infinity,
        fields.candidateVariance > 0
          ? Self.loss(separations.r, Self.candidateOrder + 1) : 0))
  }

  /// One part of the step; degrees beyond the cut, diag(π') − Σ Aᵀ diag(π) A, are lost as the first of them is.
  private static func moved(
    _ difference: Matrix, _ law: [Double], to image: [Double], by operators: [Weighted],
    _ gate: Double, _ candidate: Double, rest: Double
  ) -> Matrix {
    var result = Matrix(rows: difference.rows, columns: difference.columns)
    for k in image.indices { result[k, k] = rest * image[k] }
    for (first, second, matrix) in operators {
      let (a, b) = (loss(gate, first), loss(candidate, second))
      let lost = a + b - a * b
      var middle = difference
      for k in middle.elements.indices { middle.elements[k] *= 1 - lost }
      for k in law.indices { middle[k, k] += (lost - rest) * law[k] }
      let moved = Matrix.product(transposeOf: matrix, middle * matrix)
      for k in result.elements.indices { result.elements[k] += moved.elements[k] }
    }
    return result
  }

  /// 1 − (1 − ε)^k.
  private static func loss(_ separation: Double, _ degree: Int) -> Double {
    guard degree > 0 else { return 0 }
    guard separation >= 0.5 else {
      return -Double.expMinusOne(Double(degree) * Double.log(onePlus: -separation))
    }
    return 1 - Double.pow(1 - separation, degree)
  }

  /// The law of one copy after a step: Aᵀ π.
  static func transport(_ law: [Double], by matrix: Matrix) -> [Double] {
    (Matrix(rows: 1, columns: law.count, elements: law) * matrix).elements
  }
}

/// Trapezoid nodes of a standard normal number, fine enough for a function of a field and for Hermite polynomials.
private struct NormalNodes {
  let places: [Double]
  let weights: [Double]

  /// - Parameters:
  ///   - variance: The variance of the field.
  ///   - halfWidth: The distance of the function's singularities from the real axis.
  init(variance: Double, halfWidth: Double) {
    let step = Swift.min(0.4, 0.25 * halfWidth / Swift.max(variance, 1e-300).squareRoot())
    let count = Int((10 / step).rounded(.up))
    places = (-count...count).map { step * Double($0) }
    let raw = places.map { Double.exp(-$0 * $0 / 2) }
    let total = raw.reduce(0, +)
    weights = raw.map { $0 / total }
  }

  /// Normalised Hermite polynomials he_0 … he_order at the nodes.
  func hermite(upTo order: Int) -> [[Double]] {
    var values = [places.map { _ in 1.0 }]
    for k in 1..<(order + 1) {
      values.append(
        places.indices.map { x in
          let below = k > 1 ? values[k - 2][x] * Double(k - 1).squareRoot() : 0
          return (places[x] * values[k - 1][x] - below) / Double(k).squareRoot()
        })
    }
    return values
  }
}
