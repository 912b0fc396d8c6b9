/// Magnetisations that solve the TAP equations, or come as near to it as a search could bring them.
public struct TAPSolution: Sendable, Equatable {
  /// How the magnetisations were found.
  public enum Method: String, Sendable {
    /// Bolthausen's iteration converged.
    case iteration
    /// Descent with a prescribed reaction, then least squares.
    case descent
  }

  /// The residual below which magnetisations count as a solution.
  public static let tolerance = 1e-9

  /// The magnetisations m_i.
  public let magnetizations: [Double]
  /// max_i |m_i − tanh β(…)|, how far the equations are from being solved.
  public let residual: Double
  /// How the magnetisations were found.
  public let method: Method
  /// The number of iterations, of descent and of least squares taken together.
  public let steps: Int
  /// The self-overlap q = (1/N) Σ m_i².
  public let selfOverlap: Double
  /// The TAP free energy per spin f.
  public let freeEnergyPerSpin: Double
  /// The energy per spin e.
  public let energyPerSpin: Double
  /// The entropy per spin s.
  public let entropyPerSpin: Double
  /// Plefka's condition; negative where the equations mean nothing.
  public let replicon: Double
  /// A bound of the rounding of the free energy, and of what the residual leaves open in it.
  public let errorEstimate: Double

  /// Whether the equations are solved.
  public var isSolution: Bool { residual <= Self.tolerance }

  /// Whether the magnetisations are those of a state: they solve the equations where these hold.
  public var isState: Bool { isSolution && replicon > 0 }

  /// The overlap with other magnetisations.
  ///
  /// ```
  /// (1/N) Σ_i m_i m'_i
  /// ```
  ///
  /// - Parameter other: N magnetisations.
  /// - Returns: The overlap.
  public func overlap(with other: [Double]) -> Double {
    precondition(other.count == magnetizations.count, "overlap of unequal numbers of spins")
    return zip(magnetizations, other).reduce(0) { $0 + $1.0 * $1.1 } / Double(other.count)
  }
}

extension TAPEquations {
  /// Describes magnetisations that a search found.
  func solution(
    of m: [Double], method: TAPSolution.Method, steps: Int
  ) throws(ReplicaTheoryError) -> TAPSolution {
    let thermodynamics = try thermodynamics(of: m)
    let residual = try residual(of: m)
    // f is stationary: the residual moves it in second order, 1/N · N · T · residual² and a margin.
    let rounding = 4e-16 * Double(spinCount).squareRoot() * thermodynamics.magnitude
    return TAPSolution(
      magnetizations: m, residual: residual, method: method, steps: steps,
      selfOverlap: Self.selfOverlap(of: m), freeEnergyPerSpin: thermodynamics.freeEnergy,
      energyPerSpin: thermodynamics.energy, entropyPerSpin: thermodynamics.entropy,
      replicon: try replicon(of: m),
      errorEstimate: rounding + 100 * temperature * residual * residual)
  }
}
