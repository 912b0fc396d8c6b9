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
  /// The part of `value` that few directions carry; 0 for the descriptions of one state at most.
  var coherent: Double
}

/// What the nested descriptions of ``PairModel`` leave unexplained.
struct SplitTest: Sendable, Equatable {
  /// Left over by "all overlaps vanish".
  var zero: UnexplainedVariance
  /// Left over by one common overlap.
  var constant: UnexplainedVariance
  /// Left over by one state: a common overlap and a term of every replica.
  var state: UnexplainedVariance
  /// Left over by two levels: one overlap inside blocks and one between them.
  var twoLevels: UnexplainedVariance
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

  /// What a description leaves.
  subscript(model: PairModel) -> UnexplainedVariance {
    switch model {
    case .zero: zero
    case .constant: constant
    case .oneState: state
    case .twoLevels: twoLevels
    case .blocks: blocks
    case .tree: tree
    }
  }

  /// Learns on one half and tests on the other.
  init(
    learning: OverlapHalf, testing: OverlapHalf, allowingFlips: Bool
  ) throws(OverlapError) {
    let learnt = try LearntStructure(
      overlaps: learning.overlaps, siteCount: learning.siteCount, allowingFlips: allowingFlips)
    let families = learnt.families
    let a = learnt.overlaps
    let b = testing.overlaps.flipped(learnt.gauge).reordered(by: learnt.order)
    let forms = SiteQuadraticForms(
      testing.sites.reorderedRows(learnt.order, signs: learnt.gauge),
      errorScale: testing.errorScale)
    let formsOfA = forms.values(weights: a)
    let formsOfDenoised = forms.values(
      eigenvalues: learnt.strengths, vectors: learnt.directions)
    let pairs = families.pairCount
    var scatter = 0.0

    // Parameters that are as many as the replicas count where those are few.
    func unexplained(_ model: PairModel) throws(OverlapError) -> UnexplainedVariance {
      let freedom = pairs - families.parameterCount(of: model)
      guard freedom > 0 else {
        return UnexplainedVariance(value: 0, error: 1, score: 0, coherent: 0)
      }
      let fits = [
        families.fit(model, to: a), families.fit(model, to: learnt.denoised),
      ]
      let residual = families.residual(of: a, fits[0])
      let direction = families.residual(of: learnt.denoised, fits[1])
      let tested = families.residual(of: b, families.fit(model, to: b))
      if model == .oneState { scatter = tested.pairSum(with: tested) }
      let formsOfFits = forms.values(of: fits, in: families)
      func error(_ whole: [Double], less fit: [Double]) -> Double {
        forms.standardError(whole.indices.map { whole[$0] - fit[$0] })
      }
      let directionError = error(formsOfDenoised, less: formsOfFits[1])
      let isDirected = directionError > 1e-9 * direction.largestMagnitude
      return UnexplainedVariance(
        value: residual.pairSum(with: tested) / freedom,
        error: error(formsOfA, less: formsOfFits[0]) / freedom,
        score: isDirected ? direction.pairSum(with: tested) / directionError : 0,
        coherent: model.isBeyondOneState
          ? try Self.coherentPart(of: residual, in: tested) / freedom : 0)
    }
    zero = try unexplained(.zero)
    constant = try unexplained(.constant)
    state = try unexplained(.oneState)
    twoLevels = try unexplained(.twoLevels)
    blocks = try unexplained(.blocks)
    tree = try unexplained(.tree)
    noise =
      testing.siteCount
      * (scatter / max(1, pairs - Double(families.replicaCount)) - state.value)

    // Means of the test half with the scatter of its sites as error.
    let inside = (
      sum: b.pairSum(within: families.labels), forms: forms.insideValues(families.labels)
    )
    let insideCount = families.insideCount
    let all = (sum: b.offDiagonalMean * pairs, forms: forms.allValues)
    func level(_ sum: Double, _ values: [Double], count: Double) -> Estimate {
      Estimate(value: sum / count, error: forms.standardError(values) / count)
    }
    mean = level(all.sum, all.forms, count: pairs)
    q1 = insideCount > 0 ? level(inside.sum, inside.forms, count: insideCount) : mean
    q0 =
      insideCount < pairs
      ? level(
        all.sum - inside.sum, zip(all.forms, inside.forms).map { $0 - $1 },
        count: pairs - insideCount) : mean
  }

  /// How many directions of a residual are looked at for coherence.
  static let coherentDirections = 8

  /// The part of Σ_{a<b} r^A r^B that the leading eigenvectors of r^A carry.
  ///
  /// ```
  /// ½ Σ_{k ≤ 8} λ_k v_kᵀ r^B v_k
  /// ```
  ///
  /// Structure is a matter of few directions; thermal fluctuations spread over all of them.
  private static func coherentPart(
    of residual: Matrix, in tested: Matrix
  ) throws(OverlapError) -> Double {
    let leading = try OverlapError.fromLAPACK { () throws(LinearAlgebraError) in
      try LeadingEigenpairs(of: residual, count: coherentDirections, by: .magnitude, steps: 6)
    }
    let image = leading.vectors * tested
    var sum = 0.0
    for (k, value) in leading.values.enumerated() {
      sum += value * zip(image.row(k), leading.vectors.row(k)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return sum / 2
  }

  init(
    zero: UnexplainedVariance, constant: UnexplainedVariance, state: UnexplainedVariance,
    twoLevels: UnexplainedVariance, blocks: UnexplainedVariance, tree: UnexplainedVariance,
    noise: Double, q0: Estimate, q1: Estimate, mean: Estimate
  ) {
    self.zero = zero
    self.constant = constant
    self.state = state
    self.twoLevels = twoLevels
    self.blocks = blocks
    self.tree = tree
    self.noise = noise
    self.q0 = q0
    self.q1 = q1
    self.mean = mean
  }

  /// The average of several tests of the same data.
  init(averaging tests: [SplitTest]) {
    func mean(_ part: (SplitTest) -> Double) -> Double {
      tests.reduce(0) { $0 + part($1) } / Double(tests.count)
    }
    func average(_ part: (SplitTest) -> UnexplainedVariance) -> UnexplainedVariance {
      UnexplainedVariance(
        value: mean { part($0).value }, error: mean { part($0).error },
        score: mean { part($0).score }, coherent: mean { part($0).coherent })
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
    twoLevels = average(\.twoLevels)
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
        score: parts.reduce(0) { $0 + $1.score } / count.squareRoot(),
        coherent: parts.reduce(0) { $0 + $1.coherent } / count)
    }
    func level(_ part: (SplitTest) -> Estimate) -> Estimate {
      tests.count == 1 ? part(tests[0]) : Estimate(meanOf: tests.map { part($0).value })
    }
    noise = tests.reduce(0) { $0 + $1.noise } / count
    zero = pool(\.zero)
    constant = pool(\.constant)
    state = pool(\.state)
    twoLevels = pool(\.twoLevels)
    blocks = pool(\.blocks)
    tree = pool(\.tree)
    q0 = level(\.q0)
    q1 = level(\.q1)
    self.mean = level(\.mean)
  }
}
