import LinearAlgebra
import Randomness
import RealModule
public import Statistics

/// How ultrametric a set of overlaps is, beside what a tree and what chance would give.
///
/// ```
/// K = 1 − Σ (q_mid − q_min)/Σ (q_max − q_min)
/// ```
///
/// The sums run over triples of replicas. K is 1 when the two smaller overlaps of every three are equal;
/// noise lowers it. A number alone says little: one state and one step pass trivially. So K is given
/// with its values for spins planted on the tree of the data, with their noise, and for independent
/// overlaps with the histogram of the data.
public struct Ultrametricity: Sendable, Equatable {
  /// K of the data.
  public let value: Double
  /// K of spins on the tree of the data; the error is the scatter of a single planting.
  public let ofTree: Estimate
  /// K of the same overlaps in random places; the error is the scatter of a single shuffle.
  public let ofIndependentOverlaps: Estimate

  /// The most triples and replicas that are looked at.
  private static let mostTriples = 20_000
  private static let mostReplicas = 128
  /// The number of plantings and shuffles.
  private static let repetitions = 5

  /// Measures overlaps against the two references.
  ///
  /// - Parameters:
  ///   - overlaps: R ≥ 3 replicas in the gauge of the tree.
  ///   - siteCount: The number N of sites.
  ///   - stream: The stream of the triples, plantings and shuffles.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  init(
    _ overlaps: Matrix, siteCount: Int, _ stream: inout RandomStream
  ) throws(OverlapError) {
    let r = min(overlaps.rows, Self.mostReplicas)
    let data = overlaps.reordered(by: (0..<r).map { $0 * overlaps.rows / r })
    value = Self.measure(data, &stream)
    let tree = Dendrogram(data, allowingFlips: false)
    let order = tree.leafOrder
    let families = PairFamilies(
      labels: [Int](repeating: 0, count: r), merges: tree.merges)
    let ordered = data.reordered(by: order)
    let residual = families.residual(of: ordered, families.fit(.tree, to: ordered))
    let fit = Matrix(rows: r, columns: r) { $0 == $1 ? 1 : ordered[$0, $1] - residual[$0, $1] }
    var planted: [Double] = []
    var shuffled: [Double] = []
    for _ in 0..<Self.repetitions {
      let surrogate = try Surrogate(
        of: OverlapMatrix(valid: fit, siteCount: siteCount), siteCount: siteCount, shrinking: false,
        &stream)
      planted.append(
        Self.measure(surrogate.sites.gramMatrix(scale: 1 / Double(siteCount)), &stream))
      shuffled.append(Self.measure(data.withShuffledPairs(&stream), &stream))
    }
    ofTree = Self.scatter(planted)
    ofIndependentOverlaps = Self.scatter(shuffled)
  }

  private static func measure(_ matrix: Matrix, _ stream: inout RandomStream) -> Double {
    let r = matrix.rows
    var (smaller, whole) = (0.0, 0.0)
    for _ in 0..<min(mostTriples, r * r * r) {
      let (a, b, c) = (stream.index(below: r), stream.index(below: r), stream.index(below: r))
      guard a != b, b != c, a != c else { continue }
      let (p, q, s) = (matrix[a, b], matrix[a, c], matrix[b, c])
      let (low, high) = p < q ? (p, q) : (q, p)
      smaller += (s < low ? low : s < high ? s : high) - min(low, s)
      whole += max(high, s) - min(low, s)
    }
    return whole > 0 ? 1 - smaller / whole : 1
  }

  private static func scatter(_ values: [Double]) -> Estimate {
    let moments = SampleMoments(values)
    return Estimate(value: moments.mean, error: moments.variance.squareRoot())
  }
}

extension Matrix {
  /// The same elements off the diagonal in random places, still symmetric.
  fileprivate func withShuffledPairs(_ stream: inout RandomStream) -> Matrix {
    var values: [Double] = []
    for a in 0..<rows { for b in 0..<a { values.append(self[a, b]) } }
    let order = stream.permutation(values.count)
    var result = self
    var k = 0
    for a in 0..<rows {
      for b in 0..<a {
        result[a, b] = values[order[k]]
        result[b, a] = result[a, b]
        k += 1
      }
    }
    return result
  }
}
