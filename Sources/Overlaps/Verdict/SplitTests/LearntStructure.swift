import LinearAlgebra
import RealModule

/// What one half of the sites teaches: a gauge, a tree and blocks.
///
/// Everything is in the gauge and in the order of the tree's leaves.
struct LearntStructure {
  /// The tree of the overlaps themselves, whose gauge is used.
  let linkage: Dendrogram
  /// The blocks, in the original order of the replicas.
  let partition: Partition
  /// The replicas in the order of the leaves.
  let order: [Int]
  /// The descriptions by blocks and tree.
  let families: PairFamilies
  /// The overlaps it was learnt from.
  let overlaps: Matrix
  /// The number of eigenvalues beyond the noise, at least 1.
  let directionCount: Int

  /// The signs of the replicas, in their original order.
  var gauge: [Double] { linkage.gauge }

  /// The most eigenvectors that are kept.
  private static let mostDirections = 32

  init(overlaps given: Matrix, siteCount: Double, allowingFlips: Bool) throws(OverlapError) {
    let r = given.rows
    linkage = Dendrogram(given, allowingFlips: allowingFlips)
    var tree = linkage
    let gauge = linkage.gauge
    let a = given.flipped(gauge)
    var partition = Partition(cutting: tree, explaining: a)
    let mean = a.offDiagonalMean
    let found = partition.levels(of: a) ?? (inside: mean, outside: mean)
    let variance = max(1 - found.inside, 0.02)

    let root = 1 + (Double(r) / siteCount).squareRoot()
    let edge = variance * root * root
    let most = min(Self.mostDirections, max(1, r / 2))
    directionCount = max(1, min(most, try Self.eigenvalues(a, most).prefix { $0 > edge }.count))

    // Weak blocks drown in the noise of single overlaps; then the denoised matrix shows them better.
    let spread =
      (max(1 - found.outside * found.outside, 1 / siteCount) / siteCount).squareRoot()
    if found.inside - found.outside < 6 * spread {
      let denoised = try Self.denoised(a, directionCount, variance: variance)
      let otherTree = Dendrogram(denoised, allowingFlips: false)
      let other = Partition(cutting: otherTree, explaining: denoised)
      if other.blockCount > 1, other.blockCount < r,
        other.squaredDistance(to: a) < 1.02 * partition.squaredDistance(to: a)
      {
        partition = other
        tree = otherTree
      }
    }
    let order = tree.leafOrder
    self.order = order
    self.partition = partition
    overlaps = a.reordered(by: order)
    families = PairFamilies(labels: order.map { partition.labels[$0] }, merges: tree.merges)
  }

  /// The leading eigenvalues; of small matrices all of them, without vectors.
  private static func eigenvalues(
    _ matrix: Matrix, _ count: Int
  ) throws(OverlapError) -> [Double] {
    try OverlapError.fromLAPACK { () throws(LinearAlgebraError) in
      matrix.rows <= 256
        ? try SymmetricEigensystem(of: matrix, withVectors: false).values
        : try LeadingEigenpairs(of: matrix, count: count).values
    }
  }

  /// The matrix of the leading eigenvectors with their eigenvalues less the mean of the noise,
  /// Σ_k λ_k v_k v_kᵀ, exactly symmetric and settled.
  private static func denoised(
    _ matrix: Matrix, _ count: Int, variance: Double
  ) throws(OverlapError) -> Matrix {
    let leading = try OverlapError.fromLAPACK { () throws(LinearAlgebraError) in
      try LeadingEigenpairs(of: matrix, count: min(mostDirections, max(1, matrix.rows / 2)))
    }
    let plain = Matrix(rows: count, columns: matrix.columns) { leading.vectors[$0, $1] }
    let scaled = Matrix(rows: plain.rows, columns: plain.columns) {
      (leading.values[$0] - variance) * plain[$0, $1]
    }
    return Matrix.product(transposeOf: scaled, plain).settled()
  }
}
