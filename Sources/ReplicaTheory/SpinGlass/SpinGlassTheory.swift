import NumericalMethods
import RealModule

/// An Ising spin glass with interactions among all spins, in the limit of many spins.
///
/// ```
/// H = H_ξ − (J0/2N)(Σ_i s_i)² − h Σ_i s_i,   E[H_ξ(s) H_ξ(s')] = N ξ(q)
/// ```
///
/// With ξ = q²/2, the default, this is the Sherrington–Kirkpatrick model with couplings of mean J0/N and
/// variance 1/N.
///
/// **Source**: D. Sherrington and S. Kirkpatrick, *Phys. Rev. Lett.* 35, 1792 (1975); B. Derrida,
/// *Phys. Rev. B* 24, 2613 (1981).
public struct SpinGlassTheory: Sendable, Equatable {
  /// The covariance ξ of the couplings.
  public let mixture: Mixture

  /// The external field h.
  public let field: Double

  /// The mean coupling J0 of pairs; positive favours a ferromagnet.
  public let bias: Double

  /// Describes a model.
  ///
  /// - Parameters:
  ///   - mixture: The covariance ξ of the couplings.
  ///   - field: The external field h, of either sign.
  ///   - bias: The mean coupling J0.
  /// - Throws: ``ReplicaTheoryError`` when a number is not finite.
  public init(
    mixture: Mixture = .sherringtonKirkpatrick, field: Double = 0, bias: Double = 0
  ) throws(ReplicaTheoryError) {
    guard field.isFinite else { throw .invalidField(field) }
    guard bias.isFinite else { throw .invalidBias(bias) }
    self.mixture = mixture
    self.field = field
    self.bias = bias
  }

  /// Solves the replica-symmetric equations.
  ///
  /// ```
  /// q = E tanh² βy,   M = E tanh βy,   y ~ N(h + J0 M, ξ'(q))
  /// f = −(β/2)[ξ(1) − ξ(q) − (1 − q) ξ'(q)] + J0 M²/2 − T E ln 2cosh βy
  /// ```
  ///
  /// Of several overlaps the one with the largest f is taken, which by Guerra's bound is the closest; of
  /// several magnetisations the one of lowest free energy, M ≥ 0 at zero field. At T = 0 the limits are
  /// returned: for SK q = 1, e = −√(2/π), s = −1/(2π) at zero field without bias.
  ///
  /// Normal random fields of deviation δ at the sites, added to h, make the variance of y ξ'(q) + δ².
  ///
  /// - Parameters:
  ///   - temperature: The temperature T, 0 or more.
  ///   - fieldDeviation: The standard deviation δ of random fields, 0 or more.
  /// - Returns: The solution, with its stability.
  /// - Throws: ``ReplicaTheoryError`` for a negative temperature, a negative deviation or a NaN.
  /// - Complexity: A few thousand function values, at any temperature.
  public func replicaSymmetric(
    temperature: Double, fieldDeviation: Double = 0
  ) throws -> ReplicaSymmetricSolution {
    try requireTemperature(temperature)
    guard fieldDeviation >= 0, fieldDeviation.isFinite else {
      throw ReplicaTheoryError.invalidField(fieldDeviation)
    }
    let mixture = mixture.inRandomFields(deviation: fieldDeviation)
    let point = { (h: Double) throws -> ReplicaSymmetricPoint in
      try ReplicaSymmetricPoint(mixture, field: h, temperature: temperature)
    }
    let magnetization = try selfConsistentMagnetization(
      zeroFieldSusceptibility: bias == 0 ? 0 : try point(0).scaledP
    ) { try point($0).magnetization }
    let solution = try point(abs(field) + bias * magnetization)
    let shift = bias * magnetization * magnetization / 2
    let f = solution.freeEnergy + shift
    return ReplicaSymmetricSolution(
      temperature: temperature, field: field, bias: bias, freeEnergyPerSpin: f,
      energyPerSpin: solution.energy + shift, entropyPerSpin: solution.entropy, q: solution.q,
      magnetization: field < 0 ? -magnetization : magnetization, replicon: solution.replicon,
      stable: solution.replicon >= 0,
      errorEstimate: abs(solution.refined.freeEnergy - solution.freeEnergy)
        + 8 * .ulpOfOne * (1 + abs(f) + temperature))
  }

  func requireTemperature(_ temperature: Double) throws(ReplicaTheoryError) {
    guard temperature >= 0, temperature.isFinite else { throw .invalidTemperature(temperature) }
  }

  /// The magnetisation M ≥ 0 that the mean field |h| + J0 M produces.
  ///
  /// - Parameters:
  ///   - susceptibility: dM/dh at zero effective field.
  ///   - response: The magnetisation in a given effective field, without bias.
  /// - Returns: M, 0 for a paramagnet or spin glass at zero field.
  /// - Throws: What the response throws.
  func selfConsistentMagnetization(
    zeroFieldSusceptibility susceptibility: Double, response: (Double) throws -> Double
  ) throws -> Double {
    let h = abs(field)
    if bias == 0 { return h == 0 ? 0 : try response(h) }
    func excess(_ m: Double) throws -> Double { try m - response(h + bias * m) }
    var lower = 0.0
    if h == 0 {
      guard bias * susceptibility > 1 else { return 0 }
      // A ferromagnet: M = 0 is unstable, the root lies above it.
      lower = Double.minimum(0.5, (bias * susceptibility - 1).squareRoot())
      while try excess(lower) >= 0 {
        lower /= 2
        if lower < 1e-9 { return 0 }
      }
    }
    return try findRoot(in: lower...1, of: excess)
  }
}
