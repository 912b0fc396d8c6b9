public import NumericalMethods

/// The plain feedforward network, and a layer of others.
///
/// ```
/// h^l = W^l φ(h^(l−1)) + b^l,   W^l_ij ~ N(0, σ_w²/N),   b^l_i ~ N(0, σ_b²)
/// ```
public struct FeedforwardModel: NetworkModel {
  /// The name, `feedforward`.
  public static let name = "feedforward"
  /// The standard deviation σ_w of the weights, times √N.
  public let sigmaW: Double
  /// The standard deviation σ_b of the biases.
  public let sigmaB: Double
  /// The activation function φ.
  public let nonlinearity: any Nonlinearity

  /// Describes a network.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, 0 to 1000.
  ///   - sigmaB: The standard deviation σ_b, 0 to 1000.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkModelError``.
  public init(
    sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity = Tanh()
  ) throws(NetworkModelError) {
    try requireDeviation(sigmaW, "sigma_w", upTo: 1000)
    try requireDeviation(sigmaB, "sigma_b", upTo: 1000)
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.nonlinearity = nonlinearity
  }
}
