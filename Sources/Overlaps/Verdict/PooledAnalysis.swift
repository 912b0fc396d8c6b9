public import Statistics

/// The common verdict on several instances of one system at one temperature.
///
/// Instances are pooled by what their tests found, never by multiplying their verdicts.
public struct PooledAnalysis: Sendable {
  /// The pooled tests.
  public let features: StructureFeatures
  /// The common verdict.
  public let classification: Classification
  /// The lower level of overlaps; its error is that over instances, or over the sites of one.
  public let q0: Estimate?
  /// The upper level of overlaps, or that of a single state, with its error.
  public let q1: Estimate?
  /// The breaking parameter m; its error is that over the instances, and at least that of the weights'
  /// own fluctuations.
  public let breakingParameter: Estimate?
  /// The breaking parameter m from the weights of the two peaks of P(q); `nil` where they overlap.
  public let breakingParameterFromPeaks: Estimate?
  /// The mean mass between the two levels.
  public let betweenPeakMass: Double?
  /// The mean ultrametricity.
  public let ultrametricity: Double?
  /// The probability of telling one step from several at this size; `nil` without several states.
  public let power: Double?

  /// Pools the analyses of at least one instance.
  ///
  /// - Parameters:
  ///   - instances: The analyses, all of the same size and temperature.
  ///   - withPower: Whether to compute the power of the test by planting, which takes some seconds
  ///     for large R and N.
  /// - Throws: ``OverlapError`` when a planted spectrum could not be computed.
  public init(_ instances: [ReplicaAnalysis], withPower: Bool = true) throws(OverlapError) {
    let features = StructureFeatures(pooling: instances.map(\.features))
    let correlatedSites = instances.contains(where: \.correlatedSites)
    var classification = Classification(features, correlatedSites: correlatedSites)
    if instances.contains(where: { $0.check.kept != nil }) {
      let rest = instances.filter { $0.check.kept == nil || $0.featuresWithoutCopies != nil }
        .map { $0.featuresWithoutCopies ?? $0.features }
      classification = .comparing(
        features, without: rest.isEmpty ? nil : StructureFeatures(pooling: rest),
        correlatedSites: correlatedSites)
    }
    if instances.contains(where: \.check.areRowsDependent) {
      classification = classification.doubted(
        because: "the rows depend on each other, so that no class is named")
    }
    // Where the pooled data are broken, an instance of one state has m = 0.
    let breaking =
      classification.isBroken ? Self.breakingParameter(of: instances) : nil
    if classification.verdict == .oneStep, instances.count > 1, let breaking,
      breaking.value <= breaking.error ?? 0
    {
      classification = classification.withoutSeparateStates(breaking)
    }
    self.features = features
    self.classification = classification
    // Levels and m are results only where a class is named to which they belong.
    let isBroken = classification.isBroken
    let hasStates = [.oneStep, .hierarchical, .nonHierarchical].contains(classification.verdict)
    q0 = hasStates ? features.q0 : nil
    q1 =
      hasStates
      ? features.q1 : classification.verdict == .replicaSymmetric ? features.meanOverlap : nil
    breakingParameter = hasStates ? breaking : nil
    breakingParameterFromPeaks =
      hasStates
      ? TwoPeakFit.breakingParameter(
        instances.map { $0.overlaps.flipped(by: $0.tree.gauge).pairOverlaps },
        q0: features.q0.value, q1: features.q1.value
      ).map { Self.withFluctuationsOfWeights($0, instances.count) } : nil
    betweenPeakMass = Self.mean(instances.compactMap(\.betweenPeakMass))
    ultrametricity = Self.mean(instances.compactMap { $0.ultrametricity?.value })
    if withPower, isBroken, let breaking {
      power = try RecognitionPower(
        spinCount: features.siteCount, replicaCount: features.replicaCount,
        instanceCount: instances.count, q0: features.q0.value, q1: features.q1.value,
        breakingParameter: breaking.value, correlatedSites: correlatedSites
      ).value
    } else {
      power = nil
    }
  }

  /// The breaking parameter m of instances, with an error over them that is at least that of the weights' own fluctuations;
  /// an instance of one state has m = 0.
  ///
  /// - Parameter instances: The analyses, at least one.
  /// - Returns: The mean of m.
  package static func breakingParameter(of instances: [ReplicaAnalysis]) -> Estimate {
    withFluctuationsOfWeights(
      Estimate(meanOf: instances.map { $0.breakingParameter ?? 0 }), instances.count)
  }

  /// An estimate of m whose error is at least that of Poisson–Dirichlet weights in M instances.
  ///
  /// ```
  /// error² ≥ ([(Σw²)²] − [Σw²]²)/M = m (1 − m)/(3M)
  /// ```
  ///
  /// The weights of one-step states fluctuate from instance to instance however large the system; few
  /// instances show their scatter poorly, and one does not show it at all.
  private static func withFluctuationsOfWeights(_ estimate: Estimate, _ count: Int) -> Estimate {
    let m = min(max(estimate.value, 0), 1)
    let fluctuations = (m * (1 - m) / (3 * Double(count))).squareRoot()
    return Estimate(value: estimate.value, error: max(estimate.error ?? 0, fluctuations))
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
