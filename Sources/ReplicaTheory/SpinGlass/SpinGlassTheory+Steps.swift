extension SpinGlassTheory {
  /// The largest number of steps for which solutions are computed.
  public static let largestStepCount = 40

  /// Solves the equations with k steps of replica-symmetry breaking.
  ///
  /// ```
  /// −f = min over q_0 ≤ … ≤ q_k, x_1 ≤ … ≤ x_k of the Parisi functional
  /// ```
  ///
  /// One step is the ansatz with q0, q1 and m. Where the replica-symmetric solution is stable the overlaps
  /// coincide, and that solution is returned with ``SteppedSolution/isReplicaSymmetric`` set; where a
  /// single step is stable, as in p-spin models, one step is returned. T = 0 is allowed.
  ///
  /// **Source**: G. Parisi, *J. Phys. A* 13, 1101 (1980).
  ///
  /// - Parameters:
  ///   - count: The number k of steps, from 1 to ``largestStepCount``.
  ///   - temperature: The temperature T, 0 or more.
  ///   - branch: Which stationary point at zero field; the minimum unless said otherwise.
  /// - Returns: The solution.
  /// - Throws: ``ReplicaTheoryError`` for a negative temperature, an absurd number of steps, for the branch
  ///   q0 = 0 in a field or with a bias, or when no stationary point is found.
  /// - Complexity: Milliseconds for a few steps, half a second for 16; 20 times that with a bias.
  public func steps(
    _ count: Int, temperature: Double, branch: SteppedSolution.Branch = .minimum
  ) throws -> SteppedSolution {
    try requireTemperature(temperature)
    guard (1...Self.largestStepCount).contains(count) else {
      throw ReplicaTheoryError.invalidStepCount(count, largest: Self.largestStepCount)
    }
    guard branch == .minimum || (field == 0 && bias == 0) else {
      throw ReplicaTheoryError.branchNeedsZeroField(field: field, bias: bias)
    }
    let solve = { (h: Double) in
      try solution(field: h, temperature: temperature, branch: branch, count: count)
    }
    var magnetization = 0.0
    if bias != 0 {
      let susceptibility = field == 0 ? try solve(0).susceptibility : 0
      magnetization = try selfConsistentMagnetization(zeroFieldSusceptibility: susceptibility) {
        try solve($0).solution.magnetization
      }
    }
    let found = try solve(abs(field) + bias * magnetization).solution
    if bias == 0 { magnetization = found.magnetization }
    let shift = bias * magnetization * magnetization / 2
    return SteppedSolution(
      branch: branch, temperature: temperature, field: field, bias: bias,
      freeEnergyPerSpin: found.freeEnergyPerSpin + shift,
      energyPerSpin: found.energyPerSpin + shift, entropyPerSpin: found.entropyPerSpin,
      parisiFunction: found.parisiFunction, scaledBreakingPoints: found.scaledBreakingPoints,
      magnetization: field < 0 ? -magnetization : magnetization, replicons: found.replicons,
      stable: found.stable, isReplicaSymmetric: found.isReplicaSymmetric,
      errorEstimate: found.errorEstimate)
  }

  /// Solves the equations with one step of replica-symmetry breaking.
  ///
  /// - Parameters:
  ///   - temperature: The temperature T, 0 or more.
  ///   - branch: Which stationary point at zero field; the minimum unless said otherwise.
  /// - Returns: The solution.
  /// - Throws: What ``steps(_:temperature:branch:)`` throws.
  /// - Complexity: About 20 milliseconds.
  public func oneStep(
    temperature: Double, branch: SteppedSolution.Branch = .minimum
  ) throws -> SteppedSolution {
    try steps(1, temperature: temperature, branch: branch)
  }

  /// The solution in an effective field, without bias, and dM/dh there.
  private func solution(
    field h: Double, temperature: Double, branch: SteppedSolution.Branch, count: Int
  ) throws -> (solution: SteppedSolution, susceptibility: Double) {
    let symmetric = try ReplicaSymmetricPoint(mixture, field: h, temperature: temperature)
    guard
      let broken = try ReplicaSymmetryBrokenPoint(
        mixture, field: h, temperature: temperature, symmetric: symmetric, branch: branch,
        counts: KStepSequence.counts(upTo: count))
    else {
      return (
        SteppedSolution(
          branch: branch, temperature: temperature, field: h, bias: 0,
          freeEnergyPerSpin: symmetric.freeEnergy, energyPerSpin: symmetric.energy,
          entropyPerSpin: symmetric.entropy,
          parisiFunction: ParisiFunction(overlaps: [symmetric.q], breakingPoints: []),
          scaledBreakingPoints: [], magnetization: symmetric.magnetization,
          replicons: [symmetric.replicon], stable: symmetric.replicon >= 0,
          isReplicaSymmetric: true, errorEstimate: symmetric.collapseError),
        symmetric.scaledP
      )
    }
    let steps = broken.steps
    return (
      SteppedSolution(
        branch: branch, temperature: temperature, field: h, bias: 0,
        freeEnergyPerSpin: broken.freeEnergy(steps), energyPerSpin: broken.energy(steps),
        entropyPerSpin: broken.entropy(steps), parisiFunction: broken.parisiFunction(steps),
        scaledBreakingPoints: steps.slopes, magnetization: broken.magnetization(steps),
        replicons: broken.replicons(steps),
        stable: (broken.replicons(steps).min() ?? 0) >= 0, isReplicaSymmetric: false,
        errorEstimate: broken.errorEstimate(steps)),
      broken.susceptibility(steps)
    )
  }

  /// The Parisi functional at any step function, stationary or not.
  ///
  /// ```
  /// one step: f = −(β/4)[1 − 2q1 + (1 − m) q1² + m q0²]
  ///               − (1/(βm)) E_z0 ln E_z1 [2cosh β(h + √q0 z0 + √(q1−q0) z1)]^m    (SK)
  /// ```
  ///
  /// By Guerra's bound no choice gives more than the true free energy. It needs a model without bias.
  ///
  /// - Parameters:
  ///   - temperature: The temperature T, positive.
  ///   - function: The step function; overlaps closer than 1e-7 count as
  ///     equal, which changes f by less than that.
  /// - Returns: The free energy per spin.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)``.
  /// - Complexity: O(k).
  public func freeEnergy(
    temperature: Double, of function: ParisiFunction
  ) throws(ReplicaTheoryError) -> Double {
    precondition(bias == 0, "the Parisi functional is that of a model without bias, not \(bias)")
    precondition(
      function.overlaps[0] >= 0 && function.edwardsAndersonParameter <= 1,
      "overlaps must lie between 0 and 1: \(function.overlaps)")
    guard temperature > 0, temperature.isFinite else { throw .invalidTemperature(temperature) }
    var overlaps: [Double] = []
    var slopes: [Double] = []
    var below = 0.0
    for (overlap, weight) in function.peaks where weight > 0 {
      if overlaps.last.map({ overlap > $0 + 1e-7 }) ?? true {
        if !overlaps.isEmpty { slopes.append(below / temperature) }
        overlaps.append(overlap)
      }
      below += weight
    }
    if slopes.isEmpty {
      return ReplicaSymmetricPoint.freeEnergy(
        mixture, field: abs(field), temperature: temperature, at: overlaps[0])
    }
    let functional = ParisiFunctional(
      mixture: mixture, field: abs(field), temperature: temperature)
    return -functional(overlaps: overlaps, slopes: slopes).value
  }
}
