import LinearAlgebra
import Statistics

/// What a model of the overlaps leaves unexplained, learnt on one half of the sites and tested on the
/// other.
///
/// With r the part of the overlaps that the model does not describe,
///
/// ```
/// S = (2/(R(R − 1))) Σ_{a<b} r^A_ab r^B_ab
/// ```
///
/// has the expectation of the noise-free unexplained variance, because the halves A and B share no
/// noise. It is the effect size by which models are judged; `error` comes from the scatter of sites.
struct UnexplainedVariance: Sendable, Equatable {
  /// The unexplained variance of the overlaps.
  var value: Double
  /// Its standard error, from the scatter of the sites of the test half.
  var error: Double
  /// A directed test: the overlap of B with the denoised residual of A, in standard errors.
  var score: Double
}

/// The nested descriptions that are compared: no overlap, one overlap, one state, blocks, a tree.
///
/// The replicas of one state have one overlap up to their thermal fluctuations. Of these the largest
/// are those of a replica along the state (its magnetisation), which add a term of every replica:
///
/// ```
/// q_ab = q + u_a + u_b
/// ```
struct SplitTest: Sendable, Equatable {
  /// Left over by "all overlaps vanish".
  var zero: UnexplainedVariance
  /// Left over by one common overlap.
  var constant: UnexplainedVariance
  /// Left over by one state: a common overlap and a term of every replica.
  var state: UnexplainedVariance
  /// Left over by two levels and blocks, with a term of every replica.
  var blocks: UnexplainedVariance
  /// Left over by a tree.
  var tree: UnexplainedVariance
  /// N times the variance of a single overlap around replica terms and structure: 1 for free spins,
  /// the mean of (1 − m_i²)² over the sites within a state.
  var noise: Double
  /// The mean overlap between blocks, measured on the test half.
  var q0: Estimate
  /// The mean overlap inside blocks, measured on the test half.
  var q1: Estimate
  /// The mean overlap of all pairs.
  var mean: Estimate

  /// Learns on one half and tests on the other.
  init(
    learning: OverlapHalf, testing: OverlapHalf, allowingFlips: Bool
  ) throws(OverlapError) {
    let r = learning.overlaps.rows
    var tree = Dendrogram(learning.overlaps, allowingFlips: allowingFlips)
    let gauge = tree.gauge
    let a = learning.overlaps.flipped(gauge)
    let b = testing.overlaps.flipped(gauge)
    var partition = Partition(cutting: tree, explaining: a)
    let mean = a.offDiagonalMean
    let found = partition.levels(of: a) ?? (inside: mean, outside: mean)
    let denoised = try a.denoised(
      variance: max(1 - found.inside, 0.02), siteCount: learning.siteCount)

    // Weak blocks drown in the noise of single overlaps; then the denoised matrix shows them better.
    let spread =
      (max(1 - found.outside * found.outside, 1 / learning.siteCount) / learning.siteCount)
      .squareRoot()
    if found.inside - found.outside < 6 * spread {
      let otherTree = Dendrogram(denoised, allowingFlips: false)
      let other = Partition(cutting: otherTree, explaining: denoised)
      if other.blockCount > 1, other.blockCount < r,
        a.squaredDistance(to: other.fit(to: a)) < 1.02 * a.squaredDistance(to: partition.fit(to: a))
      {
        partition = other
        tree = otherTree
      }
    }

    let pairs = Double(r * (r - 1) / 2)
    // Parameters that are as many as the replicas count where those are few.
    func unexplained(
      parameters: Int = 0, _ fit: (Matrix) -> Matrix
    ) -> UnexplainedVariance {
      let freedom = pairs - Double(parameters)
      guard freedom > 0 else { return UnexplainedVariance(value: 0, error: 1, score: 0) }
      let residual = a.offDiagonal(less: fit(a))
      let tested = b.offDiagonal(less: fit(b))
      let direction = denoised.offDiagonal(less: fit(denoised))
      let directionError = testing.standardError(ofWeights: direction.flipped(gauge))
      let product = direction.pairSum(with: b.offDiagonal(less: fit(b)))
      return UnexplainedVariance(
        value: residual.pairSum(with: tested) / freedom,
        error: testing.standardError(ofWeights: residual.flipped(gauge)) / freedom,
        score: directionError > 1e-9 * direction.largestMagnitude ? product / directionError : 0)
    }
    zero = unexplained { Matrix(rows: $0.rows, columns: $0.rows) }
    constant = unexplained { matrix in
      Matrix(rows: r, columns: r, repeating: matrix.offDiagonalMean)
    }
    state = unexplained(parameters: r, \.replicaTerms)
    let variance = b.squaredDistance(to: b.replicaTerms) / max(1, pairs - Double(r))
    noise = testing.siteCount * (variance - state.value)
    let indicator = Matrix(rows: r, columns: r) { a, b in
      a != b && partition.labels[a] == partition.labels[b] ? 1 : 0
    }
    blocks = unexplained(parameters: r + 1) { $0.replicaTerms(and: indicator) }
    self.tree = unexplained { tree.fit(to: $0) }
    // Means of the test half with the scatter of its sites as error.
    func meanOverlap(where isWanted: (_ a: Int, _ b: Int) -> Bool) -> Estimate? {
      var weights = Matrix(rows: r, columns: r) { $0 != $1 && isWanted($0, $1) ? 1 : 0 }
      let count = weights.elements.reduce(0, +) / 2
      guard count > 0 else { return nil }
      for k in weights.elements.indices { weights.elements[k] /= count }
      return Estimate(
        value: weights.pairSum(with: b),
        error: testing.standardError(ofWeights: weights.flipped(gauge)))
    }
    let labels = partition.labels
    let all = meanOverlap { _, _ in true } ?? Estimate(value: b.offDiagonalMean, error: nil)
    q0 = meanOverlap { labels[$0] != labels[$1] } ?? all
    q1 = meanOverlap { labels[$0] == labels[$1] } ?? all
    self.mean = all
  }

  /// The average of several tests of the same data.
  init(averaging tests: [SplitTest]) {
    func mean(_ part: (SplitTest) -> Double) -> Double {
      tests.reduce(0) { $0 + part($1) } / Double(tests.count)
    }
    func average(_ part: (SplitTest) -> UnexplainedVariance) -> UnexplainedVariance {
      UnexplainedVariance(
        value: mean { part($0).value }, error: mean { part($0).error },
        score: mean { part($0).score })
    }
    // Half of the tests use either half of the sites, so an average is as good as all sites are.
    func level(_ part: (SplitTest) -> Estimate) -> Estimate {
      Estimate(
        value: mean { part($0).value }, error: mean { part($0).error ?? 0 } / 2.0.squareRoot())
    }
    noise = mean(\.noise)
    zero = average(\.zero)
    constant = average(\.constant)
    state = average(\.state)
    blocks = average(\.blocks)
    tree = average(\.tree)
    q0 = level(\.q0)
    q1 = level(\.q1)
    self.mean = level(\.mean)
  }

  /// Pools the tests of independent instances: effects average, errors shrink, scores add up.
  ///
  /// The errors of levels become those over the instances.
  init(pooling tests: [SplitTest]) {
    let count = Double(tests.count)
    func pool(_ part: (SplitTest) -> UnexplainedVariance) -> UnexplainedVariance {
      let parts = tests.map(part)
      return UnexplainedVariance(
        value: parts.reduce(0) { $0 + $1.value } / count,
        error: parts.reduce(0) { $0 + $1.error * $1.error }.squareRoot() / count,
        score: parts.reduce(0) { $0 + $1.score } / count.squareRoot())
    }
    func level(_ part: (SplitTest) -> Estimate) -> Estimate {
      tests.count == 1 ? part(tests[0]) : Estimate(meanOf: tests.map { part($0).value })
    }
    noise = tests.reduce(0) { $0 + $1.noise } / count
    zero = pool(\.zero)
    constant = pool(\.constant)
    state = pool(\.state)
    blocks = pool(\.blocks)
    tree = pool(\.tree)
    q0 = level(\.q0)
    q1 = level(\.q1)
    self.mean = level(\.mean)
  }
}

extension Matrix {
  /// The mean of the off-diagonal elements of a square matrix.
  var offDiagonalMean: Double {
    guard rows > 1 else { return 0 }
    return (elements.reduce(0, +) - diagonal.reduce(0, +)) / Double(rows * (rows - 1))
  }

  /// The least-squares fit of the off-diagonal elements by a constant and a term of every replica.
  ///
  /// ```
  /// g + u_a + u_b,   u_a = (R − 1)/(R − 2) · (mean of row a − g)
  /// ```
  var replicaTerms: Matrix {
    let r = Double(rows)
    let mean = offDiagonalMean
    guard rows > 2 else { return Matrix(rows: rows, columns: rows, repeating: mean) }
    let terms = (0..<rows).map { a in
      (r - 1) / (r - 2) * ((row(a).reduce(0, +) - self[a, a]) / (r - 1) - mean)
    }
    return Matrix(rows: rows, columns: rows) { mean + terms[$0] + terms[$1] }
  }

  /// The least-squares fit by replica terms and a multiple of a further matrix.
  func replicaTerms(and other: Matrix) -> Matrix {
    var fit = replicaTerms
    let direction = other.offDiagonal(less: other.replicaTerms)
    let square = direction.pairSum(with: direction)
    guard square > 1e-12 else { return fit }
    let factor = direction.pairSum(with: offDiagonal(less: fit)) / square
    for k in fit.elements.indices { fit.elements[k] += factor * direction.elements[k] }
    return fit
  }

  /// The matrix with rows and columns multiplied by signs.
  func flipped(_ signs: [Double]) -> Matrix {
    Matrix(rows: rows, columns: columns) { signs[$0] * signs[$1] * self[$0, $1] }
  }

  /// The difference of two matrices, with zero diagonal.
  func offDiagonal(less other: Matrix) -> Matrix {
    var result = self
    for k in result.elements.indices { result.elements[k] -= other.elements[k] }
    for a in 0..<rows { result[a, a] = 0 }
    return result
  }

  /// The sum over pairs a < b of the products of two symmetric matrices of zero diagonal.
  func pairSum(with other: Matrix) -> Double {
    var sum = 0.0
    for k in elements.indices { sum += elements[k] * other.elements[k] }
    return sum / 2
  }

  /// The sum over pairs a < b of squared differences.
  func squaredDistance(to other: Matrix) -> Double {
    let difference = offDiagonal(less: other)
    return difference.pairSum(with: difference)
  }

  /// The largest absolute value of an element.
  var largestMagnitude: Double { elements.reduce(0) { max($0, abs($1)) } }

  /// The part of an overlap matrix that stands out of the noise: eigenvectors beyond the
  /// Marchenko–Pastur edge of the given variance (at least one), less the mean of the noise.
  func denoised(variance: Double, siteCount: Double) throws(OverlapError) -> Matrix {
    let system = try SymmetricEigensystem.ofOverlaps(self)
    let edge =
      variance * (1 + (Double(rows) / siteCount).squareRoot())
      * (1 + (Double(rows) / siteCount).squareRoot())
    let beyond = system.values.prefix { $0 > edge }.count
    let kept = min(max(beyond, 1), max(1, rows / 2))
    guard let vectors = system.vectors else { return self }
    var scaled = Matrix(rows: kept, columns: rows)
    var plain = scaled
    for k in 0..<kept {
      for a in 0..<rows {
        plain[k, a] = vectors[k, a]
        scaled[k, a] = vectors[k, a] * (system.values[k] - variance)
      }
    }
    var result = Matrix.product(transposeOf: scaled, plain)
    for a in 0..<rows { for b in 0..<a { result[a, b] = result[b, a] } }
    return result
  }
}
