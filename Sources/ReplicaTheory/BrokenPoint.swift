import RealModule

/// The solutions with broken replica symmetry at an effective field h, without bias.
struct BrokenPoint {
  let functional: ParisiFunctional
  /// The ladder of solutions up to the number of steps asked for.
  let ladder: StepLadder

  /// The last solution.
  var steps: StationarySteps { ladder.rungs[ladder.rungs.count - 1] }

  /// Solves for a number of steps; `nil` where the replica-symmetric solution is the right one.
  ///
  /// - Parameters:
  ///   - mixture: The covariance ξ.
  ///   - h: The effective field.
  ///   - temperature: The temperature T.
  ///   - symmetric: The replica-symmetric solution in this field.
  ///   - branch: Which stationary point.
  ///   - counts: The numbers of steps of the ladder after the first, ascending.
  ///   - isEnough: Whether a ladder is long enough although more rungs were allowed.
  /// - Throws: ``ReplicaTheoryError/noStationaryPoint(temperature:effectiveField:residual:)``.
  init?(
    _ mixture: Mixture, field h: Double, temperature: Double, symmetric: ReplicaSymmetricPoint,
    branch: SteppedSolution.Branch, counts: [Int],
    isEnough: (StepLadder) -> Bool = { _ in false }
  ) throws {
    let functional = ParisiFunctional(mixture: mixture, field: h, temperature: temperature)
    let isPairwise = mixture.secondDerivative(0) > 0
    if symmetric.replicon >= 0 && mixture.terms.count == 1 && isPairwise { return nil }
    var holdsZero = h == 0 && (branch == .q0Zero || !isPairwise)
    let solve = { (holdsZero: Bool) in
      try Self.oneStep(
        functional, symmetric: symmetric, holdsZero: holdsZero,
        mayFail: symmetric.replicon >= -1e-5)
    }
    guard var first = try solve(holdsZero) else { return nil }
    var shape: StepLadder.Shape = !isPairwise ? .jump : h == 0 && !holdsZero ? .odd : .plateau
    if shape == .odd && first.overlaps[0] < 1e-4 * first.overlaps[1] {
      // The minimum has q0 = 0 although there are pair interactions: a jump as without them.
      holdsZero = true
      shape = .jump
      first = try solve(true) ?? first
    }
    var ladder = StepLadder(from: first, of: functional, shape: shape, holdsZero: holdsZero)
    // Where the single step is stable no more steps exist.
    if !(shape == .jump && (first.value.replicons.min() ?? 0) >= 0) {
      for count in counts {
        do {
          try ladder.climb(to: count)
        } catch {
          // Close to a transition further steps may drown in rounding.
          let last = ladder.rungs.suffix(2).map(\.value.value)
          guard last.count == 2, abs(last[1] - last[0]) < 1e-9 else { throw error }
          break
        }
        if isEnough(ladder) { break }
      }
    }
    self.functional = functional
    self.ladder = ladder
  }

  /// The solution with one step, better than the replica-symmetric one; `nil` if there is none.
  private static func oneStep(
    _ functional: ParisiFunctional, symmetric: ReplicaSymmetricPoint, holdsZero: Bool,
    mayFail: Bool
  ) throws -> StationarySteps? {
    var failure: ReplicaTheoryError?
    for start in OneStepStart.scan(functional, symmetric: symmetric, holdsZero: holdsZero).prefix(6)
    {
      do {
        let found = try StationarySteps(
          of: functional, overlaps: start.overlaps, slopes: start.slopes, holdsZero: holdsZero)
        // A collapsed step is the replica-symmetric solution again.
        guard found.overlaps[1] - found.overlaps[0] > 1e-9,
          found.slopes[0] * Swift.max(functional.temperature, 1e-9) < 1 - 1e-9
        else { continue }
        if symmetric.replicon >= 0 && -found.value.value >= symmetric.freeEnergy + 1e-15 {
          return found
        }
        if symmetric.replicon < 0 { return found }
      } catch {
        failure = error
      }
    }
    if let failure, !mayFail { throw failure }
    return nil
  }

  /// The energy per spin of a solution, couplings and field.
  ///
  /// ```
  /// e = −∫ γ(q) ξ'(q) dq − h M
  /// ```
  func energy(_ steps: StationarySteps) -> Double {
    let mixture = functional.mixture
    let k = steps.count
    var sum = 0.0
    for l in 1...k {
      sum +=
        steps.slopes[l - 1] * mixture.increase(from: steps.overlaps[l - 1], to: steps.overlaps[l])
    }
    if functional.temperature > 0 {
      sum += mixture.increase(from: steps.overlaps[k], to: 1) / functional.temperature
    } else {
      sum += mixture.derivative(1) * steps.value.topCurvature
    }
    return -sum - functional.field * steps.value.magnetization
  }

  /// The entropy per spin of a solution; at T = 0 its limit.
  func entropy(_ steps: StationarySteps) -> Double {
    if functional.temperature > 0 {
      return (energy(steps) + steps.value.value) / functional.temperature
    }
    let slope = steps.value.topCurvature
    return -functional.mixture.secondDerivative(1) * slope * slope / 4
  }

  /// dM/dh = ∫ γ(q) dq, with the part (1 − q)/T above q_k.
  func susceptibility(_ steps: StationarySteps) -> Double {
    let k = steps.count
    var sum = 0.0
    for l in 1...k {
      sum += steps.slopes[l - 1] * (steps.overlaps[l] - steps.overlaps[l - 1])
    }
    return sum
      + (functional.temperature > 0
        ? (1 - steps.overlaps[k]) / functional.temperature : steps.value.topCurvature)
  }

  /// The replicons of a solution; at T = 0 that of the largest overlap is −∞.
  func replicons(_ steps: StationarySteps) -> [Double] {
    functional.temperature > 0
      ? steps.value.replicons : steps.value.replicons.dropLast() + [-.infinity]
  }

  /// The overlap function of a solution; at T = 0 all steps are at x = 0.
  func parisiFunction(_ steps: StationarySteps) -> ParisiFunction {
    ParisiFunction(
      overlaps: steps.overlaps,
      breakingPoints: steps.slopes.map { Swift.min(1, $0 * functional.temperature) })
  }

  /// The error of a solution's free energy: a finer lattice, what Newton left, rounding.
  func errorEstimate(_ steps: StationarySteps) -> Double {
    let finer = functional(overlaps: steps.overlaps, slopes: steps.slopes, refinement: 1.5)
    return abs(finer.value - steps.value.value) + steps.excess
      + 16 * .ulpOfOne * (1 + abs(steps.value.value) + functional.temperature)
  }
}
