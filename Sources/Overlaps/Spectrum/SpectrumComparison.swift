/// The spectrum of a paramagnet beside the law of its own couplings.
///
/// ```
/// (1/R) Σ_a λ_a² = 1 + (R − 1)⟨q²⟩,   ⟨q²⟩ = tr C²/N²
/// ```
///
/// **Assumes** q_aa = 1 and independent replicas.
public struct SpectrumComparison: Sendable, Equatable {
  /// The upper end of the law.
  public let predictedEdge: Double
  /// The largest eigenvalue found.
  public let largestEigenvalue: Double
  /// The mean of squares that the law predicts.
  public let predictedMeanSquare: Double
  /// The mean of squared eigenvalues found.
  public let meanSquare: Double

  /// The relative deviation of the mean of squares, from what the spectrum has beyond 1.
  ///
  /// ```
  /// (found − predicted)/(predicted − 1)
  /// ```
  public var relativeDeviation: Double {
    (meanSquare - predictedMeanSquare) / (predictedMeanSquare - 1)
  }

  /// Compares eigenvalues with a law.
  ///
  /// - Parameters:
  ///   - eigenvalues: All R ≥ 2 eigenvalues of q_ab, largest first.
  ///   - law: The law of the noise.
  /// - Complexity: O(R + N).
  public init(eigenvalues: [Double], law: NoiseLaw) {
    precondition(eigenvalues.count >= 2, "a spectrum of \(eigenvalues.count) eigenvalues")
    let r = Double(eigenvalues.count)
    let n = Double(law.siteCount)
    predictedEdge = law.edge
    largestEigenvalue = eigenvalues[0]
    predictedMeanSquare = 1 + (r - 1) * law.population.reduce(0) { $0 + $1 * $1 } / (n * n)
    meanSquare = eigenvalues.reduce(0) { $0 + $1 * $1 } / r
  }
}
