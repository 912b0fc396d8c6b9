import NumericalMethods
import RealModule

/// The spherical p-spin model at zero field, in closed form.
///
/// ```
/// Σ_i s_i² = N,   ξ(q) = q^p/2,   p ≥ 3
/// ```
///
/// Free energies and entropies are relative to the uniform measure on the sphere: βf = 0 at β = 0.
///
/// **Source**: A. Crisanti and H.-J. Sommers, *Z. Phys. B* 87, 341 (1992).
public struct SphericalPSpinTheory: Sendable, Equatable {
  /// The number p of interacting spins.
  public let p: Int

  /// Describes a model.
  ///
  /// - Parameter p: The number of interacting spins, from 3 to 100.
  /// - Throws: ``ReplicaTheoryError/invalidInteraction(_:)``.
  public init(p: Int) throws(ReplicaTheoryError) {
    guard p >= 3, p <= Mixture.largestDegree else { throw .invalidInteraction(p) }
    self.p = p
  }

  /// The dynamical temperature, T_d² = p(p−2)^(p−2) / (2(p−1)^(p−1)).
  public var dynamicalTemperature: Double {
    let n = Double(p)
    return Double.sqrt(
      n / 2 * Double.pow((n - 2) / (n - 1), n - 2) / (n - 1))
  }

  /// The energy per spin of the threshold states at T = 0, −√(2(p−1)/p).
  public var thresholdEnergyPerSpin: Double {
    -Double.sqrt(2 * Double(p - 1) / Double(p))
  }

  /// The static temperature and the ground-state energy.
  ///
  /// ```
  /// 2/p = −2y(1 − y + ln y)/(1 − y)²,   y = 1 − q1,   T_s² = (p/2) y q1^(p−2)
  /// ```
  ///
  /// - Returns: T_s and the overlap q1 there.
  /// - Throws: What the search throws.
  public func staticTransition() throws -> (temperature: Double, q1: Double) {
    // m = 1 in the equations of the one-step phase; y in units that stay finite.
    let y = try ratio()
    let q = 1 - y
    return (Double.sqrt(Double(p) / 2 * y * Double.pow(q, Double(p - 2))), q)
  }

  /// The root y of 2/p = −2y(1 − y + ln y)/(1 − y)², which all of the one-step phase shares.
  private func ratio() throws -> Double {
    let target = 2 / Double(p)
    return Double.exp(
      try findRoot(in: -700...(-1e-3)) { logY in
        let y = Double.exp(logY)
        // (1 − y + ln y)/(1 − y)² → −1/2 as y → 1.
        return -2 * y * (1 - y + logY) / ((1 - y) * (1 - y)) - target
      })
  }

  /// A solution at one temperature.
  public struct State: Sendable, Equatable {
    /// The temperature T.
    public let temperature: Double
    /// The free energy per spin.
    public let freeEnergyPerSpin: Double
    /// The energy per spin.
    public let energyPerSpin: Double
    /// The entropy per spin; −∞ at T = 0.
    public let entropyPerSpin: Double
    /// The self-overlap of a state; 0 above T_s.
    public let q1: Double
    /// The breaking parameter m; 1 above T_s.
    public let breakingParameter: Double
    /// The replicon 1 − β²ξ''(q1)(1 − q1)²; always positive.
    public let replicon: Double
  }

  /// The state at a temperature.
  ///
  /// ```
  /// T < T_s:  (p/2) β² q^(p−2) (1 − q)² = y,   m = (1 − y)(1 − q)/(y q)
  /// −2βf = (β²/2)[1 − (1 − m) q^p] + ((m − 1)/m) ln(1 − q) + (1/m) ln(1 − (1 − m) q)
  /// ```
  ///
  /// - Parameter temperature: The temperature T, 0 or more.
  /// - Returns: The state, with one step below T_s.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)`` and what the searches throw.
  public func state(temperature: Double) throws -> State {
    guard temperature >= 0, temperature.isFinite else {
      throw ReplicaTheoryError.invalidTemperature(temperature)
    }
    let n = Double(p)
    let transition = try staticTransition()
    if temperature >= transition.temperature {
      let beta = 1 / temperature
      return State(
        temperature: temperature, freeEnergyPerSpin: -beta / 4, energyPerSpin: -beta / 2,
        entropyPerSpin: -beta * beta / 4, q1: 0, breakingParameter: 1, replicon: 1)
    }
    let y = try ratio()
    let c = Double.sqrt(2 * y / n)
    // With r = (1 − q)/T: r q^((p−2)/2) = c, one root with q near 1.
    let top = (n - 2) / n
    let q =
      temperature == 0
      ? 1 : try findRoot(in: top...1) { (1 - $0) * Double.pow($0, (n - 2) / 2) - c * temperature }
    let r = temperature == 0 ? c : (1 - q) / temperature
    // m/T, finite as T → 0.
    let slope = (1 - y) * r / (y * q)
    let m = slope * temperature
    // 1 − q^p = r T Σ q^j.
    var powers = 0.0
    for j in 0..<p { powers += Double.pow(q, Double(j)) }
    let energy = -(r * powers + slope * Double.pow(q, n)) / 2
    guard temperature > 0 else {
      return State(
        temperature: 0, freeEnergyPerSpin: energy, energyPerSpin: energy,
        entropyPerSpin: -.infinity, q1: 1, breakingParameter: 0, replicon: 1 - (n - 1) * y)
    }
    let beta = 1 / temperature
    let free =
      -temperature / 2
      * (beta * beta / 2 * (1 - (1 - m) * Double.pow(q, n))
        + (m - 1) / m * Double.log(1 - q) + Double.log(1 - (1 - m) * q) / m)
    return State(
      temperature: temperature, freeEnergyPerSpin: free, energyPerSpin: energy,
      entropyPerSpin: beta * (energy - free), q1: q, breakingParameter: m,
      replicon: 1 - (n - 1) * y)
  }

  /// (1/N) ln of the number of minima at an energy per spin.
  ///
  /// ```
  /// Σ = ½[−ln(p z²/2) + (p − 1) z²/2 … ],   z = (−E − √(E² − E_th²))/(p − 1)
  /// Σ = ½[(2 − p)/p − ln(p z²/2) + ((p − 1)/2) z² − 2/(p² z²)]
  /// ```
  ///
  /// - Parameter energy: The energy per spin, from the ground state to the threshold.
  /// - Returns: The complexity; `nil` outside that range.
  public func complexity(energyPerSpin energy: Double) -> Double? {
    let threshold = thresholdEnergyPerSpin
    guard energy <= threshold else { return nil }
    let n = Double(p)
    let z = (-energy - Double.sqrt(energy * energy - threshold * threshold)) / (n - 1)
    let value =
      ((2 - n) / n - Double.log(n * z * z / 2) + (n - 1) / 2 * z * z - 2 / (n * n * z * z)) / 2
    return value >= -1e-12 ? Swift.max(value, 0) : nil
  }
}
