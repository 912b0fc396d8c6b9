public import PlantedData
public import SpinModels

/// What a set of overlaps shows.
public enum Verdict: String, Sendable, CaseIterable {
  /// No order: overlaps vanish but for fluctuations.
  case paramagnetic
  /// One state, up to the global flip.
  case replicaSymmetric = "replica-symmetric"
  /// Several states with two levels of overlap: one-step replica-symmetry breaking.
  case oneStep = "one-step"
  /// Several levels of overlap that form a tree: two or more steps, up to full breaking.
  case hierarchical
  /// Several levels of overlap that do not form a tree.
  case nonHierarchical = "non-hierarchical"
  /// The data cannot tell.
  case undetermined
  /// The sample is not in equilibrium, so it shows nothing about the Gibbs measure.
  case notEquilibrated = "not-equilibrated"

  /// The verdicts that are hypotheses and have a probability.
  public static let classes: [Verdict] = [
    .paramagnetic, .replicaSymmetric, .oneStep, .hierarchical, .nonHierarchical,
  ]

  /// The verdict that is right on overlaps of a known class.
  ///
  /// - Parameter planted: The class.
  public init(_ planted: PlantedClass) {
    switch planted {
    case .paramagnetic: self = .paramagnetic
    case .replicaSymmetric: self = .replicaSymmetric
    case .oneStep: self = .oneStep
    case .hierarchical: self = .hierarchical
    case .nonHierarchical: self = .nonHierarchical
    }
  }
}
