package import Statistics

/// The numbers of one instance whose scaling with N shows a phase.
package struct InstanceEffects: Sendable, Equatable {
  /// The number N of spins.
  package let spinCount: Int
  /// The number R of replicas.
  package let replicaCount: Int
  /// The two largest eigenvalues of q_ab.
  package let eigenvalues: [Double]
  /// The number of eigenvalues beyond the noise.
  package let significantEigenvalues: Int
  /// The mean variance v of the sites.
  package let siteVariance: Double
  /// N S_0, N S_rs and N S_one.
  package let effects: [Double]
  /// The mass between the levels; `nil` where there is one state.
  package let betweenPeakMass: Double?

  package init(
    spinCount: Int, replicaCount: Int, eigenvalues: [Double], significantEigenvalues: Int,
    siteVariance: Double, effects: [Double], betweenPeakMass: Double?
  ) {
    precondition(eigenvalues.count >= 2 && effects.count == 3, "incomplete effects")
    self.spinCount = spinCount
    self.replicaCount = replicaCount
    self.eigenvalues = eigenvalues
    self.significantEigenvalues = significantEigenvalues
    self.siteVariance = siteVariance
    self.effects = effects
    self.betweenPeakMass = betweenPeakMass
  }

  package init(_ analysis: ReplicaAnalysis) {
    let features = analysis.features
    let population = analysis.noiseLaw.population
    self.init(
      spinCount: features.siteCount, replicaCount: features.replicaCount,
      eigenvalues: Array(analysis.eigenvalues.prefix(2)),
      significantEigenvalues: analysis.significantEigenvalues,
      siteVariance: population.reduce(0, +) / Double(population.count),
      effects: [features.orderEffect, features.structureEffect, features.finerEffect].map(\.value),
      betweenPeakMass: analysis.betweenPeakMass)
  }

  /// Why a quantity has no mean.
  package struct Gap: Error, Equatable {
    package let reason: String
  }

  /// The mean of a quantity over instances of one size.
  package static func average(
    _ quantity: ScalingQuantity, over instances: [InstanceEffects]
  ) -> Result<Estimate, Gap> {
    switch quantity {
    case .firstEigenvalue: eigenvalue(0, over: instances)
    case .secondEigenvalue: eigenvalue(1, over: instances)
    case .orderEffect: .success(Estimate(meanOf: instances.map { $0.effects[0] }))
    case .structureEffect: .success(Estimate(meanOf: instances.map { $0.effects[1] }))
    case .finerEffect: .success(Estimate(meanOf: instances.map { $0.effects[2] }))
    case .betweenPeakMass:
      if case let values = instances.compactMap(\.betweenPeakMass), !values.isEmpty {
        .success(Estimate(meanOf: values))
      } else {
        .failure(Gap(reason: "no instance with several states"))
      }
    }
  }

  /// The part ℓ/N of an eigenvalue that is no noise, where it is beyond the noise in most instances.
  ///
  /// At the edge of the noise ℓ/N is v (1/N + 1/√(RN)) whatever the sample: it shows no exponent.
  private static func eigenvalue(
    _ index: Int, over instances: [InstanceEffects]
  ) -> Result<Estimate, Gap> {
    let significant = instances.count { $0.significantEigenvalues > index }
    guard 2 * significant > instances.count else {
      return .failure(Gap(reason: SizeScaling.withinNoise))
    }
    let (n, r) = (Double(instances[0].spinCount), Double(instances[0].replicaCount))
    let estimate = Estimate(
      jackknifeOf: [instances.map { $0.eigenvalues[index] }, instances.map(\.siteVariance)]
    ) {
      withoutNoise($0[0], siteVariance: $0[1], spinCount: n, replicaCount: r) ?? .nan
    }
    guard estimate.value.isFinite, estimate.error.map(\.isFinite) ?? true else {
      return .failure(Gap(reason: SizeScaling.withinNoise))
    }
    return .success(estimate)
  }

  /// The eigenvalue ℓ/N of the sites' correlations that stands behind an eigenvalue of q_ab.
  ///
  /// - Returns: `nil` within the noise.
  package static func withoutNoise(
    _ eigenvalue: Double, siteVariance v: Double, spinCount n: Double, replicaCount r: Double
  ) -> Double? {
    let c = r / n
    let root = 1 + c.squareRoot()
    guard eigenvalue > v * root * root else { return nil }
    let b = eigenvalue + c * v - v
    let discriminant = max(0, b * b - 4 * c * eigenvalue * v)
    return (b + discriminant.squareRoot()) / (2 * c * n)
  }
}
