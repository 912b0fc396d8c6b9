import RealModule

/// An average over a Gaussian variable by the trapezoid rule.
///
/// ```
/// E f(h),   h = m + √v z,   z ~ N(0, 1):   Σ_k w_k f(h_k),   |z_k| ≤ 9
/// ```
///
/// The rule converges exponentially for a function that is analytic in a strip around the real axis:
/// the error is e^(−2πa/δ) for a strip of half width a in z and a step δ. The step min(1/4, 0.15 a)
/// makes that e^(−42); for tanh h, with poles at ± iπ/2, it is min(0.25, 0.236/√v). Gauss–Hermite
/// rules need very many nodes for such functions at large variance.
///
/// Nodes and weights are made once and serve any number of functions.
public struct GaussianAverage: Sendable, Equatable {
  /// The values h_k of the variable.
  public let nodes: [Double]

  /// The weights w_k; they sum to 1.
  public let weights: [Double]

  /// Places the nodes for one Gaussian variable.
  ///
  /// - Parameters:
  ///   - mean: The mean m.
  ///   - variance: The variance v, 0 or more; 0 leaves one node.
  ///   - analyticHalfWidth: The distance of the function's nearest singularity in h from the real
  ///     axis; π/2 is that of tanh h.
  ///   - refinement: The factor by which the step is smaller than needed; 2 checks an error.
  /// - Complexity: O(1 + √v / analyticHalfWidth).
  public init(
    mean: Double = 0, variance: Double, analyticHalfWidth: Double = .pi / 2, refinement: Double = 1
  ) {
    precondition(mean.isFinite, "the mean of a Gaussian must be finite, not \(mean)")
    precondition(
      variance >= 0 && variance.isFinite, "the variance of a Gaussian cannot be \(variance)")
    precondition(analyticHalfWidth > 0, "a strip cannot have the half width \(analyticHalfWidth)")
    precondition(refinement > 0, "a step cannot be refined by \(refinement)")
    let deviation = variance.squareRoot()
    guard deviation > 0 else {
      nodes = [mean]
      weights = [1]
      return
    }
    let step = Swift.min(0.25, 0.15 * analyticHalfWidth / deviation) / refinement
    let count = Int((9 / step).rounded(.up))
    let raw = (-count...count).map { Double.exp(-0.5 * Double($0) * Double($0) * step * step) }
    let total = raw.reduce(0, +)
    nodes = (-count...count).map { mean + deviation * step * Double($0) }
    weights = raw.map { $0 / total }
  }

  /// Places the nodes for functions of one activation function.
  ///
  /// Without kinks the trapezoid rule; with kinks panels of Gauss–Legendre rules that end at them. A variable
  /// much longer than the range in which the function is curved takes panels too.
  ///
  /// - Parameters:
  ///   - mean: The mean m.
  ///   - variance: The variance v, 0 or more; 0 leaves one node.
  ///   - nonlinearity: The function whose kinks and singularities decide the nodes.
  /// - Complexity: O(1 + √v / analyticHalfWidth), or a thousand nodes for a function with a curved range.
  public init(mean: Double = 0, variance: Double, for nonlinearity: any Nonlinearity) {
    let curved =
      variance > 0
      ? GaussianPanels.curvedRange(of: nonlinearity, deviation: variance.squareRoot()) : nil
    guard variance > 0, curved != nil || !nonlinearity.kinks.isEmpty else {
      self.init(
        mean: mean, variance: variance, analyticHalfWidth: nonlinearity.analyticHalfWidth)
      return
    }
    precondition(mean.isFinite && variance.isFinite, "mean \(mean) and variance \(variance)")
    let panels = GaussianPanels(
      mean: mean, deviation: variance.squareRoot(), breaks: nonlinearity.kinks,
      zones: [
        .init(
          range: curved ?? -.infinity ... .infinity, scale: nonlinearity.analyticHalfWidth)
      ])
    self.init(nodes: panels.nodes, weights: panels.weights)
  }

  private init(nodes: [Double], weights: [Double]) {
    self.nodes = nodes
    self.weights = weights
  }

  /// The average of a function of the variable.
  ///
  /// - Parameter function: The function f of h.
  /// - Returns: E f(h).
  /// - Complexity: One call per node.
  @inlinable
  public func callAsFunction(_ function: (Double) -> Double) -> Double {
    var sum = 0.0
    for k in nodes.indices { sum += weights[k] * function(nodes[k]) }
    return sum
  }
}
