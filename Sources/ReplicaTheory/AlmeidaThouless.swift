import NumericalMethods
import RealModule

extension SpinGlassTheory {
  /// The temperature of the de Almeida–Thouless line at a field.
  ///
  /// ```
  /// β² E sech⁴ β(√q z + h) = 1,   q = E tanh² β(√q z + h)
  /// ```
  ///
  /// Below it the replica-symmetric solution is unstable. It is 1 at zero field and falls like
  /// (4/3) e^(−h²/2)/√(2π) in a strong one. Without bias; with a bias, h is the effective field.
  ///
  /// **Source**: J. R. L. de Almeida and D. J. Thouless, *J. Phys. A* 11, 983 (1978).
  ///
  /// - Parameter field: The field h, of either sign.
  /// - Returns: T_AT(h); 0 where it is smaller than the smallest number (|h| > 37).
  /// - Throws: ``ReplicaTheoryError/invalidField(_:)`` when the field is not finite.
  /// - Complexity: About 20 replica-symmetric solutions.
  public static func almeidaThoulessTemperature(field: Double) throws -> Double {
    guard field.isFinite else { throw ReplicaTheoryError.invalidField(field) }
    let h = abs(field)
    if h == 0 { return 1 }
    let asymptotic = 4 / (3 * (2 * Double.pi).squareRoot()) * Double.exp(-h * h / 2)
    guard asymptotic > 1e-298 else { return 0 }
    let logarithm = try findRoot(in: Double.log(asymptotic / 4)...0) { logT in
      try ReplicaSymmetricPoint(
        .sherringtonKirkpatrick, field: h, temperature: Double.exp(logT)
      ).replicon
    }
    return Double.exp(logarithm)
  }

  /// The positive field of the de Almeida–Thouless line at a temperature.
  ///
  /// - Parameter temperature: The temperature, 0 < T ≤ 1.
  /// - Returns: h_AT(T), the inverse of ``almeidaThoulessTemperature(field:)``.
  /// - Throws: ``ReplicaTheoryError/noTransition(temperature:)`` outside that range, where the
  ///   solution is stable at every field (T > 1) or at none (T = 0).
  /// - Complexity: About 20 replica-symmetric solutions.
  public static func almeidaThoulessField(temperature: Double) throws -> Double {
    guard temperature > 1e-290, temperature <= 1 else {
      throw ReplicaTheoryError.noTransition(temperature: temperature)
    }
    if temperature == 1 { return 0 }
    let upper = 1 + (-2 * Double.log(temperature)).squareRoot()
    return try findRoot(in: 0...upper) { h in
      try ReplicaSymmetricPoint(
        .sherringtonKirkpatrick, field: h, temperature: temperature
      ).replicon
    }
  }
}
