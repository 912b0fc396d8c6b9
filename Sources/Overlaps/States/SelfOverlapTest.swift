import LinearAlgebra
import Statistics

/// Whether states have equal self-overlaps, as pure states of one Gibbs measure do.
///
/// ```
/// T² = N d̄ᵀ C⁻¹ d̄,   d_i^α = y_i^α − y_i^0,   y_i^α = ((Σ_a s_i^a)² − Σ_a (s_i^a)²)/(n_α (n_α − 1))
/// ```
///
/// The mean of y^α over the sites is the unbiased q_αα, C the covariance of the differences over the sites:
/// what states have in common cancels. For equal self-overlaps T² is χ² with one degree of freedom less
/// than there are states (H. Hotelling, *Ann. Math. Statist.* 2, 360, 1931; N is large beside their number).
public struct SelfOverlapTest: Sendable, Equatable {
  /// The states compared: the heaviest with at least two replicas, eight at most.
  public let states: [Int]
  /// The p-value.
  public let probability: Double

  private static let mostStates = 8

  /// Compares the self-overlaps of states.
  ///
  /// - Parameters:
  ///   - states: The states.
  ///   - sites: R × N site values in the gauge.
  /// - Throws: ``OverlapError`` when a spectrum could not be computed.
  /// - Returns: `nil` when fewer than two states have two replicas.
  static func comparing(
    _ states: PureStates, sites: SingleMatrix
  ) throws(OverlapError) -> SelfOverlapTest? {
    let compared = Array(
      states.members.indices.filter { states.members[$0].count > 1 }.prefix(mostStates))
    let n = sites.columns
    guard compared.count > 1, n > 4 * compared.count else { return nil }
    let values = compared.map { state in
      let members = states.members[state]
      var sums = [Double](repeating: 0, count: n)
      var squares = sums
      for a in members {
        for i in 0..<n {
          let value = Double(sites.elements[a * n + i])
          sums[i] += value
          squares[i] += value * value
        }
      }
      let pairs = Double(members.count * (members.count - 1))
      return sums.indices.map { (sums[$0] * sums[$0] - squares[$0]) / pairs }
    }
    let differences = values.dropFirst().map { value in
      value.indices.map { value[$0] - values[0][$0] }
    }
    let means = differences.map { $0.reduce(0, +) / Double(n) }
    let covariance = Matrix(rows: means.count, columns: means.count) { a, b in
      let (a, b) = (min(a, b), max(a, b))
      return (0..<n).reduce(0) { sum, i in
        sum + (differences[a][i] - means[a]) * (differences[b][i] - means[b])
      } / Double(n - 1)
    }
    let system = try SymmetricEigensystem.ofOverlaps(covariance)
    var square = 0.0
    for (k, variance) in system.values.enumerated() where variance > 1e-12 {
      let component = means.indices.reduce(0) { $0 + (system.vectors?[k, $1] ?? 0) * means[$1] }
      square += Double(n) * component * component / variance
    }
    return SelfOverlapTest(
      states: compared,
      probability: chiSquareProbability(square, degreesOfFreedom: means.count))
  }
}
