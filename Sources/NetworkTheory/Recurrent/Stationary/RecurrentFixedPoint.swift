internal import NumericalMethods
import RealModule

/// A fixed point of a wide random recurrent network, with its stability in continuous and in discrete time.
///
/// ```
/// ∂_t h_i = −h_i + Σ_j W_ij φ(h_j) + b_i          h_i(t + 1) = Σ_j W_ij φ(h_j(t)) + b_i
/// m = w_0 E φ + b_0,   q = σ_w² E φ² + σ_b²,   h ~ N(m, q)
/// ```
///
/// Both have the same fixed points. Small deviations are multiplied by J_ij = W_ij φ'(h_j), whose eigenvalues
/// λ, for N → ∞, fill a disc of radius √χ₁ = σ_w √(E φ'²), the random modes; outside it lie at most two outliers,
/// the uniform modes. Because h depends on W, the outliers are not w_0 E φ' alone: a deviation v = δm + (h − m)
/// δq/(2q) + … gives λ (δm, δq) = the Jacobian of the ``MomentMap`` times (δm, δq). In continuous time a mode
/// grows at the rate λ − 1.
///
/// **Source**: F. Mastrogiuseppe and S. Ostojic, *Neuron* 99, 609 (2018), for φ = tanh and one outlier.
public struct RecurrentFixedPoint: Sendable, Equatable {
  /// A real or complex eigenvalue.
  public struct Eigenvalue: Sendable, Equatable {
    /// The real part.
    public let real: Double
    /// The imaginary part.
    public let imaginary: Double
    /// The magnitude.
    public var magnitude: Double { Double.hypot(real, imaginary) }
  }

  /// Mean and variance of the fields.
  public let moments: MomentMap.Moments

  /// χ₁ = σ_w² E φ'², the square of the radius of the disc of random modes; infinite for a φ that jumps.
  public let chi1: Double

  /// The two eigenvalues of the Jacobian of the moment map, that of the larger real part first.
  ///
  /// Those of a magnitude above √χ₁ are outliers of J; the others are hidden in the disc.
  public let uniformEigenvalues: [Eigenvalue]

  /// Whether h = 0, so that nothing happens at all.
  public var isQuiescent: Bool { moments.mean == 0 && moments.variance == 0 }

  /// Whether uniform perturbations of the continuous-time network decay: Re λ < 1.
  public var isStableToUniformModes: Bool { uniformEigenvalues.allSatisfy { $0.real < 1 } }

  /// Whether random perturbations decay: χ₁ < 1.
  public var isStableToRandomModes: Bool { chi1 < 1 }

  /// Whether all small perturbations of the continuous-time network decay.
  public var isStable: Bool { isStableToUniformModes && isStableToRandomModes }

  /// Whether no mode of the continuous-time network grows, to 1e-9, though one may not decay: criticality.
  public var isCritical: Bool {
    let margin = 1 + criticalTolerance
    return !isStable && chi1 <= margin && uniformEigenvalues.allSatisfy { $0.real <= margin }
  }

  /// Whether all small perturbations of the discrete-time network decay: |λ| < 1 and χ₁ < 1.
  public var isStableInDiscreteTime: Bool {
    isStableToRandomModes && uniformEigenvalues.allSatisfy { $0.magnitude < 1 }
  }

  /// The eigenvalues that lie outside the disc of random modes.
  public var outliers: [Eigenvalue] {
    uniformEigenvalues.filter { $0.magnitude * $0.magnitude > chi1 }
  }

  /// The largest Lyapunov exponent of the fixed point, per unit time.
  ///
  /// ```
  /// λ_1 = −1 + max(√χ₁, Re λ of the outliers)
  /// ```
  ///
  /// At a stable fixed point it is minus the rate of the slowest relaxation.
  public var largestLyapunovExponent: Double {
    outliers.reduce(chi1.squareRoot()) { Swift.max($0, $1.real) } - 1
  }

  /// The largest Lyapunov exponent of the map where its signals have these moments, per step.
  ///
  /// ```
  /// λ_1 = ln max(√χ₁, |λ| of the outliers)
  /// ```
  ///
  /// At χ₁ > 1 the map is chaotic and the moments are those of its stationary state, in which the mean square
  /// of a perturbation grows by χ₁ per step.
  public var largestLyapunovExponentOfMap: Double {
    Double.log(outliers.reduce(chi1.squareRoot()) { Swift.max($0, $1.magnitude) })
  }

  init(_ point: MomentFixedPoint, jacobian: MomentMap.Jacobian) {
    moments = point.moments
    chi1 = point.chi1
    uniformEigenvalues = jacobian.eigenvalues
  }
}

extension MomentMap.Jacobian {
  /// The eigenvalues, that of the larger real part first.
  var eigenvalues: [RecurrentFixedPoint.Eigenvalue] {
    let half = (meanByMean + varianceByVariance) / 2
    let gap = (meanByMean - varianceByVariance) / 2
    let discriminant = gap * gap + meanByVariance * varianceByMean
    let root = abs(discriminant).squareRoot()
    return discriminant >= 0
      ? [.init(real: half + root, imaginary: 0), .init(real: half - root, imaginary: 0)]
      : [.init(real: half, imaginary: root), .init(real: half, imaginary: -root)]
  }
}

extension MomentMap {
  /// The fixed points of a recurrent network with these weights and biases, by ascending mean.
  ///
  /// - Returns: The fixed points found; none where activity grows without bound.
  /// - Throws: ``NetworkTheoryError/everyVarianceFixed`` where all variances are fixed points, and
  ///   `NumericalMethodsError` when a variance cannot be refined.
  /// - Complexity: As ``fixedPoints()``.
  public func recurrentFixedPoints() throws -> [RecurrentFixedPoint] {
    if weightMean == 0, biasMean == 0 {
      let lengths = try LengthMap(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity)
      guard !lengths.everyLengthIsFixed else {
        throw NetworkTheoryError.everyVarianceFixed
      }
    }
    return try fixedPoints().map { point in
      // A kink at variance 0 has no derivative; just above 0 it has.
      let place =
        point.moments.variance > 0 || nonlinearity.kinks.isEmpty
        ? point.moments : Moments(mean: point.moments.mean, variance: 1e-24)
      return RecurrentFixedPoint(point, jacobian: jacobian(at: place))
    }
  }

  /// The two signals between which a discrete-time network jumps, if there are such.
  ///
  /// With negative w_0 the mean overshoots: a fixed point at which an eigenvalue is below −1 gives way to a
  /// cycle of period two, while the continuous-time network is stable there.
  ///
  /// - Parameter start: The signal from which the map is iterated.
  /// - Returns: The two signals in the order of their means; `nil` where the map settles otherwise.
  /// - Complexity: Up to 20 000 averages.
  public func cycleOfTwo(from start: Moments = Moments(mean: 0.1, variance: 1)) -> (
    low: Moments, high: Moments
  )? {
    var current = start
    for _ in 0..<10_000 {
      let next = self(current)
      guard abs(next.mean) < 1e6, next.variance < 1e6 else { return nil }
      let afterwards = self(next)
      let scale = 1 + abs(current.mean) + current.variance
      let change =
        abs(afterwards.mean - current.mean) + abs(afterwards.variance - current.variance)
      if change <= 1e-14 * scale {
        let distance = abs(next.mean - current.mean) + abs(next.variance - current.variance)
        guard distance > 1e-6 * scale else { return nil }
        return next.mean < current.mean ? (next, afterwards) : (afterwards, next)
      }
      current = afterwards
    }
    return nil
  }
}
