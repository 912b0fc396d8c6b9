import NumericalMethods
import RealModule

/// The Sherrington–Kirkpatrick model in the limit of many spins.
///
/// ```
/// H = −Σ_(i<j) J_ij s_i s_j − h Σ_i s_i,   J_ij of mean J0/N and variance 1/N
/// ```
///
/// **Source**: D. Sherrington and S. Kirkpatrick, *Phys. Rev. Lett.* 35, 1792 (1975).
public struct SKTheory: Sendable, Equatable {
  /// The external field h.
  public let field: Double

  /// The mean coupling J0; positive favours a ferromagnet.
  public let bias: Double

  /// Describes a model.
  ///
  /// - Parameters:
  ///   - field: The external field h, of either sign.
  ///   - bias: The mean coupling J0.
  /// - Throws: ``ReplicaTheoryError`` when a number is not finite.
  public init(field: Double = 0, bias: Double = 0) throws(ReplicaTheoryError) {
    guard field.isFinite else { throw .invalidField(field) }
    guard bias.isFinite else { throw .invalidBias(bias) }
    self.field = field
    self.bias = bias
  }

  /// Solves the replica-symmetric equations.
  ///
  /// ```
  /// q = E tanh² β(√q z + h + J0 M),   M = E tanh β(√q z + h + J0 M)
  /// f = −(β/4)(1 − q)² + J0 M²/2 − T E ln 2cosh β(√q z + h + J0 M)
  /// ```
  ///
  /// Of several magnetisations the one of lowest free energy is taken, M ≥ 0 at zero field. At T = 0
  /// the limits are returned: q = 1, e = −√(2/π), s = −1/(2π) at zero field without bias.
  ///
  /// - Parameter temperature: The temperature T, 0 or more.
  /// - Returns: The solution, with its stability.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)`` for a negative temperature or a NaN.
  /// - Complexity: A few thousand function values, at any temperature.
  public func replicaSymmetric(temperature: Double) throws -> ReplicaSymmetricSolution {
    guard temperature >= 0, temperature.isFinite else {
      throw ReplicaTheoryError.invalidTemperature(temperature)
    }
    let point = { (h: Double) throws -> RSPoint in
      temperature == 0
        ? RSPoint(groundStateAt: h) : try RSPoint(field: h, temperature: temperature)
    }
    let zero = try point(0)
    let magnetization = try selfConsistentMagnetization(
      zeroFieldSusceptibility: zero.scaledP
    ) { try point($0).magnetization }
    let effective = abs(field) + bias * magnetization
    let solution = try point(effective)
    let sign = field < 0 ? -1.0 : 1.0
    let shift = bias * magnetization * magnetization / 2
    let f = solution.freeEnergy + shift
    let finer =
      temperature == 0
      ? solution
      : RSPoint(field: effective, temperature, q: solution.q, p: solution.p, refinement: 2)
    return ReplicaSymmetricSolution(
      temperature: temperature, field: field, bias: bias, freeEnergyPerSpin: f,
      energyPerSpin: solution.energy + shift, entropyPerSpin: solution.entropy, q: solution.q,
      magnetization: sign * magnetization, replicon: solution.replicon,
      stable: solution.replicon >= 0,
      errorEstimate: abs(finer.freeEnergy - solution.freeEnergy)
        + 8 * .ulpOfOne * (1 + abs(f) + temperature))
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

/// The replica-symmetric solution at an effective field h, without bias.
struct RSPoint {
  let q: Double
  /// 1 − q, with its own relative accuracy.
  let p: Double
  /// (1 − q)/T.
  let scaledP: Double
  let magnetization: Double
  let freeEnergy: Double
  let energy: Double
  let entropy: Double
  let replicon: Double

  /// The limit T → 0: y ~ N(h, 1) and every spin along its field.
  init(groundStateAt h: Double) {
    q = 1
    p = 0
    scaledP = (2 / Double.pi).squareRoot() * Double.exp(-h * h / 2)
    magnetization = Double.erf(h / 2.0.squareRoot())
    energy = -scaledP - h * magnetization
    freeEnergy = energy
    entropy = -scaledP * scaledP / 4
    replicon = -.infinity
  }

  /// Solves q = E tanh² β(√q z + h).
  init(field h: Double, temperature: Double) throws {
    let average = { (q: Double) in
      LocalFieldAverages(field: h, variance: q, temperature: temperature)
    }
    if h == 0 && temperature >= 1 {
      self.init(field: 0, temperature, q: 0, p: 1)
      return
    }
    if temperature >= 0.5 {
      // tanh² x ≥ x² − 2x⁴/3 bounds the zero-field root from below.
      // A field only raises it.
      let lower =
        temperature < 1
        ? (1 - temperature) * (1 + temperature) * temperature * temperature / 2 : 0
      let excess = { (q: Double) in average(q).tanh2 - q }
      let q =
        excess(lower) <= 0 ? lower : try findRoot(in: lower...Double.maximum(1, lower), of: excess)
      let p = average(q).sech2
      self.init(field: h, temperature, q: q, p: p)
    } else {
      // At zero field q > 1/2 here, which leaves out the root q = 0; a field only raises q.
      let p = try findRoot(in: 0...0.5) { average(1 - $0).sech2 - $0 }
      self.init(field: h, temperature, q: 1 - p, p: p)
    }
  }

  /// All quantities at a given q.
  init(field h: Double, _ temperature: Double, q: Double, p: Double, refinement: Double = 1) {
    let a = LocalFieldAverages(
      field: h, variance: q, temperature: temperature, refinement: refinement)
    self.q = q
    self.p = p
    scaledP = p / temperature
    magnetization = a.magnetization
    // E u tanh u = βhM + β²q(1 − q) by parts turns −T E ln 2cosh into forms without cancellation.
    energy = -scaledP * (1 + q) / 2 - h * a.magnetization
    entropy = a.entropy - scaledP * scaledP / 4
    freeEnergy = -scaledP * (p / 4 + q) - temperature * a.entropy - h * a.magnetization
    replicon = 1 - a.sech4 / temperature / temperature
  }
}
