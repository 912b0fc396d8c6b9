public import LinearAlgebra
public import SpinModels

/// Configurations drawn from a planted ensemble, with the truth about them.
public struct PlantedSample: Sendable {
  /// R configurations of N spins.
  public let configurations: PackedConfigurations
  /// The finest block of every replica; of crossed factors the pair of values as one number; on a
  /// continuum every replica is a block of its own.
  public let labels: [Int]
  /// The block of every replica at each level, the coarsest first, or its value of either crossed
  /// factor; none for one state and on a continuum.
  public let partitions: [[Int]]
  /// The unit vectors of the replicas on a continuum, R × d; elsewhere `nil`.
  public let positions: Matrix?
  /// The sign by which each replica was multiplied as a whole: all +1 without flips.
  public let signs: [Double]
  /// The expected overlap of every pair of replicas, flips included: R × R with ones on the diagonal.
  public let expectedOverlaps: Matrix

  /// The class of the expected overlaps without flips, as realised in this sample.
  ///
  /// It may be simpler than the class of the ensemble: all replicas may have fallen into one block.
  ///
  /// - Complexity: O(R²).
  public var realisedClass: PlantedClass {
    PlantedClass(
      of: Matrix(rows: signs.count, columns: signs.count) { a, b in
        signs[a] * signs[b] * expectedOverlaps[a, b]
      })
  }
}
