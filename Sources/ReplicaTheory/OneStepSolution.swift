/// The solution of the Sherrington–Kirkpatrick model with one step of replica-symmetry breaking.
///
/// All numbers are per spin, with k_B = 1.
public struct OneStepSolution: Sendable, Equatable {
  /// Which stationary point of the one-step free energy is meant.
  ///
  /// At zero field there are two.
  public enum Branch: String, Sendable, Equatable, CaseIterable {
    /// The minimum of the Parisi functional −f, with q0 > 0.
    case minimum
    /// The stationary point restricted to q0 = 0; at zero field only.
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
  /// The entropy per spin.
  public let entropyPerSpin: Double
  /// The overlap of different states.
  public let q0: Double
  /// The overlap of a state with itself.
  public let q1: Double
  /// The breaking parameter m, the probability of two replicas to be in different states.
  ///
  /// It is 1 where the solution is replica-symmetric, and means nothing there.
  public let breakingParameter: Double
  /// The magnetisation per spin.
  public let magnetization: Double
  /// The eigenvalue 1 − β² E E_m sech⁴ of the innermost block; negative means more steps are needed.
  public let replicon: Double
  /// Whether the replicon is not negative.
  public let stable: Bool
  /// Whether the solution has collapsed to the replica-symmetric one, q0 = q1.
  ///
  /// It does above the de Almeida–Thouless line, and is set to do so below it where the step is too
  /// small to be resolved; the replicon is negative then, of the order of 1e-6.
  public let isReplicaSymmetric: Bool
  /// An estimate of the error of the free energy, from a finer lattice, the residual and rounding.
  public let errorEstimate: Double

  /// The overlap as a function: q0 below m, q1 above.
  public var parisiFunction: ParisiFunction {
    isReplicaSymmetric
      ? ParisiFunction(overlaps: [q0], breakingPoints: [])
      : ParisiFunction(overlaps: [q0, q1], breakingPoints: [breakingParameter])
  }

  /// The largest overlap, q1.
  public var edwardsAndersonParameter: Double { q1 }

  /// The mean overlap m q0 + (1 − m) q1.
  public var meanOverlap: Double { parisiFunction.meanOverlap }

  /// The mean square overlap m q0² + (1 − m) q1².
  public var meanSquareOverlap: Double { parisiFunction.meanSquareOverlap }
}
