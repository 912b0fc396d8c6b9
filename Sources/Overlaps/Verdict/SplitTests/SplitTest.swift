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
}

/// What the descriptions of ``PairModel`` leave unexplained, with the levels of two of them.
struct SplitTest: Sendable, Equatable {
  /// What is left over, in the order of ``PairModel/allCases``.
  private(set) var parts: [UnexplainedVariance]
  /// The part of what two levels leave that comes from pairs inside blocks.
  var insideBlocks: Double
  /// (q1 − q0)², measured on the test half.
  var gapSquare: Double
  /// The number of eigenvalues of the learning half beyond the noise.
  var directions: Double
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
  subscript(model: PairModel) -> UnexplainedVariance { parts[Self.index(of: model)] }

  private static func index(of model: PairModel) -> Int {
    PairModel.allCases.firstIndex(of: model) ?? 0
  }

  /// What two levels leave: without or with a term of every replica, whichever is less.
  ///
  /// Replica terms hold what finite states do along themselves; without them fewer numbers are learnt.
  var two: UnexplainedVariance {
    let (plain, withTerms) = (self[.twoLevels], self[.blocks])
    return plain.value < withTerms.value ? plain : withTerms
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
    let pairs = families.pairCount
    let three = ThreeLevels(labels: families.labels, merges: families.merges, overlaps: a)
    var scatter = 0.0
    var insideBlocks = 0.0

    /// The residuals of both halves, and the site values of that of A on B.
    func residuals(_ model: PairModel) -> (learnt: Matrix, tested: Matrix, forms: [Double]) {
      switch model {
      case .threeLevels:
        let residual = three.residual(of: a)
        return (residual, three.residual(of: b), forms.values(weights: residual))
      case .rankOne:
        let fit = RankOneFit(a)
        let fitted = forms.values(depths: fit.depths)
        return (
          fit.residual(of: a), RankOneFit(b).residual(of: b), zip(formsOfA, fitted).map { $0 - $1 }
        )
      default:
        let fit = families.fit(model, to: a)
        let fitted = forms.values(of: [fit], in: families)[0]
        return (
          families.residual(of: a, fit), families.residual(of: b, families.fit(model, to: b)),
          zip(formsOfA, fitted).map { $0 - $1 }
        )
      }
    }

    parts = PairModel.allCases.map { model in
      // Parameters that are as many as the replicas count where those are few.
      let freedom = pairs - families.parameterCount(of: model)
      guard freedom > 0 else { return UnexplainedVariance(value: 0, error: 1) }
      let (residual, tested, values) = residuals(model)
      if model == .oneState { scatter = tested.pairSum(with: tested) }
      if model == .twoLevels {
        insideBlocks = residual.pairSum(with: tested, within: families.labels) / freedom
      }
      return UnexplainedVariance(
        value: residual.pairSum(with: tested) / freedom,
        error: forms.standardError(values) / freedom)
    }
    self.insideBlocks = insideBlocks
    directions = Double(learnt.directionCount)
    noise =
      testing.siteCount
      * (scatter / max(1, pairs - Double(families.replicaCount))
        - parts[Self.index(of: .oneState)].value)

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
    gapSquare = (q1.value - q0.value) * (q1.value - q0.value)
  }

  init(
    parts: [UnexplainedVariance], insideBlocks: Double, gapSquare: Double, directions: Double,
    noise: Double, q0: Estimate, q1: Estimate, mean: Estimate
  ) {
    precondition(parts.count == PairModel.allCases.count, "\(parts.count) unexplained variances")
    self.parts = parts
    self.insideBlocks = insideBlocks
    self.gapSquare = gapSquare
    self.directions = directions
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
    // Half of the tests use either half of the sites, so an average is as good as all sites are.
    func level(_ part: (SplitTest) -> Estimate) -> Estimate {
      Estimate(
        value: mean { part($0).value }, error: mean { part($0).error ?? 0 } / 2.0.squareRoot())
    }
    parts = PairModel.allCases.indices.map { k in
      UnexplainedVariance(
        value: mean { $0.parts[k].value }, error: mean { $0.parts[k].error })
    }
    insideBlocks = mean(\.insideBlocks)
    gapSquare = mean(\.gapSquare)
    directions = mean(\.directions)
    noise = mean(\.noise)
    q0 = level(\.q0)
    q1 = level(\.q1)
    self.mean = level(\.mean)
  }

  /// Pools the tests of independent instances: effects average and errors shrink.
  ///
  /// The errors of levels become those over the instances.
  init(pooling tests: [SplitTest]) {
    let count = Double(tests.count)
    func mean(_ part: (SplitTest) -> Double) -> Double {
      tests.reduce(0) { $0 + part($1) } / count
    }
    func level(_ part: (SplitTest) -> Estimate) -> Estimate {
      tests.count == 1 ? part(tests[0]) : Estimate(meanOf: tests.map { part($0).value })
    }
    parts = PairModel.allCases.indices.map { k in
      UnexplainedVariance(
        value: mean { $0.parts[k].value },
        error: tests.reduce(0) { $0 + $1.parts[k].error * $1.parts[k].error }.squareRoot() / count)
    }
    insideBlocks = mean(\.insideBlocks)
    gapSquare = mean(\.gapSquare)
    directions = mean(\.directions)
    noise = mean(\.noise)
    q0 = level(\.q0)
    q1 = level(\.q1)
    self.mean = level(\.mean)
  }
}
