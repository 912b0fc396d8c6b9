import LinearAlgebra
import RealModule

extension TAPEquations {
  /// Magnetisations after some steps of an iteration.
  public struct Iteration: Sendable, Equatable {
    /// The last magnetisations.
    public let magnetizations: [Double]
    /// The mean square change of the magnetisations in every step.
    public let changes: [Double]
    /// Whether the last change is at the level of rounding.
    public let hasConverged: Bool
  }

  /// Bolthausen's iteration: the reaction acts on the magnetisations of one step before.
  ///
  /// ```
  /// m(t+1) = tanh β[h + J m(t) − R(m(t)) m(t−1)],   m(−1) = 0
  /// ```
  ///
  /// For large N the mean square change shrinks by the factor β²R'E(1 − m²)² in every step, 1 minus
  /// ``replicon(of:)``: it converges where replica symmetry is stable, to the solution there or, in the
  /// Hopfield model, to the one of the retrieved pattern. In a spin-glass phase it wanders for ever.
  ///
  /// **Source**: E. Bolthausen, *Commun. Math. Phys.* 325, 333 (2014).
  ///
  /// - Parameters:
  ///   - start: The magnetisations m(0), from −1 to 1.
  ///   - limit: The most steps. The iteration also ends when 100 of them brought no progress.
  /// - Returns: The last magnetisations and all changes.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)`` when it comes to where Hebb's
  ///   couplings have no reaction.
  /// - Complexity: O(N²) per step.
  public func iteration(
    from start: [Double], limit: Int = 1000
  ) throws(ReplicaTheoryError) -> Iteration {
    requireMagnetizations(start)
    var m = start
    var before = [Double](repeating: 0, count: spinCount)
    var changes: [Double] = []
    var smallest = Double.infinity
    var bestStep = 0
    for step in 0..<limit {
      let coefficients = try reactionCoefficients(of: m)
      let local = couplings.symmetricProduct(with: m)
      var change = 0.0
      for i in m.indices {
        let next = Double.tanh(beta * (fields[i] + local[i] - coefficients[i] * before[i]))
        change += (next - m[i]) * (next - m[i])
        before[i] = m[i]
        m[i] = next
      }
      change /= Double(spinCount)
      changes.append(change)
      if change <= 1e-30 {
        return Iteration(magnetizations: m, changes: changes, hasConverged: true)
      }
      if change < 0.5 * smallest { (smallest, bestStep) = (change, step) }
      if step - bestStep >= 100 { break }
    }
    return Iteration(
      magnetizations: m, changes: changes, hasConverged: (changes.last ?? 1) <= 1e-28)
  }
}
