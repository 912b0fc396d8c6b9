import Statistics

/// What samples of several sizes at one temperature say about the phase in the limit.
///
/// Noise lifts every eigenvalue of R replicas by about v, and v/R does not shrink with N. An eigenvalue
/// λ of q_ab that is significant in most instances belongs to the eigenvalue ℓ of the sites' correlations with
///
/// ```
/// λ = c ℓ + v ℓ/(ℓ − v),   c = R/N,   λ > v (1 + √c)²
/// ```
///
/// and ℓ/N, to which λ/R tends for many replicas, is what is fitted. v is the mean variance of the sites
/// in ``NoiseLaw``. λ and v are averaged over the instances before ℓ is computed; errors are jackknife
/// errors over instances, those of the effects standard errors of means.
///
/// **Assumes** independent replicas, and instances of one ensemble of disorder at all sizes.
///
/// **Source**: J. Baik and J. W. Silverstein, *J. Multivariate Anal.* 97, 1382 (2006), for ℓ.
public struct PhaseScaling: Sendable, Equatable {
  /// What the exponents say together.
  public enum Phase: String, Sendable, CaseIterable {
    /// No order survives.
    case paramagnet
    /// Order survives, and nothing beyond one state.
    case oneState = "one-state"
    /// Structure beyond one state survives.
    case broken
    /// Several states survive that stored patterns explain.
    case patterns
    /// The exponents are those of criticality.
    case criticalLike = "critical-like"
    /// These sizes do not decide.
    case undetermined
  }

  /// The number R of replicas of every instance.
  public let replicaCount: Int
  /// The sizes N, ascending.
  public let spinCounts: [Int]
  /// One fit per quantity, in the order of ``ScalingQuantity/allCases``.
  public let quantities: [SizeScaling]
  /// What they say together.
  public let phase: Phase

  /// Fits the scaling of all quantities.
  ///
  /// - Parameters:
  ///   - samples: The analyses of the instances, sample by sample; the instances of a sample have one
  ///     size. Samples of one size are separate points.
  ///   - patternsExplainStates: Whether stored patterns explain the several states.
  /// - Throws: ``OverlapError`` for fewer than two sizes or different numbers of replicas.
  /// - Complexity: O(M²) for M instances.
  public init(
    _ samples: [[ReplicaAnalysis]], patternsExplainStates: Bool = false
  ) throws(OverlapError) {
    try self.init(
      measurements: samples.filter { !$0.isEmpty }.map { $0.map(InstanceEffects.init) },
      patternsExplainStates: patternsExplainStates)
  }

  /// Fits the scaling of measured effects.
  package init(
    measurements samples: [[InstanceEffects]], patternsExplainStates: Bool = false
  ) throws(OverlapError) {
    let sizes = Set(samples.map { $0[0].spinCount })
    guard sizes.count >= 2 else { throw .singleSize(sizes.first ?? 0) }
    let counts = Set(samples.flatMap { $0.map(\.replicaCount) })
    guard let replicaCount = counts.first, counts.count == 1 else {
      throw .replicaCountsDiffer(counts.sorted())
    }
    self.replicaCount = replicaCount
    spinCounts = sizes.sorted()
    quantities = ScalingQuantity.allCases.map { quantity in
      var measurements: [SizeScaling.Measurement] = []
      var leftOut: [SizeScaling.Omission] = []
      for sample in samples {
        let size = sample[0].spinCount
        switch InstanceEffects.average(quantity, over: sample) {
        case .success(let estimate):
          measurements.append(SizeScaling.Measurement(spinCount: size, estimate: estimate))
        case .failure(let gap):
          leftOut.append(SizeScaling.Omission(spinCount: size, reason: gap.reason))
        }
      }
      return SizeScaling(quantity, measurements, leftOut: leftOut)
    }
    phase = Self.phase(quantities, patternsExplainStates: patternsExplainStates)
  }

  /// The fit of a quantity.
  public subscript(quantity: ScalingQuantity) -> SizeScaling {
    quantities.first { $0.quantity == quantity } ?? SizeScaling(quantity, [])
  }

  /// What two quantities say together: one speaks where the other does not contradict.
  private static func joint(_ fits: [SizeScaling]) -> SizeScaling.Behaviour {
    let behaviours = fits.map(\.behaviour)
    let vanishing = behaviours.first { $0 == .bounded } ?? behaviours.first { $0 == .unseen }
    if behaviours.contains(.extensive) { return vanishing == nil ? .extensive : .undetermined }
    if let vanishing {
      let isContradicted = fits.contains { $0.behaviour == .criticalLike || $0.mayBeExtensive }
      return isContradicted ? .undetermined : vanishing
    }
    return behaviours.contains(.criticalLike) ? .criticalLike : .undetermined
  }

  private static func phase(
    _ quantities: [SizeScaling], patternsExplainStates: Bool
  ) -> Phase {
    func behaviour(_ wanted: [ScalingQuantity]) -> SizeScaling.Behaviour {
      joint(quantities.filter { wanted.contains($0.quantity) })
    }
    let order = behaviour([.firstEigenvalue, .orderEffect])
    switch (order, behaviour([.secondEigenvalue, .structureEffect])) {
    case (.extensive, .extensive): return patternsExplainStates ? .patterns : .broken
    case (.extensive, .bounded), (.extensive, .unseen): return .oneState
    case (.bounded, _), (.unseen, _): return .paramagnet
    case (.criticalLike, _): return .criticalLike
    default: return .undetermined
    }
  }

  /// What the phase is, in a sentence without a full stop.
  public var statement: String {
    let sizes = spinCounts.map(String.init).joined(separator: ", ")
    let limits = ", as far as N = \(sizes) go"
    switch phase {
    case .paramagnet: return "no order survives: a paramagnet" + limits
    case .oneState:
      return "order survives and nothing beyond one state does: one state, up to the global flip"
        + limits
    case .broken: return "replica symmetry is broken in the limit" + limits + levels
    case .patterns:
      return
        "several states survive and stored patterns explain them: retrieval, not replica-symmetry "
        + "breaking" + limits
    case .criticalLike: return "exponents as at criticality, or a crossover" + limits
    case .undetermined: return "the sizes N = \(sizes) do not decide the phase; larger ones may"
    }
  }

  /// What survives between and inside the levels of broken symmetry.
  private var levels: String {
    switch (self[.finerEffect].behaviour, self[.betweenPeakMass].behaviour) {
    case (.extensive, .bounded), (.bounded, .extensive), (.unseen, .extensive): ""
    case (.extensive, _): "; structure beyond two levels survives too"
    case (_, .extensive): "; overlaps between the two levels remain"
    case (.bounded, _), (.unseen, _), (_, .bounded):
      "; nothing beyond two levels is seen to survive"
    default: ""
    }
  }
}
