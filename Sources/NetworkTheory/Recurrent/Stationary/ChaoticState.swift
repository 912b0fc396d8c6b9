internal import NumericalMethods
import RealModule

/// A stationary chaotic state of a recurrent network in continuous time.
public struct ChaoticState: Sendable {
  /// The autocovariance Δ(τ) of the fields, and their mean.
  public let autocovariance: StationaryAutocovariance

  /// The mean E φ of the rates.
  public let rateMean: Double

  /// The variance E φ² − (E φ)² of the rates, over neurons and time.
  public let rateVariance: Double

  /// The largest Lyapunov exponent λ_1, per unit time; infinite for a φ that jumps.
  ///
  /// ```
  /// λ_1 = −1 + √(1 − E_0),   [−d²/dτ² + 1 − σ_w² E φ'φ'(τ)] ψ = E_0 ψ
  /// ```
  public let largestLyapunovExponent: Double

  /// An estimate of the numerical error of λ_1.
  public let exponentError: Double

  /// The first excited level of that equation, which is 0 for the exact Δ(τ); `nil` for a φ that jumps.
  public let zeroMode: Double?

  /// The slope w_0 dE φ/dm with which a slow change of the mean reproduces itself; 0 for w_0 = 0.
  ///
  /// **Assumes** that the fluctuations follow the mean at once.
  public let uniformSlope: Double

  /// Whether the variance would stay if the mean were held: V' < 1 at the fixed point from which the state
  /// comes.
  public let isStableAtHeldMean: Bool

  /// Whether a slow uniform change decays.
  ///
  /// Where the variance would run away at a held mean, as with rectifiers, a mean that follows it with
  /// ``uniformSlope`` above 1 keeps it.
  public var isStableToUniformModes: Bool {
    isStableAtHeldMean ? uniformSlope < 1 : uniformSlope > 1
  }

  init(
    _ found: (state: ClampedMotion.State, error: Double), uniformSlope: Double,
    isStableAtHeldMean: Bool
  ) throws {
    self.isStableAtHeldMean = isStableAtHeldMean
    let force = found.state.force
    let profile = AutocovarianceProfile(found.state)
    guard profile.isPositive else {
      throw NetworkTheoryError.tooNearTransition(sigmaW: force.map.sigmaW)
    }
    autocovariance = StationaryAutocovariance(found.state, profile: profile, error: found.error)
    // Of an odd function rounding leaves something.
    rateMean = abs(force.first) < 1e-15 ? 0 : force.first
    rateVariance = force.second - force.first * force.first
    self.uniformSlope = uniformSlope
    guard !force.map.nonlinearity.isDiscontinuous else {
      (largestLyapunovExponent, exponentError, zeroMode) = (.infinity, 0, nil)
      return
    }
    let spectrum: PerturbationSpectrum
    do {
      spectrum = try PerturbationSpectrum(profile)
    } catch  where profile.restCurvature < 1e-10 {
      throw NetworkTheoryError.tooNearTransition(sigmaW: force.map.sigmaW)
    }
    largestLyapunovExponent = spectrum.exponent
    exponentError =
      spectrum.exponentError + autocovariance.errorEstimate / Swift.max(autocovariance.zero, 1e-300)
      * spectrum.exponent
    zeroMode = spectrum.excited
  }
}

extension MomentMap {
  /// The stationary chaotic states of a recurrent network in continuous time, by ascending mean.
  ///
  /// For a held mean m the autocovariance is found that starts on the separatrix; m = w_0 E φ + b_0 then
  /// selects the mean, on the same grid of E φ on which ``fixedPoints()`` looks for fixed points.
  ///
  /// - Returns: The states; none where all fixed points at held means are stable to random modes, or where
  ///   activity grows without bound.
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  /// - Complexity: 0.02 to 0.1 s for tanh at σ_w ≤ 5 and w_0 = 0; a second with w_0.
  public func chaoticStates() throws -> [ChaoticState] {
    guard sigmaW > 0 else { return [] }
    guard weightMean != 0 else {
      return try variances(mean: biasMean).compactMap { q in
        let motion = ClampedMotion(map: self, mean: biasMean)
        return try motion.coarse(fixedPoint: q).map {
          try ChaoticState(
            motion.refined($0), uniformSlope: 0, isStableAtHeldMean: motion.isStable(at: q))
        }
      }
    }
    return try MeanSearch(map: self).states()
  }
}

extension MomentMap {
  /// The stationary chaotic states, at least one.
  ///
  /// - Throws: ``NetworkTheoryError/noChaoticState(sigmaW:sigmaB:largestChi:)`` where there is none,
  ///   ``NetworkTheoryError/activityGrows(sigmaW:weightMean:)`` where activity grows without bound, and what
  ///   ``chaoticStates()`` throws.
  public func requiredChaoticStates() throws -> [ChaoticState] {
    let states = try chaoticStates()
    guard states.isEmpty else { return states }
    let points = try recurrentFixedPoints()
    guard nonlinearity.isBounded || points.contains(where: \.isStable) else {
      throw NetworkTheoryError.activityGrows(sigmaW: sigmaW, weightMean: weightMean)
    }
    throw NetworkTheoryError.noChaoticState(
      sigmaW: sigmaW, sigmaB: sigmaB, largestChi: points.map(\.chi1).max())
  }
}

/// The search for means that reproduce themselves.
private struct MeanSearch {
  let map: MomentMap
  let isSymmetric: Bool

  init(map: MomentMap) {
    self.map = map
    let phi = map.nonlinearity
    isSymmetric =
      map.biasMean == 0
      && [0.0, 1e-2, 0.31, 1.7, 9.3].allSatisfy {
        abs(phi.value($0) + phi.value(-$0)) <= 1e-15 * abs(phi.value($0))
      }
  }

  private struct Trial {
    let state: ClampedMotion.State
    /// E φ minus its trial value.
    let excess: Double
    let share: Double
    let isStableAtHeldMean: Bool
  }

  private func trials(
    _ trial: Double, guess: Double?, order: Int, refined: Bool = false
  ) throws -> [Trial] {
    let mean = map.weightMean * trial + map.biasMean
    let motion = ClampedMotion(map: map, mean: mean)
    return try map.variances(mean: mean).compactMap { q in
      guard
        var state = try motion.coarse(
          fixedPoint: q, guess: guess ?? 0.05, order: order, tolerance: refined ? 1e-4 : 1e-2)
      else { return nil }
      if refined { state = motion.refined(state).state }
      return Trial(
        state: state, excess: state.force.first - trial, share: abs(state.variance / q - 1),
        isStableAtHeldMean: motion.isStable(at: q))
    }
  }

  /// A branch of states by its place among all at a mean, from the smallest variance or from the largest.
  private struct Branch {
    let index: Int
    let isFromTop: Bool

    func pick(_ trials: [Trial]) -> Trial? {
      guard index < trials.count else { return nil }
      return trials[isFromTop ? trials.count - 1 - index : index]
    }
  }

  /// The trial values to look at; `nil` where some are left out.
  ///
  /// For an unbounded φ those are left out that are far from where a fixed point may be.
  private func candidates() throws -> [Double?] {
    let reach = map.nonlinearity.reach
    let trials = MomentMap.trials.filter {
      abs($0) < 1.2 * reach + 0.01 && (!isSymmetric || $0 > -0.003)
    }
    guard reach == .infinity else { return trials }
    let excesses = try trials.map { trial in
      let mean = map.weightMean * trial + map.biasMean
      return try map.variances(mean: mean).map {
        map.averages(.init(mean: mean, variance: $0)).first - trial
      }
    }
    var isNear = [Bool](repeating: false, count: trials.count)
    for k in trials.indices.dropFirst() {
      let changes = map.pairs(excesses[k - 1], excesses[k]).contains { ($0 > 0) != ($1 > 0) }
      guard changes || excesses[k - 1].count != excesses[k].count else { continue }
      for near in Swift.max(0, k - 3)...Swift.min(trials.count - 1, k + 2) { isNear[near] = true }
    }
    return zip(trials, isNear).map { $1 ? $0 : nil }
  }

  func states() throws -> [ChaoticState] {
    var found: [(trial: Double, branch: Branch)] = []
    var before: [Trial] = []
    var last = 0.0
    for trial in try candidates() {
      guard let trial else {
        before = []
        continue
      }
      let current = try trials(trial, guess: before.last?.share, order: 6)
      for index in 0..<Swift.min(before.count, current.count) {
        for isFromTop in before.count == current.count ? [false] : [false, true] {
          let branch = Branch(index: index, isFromTop: isFromTop)
          guard let one = branch.pick(before), let other = branch.pick(current),
            (one.excess > 0) != (other.excess > 0)
          else { continue }
          if let root = try root(from: last, to: trial, branch: branch),
            !found.contains(where: { abs($0.trial - root) < 1e-9 * (1 + abs(root)) })
          {
            found.append((root, branch))
          }
        }
      }
      (before, last) = (current, trial)
    }
    if isSymmetric {
      for point in found where point.trial > 1e-9 { found.append((-point.trial, point.branch)) }
      found = found.map { abs($0.trial) <= 1e-9 ? (0, $0.branch) : $0 }
    }
    return try found.compactMap { try state(at: $0.trial, branch: $0.branch) }
      .sorted { $0.autocovariance.mean < $1.autocovariance.mean }
  }

  private func root(from low: Double, to high: Double, branch: Branch) throws -> Double? {
    var share: Double?
    do {
      return try findRoot(in: low...high, tolerance: 1e-13) { trial in
        guard
          let found = branch.pick(try trials(trial, guess: share, order: 16, refined: true))
        else { return .nan }
        share = found.share
        return found.excess
      }
    } catch NumericalMethodsError.notBracketed, NumericalMethodsError.notFinite {
      // Coarse signs of excesses that nearly vanish, or a branch that ends in between.
      return nil
    }
  }

  private func state(at trial: Double, branch: Branch) throws -> ChaoticState? {
    let step = 1e-3 * (1 + abs(trial))
    let around = try [trial - step, trial, trial + step].map {
      branch.pick(try trials($0, guess: nil, order: 16, refined: true))
    }
    guard let here = around[1] else { return nil }
    let slopes = [(0, 1), (1, 2)].compactMap { one, other -> Double? in
      guard let first = around[one], let second = around[other] else { return nil }
      return (second.excess - first.excess) / step
    }
    guard !slopes.isEmpty else { return nil }
    let motion = ClampedMotion(map: map, mean: here.state.force.mean)
    return try ChaoticState(
      motion.refined(here.state), uniformSlope: 1 + slopes.reduce(0, +) / Double(slopes.count),
      isStableAtHeldMean: here.isStableAtHeldMean)
  }
}
