import NumericalMethods
import RealModule

/// The map of the correlation of two signals from one layer of a wide random network to the next.
///
/// ```
/// Q(c, q11, q22) = σ_w² E φ(u1) φ(u2) + σ_b²,   u1 = √q11 z1,   u2 = √q22 (c z1 + √(1−c²) z2)
/// C(c; q) = Q(c, q, q)/V(q)
/// ```
///
/// Near c = 1 work with the separation ε = 1 − c, in which the map keeps its relative accuracy.
///
/// **Source**: B. Poole et al., *Advances in Neural Information Processing Systems* 29 (2016).
public struct CorrelationMap: Sendable {
  /// The length map of the same network.
  public let lengthMap: LengthMap

  /// Makes the map of a network.
  ///
  /// - Parameter lengthMap: The length map of the network.
  public init(_ lengthMap: LengthMap) {
    self.lengthMap = lengthMap
  }

  private var averages: GaussianPairAverage { GaussianPairAverage(for: lengthMap.nonlinearity) }
  private var weightVariance: Double { lengthMap.sigmaW * lengthMap.sigmaW }
  private var biasVariance: Double { lengthMap.sigmaB * lengthMap.sigmaB }

  /// The overlap in the next layer of two signals of any lengths.
  ///
  /// ```
  /// Q(c, q11, q22) = σ_w² E φ(u1) φ(u2) + σ_b²
  /// ```
  ///
  /// - Parameters:
  ///   - c: The correlation of the two signals, from −1 to 1.
  ///   - q11: The squared length of the first.
  ///   - q22: The squared length of the second.
  /// - Returns: The overlap, not divided by lengths.
  /// - Complexity: O(√(q11 q22)) function values for large lengths, about 10⁴ for lengths of order 1.
  public func overlap(c: Double, q11: Double, q22: Double) -> Double {
    precondition(c >= -1 && c <= 1, "a correlation cannot be \(c)")
    let phi = lengthMap.nonlinearity
    if c == 1 && q11 == q22 { return lengthMap(q11) }
    let product = averages.product(
      q11: q11, q22: q22, correlation: c, phi.value, phi.value)
    return weightVariance * product + biasVariance
  }

  /// The separation in the next layer of two signals of equal length.
  ///
  /// ```
  /// ε' = (σ_w²/(2V(q))) E [φ(p + d) − φ(p − d)]²,   p ~ N(0, q(1 − ε/2)),   d ~ N(0, qε/2)
  /// ```
  ///
  /// Sum and difference of the two fields are independent. The relative accuracy is that of φ for every
  /// ε > 0; subtracting C(c) from 1 would lose it all below ε = 1e-13.
  ///
  /// - Parameters:
  ///   - separation: The separation ε = 1 − c, from 0 to 2.
  ///   - q: The squared length of both signals.
  /// - Returns: ε' = 1 − C(1 − ε; q); at V(q) = 0, where signals vanish, ε itself.
  /// - Complexity: As ``overlap(c:q11:q22:)``.
  public func separation(after separation: Double, q: Double) -> Double {
    precondition(separation >= 0 && separation <= 2, "a separation cannot be \(separation)")
    let image = lengthMap(q)
    guard image > 0, separation > 0 else { return separation }
    let phi = lengthMap.nonlinearity
    // At ε = 2 the sum vanishes; in between, the difference enters evenly.
    let sum = averages.separated(variance: q, separation: separation) { p, d in
      let difference = phi.difference(center: p, halfWidth: d)
      return difference * difference
    }
    return weightVariance * sum / (2 * image)
  }

  /// The correlation in the next layer of two signals of equal length.
  ///
  /// - Parameters:
  ///   - c: The correlation, from −1 to 1.
  ///   - q: The squared length of both signals.
  /// - Returns: C(c; q).
  public func correlation(after c: Double, q: Double) -> Double {
    1 - separation(after: 1 - c, q: q)
  }

  /// The slope of the map between equal lengths, at a fixed point of the length.
  ///
  /// ```
  /// dC/dc = σ_w² (q/V(q)) E φ'(u1) φ'(u2)
  /// ```
  ///
  /// At ε = 0 and q = q* it is χ₁.
  ///
  /// - Parameters:
  ///   - separation: The separation ε = 1 − c.
  ///   - q: The squared length of both signals.
  /// - Returns: dC/dc; 1 where V(q) = 0.
  public func slope(atSeparation separation: Double, q: Double) -> Double {
    precondition(separation >= 0 && separation <= 2, "a separation cannot be \(separation)")
    let image = lengthMap(q)
    guard image > 0 else { return 1 }
    let phi = lengthMap.nonlinearity
    let sum = averages.separated(variance: q, separation: separation) { p, d in
      phi.derivative(p + d) * phi.derivative(p - d)
    }
    return weightVariance * q / image * sum
  }

  /// The stable fixed point of the correlation at a fixed point of the length.
  ///
  /// For χ₁ ≤ 1 it is c = 1 exactly; otherwise the root ε'(ε) = ε is bracketed in ln ε, so that no iteration
  /// slows down near criticality.
  ///
  /// - Parameter qStar: The fixed point of the length.
  /// - Returns: ε* = 1 − c*.
  /// - Throws: `NumericalMethodsError` when the root cannot be bracketed.
  /// - Complexity: About 12 double averages.
  public func fixedSeparation(qStar: Double) throws -> Double {
    guard qStar > 0, lengthMap.meanSquareSlope(at: qStar) > 1 + criticalTolerance else { return 0 }
    let growth = { (logarithm: Double) in
      let separation = Double.exp(logarithm)
      return self.separation(after: Swift.min(separation, 1), q: qStar) / separation - 1
    }
    // Uncorrelated signals stay so when Q(0) = σ_w² (E φ)² + σ_b² vanishes: an odd φ without bias.
    let mean = lengthMap.average(qStar, lengthMap.nonlinearity.value)
    if weightVariance * mean * mean + biasVariance < 1e-14 * qStar { return 1 }
    var lower = -2.0
    while growth(lower) <= 0 && lower > -60 { lower *= 1.5 }
    return Double.exp(try findRoot(in: lower...0, of: growth))
  }
}

/// How close to 1 the slope χ₁ must be to call a network critical.
///
/// A critical σ_w printed with ten digits passes.
let criticalTolerance = 1e-9
