public import LinearAlgebra
import SpinModels

/// The class of a matrix of exact overlaps.
///
/// The raw values are the verdicts of the analysis that are right on such data.
public enum PlantedClass: String, Sendable, CaseIterable {
  /// All overlaps of different replicas vanish.
  case paramagnetic
  /// One level of overlap.
  case replicaSymmetric = "replica-symmetric"
  /// Two levels, the upper one within blocks.
  case oneStep = "one-step"
  /// Three or more levels that form a tree.
  case hierarchical
  /// Two or more levels that do not form a tree.
  case nonHierarchical = "non-hierarchical"

  /// Finds the class of a matrix of overlaps.
  ///
  /// ```
  /// tree:  q_ac ≥ min(q_ab, q_bc) for all a, b, c,
  /// that is  q_ab = the largest over all paths from a to b of the smallest overlap on the path
  /// ```
  ///
  /// The largest such overlaps come from a maximum spanning tree (Prim), whose edges hold all levels
  /// if the overlaps form a tree. Two levels form one just if the upper level joins blocks.
  ///
  /// - Parameters:
  ///   - overlaps: R × R, symmetric; the diagonal does not count.
  ///   - tolerance: Overlaps closer than this are one level; the default lies far above rounding and
  ///     far below what can be measured.
  /// - Complexity: O(R²).
  public init(of overlaps: Matrix, tolerance: Double = 1e-9) {
    precondition(
      overlaps.isSquare, "overlaps of shape \(overlaps.rows) × \(overlaps.columns)")
    guard let edges = Self.edgesOfTree(overlaps, tolerance: tolerance) else {
      self = .nonHierarchical
      return
    }
    let values = edges.sorted()
    let levels = zip(values, values.dropFirst()).count { $1 - $0 > tolerance } + 1
    switch levels {
    case 1:
      self =
        values.allSatisfy { abs($0) <= tolerance } ? .paramagnetic : .replicaSymmetric
    case 2: self = .oneStep
    default: self = .hierarchical
    }
  }

  /// The overlaps along a maximum spanning tree, or `nil` if the overlaps do not form a tree.
  private static func edgesOfTree(_ overlaps: Matrix, tolerance: Double) -> [Double]? {
    let count = overlaps.rows
    guard count > 1 else { return [] }
    // best[v]: the largest overlap of v, not yet in the spanning tree, with anything in it.
    var best = Array(overlaps.row(0))
    var nearest = [Int](repeating: 0, count: count)
    var joined = [0]
    var waiting = Array(1..<count)
    var edges: [Double] = []
    var onPath = Matrix(rows: count, columns: count)
    while let place = waiting.indices.max(by: { best[waiting[$0]] < best[waiting[$1]] }) {
      let v = waiting.remove(at: place)
      let parent = nearest[v]
      edges.append(best[v])
      for u in joined {
        let smallest = u == parent ? best[v] : min(onPath[parent, u], best[v])
        guard abs(overlaps[v, u] - smallest) <= tolerance else { return nil }
        onPath[v, u] = smallest
        onPath[u, v] = smallest
      }
      joined.append(v)
      for u in waiting where overlaps[v, u] > best[u] {
        best[u] = overlaps[v, u]
        nearest[u] = v
      }
    }
    return edges
  }
}
