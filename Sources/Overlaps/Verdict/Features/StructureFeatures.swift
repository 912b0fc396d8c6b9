import LinearAlgebra
import Randomness
import RealModule
public import Statistics

/// What the tests of one instance, or of several pooled ones, found.
///
/// Effects are variances of overlaps, free of noise; N times an effect compares it with the
/// fluctuations of a single state, which are of order 1/N.
public struct StructureFeatures: Sendable, Equatable {
  /// The number R of replicas of an instance.
  public let replicaCount: Int
  /// The number N of sites.
  public let siteCount: Int
  /// The number of instances pooled.
  public let instanceCount: Int
  /// Whether the tests allowed flips of whole replicas.
  public let isSpinFlipSymmetric: Bool
  /// Whether the sites themselves were split, or only overlaps were known.
  public let knowsSites: Bool
  /// N times the variance of a single overlap: 1 for free spins, about (1 − q)² within a state; the
  /// unit of fluctuations in which structure is measured.
  public var overlapNoise: Double { min(1, max(0, split.noise)) }
  /// N times the mean squared overlap of a critical mean-field model, N^{1/3}.
  var criticalOrder: Double { Double.pow(Double(siteCount), 1.0 / 3) }
  /// The split-site tests.
  let split: SplitTest

  /// Tests one instance.
  ///
  /// - Parameters:
  ///   - source: Where halves without common noise come from, in the gauge that all sites teach.
  ///   - r: The number R of replicas.
  ///   - n: The number N of sites.
  ///   - allowingFlips: Whether the sign of a replica means nothing.
  ///   - seed: The seed of the random splits.
  ///   - instance: Names the random stream.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  init(
    _ source: HalfSource, replicaCount r: Int, siteCount n: Int, allowingFlips: Bool, seed: UInt64,
    instance: Int
  ) throws(OverlapError) {
    var stream = RandomStream(StreamName(seed: seed, purpose: .analysis, instance: instance))
    knowsSites = source.knowsSites
    var tests: [SplitTest] = []
    for _ in 0..<source.divisions(replicaCount: r) {
      let halves = try source.halves(&stream)
      tests.append(
        try SplitTest(learning: halves[0], testing: halves[1], allowingFlips: allowingFlips))
      tests.append(
        try SplitTest(learning: halves[1], testing: halves[0], allowingFlips: allowingFlips))
    }
    split = SplitTest(averaging: tests)
    replicaCount = r
    siteCount = n
    instanceCount = 1
    isSpinFlipSymmetric = allowingFlips
  }

  /// Tests one instance on its own.
  ///
  /// - Parameters:
  ///   - replicas: The replicas.
  ///   - seed: The seed of the random splits.
  ///   - instance: Names the random stream.
  ///   - flips: Whether the sign of a replica means something.
  /// - Throws: ``OverlapError`` when the data have no overlaps.
  package init(
    _ replicas: ReplicaSet, seed: UInt64, instance: Int, flips: FlipTreatment = .auto
  ) throws(OverlapError) {
    let overlaps = try replicas.overlapMatrix()
    let allowingFlips = replicas.allowsFlips(flips, overlaps: overlaps)
    let learnt = try LearntStructure(
      overlaps: overlaps.matrix, siteCount: Double(replicas.siteCount),
      allowingFlips: allowingFlips)
    try self.init(
      HalfSource(
        replicas, sites: replicas.sites(inGauge: learnt.gauge), overlaps: overlaps,
        gauge: learnt.gauge),
      replicaCount: overlaps.replicaCount, siteCount: replicas.siteCount,
      allowingFlips: allowingFlips, seed: seed, instance: instance)
  }

  init(
    replicaCount: Int, siteCount: Int, instanceCount: Int, isSpinFlipSymmetric: Bool,
    knowsSites: Bool, split: SplitTest
  ) {
    self.replicaCount = replicaCount
    self.siteCount = siteCount
    self.instanceCount = instanceCount
    self.isSpinFlipSymmetric = isSpinFlipSymmetric
    self.knowsSites = knowsSites
    self.split = split
  }

  /// Pools instances of one system: effects average and errors shrink.
  ///
  /// Nothing adds up: an effect of order 1/N that every finite system has is no evidence for a class
  /// because many instances show it.
  ///
  /// - Parameter instances: The features of at least one instance.
  public init(pooling instances: [StructureFeatures]) {
    precondition(!instances.isEmpty, "pooling no instances")
    replicaCount = instances[0].replicaCount
    siteCount = instances[0].siteCount
    instanceCount = instances.count
    isSpinFlipSymmetric = instances.contains { $0.isSpinFlipSymmetric }
    knowsSites = instances.allSatisfy(\.knowsSites)
    split = SplitTest(pooling: instances.map(\.split))
  }

  /// The lower overlap level of the blocks; its error is that over instances, or over the sites of a
  /// single one.
  public var q0: Estimate { split.q0 }
  /// The upper overlap level of the blocks, with its error.
  public var q1: Estimate { split.q1 }
  /// The mean overlap of all pairs in the gauge, with its error.
  public var meanOverlap: Estimate { split.mean }
}
