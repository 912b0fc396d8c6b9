public import NumericalMethods
import RealModule

/// A point of the line between the ordered and the chaotic phase.
public struct CriticalPoint: Sendable, Equatable {
  /// The standard deviation σ_w of the weights.
  public let sigmaW: Double

  /// The standard deviation σ_b of the biases.
  public let sigmaB: Double

  /// The fixed point q* there.
  public let qStar: Double

  /// The slope V'(q*) of the length map there.
  public let lengthSlope: Double

  /// Whether lengths stay near q*: |V'(q*)| ≤ 1, to 1e-9.
  ///
  /// Where they do not, the point separates no phases.
  public var isStable: Bool { abs(lengthSlope) <= 1 + criticalTolerance }

  /// Finds the critical point of a given fixed-point length, without a search.
  ///
  /// ```
  /// σ_w² = 1/E φ'(√q* z)²,   σ_b² = q* − σ_w² E φ(√q* z)² = σ_w² (Σ_{n≥2} (n − 1) a_n² − a_0²)
  /// ```
  ///
  /// With the Hermite coefficients a_n of φ(√q* z) the difference keeps its relative accuracy.
  ///
  /// - Parameters:
  ///   - qStar: The squared length q*, 0 or more.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkTheoryError/invalidLength(_:)`` for a length that is negative or not finite,
  ///   ``NetworkTheoryError/noCriticalLine(activation:)`` for a function that jumps, and
  ///   ``NetworkTheoryError/notOnCriticalLine(q:)`` where σ_b² would be negative.
  public init(
    qStar: Double, nonlinearity: any Nonlinearity = Tanh()
  ) throws(NetworkTheoryError) {
    let balance = try CriticalBalance(qStar, nonlinearity)
    guard balance.biasVariance >= 0 else { throw .notOnCriticalLine(q: qStar) }
    self.qStar = qStar
    sigmaW = balance.weightVariance.squareRoot()
    sigmaB = balance.biasVariance.squareRoot()
    guard sigmaW <= largestDeviation else { throw .notOnCriticalLine(q: qStar) }
    let map = try LengthMap(sigmaW: sigmaW, sigmaB: 0, nonlinearity: nonlinearity)
    lengthSlope = map.slope(at: qStar)
  }

  /// Finds the critical point at a given standard deviation of the biases: of several the one with the
  /// largest stable length.
  ///
  /// - Parameters:
  ///   - sigmaB: The standard deviation σ_b, 0 or more.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkTheoryError`` when σ_b is invalid or no critical point has q* ≤ 10⁶.
  /// - Complexity: About 200 averages; a ``CriticalLine`` serves many σ_b.
  public init(sigmaB: Double, nonlinearity: any Nonlinearity = Tanh()) throws {
    let points = try CriticalLine(nonlinearity).points(sigmaB: sigmaB)
    guard let point = points.last(where: \.isStable) else {
      throw NetworkTheoryError.noCriticalPoint(sigmaB: sigmaB)
    }
    self = point
  }
}

/// All critical points of an activation function.
///
/// The line is a curve with q* as its parameter. It has no point where that would need σ_b² < 0: its pieces
/// are the ``branches``. A function that is linear on either side of 0 has one point, at σ_b = 0, for all
/// lengths; a function that jumps has none, for it is always chaotic.
public struct CriticalLine: Sendable {
  private let nonlinearity: any Nonlinearity
  private let scan: [(q: Double, biasVariance: Double)]

  /// The ranges of q* with a critical point, ascending, between 10⁻¹² and 10⁶.
  public let branches: [ClosedRange<Double>]

  /// The only critical point, if the function is linear on either side of 0; its length is arbitrary.
  public let singlePoint: CriticalPoint?

  /// The smallest and the largest length that are looked at.
  static let lengths = 1e-12...1e6

  /// Finds the branches.
  ///
  /// - Parameter nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: `NumericalMethodsError` when an end of a branch cannot be refined.
  /// - Complexity: About 200 averages.
  public init(_ nonlinearity: any Nonlinearity = Tanh()) throws {
    self.nonlinearity = nonlinearity
    guard !nonlinearity.isDiscontinuous else {
      (scan, branches, singlePoint) = ([], [], nil)
      return
    }
    guard nonlinearity.slopesOfHomogeneous == nil else {
      (scan, branches) = ([], [])
      singlePoint = try CriticalPoint(qStar: 1, nonlinearity: nonlinearity)
      return
    }
    singlePoint = nil
    let biasVariance = { (logarithm: Double) throws(NetworkTheoryError) in
      try CriticalBalance(Double.exp(logarithm), nonlinearity).biasVariance
    }
    let (first, last) = (Double.log(Self.lengths.lowerBound), Double.log(Self.lengths.upperBound))
    let places = (0...180).map { first + (last - first) * Double($0) / 180 }
    let values = try places.map { try biasVariance($0) }
    scan = zip(places, values).map { (Double.exp($0), $1) }
    var branches: [ClosedRange<Double>] = []
    var start: Double? = values[0] >= 0 ? first : nil
    for k in values.indices.dropFirst() where (values[k] >= 0) != (values[k - 1] >= 0) {
      let edge = try findRoot(in: places[k - 1]...places[k], of: biasVariance)
      if let begun = start {
        branches.append(Double.exp(begun)...Double.exp(edge))
        start = nil
      } else {
        start = edge
      }
    }
    if let start { branches.append(Double.exp(start)...Self.lengths.upperBound) }
    self.branches = branches
  }

  /// All critical points at a standard deviation of the biases, by ascending length.
  ///
  /// - Parameter sigmaB: The standard deviation σ_b, 0 or more.
  /// - Returns: The points; none where the line does not reach.
  /// - Throws: ``NetworkTheoryError/invalidSigmaB(_:)``, and `NumericalMethodsError` when a point cannot be
  ///   refined.
  /// - Complexity: About 10 averages per point.
  public func points(sigmaB: Double) throws -> [CriticalPoint] {
    guard (0...largestDeviation).contains(sigmaB) else {
      throw NetworkTheoryError.invalidSigmaB(sigmaB)
    }
    if let singlePoint { return sigmaB == 0 ? [singlePoint] : [] }
    guard !scan.isEmpty else { return [] }
    var points: [CriticalPoint] = []
    if sigmaB == 0, nonlinearity.value(0) == 0, !nonlinearity.kinks.contains(0),
      nonlinearity.derivative(0) != 0
    {
      points.append(try CriticalPoint(qStar: 0, nonlinearity: nonlinearity))
    }
    let wanted = sigmaB * sigmaB
    let excess = { (logarithm: Double) throws(NetworkTheoryError) -> Double in
      try CriticalBalance(Double.exp(logarithm), nonlinearity).biasVariance - wanted
    }
    for (low, high) in zip(scan, scan.dropFirst())
    where (low.biasVariance - wanted) * (high.biasVariance - wanted) < 0 {
      let bracket = Double.log(low.q)...Double.log(high.q)
      let q = Double.exp(try findRoot(in: bracket, of: excess))
      // Where σ_b² vanishes rounding may leave a little less than zero.
      let candidates = [q, q * (1 + 1e-12), q * (1 - 1e-12)]
      if let point = candidates.lazy.compactMap({
        try? CriticalPoint(qStar: $0, nonlinearity: nonlinearity)
      }).first {
        points.append(point)
      }
    }
    return points
  }
}

/// The variances at which χ₁ = 1 for a fixed-point length; that of the biases may be negative.
private struct CriticalBalance {
  let weightVariance: Double
  let biasVariance: Double

  init(_ q: Double, _ phi: any Nonlinearity) throws(NetworkTheoryError) {
    guard q >= 0, q.isFinite else { throw .invalidLength(q) }
    guard !phi.isDiscontinuous else { throw .noCriticalLine(activation: phi.name) }
    // At 0 a kink has the slopes of both its sides.
    let length = phi.kinks.contains(0) ? Swift.max(q, 1e-24) : q
    let average = GaussianAverage(variance: length, for: phi)
    let mean = average(phi.value)
    let slope = length > 0 ? average { $0 * phi.value($0) } / length : phi.derivative(0)
    let square = average { phi.derivative($0) * phi.derivative($0) }
    // q Var φ' = Σ n a_n² and E ψ² = Σ a_n² over n ≥ 2, ψ being φ without its linear part.
    let spread = average { (phi.derivative($0) - slope) * (phi.derivative($0) - slope) }
    let residue = average {
      let rest = phi.value($0) - mean - slope * $0
      return rest * rest
    }
    let (gain, loss) = (length * spread - residue, mean * mean)
    weightVariance = 1 / square
    let difference = gain - loss
    // Without a scale the two are equal; with kinks they are known to the rounding of the sums.
    let noise = 1e-13 * loss + (phi.kinks.isEmpty ? 0 : 1e-14 * length * square)
    let vanishes = abs(difference) <= noise || phi.slopesOfHomogeneous != nil
    biasVariance = vanishes ? 0 : difference / square
  }
}
