public import LinearAlgebra
import Randomness
import RealModule
import Statistics

/// The analysis of the replicas of one instance: spectrum, order, states and the features from which
/// the verdict is drawn.
public struct ReplicaAnalysis: Sendable {
  /// The overlap matrix as given, of unit diagonal.
  public let overlaps: OverlapMatrix
  /// Whether overlaps come with both signs, so that the sign of a replica means nothing.
  public let isSpinFlipSymmetric: Bool
  /// The tree of the replicas from which blocks are learnt, and their gauge.
  public let tree: Dendrogram
  /// The tree in which every state is one branch, in the gauge of ``tree``: that of figures and of ``order``.
  public let stateTree: Dendrogram
  /// The eigenvalues of q_ab, largest first.
  public let eigenvalues: [Double]
  /// Whether sites were supposed to be correlated, as in samples of a Gibbs measure.
  public let correlatedSites: Bool
  /// What the tests found.
  public let features: StructureFeatures
  /// The verdict on this instance alone.
  public let classification: Classification
  /// What the replicas say about how they were drawn.
  public let check: SampleCheck
  /// The features without copies and strays; `nil` where there are none, or too few replicas are left.
  let featuresWithoutCopies: StructureFeatures?
  /// The states: blocks where there is evidence for more than one, a single state otherwise.
  public let states: PureStates
  /// The upper end of the noise in the spectrum.
  public let noiseEdge: Double
  /// How ultrametric the overlaps are; `nil` where there is one state only, or fewer than 3 replicas.
  public let ultrametricity: Ultrametricity?
  /// Whether the states have equal self-overlaps; `nil` for one state, or without sites.
  public let selfOverlapTest: SelfOverlapTest?
  /// The law of the noise in the spectrum.
  public let noiseLaw: NoiseLaw
  /// The number of eigenvalues beyond the noise, each tested at ``NoiseLaw/defaultLevel``.
  public let significantEigenvalues: Int
  /// The line between the eigenvalues that are significant and the others.
  ///
  /// It is what the first of the others would have had to exceed. Unlike ``noiseEdge`` it knows how far noise fluctuates.
  public let noiseThreshold: Double

  /// Analyses a set of replicas.
  ///
  /// - Parameters:
  ///   - replicas: At least two replicas of one instance.
  ///   - seed: The seed of the random splits of the sites.
  ///   - instance: Names the random stream.
  ///   - correlatedSites: Whether sites may be correlated, as in samples of a Gibbs measure.
  ///   - flips: Whether the sign of a replica means something.
  ///   - knowsSampler: Whether the replicas are known to be separate draws, as those of a run of this library
  ///     are; otherwise copies and correlated rows are looked for.
  ///   - timeOrder: The replicas in the order of time, each once; `nil` where it is not known.
  ///   - paramagnetPopulation: The eigenvalues of the site correlations that a paramagnet of these
  ///     couplings would have, when they are known.
  /// - Throws: ``OverlapError`` when the data have no overlaps.
  /// - Complexity: O(R³ + R² N).
  public init(
    _ replicas: ReplicaSet, seed: UInt64 = 1, instance: Int = 0, correlatedSites: Bool = true,
    flips: FlipTreatment = .auto, knowsSampler: Bool = true, timeOrder: [Int]? = nil,
    paramagnetPopulation: [Double]? = nil
  ) throws(OverlapError) {
    let overlaps = try replicas.overlapMatrix()
    let n = replicas.siteCount
    guard n >= 2 else { throw .unknownSiteCount }
    self.overlaps = overlaps
    isSpinFlipSymmetric = replicas.allowsFlips(flips, overlaps: overlaps)
    let learnt = try LearntStructure(
      overlaps: overlaps.matrix, siteCount: Double(n), allowingFlips: isSpinFlipSymmetric)
    tree = learnt.linkage
    let sites = replicas.sites(inGauge: tree.gauge)
    eigenvalues = try Self.eigenvalues(of: replicas, sites, overlaps)
    features = try StructureFeatures(
      HalfSource(replicas, sites: sites, overlaps: overlaps, gauge: tree.gauge),
      replicaCount: overlaps.replicaCount, siteCount: n, allowingFlips: isSpinFlipSymmetric,
      seed: seed, instance: instance)
    self.correlatedSites = correlatedSites
    check = SampleCheck(
      replicas, overlaps: overlaps, gauge: tree.gauge, blocks: learnt.partition,
      knowsSampler: knowsSampler, timeOrder: timeOrder, seed: seed)
    var rest: StructureFeatures?
    if let kept = check.kept, kept.count >= Classification.fewestReplicas {
      rest = try StructureFeatures(
        replicas.selecting(kept), seed: seed, instance: instance, flips: flips)
    }
    featuresWithoutCopies = rest
    var classification =
      check.kept == nil
      ? Classification(features, correlatedSites: correlatedSites)
      : .comparing(features, without: rest, correlatedSites: correlatedSites)
    if check.areRowsDependent {
      classification = classification.doubted(
        because: "the rows depend on each other, so that no class is named")
    }
    self.classification = classification
    let inGauge = overlaps.matrix.flipped(tree.gauge)
    let isBroken = classification.isBroken
    var partition = Partition(labels: [Int](repeating: 0, count: overlaps.replicaCount))
    var ultrametricity: Ultrametricity?
    if isBroken {
      var stream = RandomStream(
        StreamName(seed: seed, purpose: .analysis, instance: instance, slot: 2))
      if overlaps.replicaCount >= 3 {
        ultrametricity = try Ultrametricity(inGauge, siteCount: n, &stream)
      }
      // Where states do not separate at this size, blocks of replicas are no states.
      if classification.tests?.rule.reading != .unresolved {
        partition = try StateSearch(
          from: learnt.partition, overlaps: inGauge,
          sites: sites, siteCount: n, noise: features.overlapNoise, &stream
        ).partition
      }
    }
    self.ultrametricity = ultrametricity
    states = PureStates(partition, overlaps: inGauge)
    stateTree = Dendrogram(nesting: states, in: inGauge, gauge: tree.gauge)
    if isBroken, let sites {
      selfOverlapTest = try SelfOverlapTest.comparing(states, sites: sites)
    } else {
      selfOverlapTest = nil
    }
    noiseLaw = NoiseLaw(
      of: replicas, classification: classification, states: states, gauge: tree.gauge,
      selfOverlap: isBroken ? features.q1.value : inGauge.offDiagonalMean,
      paramagnetPopulation: paramagnetPopulation)
    noiseEdge = noiseLaw.edge
    significantEigenvalues = noiseLaw.significantCount(eigenvalues: eigenvalues)
    noiseThreshold = noiseLaw.decidingThreshold(significantCount: significantEigenvalues)
  }

  /// The eigenvalues of the overlaps, from the smaller one of q (R × R) and the correlations of the
  /// sites (N × N), which share all that are not 0.
  private static func eigenvalues(
    of replicas: ReplicaSet, _ sites: SingleMatrix?, _ overlaps: OverlapMatrix
  ) throws(OverlapError) -> [Double] {
    let (r, n) = (overlaps.replicaCount, replicas.siteCount)
    guard case .configurations = replicas, n < r, let sites else {
      return try SymmetricEigensystem.ofOverlaps(overlaps.matrix, withVectors: false).values
    }
    let correlations = sites.gramMatrixOfColumns(scale: 1 / Double(n))
    return try SymmetricEigensystem.ofOverlaps(correlations, withVectors: false).values
      + [Double](repeating: 0, count: r - n)
  }

  /// The states from left to right under ``stateTree``.
  public var stateOrder: [Int] {
    var seen = Set<Int>()
    return order.map { states.labels[$0] }.filter { seen.insert($0).inserted }
  }

  /// The replicas from left to right under ``stateTree``.
  public var order: [Int] { stateTree.leafOrder }

  /// The overlaps in the gauge of the tree and in the order of ``order``.
  public var orderedOverlaps: Matrix {
    overlaps.matrix.flipped(tree.gauge).reordered(by: order)
  }

  /// The breaking parameter m: the probability that two replicas are in different states.
  ///
  /// - Returns: `nil` where there is only one state.
  public var breakingParameter: Double? {
    states.count > 1 ? 1 - Partition(labels: states.labels).sharedPairFraction : nil
  }

  /// The fraction of pairs whose overlap lies between the two levels.
  ///
  /// ```
  /// q0 + Δ/4 < q < q0 + 0.7 Δ,   Δ = q1 − q0
  /// ```
  ///
  /// - Returns: `nil` where there is only one state.
  public var betweenPeakMass: Double? {
    guard states.count > 1 else { return nil }
    let (low, gap) = (features.q0.value, max(0, features.q1.value - features.q0.value))
    let window = low + gap / 4..<low + 0.7 * gap
    let pairs = overlaps.flipped(by: tree.gauge).pairOverlaps
    return Double(pairs.count { window.contains($0) }) / Double(pairs.count)
  }
}
