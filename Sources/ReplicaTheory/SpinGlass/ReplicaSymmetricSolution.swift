/// The replica-symmetric solution of the Sherrington–Kirkpatrick model.
///
/// All numbers are per spin, with k_B = 1. Below the de Almeida–Thouless line the ansatz is wrong, its
/// entropy even negative at low temperature; ``replicon`` and ``stable`` say so.
public struct ReplicaSymmetricSolution: Sendable, Equatable {
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
  /// The overlap of two replicas.
  public let q: Double
  /// The magnetisation per spin.
  public let magnetization: Double
  /// The eigenvalue 1 − β² E sech⁴ that decides stability; −∞ at zero temperature.
  public let replicon: Double
  /// Whether the replicon is not negative.
  public let stable: Bool
  /// An estimate of the error of the free energy, from a finer grid and rounding.
  public let errorEstimate: Double

  /// The overlap as a function: one step of height q.
  public var parisiFunction: ParisiFunction { ParisiFunction(overlaps: [q], breakingPoints: []) }

  /// The external field plus the mean field of the bias, h + J0 M.
  public var effectiveField: Double { field + bias * magnetization }
}
