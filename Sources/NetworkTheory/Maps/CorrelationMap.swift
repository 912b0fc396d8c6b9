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
    if let gain = gainOfManyWaves(max(q11, q22)) {
      let pair = NormalPair(
        m1: 0, q1: q11, m2: 0, q2: q22, covariance: c * (q11 * q22).squareRoot())
      return weightVariance * RatePairForm.sine(gain).average(pair) + biasVariance
    }
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
    let sum =
      squaredDifferenceOfWaves(separation, q: q)
      ?? averages.separated(variance: q, separation: separation) { p, d in
        let difference = phi.difference(center: p, halfWidth: d)
        return difference * difference
      }
    // Rounding must not lead beyond opposite signals: −1 is fixed for odd functions without biases.
    return min(2, weightVariance * sum / (2 * image))
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
  /// At ε = 0 and q = q* it is χ₁. A function that jumps has delta functions in φ', which are included; its
  /// slope is infinite at ε = 0.
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
    if let gain = gainOfManyWaves(q) {
      let x = gain * gain * q
      let sum = Double.exp(-x * separation) + Double.exp(-x * (2 - separation))
      return weightVariance * x / image * sum / 2
    }
    var sum = averages.separated(variance: q, separation: separation) { p, d in
      phi.derivative(p + d) * phi.derivative(p - d)
    }
    let jumps = phi.jumps
    if !jumps.isEmpty && weightVariance > 0 && q > 0 {
      guard separation > 0 && separation < 2 else { return .infinity }
      let c = 1 - separation
      let variance = q * separation * (2 - separation)
      for (place, height) in jumps {
        let density = height * normalDensity(place, variance: q)
        sum +=
          2 * density
          * GaussianAverage(mean: c * place, variance: variance, for: phi)(phi.derivative)
        for (other, otherHeight) in jumps {
          sum += density * otherHeight * normalDensity(other - c * place, variance: variance)
        }
      }
    }
    return weightVariance * q / image * sum
  }

  /// The stable fixed point of the correlation at a fixed point of the length.
  ///
  /// With the Hermite coefficients a_n of φ(√q z), C(c) = (σ_w² Σ a_n² c^n + σ_b²)/q has no negative
  /// coefficient: on 0…1 it is increasing and convex with C(1) = 1. For χ₁ ≤ 1 the only fixed point is c = 1;
  /// otherwise there is exactly one more, 0 ≤ c* < 1, and every pair of signals approaches it that is neither
  /// equal nor, with an odd φ and no bias, opposite. Below 0 there is no other. It solves
  ///
  /// ```
  /// H(c) = Σ_{n≥2} a_n² (c − c^n)/(1 − c) = σ_b²/σ_w² + a_0²,   H = E [Δψ]²/(2ε) − E ψ²
  /// ```
  ///
  /// where the linear part has dropped out: ψ(h) = φ(h) − a_0 − a_1 h/√q and Δψ is its difference between
  /// the two signals. H falls with ε, and the root is bracketed in ln ε, so that no iteration slows down
  /// near criticality.
  ///
  /// - Parameter qStar: The fixed point of the length.
  /// - Returns: ε* = 1 − c*.
  /// - Throws: `NumericalMethodsError` when the root cannot be bracketed.
  /// - Complexity: About 12 double averages.
  public func fixedSeparation(qStar: Double) throws -> Double {
    guard qStar > 0, lengthMap.meanSquareSlope(at: qStar) > 1 + criticalTolerance else { return 0 }
    let phi = lengthMap.nonlinearity
    let mean = lengthMap.average(qStar, phi.value)
    let slope = lengthMap.average(qStar) { $0 * phi.value($0) } / qStar
    let residue = lengthMap.average(qStar) {
      let rest = phi.value($0) - mean - slope * $0
      return rest * rest
    }
    let target = biasVariance / weightVariance + mean * mean
    // H = c E ψ² + O(c²): an odd φ without bias leaves c* = 0.
    guard target > 1e-8 * residue else { return 1 - target / residue }
    let excess = { (logarithm: Double) in
      let separation = Double.exp(logarithm)
      let sum =
        squaredDifferenceOfWaves(separation, q: qStar)
        ?? averages.separated(variance: qStar, separation: separation) { p, d in
          let difference = phi.difference(center: p, halfWidth: d) - 2 * slope * d
          return difference * difference
        }
      return (sum / (2 * separation) - residue) / target - 1
    }
    var lower = -2.0
    while excess(lower) <= 0 && lower > -300 { lower *= 1.5 }
    return Double.exp(try findRoot(in: lower...0, of: excess))
  }
}

extension CorrelationMap {
  /// The gain of a sine whose signals span so many waves that a double average would take minutes; `nil` for any other
  /// function or length.
  ///
  /// There a_1² is below 1e-20, so that the linear part may be left in.
  private func gainOfManyWaves(_ q: Double) -> Double? {
    guard case .sine(let gain) = lengthMap.nonlinearity.pairForm, gain * gain * q > 50 else {
      return nil
    }
    return gain
  }

  /// E [sin g u1 − sin g u2]² where the signals span many waves.
  ///
  /// ```
  /// 1 − e^(−xε) + e^(−x(2−ε)) − e^(−2x),   x = g² q
  /// ```
  private func squaredDifferenceOfWaves(_ separation: Double, q: Double) -> Double? {
    guard let gain = gainOfManyWaves(q) else { return nil }
    let x = gain * gain * q
    return -Double.expMinusOne(-x * separation) + Double.exp(-x * (2 - separation))
      - Double.exp(-2 * x)
  }
}

/// How close to 1 the slope χ₁ must be to call a network critical.
///
/// A critical σ_w printed with ten digits passes.
let criticalTolerance = 1e-9
