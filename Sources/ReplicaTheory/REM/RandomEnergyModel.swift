import RealModule

/// The random energy model, the p-spin model for p → ∞.
///
/// ```
/// 2^N independent energies of variance N/2;   T_c = 1/(2√ln 2),   E_0/N = −√ln 2
/// T > T_c: f = −T ln 2 − 1/(4T);   T < T_c: f = −√ln 2, q0 = 0, q1 = 1, m = T/T_c
/// ```
///
/// **Source**: B. Derrida, *Phys. Rev. B* 24, 2613 (1981).
public struct RandomEnergyModel: Sendable, Equatable {
  /// Makes the model; it has no parameters.
  public init() {}

  /// The critical temperature, 1/(2√ln 2).
  public var criticalTemperature: Double { 1 / (2 * Double.log(2).squareRoot()) }

  /// The ground-state energy per spin, −√ln 2.
  public var groundStateEnergyPerSpin: Double { -Double.log(2).squareRoot() }

  /// The thermodynamics at one temperature.
  public struct State: Sendable, Equatable {
    /// The temperature T.
    public let temperature: Double
    /// The free energy per spin.
    public let freeEnergyPerSpin: Double
    /// The energy per spin.
    public let energyPerSpin: Double
    /// The entropy per spin.
    public let entropyPerSpin: Double
    /// The breaking parameter m = T/T_c; 1 above T_c.
    public let breakingParameter: Double
    /// q(x): 0 below m and 1 above.
    public let parisiFunction: ParisiFunction
  }

  /// The state at a temperature.
  ///
  /// - Parameter temperature: The temperature T, 0 or more.
  /// - Returns: Its thermodynamics, exact.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)``.
  public func state(temperature: Double) throws(ReplicaTheoryError) -> State {
    guard temperature >= 0, temperature.isFinite else { throw .invalidTemperature(temperature) }
    let ln2 = Double.log(2)
    if temperature >= criticalTemperature {
      let energy = -1 / (2 * temperature)
      return State(
        temperature: temperature, freeEnergyPerSpin: -temperature * ln2 - 1 / (4 * temperature),
        energyPerSpin: energy, entropyPerSpin: ln2 - 1 / (4 * temperature * temperature),
        breakingParameter: 1, parisiFunction: ParisiFunction(overlaps: [0], breakingPoints: []))
    }
    let m = temperature / criticalTemperature
    return State(
      temperature: temperature, freeEnergyPerSpin: groundStateEnergyPerSpin,
      energyPerSpin: groundStateEnergyPerSpin, entropyPerSpin: 0, breakingParameter: m,
      parisiFunction: ParisiFunction(overlaps: [0, 1], breakingPoints: [m]))
  }

  /// (1/N) ln of the number of levels at an energy per spin.
  ///
  /// - Parameter energy: The energy per spin.
  /// - Returns: ln 2 − e²; `nil` where there are no levels, |e| > √ln 2.
  public func complexity(energyPerSpin energy: Double) -> Double? {
    let value = Double.log(2) - energy * energy
    return value >= 0 ? value : nil
  }

  /// The disorder average of a power sum of the weights.
  ///
  /// ```
  /// [Σ_α w_α^k] = Γ(k − m)/(Γ(k) Γ(1 − m)) = Π_(j=1)^(k−1) (j − m)/j
  /// ```
  ///
  /// It holds for the weights of every one-step solution, with its m.
  ///
  /// - Parameters:
  ///   - power: The power k, 1 or more.
  ///   - m: The breaking parameter, from 0 to 1.
  /// - Returns: The moment; 1 for k = 1, 1 − m for k = 2.
  public static func participation(_ power: Int, breakingParameter m: Double) -> Double {
    precondition(power >= 1 && m >= 0 && m <= 1, "power \(power), m = \(m)")
    return (1..<Swift.max(power, 1)).reduce(1) { $0 * (Double($1) - m) / Double($1) }
  }

  /// The disorder average of the squared participation, [(Σ w²)²] = [Y]/3 + 2[Y]²/3.
  ///
  /// - Parameter m: The breaking parameter, from 0 to 1.
  /// - Returns: The moment.
  public static func squaredParticipation(breakingParameter m: Double) -> Double {
    let y = participation(2, breakingParameter: m)
    return y / 3 + 2 * y * y / 3
  }
}
