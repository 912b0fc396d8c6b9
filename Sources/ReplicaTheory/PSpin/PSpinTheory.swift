import NumericalMethods
import RealModule

/// The transitions and the states of an Ising p-spin model at zero field.
///
/// ```
/// ξ(q) = q^p/2, p ≥ 3:   paramagnet → (T_d) many states → (T_s) one step → (T_G) further steps
/// ```
///
/// The solutions themselves are those of ``SpinGlassTheory`` with the same mixture.
///
/// **Source**: E. Gardner, *Nucl. Phys. B* 257, 747 (1985); A. Montanari and F. Ricci-Tersenghi,
/// *Eur. Phys. J. B* 33, 339 (2003).
public struct PSpinTheory: Sendable, Equatable {
  /// The number p of interacting spins.
  public let p: Int

  /// The covariance of the couplings.
  public let mixture: Mixture

  /// Describes a model.
  ///
  /// - Parameter p: The number of interacting spins, from 3 on; two make the SK model.
  /// - Throws: ``ReplicaTheoryError/invalidInteraction(_:)``.
  public init(p: Int) throws(ReplicaTheoryError) {
    guard p >= 3, p <= Mixture.largestDegree else { throw .invalidInteraction(p) }
    self.p = p
    mixture = try .pSpin(p)
  }

  /// The temperatures at which the phases change.
  public struct Transitions: Sendable, Equatable {
    /// T_d, below which the phase space falls into exponentially many states.
    public let dynamicalTemperature: Double
    /// T_s, below which few states hold the weight: m = 1 and no complexity is left.
    public let staticTemperature: Double
    /// T_G, below which one step is unstable; `nil` where it is too low to be found (T_G < 1e-5).
    public let gardnerTemperature: Double?
    /// An estimate of the error of all of them.
    public let errorEstimate: Double
  }

  /// Finds the transitions.
  ///
  /// ```
  /// m = 1:   q = E tanh²(s + √s z),   s = β²ξ'(q):   T(s) is explicit, T_d its maximum
  /// T_s:     E ln cosh(s + √s z) = s/2 + β²(q ξ' − ξ)/2
  /// T_G:     1 = ξ''(q1) E_m (∂²ψ)² in the one-step solution
  /// ```
  ///
  /// - Returns: The transitions.
  /// - Throws: What the searches throw.
  /// - Complexity: A few hundred averages and about 15 one-step solutions.
  public func transitions() throws -> Transitions {
    // dT/ds changes sign at the maximum; the slope by a difference that keeps half of the digits.
    let slope = { (logS: Double) in
      critical(logS + 1e-5).logTemperature - critical(logS - 1e-5).logTemperature
    }
    let peak = try findRoot(in: Double.log(0.5)...Double.log(200), tolerance: 1e-9, of: slope)
    let staticPoint = try findRoot(in: peak...Double.log(400)) { -critical($0).complexity }
    let staticTemperature = Double.exp(critical(staticPoint).logTemperature)
    return Transitions(
      dynamicalTemperature: Double.exp(critical(peak).logTemperature),
      staticTemperature: staticTemperature,
      gardnerTemperature: try gardner(below: staticTemperature), errorEstimate: 1e-11)
  }

  /// The complexity of the states that hold the weight, Σ(T), between T_s and T_d.
  ///
  /// - Parameter temperature: The temperature.
  /// - Returns: (1/N) ln of the number of states; `nil` outside that range.
  /// - Throws: What the searches throw.
  public func equilibriumComplexity(temperature: Double) throws -> Double? {
    let found = try transitions()
    guard temperature >= found.staticTemperature, temperature <= found.dynamicalTemperature
    else { return nil }
    let slope = { (logS: Double) in
      critical(logS + 1e-5).logTemperature - critical(logS - 1e-5).logTemperature
    }
    let peak = try findRoot(in: Double.log(0.5)...Double.log(200), tolerance: 1e-9, of: slope)
    let target = Double.log(temperature)
    guard critical(peak).logTemperature > target else { return critical(peak).complexity }
    let place = try findRoot(in: peak...Double.log(400)) {
      critical($0).logTemperature - target
    }
    return critical(place).complexity
  }

  /// The solution at m = 1 with the variance s of the field in units of T.
  private func critical(_ logS: Double) -> (logTemperature: Double, complexity: Double) {
    let s = Double.exp(logS)
    let average = GaussianAverage(mean: s, variance: s)
    // E tanh² = E tanh here, and 1 − E tanh keeps its digits.
    let q = average { u in
      let t = Double.tanh(u)
      return t * t
    }
    let logCosh = average { u in
      abs(u) + Double.log(onePlus: Double.exp(-2 * abs(u))) - Double.log(2)
    }
    let derivative = mixture.derivative(q)
    let legendre = mixture.legendreIncrease(from: 0, to: q)
    return (
      Double.log(derivative / s) / 2, s / 2 + s * legendre / (2 * derivative) - logCosh
    )
  }

  private func gardner(below staticTemperature: Double) throws -> Double? {
    let model = try SpinGlassTheory(mixture: mixture)
    func replicon(_ logT: Double) throws -> Double {
      try model.oneStep(temperature: Double.exp(logT)).replicon
    }
    let high = Double.log(0.95 * staticTemperature)
    var low = high
    var above = try replicon(high)
    guard above > 0 else { return staticTemperature }
    while low > Double.log(1e-5) {
      let next = low - 0.35
      let value = try replicon(next)
      if value < 0 {
        return Double.exp(try findRoot(in: next...low, tolerance: 1e-11, of: replicon))
      }
      (low, above) = (next, value)
    }
    return nil
  }
}
