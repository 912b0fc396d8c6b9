import PlantedData
import SpinModels

/// How often the verdict would be right on data of a given size, found by planting.
///
/// One-step and two-step ensembles with the given levels are planted and classified as the data are;
/// the two-step one has its middle level half way between the others. Where sites may be correlated, the
/// planted ones are, as in a paramagnet with b = 0.7 (``/PlantedData/SiteLaw/correlated(_:)``): nearer to a transition
/// correlations are stronger, and the power is smaller.
public struct RecognitionPower: Sendable, Equatable {
  /// The fraction of planted one-step ensembles that are called one-step.
  public let oneStep: Double
  /// The fraction of planted two-step ensembles that are called hierarchical.
  public let hierarchical: Double

  /// The probability of telling the two apart: the mean of both fractions.
  public var value: Double { (oneStep + hierarchical) / 2 }

  /// The number of ensembles planted of each kind.
  public static let trials = 8
  /// More instances than this are not planted; the figure is then a lower bound.
  public static let mostInstances = 8

  /// Plants and classifies ensembles.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of sites.
  ///   - replicaCount: The number R of replicas of an instance.
  ///   - instanceCount: The number of instances that are pooled.
  ///   - q0: The lower level.
  ///   - q1: The upper level.
  ///   - breakingParameter: The breaking parameter m.
  ///   - correlatedSites: Whether sites may be correlated.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  /// - Complexity: 16 analyses of each instance.
  public init(
    spinCount: Int, replicaCount: Int, instanceCount: Int, q0: Double, q1: Double,
    breakingParameter: Double, correlatedSites: Bool = true
  ) throws(OverlapError) {
    let levels = PlantedLevels(q0: q0, q1: q1, breakingParameter: breakingParameter)
    let instances = min(instanceCount, Self.mostInstances)
    func fraction(called verdict: Verdict, seed: UInt64) throws(OverlapError) -> Double {
      guard
        let ensemble = levels.ensemble(
          verdict, spinCount: spinCount, replicaCount: replicaCount,
          correlatedSites: correlatedSites)
      else { return 0 }
      var right = 0
      for trial in 0..<Self.trials {
        var features: [StructureFeatures] = []
        for instance in 0..<instances {
          let index = trial * instances + instance
          let sample = ensemble.sample(index, seed: seed)
          features.append(
            try StructureFeatures(
              .configurations(sample.configurations), seed: seed, instance: index))
        }
        let pooled = StructureFeatures(pooling: features)
        if Classification(pooled, correlatedSites: correlatedSites).verdict == verdict {
          right += 1
        }
      }
      return Double(right) / Double(Self.trials)
    }
    oneStep = try fraction(called: .oneStep, seed: 1)
    hierarchical = try fraction(called: .hierarchical, seed: 2)
  }
}
