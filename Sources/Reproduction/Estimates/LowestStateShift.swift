import ReplicaTheory

extension SpinGlassTheory {
  /// By how much the energy per spin of a finite system lies above that of one step, in units of ln N/N.
  ///
  /// ```
  /// N^(−1/2) exp(N Σ(f)) states  →  f = f_∞ + ln N/(2 x N),   x = m/T;   e = e_∞ + ∂/∂β (1/(2m)) ln N/N
  /// ```
  ///
  /// **Assumes** that the lowest states are extremes of independent values with that density, as in the random energy model
  /// (B. Derrida, *Phys. Rev. B* 24, 2613 (1981)); for other models it is a good guess and no theorem.
  ///
  /// - Parameter temperature: A temperature in the phase of one step.
  /// - Returns: ∂/∂β (1/(2m)), by a difference of one per cent.
  /// - Throws: What the solution throws.
  func lowestStateShift(temperature: Double) throws -> Double {
    let ends = try [0.99, 1.01].map {
      0.5 / (try oneStep(temperature: temperature / $0).breakingParameter)
    }
    return (ends[1] - ends[0]) * temperature / 0.02
  }
}
