import NumericalMethods
import RealModule

/// A point of the line at which the replica-symmetric solution of the SK model becomes unstable.
///
/// ```
/// β² E sech⁴ β(√q z + h) = 1,   q = E tanh² β(√q z + h)
/// ```
///
/// Without bias; with a bias, h is the effective field h + J0 m.
///
/// **Source**: J. R. L. de Almeida and D. J. Thouless, *J. Phys. A* 11, 983 (1978).
public struct AlmeidaThoulessPoint: Sendable, Equatable {
  /// The temperature.
  public let temperature: Double

  /// The field h.
  public let field: Double

  /// The replica-symmetric overlap q there.
  public let overlap: Double

  /// The error of the coordinate that was computed from the other.
  public let errorEstimate: Double
}

extension SpinGlassTheory {
  /// The point of the de Almeida–Thouless line at a field.
  ///
  /// Its temperature is 1 at zero field and falls like (4/3) e^(−h²/2)/√(2π) in a strong one; it is 0
  /// where it is smaller than the smallest number (|h| > 37).
  ///
  /// - Parameter field: The field h, of either sign.
  /// - Returns: The point.
  /// - Throws: ``ReplicaTheoryError/invalidField(_:)`` when the field is not finite.
  /// - Complexity: About 20 replica-symmetric solutions.
  public static func almeidaThoulessPoint(field: Double) throws -> AlmeidaThoulessPoint {
    guard field.isFinite else { throw ReplicaTheoryError.invalidField(field) }
    let h = abs(field)
    if let weak = WeakFieldLine(field: h) {
      return AlmeidaThoulessPoint(
        temperature: 1 - weak.distance, field: field, overlap: weak.overlap,
        errorEstimate: .ulpOfOne + weak.distance / 3 * weak.truncation)
    }
    let asymptotic = 4 / (3 * (2 * Double.pi).squareRoot()) * Double.exp(-h * h / 2)
    guard asymptotic > 1e-298 else {
      return AlmeidaThoulessPoint(temperature: 0, field: field, overlap: 1, errorEstimate: 1e-298)
    }
    if asymptotic < Self.asymptoticTemperature {
      return AlmeidaThoulessPoint(
        temperature: asymptotic, field: field, overlap: 1,
        errorEstimate: asymptotic * (4 + h * h / 2) * .ulpOfOne)
    }
    let solution = { (logT: Double) in
      try ReplicaSymmetricPoint(
        .sherringtonKirkpatrick, field: h, temperature: Double.exp(logT))
    }
    let logT = try findRoot(in: Double.log(asymptotic / 4)...0) { try solution($0).replicon }
    let point = try solution(logT)
    let step = 0.05 * Double.minimum(1, -logT)
    let slope = try (solution(logT + step).replicon - solution(logT - step).replicon) / (2 * step)
    return AlmeidaThoulessPoint(
      temperature: point.temperature, field: field, overlap: point.q,
      errorEstimate: point.temperature
        * (point.repliconError / abs(slope) + (4 + abs(logT)) * .ulpOfOne))
  }

  /// The point of the de Almeida–Thouless line at a temperature.
  ///
  /// - Parameter temperature: The temperature, 0 < T ≤ 1.
  /// - Returns: The point, at a field of 0 or more.
  /// - Throws: ``ReplicaTheoryError/noTransition(temperature:)`` outside that range, where the
  ///   solution is stable at every field (T > 1) or at none (T = 0).
  /// - Complexity: About 20 replica-symmetric solutions.
  public static func almeidaThoulessPoint(temperature: Double) throws -> AlmeidaThoulessPoint {
    guard temperature > 1e-290, temperature <= 1 else {
      throw ReplicaTheoryError.noTransition(temperature: temperature)
    }
    if let weak = WeakFieldLine(distance: 1 - temperature) {
      return AlmeidaThoulessPoint(
        temperature: temperature, field: weak.field, overlap: weak.overlap,
        errorEstimate: weak.field * (4 * .ulpOfOne + weak.truncation / 2))
    }
    if temperature < Self.asymptoticTemperature {
      let h = (-2 * (Double.log(temperature) + Double.log(0.75 * (2 * Double.pi).squareRoot())))
        .squareRoot()
      return AlmeidaThoulessPoint(
        temperature: temperature, field: h, overlap: 1, errorEstimate: 4 * h * .ulpOfOne)
    }
    let solution = { (h: Double) in
      try ReplicaSymmetricPoint(.sherringtonKirkpatrick, field: h, temperature: temperature)
    }
    let upper = 1 + (-2 * Double.log(temperature)).squareRoot()
    let h = try findRoot(in: 0...upper) { try solution($0).replicon }
    let point = try solution(h)
    let step = 0.05 * Double.minimum(h, 1 / h)
    let slope = try (solution(h + step).replicon - solution(h - step).replicon) / (2 * step)
    return AlmeidaThoulessPoint(
      temperature: temperature, field: h, overlap: point.q,
      errorEstimate: point.repliconError / abs(slope) + 4 * h * .ulpOfOne)
  }

  /// The temperature below which the line is its asymptote within rounding: corrections are (hT)², relatively.
  private static let asymptoticTemperature = 1e-12

  /// The temperature of the de Almeida–Thouless line at a field.
  ///
  /// - Parameter field: The field h, of either sign.
  /// - Returns: T_AT(h), as in ``almeidaThoulessPoint(field:)``.
  /// - Throws: ``ReplicaTheoryError/invalidField(_:)`` when the field is not finite.
  /// - Complexity: About 20 replica-symmetric solutions.
  public static func almeidaThoulessTemperature(field: Double) throws -> Double {
    try almeidaThoulessPoint(field: field).temperature
  }

  /// The positive field of the de Almeida–Thouless line at a temperature.
  ///
  /// - Parameter temperature: The temperature, 0 < T ≤ 1.
  /// - Returns: h_AT(T), as in ``almeidaThoulessPoint(temperature:)``.
  /// - Throws: ``ReplicaTheoryError/noTransition(temperature:)`` outside that range.
  /// - Complexity: About 20 replica-symmetric solutions.
  public static func almeidaThoulessField(temperature: Double) throws -> Double {
    try almeidaThoulessPoint(temperature: temperature).field
  }
}

/// The de Almeida–Thouless line at weak fields, where the replicon is lost in rounding.
///
/// ```
/// h² = (4/3) τ³ (1 + τ + (17/5) τ² − (997/90) τ³ + (49127/630) τ⁴ − (400171/630) τ⁵ + …),   τ = 1 − T
/// β² q = τ + 3 τ² + 4 τ³ + (15/2) τ⁴ − (9/2) τ⁵ + (704/9) τ⁶ + …
/// ```
///
/// Both follow from the two equations of the line by expansion in β² q.
private struct WeakFieldLine {
  /// The distance τ = 1 − T from the critical temperature.
  let distance: Double

  let field: Double
  let overlap: Double

  /// The relative error of h², from the growth of the coefficients.
  let truncation: Double

  private static let largestDistance = 3e-3

  /// The factor that corrects the leading term.
  private static func correction(_ t: Double) -> Double {
    1 + t * (1 + t * (17.0 / 5 + t * (-997.0 / 90 + t * (49127.0 / 630 - t * 400171.0 / 630))))
  }

  init?(distance t: Double) {
    guard t <= Self.largestDistance else { return nil }
    distance = t
    field = t * (4.0 / 3 * t * Self.correction(t)).squareRoot()
    let scaled =
      t * (1 + t * (3 + t * (4 + t * (7.5 + t * (-4.5 + t * 704.0 / 9)))))
    overlap = scaled * (1 - t) * (1 - t)
    truncation = 6e3 * Double.pow(t, 6)
  }

  init?(field: Double) {
    let leading = Double.pow(0.75, 1.0 / 3) * Double.pow(field, 2.0 / 3)
    guard leading <= 1.01 * Self.largestDistance else { return nil }
    var t = leading
    // Each round gains more than two digits.
    for _ in 0..<8 { t = leading / Double.pow(Self.correction(t), 1.0 / 3) }
    self.init(distance: t)
  }
}
