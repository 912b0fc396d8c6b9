internal import NumericalMethods
import RealModule

/// Stationary chaotic states of a network whose mean field is held.
struct ClampedMotion {
  let map: MomentMap
  let mean: Double

  /// A state: Δ_0, the place η of rest, and what is left of the energy condition.
  struct State {
    let force: CovarianceForce
    let rest: Double
    let energy: Double
    var variance: Double { force.variance }
  }

  /// The energy condition at a trial Δ_0; positive where no place of rest exists.
  func state(variance: Double, near rest: Double? = nil, order: Int = 16) -> State {
    let force = CovarianceForce(map, mean: mean, variance: variance)
    guard let place = force.rest(near: rest) else {
      return State(force: force, rest: 0, energy: Swift.max(force.atZero, 1e-300))
    }
    return State(force: force, rest: place, energy: force.energy(rest: place, order: order))
  }

  /// Whether the static variance attracts at the held mean.
  func isStable(at q: Double) -> Bool {
    map.jacobian(at: .init(mean: mean, variance: q)).varianceByVariance < 1
  }

  /// A chaotic Δ_0 near a static variance that is unstable to random perturbations.
  ///
  /// Just beside the static variance, on the side on which V'(Δ_0) > 0, the energy is negative; further
  /// away it is positive.
  ///
  /// - Parameters:
  ///   - q: The static variance.
  ///   - guess: A guess of |Δ_0/q − 1|.
  ///   - order: The number of nodes in a panel.
  ///   - tolerance: The error allowed, relative to a bracket.
  /// - Returns: A solution; `nil` where there is none.
  /// - Throws: `NumericalMethodsError` when a bracket cannot be refined.
  func coarse(
    fixedPoint q: Double, guess: Double = 0.05, order: Int = 10, tolerance: Double = 1e-6
  ) throws -> State? {
    let moments = MomentMap.Moments(mean: mean, variance: q)
    guard q > 0, map.meanSquareSlope(at: moments) > 1 else { return nil }
    let side: Double = isStable(at: q) ? -1 : 1
    var share = Swift.min(Swift.max(guess, 1e-12), 0.9)
    var best = state(variance: q * (1 + side * share), order: order)
    var other: State
    if best.energy > 0 {
      repeat {
        other = best
        share /= share > 1e-3 ? 3 : 20
        guard share > 1e-13 else { return nil }
        best = state(variance: q * (1 + side * share), order: order)
      } while best.energy > 0
    } else {
      repeat {
        other = best
        share =
          share < 0.2
          ? share * (share < 1e-4 ? 20 : 2.5) : (side < 0 ? share + (1 - share) / 2 : share * 2)
        guard share < 0.999 || side > 0, share < 1e3 else { return nil }
        best = state(variance: q * (1 + side * share), order: order)
      } while best.energy < 0
    }
    let ends = [best.variance, other.variance].sorted()
    var near: Double?
    let variance = try findRoot(in: ends[0]...ends[1], tolerance: tolerance * (ends[1] - ends[0])) {
      let trial = state(variance: $0, near: near, order: order)
      if trial.rest > 0 { near = trial.rest }
      return trial.energy
    }
    let found = state(variance: variance, near: near, order: order)
    return found.rest > 0 ? found : nil
  }

  /// The chaotic state to rounding, by secants from a coarse one.
  ///
  /// - Returns: The state and an estimate of the error of Δ_0.
  func refined(_ start: State) -> (state: State, error: Double) {
    var current = start
    var other = state(
      variance: start.variance * (1 + 1e-5 * Swift.max(start.rest, 1e-3)), near: start.rest)
    var slope = (other.energy - current.energy) / (other.variance - current.variance)
    var change = Double.infinity
    for _ in 0..<12 {
      guard slope != 0, slope.isFinite else { break }
      let step = -current.energy / slope
      guard abs(step) < change / 2 || change > 1e-8 * current.variance else { break }
      other = current
      let next = state(variance: current.variance + step, near: current.rest)
      guard next.rest > 0 else { break }
      current = next
      change = abs(step)
      if change <= 1e-15 * current.variance { break }
      let secant = (other.energy - current.energy) / (other.variance - current.variance)
      if secant.isFinite, change > 1e-9 * current.variance * current.rest { slope = secant }
    }
    let rounding = 1e-15 / abs(slope) + 4 * .ulpOfOne * current.variance
    return (current, Swift.min(change, abs(current.energy / slope)) + rounding)
  }
}
