import NumericalMethods
import RealModule

/// The probability that two correlated normal numbers are both negative enough.
///
/// ```
/// Φ₂(x, y; c) = P(X < x, Y < y),   X, Y ~ N(0, 1) of correlation c
/// ```
///
/// The integral over the angle asin c for moderate correlations, and for large ones its expansion around c = 1
/// plus a smooth rest; absolute errors are of the order of 1e-15.
///
/// **Source**: A. Genz, *Statistics and Computing* 14, 251 (2004), after Z. Drezner and G. O. Wesolowsky (1990).
///
/// - Parameters:
///   - x: The bound of the first number.
///   - y: The bound of the second.
///   - c: The correlation, from −1 to 1.
/// - Returns: The probability that both numbers are below their bounds.
/// - Complexity: 20 exponentials, 40 for |c| > 0.925.
func bivariateNormal(_ x: Double, _ y: Double, correlation c: Double) -> Double {
  let (h, originalK) = (-x, -y)
  if abs(c) < 0.925 {
    let squares = (h * h + originalK * originalK) / 2
    let angle = Double.asin(c)
    var sum = 0.0
    for (node, weight) in zip(unitRule.nodes, unitRule.weights) {
      let sine = Double.sin(angle * node)
      sum += weight * Double.exp((sine * h * originalK - squares) / (1 - sine * sine))
    }
    return sum * angle / (2 * .pi) + normalProbability(x) * normalProbability(y)
  }
  let k = c < 0 ? -originalK : originalK
  let hk = h * k
  var result = 0.0
  if abs(c) < 1 {
    let opening = (1 - c) * (1 + c)
    let a = opening.squareRoot()
    let gap = (h - k) * (h - k)
    let (first, second) = ((4 - hk) / 8, (12 - hk) / 16)
    let exponent = -(gap / opening + hk) / 2
    if exponent > -100 {
      result =
        a * Double.exp(exponent)
        * (1 - first * (gap - opening) * (1 - second * gap / 5) / 3
          + first * second * opening * opening / 5)
    }
    if -hk < 100 {
      let distance = gap.squareRoot()
      result -=
        Double.exp(-hk / 2) * (2 * Double.pi).squareRoot() * normalProbability(-distance / a)
        * distance * (1 - first * gap * (1 - second * gap / 5) / 3)
    }
    for (node, weight) in zip(unitRule.nodes, unitRule.weights) {
      let square = opening * node * node
      let root = (1 - square).squareRoot()
      let exponent = -(gap / square + hk) / 2
      guard exponent > -100 else { continue }
      result +=
        a * weight * Double.exp(exponent)
        * (Double.exp(-hk * (1 - root) / (2 * (1 + root))) / root
          - (1 + first * square * (1 + second * square)))
    }
    result = -result / (2 * .pi)
  }
  if c > 0 { return result + normalProbability(-Swift.max(h, k)) }
  result = -result
  if k > h {
    // The difference from the tails that are the smaller.
    result +=
      h < 0
      ? normalProbability(k) - normalProbability(h)
      : normalProbability(-h) - normalProbability(-k)
  }
  return result
}

private let unitRule = GaussLegendre(on: 0...1, count: 20)

/// P(X < x) of a normal number.
func normalProbability(_ x: Double) -> Double { Double.erfc(-x * 0.5.squareRoot()) / 2 }

/// The density of a normal number.
func normalDensity(_ x: Double) -> Double {
  Double.exp(-x * x / 2) * (0.5 / Double.pi).squareRoot()
}

/// Two normal numbers of any means and variances.
struct NormalPair {
  let m1, q1, m2, q2, covariance: Double

  /// The correlation, within −1…1; 0 where a number does not vary.
  var correlation: Double {
    q1 > 0 && q2 > 0
      ? Swift.max(-1, Swift.min(1, covariance / (q1 * q2).squareRoot())) : 0
  }

  /// E (x − k)₊ (y − l)₊ with (x)₊ = max(x, 0).
  ///
  /// ```
  /// (ab + κ) Φ₂(α, β) + a s₂ p(β) Φ((α − cβ)/r) + b s₁ p(α) Φ((β − cα)/r) + s₁ s₂ r² p₂(α, β)
  /// a = m₁ − k, b = m₂ − l, α = a/s₁, β = b/s₂, r² = 1 − c²
  /// ```
  func rectified(_ k: Double, _ l: Double) -> Double {
    let (a, b) = (m1 - k, m2 - l)
    guard q1 > 0 else { return Swift.max(a, 0) * Self.rectifiedMean(b, q2) }
    guard q2 > 0 else { return Swift.max(b, 0) * Self.rectifiedMean(a, q1) }
    let (s1, s2, c) = (q1.squareRoot(), q2.squareRoot(), correlation)
    let (alpha, beta) = (a / s1, b / s2)
    let r = ((1 - c) * (1 + c)).squareRoot()
    let (u, v) = (alpha - c * beta, beta - c * alpha)
    func given(_ x: Double) -> Double {
      r > 0 ? normalProbability(x / r) : x > 0 ? 1 : x < 0 ? 0 : 0.5
    }
    let density =
      r > 0 ? Double.exp(-(u * u / (r * r) + beta * beta) / 2) * r / (2 * .pi) : 0
    return (a * b + s1 * s2 * c) * bivariateNormal(alpha, beta, correlation: c)
      + a * s2 * normalDensity(beta) * given(u) + b * s1 * normalDensity(alpha) * given(v)
      + s1 * s2 * density
  }

  /// P(x > k, y > l).
  func probability(_ k: Double, _ l: Double) -> Double {
    guard q1 > 0 else { return m1 >= k ? Self.probability(m2 - l, q2) : 0 }
    guard q2 > 0 else { return m2 >= l ? Self.probability(m1 - k, q1) : 0 }
    return bivariateNormal(
      (m1 - k) / q1.squareRoot(), (m2 - l) / q2.squareRoot(), correlation: correlation)
  }

  /// E x (y − l)₊ = m₁ E (y − l)₊ + κ P(y > l).
  func firstTimesRectified(_ l: Double) -> Double {
    m1 * Self.rectifiedMean(m2 - l, q2) + covariance * Self.probability(m2 - l, q2)
  }

  var swapped: NormalPair {
    NormalPair(m1: m2, q1: q2, m2: m1, q2: q1, covariance: covariance)
  }

  /// E (x)₊ of mean a and variance q.
  static func rectifiedMean(_ a: Double, _ q: Double) -> Double {
    guard q > 0 else { return Swift.max(a, 0) }
    let s = q.squareRoot()
    return a * normalProbability(a / s) + s * normalDensity(a / s)
  }

  /// P(x ≥ 0) of mean a and variance q.
  static func probability(_ a: Double, _ q: Double) -> Double {
    q > 0 ? normalProbability(a / q.squareRoot()) : a >= 0 ? 1 : 0
  }
}
