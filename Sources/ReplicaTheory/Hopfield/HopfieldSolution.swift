/// The kinds of replica-symmetric solutions of the Hopfield model.
public enum HopfieldPhase: Sendable, Hashable {
  /// No order: m = 0, q = 0.
  case paramagnetic
  /// Frozen spins without memory: m = 0, q > 0.
  case spinGlass
  /// Overlap with one pattern.
  case retrieval
  /// Equal overlaps with several patterns, an odd number of at least 3.
  case mixture(patterns: Int)

  /// The number of patterns with an overlap, 0 without order or memory.
  public var patternCount: Int {
    switch self {
    case .paramagnetic, .spinGlass: 0
    case .retrieval: 1
    case .mixture(let patterns): patterns
    }
  }
}

extension HopfieldPhase: CustomStringConvertible {
  /// The name of the phase: `paramagnetic`, `spin-glass`, `retrieval` or `mixture-3`.
  public var description: String {
    switch self {
    case .paramagnetic: "paramagnetic"
    case .spinGlass: "spin-glass"
    case .retrieval: "retrieval"
    case .mixture(let patterns): "mixture-\(patterns)"
    }
  }
}

/// A replica-symmetric solution of the Hopfield model.
///
/// ```
/// m = E (S/n) tanh β(√(αr) z + m S),   q = E tanh²,   r = q/(1 − β(1 − q))²
/// f = α/2 + n m²/2 + (α/2β)[ln(1 − β + βq) − βq/(1 − β + βq)] + (αβ/2) r (1 − q)
///     − T E ln 2cosh β(√(αr) z + m S)
/// ```
///
/// S is the sum of n independent signs, n the number of patterns with an overlap.
///
/// **Source**: D. J. Amit, H. Gutfreund and H. Sompolinsky, *Ann. Phys.* 173, 30 (1987).
public struct HopfieldSolution: Sendable, Equatable {
  /// Which solution it is.
  public let phase: HopfieldPhase
  /// The load α = P/N.
  public let load: Double
  /// The temperature T.
  public let temperature: Double
  /// The overlap m with each of the patterns that have one.
  public let retrievalOverlap: Double
  /// The overlap q of two replicas.
  public let q: Double
  /// The mean square overlap with the other patterns, in units of 1/N.
  public let r: Double
  /// The free energy per spin.
  public let freeEnergyPerSpin: Double
  /// The energy per spin.
  public let energyPerSpin: Double
  /// The entropy per spin.
  public let entropyPerSpin: Double
  /// The eigenvalue 1 − αβ² E sech⁴/(1 − β(1 − q))² that decides replica symmetry; −∞ at T = 0.
  public let replicon: Double
  /// The smallest eigenvalue against other overlaps with patterns.
  ///
  /// 1 − β(1 − q) against a further pattern; for a mixture also 1 − β E sech² (n² − S²)/(n² − n)
  /// against unequal overlaps.
  public let patternStability: Double
  /// An estimate of the error of the free energy, from a finer grid and rounding.
  public let errorEstimate: Double
  /// An estimate of the error of m and q; it grows towards the spinodal, where they are singular.
  public let overlapErrorEstimate: Double

  /// Whether neither the replicon nor the stability against patterns is negative.
  public var stable: Bool { replicon >= 0 && patternStability >= 0 }
}
