public import SpinModels
public import Statistics

/// Averages of products of squared overlaps of one instance, over replicas of different ladders.
///
/// ```
/// disjoint = ⟨q²_12 q²_34⟩,   shared = ⟨q²_12 q²_13⟩,   1, 2, 3, 4 from different ladders
/// ```
///
/// Draws of one ladder are correlated, so distinct indices are distinct ladders. With the block sums
/// B_AB of q² over the draws of ladders A and B and the row sums ρ_a^B, products factor: no loop runs
/// over triples or quadruples of replicas.
public struct OverlapProducts: Sendable, Equatable {
  /// ⟨q²⟩.
  public let meanSquare: Double
  /// ⟨q⁴⟩.
  public let meanFourth: Double
  /// ⟨q²_12 q²_13⟩; `nil` for fewer than three ladders.
  public let shared: Double?
  /// ⟨q²_12 q²_34⟩; `nil` for fewer than four ladders.
  public let disjoint: Double?
  /// The fraction of |q| below the window.
  public let fractionInWindow: Double

  /// Averages the products of one instance.
  ///
  /// - Parameters:
  ///   - ladders: Per ladder, its draws; at least two ladders with at least one draw each.
  ///   - window: The width of the window around q = 0 for ``fractionInWindow``.
  /// - Complexity: O(L² draws² N/64) for L ladders.
  public init(ladders: [PackedConfigurations], window: Double) {
    let count = ladders.count
    precondition(count >= 2, "overlaps between \(count) ladders")
    // rows[A][B][a]: the mean of q² of draw a of ladder A with the draws of B.
    var rows = [[[Double]]](
      repeating: [], count: count)
    for a in 0..<count {
      rows[a] = (0..<count).map { _ in [Double](repeating: 0, count: ladders[a].count) }
    }
    var blocks = [[Double]](
      repeating: [Double](repeating: 0, count: count), count: count)
    var (fourth, inside, square) = (0.0, 0.0, 0.0)
    let pairs = Double(count * (count - 1) / 2)
    for b in 0..<count {
      for a in 0..<b {
        let share = 1 / (Double(ladders[a].count) * Double(ladders[b].count))
        let overlaps = ladders[a].overlaps(with: ladders[b])
        for i in 0..<ladders[a].count {
          for j in 0..<ladders[b].count {
            let q = overlaps[i * ladders[b].count + j]
            let s = q * q
            blocks[a][b] += share * s
            fourth += share * s * s / pairs
            if abs(q) < window { inside += share / pairs }
            rows[a][b][i] += s / Double(ladders[b].count)
            rows[b][a][j] += s / Double(ladders[a].count)
          }
        }
        blocks[b][a] = blocks[a][b]
        square += blocks[a][b] / pairs
      }
    }
    meanSquare = square
    meanFourth = fourth
    fractionInWindow = inside
    var (sharedSum, sharedCount, disjointSum, disjointCount) = (0.0, 0.0, 0.0, 0.0)
    for a in 0..<count {
      for b in 0..<count where b != a {
        for c in 0..<count where c != a && c > b {
          let products = zip(rows[a][b], rows[a][c]).reduce(0) { $0 + $1.0 * $1.1 }
          sharedSum += products / Double(ladders[a].count)
          sharedCount += 1
          for d in 0..<count where d != a && d != b && d > c {
            // The pairings of {a, b}, {c, d} and {a, c}, {b, d} and {a, d}, {b, c}.
            disjointSum +=
              blocks[a][b] * blocks[c][d] + blocks[a][c] * blocks[b][d]
              + blocks[a][d] * blocks[b][c]
            disjointCount += 3
          }
        }
      }
    }
    shared = sharedCount > 0 ? sharedSum / sharedCount : nil
    disjoint = disjointCount > 0 ? disjointSum / disjointCount : nil
  }
}

/// How overlaps vary from instance to instance, and the identities that their moments obey.
///
/// ```
/// A = ([⟨q²⟩²] − [⟨q²⟩]²)/[⟨q²⟩]²,   G = ([⟨q²⟩²] − [⟨q²⟩]²)/([⟨q⁴⟩] − [⟨q²⟩]²)
/// stochastic stability   [q²_12 q²_34] − ⅓[q⁴] − ⅔[q²]²
/// Ghirlanda–Guerra       [q²_12 q²_13] − ½[q⁴] − ½[q²]²
/// P(0) = [fraction of |q| < w]/(2w)
/// ```
///
/// ⟨q²⟩² stands for q²_12 q²_34. The identities hold as N → ∞, of stable Gibbs measures; what remains at
/// finite N is reported as it is. A vanishing G, not a large one, is informative: G → 1/3 as T → 0 at any
/// finite N with a unique ground state, in zero field and without any breaking of replica symmetry.
///
/// **Assumes** zero field. Errors are jackknife errors over instances.
///
/// **Source**: M. Aizenman and P. Contucci, *J. Stat. Phys.* 92, 765 (1998); S. Ghirlanda and F. Guerra,
/// *J. Phys. A* 31, 9149 (1998); E. Marinari et al., *Phys. Rev. Lett.* 81, 1698 (1998).
public struct EnsembleRelations: Sendable, Equatable {
  /// The window around q = 0 when none is given; the same for all N.
  public static let defaultWindow = 0.1

  /// The width w of the window of P(0).
  public let window: Double
  /// The relative variance A of ⟨q²⟩ over the instances; `nil` for fewer than four ladders.
  public let relativeVariance: Estimate?
  /// The ratio G; `nil` for fewer than four ladders or a fixed |q|.
  public let guerraRatio: Estimate?
  /// What stochastic stability leaves; `nil` for fewer than four ladders.
  public let stochasticStability: Estimate?
  /// What the Ghirlanda–Guerra identity leaves; `nil` for fewer than three ladders.
  public let ghirlandaGuerra: Estimate?
  /// P(0), the mean density of q in |q| < w.
  public let densityAtZero: Estimate

  /// Averages over instances.
  ///
  /// - Parameters:
  ///   - instances: The products of at least two instances.
  ///   - window: The window with which they were computed.
  public init(_ instances: [OverlapProducts], window: Double = defaultWindow) {
    precondition(instances.count >= 2, "an ensemble of \(instances.count) instances")
    self.window = window
    densityAtZero = Estimate(meanOf: instances.map { $0.fractionInWindow / (2 * window) })
    let squares = instances.map(\.meanSquare)
    let fourths = instances.map(\.meanFourth)
    let shared = instances.compactMap(\.shared)
    let disjoint = instances.compactMap(\.disjoint)
    ghirlandaGuerra =
      shared.count == instances.count
      ? Estimate(jackknifeOf: [squares, fourths, shared]) {
        $0[2] - 0.5 * $0[1] - 0.5 * $0[0] * $0[0]
      } : nil
    guard disjoint.count == instances.count else {
      relativeVariance = nil
      guerraRatio = nil
      stochasticStability = nil
      return
    }
    let columns = [squares, fourths, disjoint]
    stochasticStability = Estimate(jackknifeOf: columns) {
      $0[2] - $0[1] / 3 - 2 * $0[0] * $0[0] / 3
    }
    relativeVariance =
      squares.contains { $0 > 0 }
      ? Estimate(jackknifeOf: columns) {
        $0[0] > 0 ? ($0[2] - $0[0] * $0[0]) / ($0[0] * $0[0]) : 0
      } : nil
    let ratio = Estimate(jackknifeOf: columns) {
      let spread = $0[1] - $0[0] * $0[0]
      return spread > 1e-12 ? ($0[2] - $0[0] * $0[0]) / spread : .nan
    }
    guerraRatio = ratio.value.isFinite && ratio.error?.isFinite == true ? ratio : nil
  }
}
