/// The overlap as a step function on the unit interval.
///
/// ```
/// q(x) = q_k   for x_k < x < x_(k+1),   x_0 = 0, x_(K+1) = 1
/// ```
///
/// It is the inverse of the cumulative distribution of the overlap: P(q) = Σ_k (x_(k+1) − x_k) δ(q − q_k).
/// At zero field the distribution over all states has the mirror image of these peaks too; the
/// function describes overlaps after the global flip has been fixed.
///
/// **Source**: G. Parisi, *Phys. Rev. Lett.* 50, 1946 (1983).
public struct ParisiFunction: Sendable, Equatable {
  /// The overlaps q_0 ≤ … ≤ q_K.
  public let overlaps: [Double]

  /// The places x_1 ≤ … ≤ x_K of the steps, between 0 and 1; one fewer than overlaps.
  public let breakingPoints: [Double]

  /// Makes a step function.
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps in ascending order, at least one.
  ///   - breakingPoints: The places of the steps in ascending order, one fewer.
  public init(overlaps: [Double], breakingPoints: [Double]) {
    precondition(
      overlaps.count == breakingPoints.count + 1,
      "\(overlaps.count) overlaps need one breaking point fewer, not \(breakingPoints.count)")
    precondition(
      zip(overlaps, overlaps.dropFirst()).allSatisfy { $0 <= $1 },
      "overlaps must ascend: \(overlaps)")
    let edges = [0] + breakingPoints + [1]
    precondition(
      zip(edges, edges.dropFirst()).allSatisfy { $0 <= $1 },
      "breaking points must ascend between 0 and 1: \(breakingPoints)")
    self.overlaps = overlaps
    self.breakingPoints = breakingPoints
  }

  /// The delta peaks of the overlap distribution.
  ///
  /// ```
  /// weight_k = x_(k+1) − x_k
  /// ```
  public var peaks: [(overlap: Double, weight: Double)] {
    let edges = [0] + breakingPoints + [1]
    return overlaps.indices.map { (overlaps[$0], edges[$0 + 1] - edges[$0]) }
  }

  /// The overlap at one place of the unit interval.
  ///
  /// - Parameter x: The place, from 0 to 1; at a step the upper value is taken.
  /// - Returns: q(x).
  public func callAsFunction(_ x: Double) -> Double {
    precondition(x >= 0 && x <= 1, "q(x) is defined for 0 ≤ x ≤ 1, not at \(x)")
    return overlaps[breakingPoints.prefix { $0 <= x }.count]
  }

  /// A moment of the overlap distribution.
  ///
  /// ```
  /// ∫ q(x)^n dx = Σ_k (x_(k+1) − x_k) q_k^n
  /// ```
  ///
  /// - Parameter power: The power n, 0 or more.
  /// - Returns: The moment.
  public func moment(_ power: Int) -> Double {
    precondition(power >= 0, "a moment of order \(power)")
    return peaks.reduce(0) { sum, peak in
      sum + (0..<power).reduce(peak.weight) { product, _ in product * peak.overlap }
    }
  }

  /// The largest overlap, q(1).
  public var edwardsAndersonParameter: Double { overlaps[overlaps.count - 1] }

  /// The mean overlap ∫ q(x) dx.
  public var meanOverlap: Double { moment(1) }

  /// The mean square overlap ∫ q(x)² dx.
  public var meanSquareOverlap: Double { moment(2) }
}
