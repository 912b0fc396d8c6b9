extension SKTheory {
  /// The lowest temperature at which one-step solutions are computed.
  ///
  /// The quadrature needs a number of nodes that grows like 1/T; lower, take the limit by hand.
  public static let lowestOneStepTemperature = 1e-4

  /// Solves the one-step equations.
  ///
  /// ```
  /// f = −(β/4)[1 − 2q1 + (1 − m) q1² + m q0²] + J0 M²/2
  ///     − (1/(βm)) E_z0 ln E_z1 [2cosh β(h + J0 M + √q0 z0 + √(q1−q0) z1)]^m
  /// q0 = E (E_m tanh)²,   q1 = E E_m tanh²,   ∂f/∂m = 0
  /// ```
  ///
  /// The stationary point is the minimum of −f over 0 ≤ q0 ≤ q1 ≤ 1, 0 < m < 1. Where the
  /// replica-symmetric solution is stable the two overlaps coincide, and that solution is returned with
  /// ``OneStepSolution/isReplicaSymmetric`` set. Within about 1 % of the transition the functional is so
  /// flat that q0, q1 and m lose digits, not the free energy (10 % in m at T = 0.995 and h = 0; in fields
  /// above 2, within 10 % of T_AT, the free energy is good to 1e-8 only: see the error estimate).
  ///
  /// **Source**: G. Parisi, *J. Phys. A* 13, 1101 (1980).
  ///
  /// - Parameters:
  ///   - temperature: The temperature T, positive.
  ///   - branch: Which stationary point at zero field; the minimum unless said otherwise.
  /// - Returns: The solution.
  /// - Throws: ``ReplicaTheoryError`` for a temperature that is not positive or below
  ///   ``lowestOneStepTemperature``, for the branch q0 = 0 in a field, or when no stationary point is
  ///   found.
  /// - Complexity: About 40 double sums of 5000/T terms without bias, six times that with one.
  public func oneStep(
    temperature: Double, branch: OneStepSolution.Branch = .minimum
  ) throws -> OneStepSolution {
    guard temperature > 0, temperature.isFinite else {
      throw ReplicaTheoryError.invalidTemperature(temperature)
    }
    guard branch == .minimum || field == 0 else {
      throw ReplicaTheoryError.branchNeedsZeroField(field: field)
    }
    guard temperature >= Self.lowestOneStepTemperature else {
      throw ReplicaTheoryError.temperatureTooLow(
        temperature, lowest: Self.lowestOneStepTemperature)
    }
    let solve = { (h: Double) in
      try OneStepPoint(field: h, temperature: temperature, branch: branch)
    }
    var magnetization = 0.0
    if branch == .minimum && bias != 0 {
      let susceptibility = field != 0 ? 0 : try solve(0).susceptibility
      magnetization = try selfConsistentMagnetization(zeroFieldSusceptibility: susceptibility) {
        try solve($0).magnetization
      }
    }
    let point = try solve(abs(field) + bias * magnetization)
    if bias == 0 { magnetization = point.magnetization }
    let shift = bias * magnetization * magnetization / 2
    return OneStepSolution(
      branch: branch, temperature: temperature, field: field, bias: bias,
      freeEnergyPerSpin: point.freeEnergy + shift, energyPerSpin: point.energy + shift,
      entropyPerSpin: point.entropy, q0: point.q0, q1: point.q1, breakingParameter: point.m,
      magnetization: field < 0 ? -magnetization : magnetization, replicon: point.replicon,
      stable: point.replicon >= 0, isReplicaSymmetric: point.q0 == point.q1,
      errorEstimate: point.errorEstimate)
  }

  /// The one-step free energy at any overlaps and breaking parameter, stationary or not.
  ///
  /// ```
  /// f = −(β/4)[1 − 2q1 + (1 − m) q1² + m q0²]
  ///     − (1/(βm)) E_z0 ln E_z1 [2cosh β(h + √q0 z0 + √(q1−q0) z1)]^m
  /// ```
  ///
  /// By Guerra's bound no choice gives more than the true free energy. It needs a model without bias.
  ///
  /// - Parameters:
  ///   - temperature: The temperature T.
  ///   - q0: The smaller overlap, 0 ≤ q0 ≤ q1.
  ///   - q1: The larger overlap, at most 1.
  ///   - breakingParameter: The breaking parameter, 0 < m ≤ 1.
  /// - Returns: The free energy per spin.
  /// - Throws: ``ReplicaTheoryError`` for a temperature below ``lowestOneStepTemperature``.
  /// - Complexity: A double sum of about 5000/T terms.
  public func oneStepFreeEnergy(
    temperature: Double, q0: Double, q1: Double, breakingParameter: Double
  ) throws(ReplicaTheoryError) -> Double {
    precondition(bias == 0, "the one-step functional is that of a model without bias, not \(bias)")
    precondition(q0 >= 0 && q0 <= q1 && q1 <= 1, "overlaps must be 0 ≤ \(q0) ≤ \(q1) ≤ 1")
    precondition(
      breakingParameter > 0 && breakingParameter <= 1,
      "a breaking parameter lies above 0 and at most at 1, not at \(breakingParameter)")
    guard temperature > 0, temperature.isFinite else { throw .invalidTemperature(temperature) }
    guard temperature >= Self.lowestOneStepTemperature else {
      throw .temperatureTooLow(temperature, lowest: Self.lowestOneStepTemperature)
    }
    let functional = OneStepFunctional(
      field: abs(field), beta: 1 / temperature, q0: q0, q1: q1, m: breakingParameter)
    return functional.freeEnergy
  }
}
