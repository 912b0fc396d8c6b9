import RealModule

/// The test of Kolmogorov and Smirnov of whether values come from one distribution.
///
/// ```
/// D = max_x |F(x) − G(x)|,   p = 2 Σ_{j≥1} (−1)^{j−1} e^{−2 j² λ²},   λ = (√n + 0.12 + 0.11/√n) D
/// ```
///
/// n is the number of values, or n m/(n + m) for two samples. The p-value is asymptotic; the correction of
/// λ keeps it good to a few percent from n = 10 on.
///
/// **Assumes** independent values of a continuous distribution; ties make the test cautious.
///
/// **Source**: M. A. Stephens, *Journal of the Royal Statistical Society B* 32, 115 (1970).
public struct KolmogorovSmirnovTest: Sendable, Equatable {
  /// The largest distance D of the two distribution functions.
  public let distance: Double
  /// The p-value.
  public let probability: Double

  /// Compares two samples.
  ///
  /// - Parameters:
  ///   - first: At least one value.
  ///   - second: At least one value.
  /// - Complexity: O(n log n).
  public init(_ first: [Double], _ second: [Double]) {
    precondition(!first.isEmpty && !second.isEmpty, "a comparison of empty samples")
    let (x, y) = (first.sorted(), second.sorted())
    let (n, m) = (Double(x.count), Double(y.count))
    var (i, j, largest) = (0, 0, 0.0)
    while i < x.count && j < y.count {
      let value = min(x[i], y[j])
      while i < x.count && x[i] == value { i += 1 }
      while j < y.count && y[j] == value { j += 1 }
      largest = max(largest, abs(Double(i) / n - Double(j) / m))
    }
    self.init(distance: largest, effectiveCount: n * m / (n + m))
  }

  /// Compares a sample with a distribution.
  ///
  /// - Parameters:
  ///   - values: At least one value.
  ///   - distribution: The distribution function F, from 0 to 1.
  /// - Complexity: O(n log n).
  public init(_ values: [Double], distribution: (_ x: Double) -> Double) {
    precondition(!values.isEmpty, "a test of no values")
    let n = Double(values.count)
    var largest = 0.0
    for (k, value) in values.sorted().enumerated() {
      let expected = distribution(value)
      largest = max(largest, expected - Double(k) / n, Double(k + 1) / n - expected)
    }
    self.init(distance: largest, effectiveCount: n)
  }

  private init(distance: Double, effectiveCount: Double) {
    self.distance = distance
    let root = effectiveCount.squareRoot()
    probability = Self.upperProbability((root + 0.12 + 0.11 / root) * distance)
  }

  /// The probability that the largest distance times √n exceeds λ, for n → ∞.
  private static func upperProbability(_ lambda: Double) -> Double {
    guard lambda > 0 else { return 1 }
    if lambda < 1 {
      // The same function by Poisson's formula, which converges fast here.
      let exponent = -Double.pi * Double.pi / (8 * lambda * lambda)
      let sum = [1.0, 3, 5, 7].reduce(0) { $0 + Double.exp($1 * $1 * exponent) }
      return max(0, 1 - (2 * Double.pi).squareRoot() / lambda * sum)
    }
    var sum = 0.0
    for j in stride(from: 1.0, through: 7, by: 1) {
      sum +=
        (j.truncatingRemainder(dividingBy: 2) == 1 ? 2 : -2)
        * Double.exp(-2 * j * j * lambda * lambda)
    }
    return min(1, max(0, sum))
  }
}
