/// The solution of a spin glass with a finite number of steps of replica-symmetry breaking.
///
/// All numbers are per spin, with k_B = 1.
public struct SteppedSolution: Sendable, Equatable {
  /// Which stationary point of the free energy is meant.
  ///
  /// At zero field a model with pair interactions has two.
  public enum Branch: String, Sendable, Equatable, CaseIterable {
    /// The minimum of the Parisi functional −f, with q_0 > 0.
    case minimum
    /// The stationary point restricted to q_0 = 0; at zero field only.
    case q0Zero = "q0-zero"
  }

  /// The branch.
  public let branch: Branch
  /// The temperature T.
  public let temperature: Double
  /// The external field h.
  public let field: Double
  /// The mean coupling J0.
  public let bias: Double
  /// The free energy per spin.
  public let freeEnergyPerSpin: Double
  /// The energy per spin, couplings and field.
  public let energyPerSpin: Double
  /// The entropy per spin; at T = 0 its limit, which is negative.
  public let entropyPerSpin: Double
  /// The overlap as a function: q_0…q_k and x_1…x_k; at T = 0 all steps are at x = 0.
  public let parisiFunction: ParisiFunction
  /// γ_l = x_l/T, which stays finite as T → 0; empty where the solution is replica-symmetric.
  public let scaledBreakingPoints: [Double]
  /// The magnetisation per spin.
  public let magnetization: Double
  /// 1 − ξ''(q) E (∂²ψ)² at every overlap; negative means that more steps are needed there.
  ///
  /// At T = 0 that of the largest overlap does not exist: −∞.
  public let replicons: [Double]
  /// Whether no replicon is negative.
  public let stable: Bool
  /// Whether the solution has collapsed to the replica-symmetric one.
  ///
  /// It does above the de Almeida–Thouless line, and is set to do so below it where the step is too
  /// small to be resolved; the replicon is negative then, of the order of 1e-6.
  public let isReplicaSymmetric: Bool
  /// An estimate of the error of the free energy, from a finer lattice, the residual and rounding.
  public let errorEstimate: Double

  /// The number k of steps, fewer than asked for where the solution with fewer is stable.
  public var stepCount: Int { parisiFunction.breakingPoints.count }

  /// The smallest overlap, that of states with nothing in common.
  public var q0: Double { parisiFunction.overlaps[0] }

  /// The second overlap, with one step that of a state with itself.
  ///
  /// Equal to q0 where the solution is replica-symmetric.
  public var q1: Double { parisiFunction.overlaps[Swift.min(1, stepCount)] }

  /// The first breaking point m; 1 where the solution is replica-symmetric, where it means nothing.
  public var breakingParameter: Double { parisiFunction.breakingPoints.first ?? 1 }

  /// The replicon of the innermost block.
  public var replicon: Double { replicons[replicons.count - 1] }

  /// The largest overlap, q_k.
  public var edwardsAndersonParameter: Double { parisiFunction.edwardsAndersonParameter }

  /// The mean overlap ∫ q dx.
  public var meanOverlap: Double { parisiFunction.meanOverlap }

  /// The mean square overlap ∫ q² dx.
  public var meanSquareOverlap: Double { parisiFunction.meanSquareOverlap }
}
