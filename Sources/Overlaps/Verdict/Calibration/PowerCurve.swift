import PlantedData
import Randomness

/// How the power of the verdict grows with the number of instances that are pooled.
///
/// One-step and two-step ensembles are planted as in ``RecognitionPower``, 96 instances of each, and pools of M of them are
/// classified: 200 pools of each size, whose instances are chosen at random without repetition.
///
/// A size that does not tell the two apart with 48 instances hardly does with more: what is left then is what every
/// finite system has, which pooling does not average out.
public struct PowerCurve: Sendable, Equatable {
  /// The power with a number of instances.
  public struct Point: Sendable, Equatable {
    /// The number M of pooled instances.
    public let instances: Int
    /// The fraction of planted one-step pools that are called one-step.
    public let oneStep: Double
    /// The fraction of planted two-step pools that are called hierarchical.
    public let hierarchical: Double

    /// The fraction of all these pools that are called the other class.
    public let wrong: Double

    /// The probability of telling the two apart: the mean of both fractions.
    public var value: Double { (oneStep + hierarchical) / 2 }
  }

  /// The numbers of pooled instances that are tried.
  public static let sizes = [1, 2, 4, 8, 16, 32, 48]
  /// The instances that are planted of each kind.
  public static let planted = 96
  /// The pools of every size.
  public static let pools = 200

  /// The number N of sites.
  public let spinCount: Int
  /// The number R of replicas of an instance.
  public let replicaCount: Int
  /// The power by the number of instances, ascending.
  public let points: [Point]

  /// The probability of the right verdict.
  ///
  /// - Parameters:
  ///   - point: A number of instances.
  ///   - truth: What the system is taken for, one-step or hierarchical; anything else for either of them.
  /// - Returns: The fraction of pools of such a system that are called so, or the mean of both.
  public static func probability(_ point: Point, of truth: Verdict) -> Double {
    switch truth {
    case .oneStep: point.oneStep
    case .hierarchical: point.hierarchical
    default: point.value
    }
  }

  /// The fewest instances with which a probability is reached and kept with more of them; `nil` where there are none.
  ///
  /// - Parameters:
  ///   - power: The wanted probability of the right verdict.
  ///   - truth: What the system is taken for, one-step or hierarchical; anything else for either of them.
  /// - Returns: One of ``sizes``.
  public func fewestInstances(for power: Double, of truth: Verdict = .undetermined) -> Int? {
    points.reversed().prefix { Self.probability($0, of: truth) >= power }.last?.instances
  }

  /// The largest probability of the right verdict with any number of instances.
  ///
  /// - Parameter truth: What the system is taken for.
  /// - Returns: The probability.
  public func largest(of truth: Verdict = .undetermined) -> Double {
    points.map { Self.probability($0, of: truth) }.max() ?? 0
  }

  /// Plants and classifies ensembles.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of sites.
  ///   - replicaCount: The number R of replicas of an instance, at least ``Classification/fewestReplicas``.
  ///   - levels: The levels of overlaps and m.
  ///   - correlatedSites: Whether sites may be correlated.
  ///   - map: Computes results on several threads, in order.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  /// - Complexity: 192 analyses of an instance.
  package init(
    spinCount: Int, replicaCount: Int, levels: PlantedLevels, correlatedSites: Bool = true,
    map: (
      _ count: Int, _ compute: @escaping @Sendable (Int) throws -> StructureFeatures
    ) async throws -> [StructureFeatures]
  ) async throws {
    self.spinCount = spinCount
    self.replicaCount = replicaCount
    var verdicts: [[[Verdict]]] = []
    for (kind, truth) in PlantedLevels.truths.enumerated() {
      guard
        let ensemble = levels.ensemble(
          truth, spinCount: spinCount, replicaCount: replicaCount, correlatedSites: correlatedSites)
      else {
        verdicts.append(Self.sizes.map { _ in [.undetermined] })
        continue
      }
      let seed = UInt64(kind + 1)
      let features = try await map(Self.planted) { index in
        try StructureFeatures(
          .configurations(ensemble.sample(index, seed: seed).configurations), seed: seed,
          instance: index)
      }
      verdicts.append(
        Self.sizes.map {
          Self.verdicts(of: features, pooling: $0, correlatedSites: correlatedSites)
        })
    }
    points = Self.sizes.indices.map {
      let (one, several) = (verdicts[0][$0], verdicts[1][$0])
      return Point(
        instances: Self.sizes[$0], oneStep: Self.share(.oneStep, of: one),
        hierarchical: Self.share(.hierarchical, of: several),
        wrong: (Self.share(.hierarchical, of: one) + Self.share(.oneStep, of: several)) / 2)
    }
  }

  private static func share(_ verdict: Verdict, of verdicts: [Verdict]) -> Double {
    Double(verdicts.count { $0 == verdict }) / Double(verdicts.count)
  }

  /// The verdicts on pools of M instances.
  package static func verdicts(
    of features: [StructureFeatures], pooling count: Int, correlatedSites: Bool
  ) -> [Verdict] {
    func verdict(_ chosen: some Sequence<Int>) -> Verdict {
      Classification(
        StructureFeatures(pooling: chosen.map { features[$0] }), correlatedSites: correlatedSites
      ).verdict
    }
    if count == 1 { return features.indices.map { verdict([$0]) } }
    if count == features.count { return [verdict(features.indices)] }
    return (0..<pools).map { pool in
      var stream = RandomStream(StreamName(seed: 3, purpose: .analysis, instance: pool))
      return verdict(stream.permutation(features.count).prefix(count))
    }
  }
}
