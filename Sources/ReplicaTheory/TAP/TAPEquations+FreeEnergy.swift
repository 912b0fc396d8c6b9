public import LinearAlgebra
import RealModule

extension TAPEquations {
  /// Free energy, energy and entropy per spin.
  struct Thermodynamics {
    var freeEnergy = 0.0
    var energy = 0.0
    var entropy = 0.0
    /// The sum of the magnitudes of all terms, which bounds the rounding of the free energy.
    var magnitude = 0.0
  }

  /// The TAP free energy per spin.
  ///
  /// ```
  /// f = −(1/N) Σ_(i<j) J_ij m_i m_j − (1/N) Σ_i h_i m_i − (T/2) ∫_0^β(1−q) R(x) dx − T s_0
  /// SK: −(β/4)(1 − q)²   Hopfield: (αT/2)[ln(1 − x) + x], x = β(1 − q)
  /// pairwise: −(β/2N) Σ_(i<j) J_ij² (1 − m_i²)(1 − m_j²)   (in place of the integral)
  /// s_0 = −(1/N) Σ_i [(1 + m_i)/2 ln (1 + m_i)/2 + (1 − m_i)/2 ln (1 − m_i)/2]
  /// ```
  ///
  /// - Parameter m: Magnetisations, from −1 to 1; they need not solve the equations.
  /// - Returns: The free energy per spin.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)``.
  /// - Complexity: O(N²).
  public func freeEnergyPerSpin(of m: [Double]) throws(ReplicaTheoryError) -> Double {
    try thermodynamics(of: m).freeEnergy
  }

  /// The energy per spin, the derivative of βf by β at fixed magnetisations.
  ///
  /// ```
  /// e = −(1/N) Σ_(i<j) J_ij m_i m_j − (1/N) Σ_i h_i m_i − (1/2N) Σ_i R_i (1 − m_i²)
  /// ```
  ///
  /// - Parameter m: Magnetisations, from −1 to 1.
  /// - Returns: The energy per spin.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)``.
  /// - Complexity: O(N²).
  public func energyPerSpin(of m: [Double]) throws(ReplicaTheoryError) -> Double {
    try thermodynamics(of: m).energy
  }

  func thermodynamics(of m: [Double]) throws(ReplicaTheoryError) -> Thermodynamics {
    requireMagnetizations(m)
    let n = Double(spinCount)
    let x = susceptibility(of: m)
    let local = couplings.symmetricProduct(with: m)
    var result = Thermodynamics()
    var spinEntropy = 0.0
    for i in m.indices {
      let term = -m[i] * (local[i] / 2 + fields[i])
      result.energy += term / n
      result.magnitude += abs(term) / n
      spinEntropy += Self.entropy(ofSpin: m[i]) / n
    }
    result.freeEnergy = result.energy
    if let uniform = try UniformReaction(reaction, susceptibility: x) {
      result.energy -= uniform.value * x * temperature / 2
      result.freeEnergy -= uniform.integral * temperature / 2
      result.entropy = spinEntropy + (uniform.integral - uniform.value * x) / 2
    } else {
      let coefficients = pairwiseCoefficients(of: m)
      let sum = zip(m, coefficients).reduce(0) { $0 + (1 - $1.0) * (1 + $1.0) * $1.1 } / n
      result.energy -= sum / 2
      result.freeEnergy -= sum / 4
      result.entropy = spinEntropy - sum * beta / 4
    }
    result.freeEnergy -= temperature * spinEntropy
    result.magnitude += abs(result.energy) + temperature * (spinEntropy + abs(result.entropy))
    return result
  }

  /// The entropy of a free spin of given magnetisation.
  private static func entropy(ofSpin m: Double) -> Double {
    let (up, down) = ((1 + m) / 2, (1 - m) / 2)
    return -(up > 0 ? up * Double.log(up) : 0) - (down > 0 ? down * Double.log(down) : 0)
  }

  /// The gradient of the total free energy N f.
  ///
  /// ```
  /// ∂(N f)/∂m_i = T artanh m_i − h_i − Σ_j J_ij m_j + R_i m_i
  /// ```
  ///
  /// - Parameter m: Magnetisations between −1 and 1, ends excluded.
  /// - Returns: N derivatives, all 0 at a solution.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)``.
  /// - Complexity: O(N²).
  public func gradient(of m: [Double]) throws(ReplicaTheoryError) -> [Double] {
    precondition(m.allSatisfy { abs($0) < 1 }, "the gradient is infinite where |m_i| = 1")
    let cavity = try cavityFields(of: m)
    return zip(m, cavity).map { temperature * Double.atanh($0) - $1 }
  }

  /// The second derivatives of the total free energy N f, the inverse of the susceptibilities.
  ///
  /// ```
  /// H_ij = δ_ij [T/(1 − m_i²) + R_i] − J_ij − (2β/N) R'(x) m_i m_j
  /// pairwise: the last term is −2β J_ij² m_i m_j
  /// ```
  ///
  /// - Parameter m: Magnetisations between −1 and 1, ends excluded.
  /// - Returns: A symmetric N × N matrix.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)``.
  /// - Complexity: O(N²).
  public func hessian(of m: [Double]) throws(ReplicaTheoryError) -> Matrix {
    precondition(m.allSatisfy { abs($0) < 1 }, "the Hessian is infinite where |m_i| = 1")
    let ones = [Double](repeating: 1, count: m.count)
    var matrix = try scaledCurvature(of: m, scales: ones)
    for i in m.indices { matrix[i, i] += temperature / ((1 - m[i]) * (1 + m[i])) }
    return matrix
  }

  /// The second derivatives without those of the entropy, S_i (H_ij − δ_ij T/(1 − m_i²)) S_j.
  func scaledCurvature(
    of m: [Double], scales: [Double]
  ) throws(ReplicaTheoryError) -> Matrix {
    let coefficients = try reactionCoefficients(of: m)
    let uniform = try UniformReaction(reaction, susceptibility: susceptibility(of: m))
    let n = spinCount
    let common = 2 * beta * (uniform?.slope ?? 0) / Double(n)
    let moment = zip(m, scales).map { $0 * $1 }
    var matrix = couplings
    matrix.elements.withUnsafeMutableBufferPointer { elements in
      for i in 0..<n {
        let row = i * n
        if uniform != nil {
          for j in 0..<n {
            elements[row + j] =
              -elements[row + j] * (scales[i] * scales[j]) - common * (moment[i] * moment[j])
          }
        } else {
          for j in 0..<n {
            let coupling = elements[row + j]
            elements[row + j] =
              -coupling * (scales[i] * scales[j])
              - 2 * beta * coupling * coupling * (moment[i] * moment[j])
          }
        }
        elements[row + i] += coefficients[i] * scales[i] * scales[i]
      }
    }
    return matrix
  }
}
