import PlantedData

/// The levels of overlaps of the ensembles that are planted to see whether one step can be told from several.
///
/// The two-step ensemble has its middle level half way between the others, and half of m there.
package struct PlantedLevels: Sendable, Equatable {
  /// The verdicts that are right on what is planted.
  package static let truths: [Verdict] = [.oneStep, .hierarchical]

  /// The lower level.
  package let low: Double
  /// The upper level.
  package let high: Double
  /// The breaking parameter m.
  package let breakingParameter: Double

  /// Keeps levels, moved to where ensembles can be planted.
  ///
  /// - Parameters:
  ///   - q0: The lower level.
  ///   - q1: The upper level.
  ///   - breakingParameter: The breaking parameter m.
  package init(q0: Double, q1: Double, breakingParameter: Double) {
    low = min(max(q0, 0), 0.97)
    high = min(max(q1, low + 0.01), 0.98)
    self.breakingParameter = min(max(breakingParameter, 0.1), 0.9)
  }

  /// The ensemble of which a verdict is right; `nil` where there is none.
  func ensemble(
    _ truth: Verdict, spinCount: Int, replicaCount: Int, correlatedSites: Bool
  ) -> PlantedEnsemble? {
    let m = breakingParameter
    let isOneStep = truth == .oneStep
    return try? PlantedEnsemble(
      spinCount: spinCount, replicaCount: replicaCount,
      overlaps: isOneStep ? [low, high] : [low, (low + high) / 2, high],
      partition: .poissonDirichlet(isOneStep ? [m] : [m / 2, m]),
      siteLaw: correlatedSites ? .correlated(0.7) : .gaussian)
  }
}
