import RealModule

/// Solutions with k steps of replica-symmetry breaking (k-RSB) at an effective field h, without bias.
struct ReplicaSymmetryBrokenPoint {
  /// The functional; that of T = 0 at lower temperatures than ``coldest``.
  let functional: ParisiFunctional
  /// The temperature T.
  let temperature: Double
  /// A field too weak to be resolved, which is left out of the functional.
  ///
  /// It magnetises by M = χh and lowers f by χh²/2; what follows is of order h^(8/3).
  let weakField: Double
  /// What steps that were not looked for, or not found, could add to the free energy.
  let missingGain: Double
  /// The sequence of solutions up to the number of steps asked for.
  let sequence: KStepSequence

  /// The gain below which no steps above a jump are looked for.
  private static let smallestGain = 5e-10

  /// The temperature below which a solution is that of T = 0 and what is linear in T.
  ///
  /// Terms of order T² are below rounding, and 1 − q_k = O(T) would lose its digits.
  static let coldest = 1e-8

  /// The field below which solutions are those of zero field.
  private static let weakestField = 1e-5

  /// The last solution.
  var steps: KStepStationaryPoint { sequence.last }

  /// Solves for a number of steps; `nil` where the replica-symmetric solution is the right one.
  ///
  /// - Parameters:
  ///   - mixture: The covariance ξ.
  ///   - h: The effective field.
  ///   - temperature: The temperature T.
  ///   - symmetric: The replica-symmetric solution in this field.
  ///   - branch: Which stationary point.
  ///   - counts: The numbers of steps of the sequence after the first, ascending.
  ///   - mayStop: Whether a sequence that ends early, two solutions at least, will do.
  ///   - isEnough: Whether a sequence is long enough although more solutions were allowed.
  /// - Throws: ``ReplicaTheoryError/noStationaryPoint(temperature:effectiveField:residual:)``.
  init?(
    _ mixture: Mixture, field h: Double, temperature: Double, symmetric: ReplicaSymmetricPoint,
    branch: SteppedSolution.Branch, counts: [Int], mayStop: Bool = false,
    isEnough: (KStepSequence) -> Bool = { _ in false }
  ) throws {
    weakField = abs(h) < Self.weakestField ? h : 0
    let h = h - weakField
    self.temperature = temperature
    let isCold = temperature < Self.coldest
    let functional = ParisiFunctional(
      mixture: mixture, field: h, temperature: isCold ? 0 : temperature)
    let isPairwise = mixture.secondDerivative(0) > 0
    if symmetric.replicon >= 0 && mixture.terms.count == 1 && isPairwise { return nil }
    if symmetric.replicon < 0
      && FurtherStepsBound.bound(mixture, scaledComplement: symmetric.scaledP)
        < FurtherStepsBound.smallest
    {
      // In a strong field so few spins are free that steps drown in rounding.
      return nil
    }
    let origin =
      isCold && temperature > 0
      ? try ReplicaSymmetricPoint(mixture, field: symmetric.field, temperature: 0) : symmetric
    var holdsZero = h == 0 && (branch == .q0Zero || !isPairwise)
    let solve = { (holdsZero: Bool) in
      try Self.oneStep(
        functional, symmetric: origin, holdsZero: holdsZero, mayFail: symmetric.replicon >= -1e-3)
    }
    guard var first = try solve(holdsZero) else { return nil }
    // Without pair interactions q(x) jumps, but for strong fields in which its plateau at q_0 is unstable too.
    let jumps = !isPairwise && (first.value.replicons[0] >= 0 || holdsZero)
    var shape: KStepSequence.Shape = jumps ? .jump : h == 0 && !holdsZero ? .odd : .plateau
    if shape == .odd && first.overlaps[0] < 1e-4 * first.overlaps[1] {
      // The minimum has q0 = 0 although there are pair interactions: a jump as without them.
      holdsZero = true
      shape = .jump
      first = try solve(true) ?? first
    }
    var sequence = KStepSequence(
      from: first, of: functional, shape: shape,
      held: holdsZero ? 0 : Self.held(first.overlaps[0], mixture))
    // Where the single step is stable no more steps exist. At T = 0 it never is.
    let isStable = functional.temperature > 0 && (first.value.replicons.min() ?? 0) >= 0
    let gain = FurtherStepsBound.bound(mixture, scaledComplement: first.value.topCurvature)
    let isResolved = shape != .jump || gain > Self.smallestGain
    var missing = isStable || isResolved ? 0 : gain
    if shape != .jump || !isStable && isResolved {
      for count in counts {
        do {
          try sequence.climb(to: count)
        } catch {
          // Close to a transition further steps may drown in rounding.
          let last = sequence.solutions.suffix(2).map(\.value.value)
          if shape == .jump && last.count == 1 {
            missing = gain
            break
          }
          guard last.count == 2, mayStop || abs(last[1] - last[0]) < 1e-9 else {
            throw error
          }
          break
        }
        if isEnough(sequence) { break }
      }
    }
    missingGain = missing
    self.functional = functional
    self.sequence = sequence
  }

  /// The solution with one step, better than the replica-symmetric one; `nil` if there is none.
  private static func oneStep(
    _ functional: ParisiFunctional, symmetric: ReplicaSymmetricPoint, holdsZero: Bool,
    mayFail: Bool
  ) throws -> KStepStationaryPoint? {
    var failure: ReplicaTheoryError?
    for start in OneStepStart.scan(functional, symmetric: symmetric, holdsZero: holdsZero).prefix(6)
    {
      do throws(ReplicaTheoryError) {
        let found = try settled(
          KStepStationaryPoint(
            of: functional, overlaps: start.overlaps, slopes: start.slopes,
            held: holdsZero ? 0 : held(start.overlaps[0], functional.mixture)),
          functional, holdsZero: holdsZero)
        // A collapsed step is the replica-symmetric solution again.
        guard found.overlaps[1] - found.overlaps[0] > 1e-9,
          found.slopes[0] * Swift.max(functional.temperature, 1e-9) < 1 - 1e-9
        else { continue }
        if symmetric.replicon >= 0 && -found.value.value >= symmetric.freeEnergy + 1e-15 {
          return found
        }
        // So is a step at x = 0, which has less free energy.
        let rounding = 1e-13 * (1 + abs(symmetric.freeEnergy))
        if symmetric.replicon < 0 && -found.value.value > symmetric.freeEnergy - rounding {
          return found
        }
      } catch {
        failure = error
      }
    }
    if let failure, !mayFail { throw failure }
    return nil
  }

  /// Where Newton's method leaves q_0, because the functional hardly depends on it; `nil` elsewhere.
  private static func held(_ q0: Double, _ mixture: Mixture) -> Double? {
    mixture.secondDerivative(0) == 0 && mixture.secondDerivative(q0) < 1e-5 ? q0 : nil
  }

  /// The solution with q_0 where it belongs, if ξ'' is small there.
  ///
  /// In a weak field models without pair interactions depend on q_0 by q_0³ at most, and Newton's method may take
  /// it towards the other stationary point 0; q_0 ← E (∂_xψ)² contracts by 1 − replicon.
  private static func settled(
    _ found: KStepStationaryPoint, _ functional: ParisiFunctional, holdsZero: Bool
  ) throws(ReplicaTheoryError) -> KStepStationaryPoint {
    guard !holdsZero, functional.mixture.secondDerivative(0) == 0, found.overlaps[0] < 0.1 else {
      return found
    }
    var found = found
    for _ in 0..<3 {
      var overlaps = found.overlaps
      for _ in 0..<8 where overlaps[0] > 0 {
        let next = functional(overlaps: overlaps, slopes: found.slopes).squaredSlopes[0]
        guard next < overlaps[1] else { return found }
        overlaps[0] = next
      }
      guard abs(overlaps[0] - found.overlaps[0]) > 1e-12 * found.overlaps[0] else { return found }
      found = try KStepStationaryPoint(
        of: functional, overlaps: overlaps, slopes: found.slopes,
        held: held(overlaps[0], functional.mixture))
    }
    return found
  }

  /// The energy per spin of a solution, couplings and field: e = f + T s.
  func energy(_ steps: KStepStationaryPoint) -> Double {
    freeEnergy(steps) + temperature * entropy(steps)
  }

  /// The free energy per spin of a solution.
  func freeEnergy(_ steps: KStepStationaryPoint) -> Double {
    -steps.value.value - (functional.temperature < temperature ? temperature * entropy(steps) : 0)
      - weakGain(steps)
  }

  /// The magnetisation of a solution.
  func magnetization(_ steps: KStepStationaryPoint) -> Double {
    steps.value.magnetization + (weakField == 0 ? 0 : weakField * susceptibility(steps))
  }

  private func weakGain(_ steps: KStepStationaryPoint) -> Double {
    weakField == 0 ? 0 : weakField * weakField * susceptibility(steps) / 2
  }

  /// The entropy per spin of a solution; at T = 0 its limit.
  ///
  /// ```
  /// s = E [ln 2cosh u − u tanh u] − [ξ(1) − ξ(q_k) − (1 − q_k) ξ'(q_k)]/(2T²),   u = x/T at q_k
  /// ```
  ///
  /// It is −∂f/∂T at fixed γ(q), which is stationary; no difference of energies is divided by T.
  func entropy(_ steps: KStepStationaryPoint) -> Double {
    let temperature = functional.temperature
    guard temperature == 0 else {
      let remainder = functional.mixture.tangentRemainder(at: steps.overlaps[steps.count])
      return steps.value.topEntropy - remainder / temperature / temperature / 2
    }
    let slope = steps.value.topCurvature
    return -functional.mixture.secondDerivative(1) * slope * slope / 4
  }

  /// The x at which the continuous part of q(x) ends, as the fields at the largest overlap tell it.
  ///
  /// ```
  /// x_M = T [E(∂³ψ)² + ξ'''/ξ''³] / (2 E(∂²ψ)³),   ∂ψ = tanh(y/T)
  /// ```
  ///
  /// Along the continuous part ξ'' E(∂²ψ)² = 1; this is the derivative of that by q, at q_EA. In SK it is
  /// 2 E[sech⁴ tanh²] / E[sech⁶]. Below ``coldest``, where these fields are not known, x_M is anywhere between the
  /// last step and 1.
  func plateauStart(_ steps: KStepStationaryPoint) -> Double {
    guard functional.temperature > 0 else {
      return (temperature * steps.slopes[steps.count - 1] + 1) / 2
    }
    let q = steps.overlaps[steps.count]
    let second = functional.mixture.secondDerivative(q)
    let bend = functional.mixture.thirdDerivative(q) / (second * second * second)
    return functional.temperature * (steps.value.topSquaredThird + bend)
      / (2 * steps.value.topCubedCurvature)
  }

  /// ∫ γ(q) dq = β(1 − ∫q dx), with the part (1 − q)/T above q_k; dM/dh at zero field.
  func susceptibility(_ steps: KStepStationaryPoint) -> Double {
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
  ///
  /// Below ``coldest`` it is 1 − ξ''(1) (4/3) P(y = 0)/T.
  func replicons(_ steps: KStepStationaryPoint) -> [Double] {
    guard functional.temperature == 0 else { return steps.value.replicons }
    let slope = functional.mixture.secondDerivative(1) * steps.value.topCurvature
    return steps.value.replicons.dropLast()
      + [temperature > 0 ? 1 - 2.0 / 3 * slope / temperature : -.infinity]
  }

  /// The largest overlap of a solution.
  func largestOverlap(_ steps: KStepStationaryPoint) -> Double {
    functional.temperature == 0
      ? 1 - temperature * steps.value.topCurvature : steps.overlaps[steps.count]
  }

  /// The overlap function of a solution; at T = 0 all steps are at x = 0.
  func parisiFunction(_ steps: KStepStationaryPoint) -> ParisiFunction {
    ParisiFunction(
      overlaps: steps.overlaps.dropLast() + [largestOverlap(steps)],
      breakingPoints: steps.slopes.map { Swift.min(1, $0 * temperature) })
  }

  /// The error of a solution's free energy: a finer lattice, what Newton left, rounding.
  func errorEstimate(_ steps: KStepStationaryPoint) -> Double {
    let finer = functional(overlaps: steps.overlaps, slopes: steps.slopes, refinement: 1.5)
    return abs(finer.value - steps.value.value) + steps.excess
      + 16 * .ulpOfOne * (1 + abs(steps.value.value) + temperature)
  }
}
