public import SpinModels

extension PlantedEnsemble.Structure {
  /// A tree whose overlaps are distributed as a step function q(x) says.
  ///
  /// ```
  /// q(x) = q_k  for x_k < x < x_(k+1),   x_0 = 0, x_(K+1) = 1;   P(overlap of a pair = q_k) = x_(k+1) − x_k
  /// ```
  ///
  /// Many levels are full breaking: the partitions of all levels together are those of the
  /// Bolthausen–Sznitman coalescent at the times that the breaking points mark. Steps without width or
  /// height are left out, so that a constant q(x) gives one state.
  ///
  /// **Source**: E. Bolthausen and A.-S. Sznitman, *Commun. Math. Phys.* 197, 247 (1998).
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps q_0 ≤ … ≤ q_K, from 0 to below 1; at most 10 000.
  ///   - breakingPoints: The places x_1 ≤ … ≤ x_K of the steps between 0 and 1; one fewer.
  /// - Throws: ``/SpinModels/SpinModelError`` when a number is out of range.
  /// - Returns: The structure.
  public static func stepFunction(
    overlaps: [Double], breakingPoints: [Double]
  ) throws(SpinModelError) -> PlantedEnsemble.Structure {
    guard overlaps.count <= 10_000 else {
      throw .invalidParameter(
        name: "number of overlaps", value: Double(overlaps.count), expected: "at most 10000")
    }
    guard overlaps.count == breakingPoints.count + 1 else {
      throw .invalidParameter(
        name: "number of breaking points", value: Double(breakingPoints.count),
        expected: "one fewer than the \(overlaps.count) overlaps")
    }
    var lastOverlap = 0.0
    for q in overlaps {
      guard q >= lastOverlap, q < 1 else {
        throw .invalidParameter(
          name: "overlap", value: q, expected: "ascending numbers from 0 to below 1")
      }
      lastOverlap = q
    }
    var lastPoint = 0.0
    for x in breakingPoints {
      guard x >= lastPoint, x <= 1 else {
        throw .invalidParameter(
          name: "breaking point", value: x, expected: "ascending numbers from 0 to 1")
      }
      lastPoint = x
    }
    let edges = [0] + breakingPoints + [1]
    var levels: [Double] = []
    var discounts: [Double] = []
    for (k, q) in overlaps.enumerated() where edges[k + 1] > edges[k] {
      if levels.last == q { continue }
      if !levels.isEmpty { discounts.append(edges[k]) }
      levels.append(q)
    }
    return .hierarchy(overlaps: levels, partition: .poissonDirichlet(discounts))
  }

  /// A tree whose overlaps rise linearly with x up to a plateau, in equal steps.
  ///
  /// ```
  /// q(x) = q_0 + (q_1 − q_0) x/m  for x < m,   q_1 beyond
  /// q_k = q_0 + (q_1 − q_0)(k + ½)/K,  x_k = k m/K  for k < K;   q_K = q_1,  x_K = m
  /// ```
  ///
  /// The steps keep the mean overlap of the line. Near its transition the SK model has such a q(x).
  ///
  /// - Parameters:
  ///   - q0: The overlap at x = 0, from 0.
  ///   - q1: The overlap from x = m on, above q0 and below 1.
  ///   - breakingParameter: The place m where the plateau begins, between 0 and 1.
  ///   - levelCount: The number K + 1 of overlaps, from 2 to 10 000.
  /// - Throws: ``/SpinModels/SpinModelError`` when a number is out of range.
  /// - Returns: The structure.
  public static func linear(
    q0: Double, q1: Double, breakingParameter: Double, levelCount: Int
  ) throws(SpinModelError) -> PlantedEnsemble.Structure {
    guard levelCount >= 2, levelCount <= 10_000 else {
      throw .invalidParameter(
        name: "number of levels", value: Double(levelCount), expected: "2 to 10000")
    }
    guard breakingParameter > 0, breakingParameter < 1 else {
      throw .invalidParameter(
        name: "breaking parameter", value: breakingParameter,
        expected: "a number between 0 and 1, without the ends")
    }
    guard q0 >= 0, q1 > q0, q1 < 1 else {
      throw .invalidParameter(
        name: "overlap", value: q0 >= 0 ? q1 : q0, expected: "increasing numbers from 0 to below 1")
    }
    let steps = levelCount - 1
    let centres = (0..<steps).map { (step: Int) -> Double in
      q0 + (q1 - q0) * (Double(step) + 0.5) / Double(steps)
    }
    return try stepFunction(
      overlaps: centres + [q1],
      breakingPoints: (1...steps).map { breakingParameter * Double($0) / Double(steps) })
  }
}
