public import LinearAlgebra
public import Overlaps
import Statistics

/// What the replicas of several instances of one system show: their analyses and the common verdict.
///
/// Instances are pooled by what their tests found. Then, in this order, stored patterns may explain the
/// states, too few replicas or an equilibrium that cannot be told leave the verdict open, and whatever speaks
/// against equilibrium refuses it.
public struct SystemAnalysis: Sendable {
  /// The instances, by their index.
  public let instances: [Int]
  /// The analyses, one per instance.
  public let analyses: [ReplicaAnalysis]
  /// The eigenvalues of the state overlaps q_αβ, one list per instance.
  public let stateEigenvalues: [[Double]]
  /// The common tests.
  public let pooled: PooledAnalysis
  /// Per instance, what its states are in terms of stored patterns; empty for models without patterns.
  public let patterns: [PatternOverlaps]
  /// Per instance, the ladder or chain of every replica; empty where that is not known.
  public let ladders: [[Int]]
  /// The final common verdict.
  public private(set) var classification: Classification

  /// The analysis of the first instance, which stands for the others in matrices and spectra.
  public var first: ReplicaAnalysis { analyses[0] }

  /// Draws the common verdict.
  ///
  /// - Parameters:
  ///   - instances: The instances, by their index.
  ///   - analyses: One per instance, at least one.
  ///   - patterns: Per instance, its states compared with stored patterns; empty without patterns.
  ///   - ladders: Per instance, the ladder or chain of every replica; empty where that is not known.
  ///   - refusals: What speaks against equilibrium, in words.
  ///   - doubts: Why equilibrium cannot be told, in words.
  ///   - withPower: Whether to compute the power of the test by planting.
  /// - Throws: ``/Overlaps/OverlapError`` when a spectrum could not be computed.
  init(
    instances: [Int], analyses: [ReplicaAnalysis], patterns: [PatternOverlaps] = [],
    ladders: [[Int]] = [], refusals: [String] = [], doubts: [String] = [], withPower: Bool
  ) throws(OverlapError) {
    self.instances = instances
    self.analyses = analyses
    self.patterns = patterns
    self.ladders = ladders
    var stateEigenvalues: [[Double]] = []
    for analysis in analyses { stateEigenvalues.append(try analysis.states.eigenvalues()) }
    self.stateEigenvalues = stateEigenvalues
    let pooled = try PooledAnalysis(analyses, withPower: withPower)
    self.pooled = pooled
    classification = pooled.classification
    classification = explained(classification)
    let count = pooled.features.replicaCount
    if count < Classification.fewestReplicas {
      classification = .undetermined(replicaCount: count)
    }
    if !refusals.isEmpty {
      classification = classification.refused(because: refusals)
    } else if !doubts.isEmpty {
      classification = classification.leftOpen(because: doubts)
    }
  }

  /// Analyses replicas that are no run: what a user measured, planted or trained.
  ///
  /// - Parameters:
  ///   - replicas: One set of replicas per instance, all of one size, at least one.
  ///   - chainCount: How many chains the replicas of every instance come from, chain after chain; `nil` where that is
  ///     not known. Chains that have been at different places speak against equilibrium.
  ///   - patterns: Stored patterns that may explain the states, P × N numbers ±1; only for configurations.
  ///   - options: How to analyse.
  /// - Throws: ``/Overlaps/OverlapError`` when data have no overlaps.
  public init(
    _ replicas: [ReplicaSet], chainCount: Int? = nil, patterns: Matrix? = nil,
    options: AnalysisOptions = AnalysisOptions()
  ) throws(OverlapError) {
    var analyses: [ReplicaAnalysis] = []
    var refusals: [String] = []
    var found: [PatternOverlaps] = []
    for (index, set) in replicas.enumerated() {
      if let chainCount,
        let refusal = ChainAgreement(try set.overlapMatrix().normalized(), chainCount: chainCount)?
          .refusal
      {
        refusals.append(replicas.count == 1 ? refusal : "instance \(index): \(refusal)")
      }
      analyses.append(
        try ReplicaAnalysis(
          set, seed: options.seed, instance: index, correlatedSites: options.correlatedSites,
          flips: options.flips, knowsSampler: !options.checksSample,
          timeOrder: options.timeOrders.isEmpty ? nil : options.timeOrders[index]))
      if let patterns, case .configurations(let configurations) = set {
        let analysis = analyses[index]
        found.append(
          PatternOverlaps(
            states: analysis.states, configurations: configurations,
            gauge: analysis.tree.gauge, patterns: patterns))
      }
    }
    try self.init(
      instances: Array(analyses.indices), analyses: analyses, patterns: found,
      ladders: chainCount.map { count in
        analyses.map { one in
          let size = max(1, one.overlaps.replicaCount / max(1, count))
          return (0..<one.overlaps.replicaCount).map { $0 / size }
        }
      } ?? [],
      refusals: refusals, withPower: options.withPower)
  }

  /// What must be said about how the replicas were drawn, as sentences without a full stop; each once.
  public var warnings: [String] {
    var sentences: [String] = []
    for (k, analysis) in analyses.enumerated() {
      for finding in analysis.check.findings {
        let place = analyses.count > 1 ? "instance \(instances[k]): " : ""
        let isOfAll: Bool
        switch finding {
        case .fewReplicas, .fewSites, .moreReplicasThanSites: isOfAll = true
        default: isOfAll = false
        }
        let sentence = isOfAll ? finding.text : place + finding.text
        if !sentences.contains(sentence) { sentences.append(sentence) }
      }
    }
    if !first.correlatedSites {
      let usual = Classification(pooled.features)
      if usual.verdict != pooled.classification.verdict {
        sentences.append(
          "sites were supposed to be independent (--independent-sites), as those of real systems hardly are; "
            + "without that the answer is \(usual.verdict.rawValue)")
      }
    }
    if let q0 = pooled.q0, let q1 = pooled.q1, first.states.count == 2,
      q0.value < -0.5 * q1.value, !first.isSpinFlipSymmetric
    {
      sentences.append(
        "two states of opposite overlap: if the sign of a whole replica means nothing (--flips yes), they are "
          + "one state")
    }
    return sentences
  }

  /// What the order of time shows that the user gave, one sentence per instance.
  var timeOrderSentences: [String] {
    analyses.enumerated().compactMap { k, analysis in
      analysis.check.timeOrder.map {
        (analyses.count > 1 ? "instance \(instances[k]): " : "") + $0.sentence
      }
    }
  }

  /// Whether the sign of a replica means nothing in any instance, so that P(|q|) is shown.
  public var isSpinFlipSymmetric: Bool { analyses.allSatisfy(\.isSpinFlipSymmetric) }

  /// Per instance, the overlaps of pairs of independent replicas.
  ///
  /// Pairs of draws of one ladder are left out where several ladders are known, as in a run: they are not independent.
  public var independentOverlaps: [[Double]] {
    analyses.enumerated().map { k, analysis in
      OverlapDistribution.overlaps(
        of: analysis.overlaps.matrix, betweenLadders: k < ladders.count ? ladders[k] : [])
    }
  }

  /// P(q) of all instances, with errors over them; of |q| where the sign of a replica means nothing.
  public var overlapDistribution: OverlapDistribution {
    .shown(
      instances: independentOverlaps.filter { !$0.isEmpty }, isAbsolute: isSpinFlipSymmetric,
      spinCount: first.overlaps.siteCount)
  }

  /// Adds a reason at the end of the verdict's.
  ///
  /// - Parameter reason: A sentence without a full stop.
  public mutating func note(_ reason: String) {
    classification = classification.noting(reason)
  }
}
