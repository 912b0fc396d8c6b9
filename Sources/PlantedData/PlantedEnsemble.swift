import LinearAlgebra
import Randomness
public import SpinModels

/// Configurations with planted order: data whose right answer is known.
///
/// A ``Structure`` gives every replica a place, and with it the expected overlap of every pair; a
/// ``SiteLaw`` gives every site spins with these overlaps. All sites are statistically alike.
///
/// ```
/// E s_i^a s_i^b = ε_a ε_b q_ab,   q_ab from the places of a and b,   ε_a = ±1 with flips, else +1
/// ```
public struct PlantedEnsemble: Sendable, Equatable {
  /// The number N of spins.
  public let spinCount: Int
  /// The number R of replicas.
  public let replicaCount: Int
  /// Where replicas may lie and what overlaps that makes.
  public let structure: Structure
  /// How the spins of a site follow from the places of the replicas.
  public let siteLaw: SiteLaw
  /// Whether every replica is flipped as a whole with probability one half.
  public let flips: Bool
  /// Whether the replicas come in random order; otherwise blocks are contiguous.
  public let permuted: Bool

  /// The overlaps of different replicas that can occur without flips, ascending; for a continuum its
  /// two ends.
  public var levels: [Double] { structure.levels }

  /// Describes an ensemble.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins, at least 2.
  ///   - replicaCount: The number R of replicas, at least 2.
  ///   - structure: Where replicas may lie and what overlaps that makes.
  ///   - siteLaw: How the spins of a site follow; `nil` for the plainest law that the structure has,
  ///     ``SiteLaw/broadcast`` where it applies and ``SiteLaw/gaussian`` elsewhere.
  ///   - flips: Whether every replica is flipped as a whole with probability one half.
  ///   - permuted: Whether the replicas come in random order; otherwise blocks are contiguous and
  ///     points of a continuum sorted.
  /// - Throws: ``/SpinModels/SpinModelError`` when a number is out of range or the law does not fit the structure.
  public init(
    spinCount: Int, replicaCount: Int, structure: Structure, siteLaw: SiteLaw? = nil,
    flips: Bool = false, permuted: Bool = true
  ) throws(SpinModelError) {
    guard spinCount >= 2 else { throw .tooFewSpins(spinCount) }
    guard replicaCount >= 2 else {
      throw .invalidParameter(
        name: "replicas", value: Double(replicaCount), expected: "at least 2")
    }
    try structure.validate(replicaCount: replicaCount)
    let law = siteLaw ?? structure.plainestLaw
    try law.validate(for: structure)
    self.spinCount = spinCount
    self.replicaCount = replicaCount
    self.structure = structure
    self.siteLaw = law
    self.flips = flips
    self.permuted = permuted
  }

  /// Describes an ensemble of replicas on a tree.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins, at least 2.
  ///   - replicaCount: The number R of replicas, at least 2.
  ///   - overlaps: K + 1 increasing numbers in 0 ..< 1.
  ///   - partition: How the replicas are divided, with K levels.
  ///   - siteLaw: How the spins of a site follow from the places of the replicas.
  ///   - flips: Whether every replica is flipped as a whole with probability one half.
  ///   - permuted: Whether the replicas come in random order; otherwise blocks are contiguous.
  /// - Throws: ``/SpinModels/SpinModelError`` when a number is out of range or the law does not fit the structure.
  public init(
    spinCount: Int, replicaCount: Int, overlaps: [Double], partition: Partition,
    siteLaw: SiteLaw = .broadcast, flips: Bool = false, permuted: Bool = true
  ) throws(SpinModelError) {
    try self.init(
      spinCount: spinCount, replicaCount: replicaCount,
      structure: .hierarchy(overlaps: overlaps, partition: partition), siteLaw: siteLaw,
      flips: flips, permuted: permuted)
  }

  /// Draws one instance.
  ///
  /// - Parameters:
  ///   - index: The instance, from 0.
  ///   - seed: The user's seed.
  /// - Returns: Configurations with the truth about them.
  /// - Complexity: O(R N K) for K levels; O(R N log N) more for correlated sites; O(R²) for the truth.
  public func sample(_ index: Int, seed: UInt64) -> PlantedSample {
    var stream = RandomStream(StreamName(seed: seed, purpose: .planting, instance: index))
    let places = PlantedPlaces(
      of: replicaCount, in: structure, permuted: permuted, stream: &stream)
    let signs = (0..<replicaCount).map { _ in flips ? stream.sign() : 1 }
    var sites = PlantedSites(
      spinCount: spinCount, places: places, structure: structure, stream: stream)
    sites.draw(
      by: siteLaw,
      noise: RandomStream(
        StreamName(seed: seed, purpose: .planting, instance: index, chain: 1)))
    return PlantedSample(
      configurations: sites.configurations(signs: signs), labels: places.labels,
      partitions: places.partitions, positions: places.positions, signs: signs,
      expectedOverlaps: Matrix(rows: replicaCount, columns: replicaCount) { a, b in
        a == b ? 1 : signs[a] * signs[b] * places.overlap(a, b, in: structure)
      })
  }
}
