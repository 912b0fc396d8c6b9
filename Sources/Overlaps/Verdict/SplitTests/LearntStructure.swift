import LinearAlgebra
import RealModule

/// What one half of the sites teaches: a gauge, a tree, blocks and a matrix without noise.
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
  /// The eigenvalues beyond the noise, less the mean of the noise.
  let strengths: [Double]
  /// Their eigenvectors, one in a row.
  let directions: Matrix
  /// The matrix of these eigenvectors and strengths.
  let denoised: Matrix

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

    let leading = try OverlapError.fromLAPACK { () throws(LinearAlgebraError) in
      try LeadingEigenpairs(of: a, count: min(Self.mostDirections, max(1, r / 2)))
    }
    let root = 1 + (Double(r) / siteCount).squareRoot()
    let kept = max(1, leading.values.prefix { $0 > variance * root * root }.count)
    let strengths = leading.values.prefix(kept).map { $0 - variance }
    let vectors = leading.vectors
    let denoised = Self.matrix(strengths, vectors)

    // Weak blocks drown in the noise of single overlaps; then the denoised matrix shows them better.
    let spread =
      (max(1 - found.outside * found.outside, 1 / siteCount) / siteCount).squareRoot()
    if found.inside - found.outside < 6 * spread {
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
    self.strengths = strengths
    overlaps = a.reordered(by: order)
    directions = Matrix(rows: kept, columns: r) { vectors[$0, order[$1]] }
    self.denoised = denoised.reordered(by: order)
    families = PairFamilies(labels: order.map { partition.labels[$0] }, merges: tree.merges)
  }

  /// Σ_k λ_k v_k v_kᵀ, exactly symmetric.
  private static func matrix(_ values: [Double], _ vectors: Matrix) -> Matrix {
    let plain = Matrix(rows: values.count, columns: vectors.columns) { vectors[$0, $1] }
    let scaled = Matrix(rows: values.count, columns: vectors.columns) {
      values[$0] * vectors[$0, $1]
    }
    var result = Matrix.product(transposeOf: scaled, plain)
    for a in 0..<result.rows { for b in 0..<a { result[a, b] = result[b, a] } }
    return result
  }
}
