/// A number from theory with an estimate of its numerical error.
public struct TheoryValue: Sendable, Equatable {
  /// The value.
  public let value: Double

  /// An estimate of its error, rather too large than too small.
  public let errorEstimate: Double

  /// Makes a value.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - errorEstimate: An estimate of its error.
  public init(_ value: Double, errorEstimate: Double) {
    self.value = value
    self.errorEstimate = errorEstimate
  }
}

/// The Parisi solution of a spin glass, the limit of infinitely many steps.
///
/// All numbers are per spin, with k_B = 1. They are extrapolated from solutions with up to
/// ``stepCount`` steps; each carries its own error estimate.
public struct ContinuousSolution: Sendable, Equatable {
  /// What kind of function q(x) is.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// One overlap.
    case replicaSymmetric = "replica-symmetric"
    /// One step, which is stable.
    case oneStep = "one-step"
    /// A continuous part.
    case full
  }

  /// A point of the curve q(x).
  public struct CurvePoint: Sendable, Equatable {
    /// x/T, which stays finite as T → 0.
    public let scaledX: Double
    /// x; at T = 0 it is 0.
    public let x: Double
    /// q(x).
    public let q: Double
  }

  /// What kind of function q(x) is.
  public let kind: Kind
  /// The temperature T.
  public let temperature: Double
  /// The external field h.
  public let field: Double
  /// The mean coupling J0.
  public let bias: Double
  /// The free energy per spin.
  public let freeEnergyPerSpin: TheoryValue
  /// The energy per spin, couplings and field.
  public let energyPerSpin: TheoryValue
  /// The entropy per spin.
  public let entropyPerSpin: TheoryValue
  /// The magnetisation per spin.
  public let magnetization: TheoryValue
  /// The largest overlap, q(1).
  public let edwardsAndersonParameter: TheoryValue
  /// The smallest overlap, q(0).
  public let smallestOverlap: TheoryValue
  /// The x above which q(x) is constant; at T = 0 it is 0, where replica-symmetric it is 1.
  public let plateauStart: TheoryValue
  /// ∫ q dx.
  public let meanOverlap: TheoryValue
  /// ∫ q² dx.
  public let meanSquareOverlap: TheoryValue
  /// 1 − ξ''(q_EA) E (∂²ψ)², zero where q(x) has a continuous part; −∞ at T = 0.
  public let replicon: TheoryValue
  /// The curve q(x) where it rises, ascending; one point where replica-symmetric.
  public let curve: [CurvePoint]
  /// The best step function among the solutions behind the extrapolation.
  public let parisiFunction: ParisiFunction
  /// γ_l = x_l/T of that step function.
  public let scaledBreakingPoints: [Double]
  /// The free energies of the solutions behind the extrapolation, by their number of steps.
  public let ladder: [(stepCount: Int, freeEnergyPerSpin: Double)]

  /// The largest number of steps behind the extrapolation.
  public var stepCount: Int { parisiFunction.breakingPoints.count }

  /// The distribution of the overlap: a density and the weights of its two peaks.
  ///
  /// ```
  /// P(q) = dx/dq + x(q_min) δ(q − q_min) + (1 − x_M) δ(q − q_EA)
  /// ```
  ///
  /// - Returns: Points (q, P) of the continuous part, none where there is none, and the peaks with
  ///   their weights.
  public var overlapDistribution:
    (density: [(overlap: Double, density: Double)], peaks: [(overlap: Double, weight: Double)])
  {
    guard kind == .full, temperature > 0, curve.count > 2 else {
      return ([], parisiFunction.peaks)
    }
    var density: [(overlap: Double, density: Double)] = []
    for k in 1..<curve.count {
      let (a, b) = (curve[k - 1], curve[k])
      if b.q > a.q { density.append(((a.q + b.q) / 2, (b.x - a.x) / (b.q - a.q))) }
    }
    let bottom = parisiFunction.overlaps[0] < curve[0].q ? parisiFunction.overlaps[0] : curve[0].q
    var peaks: [(overlap: Double, weight: Double)] = []
    if curve[0].x > 1e-12 { peaks.append((bottom, curve[0].x)) }
    peaks.append((edwardsAndersonParameter.value, 1 - plateauStart.value))
    return (density, peaks)
  }

  /// Whether two solutions are of the same model and the same numbers.
  public static func == (left: ContinuousSolution, right: ContinuousSolution) -> Bool {
    left.temperature == right.temperature && left.field == right.field && left.bias == right.bias
      && left.freeEnergyPerSpin == right.freeEnergyPerSpin && left.curve == right.curve
      && left.parisiFunction == right.parisiFunction
  }
}
