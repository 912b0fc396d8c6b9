internal import NumericalMethods
import RealModule

/// What a recurrent network does in the end.
public enum RecurrentPhase: String, Sendable, CaseIterable {
  /// Nothing: h = 0 is the only stable state.
  case quiescent
  /// It settles in a fixed point.
  case fixedPoint = "fixed-point"
  /// It fluctuates for ever.
  case chaotic
}

/// The stationary states of a wide random recurrent network in continuous time.
///
/// ```
/// ∂_t h_i = −h_i + Σ_j W_ij φ(h_j) + b_i,   W_ij ~ N(w_0/N, σ_w²/N),   b_i ~ N(b_0, σ_b²)
/// ```
///
/// With several stable states the one with the largest mean stands for all.
///
/// **Source**: H. Sompolinsky, A. Crisanti and H. J. Sommers, *Phys. Rev. Lett.* 61, 259 (1988).
public struct RecurrentNetworkTheory: Sendable {
  /// The parameters.
  public let map: MomentMap

  /// All fixed points, by ascending mean.
  public let fixedPoints: [RecurrentFixedPoint]

  /// All stationary chaotic states, by ascending mean.
  public let chaoticStates: [ChaoticState]

  /// What the network does in the end.
  public let phase: RecurrentPhase

  /// Finds all stationary states.
  ///
  /// - Parameter map: The parameters.
  /// - Throws: ``NetworkTheoryError/activityGrows(sigmaW:weightMean:)`` where activity grows without bound,
  ///   ``NetworkTheoryError/noStationaryState(sigmaW:weightMean:)`` where a bounded φ leaves none,
  ///   ``NetworkTheoryError/everyVarianceFixed``, and `NumericalMethodsError` when a root cannot be refined.
  /// - Complexity: As ``MomentMap/fixedPoints()`` and ``MomentMap/chaoticStates()``.
  public init(_ map: MomentMap) throws {
    self.map = map
    fixedPoints = try map.recurrentFixedPoints()
    chaoticStates = try map.chaoticStates()
    let stable = fixedPoints.filter(\.isStable)
    if !stable.isEmpty {
      phase = stable.allSatisfy(\.isQuiescent) ? .quiescent : .fixedPoint
    } else if chaoticStates.contains(where: \.isStableToUniformModes) {
      phase = .chaotic
    } else if let critical = fixedPoints.last(where: \.isCritical) {
      phase = critical.isQuiescent ? .quiescent : .fixedPoint
    } else {
      throw map.nonlinearity.isBounded
        ? NetworkTheoryError.noStationaryState(sigmaW: map.sigmaW, weightMean: map.weightMean)
        : NetworkTheoryError.activityGrows(sigmaW: map.sigmaW, weightMean: map.weightMean)
    }
  }

  /// The stable fixed point with the largest mean, in the phases that have one; at criticality the critical one.
  public var settledPoint: RecurrentFixedPoint? {
    phase == .chaotic
      ? nil : fixedPoints.last(where: \.isStable) ?? fixedPoints.last(where: \.isCritical)
  }

  /// The chaotic state with the largest mean, in the chaotic phase.
  public var chaoticState: ChaoticState? {
    phase == .chaotic ? chaoticStates.last(where: \.isStableToUniformModes) : nil
  }

  /// The number of stable states, fixed points and chaotic ones.
  public var stableStateCount: Int {
    fixedPoints.count(where: \.isStable) + chaoticStates.count(where: \.isStableToUniformModes)
  }

  /// The mean m of the fields.
  public var mean: Double {
    chaoticState?.autocovariance.mean ?? settledPoint?.moments.mean ?? 0
  }

  /// The variance Δ_0 of the fields; q at a fixed point.
  public var autocovarianceZero: Double {
    chaoticState?.autocovariance.zero ?? settledPoint?.moments.variance ?? 0
  }

  /// The frozen part Δ_∞ of the variance; q at a fixed point.
  public var autocovarianceInfinity: Double {
    chaoticState?.autocovariance.infinity ?? settledPoint?.moments.variance ?? 0
  }

  /// The largest Lyapunov exponent λ_1, per unit time.
  public var largestLyapunovExponent: Double {
    chaoticState?.largestLyapunovExponent ?? settledPoint?.largestLyapunovExponent ?? 0
  }

  /// The mean E φ of the rates.
  public var rateMean: Double {
    chaoticState?.rateMean ?? settledPoint.map { map.averages($0.moments).first } ?? 0
  }

  /// The variance E φ² − (E φ)² of the rates, over neurons and time.
  public var rateVariance: Double {
    if let chaoticState { return chaoticState.rateVariance }
    guard let settledPoint else { return 0 }
    let (first, second) = map.averages(settledPoint.moments)
    return Swift.max(0, second - first * first)
  }

  /// Estimates of the numerical errors of Δ_0 and Δ_∞, and of λ_1.
  public var errorEstimates: (autocovariance: Double, exponent: Double) {
    if let chaoticState {
      return (chaoticState.autocovariance.errorEstimate, chaoticState.exponentError)
    }
    guard let settledPoint else { return (0, 0) }
    // What the rounding of averages makes of the fixed point.
    let distance =
      settledPoint.uniformEigenvalues.map {
        Double.hypot(1 - $0.real, $0.imaginary)
      }.min() ?? 1
    let rounding =
      10 * Double.ulpOfOne
      * (1 + abs(settledPoint.moments.mean) + settledPoint.moments.variance)
      / Swift.max(distance, 1e-8)
    return settledPoint.isQuiescent
      ? (0, 10 * Double.ulpOfOne) : (rounding, rounding * (1 + map.sigmaW))
  }
}
