import LinearAlgebra
import RealModule

extension TAPEquations {
  /// Plefka's condition: whether the expansion behind the free energy converges.
  ///
  /// ```
  /// 1 − β² R'(x) (1/N) Σ_i (1 − m_i²)²,   x = β(1 − q)
  /// pairwise: 1 − β² times the largest eigenvalue of (1 − m_i²) J_ij² (1 − m_j²)
  /// ```
  ///
  /// It is the replicon of the replica method with the average over the instance's own spins. Where it
  /// is negative a solution of the equations is not a state of the model.
  ///
  /// **Source**: T. Plefka, *J. Phys. A* 15, 1971 (1982).
  ///
  /// - Parameter m: Magnetisations, from −1 to 1.
  /// - Returns: The replicon, positive for a state.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)``.
  /// - Complexity: O(N), for the pairwise reaction O(N²).
  public func replicon(of m: [Double]) throws(ReplicaTheoryError) -> Double {
    requireMagnetizations(m)
    if let uniform = try UniformReaction(reaction, susceptibility: susceptibility(of: m)) {
      let sum = m.reduce(0) { sum, m in
        let scaled = beta * ((1 - m) * (1 + m))
        return sum + scaled * scaled
      }
      return 1 - uniform.slope * sum / Double(spinCount)
    }
    return 1 - largestPairwiseEigenvalue(of: m.map { beta * ((1 - $0) * (1 + $0)) })
  }

  /// The largest eigenvalue of d_i J_ij² d_j, by powers: no element is negative.
  private func largestPairwiseEigenvalue(of scales: [Double]) -> Double {
    guard let squaredCouplings else { return 0 }
    var vector = [Double](repeating: 1 / Double(spinCount).squareRoot(), count: spinCount)
    var eigenvalue = 0.0
    for _ in 0..<1000 {
      // One step with the identity added, lest a pair ±λ alternate.
      let image = squaredCouplings.symmetricProduct(with: zip(vector, scales).map { $0 * $1 })
      let product = zip(image, scales).map { $0 * $1 }
      let rayleigh = zip(vector, product).reduce(0) { $0 + $1.0 * $1.1 }
      if abs(rayleigh - eigenvalue) <= 1e-13 * rayleigh { return rayleigh }
      eigenvalue = rayleigh
      let shift = rayleigh
      let shifted = zip(product, vector).map { $0 + shift * $1 }
      let length = shifted.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { return 0 }
      vector = shifted.map { $0 / length }
    }
    return eigenvalue
  }

  /// The smallest eigenvalue of the Hessian in each spin's own scale.
  ///
  /// ```
  /// min spec β √(1 − m_i²) H_ij √(1 − m_j²),   H the Hessian of N f
  /// ```
  ///
  /// It has the sign of the smallest eigenvalue of H, and stays accurate where spins are nearly
  /// frozen: 1 for free spins, positive at a minimum of the free energy, 0 where states appear.
  ///
  /// - Parameter m: Magnetisations, from −1 to 1.
  /// - Returns: The eigenvalue, dimensionless.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)``, and `LinearAlgebraError` when
  ///   LAPACK does not converge.
  /// - Complexity: O(N³): 1 second for N = 2000.
  public func smallestHessianEigenvalue(of m: [Double]) throws -> Double {
    let scales = m.map { ((1 - $0) * (1 + $0)).squareRoot() }
    var negative = try scaledCurvature(of: m, scales: scales)
    for k in negative.elements.indices { negative.elements[k] *= -beta }
    for i in m.indices { negative[i, i] -= 1 }
    let system = try SymmetricEigensystem(of: negative, largest: 1, withVectors: false)
    return -(system.values.first ?? 0)
  }
}
