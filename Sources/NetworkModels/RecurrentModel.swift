public import NumericalMethods

/// A recurrent network with random couplings, constant in time.
///
/// ```
/// ∂_t h_i = −h_i + Σ_j W_ij φ(h_j) + b_i
/// W_ij ~ N(w_0/N, σ_w²/N),   b_i ~ N(b_0, σ_b²),   corr(W_ij, W_ji) = η for i ≠ j
/// ```
public struct RecurrentModel: NetworkModel {
  /// The name, `recurrent`.
  public static let name = "recurrent"
  /// The mean w_0 of the couplings, times N.
  public let weightMean: Double
  /// The mean b_0 of the biases.
  public let biasMean: Double
  /// The standard deviation σ_w of the couplings, times √N.
  public let sigmaW: Double
  /// The standard deviation σ_b of the biases.
  public let sigmaB: Double
  /// The correlation η of W_ij and W_ji.
  public let symmetry: Double
  /// The activation function φ.
  public let nonlinearity: any Nonlinearity

  /// Describes a network.
  ///
  /// - Parameters:
  ///   - weightMean: The mean w_0, −1000 to 1000.
  ///   - biasMean: The mean b_0, −1000 to 1000.
  ///   - sigmaW: The standard deviation σ_w, 0 to 1000.
  ///   - sigmaB: The standard deviation σ_b, 0 to 1000.
  ///   - symmetry: The correlation η, −1 to 1.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkModelError``.
  public init(
    weightMean: Double = 0, biasMean: Double = 0, sigmaW: Double, sigmaB: Double = 0,
    symmetry: Double = 0, nonlinearity: any Nonlinearity = Tanh()
  ) throws(NetworkModelError) {
    for (name, value) in [("w0", weightMean), ("b0", biasMean)] where !(abs(value) <= 1000) {
      throw .invalidParameter(name: name, value: value, expected: "a number from -1000 to 1000")
    }
    try requireDeviation(sigmaW, "sigma_w", upTo: 1000)
    try requireDeviation(sigmaB, "sigma_b", upTo: 1000)
    guard abs(symmetry) <= 1 else {
      throw .invalidParameter(name: "eta", value: symmetry, expected: "a number from -1 to 1")
    }
    self.weightMean = weightMean
    self.biasMean = biasMean
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.symmetry = symmetry
    self.nonlinearity = nonlinearity
  }
}
