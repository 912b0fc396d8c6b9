import RealModule

extension SpinGlassTheory {
  /// Solves Parisi's equations for a continuous overlap function.
  ///
  /// ```
  /// f = lim_k f_k,   f_k = f + c n^(−4) + …,   n = 2k + 1 (zero field) or 2k
  /// ```
  ///
  /// Solutions with more and more steps, each exact, are extrapolated. Where the replica-symmetric or a
  /// one-step solution is stable, that solution is returned and said to be it.
  ///
  /// **Source**: G. Parisi, *Phys. Rev. Lett.* 50, 1946 (1983); A. Crisanti and T. Rizzo,
  /// *Phys. Rev. E* 65, 046137 (2002).
  ///
  /// - Parameters:
  ///   - temperature: The temperature T, 0 or more.
  ///   - tolerance: The error of the free energy at which the sequence ends.
  ///   - largestStepCount: The number of steps at which it ends at the latest.
  /// - Returns: The solution.
  /// - Throws: ``ReplicaTheoryError`` for a negative temperature, an absurd number of steps, or when no
  ///   stationary point is found.
  /// - Complexity: 0.1 to 2 seconds; a few times that with a bias.
  public func continuous(
    temperature: Double, tolerance: Double = 1e-11, largestStepCount: Int = 20
  ) throws -> ContinuousSolution {
    try requireTemperature(temperature)
    guard (8...Self.largestStepCount).contains(largestStepCount) else {
      throw ReplicaTheoryError.invalidStepCount(largestStepCount, largest: Self.largestStepCount)
    }
    let counts = KStepSequence.counts(upTo: largestStepCount)
    let solve = { (h: Double) in
      try continuousSolution(
        field: h, temperature: temperature, tolerance: tolerance, counts: counts)
    }
    guard bias != 0 else {
      return try solve(abs(field)).solution.placed(in: self, magnetization: nil)
    }
    var susceptibility = 0.0
    if field == 0 {
      let unmagnetised = try solve(0)
      susceptibility = unmagnetised.susceptibility
      if bias * susceptibility <= 1 {
        return unmagnetised.solution.placed(in: self, magnetization: 0)
      }
    }
    // A root for few steps is close to that for many, and Newton's steps lead from there.
    let rough = try selfConsistentMagnetization(zeroFieldSusceptibility: susceptibility) {
      try continuousSolution(
        field: $0, temperature: temperature, tolerance: tolerance,
        counts: KStepSequence.counts(upTo: 6)
      ).solution.magnetization.value
    }
    if let solution = try refined(rough, solve) { return solution }
    let magnetization = try selfConsistentMagnetization(zeroFieldSusceptibility: susceptibility) {
      try solve($0).solution.magnetization.value
    }
    return try solve(abs(field) + bias * magnetization).solution.placed(
      in: self, magnetization: magnetization)
  }

  /// The self-consistent solution from a nearby magnetisation.
  ///
  /// ```
  /// M ← M − (M − R(M))/s,   R(M) the magnetisation in the field |h| + J0 M
  /// ```
  ///
  /// The slope s is 1 − J0 β(1 − ∫q dx) in the first step, which leaves out how q(x) follows the field, and
  /// that of the secant afterwards. It ends where M agrees with R(M) within 1e-10 or the estimated error of
  /// R, below which R is not smooth.
  ///
  /// - Parameters:
  ///   - start: A magnetisation close to the right one.
  ///   - solve: The solution in an effective field, and β(1 − ∫q dx) there.
  /// - Returns: The solution; `nil` where five steps do not reach it or one leads far away.
  /// - Throws: What `solve` throws.
  private func refined(
    _ start: Double,
    _ solve: (Double) throws -> (solution: ContinuousSolution, susceptibility: Double)
  ) throws -> ContinuousSolution? {
    guard start > 0 else { return nil }
    var m = start
    var before: (m: Double, excess: Double)?
    for _ in 0...5 {
      let (solution, susceptibility) = try solve(abs(field) + bias * m)
      let response = solution.magnetization
      let excess = m - response.value
      if abs(excess) <= Double.maximum(1e-10, response.errorEstimate) {
        return solution.placed(in: self, magnetization: m)
      }
      let secant = before.map { (excess - $0.excess) / (m - $0.m) } ?? 0
      let step = excess / (secant > 1e-3 ? secant : 1 - bias * susceptibility)
      guard abs(step) < 0.01 * start else { return nil }
      before = (m, excess)
      m -= step
    }
    return nil
  }

  /// The solution in an effective field, without bias, and β(1 − ∫q dx) there.
  private func continuousSolution(
    field h: Double, temperature: Double, tolerance: Double, counts: [Int]
  ) throws -> (solution: ContinuousSolution, susceptibility: Double) {
    let symmetric = try ReplicaSymmetricPoint(mixture, field: h, temperature: temperature)
    guard
      let broken = try ReplicaSymmetryBrokenPoint(
        mixture, field: h, temperature: temperature, symmetric: symmetric, branch: .minimum,
        counts: counts, mayStop: true,
        isEnough: { sequence in
          let count = sequence.solutions.count
          guard count >= 7 else { return false }
          return sequence.limit(power: 4) { $0.value.value }.errorEstimate < tolerance
        })
    else { return (ContinuousSolution(symmetric), symmetric.scaledP) }
    return (
      ContinuousSolution(broken), broken.susceptibility(broken.steps)
    )
  }
}
