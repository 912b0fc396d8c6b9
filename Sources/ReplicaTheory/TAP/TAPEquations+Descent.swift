import LinearAlgebra
import RealModule

extension TAPEquations {
  /// Follows a minimum of the free energy while the reaction is switched on, up to where it is the
  /// reaction of the magnetisations themselves.
  ///
  /// ```
  /// du_i/dt = −u_i + β(h_i + Σ_j J_ij m_j − R(x) m_i),   m = tanh u,   x = β(1 − q̂)
  /// ```
  ///
  /// With a prescribed x this is a descent of a function that is bounded from below; without that, descent of
  /// the TAP free energy runs into its spurious minimum m = 0. The prescribed self-overlap q̂ sinks from
  /// that of the start until q(x) ≥ q̂. Where the two never meet there is no solution on this way, and the
  /// magnetisations where they are nearest are returned.
  ///
  /// - Parameter start: Magnetisations, from −1 to 1.
  /// - Returns: The fields u = artanh m in units of T, and the number of descent steps.
  func descent(from start: [Double]) -> (fields: [Double], steps: Int) {
    var u = start.map { Double.atanh(Swift.min(Swift.max($0, -0.95), 0.95)) }
    var nearest = (gap: -Double.infinity, fields: u)
    var steps = 0
    var prescribed = Self.selfOverlap(of: start)
    if case .hopfield = reaction { prescribed = Swift.max(prescribed, 1 - 0.9 * temperature) }
    while prescribed > 0 {
      let x = beta * (1 - prescribed)
      guard let coefficients = prescribedCoefficients(susceptibility: x) else { break }
      steps += relax(&u, coefficients: coefficients)
      let gap = Self.selfOverlap(of: u.map { Double.tanh($0) }) - prescribed
      if gap > nearest.gap { nearest = (gap, u) }
      if gap >= 0 || gap < nearest.gap - 0.02 { break }
      prescribed -= Swift.max(0.005, Swift.min(0.03, -gap))
    }
    return (nearest.fields, steps)
  }

  /// The reaction on every spin at a susceptibility that is not that of the magnetisations.
  private func prescribedCoefficients(susceptibility x: Double) -> [Double]? {
    do {
      if let uniform = try UniformReaction(reaction, susceptibility: x) {
        return [Double](repeating: uniform.value, count: spinCount)
      }
    } catch { return nil }
    guard let squaredCouplings else { return nil }
    return squaredCouplings.symmetricProduct(with: [Double](repeating: x, count: spinCount))
  }

  /// Descends with a prescribed reaction, in place.
  ///
  /// - Returns: The number of steps.
  private func relax(_ u: inout [Double], coefficients: [Double]) -> Int {
    let largest = 1000
    // A spin whose reaction is strong would overshoot with a longer step.
    let step = 1 / (2.5 + beta * (coefficients.max() ?? 0))
    for count in 1...largest {
      let m = u.map { Double.tanh($0) }
      let local = couplings.symmetricProduct(with: m)
      var residual = 0.0
      for i in u.indices {
        let target = beta * (fields[i] + local[i] - coefficients[i] * m[i])
        residual = Swift.max(residual, abs(m[i] - Double.tanh(target)))
        u[i] += step * (target - u[i])
      }
      if residual < 1e-4 { return count }
    }
    return largest
  }
}
