import RealModule

/// The Gauss–Legendre rule on an interval.
///
/// ```
/// ∫_a^b f(x) dx ≈ Σ_k w_k f(x_k),   exact for polynomials of degree 2n − 1
/// ```
public struct GaussLegendre: Sendable, Equatable {
  /// The nodes x_k, ascending.
  public let nodes: [Double]

  /// The weights w_k; they sum to the length of the interval.
  public let weights: [Double]

  /// Places the nodes by Newton's method on the Legendre polynomial.
  ///
  /// - Parameters:
  ///   - interval: The interval from a to b.
  ///   - count: The number n of nodes, at least 1.
  /// - Complexity: O(n²).
  public init(on interval: ClosedRange<Double>, count: Int) {
    precondition(count >= 1, "a rule needs a node, not \(count)")
    let n = count
    let middle = (interval.lowerBound + interval.upperBound) / 2
    let half = (interval.upperBound - interval.lowerBound) / 2
    var nodes = [Double](repeating: middle, count: n)
    var weights = [Double](repeating: 0, count: n)
    for k in 0..<n {
      var x = -Double.cos(.pi * (Double(k) + 0.75) / (Double(n) + 0.5))
      var slope = 1.0
      for _ in 0..<20 {
        var (p, previous) = (1.0, 0.0)
        for j in 1...n {
          (p, previous) = ((Double(2 * j - 1) * x * p - Double(j - 1) * previous) / Double(j), p)
        }
        slope = Double(n) * (x * p - previous) / (x * x - 1)
        let step = p / slope
        x -= step
        if abs(step) < 1e-15 { break }
      }
      nodes[k] = middle + half * x
      weights[k] = half * 2 / ((1 - x * x) * slope * slope)
    }
    self.nodes = nodes
    self.weights = weights
  }
}
